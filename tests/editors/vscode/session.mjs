// The Session view in a real VS Code window: opened from a flag, read, searched, judged in, opened files from, scrolled with 20,000 events, restored after a
// reload, in light, dark and high contrast, and looked over by axe.
// Environment: as flow.mjs; besides AXE (axe.min.js); a second session log of 20,000 events lies in place.
import fs from "node:fs";
import path from "node:path";
import { choose, command, gone, until } from "./gestures.mjs";
import { play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { LOG, REST, ARTIFACTS, AXE } = process.env;
const LONG_WAIT = 120_000;
const WAIT = 60_000;

let code, page;
const shot = (name) => page.screenshot({ path: path.join(ARTIFACTS, `session-${name}.png`) });

await play(path.join(ARTIFACTS, "session-failed.png"), async () => {
  const settings = { "workbench.colorTheme": "Default Dark Modern", "workbench.editor.enablePreview": false };
  let external, complaints;
  ({ code, page, external, complaints } = await openWindow({ settings }));
  await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .view-lines .view-line", { timeout: LONG_WAIT });
  await page.waitForSelector(".monaco-editor [class*=squiggly-]", { timeout: LONG_WAIT });
  step("file open");

  // From a flag in the Flags view to the very step.
  const row = page.locator(".pane-body .monaco-list-row", { hasText: "Assertion loosened" }).first();
  await until(row, () => page.locator(".activitybar .action-label[aria-label^='CoTLens']").first().click({ force: true, timeout: 5_000 }), 5_000, 20);
  // The filter of the Flags view: only what is high.
  const rows = page.locator(".pane-body .monaco-list-row");
  await rows.filter({ hasText: "quality-gate-bypass" }).first().waitFor({ timeout: WAIT });
  await until(gone(rows.filter({ hasText: "quality-gate-bypass" }).first()), async () => {
    await command(page, "CoTLens: Filter Flags...");
    await choose(page, "High", 5_000);
    await page.keyboard.press("Enter");
  });
  step("filtered", `${await page.locator(".tree-explorer-viewlet-tree-view .message").first().innerText()} ${(await rows.allInnerTexts()).join(" | ")}`);
  await shot("0-filter");
  await until(rows.filter({ hasText: "quality-gate-bypass" }).first(), () => command(page, "CoTLens: Show All Flags Again"));

  // What helps somebody who helps.
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const toast = page.locator(".notification-toast", { hasText: "debug information is on the clipboard" }).first();
  await until(toast, () => command(page, "CoTLens: Copy Debug Information"));
  step("debug information", await page.evaluate(() => navigator.clipboard.readText()));
  await page.keyboard.press("Escape");
  const inside = () => page.frameLocator("iframe.webview.ready").last().frameLocator("iframe");
  const frame = async () => (await inside().locator("html").elementHandle({ timeout: WAIT })).ownerFrame();
  const item = (text) => inside().locator("article", { hasText: text }).first();
  await until(inside().locator("article.edit .flag").first(), async () => {
    await row.hover({ timeout: 5_000 });
    await row.locator("a[aria-label^='Show in the Session']").first().click({ timeout: 5_000 });
  });
  await item("The simplest way to get this green").waitFor({ timeout: WAIT });
  step("focused", await inside().locator("article:focus").getAttribute("aria-label"));
  step("about", await inside().locator("header.about").innerText());
  step("labels", (await inside().locator("article").evaluateAll((all) => all.map((one) => `${one.getAttribute("aria-posinset")}/${one.getAttribute("aria-setsize")} ${one.getAttribute("aria-label")}`))).join(" | "));
  step("picture", await inside().locator(".lanes").evaluate((lanes) => [...lanes.children].map((one) => one.getAttribute("class")).join(" ")));
  step("policy", await inside().locator("meta[http-equiv]").getAttribute("content"));
  await page.keyboard.press("Control+B");
  await page.waitForTimeout(1_800);
  step("in view", await inside().locator("article.edit.flagged").first().evaluate((row) => {
    const view = document.querySelector(".scroller").getBoundingClientRect();
    const { top, bottom } = row.getBoundingClientRect();
    return top >= view.top && Math.min(bottom, top + 200) <= view.bottom;
  }));
  await shot("1-dark");
  await inside().locator(".slider").press("Home");
  await item("22.680000000000003 for a discounted item").waitFor({ timeout: WAIT });
  await item("The plan").waitFor({ timeout: WAIT });
  step("first steps", (await inside().locator("article").allInnerTexts()).join(" | "));
  await page.waitForTimeout(300);
  await shot("2-beginning");

  // The keys: to the next flag, on, back, and to the search.
  await inside().locator("article").first().focus();
  await page.keyboard.press("f");
  await inside().locator("article.edit.flagged:focus").waitFor({ timeout: WAIT });
  await page.keyboard.press("ArrowDown");
  step("arrow", await inside().locator("article:focus").getAttribute("aria-posinset"));
  await page.keyboard.press("End");
  await until(inside().locator("article:focus", { hasText: "everything is committed" }), () => page.keyboard.press("End"));
  await page.keyboard.press("/");
  await page.keyboard.type("whole");
  await inside().locator(".found", { hasText: /of|^\d/ }).waitFor({ timeout: WAIT });
  await page.keyboard.press("Enter");
  await inside().locator(".found", { hasText: " of " }).waitFor({ timeout: WAIT });
  step("found", await inside().locator(".found").innerText());
  step("marked", await (await frame()).evaluate(() => CSS.highlights.get("found")?.size ?? 0));
  await page.waitForTimeout(300);
  await shot("3-search");
  await page.keyboard.press("Escape");

  // Only edits; then all again.
  await inside().locator(".chip.edits").click();
  await inside().locator("article.ask").first().waitFor({ state: "detached", timeout: WAIT });
  step("edits only", await inside().locator("article").count());
  await inside().locator(".chip.edits").click();
  await inside().locator("article.action").first().waitFor({ timeout: WAIT });

  // A verdict, given in its place.
  const judged = inside().locator(".flag", { hasText: "quality-gate-bypass" }).first();
  await until(judged, () => inside().locator("button[aria-label='Next flag (F)']").click({ timeout: 5_000 }));
  await judged.locator("button", { hasText: "Confirm" }).click();
  await inside().locator(".flag.confirmed", { hasText: "quality-gate-bypass" }).first().waitFor({ timeout: WAIT });
  step("judged", await inside().locator(".flag.confirmed").first().innerText());

  // The head of a diff opens the file at the lines that the edit wrote, as the file is now.
  await inside().locator(".slider").press("Home");
  const opens = inside().locator("button.path", { hasText: "tests/test_cart.py" }).first();
  await until(opens, () => inside().locator("button[aria-label='Next flag (F)']").click({ timeout: 5_000 }));
  await opens.click();
  const position = page.locator(".statusbar-item", { hasText: /Ln \d+/ }).first();
  await position.waitFor({ timeout: WAIT });
  await page.waitForTimeout(1_000);
  step("opened", `${await page.locator(".tab.active.selected, .tab.active").last().innerText()} ${await position.innerText()}`);
  await shot("4-beside");
  await page.keyboard.press("Control+W");

  // The session goes on: the reader at the end goes along.
  const last = inside().locator("article").last();
  await inside().locator("article").first().focus();
  await until(inside().locator("article:focus", { hasText: "everything is committed" }), () => page.keyboard.press("End"));
  const before = Date.now();
  fs.appendFileSync(LOG, fs.readFileSync(REST));
  await item("Totals are rounded.").waitFor({ timeout: LONG_WAIT });
  step("live", `${Date.now() - before} ms`);
  await inside().locator(".flag", { hasText: "Test skipped" }).or(inside().locator(".flag", { hasText: "skip" })).first().waitFor({ timeout: WAIT });
  step("grown", await last.getAttribute("aria-setsize"));

  // Themes, each looked over.
  const looks = async (name) => {
    const view = await frame();
    await view.evaluate(fs.readFileSync(AXE, "utf8"));
    const found = await view.evaluate(async () => {
      const { violations, passes } = await window.axe.run(document, { resultTypes: ["violations"] });
      return { passes: passes.length, violations: violations.map((one) => `${one.id}: ${one.nodes.map((node) => `${node.html.slice(0, 120)} ${node.failureSummary}`).slice(0, 4).join(" ; ")}`) };
    });
    step(`axe ${name}`, `${found.violations.length} violations, ${found.passes} rules kept ${found.violations.join(" || ")}`);
  };
  await inside().locator("button[aria-label='Next flag (F)']").click();
  for (const [name, theme, mark] of [
    ["light", "Default Light Modern", "vscode-light"],
    ["high contrast", "Default High Contrast", "vscode-high-contrast"],
    ["high contrast light", "Default High Contrast Light", "vscode-high-contrast-light"],
    ["dark", "Default Dark Modern", "vscode-dark"],
  ]) {
    code.set({ "workbench.colorTheme": theme });
    await inside().locator(`body.${mark}`).waitFor({ timeout: WAIT });
    await page.waitForTimeout(1_800);
    await shot(`5-${name.replaceAll(" ", "-")}`);
    await looks(name);
  }

  // A session of 20,000 events: picked from the list, scrolled from end to end.
  await until(inside().locator("h1", { hasText: "Step 0" }), async () => {
    await command(page, "CoTLens: Show Session");
    await choose(page, "Step 0", 10_000);
  }, 20_000, 4);
  await inside().locator("article.ask").first().waitFor({ timeout: LONG_WAIT });
  step("long", await inside().locator("article").first().getAttribute("aria-setsize"));
  const frames = await (await frame()).evaluate(async () => {
    const view = document.querySelector(".scroller");
    const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const run = async (count, by) => {
      const times = [];
      let then = await next();
      for (let k = 0; k < count; k += 1) {
        view.scrollTop += by;
        const now = await next();
        times.push(now - then);
        then = now;
      }
      times.sort((a, b) => a - b);
      const at = (share) => `${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))])} ms`;
      return `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)}`;
    };
    const slow = await run(240, 60);
    const fast = await run(120, 2_000);
    const up = await run(120, -1_500);
    const most = document.querySelectorAll("article").length;
    // Rows that come into view are measured, and what was guessed of their height is set right: a few frames.
    for (let k = 0; k < 60; k += 1) {
      view.scrollTop = view.scrollHeight;
      await next();
    }
    return { slow, fast, up, most, end: view.scrollTop + view.clientHeight >= view.scrollHeight - 60 };
  });
  step("frames", `slow ${frames.slow}; fast ${frames.fast}; up ${frames.up}; ${frames.most} rows at a time`);
  step("end reached", frames.end);
  await until(inside().locator("article", { hasText: "The very last word." }), () => inside().locator(".slider").press("End"));
  await page.waitForTimeout(400);
  await shot("6-long");
  await inside().locator(".search input").fill("needle");
  await inside().locator(".found", { hasText: /^1$/ }).waitFor({ timeout: LONG_WAIT });
  await inside().locator(".search input").press("Enter");
  await item("needle").waitFor({ timeout: WAIT });
  step("needle", await item("needle").getAttribute("aria-posinset"));

  // After a reload of the window the view stands where it stood.
  await page.waitForTimeout(1_500);
  // Without the file that the address names: the editor would open that alone.
  await page.evaluate(() => history.replaceState(null, "", location.href.replace(/&payload=.*$/, "")));
  await page.evaluate(() => { window.before = true; });
  const anew = { waitFor: ({ timeout }) => page.waitForFunction(() => window.before === undefined, undefined, { timeout }) };
  await until(anew, () => command(page, "Developer: Reload Window"), 20_000, 4);
  await item("needle").waitFor({ timeout: LONG_WAIT });
  step("restored", await inside().locator("h1").innerText());
  step("external hosts", [...external].join(" "));
  step("complaints", complaints.join(" | "));
}, () => opened);
