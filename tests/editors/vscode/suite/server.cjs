// The server as the extension keeps it: settings that it takes as they change, off and on, a new start.
const vscode = require("vscode");
const { eventually, fileUri, flagged, lenses, show } = require("./helpers.cjs");

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

  it("is asked while it ends and starts, and nobody hears of it", async () => {
    let asking = true;
    const asked = (async () => {
      while (asking) {
        await Promise.all([
          lenses(TEST),
          vscode.commands.executeCommand("vscode.executeHoverProvider", fileUri(TEST), new vscode.Position(9, 4)),
          vscode.commands.executeCommand("vscode.executeCodeActionProvider", fileUri(TEST), new vscode.Range(9, 0, 9, 4)),
        ]);
      }
    })();
    for (let i = 0; i < 6; i += 1) {
      await vscode.commands.executeCommand("cotlens.restart");
    }
    asking = false;
    await asked;
    await flagged(TEST);
  });

  it("shows its log", async () => {
    await vscode.commands.executeCommand("cotlens.showLogs");
    await eventually(() => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === "output" && /cotlens \d+\.\d+\S*: /.test(document.getText())), "the log");
  });
});
