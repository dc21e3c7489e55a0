/** Peeks at the thought behind a flag: in a frame at the flag's line, so that nobody leaves the code for it. */

import * as vscode from "vscode";
import { askFlags, fileOf } from "./askFlags";
import { broken } from "./brokenLines";
import { openFlag } from "./openFlag";
import { serverCommands, type Flag, type FlagList, type Place } from "./protocol";
import type { Server } from "./server";

const scheme = "cotlens-thought";
const COLUMNS = 64;
const LINES = 80;

/** What is peeked at: a piece of the transcript, with its lines broken, as the frame is narrow and breaks none. */
class Thoughts implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  put(flag: Flag, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme, path: `/${flag.code} ${flag.name}.md`, query: flag.id });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }
}

const thoughts = new Thoughts();

export function createPeek(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(scheme, thoughts);
}

/** Peeks at a flag's reasoning, or at that of the flag on the line of the cursor; a flag without a line has its transcript opened. */
export async function peekReasoning(server: Server, id: string | undefined): Promise<void> {
  const client = server.running;
  const flag = client === undefined ? undefined : wanted(await askFlags(server), id);
  if (client === undefined || flag === undefined) {
    void vscode.window.setStatusBarMessage(vscode.l10n.t("CoTLens: nothing is flagged on this line"), 4_000);
    return;
  }
  const editor = flag.location === null ? undefined : await openFlag(flag);
  if (editor === undefined || flag.location === null) {
    await (flag.location === null ? vscode.commands.executeCommand(serverCommands.showReasoning, flag.id) : undefined);
    return;
  }
  const place = await vscode.commands.executeCommand<Place>(serverCommands.showReasoning, flag.id, { open: false });
  const { line, character } = flag.location.range.start;
  const transcript = await vscode.workspace.openTextDocument(client.protocol2CodeConverter.asUri(place.uri));
  const rows = transcript.getText(new vscode.Range(place.line, 0, place.line + LINES, 0)).split("\n");
  const thought = new vscode.Location(thoughts.put(flag, broken(rows, COLUMNS).join("\n")), new vscode.Position(0, 0));
  await vscode.commands.executeCommand("editor.action.peekLocations", editor.document.uri, new vscode.Position(line, character), [thought], "peek");
}

function wanted(list: FlagList, id: string | undefined): Flag | undefined {
  return id === undefined ? flagsOnThisLine(list)[0] : list.flags.find((flag) => flag.id === id);
}

/** The flags on the line of the cursor, dismissed ones left out. */
export function flagsOnThisLine(list: FlagList): Flag[] {
  const editor = vscode.window.activeTextEditor;
  const line = editor?.selection.active.line;
  const file = editor === undefined ? "" : fileOf(editor.document);
  return list.flags.filter((flag) => flag.status !== "dismissed" && flag.location?.uri === file && flag.location.range.start.line === line);
}
