/** The words of the status bar item. Pure. */

import type { Status } from "./protocol";

export interface Shown {
  text: string;
  tooltip: string;
  warn: boolean;
}

function plural(count: number, word: string): string {
  return `${String(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** Says what the status means; undefined stands for no server. */
export function describe(status: Status | undefined): Shown {
  if (status === undefined) {
    return { text: "$(eye-closed) CoTLens", tooltip: "CoTLens is off", warn: false };
  }
  if (status.state === "error") {
    return { text: "$(error) CoTLens", tooltip: status.message, warn: true };
  }
  if (status.state === "no-logs") {
    const looked = status.looked.map((folder) => `\n  ${folder}`).join("");
    return { text: "$(eye) CoTLens", tooltip: `No agent session of this workspace was found. Looked in:${looked}`, warn: false };
  }
  const lines = [`Watching ${plural(status.sessions, "agent session")}`];
  const hidden = status.reasoning.withheld + status.reasoning.partial;
  if (hidden > 0) {
    lines.push(`The agent withheld reasoning in ${String(hidden)} of them: there only its actions are judged.`);
  }
  for (const { title, changes, remark } of hidden > 0 ? status.remedies : []) {
    lines.push(changes ? `To have ${title} write its reasoning down: command "Turn On Readable Reasoning"` : `${title}: ${remark}`);
  }
  lines.push(status.flags.open === 0 ? "Nothing flagged" : `${plural(status.flags.open, "open flag")}, click to list`);
  if (status.flags.unplaced > 0) {
    lines.push(`${String(status.flags.unplaced)} of them belong to a session, not to a line`);
  }
  if (status.unread > 0) {
    lines.push(`${plural(status.unread, "log")} could not be read: see cotlens doctor`);
  }
  if (status.badLines > 0) {
    lines.push(`${plural(status.badLines, "broken line")} skipped`);
  }
  const busy = status.state === "scanning";
  if (busy && status.progress !== null) {
    lines.push(`Reading log ${String(status.progress.done)} of ${String(status.progress.total)}`);
  }
  const count = status.flags.open > 0 ? ` ${String(status.flags.open)}` : "";
  return { text: `${busy ? "$(loading~spin)" : "$(eye)"} CoTLens${count}`, tooltip: lines.join("\n"), warn: false };
}
