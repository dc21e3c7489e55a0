/** The status bar item: what is going on, in one word and a tooltip. */

import * as vscode from "vscode";
import type { Server } from "./server";
import { describeSetup } from "./setupText";
import { describe, enabledCommands, link, plain, type Shown } from "./statusText";

export function createStatusItem(server: Server): vscode.Disposable {
  const item = vscode.window.createStatusBarItem("cotlens.status", vscode.StatusBarAlignment.Left, 0);
  item.name = "CoTLens";
  /** `aloud`: what a screen reader says besides the item's text. */
  const show = (shown: Shown, command: string, aloud = ""): void => {
    const tooltip = new vscode.MarkdownString(shown.tooltip);
    tooltip.isTrusted = { enabledCommands };
    item.command = command;
    item.text = shown.text;
    item.tooltip = tooltip;
    item.accessibilityInformation = { label: [shown.text.replace(/\$\([^)]*\) ?/g, ""), aloud].filter(Boolean).join(", "), role: "button" };
    item.backgroundColor = shown.warn ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
    item.show();
  };
  const showStatus = (): void => {
    show(describe(server.status, { trusted: vscode.workspace.isTrusted, elsewhere: server.elsewhere }), "cotlens.showFlags");
  };
  const setup = server.onSetup((setup) => {
    const { text, tooltip, warn } = describeSetup(setup, vscode.l10n.t);
    const links = [link(vscode.l10n.t("Choose Python..."), "cotlens.choosePython"), link(vscode.l10n.t("Show Logs"), "cotlens.showLogs")];
    show({ text, tooltip: [plain(tooltip), ...(warn ? [links.join(" · ")] : [])].join("\n\n"), warn }, warn ? "cotlens.choosePython" : "cotlens.showLogs", tooltip);
  });
  const starting = describeSetup({ state: "starting" }, vscode.l10n.t);
  show({ ...starting, tooltip: plain(starting.tooltip) }, "cotlens.showLogs", starting.tooltip);
  const trust = vscode.workspace.onDidGrantWorkspaceTrust(() => {
    if (server.status !== undefined) {
      showStatus();
    }
  });
  return vscode.Disposable.from(item, server.onStatus(showStatus), setup, trust);
}
