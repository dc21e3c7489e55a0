// What the user says of a flag: told to the server through the commands that lenses and views call, with the questions that are asked.
const assert = require("node:assert/strict");
const vscode = require("vscode");
const { eventually, flagged, flagId, lenses, show, takingTheFirst } = require("./helpers.cjs");

const TEST = "tests/test_cart.py";

describe("verdicts", () => {
  it("confirms a flag, which stays", async () => {
    await show(TEST);
    const answer = await vscode.commands.executeCommand("cotlens.confirm", await flagId(TEST));
    assert.deepEqual([answer.status, answer.flags], ["confirmed", 1]);
    await flagged(TEST);
    await eventually(async () => !(await lenses(TEST)).some(({ command }) => command.title === "Confirm"), "lenses without Confirm");
  });

  it("takes the last verdict back", async () => {
    await vscode.commands.executeCommand("cotlens.undoLast");
    await eventually(async () => (await lenses(TEST)).some(({ command }) => command.title === "Confirm"), "the lens Confirm");
  });

  it("asks why a flag is dismissed; then it is gone, and comes back with the verdict taken back", async () => {
    const answer = await takingTheFirst("cotlens.dismiss", await flagId(TEST));
    assert.equal(answer.status, "dismissed");
    await flagged(TEST, 0);
    await vscode.commands.executeCommand("cotlens.undoLast");
    await flagged(TEST);
  });

  it("leaves everything as it is when the question is not answered", async () => {
    let done = false;
    const asked = vscode.commands.executeCommand("cotlens.dismiss", await flagId(TEST)).then(() => {
      done = true;
    });
    await eventually(async () => {
      await vscode.commands.executeCommand("workbench.action.closeQuickOpen");
      return done;
    }, "the end of the question");
    await asked;
    await flagged(TEST);
  });

  it("copies a message for the agent, to be handed on by the user", async () => {
    await vscode.commands.executeCommand("cotlens.messageForAgent", await flagId(TEST));
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /test_cart\.py/);
  });
});
