/** Looks for the server from within the editor: settings, the Python extension, trust, and the extension's own folders. The search is `findServer`. */

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { findServer, type Found, type Places, type Probe } from "./findServer";
import { isOffer } from "./macPython";
import { carriesWheels, prepare } from "./privateEnvironment";
import { reasonOf } from "./setupText";

const PROBE_MS = 15_000;

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

export async function places(): Promise<Places> {
  const settings = vscode.workspace.getConfiguration("cotlens");
  return {
    serverPath: settings.get("server.path", ""),
    pythonPath: settings.get("python.path", ""),
    interpreter: await interpreter(),
    folders: vscode.workspace.isTrusted ? (vscode.workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath) : [],
    windows: process.platform === "win32",
  };
}

/** Runs commands in the extension's folder: Python and Windows look for modules and programs where they run, and that must never be a workspace. */
export function prober(context: vscode.ExtensionContext): Probe {
  return (command, args) =>
    new Promise((resolve) => {
      if (process.platform === "darwin" && isOffer(command, process.env["PATH"] ?? "", existsSync)) {
        resolve(undefined);
        return;
      }
      execFile(command, args, { timeout: PROBE_MS, windowsHide: true, cwd: context.extensionPath }, (error, stdout) => {
        resolve(error === null ? stdout : undefined);
      });
    });
}

export interface How {
  thorough: boolean;
  failed: string | undefined;
  onBuilding: () => void;
}

export function locate(context: vscode.ExtensionContext, where: Places, how: How): Promise<Found> {
  const { packageJSON } = context.extension as { packageJSON: { version: string } };
  const own = { extension: context.extensionPath, storage: path.join(context.globalStorageUri.fsPath, "environment") };
  return findServer(where, {
    probe: prober(context),
    version: packageJSON.version,
    t: vscode.l10n.t,
    prepare: carriesWheels(context.extensionPath)
      ? async (python) => {
          const outcome = await prepare(python, { ...own, ...how });
          return outcome.event === "ready" ? outcome : { reason: reasonOf(outcome.code, outcome.detail, vscode.l10n.t) };
        }
      : undefined,
  });
}
