/** Goes to a flag: to its line, or to the reasoning where it has none. */

import * as vscode from "vscode";
import { serverCommands, type Flag } from "./protocol";

async function isThere(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch {
    return false;
  }
}

/** Opens the flag's line in the active column, or in the one that is named; gives the editor, if there is a line. */
export async function openFlag(flag: Flag, viewColumn: vscode.ViewColumn = vscode.ViewColumn.Active): Promise<vscode.TextEditor | undefined> {
  const file = flag.location === null ? undefined : vscode.Uri.parse(flag.location.uri);
  if (flag.location === null || file === undefined || !(await isThere(file))) {
    // Where the flagged file was deleted, what is left to see is the reasoning.
    await vscode.commands.executeCommand(serverCommands.showReasoning, flag.id);
    return undefined;
  }
  const { start, end } = flag.location.range;
  return vscode.window.showTextDocument(file, { viewColumn, selection: new vscode.Range(start.line, start.character, end.line, end.character) });
}
