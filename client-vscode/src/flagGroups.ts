/** Which flags the Flags view lists, in which groups and in which order. Pure. */

import { l10n } from "vscode";
import { filtered, noFilter, type Filter } from "./flagFilter";
import type { Flag, FlagList, Severity } from "./protocol";
import { capital, severityWords } from "./words";

export type Grouping = "file" | "session" | "monitor" | "severity";

export interface Wanted {
  grouping: Grouping;
  /** Dismissed flags, too. */
  dismissed: boolean;
  /** Only flags of this file (its URI, as in the flags' locations), where one is given. */
  file?: string;
  filter?: Filter;
}

export interface Group {
  /** Stays the same while flags come and go, so that the view keeps what is unfolded. */
  id: string;
  label: string;
  description: string;
  flags: Flag[];
}

/** The gravest first. */
export const severities: readonly Severity[] = ["critical", "high", "moderate", "low", "info"];

const noPlace = l10n.t("Not on a line");

/** Puts the flags that are wanted into groups: the gravest flag first, and the group with the gravest flag first. */
export function groupFlags(list: FlagList, wanted: Wanted, now: number = Date.now()): Group[] {
  const groups = new Map<string, Group>();
  const filter = wanted.filter ?? noFilter;
  // Who asks for a status by name gets what has it.
  const dismissed = wanted.dismissed || filter.statuses.includes("dismissed");
  const shown = filtered(list, filter, now).filter((flag) => (dismissed || flag.status !== "dismissed") && (wanted.file === undefined || flag.location?.uri === wanted.file));
  for (const flag of [...shown].sort(compare)) {
    const [key, label] = nameOf(flag, list, wanted.grouping);
    const group = groups.get(key) ?? { id: `${wanted.grouping}:${key}`, label, description: "", flags: [] };
    group.flags.push(flag);
    groups.set(key, group);
  }
  const found = [...groups.values()];
  for (const group of found) {
    group.description = String(group.flags.length);
  }
  return found;
}

/** How many flags nobody has judged. */
export function countOpen(list: FlagList): number {
  return list.flags.filter((flag) => flag.status === "open").length;
}

function nameOf(flag: Flag, list: FlagList, grouping: Grouping): [key: string, label: string] {
  switch (grouping) {
    case "file":
      return flag.location === null ? ["", noPlace] : [flag.location.uri, flag.location.path];
    case "monitor":
      return [flag.code, `${flag.code} ${flag.name}`];
    case "severity":
      return [flag.severity, capital(severityWords[flag.severity])];
    case "session": {
      const session = list.sessions.find((known) => known.id === flag.session);
      return [flag.session, session === undefined ? flag.session : (session.title ?? `${session.agent} ${session.id.slice(0, 8)}`)];
    }
  }
}

function compare(a: Flag, b: Flag): number {
  const byStatus = Number(a.status === "dismissed") - Number(b.status === "dismissed");
  const bySeverity = severities.indexOf(a.severity) - severities.indexOf(b.severity);
  const byLine = (a.location?.range.start.line ?? 0) - (b.location?.range.start.line ?? 0);
  return byStatus || bySeverity || (a.location?.path ?? "").localeCompare(b.location?.path ?? "") || byLine || a.id.localeCompare(b.id);
}
