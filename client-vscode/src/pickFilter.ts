/** Asks for the Flags view's filter: all of it in one list, chosen with the space bar. */

import * as vscode from "vscode";
import { times, type Filter } from "./flagFilter";
import { severities } from "./flagGroups";
import type { Flag, FlagList, Severity } from "./protocol";
import { capital, severityWords, statusWords } from "./words";

type Item = vscode.QuickPickItem & ({ severity: Severity } | { status: Flag["status"] } | { agent: string } | { hours: number } | { kind: vscode.QuickPickItemKind.Separator });

const statuses: readonly Flag["status"][] = ["open", "confirmed", "dismissed"];

/** Gives what was chosen; undefined if the user went away. */
export async function pickFilter(filter: Filter, list: FlagList): Promise<Filter | undefined> {
  const agents = [...new Set([...list.sessions.map((session) => session.agent), ...filter.agents])].sort();
  const heading = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const items: Item[] = [
    heading(vscode.l10n.t("Status")),
    ...statuses.map((status) => ({ label: capital(statusWords[status]), status, picked: filter.statuses.includes(status) })),
    heading(vscode.l10n.t("Severity")),
    ...severities.map((severity) => ({ label: capital(severityWords[severity]), severity, picked: filter.severities.includes(severity) })),
    heading(vscode.l10n.t("Time")),
    ...times.map(({ hours, label }) => ({ label: capital(label), hours, picked: filter.hours === hours })),
    heading(vscode.l10n.t("Agent")),
    ...agents.map((agent) => ({ label: agent, agent, picked: filter.agents.includes(agent) })),
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Show only these flags"), placeHolder: vscode.l10n.t("Nothing chosen: all of them"), canPickMany: true });
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
