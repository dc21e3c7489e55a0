/** The layout of a session's small picture: steps in their order from left to right, and what stands out of them. Pure. */

import type { Severity } from "../protocol";
import type { Kind } from "../sessionMessages";
import { t } from "./words";

export interface Pictured {
  kinds: readonly Kind[];
  /** Seconds since the beginning, -1 for unknown. */
  times: readonly number[];
  checks: ReadonlyMap<number, "passed" | "failed" | "unknown">;
  edits: ReadonlyMap<number, readonly [added: number, removed: number]>;
  flags: readonly { item: number; severity: Severity; dismissed: boolean }[];
}

export interface Span<What> {
  x: number;
  width: number;
  what: What;
}

export interface Picture {
  /** Neighbouring steps of one kind are one span; where several kinds share a column, each has its share of the height. */
  steps: (Span<Tone> & { top: number; share: number })[];
  /** From each run of checks to the next that ended otherwise. */
  checks: Span<"passed" | "failed">[];
  runs: { x: number; outcome: "passed" | "failed" }[];
  /** `up` and `down` are shares of the largest change, 0 to 1. */
  edits: { x: number; width: number; up: number; down: number }[];
  flags: { x: number; severity: Severity; dismissed: boolean; count: number; item: number }[];
  /** Where each of the user's messages stands, as long as they are few. */
  turns: number[];
  ticks: { x: number; label: string }[];
}

/** What kind of work a step is. */
export type Tone = "ask" | "reasoning" | "withheld" | "message" | "action" | "edit" | "note";

const tones: Record<Kind, Tone> = {
  ask: "ask",
  added: "note",
  reasoning: "reasoning",
  withheld: "withheld",
  message: "message",
  action: "action",
  edit: "edit",
  result: "action",
  outside: "note",
  note: "note",
};

/** From top to bottom. */
const order: readonly Tone[] = ["ask", "message", "reasoning", "withheld", "action", "note", "edit"];
const severities: readonly Severity[] = ["critical", "high", "moderate", "low", "info"];

const COLUMN = 3;
const FLAG = 11;
const TICK = 110;
const TURN = 14;
/** The widest that an edit is drawn. */
export const BAR = 14;

/** Lays the picture out for a width in pixels. */
export function layOut(session: Pictured, width: number): Picture {
  const count = session.kinds.length;
  const columns = Math.max(1, Math.min(count, Math.floor(width / COLUMN)));
  const each = width / columns;
  const columnOf = (item: number): number => Math.min(columns - 1, Math.floor((item * columns) / Math.max(count, 1)));
  const xOf = (item: number): number => columnOf(item) * each;
  return {
    steps: steps(session.kinds, columns, each, columnOf),
    ...checks(session, width, xOf),
    edits: edits(session, each, columnOf),
    flags: flags(session, xOf, each),
    turns: turns(session.kinds, width, xOf),
    ticks: ticks(session.times, width),
  };
}

/** The step at a place of the picture. */
export function stepAt(x: number, width: number, count: number): number {
  return Math.max(0, Math.min(count - 1, Math.floor((x / Math.max(width, 1)) * count)));
}

function steps(kinds: readonly Kind[], columns: number, each: number, columnOf: (item: number) => number): Picture["steps"] {
  const counted = Array.from({ length: columns }, () => new Map<Tone, number>());
  kinds.forEach((kind, item) => {
    const column = counted[columnOf(item)];
    column?.set(tones[kind], (column.get(tones[kind]) ?? 0) + 1);
  });
  const spans: Picture["steps"] = [];
  counted.forEach((counts, column) => {
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    const last = spans.at(-1);
    let top = 0;
    for (const what of order) {
      const share = (counts.get(what) ?? 0) / Math.max(all, 1);
      if (share === 1 && last?.share === 1 && last.what === what) {
        last.width += each;
      } else if (share > 0) {
        spans.push({ x: column * each, width: each, what, top, share });
      }
      top += share;
    }
  });
  return spans;
}

function checks(session: Pictured, width: number, xOf: (item: number) => number): Pick<Picture, "checks" | "runs"> {
  const spans: Span<"passed" | "failed">[] = [];
  const runs: Picture["runs"] = [];
  for (const [item, outcome] of [...session.checks].sort(([a], [b]) => a - b)) {
    if (outcome === "unknown") {
      continue;
    }
    const x = xOf(item);
    runs.push({ x, outcome });
    const last = spans.at(-1);
    if (last?.what === outcome) {
      continue;
    }
    if (last !== undefined) {
      last.width = x - last.x;
    }
    spans.push({ x, width: width - x, what: outcome });
  }
  return { checks: spans.filter((span) => span.width > 0), runs };
}

function turns(kinds: readonly Kind[], width: number, xOf: (item: number) => number): number[] {
  const found = kinds.flatMap((kind, item) => (kind === "ask" ? [xOf(item)] : []));
  // More lines than this would be a grey area that says nothing.
  return found.length <= width / TURN ? found : [];
}

function edits(session: Pictured, each: number, columnOf: (item: number) => number): Picture["edits"] {
  const sums = new Map<number, [number, number]>();
  for (const [item, [added, removed]] of session.edits) {
    const column = columnOf(item);
    const [up, down] = sums.get(column) ?? [0, 0];
    sums.set(column, [up + added, down + removed]);
  }
  const most = Math.max(1, ...[...sums.values()].flat());
  // By the root: one large new file must not make all other edits invisible.
  const share = (lines: number): number => (lines === 0 ? 0 : Math.max(0.12, Math.sqrt(lines / most)));
  return [...sums].sort(([a], [b]) => a - b).map(([column, [up, down]]) => ({ x: column * each, width: each, up: share(up), down: share(down) }));
}

function flags(session: Pictured, xOf: (item: number) => number, each: number): Picture["flags"] {
  const found: Picture["flags"] = [];
  for (const flag of [...session.flags].sort((a, b) => a.item - b.item)) {
    // Above the middle of an edit: that is what most flags are about.
    const x = xOf(flag.item) + Math.min(each, BAR) / 2;
    const last = found.at(-1);
    if (last === undefined || x - last.x >= FLAG) {
      found.push({ x, severity: flag.severity, dismissed: flag.dismissed, count: 1, item: flag.item });
      continue;
    }
    last.count += 1;
    const graver = Number(last.dismissed) - Number(flag.dismissed) || severities.indexOf(last.severity) - severities.indexOf(flag.severity);
    if (graver > 0) {
      last.severity = flag.severity;
      last.dismissed = flag.dismissed;
      last.item = flag.item;
    }
  }
  return found;
}

function ticks(times: readonly number[], width: number): Picture["ticks"] {
  const places = Math.floor(width / TICK);
  const found: Picture["ticks"] = [];
  for (let place = 0; place < places; place += 1) {
    const item = Math.floor((place * times.length) / places);
    const time = times[item] ?? -1;
    const label = time < 0 ? "" : duration(time);
    if (label !== "" && label !== found.at(-1)?.label) {
      found.push({ x: (item * width) / Math.max(times.length, 1), label });
    }
  }
  return found;
}

/** A time span in at most two units. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) {
    return t("{0} s", whole);
  }
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) {
    return minutes < 10 && whole % 60 > 0 ? t("{0} min {1} s", minutes, whole % 60) : t("{0} min", minutes);
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 24) {
    return minutes % 60 > 0 ? t("{0} h {1} min", hours, minutes % 60) : t("{0} h", hours);
  }
  const days = Math.floor(hours / 24);
  return hours % 24 > 0 ? t("{0} d {1} h", days, hours % 24) : t("{0} d", days);
}
