/** Lets the user choose the Python that runs the server, from those that are found or by its file. */

import * as vscode from "vscode";
import { askPython, pythonCandidates, type Python } from "./findServer";
import { places, prober } from "./locate";
import type { Server } from "./server";

const KEY = "python.path";

interface Choice extends vscode.QuickPickItem {
  /** The value for the setting; undefined: a file is asked for. */
  path: string | undefined;
}

async function usablePythons(context: vscode.ExtensionContext): Promise<Python[]> {
  const { own, onPath } = pythonCandidates({ ...(await places()), pythonPath: "" });
  const asked = await Promise.all([...own, ...onPath].map((command) => askPython(command, prober(context))));
  const usable = asked.filter((python): python is Python => python?.usable === true);
  return [...new Map(usable.map((python) => [python.executable, python])).values()];
}

async function browse(context: vscode.ExtensionContext): Promise<string | undefined> {
  const picked = await vscode.window.showOpenDialog({ title: vscode.l10n.t("Python 3.10 or newer"), openLabel: vscode.l10n.t("Use This Python") });
  const file = picked?.[0]?.fsPath;
  if (file === undefined) {
    return undefined;
  }
  const python = await askPython({ command: file, args: [] }, prober(context));
  if (python?.usable === true) {
    return file;
  }
  void vscode.window.showErrorMessage(
    python === undefined
      ? vscode.l10n.t("{0} is no Python that can be run.", file)
      : vscode.l10n.t("{0} is Python {1}; CoTLens needs 3.10 or newer.", file, python.version),
  );
  return undefined;
}

export async function choosePython(context: vscode.ExtensionContext, server: Server): Promise<void> {
  const settings = vscode.workspace.getConfiguration("cotlens");
  const set = settings.get<string>(KEY, "");
  const found: Choice[] = (await usablePythons(context)).map((python) => ({
    label: python.executable,
    description: `Python ${python.version}`,
    path: python.executable,
  }));
  const choices: Choice[] = [
    ...found,
    { label: `$(folder-opened) ${vscode.l10n.t("Browse...")}`, path: undefined },
    ...(set === "" ? [] : [{ label: `$(search) ${vscode.l10n.t("Look for one each time")}`, path: "" }]),
  ];
  const choice = await vscode.window.showQuickPick(choices, {
    title: vscode.l10n.t("The Python that runs CoTLens"),
    placeHolder: set === "" ? vscode.l10n.t("Now: the first one that is found") : vscode.l10n.t("Now: {0}", set),
  });
  const path = choice === undefined ? undefined : (choice.path ?? (await browse(context)));
  if (path === undefined) {
    return;
  }
  if (path === set) {
    await server.restart({ asked: true });
    return;
  }
  // The server is started anew by the change of the setting.
  await settings.update(KEY, path === "" ? undefined : path, vscode.ConfigurationTarget.Global);
}
