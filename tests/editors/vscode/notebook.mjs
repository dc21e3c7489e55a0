// What a developer sees in a notebook in a real VS Code window: the flag in its cell, with its hover.
// Environment: as for flow.mjs, with NOTEBOOK (file below WORKSPACE).
import path from "node:path";
import { hovered, play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { NOTEBOOK, ARTIFACTS } = process.env;

let code, page;
await play(path.join(ARTIFACTS, "failed-notebook.png"), async () => {
  ({ code, page } = await openWindow());
  // From the explorer: what the address names is opened as text.
  await page.goto(code.url("shop/cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: 90_000 });
  // By then the extension that shows notebooks is there, too.
  await page.locator(".statusbar-item[id^='cotlens'] a", { hasText: "CoTLens 1" }).first().waitFor({ timeout: 90_000 });
  await page.locator(".explorer-folders-view .monaco-list-row", { hasText: NOTEBOOK }).first().dblclick();
  await page.waitForSelector(".notebookOverlay .monaco-editor .view-line", { timeout: 90_000 });
  step("cells", await page.locator(".notebookOverlay .cell .monaco-editor").count());
  const squiggle = page.locator(".notebookOverlay .squiggly-warning").first();
  await squiggle.waitFor({ timeout: 90_000 });
  const picture = () => page.screenshot({ path: path.join(ARTIFACTS, "17-notebook.png") });
  step("hover", await hovered(page, squiggle, "swallow the error", picture));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Shift+M");
  const row = page.locator(".markers-panel .monaco-list-row", { hasText: "RH07" });
  await row.filter({ hasText: "Ln 5" }).first().waitFor({ timeout: 60_000 });
  for (let i = 0; i < 50 && (await row.count()) > 1; i += 1) {
    await page.waitForTimeout(200);
  }
  step("problems", (await page.locator(".markers-panel .monaco-list-row").allInnerTexts()).join(" | "));
}, () => opened);
