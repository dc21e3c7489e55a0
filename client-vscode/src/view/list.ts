/** A list of which only the rows in view exist, each as high as it is; keeps what the reader looks at in its place. */

import { Heights } from "./heights";

/** Pixels above and below the view in which rows are there already. */
const AHEAD = 600;

export interface Rows {
  /** Makes the element of an item. */
  make(item: number): HTMLElement;
  /** About how high an item is that was never shown. */
  guess(item: number): number;
  /** The items in view. */
  shown(first: number, last: number): void;
}

export class VirtualList {
  private items: readonly number[] = [];
  private heights = new Heights(0, () => 0);
  private readonly measured = new Map<number, number>();
  private readonly rows = new Map<number, HTMLElement>();
  /** The item that has the focus stays there, wherever the view is. */
  private focused = -1;
  /** What was gone to stays where it was put, while rows come in and are measured, until the reader scrolls. */
  private pinned: { item: number; space: number } | "end" | undefined;
  /** Where we scrolled to ourselves. */
  private scrolled = 0;
  private drawing = false;
  private readonly sizes: ResizeObserver;
  private width = 0;

  constructor(
    private readonly view: HTMLElement,
    private readonly feed: HTMLElement,
    private readonly source: Rows,
  ) {
    this.sizes = new ResizeObserver((entries) => {
      this.resized(entries);
    });
    this.sizes.observe(view);
    view.addEventListener("scroll", () => {
      if (Math.abs(view.scrollTop - this.scrolled) > 2) {
        this.pinned = undefined;
      }
      this.draw();
    });
  }

  dispose(): void {
    this.sizes.disconnect();
  }

  get count(): number {
    return this.items.length;
  }

  get atEnd(): boolean {
    return this.view.scrollTop + this.view.clientHeight >= this.heights.total - 40;
  }

  /** The items in view, and how much of the first one is scrolled out. */
  get seen(): { first: number; last: number; offset: number } {
    const top = this.view.scrollTop;
    const row = this.heights.at(top);
    const last = this.heights.at(top + this.view.clientHeight - 1);
    return { first: this.items[row] ?? -1, last: this.items[last] ?? -1, offset: top - this.heights.offset(row) };
  }

  /** The item at a position of the list. */
  at(position: number): number | undefined {
    return this.items[position];
  }

  /** The position of an item, or the one where it would stand. */
  positionOf(item: number): number {
    // The items are in order.
    let [low, high] = [0, this.items.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.items[middle] ?? 0) < item) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  has(item: number): boolean {
    return this.items[this.positionOf(item)] === item;
  }

  element(item: number): HTMLElement | undefined {
    return this.rows.get(item);
  }

  get drawn(): Iterable<HTMLElement> {
    return this.rows.values();
  }

  /** Shows these items (in order) from now on; the one at the top stays at the top, or one near it. */
  setItems(items: readonly number[], keep = true): void {
    const seen = keep ? this.seen : { first: -1, offset: 0 };
    this.items = items;
    this.heights = new Heights(items.length, (row) => this.heightOf(items[row] ?? 0));
    for (const item of this.rows.keys()) {
      if (!this.has(item)) {
        this.drop(item);
      }
    }
    if (keep && this.pinned !== undefined && (this.pinned === "end" || this.has(this.pinned.item))) {
      this.draw(this.anchor());
      return;
    }
    this.pinned = undefined;
    const row = Math.min(this.positionOf(Math.max(seen.first, 0)), Math.max(items.length - 1, 0));
    this.draw({ row, offset: (this.items[row] ?? -1) === seen.first ? seen.offset : 0 });
  }

  /** All that is known of heights is void, as are the rows. */
  clear(): void {
    this.measured.clear();
    for (const item of [...this.rows.keys()]) {
      this.drop(item);
    }
  }

  /** Makes the rows of these items anew. */
  renew(items: Iterable<number>): void {
    for (const item of items) {
      const old = this.rows.get(item);
      if (old === undefined) {
        // It may be of another height now.
        this.measured.delete(item);
        continue;
      }
      const inside = old.contains(document.activeElement);
      const fresh = this.source.make(item);
      this.sizes.unobserve(old);
      old.replaceWith(fresh);
      this.rows.set(item, fresh);
      this.sizes.observe(fresh);
      if (inside) {
        fresh.focus({ preventScroll: true });
      }
    }
    this.draw(this.anchor());
  }

  /** Brings an item into view, `space` pixels below the top. */
  reveal(item: number, space = 60): void {
    this.pinned = { item, space };
    this.draw(this.anchor());
  }

  toEnd(): void {
    this.pinned = "end";
    this.draw(this.anchor());
  }

  focus(item: number): void {
    this.focused = item;
    if (!this.rows.has(item)) {
      this.reveal(item);
    }
    const row = this.rows.get(item);
    if (row === undefined) {
      return;
    }
    const top = this.heights.offset(this.positionOf(item));
    const bottom = top + row.offsetHeight;
    const { scrollTop, clientHeight } = this.view;
    row.focus({ preventScroll: true });
    if (top < scrollTop || (row.offsetHeight > clientHeight && bottom > scrollTop + clientHeight)) {
      this.pinned = { item, space: 8 };
    } else if (bottom > scrollTop + clientHeight) {
      this.pinned = { item, space: Math.max(8, clientHeight - row.offsetHeight - 8) };
    }
    this.draw(this.anchor());
  }

  /** The item that the arrows start from: the focused one if it is in view, else the first in view. */
  get current(): number {
    const { first, last } = this.seen;
    return this.focused >= first && this.focused <= last && this.has(this.focused) ? this.focused : first;
  }

  set current(item: number) {
    this.focused = item;
  }

  private heightOf(item: number): number {
    return this.measured.get(item) ?? this.source.guess(item);
  }

  private anchor(): { row: number; offset: number } {
    if (this.pinned === "end") {
      return { row: this.items.length, offset: -this.view.clientHeight };
    }
    if (this.pinned !== undefined && this.has(this.pinned.item)) {
      return { row: this.positionOf(this.pinned.item), offset: -this.pinned.space };
    }
    const row = this.heights.at(this.view.scrollTop);
    return { row, offset: this.view.scrollTop - this.heights.offset(row) };
  }

  private resized(entries: ResizeObserverEntry[]): void {
    let changed = false;
    for (const { target } of entries) {
      if (target !== this.view) {
        // Rows that were just made are told of, too: they were measured already.
        const { offsetHeight, dataset } = target as HTMLElement;
        changed ||= this.measured.get(Number(dataset["item"])) !== offsetHeight;
      } else {
        changed = true;
        if (this.width !== this.view.clientWidth) {
          this.width = this.view.clientWidth;
          this.measured.clear();
        }
      }
    }
    if (changed) {
      this.draw(this.anchor());
    }
  }

  /** Brings the rows in line with the view; with `anchor`, the view is moved so that this row stands at its top. */
  private draw(anchor?: { row: number; offset: number }): void {
    if (this.drawing) {
      return;
    }
    this.drawing = true;
    try {
      const held = anchor ?? this.anchor();
      if (anchor !== undefined) {
        this.scrollTo(anchor);
      }
      // What is measured may let more rows into view: a few rounds at most.
      for (let round = 0; round < 4 && this.fill(); round += 1) {
        this.scrollTo(held);
      }
      this.place();
    } finally {
      this.drawing = false;
    }
    if (this.items.length > 0) {
      const { first, last } = this.seen;
      this.source.shown(first, last);
    }
  }

  private scrollTo({ row, offset }: { row: number; offset: number }): void {
    this.feed.style.height = `${String(Math.ceil(this.heights.total))}px`;
    const top = Math.max(0, this.heights.offset(row) + offset);
    if (Math.abs(this.view.scrollTop - top) >= 1) {
      this.view.scrollTop = top;
    }
    this.scrolled = this.view.scrollTop;
  }

  /** Makes the rows near the view and measures them; true if a height was not what it was taken for. */
  private fill(): boolean {
    const top = this.view.scrollTop;
    const first = Math.max(0, this.heights.at(top - AHEAD));
    const last = this.heights.at(top + this.view.clientHeight + AHEAD);
    const wanted = new Set<number>();
    for (let row = first; row <= last; row += 1) {
      const item = this.items[row];
      if (item !== undefined) {
        wanted.add(item);
      }
    }
    for (const [item, element] of this.rows) {
      if (!wanted.has(item) && !(item === this.focused && element.contains(document.activeElement))) {
        this.drop(item);
      }
    }
    const fresh = document.createDocumentFragment();
    for (const item of wanted) {
      if (!this.rows.has(item)) {
        const element = this.source.make(item);
        this.rows.set(item, element);
        fresh.append(element);
      }
    }
    const added = fresh.childElementCount > 0;
    if (added) {
      const made = [...fresh.children];
      this.feed.append(fresh);
      for (const element of made) {
        this.sizes.observe(element);
      }
    }
    return this.measure() || added;
  }

  private measure(): boolean {
    let changed = false;
    for (const [item, element] of this.rows) {
      const height = element.offsetHeight;
      const row = this.positionOf(item);
      if (height > 0) {
        this.measured.set(item, height);
        if (this.items[row] === item && this.heights.get(row) !== height) {
          this.heights.set(row, height);
          changed = true;
        }
      }
    }
    return changed;
  }

  private place(): void {
    const setsize = String(this.items.length);
    const inOrder: [number, HTMLElement][] = [];
    for (const [item, element] of this.rows) {
      const row = this.positionOf(item);
      element.style.transform = `translateY(${String(this.heights.offset(row))}px)`;
      element.setAttribute("aria-posinset", String(row + 1));
      element.setAttribute("aria-setsize", setsize);
      inOrder.push([row, element]);
    }
    // Readers of the screen and the tab key go by the order in the document.
    inOrder.sort(([a], [b]) => a - b);
    let before: Element | null = null;
    for (const [, element] of inOrder) {
      const next: Element | null = before === null ? this.feed.firstElementChild : before.nextElementSibling;
      if (next !== element && !element.contains(document.activeElement)) {
        this.feed.insertBefore(element, next);
      }
      before = element;
    }
  }

  private drop(item: number): void {
    const element = this.rows.get(item);
    if (element !== undefined) {
      this.sizes.unobserve(element);
      element.remove();
      this.rows.delete(item);
    }
  }
}
