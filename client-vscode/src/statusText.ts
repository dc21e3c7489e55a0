/** The words of the status bar item: its text, and a tooltip in Markdown whose links run commands of ours. Asks nothing of the editor but its language. */

import { l10n } from "vscode";
import type { Status } from "./protocol";

export interface Shown {
  text: string;
  /** Markdown. */
  tooltip: string;
  warn: boolean;
}

export interface Surroundings {
  trusted: boolean;
  /** Whether no folder that is open is on this machine's disk. */
  elsewhere?: boolean;
}

/** All that a link of the tooltip may run. */
export const enabledCommands: readonly string[] = [
  "cotlens.choosePython", "cotlens.showFlags", "cotlens.turnOnReasoning", "cotlens.tryDemo", "cotlens.showLogs", "cotlens.openSettings", "cotlens.privacy", "workbench.trust.manage",
];

/** A link in Markdown that runs a command. */
export function link(title: string, command: string, ...args: unknown[]): string {
  return `[${title}](command:${command}${args.length === 0 ? "" : `?${encodeURIComponent(JSON.stringify(args))}`})`;
}

/** Text as Markdown that reads as itself: paths and messages are not ours. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>$~&]/g, "\\$&");
}

function sessions(count: number): string {
  return count === 1 ? l10n.t("1 agent session") : l10n.t("{0} agent sessions", count);
}

const demo = (): string => link(l10n.t("Try It on a Demo Session"), "cotlens.tryDemo");

/** Says what the status means; undefined stands for no server. */
export function describe(status: Status | undefined, around: Surroundings = { trusted: true }): Shown {
  if (around.elsewhere === true) {
    return { text: "$(eye-closed) CoTLens", tooltip: l10n.t("Agents' session logs are files on the machine that the agents run on. The folder that is open is not on this one."), warn: false };
  }
  if (status === undefined) {
    return { text: "$(eye-closed) CoTLens", tooltip: l10n.t("CoTLens is off"), warn: false };
  }
  if (status.state === "error") {
    return { text: "$(error) CoTLens", tooltip: `${plain(status.message)}\n\n${link(l10n.t("Show Logs"), "cotlens.showLogs")}`, warn: true };
  }
  const parts = status.state === "no-logs" ? nothing(status) : watching(status);
  if (!around.trusted) {
    parts.push(`${l10n.t("Restricted Mode: what this folder configures does not count.")} ${link(l10n.t("Manage Trust"), "workbench.trust.manage")}`);
  }
  const count = status.flags.open > 0 ? ` ${String(status.flags.open)}` : "";
  return { text: `${status.state === "scanning" ? "$(loading~spin)" : "$(eye)"} CoTLens${count}`, tooltip: parts.join("\n\n"), warn: false };
}

function nothing(status: Status): string[] {
  const looked = status.looked.map((folder) => `- ${plain(folder)}`).join("\n");
  const words = status.looked.length === 0 ? plain(status.message) : l10n.t("No agent session of this workspace was found. Looked in:");
  return [words, ...(looked === "" ? [] : [looked]), demo()];
}

function watching(status: Status): string[] {
  const agents = status.agents.map(({ title, sessions: count }) => `${plain(title)} ${String(count)}`).join(", ");
  const parts = [`${l10n.t("Watching {0}", sessions(status.sessions))}${agents === "" ? "" : `: ${agents}`}`, ...reasoning(status)];
  const open = status.flags.open === 1 ? l10n.t("1 open flag") : l10n.t("{0} open flags", status.flags.open);
  parts.push(status.flags.open === 0 ? l10n.t("Nothing flagged") : `${open}, ${link(l10n.t("click to list"), "cotlens.showFlags")}`);
  if (status.flags.unplaced > 0) {
    parts.push(l10n.t("{0} of them belong to a session, not to a line", status.flags.unplaced));
  }
  if (status.unread > 0) {
    parts.push(status.unread === 1 ? l10n.t("1 log could not be read: see cotlens doctor") : l10n.t("{0} logs could not be read: see cotlens doctor", status.unread));
  }
  if (status.badLines > 0) {
    parts.push(status.badLines === 1 ? l10n.t("1 broken line skipped") : l10n.t("{0} broken lines skipped", status.badLines));
  }
  if (status.state === "scanning" && status.progress !== null) {
    parts.push(l10n.t("Reading log {0} of {1}", status.progress.done, status.progress.total));
  }
  return parts;
}

/** How much of the agents' thoughts can be read, and what would help. */
function reasoning(status: Status): string[] {
  const { full, summary, partial, withheld } = status.reasoning;
  if (partial + withheld === 0) {
    return full + summary > 0 ? [l10n.t("Their reasoning can be read.")] : [];
  }
  const parts = [l10n.t("Reasoning can be read in {0}, in part in {1}.", full + summary, partial)];
  if (withheld > 0) {
    parts.push(l10n.t("The agent withheld reasoning in {0} of them: there only its actions are judged.", withheld));
  }
  for (const { agent, title, changes, remark } of status.remedies) {
    const turn = link(l10n.t("Turn On Readable Reasoning"), "cotlens.turnOnReasoning", agent);
    parts.push(`${plain(title)}: ${changes ? turn : plain(remark)}`);
  }
  return parts;
}
