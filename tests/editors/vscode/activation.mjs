// How long the extension takes to start: the window is loaded several times, and each time the editor's own figure is read. For tests/bench/activation.py.
// Environment: as for flow.mjs, without LOG and REST; TIMES. Prints one figure a line.
import { command } from "./gestures.mjs";
import { openPage, startVSCode } from "./vscode.mjs";

const { VSIX, PYTHON, WORKSPACE, HOME_DIR, STATE_DIR, ARTIFACTS, TIMES } = process.env;
const code = await startVSCode({
  artifacts: ARTIFACTS,
  workspace: WORKSPACE,
  vsix: VSIX,
  settings: { "cotlens.python.path": PYTHON },
  env: { HOME: HOME_DIR, COTLENS_STATE_DIR: STATE_DIR, CLAUDE_CONFIG_DIR: "", CODEX_HOME: "" },
});
const { browser, page } = await openPage(ARTIFACTS);
try {
  for (let i = 0; i < Number(TIMES); i += 1) {
    await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
    await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 90_000 });
    await command(page, "Developer: Show Running Extensions");
    const running = page.locator(".runtime-extensions-editor .extension", { hasText: "CoTLens" }).first();
    await running.waitFor({ timeout: 60_000 });
    console.log(/Activation: (\d+)/.exec(await running.innerText())[1]);
    await page.keyboard.press("Control+W");
  }
} finally {
  await browser.close();
  await code.stop();
}
process.exit(0);
