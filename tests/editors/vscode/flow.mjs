// What a developer sees and does, in a real VS Code window: squiggle, Problems entry, lens, hover with the reasoning, dismiss through the lens, live append.
// Environment: VSIX, PYTHON (has cotlens), WORKSPACE, HOME_DIR, STATE_DIR, LOG (session log), REST (file with lines to append), ARTIFACTS.
import fs from "node:fs";
import path from "node:path";
import { choose, command, until } from "./gestures.mjs";
import { hovered, play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { HOME_DIR, LOG, REST, ARTIFACTS } = process.env;

let code, page;
const shot = (name) => page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });

await play(path.join(ARTIFACTS, "failed.png"), async () => {
  let external, complaints;
  ({ code, page, external, complaints } = await openWindow());
  await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: 90_000 });
  step("file open");

  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 90_000 });
  step("squiggle");
  const lens = page.locator(".codelens-decoration a", { hasText: "test-tampering" }).first();
  await lens.waitFor({ timeout: 60_000 });
  step("lens", await page.locator(".codelens-decoration").first().innerText());
  const status = page.locator(".statusbar-item[id^='cotlens'] a").first();
  await status.waitFor({ timeout: 60_000 });
  step("status", await status.innerText());
  await shot("1-squiggle-and-lens");

  await page.keyboard.press("Control+Shift+M");
  const problem = page.locator(".markers-panel .monaco-list-row", { hasText: "RH01" }).first();
  await problem.waitFor({ timeout: 60_000 });
  step("problems", await problem.innerText());
  step("problem rows", await page.locator(".markers-panel .monaco-list-row", { hasText: "Assertion loosened" }).count());
  await shot("2-problems");
  await page.keyboard.press("Control+Shift+M");

  step("hover", await hovered(page, page.locator(".squiggly-error").first(), "simplest way to get this green", () => shot("3-hover"), 60));
  await page.keyboard.press("Escape");
  await page.mouse.move(600, 700);

  // What the agent does next arrives while the file is open: a second edit, in a file that is not open.
  const before = Date.now();
  fs.appendFileSync(LOG, fs.readFileSync(REST));
  await page.keyboard.press("Control+Shift+M");
  const live = page.locator(".markers-panel .monaco-list-row", { hasText: "test_discount.py" }).first();
  await live.waitFor({ timeout: 60_000 });
  step("live", `${Date.now() - before} ms`);
  await shot("4-live");
  await page.keyboard.press("Control+Shift+M");

  await page.locator(".codelens-decoration a", { hasText: "Dismiss" }).first().click();
  const reason = page.locator(".quick-input-list .monaco-list-row", { hasText: "Intended" }).first();
  await reason.waitFor({ timeout: 60_000 });
  await shot("5-why");
  await reason.click();
  await page.waitForSelector(".monaco-editor .squiggly-error", { state: "detached", timeout: 60_000 });
  await lens.waitFor({ state: "detached", timeout: 60_000 });
  step("dismissed");
  await shot("6-dismissed");

  // Taken back, and dismissed with all that this monitor flags in the file, for a while.
  await command(page, "CoTLens: Take Back the Last Verdict");
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 60_000 });
  step("undone");
  await page.locator(".codelens-decoration a", { hasText: "Dismiss" }).first().click();
  await choose(page, "More than this flag");
  await page.locator(".quick-input-list .monaco-list-row", { hasText: "for 30 days" }).first().waitFor({ timeout: 60_000 });
  await shot("14-scopes");
  await choose(page, "for 30 days");
  await choose(page, "Accepted risk");
  await page.waitForSelector(".monaco-editor .squiggly-error", { state: "detached", timeout: 60_000 });
  step("dismissed for a while");

  // A line that nobody flagged: the hover says whose it is and why, and the command tells all.
  const entry = (name) => page.locator(".explorer-folders-view .monaco-list-row", { hasText: new RegExp(`^${name}$`) }).first();
  await entry("shop").click();
  await entry("cart.py").dblclick();
  const written = page.locator(".view-line", { hasText: "LARGEST" }).first();
  await written.waitFor({ timeout: 60_000 });
  step("explained", await hovered(page, written, "Nobody should be able to give more than everything away", () => shot("11-explained")));
  await page.keyboard.press("Escape");
  await written.click({ position: { x: 40, y: 8 } });
  await command(page, "CoTLens: Why Is This Line Here?");
  const preview = page.frameLocator("iframe.webview").last().frameLocator("iframe").locator("h1", { hasText: "Why is this here?" });
  await preview.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(600);
  step("why", await page.frameLocator("iframe.webview").last().frameLocator("iframe").locator("body").innerText());
  await shot("12-why");
  await page.keyboard.press("Control+W");
  code.set({ "cotlens.codeLens.explain": true, "cotlens.gutter.enable": true });
  const explaining = page.locator(".codelens-decoration a", { hasText: "Claude Code: Nobody should" }).first();
  await explaining.waitFor({ timeout: 60_000 });
  step("explaining lens", await explaining.innerText());
  const marks = page.locator(".glyph-margin-widgets .cgmr[class*='ced-']");
  await marks.first().waitFor({ timeout: 60_000 });
  step("gutter", await marks.count());
  await shot("13-explaining-lens");
  code.set({});

  // The Flags view: groups, the verdict by a button of the item, dismissed ones on request.
  await page.locator(".activitybar .action-label[aria-label^='CoTLens']").first().click({ force: true });
  const rows = page.locator(".pane-body .monaco-list-row");
  const inView = (text) => rows.filter({ hasText: text }).first();
  await inView("test_discount.py").waitFor({ timeout: 60_000 });
  await page.waitForTimeout(500);
  step("flags view", (await rows.allInnerTexts()).join(" | "));
  await inView("skip").click();
  await page.waitForSelector(".monaco-editor .view-line:has-text('test_none')", { timeout: 60_000 });
  await page.waitForTimeout(500);
  await shot("15-flags-view");
  await inView("skip").hover();
  await inView("skip").locator("a[aria-label^='Confirm']").first().click();
  await page.locator(".statusbar-item", { hasText: "flag confirmed" }).first().waitFor({ timeout: 60_000 });
  await command(page, "CoTLens: Show Dismissed Flags");
  await inView("Assertion loosened").waitFor({ timeout: 60_000 });
  await command(page, "CoTLens: Group Flags By...");
  await choose(page, "Severity");
  await inView("High").waitFor({ timeout: 60_000 });
  await page.waitForTimeout(500);
  step("flags by severity", (await rows.allInnerTexts()).join(" | "));
  await shot("16-flags-by-severity");

  await status.click();
  const list = page.locator(".quick-input-list .monaco-list-row", { hasText: "quality-gate-bypass" }).first();
  await list.waitFor({ timeout: 60_000 });
  step("list", await page.locator(".quick-input-widget").innerText());
  await shot("7-list");
  await list.click();
  await page.waitForSelector(".monaco-editor .view-line:has-text('no-verify')", { timeout: 60_000 });
  step("transcript");
  await shot("8-transcript");

  // A session withholds its reasoning: the status says so, and the command that mends it shows the change before it is made.
  step("withheld", await hovered(page, status, "withheld reasoning", () => shot("9-status")));
  await command(page, "CoTLens: Turn On Readable Reasoning");
  const question = page.locator(".notification-toast", { hasText: "showThinkingSummaries" }).first();
  await question.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(600);
  step("question", await question.innerText());
  await shot("10-reasoning-question");
  await question.locator("a.monaco-button, .monaco-button", { hasText: "Change the File" }).first().click();
  const settings = path.join(HOME_DIR, ".claude", "settings.json");
  for (let i = 0; i < 50 && !fs.existsSync(settings); i++) await page.waitForTimeout(100);
  step("settings", fs.readFileSync(settings, "utf8"));
  step("external hosts", [...external].join(" "));
  step("complaints", [...complaints, ...code.complaints()].join(" | "));
}, () => opened);
