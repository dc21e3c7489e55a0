/** What there is of the extension in an editor that runs in the browser alone: there is no Python there and no session log, and it says so. */

import * as vscode from "vscode";

const saidKey = "cotlens.web.said";

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const why = vscode.l10n.t("CoTLens needs a machine: it reads the session logs of coding agents with a program in Python, and a browser has neither.");
  const item = vscode.window.createStatusBarItem("cotlens.status", vscode.StatusBarAlignment.Left, 0);
  item.name = "CoTLens";
  item.text = "$(eye-closed) CoTLens";
  item.tooltip = `${why} ${vscode.l10n.t("Open the folder on the desktop, in a codespace or over SSH.")}`;
  item.show();
  context.subscriptions.push(item);
  // Once, and never again: whoever opens folders in a browser every day knows it by then.
  if (context.globalState.get<boolean>(saidKey) !== true) {
    await context.globalState.update(saidKey, true);
    // As long as a message's one line is.
    void vscode.window.showInformationMessage(vscode.l10n.t("CoTLens needs Python and session logs: a browser has neither."));
  }
}
