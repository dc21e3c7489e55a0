/** Goes from flag to flag within a file, round and round. */

import * as vscode from "vscode";

const source = "cotlens";

/** Moves the cursor to the next flag of the active editor (`step` 1) or to the one before (-1). */
export function goToFlag(step: 1 | -1): void {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    return;
  }
  const flags = vscode.languages.getDiagnostics(editor.document.uri).filter((found) => found.source === source);
  flags.sort((a, b) => step * a.range.start.compareTo(b.range.start));
  const here = editor.selection.active.line;
  const target = flags.find((flag) => step * (flag.range.start.line - here) > 0) ?? flags[0];
  if (target === undefined) {
    void vscode.window.setStatusBarMessage(vscode.l10n.t("CoTLens: nothing is flagged in this file"), 4_000);
    return;
  }
  editor.selection = new vscode.Selection(target.range.start, target.range.start);
  editor.revealRange(target.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}
