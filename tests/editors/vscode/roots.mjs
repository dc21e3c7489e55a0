// What a developer sees whose window has two folders that hold files of the same names: each flag in its own, none lost when a folder comes or goes.
// Environment: as for flow.mjs, without LOG and REST; WORKSPACE is a `.code-workspace` file beside the folders `front` and `back`.
import fs from "node:fs";
import path from "node:path";
import { command, gone, until } from "./gestures.mjs";
import { play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { WORKSPACE, ARTIFACTS } = process.env;
const WAIT = { timeout: 60_000 };

let code, page;
await play(path.join(ARTIFACTS, "failed-roots.png"), async () => {
  ({ page, code } = await openWindow());
  await page.goto(code.url("../back/tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 90_000 });

  const rows = page.locator(".pane-body .monaco-list-row");
  const row = (text) => rows.filter({ hasText: text }).first();
  await until(row("front/tests/test_cart.py"), () => page.locator(".activitybar .action-label[aria-label^='CoTLens']").first().click({ force: true, timeout: 5_000 }));
  await row("back/tests/test_cart.py").waitFor(WAIT);
  await page.waitForTimeout(500);
  step("flags view", (await rows.allInnerTexts()).join(" | "));
  await page.screenshot({ path: path.join(ARTIFACTS, "roots.png") });

  // Only the file in front: the other of the same name is left out.
  await until(gone(row("front/tests/test_cart.py")), () => command(page, "CoTLens: Flags of the Current File Only"));
  step("this file", (await rows.allInnerTexts()).join(" | "));
  await until(row("front/tests/test_cart.py"), () => command(page, "CoTLens: Flags of All Files"));

  // The peek from the keyboard finds the flag of this file, and a click in the view opens the file of its folder.
  const peek = page.locator(".peekview-widget");
  await page.locator(".view-line", { hasText: "> 0" }).first().click();
  await until(peek.locator(".view-line", { hasText: "in the back" }).first(), () => command(page, "CoTLens: Peek at the Reasoning"));
  step("peek", await peek.first().innerText());
  await page.keyboard.press("Escape");
  const front = rows.filter({ hasText: "test-tampering" }).nth(await rows.first().innerText().then((text) => (text.includes("front") ? 0 : 1)));
  await until(page.locator(".tab.active", { hasText: "front" }).first(), () => front.click({ timeout: 5_000 }));
  step("opened", await page.locator(".tab.active").first().innerText());

  // A folder that goes takes its flags with it, and brings them back.
  const folders = (...names) => fs.writeFileSync(WORKSPACE, JSON.stringify({ folders: names.map((name) => ({ path: name })) }));
  folders("back");
  await row("front").waitFor({ state: "detached", ...WAIT });
  step("without front", (await rows.allInnerTexts()).join(" | "));
  folders("back", "front");
  await row("front/tests/test_cart.py").waitFor(WAIT);
  step("with front", (await rows.allInnerTexts()).join(" | "));
}, () => opened);
