/** The Session view: puts the picture, the bar and the list together over one session. */

import type { Item, ToView } from "../sessionMessages";
import { el } from "./dom";
import { highlight } from "./highlight";
import { Host } from "./host";
import { listenToKeys } from "./keys";
import { VirtualList } from "./list";
import { duration } from "./picture";
import { PictureView } from "./pictureView";
import { blankOf, kindWords, rowOf } from "./rows";
import { neighbour, shownItems } from "./search";
import { Store, type News } from "./store";
import { about, newSteps } from "./summary";
import { Toolbar } from "./toolbar";
import { t } from "./words";

/** Seconds without a step that are worth telling. */
const PAUSE = 300;
const GUESSES: Readonly<Record<string, number>> = { ask: 96, added: 80, reasoning: 110, withheld: 36, message: 110, action: 120, edit: 220, result: 80, outside: 60, note: 48 };
const SETTLE_MS = 120;

class SessionView {
  private readonly host = new Host((message) => {
    this.told(message);
  });
  private readonly store = new Store(
    (ask) => this.host.ask(ask),
    (news) => {
      this.took(news);
    },
    () => this.place?.top,
  );
  private readonly toolbar = new Toolbar({
    query: () => {
      this.queryLater();
    },
    step: (step) => {
      this.toMatch(step);
    },
    choose: (chosen) => {
      this.chosen = chosen;
      this.showItems();
      this.keepLater();
    },
    nextFlag: (step) => {
      this.toFlag(step);
    },
    transcript: () => {
      this.host.send({ type: "transcript" });
    },
    leave: () => {
      this.list.focus(this.list.current);
    },
  });
  private readonly picture = new PictureView(
    (step) => {
      this.goTo(step, false);
    },
    (step) => this.nameOf(step),
  );
  private readonly top = el("header", { class: "about" });
  private readonly feed = el("div", { class: "feed", set: { role: "feed", "aria-label": t("Steps of the session"), "aria-busy": "true" } });
  private readonly scroller = el("div", { class: "scroller" }, this.feed);
  private readonly live = el("div", { class: "spoken", set: { role: "status" } });
  private readonly more = el("button", { class: "more", on: { click: () => { this.list.toEnd(); } } }); // prettier-ignore
  private readonly notice = el("p", { class: "notice", set: { role: "status" }, text: t("Reading the session …") });
  private readonly list: VirtualList;
  private readonly open = new Set<string>();
  private chosen = new Set<string>();
  /** Where the reader is: by the event, as numbers do not outlive a server. */
  private place: { top: string; offset: number } | undefined;
  private matches: number[] = [];
  private awaited: string | undefined;
  private unseen = 0;
  /** The match that the reader went to last. */
  private visited = -1;
  private readonly pending = new Set<string>();

  constructor(private readonly session: string) {
    this.list = new VirtualList(this.scroller, this.feed, {
      make: (item) => this.row(item),
      guess: (item) => GUESSES[this.store.kinds[item] ?? "note"] ?? 60,
      shown: (first, last) => {
        this.inView(first, last);
      },
    });
    const main = el("main", {}, this.top, this.picture.element, this.toolbar.element, this.notice, el("div", { class: "steps" }, this.scroller, this.more), this.live);
    document.body.append(main);
    listenToKeys(this.list, {
      search: () => {
        this.toolbar.focus();
      },
      flag: (step) => {
        this.toFlag(step);
      },
      match: (step) => {
        this.toMatch(step);
      },
      enter: (item) => {
        this.enter(item);
      },
    });
    const kept = this.host.kept;
    this.chosen = new Set(kept?.kinds ?? []);
    this.toolbar.restore(kept?.query ?? "", [...this.chosen]);
    // A panel whose window is closed at once is known by this alone.
    this.host.keep({ ...kept, session });
    this.host.send({ type: "ready" });
    this.place = kept?.top === undefined ? undefined : { top: kept.top, offset: kept.offset ?? 0 };
    void this.begin();
  }

  private async begin(): Promise<void> {
    try {
      await this.store.begin();
      this.reveal();
      await this.store.wantAll();
    } catch (error) {
      this.say(error instanceof Error ? error.message : String(error));
    }
  }

  private say(text: string): void {
    this.notice.textContent = text;
    this.notice.hidden = text === "";
  }

  // --- what comes -----------------------------------------------------------------------------------------------------

  private told(message: ToView): void {
    if (message.type === "reveal") {
      this.awaited = message.flag;
      this.reveal();
    } else if (message.type === "changed" || message.type === "alive") {
      if (this.store.session === undefined) {
        void this.begin();
      } else if (message.type === "changed") {
        this.store.catchUp().catch(() => undefined); // the server stopped meanwhile; it tells when it is back
      }
    }
  }

  private took(news: News): void {
    const atEnd = this.list.atEnd;
    if (news.anew) {
      this.open.clear();
      this.list.clear();
      this.say("");
      this.feed.setAttribute("aria-busy", "false");
    }
    if (news.anew || news.more > 0) {
      const follows = news.more > 0 && atEnd;
      this.showItems(!news.anew);
      if (news.found !== undefined) {
        this.list.reveal(news.found, -(this.place?.offset ?? 0));
      }
      this.grew(news.more, follows);
    } else {
      this.list.renew(news.items);
    }
    this.after("about", 0, () => {
      this.paint();
    });
    this.queryLater();
  }

  private grew(more: number, follows: boolean): void {
    if (more === 0) {
      return;
    }
    this.unseen = follows ? 0 : this.unseen + more;
    if (follows) {
      this.list.toEnd();
    }
    this.live.textContent = newSteps(more);
    this.tellUnseen();
  }

  private paint(): void {
    const { store } = this;
    const flags = store.flags.flatMap((flag) => (flag.item === null ? [] : [{ item: flag.item, severity: flag.severity, dismissed: flag.status === "dismissed" }]));
    this.picture.show({ kinds: store.kinds, times: store.times, checks: store.checks, edits: store.edits, flags });
    this.toolbar.count(store.kinds, store.flagsOf.size);
    if (store.session !== undefined) {
      this.top.replaceChildren(...about(store.session, store));
      this.host.send({ type: "title", title: store.session.title ?? store.session.agent_title });
    }
    const { first, last } = this.list.seen;
    this.picture.seen(Math.max(first, 0), Math.max(last, 0));
  }

  // --- what is shown --------------------------------------------------------------------------------------------------

  private showItems(keep = true): void {
    const flagged = new Set(this.store.flagsOf.keys());
    const shown = shownItems(this.store.kinds, this.chosen, flagged);
    this.list.setItems(shown, keep);
    if (this.store.session !== undefined) {
      this.say(shown.length > 0 ? "" : this.store.total === 0 ? t("Nothing has happened in this session yet.") : t("No step of these kinds."));
    }
    this.query();
  }

  private row(index: number): HTMLElement {
    const item = this.store.item(index);
    if (item === undefined) {
      return blankOf(index);
    }
    const before = this.store.times[index - 1] ?? -1;
    const now = this.store.times[index] ?? -1;
    const pause = this.chosen.size === 0 && before >= 0 && now - before >= PAUSE ? now - before : undefined;
    return rowOf(item, {
      agent: this.store.session?.agent_title ?? t("Agent"),
      flags: this.store.flagsOf.get(index) ?? [],
      pause,
      open: this.open,
      renew: () => {
        this.list.renew([index]);
        this.mark();
      },
      openChange: (change, line) => {
        this.host.send({ type: "open", uri: change.uri ?? "", edit: change.edit, line });
      },
      judge: (verdict, flag) => {
        this.host.send({ type: "judge", verdict, flag: flag.id });
      },
      goTo: (to) => {
        this.goTo(to);
      },
      goToFlag: (flag) => {
        this.host.send({ type: "goToFlag", flag: flag.id });
      },
    });
  }

  private inView(first: number, last: number): void {
    this.store.want(first, last);
    this.picture.seen(first, last);
    if (this.unseen > 0 && this.list.atEnd) {
      this.unseen = 0;
      this.tellUnseen();
    }
    this.after("mark", 30, () => {
      this.mark();
    });
    this.keepLater();
  }

  private tellUnseen(): void {
    this.more.textContent = newSteps(this.unseen);
    this.more.classList.toggle("shown", this.unseen > 0);
    this.more.tabIndex = this.unseen > 0 ? 0 : -1;
  }

  private nameOf(step: number): string {
    const item: Item | undefined = this.store.item(step);
    const time = this.store.times[step] ?? -1;
    const when = time < 0 ? "" : ` · ${t("after {0}", duration(time))}`;
    const kind = kindWords[this.store.kinds[step] ?? "note"];
    const what = item === undefined ? kind : (item.changes[0]?.path ?? ([item.text.split("\n", 1)[0], item.title].find((text) => text !== undefined && text !== "") ?? kind));
    return `${what.length > 90 ? `${what.slice(0, 90)}…` : what}${when}`;
  }

  // --- where to go ----------------------------------------------------------------------------------------------------

  private goTo(item: number, focus = true): void {
    if (focus && !this.list.has(item) && this.chosen.size > 0) {
      // What is asked for by name is shown, whatever the filter says.
      this.chosen = new Set();
      this.toolbar.showAll();
      this.showItems();
    }
    this.list.reveal(item);
    if (focus) {
      this.list.focus(item);
      this.flash(item);
    }
  }

  private flash(item: number): void {
    const row = this.list.element(item);
    row?.classList.add("flash");
    window.setTimeout(() => row?.classList.remove("flash"), 1_500);
  }

  private reveal(): void {
    const flag = this.store.flags.find((known) => known.id === this.awaited);
    if (flag?.item !== null && flag?.item !== undefined) {
      this.awaited = undefined;
      const item = flag.item;
      this.store.want(item, item);
      this.goTo(item);
    }
  }

  private toFlag(step: 1 | -1): void {
    const flagged = [...this.store.flagsOf.keys()].filter((item) => this.store.flagsOf.get(item)?.some((flag) => flag.status !== "dismissed")).sort((a, b) => a - b);
    const next = neighbour(flagged, this.list.current, step);
    if (next === undefined) {
      this.live.textContent = t("Nothing is flagged in this session.");
    } else {
      this.goTo(next);
    }
  }

  /** Opens the file that a step changed, or the line that it was flagged for; unfolds it where there is none. */
  private enter(index: number): void {
    const row = this.list.element(index);
    const button = row?.querySelector<HTMLElement>("button.path") ?? row?.querySelector<HTMLElement>("button.fold");
    button?.click();
  }

  // --- search ---------------------------------------------------------------------------------------------------------

  private queryLater(): void {
    this.after("query", SETTLE_MS, () => {
      this.query();
      this.keepLater();
    });
  }

  private query(): void {
    const { words } = this.toolbar;
    this.matches = [];
    if (words !== "") {
      for (let position = 0; position < this.list.count; position += 1) {
        const item = this.list.at(position);
        if (item !== undefined && this.store.text(item)?.includes(words) === true) {
          this.matches.push(item);
        }
      }
    }
    this.tellMatches();
    this.mark();
  }

  private tellMatches(): void {
    const at = this.matches.indexOf(this.list.current) + 1;
    this.toolbar.tell(this.toolbar.words, at, this.matches.length, this.store.complete);
  }

  private toMatch(step: 1 | -1): void {
    this.query();
    const here = this.list.current;
    // At the beginning the first match may be the step in view itself.
    const from = step === 1 && !this.matches.includes(this.visited) ? here - 1 : here;
    const next = neighbour(this.matches, from, step);
    if (next === undefined) {
      return;
    }
    this.visited = next;
    this.unfold(next);
    this.list.reveal(next);
    this.list.current = next;
    this.flash(next);
    this.tellMatches();
    this.mark();
  }

  /** Unfolds what hides a match. */
  private unfold(index: number): void {
    const item = this.store.item(index);
    if (item !== undefined) {
      for (const part of ["prose", "output", "command", "text", ...item.changes.map((change) => change.edit)]) {
        this.open.add(`${String(index)}:${part}`);
      }
      this.list.renew([index]);
    }
  }

  private mark(): void {
    highlight(this.list.drawn, this.toolbar.words);
  }

  // --- what is kept ---------------------------------------------------------------------------------------------------

  private keepLater(): void {
    this.after("keep", 400, () => {
      const { first, offset } = this.list.seen;
      const top = this.store.item(first)?.id;
      this.place = top === undefined ? this.place : { top, offset };
      this.host.keep({ session: this.session, kinds: [...this.chosen], query: this.toolbar.words, ...this.place });
    });
  }

  /** Runs something in a while, once for all calls until then: what comes without a pause must not put it off for ever. */
  private after(name: string, ms: number, run: () => void): void {
    if (!this.pending.has(name)) {
      this.pending.add(name);
      window.setTimeout(() => {
        this.pending.delete(name);
        run();
      }, ms);
    }
  }
}

new SessionView(document.body.dataset["session"] ?? "");
