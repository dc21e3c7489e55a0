/** The server's own messages, as the server sends them. A test compares these shapes with the server's. */

export type Severity = "info" | "low" | "moderate" | "high" | "critical";
export type Reasoning = "full" | "summary" | "partial" | "withheld" | "none";
export type Reason = "false-positive" | "intended" | "accepted-risk" | "fixed";

export type Scope = "flag" | "session" | "path" | "fingerprint";

/** The answer of `cotlens.confirm`, `cotlens.dismiss` and `cotlens.undo`. */
export interface Judged {
  flag: string;
  status: "open" | "confirmed" | "dismissed";
  /** How many flags it changed something for. */
  flags: number;
}

/** `cotlens/status`, a notification. */
export interface Status {
  state: "scanning" | "watching" | "no-logs" | "error";
  sessions: number;
  agents: { agent: string; title: string; sessions: number }[];
  /** Sessions by how much of their reasoning can be read. */
  reasoning: Record<Reasoning, number>;
  flags: { open: number; unplaced: number };
  progress: { done: number; total: number } | null;
  looked: string[];
  /** Logs that could not be read at all. */
  unread: number;
  /** Broken lines that were skipped, over all sessions. */
  badLines: number;
  /** How much of the next thought can be expected to be readable, by agent, entry point and model. */
  models: { agent: string; entrypoint: string | null; model: string | null; reasoning: Reasoning }[];
  /** What would have withheld reasoning written down; `changes`: a setting would, and `cotlens.turnOnReasoning` makes it. */
  remedies: { agent: string; title: string; changes: boolean; remark: string }[];
  /** Whether a folder of the workspace shares verdicts. */
  shares: boolean;
  message: string;
}

/** One flag of `cotlens/flags`: the JSON contract's flag. Lines and characters are 0-based. */
export interface Flag {
  id: string;
  code: string;
  name: string;
  severity: Severity;
  confidence: number;
  message: string;
  session: string;
  time: string | null;
  status: "open" | "confirmed" | "dismissed";
  location: {
    /** Relative to the folder that holds it. */
    path: string;
    uri: string;
    range: { start: { line: number; character: number }; end: { line: number; character: number } };
    state: string;
  } | null;
}

export interface FlagList {
  sessions: { id: string; agent: string; title: string | null; reasoning: Reasoning; ended: string | null }[];
  flags: Flag[];
}

/** The answer of `cotlens.showReasoning`. */
export interface Place {
  uri: string;
  line: number;
  opened: boolean;
}

/** The answer of `cotlens.why`, as far as it is used here. */
export interface Why {
  uri: string;
  answers: { lines: { first: number; last: number }; edit: { id: string } | null }[];
}

/** The answer of `cotlens/owners`: 0-based lines of an open document that agents wrote, both ends included. */
export interface Owners {
  version: number | null;
  ranges: { first: number; last: number; edit: string; agent: string }[];
}

/** The answer of `cotlens/where`: 0-based lines that an edit wrote, both ends included. */
export interface Where {
  lines: { first: number; last: number } | null;
}

/** `cotlens/sessionChanged`, a notification about a session that was asked for. */
export interface SessionChanged {
  session: string;
}

export const statusMethod = "cotlens/status";
export const flagsMethod = "cotlens/flags";
export const ownersMethod = "cotlens/owners";
/** Its shapes are in `sessionMessages`. */
export const sessionMethod = "cotlens/session";
export const sessionChangedMethod = "cotlens/sessionChanged";
export const whereMethod = "cotlens/where";

/** Commands of the server; lenses and code actions call them by these names. */
export const serverCommands = {
  confirm: "cotlens.confirm",
  dismiss: "cotlens.dismiss",
  undo: "cotlens.undo",
  shareVerdicts: "cotlens.shareVerdicts",
  messageForAgent: "cotlens.messageForAgent",
  showReasoning: "cotlens.showReasoning",
  showTranscript: "cotlens.showTranscript",
  turnOnReasoning: "cotlens.turnOnReasoning",
  why: "cotlens.why",
} as const;

/** Commands of this client's own, which the server's lenses and code actions name; each takes a flag's id. */
export const ownCommands = ["cotlens.peekReasoning", "cotlens.showInSession"] as const;

/** Schemes of the documents that the server is told of: files, and cells of notebooks, which editors open as documents of their own. */
export const schemes: readonly string[] = ["file", "vscode-notebook-cell"];
