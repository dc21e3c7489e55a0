/** What the Session view and the extension say to one another, and the shapes of `cotlens/session`, as the server sends them. */

import type { Flag, Reasoning } from "./protocol";

export type Kind = "ask" | "added" | "reasoning" | "withheld" | "message" | "action" | "edit" | "result" | "outside" | "note";

/** The letters of an outline's `kinds`. */
export const letters: Readonly<Record<string, Kind>> = {
  u: "ask",
  i: "added",
  r: "reasoning",
  w: "withheld",
  m: "message",
  a: "action",
  e: "edit",
  t: "result",
  o: "outside",
  n: "note",
};

export interface DiffPart {
  /** Each with its sign. */
  lines: string[];
  /** 1-based. */
  old: number | null;
  new: number | null;
}

export interface Change {
  edit: string;
  path: string;
  /** Null where the file does not lie in the workspace. */
  uri: string | null;
  op: "create" | "modify" | "delete" | "rename";
  state: "applied" | "failed" | "denied" | "unknown";
  inferred: boolean;
  added: number;
  removed: number;
  parts: DiffPart[];
  cut: boolean;
}

export interface CheckTold {
  kind: string;
  outcome: "passed" | "failed" | "unknown";
  passed: number | null;
  failed: number | null;
}

export interface Item {
  index: number;
  id: string;
  kind: Kind;
  /** Seconds since the epoch. */
  time: number | null;
  turn: number;
  chain: string | null;
  title: string;
  intent: string;
  text: string;
  cut: boolean;
  outcome: "" | "ok" | "error" | "denied" | "interrupted";
  exit: number | null;
  output: string;
  checks: CheckTold[];
  changes: Change[];
}

export interface Outline {
  kinds: string;
  began: number | null;
  times: number[];
  checks: [index: number, outcome: "passed" | "failed" | "unknown"][];
  edits: [index: number, added: number, removed: number][];
  failed: number[];
}

export interface SessionFlag extends Flag {
  /** The item that is the act, and the thought that the flag cites. */
  item: number | null;
  thought: number | null;
}

export interface SessionPage {
  session: {
    id: string;
    agent: string;
    agent_title: string;
    agent_version: string | null;
    model: string | null;
    title: string | null;
    reasoning: Reasoning;
    started: string | null;
    ended: string | null;
  };
  generation: string;
  edition: number;
  more: boolean;
  total: number;
  items: Item[];
  outline: Outline | null;
  found: number | null;
  flags: SessionFlag[];
}

/** What is asked of `cotlens/session` besides the session. */
export interface Ask {
  first?: number;
  count?: number;
  since?: number;
  outline?: boolean;
  find?: string;
}

/** What the view keeps over a reload of the window. */
export interface Kept {
  session: string;
  /** The event at the top, and how far it is scrolled out. */
  top?: string;
  offset?: number;
  kinds?: string[];
  query?: string;
}

export type ToView =
  | { type: "answer"; id: number; page: SessionPage }
  | { type: "refused"; id: number; reason: string }
  /** The session went on, or a verdict was given, or the server is another one. */
  | { type: "changed" }
  /** The server said something: a session that could not be told before may be known by now. */
  | { type: "alive" }
  /** Go to a flag's act. */
  | { type: "reveal"; flag: string };

export type ToHost =
  | { type: "ready" }
  | { type: "ask"; id: number; ask: Ask }
  | { type: "open"; uri: string; edit: string; line: number }
  | { type: "judge"; verdict: "confirm" | "dismiss" | "undo"; flag: string }
  | { type: "goToFlag"; flag: string }
  | { type: "transcript" }
  | { type: "title"; title: string };
