/** Activation: puts server, status item and commands together. Holds no logic of its own. */

import * as vscode from "vscode";
import { copyDebugInformation } from "./copyDebugInformation";
import { showFlags } from "./flagList";
import { createFlagTree } from "./flagTree";
import { createGutter } from "./gutter";
import { undoLast } from "./judge";
import { goToFlag } from "./nextFlag";
import type { Flag } from "./protocol";
import { Server } from "./server";
import { pickSession } from "./pickSession";
import { SessionPanels } from "./sessionPanel";
import { createStatusItem } from "./status";
import { whyHere } from "./why";

/** Settings whose change needs another server process; the server takes the others as they change. */
const needsRestart = ["cotlens.enable", "cotlens.server.path", "cotlens.python.path"];

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("CoTLens", { log: true });
  const server = new Server(log);
  const sessions = new SessionPanels(server, context.extensionUri);
  context.subscriptions.push(
    log,
    server,
    sessions,
    createStatusItem(server),
    createFlagTree(server, context.workspaceState),
    createGutter(server, vscode.Uri.joinPath(context.extensionUri, "media")),
    vscode.commands.registerCommand("cotlens.nextFlag", () => {
      goToFlag(1);
    }),
    vscode.commands.registerCommand("cotlens.previousFlag", () => {
      goToFlag(-1);
    }),
    vscode.commands.registerCommand("cotlens.showFlags", () => showFlags(server)),
    vscode.commands.registerCommand("cotlens.showSession", () => pickSession(server, sessions)),
    vscode.commands.registerCommand("cotlens.flags.session", (flag?: Flag) => {
      if (flag?.session !== undefined) {
        sessions.show(flag.session, flag.id);
      }
    }),
    vscode.commands.registerCommand("cotlens.undoLast", undoLast),
    vscode.commands.registerCommand("cotlens.whyHere", () => whyHere(server)),
    vscode.commands.registerCommand("cotlens.restart", () => server.restart()),
    vscode.commands.registerCommand("cotlens.copyDebugInformation", () => copyDebugInformation(server, context)),
    vscode.commands.registerCommand("cotlens.showLogs", () => {
      log.show();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (needsRestart.some((key) => event.affectsConfiguration(key))) {
        void server.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      if (server.running === undefined) {
        void server.restart();
      }
    }),
  );
  await server.start();
}
