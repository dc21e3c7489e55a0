// What has a place of its own: the Flags view, the list of flags, the Session view, the reasoning, the information for who helps.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, flagId, openTabs, show, takingTheFirst } = require("./helpers.cjs");

const TEST = "tests/test_cart.py";

describe("views", () => {
  it("goes from the Flags view to the flag's line", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    // Made again where the view was not there yet; with a pause, as what was chosen is looked up anew before it is shown.
    const editor = await eventually(async () => {
      await vscode.commands.executeCommand("cotlens.flags.focus");
      for (const command of ["list.focusFirst", "list.focusDown", "list.select"]) {
        await vscode.commands.executeCommand(command);
      }
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return vscode.window.activeTextEditor;
    }, "an editor");
    assert.match(editor.document.uri.path, /tests\/test_(cart|discount)\.py$/);
    assert.ok(editor.selection.active.line > 0);
  });

  it("lists all flags, and goes to the one that is picked", async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    await vscode.commands.executeCommand("cotlens.showFlags");
    await eventually(async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return vscode.window.activeTextEditor;
    }, "an editor");
  });

  it("shows the session of the flag on the line, under its title", async () => {
    await show(TEST, 4);
    await takingTheFirst("cotlens.showSession");
    // The title comes from the view, once its script runs and was answered.
    const tab = await eventually(() => openTabs().find(({ input, label }) => input instanceof vscode.TabInputWebview && label.startsWith("Prices must be")), "the session");
    assert.match(tab.input.viewType, /cotlens\.session$/);
    await vscode.window.tabGroups.close(tab);
  });

  it("shows the reasoning of a flag as a document that cannot be written", async () => {
    await show(TEST);
    await vscode.commands.executeCommand("cotlens.showReasoning", await flagId(TEST));
    const { document } = await eventually(() => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.getText().includes("relax the assertion") && editor;
    }, "the reasoning");
    assert.equal(vscode.workspace.fs.isWritableFileSystem(document.uri.scheme) ?? false, false);
    await vscode.commands.executeCommand("workbench.action.closeActiveEditor");
  });

  it("puts on the clipboard what helps, and no name", async () => {
    void vscode.commands.executeCommand("cotlens.copyDebugInformation");
    const text = await eventually(async () => {
      const held = await vscode.env.clipboard.readText();
      return held.startsWith("CoTLens debug information") && held;
    }, "the text");
    assert.match(text, /server: running, \d/);
    assert.match(text, new RegExp(`editor: .* ${vscode.version.replaceAll(".", "\\.")}`));
    assert.ok(!text.includes(process.env.HOME));
  });
});
