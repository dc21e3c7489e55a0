/** One item of the session as an element: who, what, how it ended, and the flags on it. Only text of the log is shown, never markup. */

import type { Change, Item, SessionFlag } from "../sessionMessages";
import { diffOf } from "./diff";
import { el, icon, type IconName } from "./dom";
import { blocksOf, piecesOf, type Piece } from "./prose";
import { duration } from "./picture";
import { checkWords, locale, outcomeWords, severityWords, statusWords, t } from "./words";

export interface RowContext {
  agent: string;
  flags: readonly SessionFlag[];
  /** Seconds that passed since the item before, if that is worth telling. */
  pause: number | undefined;
  /** Parts that the reader unfolded: `<item>:<part>`. */
  open: Set<string>;
  /** The row is to be made anew. */
  renew(): void;
  openChange(change: Change, line: number): void;
  judge(verdict: "confirm" | "dismiss" | "undo", flag: SessionFlag): void;
  goTo(item: number): void;
  goToFlag(flag: SessionFlag): void;
}

const icons: Readonly<Record<Item["kind"], IconName>> = {
  ask: "person",
  added: "note",
  reasoning: "thought",
  withheld: "hidden",
  message: "message",
  action: "action",
  edit: "edit",
  result: "action",
  outside: "file",
  note: "note",
};

/** What a step is called of which nothing else is known. */
export const kindWords: Readonly<Record<Item["kind"], string>> = {
  ask: t("You"),
  added: t("Added by the tool"),
  reasoning: t("Reasoning"),
  withheld: t("Reasoning withheld by the agent"),
  message: t("Message"),
  action: t("Action"),
  edit: t("Edit"),
  result: t("Result"),
  outside: t("Changed outside the session"),
  note: t("Note"),
};

const TEXT_LINES = 16;
const TEXT_CHARACTERS = 1_600;
const OUTPUT_LINES = 6;

export function rowOf(item: Item, context: RowContext): HTMLElement {
  const body = el("div", { class: "body" }, header(item, context), ...content(item, context), ...context.flags.map((flag) => flagOf(flag, context)));
  const row = el("article", { class: `item ${item.kind}${context.flags.length > 0 ? " flagged" : ""}${failed(item) ? " failed" : ""}`, set: { tabindex: "-1", "aria-label": spoken(item, context) } });
  row.dataset["item"] = String(item.index);
  if (context.pause !== undefined) {
    row.append(el("div", { class: "pause", text: t("{0} later", duration(context.pause)) }));
  }
  row.append(el("div", { class: "rail" }, icon(icons[item.kind])), body);
  return row;
}

/** What stands in the place of an item that has not come yet. */
export function blankOf(index: number): HTMLElement {
  const row = el("article", { class: "item blank", set: { tabindex: "-1", "aria-label": t("Step {0}, loading", index + 1), "aria-busy": "true" } }, el("div", { class: "rail" }), el("div", { class: "body" }, el("div", { class: "bar" })));
  row.dataset["item"] = String(index);
  return row;
}

function failed(item: Item): boolean {
  return item.outcome === "error" || item.outcome === "denied" || item.checks.some((check) => check.outcome === "failed");
}

function nameOf(item: Item, context: RowContext): string {
  if (item.kind === "message") {
    return context.agent;
  }
  return item.kind === "action" || item.kind === "edit" || item.kind === "note" ? item.title : kindWords[item.kind];
}

function spoken(item: Item, context: RowContext): string {
  const what = item.changes.length > 0 ? item.changes.map((change) => change.path).join(", ") : (item.text.split("\n", 1)[0] ?? "");
  const how = pills(item).map(([, text]) => text);
  const flags = context.flags.map((flag) => t("flag {0}, {1}, {2}", flag.name, severityWords[flag.severity], statusWords[flag.status]));
  return [nameOf(item, context), what.slice(0, 160), ...how, ...flags].filter((part) => part !== "").join(", ");
}

function header(item: Item, context: RowContext): HTMLElement {
  const side = el("span", { class: "side" });
  for (const [tone, text] of pills(item)) {
    side.append(el("span", { class: `pill ${tone}`, text }));
  }
  if (item.time !== null) {
    const time = new Date(item.time * 1000);
    side.append(el("time", { text: time.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" }), set: { datetime: time.toISOString(), title: time.toLocaleString(locale) } }));
  }
  return el(
    "div",
    { class: "head" },
    el("span", { class: "name", text: nameOf(item, context) }),
    item.chain === null ? undefined : el("span", { class: "chain", text: t("subagent"), set: { title: item.chain } }),
    el("span", { class: "intent", text: item.kind === "outside" ? item.title : item.intent }),
    side,
  );
}

function pills(item: Item): [tone: string, text: string][] {
  const told: [string, string][] = [];
  for (const check of item.checks) {
    const counts = [check.failed === null || check.failed === 0 ? "" : t("{0} failed", check.failed), check.passed === null ? "" : t("{0} passed", check.passed)].filter((part) => part !== "").join(", ");
    const sign = check.outcome === "passed" ? "✓ " : check.outcome === "failed" ? "✗ " : "";
    told.push([check.outcome, `${sign}${checkWords[check.kind] ?? check.kind}${counts === "" ? ` ${outcomeWords[check.outcome]}` : `: ${counts}`}`]);
  }
  const states = new Set(item.changes.map((change) => change.state));
  if (item.outcome === "denied" || states.has("denied")) {
    told.push(["failed", t("denied")]);
  } else if (item.outcome === "interrupted") {
    told.push(["unknown", t("interrupted")]);
  } else if (told.length === 0 && (item.outcome === "error" || states.has("failed"))) {
    told.push(["failed", item.exit === null ? t("failed") : t("exit {0}", item.exit)]);
  }
  return told;
}

function content(item: Item, context: RowContext): (HTMLElement | undefined)[] {
  switch (item.kind) {
    case "ask":
    case "reasoning":
    case "message":
      return [prose(item, context)];
    case "withheld":
      return [];
    case "action":
      return [command(item, context), ...item.changes.map((change) => diffOf(change, item, context)), output(item, context)];
    case "edit":
      // That a file was updated, the diff says already.
      return [command(item, context), ...item.changes.map((change) => diffOf(change, item, context)), failed(item) || item.changes.length === 0 ? output(item, context) : undefined];
    default:
      return [item.text === "" ? undefined : plain(item, context, "text", item.text), output(item, context)];
  }
}

function command(item: Item, context: RowContext): HTMLElement | undefined {
  return item.text === "" ? undefined : plain(item, context, "command", item.text);
}

function output(item: Item, context: RowContext): HTMLElement | undefined {
  const text = item.output.trimEnd();
  if (text === "") {
    return undefined;
  }
  // How a run ended stands at the end of its output.
  const lines = text.split("\n");
  const tail = failed(item) || item.checks.length > 0;
  return foldable(item, context, "output", lines.length, OUTPUT_LINES, (all) => el("pre", { class: "output", text: (all ? lines : tail ? lines.slice(-OUTPUT_LINES) : lines.slice(0, OUTPUT_LINES)).join("\n") }), t("Show all {0} lines of output", lines.length));
}

function plain(item: Item, context: RowContext, part: string, text: string): HTMLElement {
  const lines = text.split("\n");
  return foldable(item, context, part, lines.length, TEXT_LINES, (all) => el("pre", { class: part, text: (all ? lines : lines.slice(0, TEXT_LINES)).join("\n") }), t("Show all {0} lines", lines.length));
}

function prose(item: Item, context: RowContext): HTMLElement {
  const lines = item.text.split("\n");
  const long = item.text.length > TEXT_CHARACTERS;
  return foldable(
    item,
    context,
    "prose",
    long ? TEXT_LINES + lines.length : lines.length,
    TEXT_LINES,
    (all) => proseOf(all ? item.text : shortened(lines.slice(0, TEXT_LINES).join("\n"))),
    item.cut ? t("Show all of it (the log holds more)") : t("Show all of it"),
  );
}

function shortened(text: string): string {
  return text.length <= TEXT_CHARACTERS ? text : `${text.slice(0, text.lastIndexOf(" ", TEXT_CHARACTERS))} …`;
}

/** A part that shows only so many lines until it is unfolded. */
function foldable(item: Item, context: RowContext, part: string, size: number, most: number, make: (all: boolean) => HTMLElement, unfold: string): HTMLElement {
  const key = `${String(item.index)}:${part}`;
  const all = size <= most + 1 || context.open.has(key);
  const shown = make(all);
  if (size <= most + 1) {
    return shown;
  }
  const label = all ? t("Show less") : unfold;
  const button = el("button", {
    class: "fold",
    text: label,
    set: { "aria-expanded": String(all) },
    on: {
      click: () => {
        if (!context.open.delete(key)) {
          context.open.add(key);
        }
        context.renew();
      },
    },
  });
  return el("div", { class: "foldable" }, shown, button);
}

function proseOf(text: string): HTMLElement {
  const box = el("div", { class: "prose" });
  for (const block of blocksOf(text)) {
    if (block.kind === "code") {
      box.append(el("pre", { class: "code", text: block.text }));
    } else if (block.kind === "list") {
      const list = el("ul");
      for (const entry of block.items) {
        list.append(el("li", { class: `deep-${String(entry.depth)}` }, el("span", { class: "mark", text: entry.mark }), el("span", {}, ...entry.pieces.map(pieceOf))));
      }
      box.append(list);
    } else {
      const lines = block.lines.flatMap((line, number) => [...(number > 0 ? [el("br")] : []), ...line.map(pieceOf)]);
      box.append(el("p", { class: block.kind }, ...lines));
    }
  }
  return box;
}

function pieceOf(piece: Piece): Node {
  return piece.style === "plain" ? document.createTextNode(piece.text) : el(piece.style === "code" ? "code" : "strong", { text: piece.text });
}

function flagOf(flag: SessionFlag, context: RowContext): HTMLElement {
  const button = (text: string, run: () => void): HTMLElement => el("button", { class: "small", text, set: { "aria-label": `${text}: ${flag.name}` }, on: { click: run } });
  const actions = el("div", { class: "verdicts" });
  if (flag.status === "open") {
    actions.append(button(t("Confirm"), () => { context.judge("confirm", flag); }), button(t("Dismiss…"), () => { context.judge("dismiss", flag); })); // prettier-ignore
  } else {
    actions.append(button(t("Take back"), () => { context.judge("undo", flag); })); // prettier-ignore
  }
  const { thought } = flag;
  if (thought !== null && thought !== flag.item) {
    actions.append(button(t("Reasoning"), () => { context.goTo(thought); })); // prettier-ignore
  }
  if (flag.location !== null) {
    actions.append(button(`${flag.location.path.split("/").at(-1) ?? ""}:${String(flag.location.range.start.line + 1)}`, () => { context.goToFlag(flag); })); // prettier-ignore
  }
  const title = el("div", { class: "title" }, el("span", { class: "code", text: flag.code }), el("span", { class: "name", text: flag.name }), el("span", { class: "grade", text: severityWords[flag.severity] }), flag.status === "open" ? undefined : el("span", { class: "status", text: statusWords[flag.status] }));
  return el("section", { class: `flag ${flag.severity} ${flag.status}`, set: { "aria-label": t("Flag {0}", flag.name) } }, icon("flag"), el("div", { class: "told" }, title, el("div", { class: "message" }, ...piecesOf(flag.message).map(pieceOf)), actions));
}
