/** Marks in the gutter beside lines that agents wrote; off unless `cotlens.gutter.enable` is set. Hovers tell what for. */

import * as vscode from "vscode";
import { ownersMethod, schemes, type Owners } from "./protocol";
import type { Server } from "./server";

const setting = "cotlens.gutter.enable";
const settleMs = 250;

export function createGutter(server: Server, media: vscode.Uri): vscode.Disposable {
  const mark = vscode.window.createTextEditorDecorationType({
    gutterIconPath: vscode.Uri.joinPath(media, "agent-line.svg"),
    gutterIconSize: "contain",
    overviewRulerColor: new vscode.ThemeColor("charts.purple"),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
    isWholeLine: true,
  });
  let timer: NodeJS.Timeout | undefined;

  const draw = async (editor: vscode.TextEditor): Promise<void> => {
    const { uri, version } = editor.document;
    const wanted = vscode.workspace.getConfiguration("cotlens", uri).get<boolean>("gutter.enable", false);
    const client = server.running;
    if (!wanted || client === undefined || !schemes.includes(uri.scheme)) {
      editor.setDecorations(mark, []);
      return;
    }
    const found = await client.sendRequest<Owners>(ownersMethod, { uri: client.code2ProtocolConverter.asUri(uri) });
    // An answer about an older text is followed by one about this.
    if (found.version === version) {
      editor.setDecorations(mark, found.ranges.map(({ first, last }) => new vscode.Range(first, 0, last, 0)));
    }
  };
  const drawAll = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      for (const editor of vscode.window.visibleTextEditors) {
        draw(editor).catch(() => undefined); // the server stopped meanwhile
      }
    }, settleMs);
  };
  drawAll();
  return vscode.Disposable.from(
    mark,
    new vscode.Disposable(() => {
      clearTimeout(timer);
    }),
    server.onStatus(drawAll),
    vscode.window.onDidChangeVisibleTextEditors(drawAll),
    vscode.workspace.onDidChangeTextDocument(drawAll),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(setting)) {
        drawAll();
      }
    }),
  );
}
