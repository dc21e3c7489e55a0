/** The language server's process and the client that talks to it: start, stop, restart. */

import * as vscode from "vscode";
import { execFile } from "node:child_process";
import type { ErrorHandler, LanguageClient, LanguageClientOptions, ServerOptions } from "vscode-languageclient/node";
import type { Found } from "./findServer";
import { withLinks } from "./hoverLinks";
import { judge, noteSharing } from "./judge";
import { locate, places } from "./locate";
import { carriesWheels } from "./privateEnvironment";
import { ownCommands, schemes, serverCommands, statusMethod, type Status } from "./protocol";
import { sentence, type Setup } from "./setupText";
import { showWhy } from "./why";

const RUN_MS = 15_000;

/** `asked`: the user did this on purpose, looks for an answer, and has time for a thorough look at the private environment. */
interface Start {
  asked: boolean;
}

export class Server implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private restarting: Promise<void> | undefined;
  private readonly statusEmitter = new vscode.EventEmitter<Status | undefined>();
  /** Fires with each status of the server, and with undefined when there is no server. */
  readonly onStatus = this.statusEmitter.event;
  private readonly setupEmitter = new vscode.EventEmitter<Setup>();
  /** Fires while the server is being set up, and when it cannot be started. */
  readonly onSetup = this.setupEmitter.event;

  /** What the last start found. */
  found: Found | undefined;
  /** What the server said last; undefined while there is none. */
  status: Status | undefined;
  /** The last thing that was shown as an error: the same is not shown again unasked. */
  private said: string | undefined;
  /** Counts crashes, over all clients. */
  private crashes: ErrorHandler | undefined;
  private readonly listeners = new Map<string, Set<(params: unknown) => void>>();

  /** `more` are options for the server. */
  constructor(
    private readonly log: vscode.LogOutputChannel,
    private readonly context: vscode.ExtensionContext,
    private readonly more: readonly string[] = [],
  ) {}

  /** Whether folders are open and none of them is on this machine's disk. */
  get elsewhere(): boolean {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return folders.length > 0 && folders.every((folder) => folder.uri.scheme !== "file");
  }

  /** Runs the program that was found with other arguments; gives what it says. */
  async run(args: string[]): Promise<string> {
    const program = this.found?.server;
    if (program === undefined) {
      throw new Error(vscode.l10n.t("CoTLens is not running."));
    }
    const own = program.args.slice(0, program.args.indexOf("serve"));
    return new Promise((resolve, reject) => {
      execFile(program.command, [...own, ...args], { timeout: RUN_MS, windowsHide: true, cwd: this.context.extensionPath }, (error, stdout, stderr) => {
        if (error === null) {
          resolve(stdout);
        } else {
          reject(new Error(stderr.trim() || error.message));
        }
      });
    });
  }

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
  async start({ asked }: Start = { asked: false }): Promise<void> {
    const settings = vscode.workspace.getConfiguration("cotlens");
    if (!settings.get<boolean>("enable", true) || this.elsewhere) {
      this.statusEmitter.fire(undefined);
      return;
    }
    this.setupEmitter.fire({ state: "starting" });
    const found = await this.find(asked, undefined);
    if (found.server === undefined) {
      this.sayNotFound(found, asked);
    } else if (!(await this.launch(found))) {
      await this.mend(found, asked);
    }
  }

  /** Restarts the server; calls that come meanwhile wait for the same restart. */
  restart(start: Start): Promise<void> {
    this.restarting ??= this.stop()
      .then(() => this.start(start))
      .finally(() => {
        this.restarting = undefined;
      });
    return this.restarting;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.status = undefined;
    // One that never came up has nothing to be stopped.
    await client?.dispose().catch(() => undefined);
  }

  dispose(): void {
    void this.stop();
    this.statusEmitter.dispose();
    this.setupEmitter.dispose();
  }

  private async find(asked: boolean, failed: string | undefined): Promise<Found> {
    const onBuilding = (): void => {
      this.log.info("making the private Python environment");
      this.setupEmitter.fire({ state: "building" });
    };
    this.found = await locate(this.context, await places(), { thorough: asked, failed, onBuilding });
    this.log.info(`looked for cotlens: ${this.found.tried.join(", ")}`);
    return this.found;
  }

  /** Whether the server came up, or somebody has stopped it since: then there is nothing to mend. */
  private async launch(found: Found): Promise<boolean> {
    const { command = "", args: own = [] } = found.server ?? {};
    const args = [...own, ...this.more];
    this.log.info(`cotlens ${found.version ?? ""}: ${[command, ...args].join(" ")}`);
    // Python and Windows look for modules and programs where they run: that must never be the workspace.
    const client = await this.create({ command, args, options: { cwd: this.context.extensionPath } }, found);
    this.client = client;
    try {
      await client.start();
      return true;
    } catch (error) {
      if (this.client !== client) {
        return true;
      }
      this.log.error(`the server did not start: ${String(error)}`);
      await this.stop();
      return false;
    }
  }

  /** The server would not start. A private environment is made anew, once, whatever it looks like. */
  private async mend(failed: Found, asked: boolean): Promise<void> {
    if (failed.stamp !== undefined) {
      const found = await this.find(asked, failed.stamp);
      if (found.server !== undefined && (await this.launch(found))) {
        return;
      }
    }
    const { command = "" } = failed.server ?? {};
    const reason =
      failed.stamp === undefined
        ? vscode.l10n.t("{0} ended at once; the log says why.", command)
        : vscode.l10n.t("its private environment was made anew for {0}, and it ended at once again; the log says why.", command);
    this.say({ state: "broken", reason }, asked);
  }

  private async create(run: ServerOptions, found: Found): Promise<LanguageClient> {
    const { ServerClient } = await import("./serverClient.js");
    const options: LanguageClientOptions = {
      documentSelector: schemes.map((scheme) => ({ scheme })),
      initializationOptions: { cotlens: { ...vscode.workspace.getConfiguration("cotlens") }, trusted: vscode.workspace.isTrusted, commands: ownCommands },
      outputChannel: this.log,
      // Log text is shown in hovers: it must never become a link that runs a command, nor HTML.
      markdown: { isTrusted: false, supportHtml: false },
      middleware: {
        provideHover: async (document, position, token, next) => {
          const hover = await next(document, position, token);
          return hover ? withLinks(hover, document, position) : hover;
        },
        executeCommand: (command, args: unknown[], next) => (command === serverCommands.why ? showWhy(args, next) : judge(command, args, next)),
      },
    };
    const client = new ServerClient(run, options, {
      crashes: (crashed) => (this.crashes ??= crashed.createDefaultErrorHandler()),
      gone: () => {
        if (found.stamp === undefined) {
          return false;
        }
        // Who knows what became of the environment: the whole way is gone again.
        setTimeout(() => void this.restart({ asked: false }), 0);
        return true;
      },
    });
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

  private sayNotFound(found: Found, asked: boolean): void {
    const own = vscode.workspace.getConfiguration("cotlens").get<string>("server.path", "") !== "";
    const wanted = own ? "server.path" : carriesWheels(this.context.extensionPath) ? "python" : "cotlens";
    this.say({ state: "missing", tried: found.tried, wanted }, asked);
  }

  /** Says why there is no server: once as a message, from then on in the status item. Nobody waits for the answer. */
  private say(setup: Setup, asked: boolean): void {
    const text = sentence(setup, vscode.l10n.t);
    this.log.error(text);
    this.statusEmitter.fire(undefined);
    this.setupEmitter.fire(setup);
    if (!asked && text === this.said) {
      return;
    }
    this.said = text;
    const choose = vscode.l10n.t("Choose Python...");
    const again = vscode.l10n.t("Try Again");
    const logs = vscode.l10n.t("Show Logs");
    void vscode.window.showErrorMessage(text, choose, again, logs).then((answer) => {
      if (answer === choose) {
        void vscode.commands.executeCommand("cotlens.choosePython");
      } else if (answer === again) {
        void this.restart({ asked: true });
      } else if (answer === logs) {
        this.log.show();
      }
    });
  }
}
