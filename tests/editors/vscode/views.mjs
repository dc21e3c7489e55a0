// First steps and every view, in light and in dark, in a real VS Code window that begins in Restricted Mode: trust, links of the hover, peek, keys, the Flags
// view without a mouse, the walkthrough, and the demo in a window of its own.
// Environment: as for flow.mjs, without LOG and REST; the workspace has a `cotlens.toml` that makes the flag critical.
import fs from "node:fs";
import path from "node:path";
import { choose, command, until } from "./gestures.mjs";
import { hovered, play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { HOME_DIR, ARTIFACTS } = process.env;
const WAIT = 60_000;
const themes = { dark: "Default Dark Modern", light: "Default Light Modern" };

let code, page;
const shot = (name, where = page) => where.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });
/** A part of the window, for the README and the walkthrough: `make pictures` puts them there. */
const parts = {
  flag: { x: 352, y: 36, width: 1004, height: 424 },
  status: { x: 0, y: 640, width: 620, height: 180 },
  flags: { x: 0, y: 36, width: 860, height: 250 },
  session: { x: 352, y: 36, width: 1004, height: 752 },
};
const picture = (part, theme) => page.screenshot({ path: path.join(ARTIFACTS, "pictures", `${part}-${theme}.png`), clip: parts[part] });
const listRow = (text) => page.locator(".pane-body .monaco-list-row", { hasText: text }).first();
const settings = { "security.workspace.trust.enabled": true, "security.workspace.trust.startupPrompt": "never", "workbench.colorTheme": themes.dark };
const inTheme = async (name, more = {}) => {
  code.set({ "workbench.colorTheme": themes[name], ...more });
  await page.locator(`.monaco-workbench.vs${name === "dark" ? "-dark" : ""}`).first().waitFor({ timeout: WAIT });
  await page.waitForTimeout(700);
};

await play(path.join(ARTIFACTS, "failed-views.png"), async () => {
  let external;
  ({ code, page, external } = await openWindow({ settings, trust: true }));
  await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 90_000 });
  step("squiggle");

  // Restricted Mode: the folder's own configuration does not count, and the status says so.
  const status = page.locator(".statusbar-item[id^='cotlens'] a").first();
  const severity = async () => page.locator(".codelens-decoration a .codicon").first().getAttribute("class");
  await page.locator(".codelens-decoration a", { hasText: "test-tampering" }).first().waitFor({ timeout: WAIT });
  for (const name of ["light", "dark"]) {
    await inTheme(name);
    const told = await hovered(page, status, "Restricted Mode", () => shot(`restricted-${name}`));
    if (name === "dark") {
      step("restricted", told);
    }
  }
  step("restricted icon", await severity());
  await command(page, "Workspaces: Manage Workspace Trust");
  const trust = page.locator(".workspace-trust-editor a.monaco-button", { hasText: /^Trust/ }).first();
  await trust.waitFor({ timeout: WAIT });
  await trust.click();
  await until(page.locator(".monaco-editor .squiggly-error").first(), () => page.keyboard.press("Control+W"), 10_000, 3);
  await page.locator(".codelens-decoration a .codicon-flame").first().waitFor({ timeout: WAIT });
  step("trusted icon", await severity());

  // From flag to flag by keys.
  const position = page.locator(".statusbar-item", { hasText: /Ln \d+/ }).first();
  const line = (n) => page.locator(".statusbar-item", { hasText: new RegExp(`Ln ${n},`) }).first();
  await page.locator(".view-line", { hasText: "def test_discount" }).first().click();
  await until(line(5), async () => {
    await page.keyboard.press("Control+K");
    await page.keyboard.press("F8");
  });
  step("next", await position.innerText());

  // Peek, from the lens.
  const peek = page.locator(".peekview-widget");
  const thought = peek.locator(".view-line", { hasText: "simplest way to get" }).first();
  for (const name of ["dark", "light"]) {
    await inTheme(name);
    await until(thought, () => page.locator(".codelens-decoration a", { hasText: "test-tampering" }).first().click({ timeout: 5_000 }));
    await page.waitForTimeout(500);
    if (name === "dark") {
      step("peek", await peek.first().innerText());
    }
    await shot(`peek-${name}`);
    await page.keyboard.press("Escape");
    await peek.first().waitFor({ state: "detached", timeout: WAIT });
    await page.mouse.move(600, 700);
    await shot(`lens-${name}`);
    const told = await hovered(page, page.locator(".squiggly-error").first(), "Show in the session", async () => {
      await shot(`hover-${name}`);
      await picture("flag", name);
    }, 60);
    if (name === "dark") {
      step("hover", told);
    }
    await page.keyboard.press("Escape");
    step(`status ${name}`, await hovered(page, status, "Watching", async () => {
      await shot(`status-${name}`);
      await picture("status", name);
    }));
    await page.mouse.move(600, 700);
  }

  // The hover leads into the session, at the act.
  const frame = page.frameLocator("iframe.webview").last().frameLocator("iframe");
  const act = frame.locator("article.edit.flagged").first();
  const link = page.locator(".monaco-hover:visible a", { hasText: "Show in the session" }).first();
  await until(act, async () => {
    await hovered(page, page.locator(".squiggly-error").first(), "Show in the session", async () => undefined, 60);
    await link.click({ timeout: 5_000 });
  }, 20_000, 3);
  for (const name of ["light", "dark"]) {
    await inTheme(name);
    await shot(`session-${name}`);
    await picture("session", name);
  }
  step("session", await act.innerText());
  await page.keyboard.press("Control+W");

  // The Flags view without a mouse: down to a flag, confirm, dismiss, take back.
  const row = listRow("test-tampering");
  await until(row, () => command(page, "CoTLens: Focus on Flags View"));
  const focused = page.locator(".pane-body .monaco-list-row.focused");
  const down = async (text) => {
    let tries = 0;
    await until(focused.filter({ hasText: text }), async () => {
      // A view that was just filled may have lost the focus.
      await (tries++ % 4 === 0 ? command(page, "CoTLens: Focus on Flags View") : undefined);
      await page.keyboard.press("ArrowDown");
    }, 1_000);
  };
  await down("test-tampering");
  await until(page.locator(".statusbar-item", { hasText: "flag confirmed" }).first(), () => page.keyboard.press("Control+Enter"), 5_000, 4);
  await until(page.locator(".pane-body .monaco-list-row .codicon-pass").first(), async () => undefined);
  await until(page.locator(".quick-input-widget", { hasText: "Dismiss this flag" }).first(), () => page.keyboard.press("Delete"));
  await choose(page, "Intended");
  await row.waitFor({ state: "detached", timeout: WAIT });
  step("dismissed by keys", (await page.locator(".pane-body .monaco-list-row").allInnerTexts()).join(" | "));
  await command(page, "CoTLens: Focus on Flags View");
  await until(row, () => page.keyboard.press("Control+Z"), 5_000, 4);
  // Many at once: the whole group, and back with one stroke.
  const group = listRow("Not on a line");
  await down("Not on a line");
  await until(page.locator(".quick-input-widget", { hasText: "Dismiss" }).first(), () => page.keyboard.press("Delete"));
  await choose(page, "False alarm");
  await group.waitFor({ state: "detached", timeout: WAIT });
  await command(page, "CoTLens: Focus on Flags View");
  await until(group, () => page.keyboard.press("Control+Z"), 5_000, 4);
  step("taken back at once", (await page.locator(".pane-body .monaco-list-row").allInnerTexts()).join(" | "));
  for (const name of ["dark", "light"]) {
    await inTheme(name);
    await shot(`flags-${name}`);
    await picture("flags", name);
  }

  // Settings and the walkthrough.
  await command(page, "CoTLens: Open Settings");
  const groups = page.locator(".settings-editor .settings-toc-container .monaco-list-row");
  await groups.filter({ hasText: "What Is Shown" }).first().waitFor({ timeout: WAIT });
  step("settings", (await groups.allInnerTexts()).join(" | "));
  for (const name of ["dark", "light"]) {
    await inTheme(name);
    await shot(`settings-${name}`);
  }
  await page.keyboard.press("Control+W");
  const steps = page.locator(".getting-started-step");
  await until(steps.first(), async () => {
    await command(page, "Welcome: Open Walkthrough...");
    await choose(page, "Get Started with CoTLens");
  }, 20_000, 3);
  step("walkthrough", (await steps.allInnerTexts()).join(" | "));
  for (const name of ["light", "dark"]) {
    await inTheme(name);
    await page.waitForTimeout(500);
    await shot(`walkthrough-${name}`);
  }

  // What is read and kept, from the extension itself.
  await command(page, "CoTLens: What Is Read and Kept");
  const privacy = page.frameLocator("iframe.webview").last().frameLocator("iframe").locator("h1").first();
  await privacy.waitFor({ timeout: WAIT });
  for (const name of ["light", "dark"]) {
    await inTheme(name);
    await shot(`privacy-${name}`);
  }
  step("privacy", await privacy.innerText());
  await page.keyboard.press("Control+W");

  // The demo, in a window of its own: real flags, and nothing of the user's is read or written.
  const before = fs.readdirSync(HOME_DIR, { recursive: true }).filter((name) => name.includes(".claude")).sort().join();
  const opened = page.context().waitForEvent("page", { timeout: 60_000 });
  await page.locator(".getting-started-step .monaco-button", { hasText: "Open the Demo" }).first().click();
  const demo = await opened;
  await demo.locator(".codelens-decoration a", { hasText: "test-tampering" }).first().waitFor({ timeout: 90_000 });
  await demo.locator(".pane-body .monaco-list-row", { hasText: "quality-gate-bypass" }).first().waitFor({ timeout: WAIT });
  for (const name of ["light", "dark"]) {
    await inTheme(name);
    await shot(`demo-${name}`, demo);
  }
  step("demo", await demo.locator(".tab.active").first().innerText());
  step("demo untouched", before === fs.readdirSync(HOME_DIR, { recursive: true }).filter((name) => name.includes(".claude")).sort().join());
  step("external hosts", [...external].join(" "));
}, () => opened);
