/** A changed file as lines with their signs and numbers; its head opens the file. */

import type { Change, Item } from "../sessionMessages";
import { el, icon } from "./dom";
import type { RowContext } from "./rows";
import { t } from "./words";

const LINES = 24;

interface Line {
  sign: string;
  text: string;
  /** The line's number in the file after, else before; undefined where the log does not tell. */
  number: number | undefined;
}

export function diffOf(change: Change, item: Item, context: RowContext): HTMLElement {
  const parts = change.parts.map((part) => linesOf(part.lines, part.old, part.new));
  const count = parts.reduce((sum, lines) => sum + lines.length, 0);
  const key = `${String(item.index)}:${change.edit}`;
  const all = count <= LINES + 2 || context.open.has(key);
  const box = el("div", { class: `change ${change.state}` }, head(change, context, firstChanged(parts)));
  const table = el("div", { class: "diff" });
  let left = all ? count : LINES;
  parts.forEach((lines, number) => {
    if (left > 0 && number > 0) {
      table.append(el("div", { class: "gap", set: { "aria-hidden": "true" }, text: "⋯" }));
    }
    for (const line of lines.slice(0, left)) {
      table.append(lineOf(line));
    }
    left -= lines.length;
  });
  if (count > 0) {
    box.append(table);
  }
  if (count > LINES + 2) {
    const toggle = (): void => {
      if (!context.open.delete(key)) {
        context.open.add(key);
      }
      context.renew();
    };
    const label = all ? t("Show less") : t("Show all {0} lines", count);
    box.append(el("button", { class: "fold", text: label, set: { "aria-expanded": String(all) }, on: { click: toggle } }));
  }
  if (change.cut && all) {
    box.append(el("div", { class: "remark", text: t("The change is longer than what is shown here.") }));
  }
  return box;
}

function head(change: Change, context: RowContext, line: number): HTMLElement {
  const open = change.uri === null || change.op === "delete" ? undefined : (): void => { context.openChange(change, line); }; // prettier-ignore
  const words = { create: t("new file"), delete: t("deleted"), rename: t("renamed"), modify: "" }[change.op];
  const remarks = [words, change.inferred ? t("by the command") : "", change.state === "failed" ? t("failed") : "", change.state === "denied" ? t("denied") : ""].filter((word) => word !== "");
  const name = open === undefined ? el("span", { class: "path", text: change.path, set: { title: change.uri === null ? t("Not in this workspace") : undefined } }) : el("button", { class: "path", text: change.path, set: { title: t("Open the file at these lines"), "aria-label": t("Open {0}", change.path) }, on: { click: open } });
  return el(
    "div",
    { class: "file" },
    icon("file"),
    name,
    ...remarks.map((text) => el("span", { class: "remark", text })),
    el("span", { class: "counts", set: { "aria-label": t("{0} lines added, {1} removed", change.added, change.removed), role: "img" } }, el("span", { class: "plus", text: `+${String(change.added)}` }), el("span", { class: "minus", text: `−${String(change.removed)}` }), blocks(change)),
  );
}

/** Five small squares: the share of added and removed lines. */
function blocks(change: Change): HTMLElement {
  const box = el("span", { class: "blocks", set: { "aria-hidden": "true" } });
  const total = change.added + change.removed;
  const scale = total <= 5 ? 1 : 5 / total;
  const plus = change.added === 0 ? 0 : Math.max(1, Math.round(change.added * scale));
  const minus = Math.min(5 - plus, change.removed === 0 ? 0 : Math.max(1, Math.round(change.removed * scale)));
  for (let k = 0; k < 5; k += 1) {
    box.append(el("span", { class: k < plus ? "plus" : k < plus + minus ? "minus" : "" }));
  }
  return box;
}

export function linesOf(lines: readonly string[], old: number | null, fresh: number | null): Line[] {
  let [before, after] = [old, fresh];
  return lines.map((line) => {
    const sign = line.startsWith("+") || line.startsWith("-") ? line.charAt(0) : " ";
    const number = sign === "-" ? before : after;
    before = before === null || sign === "+" ? before : before + 1;
    after = after === null || sign === "-" ? after : after + 1;
    return { sign, text: line.slice(1), number: number ?? undefined };
  });
}

/** The 0-based line of the file after at which the first change stands; 0 if unknown. */
function firstChanged(parts: readonly Line[][]): number {
  for (const lines of parts) {
    const at = lines.findIndex((line) => line.sign !== " ");
    const near = lines.slice(Math.max(at, 0)).find((line) => line.sign !== "-") ?? lines[at];
    if (near?.number !== undefined) {
      return Math.max(0, near.number - 1);
    }
  }
  return 0;
}

function lineOf(line: Line): HTMLElement {
  const tone = line.sign === "+" ? "added" : line.sign === "-" ? "removed" : "same";
  return el("div", { class: `line ${tone}` }, el("span", { class: "number", text: line.number === undefined ? "" : String(line.number), set: { "aria-hidden": "true" } }), el("span", { class: "sign", text: line.sign === "-" ? "−" : line.sign }), el("span", { class: "text", text: line.text }));
}
