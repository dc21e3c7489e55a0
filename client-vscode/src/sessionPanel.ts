/** The Session view's panels: one for each session that is shown. Passes on what the view asks, and opens what it names. */

import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import { askFlags } from "./askFlags";
import { openFlag } from "./openFlag";
import { serverCommands, sessionChangedMethod, sessionMethod, whereMethod, type SessionChanged, type Where } from "./protocol";
import type { Server } from "./server";
import { pageOf } from "./sessionHtml";
import type { Ask, Kept, SessionPage, ToHost, ToView } from "./sessionMessages";

export const viewType = "cotlens.session";

const TITLE = 40;

/** Of the server's commands, those that the view may ask for. */
const verdicts = ["confirm", "dismiss", "undo"] as const;

class SessionPanel {
  private ready = false;
  private readonly waiting: ToView[] = [];

  constructor(
    readonly session: string,
    readonly panel: vscode.WebviewPanel,
    private readonly server: Server,
    private readonly extension: vscode.Uri,
  ) {
    const dist = vscode.Uri.joinPath(extension, "dist");
    const { webview } = panel;
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [dist], enableCommandUris: false };
    panel.iconPath = vscode.Uri.joinPath(extension, "media", "eye.svg");
    webview.onDidReceiveMessage((message: ToHost) => this.take(message));
    webview.html = pageOf({
      script: webview.asWebviewUri(vscode.Uri.joinPath(dist, "sessionView.js")).toString(),
      style: webview.asWebviewUri(vscode.Uri.joinPath(dist, "sessionViewStyle.css")).toString(),
      source: webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      session,
      title: vscode.l10n.t("Session"),
      ...(vscode.l10n.bundle === undefined ? {} : { language: vscode.env.language, words: JSON.stringify(vscode.l10n.bundle) }),
    });
  }

  /** Sends a message; what is sent before the view listens waits for it. */
  tell(message: ToView): void {
    if (this.ready) {
      void this.panel.webview.postMessage(message);
    } else {
      this.waiting.push(message);
    }
  }

  private async take(message: ToHost): Promise<void> {
    switch (message.type) {
      case "ready":
        // A panel that was hidden begins anew when it is shown again.
        this.ready = true;
        this.waiting.splice(0).forEach((held) => {
          this.tell(held);
        });
        break;
      case "ask":
        this.tell(await this.answer(message.id, message.ask));
        break;
      case "open":
        await this.open(vscode.Uri.parse(message.uri), message.edit, message.line);
        break;
      case "judge":
        if (verdicts.includes(message.verdict)) {
          await vscode.commands.executeCommand(serverCommands[message.verdict], message.flag);
        }
        break;
      case "goToFlag":
        await this.goToFlag(message.flag);
        break;
      case "transcript":
        await vscode.commands.executeCommand(serverCommands.showTranscript, this.session);
        break;
      case "title":
        this.panel.title = message.title.length > TITLE ? `${message.title.slice(0, TITLE)}…` : message.title;
        break;
    }
  }

  private async answer(id: number, ask: Ask): Promise<ToView> {
    const client = this.server.running;
    if (client === undefined) {
      return { type: "refused", id, reason: vscode.l10n.t("CoTLens is not running; the session is shown as soon as it is.") };
    }
    try {
      const page = await client.sendRequest<SessionPage>(sessionMethod, { ...ask, session: this.session });
      return { type: "answer", id, page };
    } catch (error) {
      return { type: "refused", id, reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Opens a file of the workspace at the lines that an edit wrote, or where it once was (`line`). */
  private async open(uri: vscode.Uri, edit: string, line: number): Promise<void> {
    if (uri.scheme !== "file" || vscode.workspace.getWorkspaceFolder(uri) === undefined) {
      return;
    }
    const lines = await this.lines(uri, edit);
    try {
      if (uri.path.endsWith(".ipynb")) {
        await vscode.commands.executeCommand("vscode.open", uri, this.beside);
        return;
      }
      const document = await vscode.workspace.openTextDocument(uri);
      const first = Math.min(lines?.first ?? line, document.lineCount - 1);
      const last = Math.min(lines?.last ?? first, document.lineCount - 1);
      const selection = new vscode.Range(first, 0, last, document.lineAt(last).text.length);
      await vscode.window.showTextDocument(document, { selection, viewColumn: this.beside });
    } catch {
      void vscode.window.showInformationMessage(vscode.l10n.t("{0} is not there any more.", vscode.workspace.asRelativePath(uri)));
    }
  }

  private async lines(uri: vscode.Uri, edit: string): Promise<Where["lines"]> {
    try {
      return (await this.server.running?.sendRequest<Where>(whereMethod, { uri: uri.toString(), edit }))?.lines ?? null;
    } catch {
      return null; // where it once was is better than nothing
    }
  }

  private async goToFlag(id: string): Promise<void> {
    const list = await askFlags(this.server);
    const flag = list.flags.find((known) => known.id === id);
    await (flag === undefined ? undefined : openFlag(flag, this.beside));
  }

  /** The session stays in sight. */
  private get beside(): vscode.ViewColumn {
    return this.panel.viewColumn === vscode.ViewColumn.One ? vscode.ViewColumn.Two : vscode.ViewColumn.One;
  }
}

export class SessionPanels implements vscode.Disposable, vscode.WebviewPanelSerializer<Kept | undefined> {
  private readonly panels = new Map<string, SessionPanel>();
  private readonly subscriptions: vscode.Disposable[];
  /** The client that spoke last. */
  private known: Server["running"];

  constructor(
    private readonly server: Server,
    private readonly extension: vscode.Uri,
  ) {
    this.subscriptions = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      server.onNotification(sessionChangedMethod, (params) => {
        this.panels.get((params as SessionChanged).session)?.tell({ type: "changed" });
      }),
      server.onStatus(() => {
        // A server that was started anew has numbers of its own: every view asks it.
        const type = server.running === this.known ? "alive" : "changed";
        this.known = server.running;
        for (const panel of server.running === undefined ? [] : this.panels.values()) {
          panel.tell({ type });
        }
      }),
    ];
  }

  /** Shows a session, and the act of one of its flags where one is named. */
  show(session: string, flag?: string): void {
    const known = this.panels.get(session);
    if (known !== undefined) {
      known.panel.reveal();
    }
    const shown = known ?? this.add(session, vscode.window.createWebviewPanel(viewType, vscode.l10n.t("Session"), vscode.ViewColumn.Active, {}));
    if (flag !== undefined) {
      shown.tell({ type: "reveal", flag });
    }
  }

  /** Called by the editor for a panel that was open when the window was closed. */
  deserializeWebviewPanel(panel: vscode.WebviewPanel, kept: Kept | undefined): Promise<void> {
    if (kept === undefined || this.panels.has(kept.session)) {
      panel.dispose();
    } else {
      this.add(kept.session, panel);
    }
    return Promise.resolve();
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
    for (const { panel } of [...this.panels.values()]) {
      panel.dispose();
    }
  }

  private add(session: string, panel: vscode.WebviewPanel): SessionPanel {
    const added = new SessionPanel(session, panel, this.server, this.extension);
    this.panels.set(session, added);
    panel.onDidDispose(() => {
      this.panels.delete(session);
    });
    return added;
  }
}
