/** Where each of many rows of different heights begins, and which row is at a height: both in logarithmic time. Pure. */

export class Heights {
  private tree: Float64Array;
  private readonly own: Float64Array;

  /** `of` gives the height of each row. */
  constructor(
    readonly size: number,
    of: (row: number) => number,
  ) {
    this.own = new Float64Array(size);
    this.tree = new Float64Array(size + 1);
    for (let row = 0; row < size; row += 1) {
      this.own[row] = of(row);
    }
    for (let node = 1; node <= size; node += 1) {
      this.tree[node] = (this.tree[node] ?? 0) + (this.own[node - 1] ?? 0);
      const above = node + (node & -node);
      if (above <= size) {
        this.tree[above] = (this.tree[above] ?? 0) + (this.tree[node] ?? 0);
      }
    }
  }

  get(row: number): number {
    return this.own[row] ?? 0;
  }

  set(row: number, height: number): void {
    const more = height - this.get(row);
    if (more === 0 || row < 0 || row >= this.size) {
      return;
    }
    this.own[row] = height;
    for (let node = row + 1; node <= this.size; node += node & -node) {
      this.tree[node] = (this.tree[node] ?? 0) + more;
    }
  }

  /** Where a row begins; of the row after the last one: where all end. */
  offset(row: number): number {
    let sum = 0;
    for (let node = Math.min(Math.max(row, 0), this.size); node > 0; node -= node & -node) {
      sum += this.tree[node] ?? 0;
    }
    return sum;
  }

  get total(): number {
    return this.offset(this.size);
  }

  /** The row at a height: the first one above all, the last one below all, -1 if there are none. */
  at(height: number): number {
    let node = 0;
    let left = Math.max(height, 0);
    for (let step = 2 ** Math.floor(Math.log2(Math.max(this.size, 1))); step >= 1; step /= 2) {
      const next = node + step;
      const sum = this.tree[next] ?? 0;
      if (next <= this.size && sum <= left) {
        node = next;
        left -= sum;
      }
    }
    return Math.min(node, this.size - 1);
  }
}
