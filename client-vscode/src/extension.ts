/** Activation: puts server, status item and commands together. Holds no logic of its own. */

import * as vscode from "vscode";
import { choosePython } from "./choosePython";
import { copyDebugInformation } from "./copyDebugInformation";
import { leadToFlag, shownStage, tryDemo } from "./demo";
import { showFlags } from "./flagList";
import { createFlagTree } from "./flagTree";
import { createGutter } from "./gutter";
import { undoLast } from "./judge";
import { goToFlag } from "./nextFlag";
import type { Flag } from "./protocol";
import { createPeek, peekReasoning } from "./peek";
import { pickSession, showInSession } from "./pickSession";
import { showPrivacy } from "./privacy";
import { Server } from "./server";
import { SessionPanels } from "./sessionPanel";
import { createStatusItem } from "./status";
import { whyHere } from "./why";

/** Settings whose change needs another server process; the server takes the others as they change. */
const needsRestart = ["cotlens.enable", "cotlens.server.path", "cotlens.python.path"];

export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("CoTLens", { log: true });
  const stage = shownStage(context.globalStorageUri);
  const server = new Server(log, context, stage === undefined ? [] : ["--demo", stage]);
  const sessions = new SessionPanels(server, context.extensionUri);
  context.subscriptions.push(
    log,
    server,
    sessions,
    createStatusItem(server),
    createFlagTree(server, context.workspaceState),
    createPeek(),
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
    // From the editor's menu it is called with the file's address alone.
    vscode.commands.registerCommand("cotlens.whyHere", (uri?: unknown, line?: unknown) => whyHere(server, uri, line)),
    vscode.commands.registerCommand("cotlens.peekReasoning", (flag?: unknown) => peekReasoning(server, idOf(flag))),
    vscode.commands.registerCommand("cotlens.showInSession", (flag?: unknown) => showInSession(server, sessions, idOf(flag) ?? "")),
    vscode.commands.registerCommand("cotlens.tryDemo", () => tryDemo(server, context.globalStorageUri)),
    vscode.commands.registerCommand("cotlens.privacy", () => showPrivacy(context.extensionUri)),
    vscode.commands.registerCommand("cotlens.openSettings", () => vscode.commands.executeCommand("workbench.action.openSettings", "@ext:cotlens.cotlens")),
    ...(stage === undefined ? [] : [leadToFlag(server)]),
    vscode.commands.registerCommand("cotlens.restart", () => server.restart({ asked: true })),
    vscode.commands.registerCommand("cotlens.choosePython", () => choosePython(context, server)),
    vscode.commands.registerCommand("cotlens.copyDebugInformation", () => copyDebugInformation(server, context)),
    vscode.commands.registerCommand("cotlens.showLogs", () => {
      log.show();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (needsRestart.some((key) => event.affectsConfiguration(key))) {
        void server.restart({ asked: true });
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      // Another interpreter may be used now, and what the folders configure counts.
      void server.restart({ asked: false });
    }),
  );
  // The window does not wait for a process to start.
  server.start().catch((error: unknown) => {
    log.error(error instanceof Error ? error : String(error));
  });
}

/** The flag that a command is about: lenses and hovers name it, views hand it over. */
function idOf(flag: unknown): string | undefined {
  const given = typeof flag === "object" && flag !== null && "session" in flag ? (flag as Flag).id : flag;
  return typeof given === "string" ? given : undefined;
}
