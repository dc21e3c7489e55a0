/** The bar above the list: search, buttons for the kinds, next flag. Decides nothing. */

import { el, icon } from "./dom";
import { groupNames, groups, type Group } from "./search";
import type { Kind } from "../sessionMessages";
import { t } from "./words";

export interface ToolbarEvents {
  query(words: string): void;
  step(step: 1 | -1): void;
  choose(chosen: Set<string>): void;
  nextFlag(step: 1 | -1): void;
  transcript(): void;
  leave(): void;
}

const labels: Record<Group | "flagged", string> = {
  you: t("You"),
  reasoning: t("Reasoning"),
  messages: t("Messages"),
  actions: t("Actions"),
  edits: t("Edits"),
  flagged: t("Flagged"),
};

export class Toolbar {
  readonly element: HTMLElement;
  private readonly input = el("input", { set: { type: "search", placeholder: t("Search this session"), "aria-label": t("Search this session"), spellcheck: "false", autocomplete: "off" } });
  private readonly found = el("span", { class: "found", set: { "aria-live": "polite" } });
  private readonly chips = new Map<string, { button: HTMLElement; count: HTMLElement }>();
  private readonly chosen = new Set<string>();

  constructor(private readonly events: ToolbarEvents) {
    this.input.addEventListener("input", () => {
      events.query(this.words);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        events.step(event.shiftKey ? -1 : 1);
      } else if (event.key === "Escape") {
        event.preventDefault();
        if (this.input.value !== "") {
          this.input.value = "";
          events.query("");
        } else {
          events.leave();
        }
      }
    });
    const button = (name: "up" | "down" | "flag" | "document", label: string, run: () => void, text?: string): HTMLElement => el("button", { class: "tool", set: { title: label, "aria-label": label }, on: { click: run } }, icon(name), text === undefined ? undefined : el("span", { text }));
    const search = el(
      "div",
      { class: "search", set: { role: "search" } },
      icon("search"),
      this.input,
      this.found,
      button("up", t("Previous match (Shift+Enter)"), () => { events.step(-1); }),
      button("down", t("Next match (Enter)"), () => { events.step(1); }),
    ); // prettier-ignore
    const chips = el("div", { class: "chips", set: { role: "group", "aria-label": t("Show only") } });
    for (const name of [...groupNames, "flagged"] as const) {
      const count = el("span", { class: "count" });
      const chip = el("button", { class: `chip ${name}`, set: { "aria-pressed": "false" }, on: { click: () => { this.toggle(name); } } }, el("span", { text: labels[name] }), count); // prettier-ignore
      this.chips.set(name, { button: chip, count });
      chips.append(chip);
    }
    this.element = el(
      "div",
      { class: "toolbar" },
      search,
      chips,
      el("div", { class: "tools" }, button("flag", t("Next flag (F)"), () => { events.nextFlag(1); }, t("Next flag")), button("document", t("Open as a document"), () => { events.transcript(); })),
    ); // prettier-ignore
  }

  get words(): string {
    return this.input.value.trim().toLowerCase();
  }

  restore(query: string, chosen: readonly string[]): void {
    this.input.value = query;
    for (const name of chosen) {
      if (this.chips.has(name)) {
        this.chosen.add(name);
      }
    }
    this.press();
  }

  focus(): void {
    this.input.focus();
    this.input.select();
  }

  /** Lets go of all filters. */
  showAll(): void {
    this.chosen.clear();
    this.press();
  }

  count(kinds: readonly Kind[], flags: number): void {
    const sums = new Map<Kind, number>();
    for (const kind of kinds) {
      sums.set(kind, (sums.get(kind) ?? 0) + 1);
    }
    for (const [name, { button, count }] of this.chips) {
      const all = name === "flagged" ? flags : groups[name as Group].reduce((sum, kind) => sum + (sums.get(kind) ?? 0), 0);
      count.textContent = String(all);
      button.toggleAttribute("disabled", all === 0 && !this.chosen.has(name));
    }
  }

  /** `at` counts from 1; 0 where the reader is at no match. */
  tell(words: string, at: number, matches: number, complete: boolean): void {
    const some = `${at > 0 ? t("{0} of {1}", at, matches) : String(matches)}${complete ? "" : " …"}`;
    this.found.textContent = words === "" ? "" : matches === 0 && complete ? t("No matches") : some;
    this.found.classList.toggle("none", words !== "" && matches === 0 && complete);
  }

  private toggle(name: string): void {
    if (!this.chosen.delete(name)) {
      this.chosen.add(name);
    }
    this.press();
    this.events.choose(new Set(this.chosen));
  }

  private press(): void {
    for (const [name, { button }] of this.chips) {
      button.setAttribute("aria-pressed", String(this.chosen.has(name)));
    }
  }
}
