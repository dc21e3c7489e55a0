/** Puts what is known of this installation on the clipboard. */

import * as os from "node:os";
import * as vscode from "vscode";
import { describe } from "./debugInformation";
import type { Server } from "./server";

export async function copyDebugInformation(server: Server, context: vscode.ExtensionContext): Promise<void> {
  type Settings = { properties: object }[];
  const { packageJSON } = context.extension as { packageJSON: { version: string; contributes: { configuration: Settings } } };
  const configuration = vscode.workspace.getConfiguration();
  const settings = packageJSON.contributes.configuration.flatMap((group) => Object.keys(group.properties)).flatMap((key) => {
    const known = configuration.inspect(key);
    const value = known?.workspaceFolderValue ?? known?.workspaceValue ?? known?.globalValue;
    return value === undefined ? [] : [[key, value] as const];
  });
  const text = describe({
    extension: packageJSON.version,
    editor: vscode.env.appName,
    editorVersion: vscode.version,
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    remote: vscode.env.remoteName,
    trusted: vscode.workspace.isTrusted,
    folders: vscode.workspace.workspaceFolders?.length ?? 0,
    tried: server.found?.tried ?? [],
    server: server.found?.server === undefined ? undefined : [server.found.server.command, ...server.found.server.args].join(" "),
    version: server.found?.version,
    running: server.running !== undefined,
    status: server.status,
    settings: Object.fromEntries(settings),
    home: os.homedir(),
  });
  await vscode.env.clipboard.writeText(text);
  const show = vscode.l10n.t("Show");
  const answer = await vscode.window.showInformationMessage(vscode.l10n.t("CoTLens: debug information is on the clipboard. It holds no text of any log."), show);
  if (answer === show) {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text, language: "plaintext" }));
  }
}
