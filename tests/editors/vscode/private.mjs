// The extension with its wheels, in a real VS Code window where no Python has cotlens: first start, repairs, no Python, the choice of one.
// Environment: VSIX, BARE (a Python without cotlens), ROOT (scratch folder), WORKSPACE, HOME_DIR, STATE_DIR, ARTIFACTS.
import fs from "node:fs";
import path from "node:path";
import { command } from "./gestures.mjs";
import { play } from "./vscode.mjs";
import { opened, openWindow, step } from "./window.mjs";

const { BARE, ROOT, ARTIFACTS } = process.env;

let code, page, external;
const shot = (name) => page.screenshot({ path: path.join(ARTIFACTS, `${name}.png`) });
const status = (text) => page.locator(".statusbar-item[id^='cotlens'] a", { hasText: text }).first();
const label = () => page.locator(".statusbar-item[id^='cotlens']").first().getAttribute("aria-label");
const text = async (shown) => (await shown.innerText()).replace(/\s+/g, " ").trim();

const until = async (what) => {
  for (let i = 0; i < 600; i += 1) {
    const found = await what();
    if (found) {
      return found;
    }
    await page.waitForTimeout(100);
  }
  throw new Error(`never: ${what}`);
};

const bin = path.join(ROOT, "bin");
const python = path.join(bin, "python3");
fs.mkdirSync(bin);
fs.symlinkSync(BARE, python);

/** The process that serves out of the private environment. */
const server = () =>
  fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map((pid) => {
    try {
      return { pid: Number(pid), words: fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0") };
    } catch {
      return { pid: 0, words: [] };
    }
  }).find(({ words }) => words.includes("serve") && words.some((word) => word.startsWith(code.storage)));

/** Waits for another process than `before`, and for what it says. */
const another = async (before) => {
  await until(() => (server()?.pid ?? before.pid) !== before.pid);
  await status("CoTLens 2").waitFor({ timeout: 60_000 });
  return text(status("CoTLens 2"));
};

await play(path.join(ARTIFACTS, "failed-private.png"), async () => {
  const env = {
    PATH: bin,
    // Else the PATH of a login shell is taken.
    VSCODE_CLI: "1", PYTHONPATH: "", VIRTUAL_ENV: "",
  };
  ({ code, page, external } = await openWindow({ env, settings: { "cotlens.python.path": undefined } }));
  await page.goto(code.url("tests/test_cart.py"), { waitUntil: "domcontentloaded" });
  await status("setting up").waitFor({ timeout: 120_000 });
  step("first start", await label());
  await shot("18-setting-up");
  await page.waitForSelector(".monaco-editor .squiggly-error", { timeout: 120_000 });
  await status("CoTLens 2").waitFor({ timeout: 60_000 });
  step("flag", await text(status("CoTLens 2")));
  await shot("19-private-environment");

  const storage = path.join(code.storage, "cotlens.cotlens/environment");
  const names = () => fs.readdirSync(storage).filter((name) => name !== "lock");
  step("environments", names().join(" "));
  const environment = path.join(storage, names()[0]);

  // A file gone and one cut off: seen at the next start.
  const gone = path.join(environment, "cotlens/lsp/server.py");
  const whole = fs.readFileSync(gone, "utf8");
  fs.rmSync(gone);
  fs.truncateSync(path.join(environment, "cotlens/model/flag.py"), 10);
  const first = server();
  await command(page, "CoTLens: Restart Server");
  step("mended", (await another(first)) + (fs.readFileSync(gone, "utf8") === whole ? "" : " but differs"));

  // As long as before, and no Python any more; the server crashes.
  const main = path.join(environment, "cotlens/__main__.py");
  fs.writeFileSync(main, "#".repeat(fs.statSync(main).size));
  const second = server();
  process.kill(second.pid, "SIGKILL");
  await until(() => fs.existsSync(main) && fs.readFileSync(main, "utf8").includes("def main"));
  step("made anew", `${await another(second)}${names().length === 1 ? "" : ` beside ${names().join(" ")}`}`);

  step("messages", await page.locator("#status\\.notifications a").getAttribute("aria-label"));

  // An old Python, and no other, from the start.
  fs.rmSync(python);
  fs.writeFileSync(python, `#!/bin/sh\necho '{"python": "3.8.18", "executable": "${python}"}'\n`, { mode: 0o755 });
  await page.reload({ waitUntil: "domcontentloaded" });
  const toast = page.locator(".notification-toast", { hasText: "found no Python" }).first();
  await toast.waitFor({ timeout: 120_000 });
  await page.waitForTimeout(500);
  step("no Python", await toast.innerText());
  step("status without Python", await label());
  await shot("20-no-python");

  // One that is not on the PATH, chosen by its file.
  const elsewhere = path.join(ROOT, "elsewhere");
  fs.mkdirSync(elsewhere);
  fs.symlinkSync(BARE, path.join(elsewhere, "python3"));
  await toast.locator("a.monaco-button", { hasText: "Choose Python..." }).click();
  const browse = page.locator(".quick-input-list .monaco-list-row", { hasText: "Browse..." }).first();
  await browse.waitFor({ timeout: 30_000 });
  await page.waitForTimeout(500);
  await shot("21-choose-python");
  await browse.click();
  const input = page.locator(".quick-input-widget input").first();
  await page.locator(".quick-input-titlebar", { hasText: "Python 3.10 or newer" }).waitFor({ timeout: 30_000 });
  // The dialog writes its own folder there when it has read it.
  await until(async () => (await input.inputValue()).endsWith("/"));
  await until(async () => {
    await input.fill(path.join(elsewhere, "python3"));
    await page.waitForTimeout(500);
    return (await input.inputValue()) === path.join(elsewhere, "python3");
  });
  await page.locator(".quick-input-widget .monaco-button", { hasText: "Use This Python" }).first().click();
  await status("CoTLens 2").waitFor({ timeout: 60_000 });
  step("chosen", await text(status("CoTLens 2")));
  step("server", server()?.words.join(" "));

  // A program that says that it is cotlens, and ends when it is to serve.
  const stray = path.join(elsewhere, "cotlens");
  fs.writeFileSync(stray, '#!/bin/sh\n[ "$1" = --version ] && echo "cotlens, version 9.9.9"\n', { mode: 0o755 });
  code.set({ "cotlens.server.path": stray });
  const broken = page.locator(".notification-toast", { hasText: "does not start" }).first();
  await broken.waitFor({ timeout: 60_000 });
  step("broken", await broken.innerText());
  step("toasts", await page.locator(".notification-toast").count());
  step("external hosts", [...external].join(" "));
}, () => opened);
