/** The list of all flags as a quick pick, those without a place in a file included. */

import * as vscode from "vscode";
import { askFlags } from "./askFlags";
import { severities } from "./flagGroups";
import { openFlag } from "./openFlag";
import { serverCommands, type Flag, type Severity } from "./protocol";
import type { Server } from "./server";
import { capital, statusWords } from "./words";

const icons: Record<Severity, string> = {
  critical: "$(flame)",
  high: "$(error)",
  moderate: "$(warning)",
  low: "$(info)",
  info: "$(circle-outline)",
};

interface Item extends vscode.QuickPickItem {
  flag: Flag;
}

const reasoningButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("comment-discussion"), tooltip: vscode.l10n.t("Show the reasoning") };
const sessionButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("history"), tooltip: vscode.l10n.t("Show in the session") };
const dismissButton: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon("close"), tooltip: vscode.l10n.t("Dismiss") };

function itemOf(flag: Flag): Item {
  const where = flag.location === null ? vscode.l10n.t("session") : `${flag.location.path}:${String(flag.location.range.start.line + 1)}`;
  return {
    flag,
    // `$(` would be taken for an icon.
    label: `${icons[flag.severity]} ${flag.name}`,
    description: where.replaceAll("$(", "$ ("),
    detail: (flag.status === "confirmed" ? `${capital(statusWords.confirmed)}: ` : "") + flag.message.replaceAll("$(", "$ ("),
    buttons: [sessionButton, reasoningButton, dismissButton],
  };
}

/** Shows open and confirmed flags, the gravest first; picking one goes to its line, or to the reasoning where it has none. */
export async function showFlags(server: Server): Promise<void> {
  const client = server.running;
  if (client === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("CoTLens is not running."));
    return;
  }
  const list = await askFlags(server);
  const flags = list.flags.filter((flag) => flag.status !== "dismissed");
  flags.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = `CoTLens: ${flags.length === 1 ? vscode.l10n.t("1 flag") : vscode.l10n.t("{0} flags", flags.length)}, ${list.sessions.length === 1 ? vscode.l10n.t("1 session") : vscode.l10n.t("{0} sessions", list.sessions.length)}`;
  pick.placeholder = flags.length === 0 ? vscode.l10n.t("Nothing flagged") : vscode.l10n.t("Go to a flag");
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = flags.map(itemOf);
  pick.onDidAccept(() => {
    const chosen = pick.selectedItems[0];
    pick.hide();
    if (chosen !== undefined) {
      void openFlag(chosen.flag);
    }
  });
  pick.onDidTriggerItemButton(({ button, item }) => {
    pick.hide();
    if (button === sessionButton) {
      void vscode.commands.executeCommand("cotlens.flags.session", item.flag);
      return;
    }
    const command = button === dismissButton ? serverCommands.dismiss : serverCommands.showReasoning;
    void vscode.commands.executeCommand(command, item.flag.id);
  });
  pick.onDidHide(() => {
    pick.dispose();
  });
  pick.show();
}
