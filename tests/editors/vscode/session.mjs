// The Session view in a real VS Code window: opened from a flag, read, searched, judged in, opened files from, scrolled with 20,000 events, restored after a
// reload, in light, dark and high contrast, and looked over by axe.
// Environment: as flow.mjs; besides LONG (session log of 20,000 events, in place), AXE (axe.min.js; left out, the view is not looked over).
// Prints one JSON object per step; the Python test reads them.
import fs from "node:fs";
import path from "node:path";
import { openPage, startVSCode } from "./vscode.mjs";

const { VSIX, PYTHON, WORKSPACE, HOME_DIR, STATE_DIR, LOG, REST, ARTIFACTS, AXE } = process.env;
const started = Date.now();
const step = (name, seen = "") => {
  console.log(JSON.stringify({ step: name, seconds: (Date.now() - started) / 1000, seen: String(seen).replace(/\s+/g, " ").trim() }));
};
const LONG_WAIT = 120_000;
const WAIT = 60_000;

let code, browser, page;
let failed = false;
const shot = (name) => page.screenshot({ path: path.join(ARTIFACTS, `session-${name}.png`) });

/** A gesture may come before the window listens: it is made again until what it is to bring about is there. */
const until = async (gesture, there, wait = WAIT) => {
  const end = Date.now() + wait;
  for (;;) {
    await gesture().catch(() => undefined);
    try {
      await there(3_000);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
};
const visible = (locator) => (timeout) => locator.waitFor({ timeout });

try {
  const settings = { "cotlens.python.path": PYTHON, "workbench.colorTheme": "Default Dark Modern", "workbench.editor.enablePreview": false };
  code = await startVSCode({
    artifacts: ARTIFACTS,
    workspace: WORKSPACE,
    vsix: VSIX,
    settings,
    env: { HOME: HOME_DIR, COTLENS_STATE_DIR: STATE_DIR, COTLENS_CACHE_DIR: path.join(STATE_DIR, "cache"), CLAUDE_CONFIG_DIR: "", CODEX_HOME: "" },
  });
  let external;
  ({ browser, page, external } = await openPage(ARTIFACTS));
  const complaints = [];
  page.on("console", (message) => {
    // What our own page says, and what is said of it; the editor's own noise is not ours.
    if (message.type() === "error" && /cotlens|sessionView|Content Security Policy|vscode-webview/i.test(message.text() + message.location().url)) {
      complaints.push(message.text());
    }
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: LONG_WAIT });
  await page.waitForSelector(".monaco-editor [class*=squiggly-]", { timeout: LONG_WAIT });
  step("file open");

  // From a flag in the Flags view to the very step.
  const row = page.locator(".pane-body .monaco-list-row", { hasText: "Assertion loosened" }).first();
  await until(() => page.locator(".activitybar .action-label[aria-label^='CoTLens']").first().click({ force: true, timeout: 5_000 }), visible(row), LONG_WAIT);
  const inside = () => page.frameLocator("iframe.webview.ready").last().frameLocator("iframe");
  const item = (text) => inside().locator("article", { hasText: text }).first();
  await until(async () => {
    await row.hover({ timeout: 5_000 });
    await row.locator("a[aria-label^='Show in the Session']").first().click({ timeout: 5_000 });
  }, visible(inside().locator("article.edit .flag").first()), LONG_WAIT);
  await inside().locator(".facts li").first().waitFor({ timeout: WAIT });
  await item("The simplest way to get this green").waitFor({ timeout: WAIT });
  step("focused", await inside().locator("article:focus").getAttribute("aria-label"));
  step("about", await inside().locator("header.about").innerText());
  step("steps", (await inside().locator("article").allInnerTexts()).join(" | "));
  step("labels", (await inside().locator("article").evaluateAll((all) => all.map((one) => `${one.getAttribute("aria-posinset")}/${one.getAttribute("aria-setsize")} ${one.getAttribute("aria-label")}`))).join(" | "));
  step("picture", await inside().locator(".lanes").evaluate((lanes) => [...lanes.children].map((one) => one.getAttribute("class")).join(" ")));
  const where = () => inside().locator(".scroller").evaluate((s) => `${s.scrollTop} of ${s.scrollHeight} in ${s.clientHeight}`);
  step("scrolled", await where());
  await page.waitForTimeout(500);
  step("scrolled", await where());
  await page.keyboard.press("Control+B");
  await page.waitForTimeout(1_800);
  step("scrolled", await where());
  await shot("1-dark");
  step("external hosts", [...external].join(" "));
  step("complaints", complaints.join(" | "));
} catch (error) {
  failed = true;
  console.error(error.message.split("\n").slice(0, 8).join("\n"));
  await page?.screenshot({ path: path.join(ARTIFACTS, "session-failed.png") }).catch(() => undefined);
} finally {
  await browser?.close();
  await code?.stop();
}
process.exit(failed ? 1 : 0);
