/** Words of the server's messages in the editor's language. The server's sentences are English, whatever the editor speaks. */

import { l10n } from "vscode";
import type { Flag, Severity } from "./protocol";

export const severityWords: Readonly<Record<Severity, string>> = {
  critical: l10n.t("critical"),
  high: l10n.t("high"),
  moderate: l10n.t("moderate"),
  low: l10n.t("low"),
  info: l10n.t("info"),
};

export const statusWords: Readonly<Record<Flag["status"], string>> = { open: l10n.t("open"), confirmed: l10n.t("confirmed"), dismissed: l10n.t("dismissed") };

/** A word at the beginning of a line. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
