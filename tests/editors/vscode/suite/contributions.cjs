// What package.json says is there, is there.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, flagged, show } = require("./helpers.cjs");

const extension = () => vscode.extensions.getExtension("cotlens.cotlens");

describe("contributions", () => {
  it("is started by the editor, without anything being opened or asked", async () => {
    await eventually(() => extension()?.isActive, "the start");
  });

  it("runs where the files are", () => {
    assert.equal(extension().extensionKind, vscode.ExtensionKind.Workspace);
  });

  it("has each of its commands registered", async () => {
    await show("tests/test_cart.py");
    await flagged("tests/test_cart.py");
    const known = new Set(await vscode.commands.getCommands(true));
    const named = extension().packageJSON.contributes.commands.map(({ command }) => command);
    assert.ok(named.length > 20);
    assert.deepEqual(named.filter((command) => !known.has(command)), []);
  });

  it("has settings with the defaults of its package, and no other", () => {
    const properties = Object.assign({}, ...[extension().packageJSON.contributes.configuration].flat().map((group) => group.properties));
    const defaults = Object.keys(properties).map((key) => [key, vscode.workspace.getConfiguration().inspect(key).defaultValue]);
    assert.ok(defaults.length > 8);
    assert.deepEqual(Object.fromEntries(defaults), Object.fromEntries(Object.entries(properties).map(([key, { default: value }]) => [key, value])));
  });
});
