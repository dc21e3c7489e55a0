/** The language server's process and the client that talks to it: start, stop, restart. */

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { findServer, type Found } from "./findServer";
import { judge, noteSharing } from "./judge";
import { schemes, serverCommands, statusMethod, type Status } from "./protocol";
import { showWhy } from "./why";

const PROBE_MS = 15_000;

function probe(command: string, args: string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: PROBE_MS, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? stdout : undefined);
    });
  });
}

/** The part of the Python extension's API that is used. */
interface PythonApi {
  environments?: { getActiveEnvironmentPath(resource?: vscode.Uri): { path: string } | undefined };
}

async function interpreter(): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension<PythonApi>("ms-python.python");
  if (extension === undefined) {
    return undefined;
  }
  const api = await extension.activate();
  return api.environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri)?.path;
}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private restarting: Promise<void> | undefined;
  private readonly statusEmitter = new vscode.EventEmitter<Status | undefined>();
  /** Fires with each status of the server, and with undefined when there is no server. */
  readonly onStatus = this.statusEmitter.event;

  /** What the last start found. */
  found: Found | undefined;
  /** What the server said last; undefined while there is none. */
  status: Status | undefined;
  private readonly listeners = new Map<string, Set<(params: unknown) => void>>();

  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Listens to a notification of this server and of all that are started after it. */
  onNotification(method: string, listener: (params: unknown) => void): vscode.Disposable {
    const known = this.listeners.get(method) ?? new Set<(params: unknown) => void>();
    this.listeners.set(method, known.add(listener));
    return new vscode.Disposable(() => known.delete(listener));
  }

  get running(): LanguageClient | undefined {
    return this.client?.isRunning() === true ? this.client : undefined;
  }

  /** Starts the server if it is enabled and can be found; says so once if it cannot. */
  async start(): Promise<void> {
    const settings = vscode.workspace.getConfiguration("cotlens");
    if (!settings.get<boolean>("enable", true)) {
      this.statusEmitter.fire(undefined);
      return;
    }
    const found = await findServer(
      {
        serverPath: settings.get("server.path", ""),
        pythonPath: settings.get("python.path", ""),
        interpreter: await interpreter(),
        folders: vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath) : [],
        windows: process.platform === "win32",
      },
      probe,
    );
    this.found = found;
    if (found.server === undefined) {
      this.statusEmitter.fire(undefined);
      await this.sayNotFound(found);
      return;
    }
    this.log.info(`cotlens ${found.version ?? ""} at ${found.tried.at(-1) ?? ""}`);
    this.client = this.create({ command: found.server.command, args: found.server.args });
    await this.client.start();
  }

  /** Restarts the server; calls that come meanwhile wait for the same restart. */
  restart(): Promise<void> {
    this.restarting ??= this.stop()
      .then(() => this.start())
      .finally(() => {
        this.restarting = undefined;
      });
    return this.restarting;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.status = undefined;
    await client?.dispose();
  }

  dispose(): void {
    void this.stop();
    this.statusEmitter.dispose();
  }

  private create(run: ServerOptions): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: schemes.map((scheme) => ({ scheme })),
      initializationOptions: { ...vscode.workspace.getConfiguration("cotlens") },
      outputChannel: this.log,
      // Log text is shown in hovers: it must never become a link that runs a command, nor HTML.
      markdown: { isTrusted: false, supportHtml: false },
      middleware: {
        executeCommand: (command, args: unknown[], next) => (command === serverCommands.why ? showWhy(args, next) : judge(command, args, next)),
      },
    };
    const client = new LanguageClient("cotlens", "CoTLens", run, options);
    client.onNotification(statusMethod, (status: Status) => {
      noteSharing(status.shares);
      this.status = status;
      this.statusEmitter.fire(status);
    });
    for (const [method, listeners] of this.listeners) {
      client.onNotification(method, (params: unknown) => {
        for (const listener of listeners) {
          listener(params);
        }
      });
    }
    return client;
  }

  private async sayNotFound(found: Found): Promise<void> {
    this.log.error(`no cotlens found; tried: ${found.tried.join(", ")}`);
    const settings = "Open Settings";
    const logs = "Show Logs";
    const answer = await vscode.window.showErrorMessage(
      `CoTLens found no Python with cotlens installed (tried ${found.tried.join(", ")}). Install it with "pip install cotlens", or set cotlens.python.path.`,
      settings,
      logs,
    );
    if (answer === settings) {
      await vscode.commands.executeCommand("workbench.action.openSettings", "cotlens.");
    } else if (answer === logs) {
      this.log.show();
    }
  }
}
