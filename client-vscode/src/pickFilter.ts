/** Asks for the Flags view's filter: all of it in one list, chosen with the space bar. */

import * as vscode from "vscode";
import { times, type Filter } from "./flagFilter";
import { severities } from "./flagGroups";
import type { Flag, FlagList, Severity } from "./protocol";

type Item = vscode.QuickPickItem & ({ severity: Severity } | { status: Flag["status"] } | { agent: string } | { hours: number } | { kind: vscode.QuickPickItemKind.Separator });

const statuses: readonly Flag["status"][] = ["open", "confirmed", "dismissed"];

function named(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** Gives what was chosen; undefined if the user went away. */
export async function pickFilter(filter: Filter, list: FlagList): Promise<Filter | undefined> {
  const agents = [...new Set([...list.sessions.map((session) => session.agent), ...filter.agents])].sort();
  const heading = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: Item[] = [
    heading("Status"),
    ...statuses.map((status) => ({ label: named(status), status, picked: filter.statuses.includes(status) })),
    heading("Severity"),
    ...severities.map((severity) => ({ label: named(severity), severity, picked: filter.severities.includes(severity) })),
    heading("Time"),
    ...times.map(({ hours, label }) => ({ label, hours, picked: filter.hours === hours })),
    heading("Agent"),
    ...agents.map((agent) => ({ label: agent, agent, picked: filter.agents.includes(agent) })),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: "Show only these flags", placeHolder: "Nothing chosen: all of them", canPickMany: true });
  if (chosen === undefined) {
    return undefined;
  }
  const hours = Math.max(0, ...chosen.map((item) => ("hours" in item ? item.hours : 0)));
  return {
    severities: chosen.flatMap((item) => ("severity" in item ? [item.severity] : [])),
    statuses: chosen.flatMap((item) => ("status" in item ? [item.status] : [])),
    agents: chosen.flatMap((item) => ("agent" in item ? [item.agent] : [])),
    ...(hours > 0 ? { hours } : {}),
  };
}
