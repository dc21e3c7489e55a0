/** The demo: a small workspace with a recorded session's log, written into the extension's own storage and served from there. Reads nothing of the user's. */

import * as vscode from "vscode";
import { askFlags } from "./askFlags";
import { openFlag } from "./openFlag";
import type { Server } from "./server";

/** Where the demo is kept. */
function stageOf(storage: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(storage, "demo");
}

/** The demo's folder, where it is the demo that this window shows. */
export function shownStage(storage: vscode.Uri): string | undefined {
  const stage = stageOf(storage);
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length === 1 && folders[0]?.uri.fsPath === vscode.Uri.joinPath(stage, "shop").fsPath ? stage.fsPath : undefined;
}

/** Writes the demo anew and opens it: in this window where nothing is open, else in a new one. */
export async function tryDemo(server: Server, storage: vscode.Uri): Promise<void> {
  const stage = stageOf(storage);
  if (shownStage(storage) !== undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("This window shows the demo."));
    return;
  }
  try {
    await vscode.workspace.fs.createDirectory(storage);
    await server.run(["demo", "--into", stage.fsPath]);
  } catch (error) {
    void vscode.window.showErrorMessage(vscode.l10n.t("CoTLens could not write the demo: {0}", error instanceof Error ? error.message : String(error)));
    return;
  }
  const empty = (vscode.workspace.workspaceFolders ?? []).length === 0;
  await vscode.commands.executeCommand("vscode.openFolder", vscode.Uri.joinPath(stage, "shop"), { forceNewWindow: !empty, forceReuseWindow: empty });
}

/** In the demo's window: goes to the first flag once there is one, unless something is open already. */
export function leadToFlag(server: Server): vscode.Disposable {
  const subscription = server.onStatus((status) => {
    if (status?.state !== "watching" || status.flags.open <= status.flags.unplaced) {
      return;
    }
    subscription.dispose();
    void lead(server);
  });
  return subscription;
}

async function lead(server: Server): Promise<void> {
  if (vscode.window.tabGroups.all.some((group) => group.tabs.length > 0)) {
    return;
  }
  const list = await askFlags(server);
  const first = list.flags.find((flag) => flag.location !== null);
  if (first !== undefined) {
    await openFlag(first);
    await vscode.commands.executeCommand("cotlens.flags.focus");
    await vscode.commands.executeCommand("workbench.action.focusActiveEditorGroup");
  }
}
