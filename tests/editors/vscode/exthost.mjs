// Runs suite/ in the extension host of a real VS Code, with the real `vscode` API; the extension is the packaged one, unpacked.
// Environment: EXTENSION (unpacked VSIX), MOCHA (folder of mocha), PYTHON, WORKSPACE, HOME_DIR, STATE_DIR, LOG, REST, ARTIFACTS; VSCODE (version).
// Prints one JSON object per test, with what went wrong in `seen`; the Python test reads them.
import fs from "node:fs";
import path from "node:path";
import { openPage, startVSCode } from "./vscode.mjs";

const { EXTENSION, MOCHA, PYTHON, WORKSPACE, HOME_DIR, STATE_DIR, LOG, REST, ARTIFACTS } = process.env;
const step = (name, seen = "") => {
  console.log(JSON.stringify({ step: name, seen: String(seen) }));
};
const WHOLE_MS = 240_000;
const GONE_MS = 5_000;

/** Servers and workers of this run that are alive. */
const alive = () =>
  fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
        return /cotlens serve|cotlens\.engine\.worker/.test(command) && fs.readFileSync(`/proc/${pid}/environ`, "utf8").includes(`COTLENS_STATE_DIR=${STATE_DIR}\0`);
      } catch {
        return false; // it ended meanwhile
      }
    });

const report = path.join(ARTIFACTS, "mocha.json");
let code, browser;
let failed = false;
try {
  fs.rmSync(report, { force: true });
  code = await startVSCode({
    artifacts: ARTIFACTS,
    workspace: WORKSPACE,
    driver: true,
    settings: { "cotlens.python.path": PYTHON },
    env: { HOME: HOME_DIR, COTLENS_STATE_DIR: STATE_DIR, COTLENS_CACHE_DIR: path.join(STATE_DIR, "cache"), CLAUDE_CONFIG_DIR: "", CODEX_HOME: "", MOCHA, LOG, REST, REPORT: report },
  });
  const opened = await openPage(ARTIFACTS);
  browser = opened.browser;
  const { page, external, complaints } = opened;
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const exited = new Promise((resolve, reject) => {
    void page.exposeFunction("codeAutomationExit", resolve);
    setTimeout(() => reject(new Error(`the extension host did not end within ${WHOLE_MS / 1000} s`)), WHOLE_MS).unref();
  });
  await page.exposeFunction("codeAutomationLog", (kind, args) => {
    fs.appendFileSync(path.join(ARTIFACTS, "page.log"), `suite ${kind} ${JSON.stringify(args)}\n`);
  });
  const suite = path.join(import.meta.dirname, "suite/index.cjs");
  await page.goto(code.open(["extensionDevelopmentPath", code.remote(EXTENSION)], ["extensionTestsPath", code.remote(suite)]), { waitUntil: "domcontentloaded" });
  let atWork = 0;
  const watch = setInterval(() => {
    atWork = Math.max(atWork, alive().length);
  }, 500);
  const status = await exited;
  await page.screenshot({ path: path.join(ARTIFACTS, "end.png") });
  clearInterval(watch);
  const { tests } = JSON.parse(fs.readFileSync(report, "utf8"));
  for (const { title, err, duration } of tests) {
    console.log(JSON.stringify({ step: title, seen: err.message || err.stack || "", seconds: (duration ?? 0) / 1000 }));
  }
  step("status", status);
  const until = Date.now() + GONE_MS;
  while (alive().length > 0 && Date.now() < until) {
    await page.waitForTimeout(100);
  }
  step("at work", atWork);
  step("left", alive().length);
  step("external hosts", [...external].join(" "));
  step("complaints", [...complaints, ...code.complaints()].join(" | "));
} catch (error) {
  failed = true;
  console.error(error.message.split("\n").slice(0, 8).join("\n"));
} finally {
  await browser?.close();
  await code?.stop();
}
process.exit(failed ? 1 : 0);
