/** Goes to a flag: to its line, or to the reasoning where it has none. */

import * as path from "node:path";
import * as vscode from "vscode";
import { serverCommands, type Flag } from "./protocol";

/** Finds the file of a flag's location, which is relative to the folder that holds it. */
async function find(name: string): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const places = path.isAbsolute(name) ? [vscode.Uri.file(name)] : folders.map((folder) => vscode.Uri.joinPath(folder.uri, name));
  for (const place of places) {
    try {
      await vscode.workspace.fs.stat(place);
      return place;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Opens the flag's line in the active column, or in the one that is named; gives the editor, if there is a line. */
export async function openFlag(flag: Flag, viewColumn: vscode.ViewColumn = vscode.ViewColumn.Active): Promise<vscode.TextEditor | undefined> {
  const file = flag.location === null ? undefined : await find(flag.location.path);
  if (flag.location === null || file === undefined) {
    // Where the flagged file was deleted, what is left to see is the reasoning.
    await vscode.commands.executeCommand(serverCommands.showReasoning, flag.id);
    return undefined;
  }
  const { start, end } = flag.location.range;
  return vscode.window.showTextDocument(file, { viewColumn, selection: new vscode.Range(start.line, start.character, end.line, end.character) });
}
