/** What is done with a flag: reason and reach asked for when it is dismissed, what a verdict changed said, the last one taken back, a message copied. */

import * as vscode from "vscode";
import type { ExecuteCommandSignature } from "vscode-languageclient";
import { serverCommands, type Judged, type Reason, type Scope } from "./protocol";

interface ReasonItem extends vscode.QuickPickItem {
  reason?: Reason;
}

interface ScopeItem extends vscode.QuickPickItem {
  scope: Scope;
  days?: number;
}

const reasons: ReasonItem[] = [
  { label: `$(circle-slash) ${vscode.l10n.t("False alarm")}`, description: vscode.l10n.t("this did not happen, or is no problem"), reason: "false-positive" },
  { label: `$(person) ${vscode.l10n.t("Intended")}`, description: vscode.l10n.t("I asked for it"), reason: "intended" },
  { label: `$(law) ${vscode.l10n.t("Accepted risk")}`, description: vscode.l10n.t("known, and we live with it"), reason: "accepted-risk" },
  { label: `$(check) ${vscode.l10n.t("Fixed")}`, description: vscode.l10n.t("mended since"), reason: "fixed" },
  { label: "", kind: vscode.QuickPickItemKind.Separator },
  { label: `$(list-selection) ${vscode.l10n.t("More than this flag...")}`, description: vscode.l10n.t("its session, its file, or wherever it comes up again") },
];

const scopes: ScopeItem[] = [
  { label: vscode.l10n.t("Wherever it comes up again"), description: vscode.l10n.t("the same text in the same file, in any session"), scope: "fingerprint" },
  { label: vscode.l10n.t("All of this kind in this session"), scope: "session" },
  { label: vscode.l10n.t("All of this kind in this file"), scope: "path" },
  { label: vscode.l10n.t("All of this kind in this file, for 30 days"), scope: "path", days: 30 },
];

const SHOWN_MS = 6_000;

const everybody: ReasonItem = {
  label: `$(organization) ${vscode.l10n.t("For everybody who has the workspace...")}`,
  description: vscode.l10n.t("in .cotlens/verdicts.jsonl, which is committed"),
};

/** Whether the workspace shares verdicts, as the server said last. */
let sharing = false;

export function noteSharing(shares: boolean): void {
  sharing = shares;
}

const given = new vscode.EventEmitter<undefined>();
/** Fires when a verdict was given or taken back in this window: the counts that the status tells may be as they were. */
export const onVerdict = given.event;

/** The flags judged in this window, those of the last verdict last; what was judged at once is taken back at once. */
const judged: string[][] = [];

/** The flags of the verdict that is being given on many, and how many it changed something for. */
let batch: { flags: string[]; changed: number; status: Judged["status"] } | undefined;

/** Counts all verdicts that are given within `work` as one. */
export async function atOnce(work: () => Promise<void>): Promise<void> {
  const mine = { flags: [], changed: 0, status: "open" as const };
  batch = mine;
  try {
    await work();
  } finally {
    const { flags, changed, status }: NonNullable<typeof batch> = mine;
    batch = undefined;
    if (flags.length > 0) {
      judged.push(flags);
      say(told(changed, status));
    }
  }
}

function told(changed: number, status: Judged["status"]): string {
  if (status === "confirmed") {
    return changed === 1 ? vscode.l10n.t("flag confirmed") : vscode.l10n.t("{0} flags confirmed", changed);
  }
  return changed === 1 ? vscode.l10n.t("flag dismissed") : vscode.l10n.t("{0} flags dismissed", changed);
}

/** Puts the message that the server makes on the clipboard; the user alone hands it on. */
async function copyMessage(args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const answer = (await next(serverCommands.messageForAgent, [args[0], { open: false }])) as { text: string };
  await vscode.env.clipboard.writeText(answer.text);
  say(vscode.l10n.t("message for the agent copied"));
  return answer;
}

export async function judge(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  if (command === serverCommands.messageForAgent) {
    return copyMessage(args, next);
  }
  const more = command === serverCommands.dismiss && args.length === 1 ? await askWhy() : [];
  if (more === undefined) {
    return undefined;
  }
  const answer: unknown = await next(command, [...args, ...more]);
  given.fire(undefined);
  if (command === serverCommands.shareVerdicts) {
    void vscode.window.showInformationMessage(vscode.l10n.t("Verdicts can be shared now: commit {0}.", (answer as { path: string }).path));
  }
  if (command === serverCommands.dismiss || command === serverCommands.confirm) {
    const { flag, flags, status } = answer as Judged;
    if (batch === undefined) {
      judged.push([flag]);
      say(told(flags, status));
    } else {
      batch.flags.push(flag);
      batch.changed += flags;
      batch.status = status;
    }
  }
  return answer;
}

/** Takes the last verdict of this window back. */
export async function undoLast(): Promise<void> {
  const last = judged.pop();
  if (last === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("There is no verdict of this window to take back."));
    return;
  }
  let changed = 0;
  for (const flag of last) {
    changed += (await vscode.commands.executeCommand<Judged>(serverCommands.undo, flag)).flags;
  }
  say(changed === 1 ? vscode.l10n.t("verdict taken back") : vscode.l10n.t("verdict taken back, on {0} flags", changed));
}

/** Asks for what a dismissal needs besides the flag: its reason, and its reach; undefined if the user went away. */
export async function askWhy(): Promise<unknown[] | undefined> {
  const only = reasons.filter((item) => item.reason !== undefined);
  const chosen = await vscode.window.showQuickPick(sharing ? [...reasons, everybody] : reasons, { title: vscode.l10n.t("Dismiss this flag"), placeHolder: vscode.l10n.t("Why?") });
  if (chosen?.reason !== undefined) {
    return [chosen.reason];
  }
  if (chosen === everybody) {
    const why = await vscode.window.showQuickPick(only, { title: vscode.l10n.t("Dismiss for everybody, wherever it comes up again"), placeHolder: vscode.l10n.t("Why?") });
    return why && [why.reason, "", { scope: "fingerprint", share: true }];
  }
  const scope = chosen && (await vscode.window.showQuickPick(scopes, { title: vscode.l10n.t("Dismiss more than this flag"), placeHolder: vscode.l10n.t("What else?") }));
  const why = scope && (await vscode.window.showQuickPick(only, { title: scope.label, placeHolder: vscode.l10n.t("Why?") }));
  return why && [why.reason, "", { scope: scope.scope, days: scope.days }];
}

function say(what: string): void {
  vscode.window.setStatusBarMessage(`$(check) CoTLens: ${what}`, SHOWN_MS);
}
