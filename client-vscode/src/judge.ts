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
  { label: "$(circle-slash) False alarm", description: "this did not happen, or is no problem", reason: "false-positive" },
  { label: "$(person) Intended", description: "I asked for it", reason: "intended" },
  { label: "$(law) Accepted risk", description: "known, and we live with it", reason: "accepted-risk" },
  { label: "$(check) Fixed", description: "mended since", reason: "fixed" },
  { label: "", kind: vscode.QuickPickItemKind.Separator },
  { label: "$(list-selection) More than this flag...", description: "its session, its file, or wherever it comes up again" },
];

const scopes: ScopeItem[] = [
  { label: "Wherever it comes up again", description: "the same text in the same file, in any session", scope: "fingerprint" },
  { label: "All of this kind in this session", scope: "session" },
  { label: "All of this kind in this file", scope: "path" },
  { label: "All of this kind in this file, for 30 days", scope: "path", days: 30 },
];

const SHOWN_MS = 6_000;

const everybody: ReasonItem = { label: "$(organization) For everybody who has the workspace...", description: "in .cotlens/verdicts.jsonl, which is committed" };

/** Whether the workspace shares verdicts, as the server said last. */
let sharing = false;

export function noteSharing(shares: boolean): void {
  sharing = shares;
}

/** The flags judged in this window, the last one last. */
const judged: string[] = [];

/** Puts the message that the server makes on the clipboard; the user alone hands it on. */
async function copyMessage(args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const answer = (await next(serverCommands.messageForAgent, [args[0], { open: false }])) as { text: string };
  await vscode.env.clipboard.writeText(answer.text);
  say("message for the agent copied");
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
  if (command === serverCommands.shareVerdicts) {
    void vscode.window.showInformationMessage(`Verdicts can be shared now: commit ${(answer as { path: string }).path}.`);
  }
  if (command === serverCommands.dismiss || command === serverCommands.confirm) {
    const { flag, flags, status } = answer as Judged;
    judged.push(flag);
    say(`${flags === 1 ? "flag" : `${String(flags)} flags`} ${status}`);
  }
  return answer;
}

/** Takes the last verdict of this window back. */
export async function undoLast(): Promise<void> {
  const flag = judged.pop();
  if (flag === undefined) {
    void vscode.window.showInformationMessage("There is no verdict of this window to take back.");
    return;
  }
  const { flags } = await vscode.commands.executeCommand<Judged>(serverCommands.undo, flag);
  say(flags === 1 ? "verdict taken back" : `verdict taken back, on ${String(flags)} flags`);
}

/** Asks for what a dismissal needs besides the flag: its reason, and its reach; undefined if the user went away. */
export async function askWhy(): Promise<unknown[] | undefined> {
  const only = reasons.filter((item) => item.reason !== undefined);
  const chosen = await vscode.window.showQuickPick(sharing ? [...reasons, everybody] : reasons, { title: "Dismiss this flag", placeHolder: "Why?" });
  if (chosen?.reason !== undefined) {
    return [chosen.reason];
  }
  if (chosen === everybody) {
    const why = await vscode.window.showQuickPick(only, { title: "Dismiss for everybody, wherever it comes up again", placeHolder: "Why?" });
    return why && [why.reason, "", { scope: "fingerprint", share: true }];
  }
  const scope = chosen && (await vscode.window.showQuickPick(scopes, { title: "Dismiss more than this flag", placeHolder: "What else?" }));
  const why = scope && (await vscode.window.showQuickPick(only, { title: scope.label, placeHolder: "Why?" }));
  return why && [why.reason, "", { scope: scope.scope, days: scope.days }];
}

function say(what: string): void {
  vscode.window.setStatusBarMessage(`$(check) CoTLens: ${what}`, SHOWN_MS);
}
