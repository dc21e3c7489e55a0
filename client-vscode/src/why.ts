/** Why lines are there: asks the server about the selection, and shows its answer rendered beside the code. */

import * as vscode from "vscode";
import type { ExecuteCommandSignature } from "vscode-languageclient";
import { schemes, serverCommands, type Why } from "./protocol";
import type { Server } from "./server";

/** Asks about a line, or about those of the selection in the active editor. */
export async function whyHere(server: Server, uri?: unknown, line?: unknown): Promise<void> {
  if (typeof uri === "string" && typeof line === "number") {
    await vscode.commands.executeCommand(serverCommands.why, uri, line, line);
    return;
  }
  const editor = vscode.window.activeTextEditor;
  if (server.running === undefined || editor === undefined || !schemes.includes(editor.document.uri.scheme)) {
    const cause = server.running === undefined ? vscode.l10n.t("CoTLens is not running.") : vscode.l10n.t("Open a file of the workspace, and put the cursor on a line.");
    void vscode.window.showInformationMessage(cause);
    return;
  }
  const { start, end } = editor.selection;
  const last = end.line > start.line && end.character === 0 ? end.line - 1 : end.line;
  await vscode.commands.executeCommand(serverCommands.why, editor.document.uri.toString(), start.line, last);
}

/** Shows the answer as a preview instead of having the server open the document's source. */
export async function showWhy(args: unknown[], next: ExecuteCommandSignature): Promise<unknown> {
  const [uri, first, last] = args;
  const answer = (await next(serverCommands.why, [uri, first ?? null, last ?? null, false])) as Why;
  if (answer.answers.every((found) => found.edit === null)) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No agent's edit that the session logs show wrote this."));
    return answer;
  }
  await vscode.commands.executeCommand("markdown.showPreviewToSide", vscode.Uri.parse(answer.uri));
  return answer;
}
