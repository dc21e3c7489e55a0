/** Which flags the Flags view leaves out: by status, severity, agent and time. Pure. */

import { l10n } from "vscode";
import type { Flag, FlagList, Severity } from "./protocol";
import { severityWords, statusWords } from "./words";

export interface Filter {
  /** Empty lists mean no limit. */
  severities: Severity[];
  statuses: Flag["status"][];
  agents: string[];
  /** Only what happened in the last so many hours. */
  hours?: number;
}

export const noFilter: Filter = { severities: [], statuses: [], agents: [] };

const HOUR = 3_600_000;

export const times: readonly { hours: number; label: string }[] = [
  { hours: 1, label: l10n.t("last hour") },
  { hours: 24, label: l10n.t("last day") },
  { hours: 24 * 7, label: l10n.t("last week") },
];

/** The flags that the filter lets through; `now` in milliseconds since the epoch. */
export function filtered(list: FlagList, filter: Filter, now: number): Flag[] {
  const agents = new Map(list.sessions.map((session) => [session.id, session.agent]));
  const within = <T>(wanted: readonly T[], value: T | undefined): boolean => wanted.length === 0 || (value !== undefined && wanted.includes(value));
  return list.flags.filter(
    (flag) =>
      within(filter.severities, flag.severity) &&
      within(filter.statuses, flag.status) &&
      within(filter.agents, agents.get(flag.session)) &&
      // A flag without a time is not known to be old.
      (filter.hours === undefined || flag.time === null || now - Date.parse(flag.time) <= filter.hours * HOUR),
  );
}

/** The filter in a few words, to be shown above them; undefined where there is none. */
export function told(filter: Filter): string | undefined {
  const time = times.find((one) => one.hours === filter.hours)?.label;
  const words = [filter.severities.map((word) => severityWords[word]).join(", "), filter.statuses.map((word) => statusWords[word]).join(", "), filter.agents.join(", "), time ?? ""].filter((part) => part !== "");
  return words.length === 0 ? undefined : words.join(" · ");
}
