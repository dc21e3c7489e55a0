// The server as the extension keeps it: settings that it takes as they change, off and on, a new start.
const vscode = require("vscode");
const { eventually, flagged, show } = require("./helpers.cjs");

const TEST = "tests/test_cart.py";

const set = (key, value) => vscode.workspace.getConfiguration("cotlens").update(key, value, vscode.ConfigurationTarget.Workspace);

describe("server", () => {
  it("takes a setting as it changes", async () => {
    await show(TEST);
    await flagged(TEST);
    await set("exclude", ["tests/*"]);
    await flagged(TEST, 0);
    await set("exclude", undefined);
    await flagged(TEST);
  });

  it("is off when it is switched off, and on again afterwards", async () => {
    await set("enable", false);
    await flagged(TEST, 0);
    await set("enable", undefined);
    await flagged(TEST);
  });

  it("is started anew on request, and tells the same", async () => {
    await vscode.commands.executeCommand("cotlens.restart");
    await flagged(TEST);
    await flagged("tests/test_discount.py");
  });

  it("shows its log", async () => {
    await vscode.commands.executeCommand("cotlens.showLogs");
    await eventually(() => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === "output" && /cotlens \d+\.\d+\S*: /.test(document.getText())), "the log");
  });
});
