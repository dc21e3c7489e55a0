/** All that the view holds of its session: every item in short, and the items themselves as far as they came. Draws nothing. */

import { letters, type Ask, type Item, type Kind, type Outline, type SessionFlag, type SessionPage } from "../sessionMessages";
import { textOf } from "./search";

/** Items of one page: those in view come first, then all others one page after another. */
const PAGE = 200;
const NEWS = 400;

export interface News {
  /** The session was put together anew: nothing that was held holds any more. */
  anew: boolean;
  /** Items that came or changed. */
  items: number[];
  /** How many items the session has grown by. */
  more: number;
  /** Where the event is now that the reader was at, when all was told anew. */
  found?: number;
}

export class Store {
  session: SessionPage["session"] | undefined;
  kinds: Kind[] = [];
  times: number[] = [];
  began: number | null = null;
  readonly checks = new Map<number, "passed" | "failed" | "unknown">();
  readonly edits = new Map<number, [added: number, removed: number]>();
  flags: SessionFlag[] = [];
  /** By the item that is their act. */
  readonly flagsOf = new Map<number, SessionFlag[]>();
  private items: (Item | undefined)[] = [];
  private texts: (string | undefined)[] = [];
  private generation = "";
  private edition = 0;
  private readonly asked = new Set<number>();
  private loaded = 0;
  private beginning: Promise<void> | undefined;
  private catching: Promise<void> | undefined;
  private again = false;

  /** `ask` asks the server, `tell` is told of whatever came, `place` names the event that the reader is at. */
  constructor(
    private readonly ask: (ask: Ask) => Promise<SessionPage>,
    private readonly tell: (news: News) => void,
    private readonly place: () => string | undefined = () => undefined,
  ) {}

  get total(): number {
    return this.kinds.length;
  }

  /** Whether all items came. */
  get complete(): boolean {
    return this.loaded === this.total;
  }

  item(index: number): Item | undefined {
    return this.items[index];
  }

  /** The text to search in, undefined while the item has not come. */
  text(index: number): string | undefined {
    const item = this.items[index];
    if (item === undefined) {
      return undefined;
    }
    return (this.texts[index] ??= textOf(item, this.flagsOf.get(index) ?? []));
  }

  /** Asks for the session from the beginning; calls that come meanwhile are answered by the same answer. */
  begin(): Promise<void> {
    const find = this.place();
    this.beginning ??= this.ask({ first: 0, count: 0, outline: true, ...(find === undefined ? {} : { find }) })
      .then((page) => {
        this.takeWhole(page);
      })
      .finally(() => {
        this.beginning = undefined;
      });
    return this.beginning;
  }

  /** Takes in what is new since; calls that come meanwhile are answered by one more look. */
  async catchUp(): Promise<void> {
    this.again = true;
    this.catching ??= this.look().finally(() => {
      this.catching = undefined;
    });
    await this.catching;
  }

  private async look(): Promise<void> {
    while (this.again) {
      this.again = false;
      const page = await this.ask({ since: this.edition, count: NEWS });
      if (page.generation !== this.generation) {
        await this.begin();
        continue;
      }
      const before = this.total;
      this.edition = page.edition;
      this.session = page.session;
      this.put(page.items);
      const flagged = this.putFlags(page.flags);
      this.again ||= page.more;
      this.tell({ anew: false, items: [...new Set([...page.items.map((item) => item.index), ...flagged])], more: this.total - before });
    }
  }

  /** Asks for the items around those in view, if they have not come. */
  want(first: number, last: number): void {
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
      void this.fetch(page);
    }
  }

  /** Asks for all that has not come, a page at a time. */
  async wantAll(): Promise<void> {
    const generation = this.generation;
    for (let page = 0; page * PAGE < this.total && generation === this.generation; page += 1) {
      await this.fetch(page);
    }
  }

  private async fetch(page: number): Promise<void> {
    const first = page * PAGE;
    const last = Math.min(first + PAGE, this.total);
    let missing = false;
    for (let index = first; index < last; index += 1) {
      missing ||= this.items[index] === undefined;
    }
    if (!missing || this.asked.has(page)) {
      return;
    }
    const generation = this.generation;
    this.asked.add(page);
    try {
      const answer = await this.ask({ first, count: PAGE });
      if (generation === this.generation && answer.generation === generation) {
        // What is news is told as news: an item beyond the known ones would leave a gap.
        const known = answer.items.filter((item) => item.index < this.total);
        this.put(known);
        this.tell({ anew: false, items: known.map((item) => item.index), more: 0 });
      }
    } finally {
      this.asked.delete(page);
    }
  }

  private takeWhole(page: SessionPage): void {
    this.session = page.session;
    this.generation = page.generation;
    this.edition = page.edition;
    this.items = new Array<Item | undefined>(page.total).fill(undefined);
    this.texts = [];
    this.loaded = 0;
    this.asked.clear();
    this.takeOutline(page.outline ?? { kinds: "", began: null, times: [], checks: [], edits: [], failed: [] });
    this.putFlags(page.flags);
    this.tell({ anew: true, items: [], more: 0, ...(page.found === null ? {} : { found: page.found }) });
  }

  private takeOutline(outline: Outline): void {
    this.kinds = Array.from(outline.kinds, (letter) => letters[letter] ?? "note");
    this.times = outline.times;
    this.began = outline.began;
    this.checks.clear();
    this.edits.clear();
    for (const [index, outcome] of outline.checks) {
      this.checks.set(index, outcome);
    }
    for (const [index, added, removed] of outline.edits) {
      this.edits.set(index, [added, removed]);
    }
  }

  private put(items: readonly Item[]): void {
    for (const item of items) {
      this.loaded += this.items[item.index] === undefined ? 1 : 0;
      this.items[item.index] = item;
      this.texts[item.index] = undefined;
      this.kinds[item.index] = item.kind;
      this.began ??= item.time;
      this.times[item.index] = item.time === null || this.began === null ? -1 : Math.floor(item.time - this.began);
      const worst = item.checks.find((check) => check.outcome === "failed") ?? item.checks.find((check) => check.outcome === "passed") ?? item.checks[0];
      if (worst !== undefined) {
        this.checks.set(item.index, worst.outcome);
      }
      const done = item.changes.filter((change) => change.state === "applied" || change.state === "unknown");
      if (done.length > 0) {
        this.edits.set(item.index, [done.reduce((sum, change) => sum + change.added, 0), done.reduce((sum, change) => sum + change.removed, 0)]);
      }
    }
  }

  /** Takes in all flags there are; gives the items whose flags are not what they were. */
  private putFlags(flags: SessionFlag[]): number[] {
    const before = new Map([...this.flagsOf].map(([item, known]) => [item, JSON.stringify(known)]));
    this.flags = flags;
    this.flagsOf.clear();
    for (const flag of flags) {
      if (flag.item !== null) {
        const known = this.flagsOf.get(flag.item);
        if (known === undefined) {
          this.flagsOf.set(flag.item, [flag]);
        } else {
          known.push(flag);
        }
      }
    }
    const changed = [...new Set([...before.keys(), ...this.flagsOf.keys()])].filter((item) => JSON.stringify(this.flagsOf.get(item)) !== before.get(item));
    for (const item of changed) {
      this.texts[item] = undefined;
    }
    return changed;
  }
}
