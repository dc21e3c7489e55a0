// What stands in the editor: diagnostics, lenses, hovers, quick fixes, the way from flag to flag, the answer to "why".
const assert = require("node:assert/strict");
const fs = require("node:fs");
const vscode = require("vscode");
const { eventually, fileUri, flagged, lenses, openTabs, show } = require("./helpers.cjs");

const TEST = "tests/test_cart.py";
const LINE = 4;

const hover = async (name, line) => {
  const found = await vscode.commands.executeCommand("vscode.executeHoverProvider", fileUri(name), new vscode.Position(line, 8));
  return found.flatMap(({ contents }) => contents);
};

describe("in the code", () => {
  it("flags the line that the agent loosened, and no other", async () => {
    await show(TEST);
    const [flag] = await flagged(TEST);
    assert.equal(flag.code.value ?? flag.code, "RH01");
    assert.equal(flag.severity, vscode.DiagnosticSeverity.Error);
    assert.equal(flag.range.start.line, LINE);
    assert.match(flag.message, /Assertion loosened/);
  });

  it("puts lenses above it: what was flagged, and what can be done", async () => {
    const found = await eventually(async () => {
      const all = await lenses(TEST);
      return all.length > 0 && all;
    }, "lenses");
    const titles = found.map(({ command }) => command.title);
    assert.deepEqual([...new Set(found.map(({ range }) => range.start.line))], [LINE]);
    assert.ok(titles.some((title) => title.includes("test-tampering")), titles.join());
    for (const title of ["Confirm", "Dismiss"]) {
      assert.ok(titles.includes(title), titles.join());
    }
  });

  it("tells the agent's thought in the hover, as text that can run nothing", async () => {
    const told = await hover(TEST, LINE);
    const thought = /simplest way to get this green is to relax the assertion/;
    assert.match(told.map(({ value }) => value).join("\n"), thought);
    assert.deepEqual(told.filter(({ supportHtml }) => supportHtml), []);
    const trusted = told.filter(({ isTrusted }) => isTrusted);
    assert.deepEqual(trusted.filter(({ value }) => thought.test(value)), []);
    for (const { isTrusted } of trusted) {
      assert.deepEqual(isTrusted.enabledCommands?.filter((command) => !command.startsWith("cotlens.")), []);
    }
  });

  it("tells in the hover of a line that nobody flagged who wrote it and what for", async () => {
    await show("shop/cart.py");
    const told = await eventually(async () => {
      const text = (await hover("shop/cart.py", LINE)).map(({ value }) => value).join("\n");
      return text.includes("Claude Code") && text;
    }, "a hover that explains");
    assert.match(told, /discount can never be larger than the price/);
  });

  it("peeks at the reasoning without leaving the line", async () => {
    const editor = await show(TEST, LINE);
    await vscode.commands.executeCommand("cotlens.peekReasoning");
    await eventually(() => vscode.workspace.textDocuments.some((document) => document.getText().includes("simplest way to get this green")), "the reasoning");
    assert.equal(vscode.window.activeTextEditor, editor);
    await vscode.commands.executeCommand("closeReferenceSearch");
  });

  it("offers quick fixes for the flag", async () => {
    await show(TEST);
    for (const word of [/confirm/i, /dismiss/i]) {
      await eventually(async () => {
        const asked = vscode.commands.executeCommand("vscode.executeCodeActionProvider", fileUri(TEST), new vscode.Range(LINE, 4, LINE, 10), "quickfix");
        // The editor cancels what it was asked about a file whose diagnostics change meanwhile: it is asked again.
        const found = await asked.then((actions) => actions, (error) => (error.message === "Canceled" ? [] : Promise.reject(error)));
        return found.some(({ title }) => word.test(title));
      }, `a quick fix like ${word}`);
    }
  });

  it("goes to the next flag and to the one before, round and round", async () => {
    const editor = await show(TEST);
    for (const command of ["cotlens.nextFlag", "cotlens.nextFlag", "cotlens.previousFlag"]) {
      editor.selection = new vscode.Selection(0, 0, 0, 0);
      await vscode.commands.executeCommand(command);
      assert.equal(editor.selection.active.line, LINE, command);
    }
  });

  it("answers why a line is there beside the code", async () => {
    await show("shop/cart.py", LINE);
    await vscode.commands.executeCommand("cotlens.whyHere");
    const preview = await eventually(() => openTabs().find(({ input }) => input instanceof vscode.TabInputWebview), "a preview");
    assert.match(preview.input.viewType, /markdown/);
    await vscode.window.tabGroups.close(preview);
  });

  it("flags what the agent does next in a file that is not open", async () => {
    await flagged("tests/test_discount.py", 0);
    fs.appendFileSync(process.env.LOG, fs.readFileSync(process.env.REST));
    const [flag] = await flagged("tests/test_discount.py");
    assert.equal(flag.code.value ?? flag.code, "RH01");
    assert.deepEqual(openTabs().filter(({ input }) => input?.uri?.path.endsWith("test_discount.py")), []);
  });
});
