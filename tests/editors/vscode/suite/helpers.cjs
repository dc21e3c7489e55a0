// What the tests of this folder share: waiting for what comes, and the file that has the flag.
const vscode = require("vscode");

const WAIT_MS = Number(process.env.WAIT_MS ?? 45_000);

/** Asks until the answer is true, and gives it; `what` is named where it never comes. */
exports.eventually = async (ask, what) => {
  const end = Date.now() + WAIT_MS;
  for (;;) {
    const answer = await ask();
    if (answer) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`never came: ${typeof what === "string" ? what : what()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

exports.fileUri = (name) => vscode.Uri.joinPath(vscode.workspace.workspaceFolders[0].uri, name);

/** Shows a file of the workspace, the cursor at the beginning of a 0-based line. */
exports.show = async (name, line = 0) => {
  const document = await vscode.workspace.openTextDocument(exports.fileUri(name));
  const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(line, 0, line, 0), preview: false });
  // The editor says so a moment after it has done it.
  await exports.eventually(() => editor.selection.active.line === line, `the cursor in ${name}`);
  return editor;
};

/** Our diagnostics in a file of the workspace. */
exports.flagsIn = (name) => vscode.languages.getDiagnostics(exports.fileUri(name)).filter((found) => found.source === "cotlens");

exports.flagged = (name, count = 1) =>
  exports.eventually(() => exports.flagsIn(name).length === count && exports.flagsIn(name), () => `${count} flags in ${name}, there are ${exports.flagsIn(name).length}`);

exports.lenses = async (name) => (await vscode.commands.executeCommand("vscode.executeCodeLensProvider", exports.fileUri(name), 100)) ?? [];

/** The id of the flag that a file's lenses are about. */
exports.flagId = (name) =>
  exports.eventually(async () => {
    const found = (await exports.lenses(name)).find(({ command }) => command.command === "cotlens.dismiss");
    return found?.command.arguments[0];
  }, `the lens Dismiss in ${name}`);

/** Runs a command that asks by a quick pick, and takes the first answer of each list until the command is done. */
exports.takingTheFirst = async (command, ...args) => {
  let done = false;
  const result = vscode.commands.executeCommand(command, ...args).then((answer) => {
    done = true;
    return answer;
  });
  await exports.eventually(async () => {
    if (!done) {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
    }
    return done;
  }, `the end of ${command}`);
  return result;
};

exports.openTabs = () => vscode.window.tabGroups.all.flatMap((group) => group.tabs);
