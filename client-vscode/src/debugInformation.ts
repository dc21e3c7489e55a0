/** What somebody who helps needs to know of this installation, as text to paste: versions, settings, state. No log text, no titles. Pure. */

import type { Status } from "./protocol";

export interface Installation {
  extension: string;
  editor: string;
  editorVersion: string;
  system: string;
  /** `wsl`, `ssh-remote`, ...; undefined on the machine itself. */
  remote: string | undefined;
  trusted: boolean;
  folders: number;
  /** Where the server was looked for, in order, and what was found. */
  tried: string[];
  server: string | undefined;
  version: string | undefined;
  running: boolean;
  status: Status | undefined;
  /** Settings of ours that are not at their defaults. */
  settings: Record<string, unknown>;
  home: string;
}

export function describe(about: Installation): string {
  const { status } = about;
  const lines = [
    "CoTLens debug information",
    "",
    `extension: ${about.extension}`,
    `editor: ${about.editor} ${about.editorVersion}, ${about.system}${about.remote === undefined ? "" : `, remote: ${about.remote}`}`,
    `workspace: ${String(about.folders)} folder${about.folders === 1 ? "" : "s"}, ${about.trusted ? "trusted" : "not trusted"}`,
    `server: ${about.running ? "running" : "not running"}, ${about.version ?? "version unknown"}, ${about.server ?? "none found"}`,
    `looked for it as: ${about.tried.join(", ") || "(not yet)"}`,
  ];
  if (status !== undefined) {
    const reasoning = Object.entries(status.reasoning).filter(([, count]) => count > 0);
    lines.push(
      `state: ${status.state}${status.message === "" ? "" : ` (${status.message})`}`,
      `sessions: ${String(status.sessions)}${reasoning.length === 0 ? "" : `, reasoning: ${reasoning.map(([word, count]) => `${String(count)} ${word}`).join(", ")}`}`,
      `flags: ${String(status.flags.open)} open, ${String(status.flags.unplaced)} of them without a line`,
      `logs: ${String(status.unread)} not readable, ${String(status.badLines)} broken lines`,
      `agents: ${status.models.map((model) => [model.agent, model.entrypoint, model.model, model.reasoning].filter((part) => part !== null).join(" ")).join("; ") || "none"}`,
      "looked for logs in:",
      ...status.looked.map((folder) => `  ${folder}`),
    );
  }
  const settings = Object.entries(about.settings);
  lines.push("settings:", ...(settings.length === 0 ? ["  (all at their defaults)"] : settings.map(([key, value]) => `  ${key} = ${JSON.stringify(value)}`)));
  // The name of the user is nobody's business.
  return `${lines.join("\n").replaceAll(about.home, "~")}\n`;
}
