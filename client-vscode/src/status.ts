/** The status bar item: what is going on, in one word and a tooltip. */

import * as vscode from "vscode";
import type { Server } from "./server";
import { describe } from "./statusText";

export function createStatusItem(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("cotlens.status", vscode.StatusBarAlignment.Left, 0);
  item.name = "CoTLens";
  item.command = "cotlens.showFlags";
  const subscription = server.onStatus((status) => {
    const shown = describe(status);
    item.text = shown.text;
    item.tooltip = shown.tooltip;
    item.backgroundColor = shown.warn ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  });
  item.text = "$(loading~spin) CoTLens";
  item.tooltip = "CoTLens is starting";
  item.show();
  return vscode.Disposable.from(item, subscription);
}
