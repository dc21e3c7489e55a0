/** Asks for the reason when a flag is dismissed, and says that a verdict was taken. */

import * as vscode from "vscode";
import type { ExecuteCommandSignature } from "vscode-languageclient";
import { serverCommands, type Reason } from "./protocol";

interface Choice extends vscode.QuickPickItem {
  reason: Reason;
}

const reasons: Choice[] = [
  { label: "$(circle-slash) False alarm", description: "this did not happen, or is no problem", reason: "false-positive" },
  { label: "$(person) Intended", description: "I asked for it", reason: "intended" },
  { label: "$(law) Accepted risk", description: "known, and we live with it", reason: "accepted-risk" },
  { label: "$(check) Fixed", description: "mended since", reason: "fixed" },
];

const SHOWN_MS = 4_000;

export async function judge(command: string, args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  if (command === serverCommands.dismiss && args.length === 1) {
    const choice = await vscode.window.showQuickPick(reasons, { title: "Dismiss this flag", placeHolder: "Why?" });
    if (choice === undefined) {
      return undefined;
    }
    const answer: unknown = await next(command, [...args, choice.reason]);
    vscode.window.setStatusBarMessage("$(check) CoTLens: flag dismissed", SHOWN_MS);
    return answer;
  }
  const answer: unknown = await next(command, args);
  if (command === serverCommands.confirm) {
    vscode.window.setStatusBarMessage("$(check) CoTLens: flag confirmed", SHOWN_MS);
  }
  return answer;
}
