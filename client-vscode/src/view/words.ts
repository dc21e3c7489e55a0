/** The view's words in the editor's language. The extension puts the translation into the page; without one they stay as they are in the source. */

import { config, t } from "@vscode/l10n";
import type { Severity } from "../protocol";
import type { CheckTold, SessionFlag } from "../sessionMessages";

// Before any other module of the view asks for a word: all of them import this one.
const translation = typeof document === "undefined" ? undefined : document.body.dataset["words"];
if (translation !== undefined) {
  config({ contents: translation });
}

export { t };

/** The language of dates and numbers; without a translation the system's own. */
export const locale: string | undefined = translation === undefined ? undefined : document.documentElement.lang;

export const severityWords: Readonly<Record<Severity, string>> = { critical: t("critical"), high: t("high"), moderate: t("moderate"), low: t("low"), info: t("info") };
export const statusWords: Readonly<Record<SessionFlag["status"], string>> = { open: t("open"), confirmed: t("confirmed"), dismissed: t("dismissed") };
export const outcomeWords: Readonly<Record<CheckTold["outcome"], string>> = { passed: t("passed"), failed: t("failed"), unknown: t("unknown") };
/** By the server's word. */
export const checkWords: Readonly<Record<string, string>> = {
  tests: t("tests"),
  build: t("build"),
  lint: t("lint"),
  "type check": t("type check"),
  benchmark: t("benchmark"),
  "trial request": t("trial request"),
};
