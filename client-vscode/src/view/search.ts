/** Finds words in items, and keeps the items apart by kind. Pure. */

import type { Item, Kind, SessionFlag } from "../sessionMessages";

/** The kinds that one button stands for. */
export const groups = {
  you: ["ask", "added"],
  reasoning: ["reasoning", "withheld"],
  messages: ["message"],
  actions: ["action", "result"],
  edits: ["edit", "outside"],
} as const satisfies Record<string, readonly Kind[]>;

export type Group = keyof typeof groups;
export const groupNames = Object.keys(groups) as Group[];

/** All that can be seen of an item, in one text to search in. */
export function textOf(item: Item, flags: readonly SessionFlag[]): string {
  const parts = [item.title, item.intent, item.text, item.output];
  for (const change of item.changes) {
    parts.push(change.path);
    for (const part of change.parts) {
      parts.push(part.lines.map((line) => line.slice(1)).join("\n"));
    }
  }
  for (const flag of flags) {
    parts.push(flag.code, flag.name, flag.message);
  }
  return parts.join("\n").toLowerCase();
}

/** Which items are shown: all where nothing is chosen. */
export function shownItems(kinds: readonly Kind[], chosen: ReadonlySet<string>, flagged: ReadonlySet<number>): number[] {
  const wanted = new Set<Kind>(groupNames.filter((name) => chosen.has(name)).flatMap((name) => [...groups[name]]));
  const onlyFlagged = chosen.has("flagged");
  const found: number[] = [];
  kinds.forEach((kind, index) => {
    if ((wanted.size === 0 || wanted.has(kind)) && (!onlyFlagged || flagged.has(index))) {
      found.push(index);
    }
  });
  return found;
}

/** The entry of a sorted list after (or before) a value, round and round; undefined where the list is empty. */
export function neighbour(sorted: readonly number[], from: number, step: 1 | -1): number | undefined {
  if (step === 1) {
    return sorted.find((value) => value > from) ?? sorted[0];
  }
  return sorted.findLast((value) => value < from) ?? sorted.at(-1);
}

/** Where a text has the words, without regard to case: begin and end. */
export function occurrences(text: string, words: string): [begin: number, end: number][] {
  const found: [number, number][] = [];
  if (words === "") {
    return found;
  }
  const low = text.toLowerCase();
  // A few letters change their length with their case; then the places would not be those of the text.
  if (low.length !== text.length) {
    return found;
  }
  for (let at = low.indexOf(words); at >= 0; at = low.indexOf(words, at + words.length)) {
    found.push([at, at + words.length]);
  }
  return found;
}
