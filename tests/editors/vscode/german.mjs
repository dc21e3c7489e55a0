// What a developer whose VS Code speaks German sees: the extension's own words are German; what the server says stays English.
// Environment: as for flow.mjs, without LOG and REST.
import path from "node:path";
import { command } from "./gestures.mjs";
import { play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { ARTIFACTS } = process.env;
const WAIT = { timeout: 60_000 };

let code, page;
const shot = (name) => page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });

await play(path.join(ARTIFACTS, "failed-german.png"), async () => {
  let external, complaints;
  ({ code, page, external, complaints } = await openWindow({ language: "de" }));
  await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 90_000 });

  await page.locator(".activitybar .action-label[aria-label^='CoTLens']").first().click({ force: true });
  const row = page.locator(".pane-body .monaco-list-row", { hasText: "Assertion loosened" }).first();
  await row.waitFor(WAIT);
  await row.hover();
  step("flags view", await page.locator(".part.sidebar").innerText());
  step("buttons", (await row.locator("a.action-label").evaluateAll((found) => found.map((one) => one.getAttribute("aria-label")))).join(" | "));
  await shot("german-1-flags");

  await row.hover();
  await row.locator("a[aria-label^='Verwerfen']").first().click();
  const reason = page.locator(".quick-input-list .monaco-list-row", { hasText: "Fehlalarm" }).first();
  await reason.waitFor(WAIT);
  step("why", await page.locator(".quick-input-widget").innerText());
  await shot("german-2-why");
  await page.keyboard.press("Escape");

  await command(page, "CoTLens: Sitzung anzeigen");
  const inside = page.frameLocator("iframe.webview").last().frameLocator("iframe");
  await inside.locator("article:not(.blank)").first().waitFor(WAIT);
  await page.waitForTimeout(600);
  step("session", await inside.locator("body").innerText());
  step("page", await inside.locator("html").getAttribute("lang"));
  step("search", await inside.locator("input").getAttribute("placeholder"));
  await shot("german-3-session");

  await command(page, "Preferences: Open Settings (UI)");
  await page.locator(".settings-editor .suggest-input-container .view-line").first().waitFor(WAIT);
  await page.keyboard.type("cotlens minSeverity");
  await page.locator(".setting-item-contents", { hasText: "Schweregrad" }).first().waitFor(WAIT);
  step("settings", await page.locator(".settings-tree-container").innerText());
  await shot("german-4-settings");
  step("external hosts", [...external].join(" "));
  step("complaints", [...complaints, ...code.complaints()].join(" | "));
}, () => opened);
