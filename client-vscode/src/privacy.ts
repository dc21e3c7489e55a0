/** Shows the page that says what is read, kept and shown; it ships with the extension. */

import * as vscode from "vscode";

export async function showPrivacy(extension: vscode.Uri): Promise<void> {
  await vscode.commands.executeCommand("markdown.showPreview", vscode.Uri.joinPath(extension, "dist", "privacy.md"));
}
