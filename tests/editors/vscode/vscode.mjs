// Starts the VS Code server that setup.sh installed, and a Chromium page on it. Asks for no host but this machine.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const repo = path.resolve(import.meta.dirname, "../../..");
const cache = path.join(repo, ".cache/editors");
/** The version of VS Code to start, of those that setup.sh installs. */
export const version = process.env.VSCODE ?? "1.139.1";
const node = path.join(cache, version, "node");
/** Its folder. */
export const installed = path.join(cache, version, "vscode");
const main = path.join(installed, "out/server-main.js");

const chromiumArguments = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
  // A window that the extension asks for is a page here, and no hand presses the button.
  "--disable-popup-blocking",
];
const quietSettings = {
  "workbench.startupEditor": "none",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "security.workspace.trust.enabled": false,
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "git.enabled": false,
  "editor.hover.delay": 100,
  // Whatever takes the focus meanwhile: the list that a flow is about to choose from stays.
  "workbench.quickOpen.closeOnFocusLost": false,
  "editor.minimap.enabled": false,
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts the server with the extension installed; `workspace` is the folder or the `.code-workspace` file to open, `env` reaches the language server.
 * With `driver` the address may name tests to run in the extension host; but then VS Code shows no information messages.
 * With `trust` the editor asks whether folders are trusted.
 */
export async function startVSCode({ artifacts, workspace, vsix, settings, env, driver = false, trust = false }) {
  fs.mkdirSync(artifacts, { recursive: true });
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "cotlens-vscode-"));
  const [userData, extensions, serverData] = ["user", "extensions", "server"].map((name) => path.join(root, name));
  const set = (more) => {
    for (const scope of ["User", "Machine"]) {
      fs.mkdirSync(path.join(userData, scope), { recursive: true });
      fs.writeFileSync(path.join(userData, scope, "settings.json"), JSON.stringify({ ...quietSettings, ...settings, ...more }));
    }
  };
  set({});
  const fullEnv = { ...process.env, EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...env };
  delete fullEnv.VSCODE_IPC_HOOK_CLI;
  const common = [
    "--server-data-dir", serverData, "--user-data-dir", userData, "--extensions-dir", extensions,
    "--accept-server-license-terms", "--telemetry-level", "off",
  ];
  if (vsix !== undefined) {
    execFileSync(node, [main, ...common, "--install-extension", vsix, "--force"], { env: fullEnv, stdio: ["ignore", "ignore", "inherit"] });
  }
  const logFile = path.join(artifacts, "vscode-server.log");
  const log = fs.openSync(logFile, "w");
  const server = spawn(
    node,
    [main, ...common, "--host", "127.0.0.1", "--port", "0", "--without-connection-token", ...(trust ? [] : ["--disable-workspace-trust"]), ...(driver ? ["--enable-smoke-test-driver"] : [])],
    { stdio: ["ignore", log, log], detached: true, env: fullEnv },
  );
  const port = await listeningPort(server, logFile);
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${file}`;
  const kind = workspace.endsWith(".code-workspace") ? "workspace" : "folder";
  const open = (...payload) => `http://127.0.0.1:${port}/?${kind}=${encodeURIComponent(workspace)}&payload=${encodeURIComponent(JSON.stringify(payload))}`;
  return {
    remote,
    /** The address of the window, with what it is to do at first. */
    open,
    url: (file) => open(["openFile", remote(path.resolve(workspace, file))]),
    complaints: () => [...complaintsIn(path.join(userData, "logs")), ...complaintsIn(serverData)],
    /** Where extensions keep what is theirs on this machine. */
    storage: path.join(userData, "User/globalStorage"),
    /** Changes settings while the window is open. */
    set,
    stop: async () => {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      signal(server.pid, "SIGTERM");
      await Promise.race([gone, pause(5000)]);
      await pause(300);
      // The extension host and the language server are in the same group.
      signal(server.pid, "SIGKILL");
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 300 });
    },
  };
}

async function listeningPort(server, logFile) {
  for (let i = 0; i < 300; i += 1) {
    const match = /Extension host agent listening on (\d+)/.exec(fs.readFileSync(logFile, "utf8"));
    if (match) {
      return match[1];
    }
    if (server.exitCode !== null) {
      break;
    }
    await pause(100);
  }
  throw new Error(`VS Code did not start: see ${logFile}`);
}

function signal(pid, name) {
  try {
    process.kill(-pid, name);
  } catch {
    // It has ended already.
  }
}

/** What our own pages say that is an error, and what is said of them; the editor's own noise is not ours. Grows while the page is open. */
function complaintsOf(page) {
  const found = [];
  page.on("console", (message) => {
    if (message.type() === "error" && /cotlens|sessionView|Content Security Policy|vscode-webview/i.test(message.text() + message.location().url)) {
      found.push(message.text());
    }
  });
  page.on("pageerror", (error) => found.push(error.message));
  return found;
}

/** Errors that name us in the log files of VS Code's own processes; `Canceled` is what the window's end cut off. */
function complaintsIn(folder) {
  const files = fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".log")) : [];
  const lines = files.flatMap((name) => fs.readFileSync(path.join(folder, name), "utf8").split("\n"));
  const ours = (line) => /\[error\]/.test(line) && /cotlens/i.test(line) && !/: Canceled$/.test(line);
  // VS Code names the extension in one line, and in the next what went wrong.
  return lines.flatMap((line, at) => (ours(line) ? [`${line} ${lines[at + 1] ?? ""}`.trim()] : []));
}

/**
 * Opens a page in Chromium, whose VS Code is to speak `language`: as with its language pack, of which only the extension's own words are there.
 * `external` collects hosts other than this machine that it asks for.
 */
export async function openPage(artifacts, language) {
  const { chromium } = createRequire(path.join(cache, "tools/"))("playwright-core");
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: chromiumArguments });
  const context = await browser.newContext({ viewport: { width: 1360, height: 820 } });
  if (language !== undefined) {
    // What the file of a language pack sets before the workbench begins.
    await context.addInitScript((name) => {
      globalThis._VSCODE_NLS_LANGUAGE = name;
    }, language);
  }
  const page = await context.newPage();
  const external = new Set();
  context.on("request", (request) => {
    const url = new URL(request.url());
    // The second is no host: the editor's own service worker answers for files that a preview shows.
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1" && !url.hostname.endsWith(".vscode-resource.vscode-cdn.net")) {
      external.add(url.host);
    }
  });
  const consoleLog = path.join(artifacts, "page.log");
  fs.rmSync(consoleLog, { force: true });
  page.on("console", (message) => fs.appendFileSync(consoleLog, `${message.type()} ${message.text()}\n`));
  return { browser, page, external, complaints: complaintsOf(page) };
}

/** Plays a flow and ends the process: what stops it is told, with a picture of the window, and nothing is left running. `opened` names what there is to close. */
export async function play(picture, flow, opened) {
  let failed = false;
  try {
    await flow();
  } catch (error) {
    failed = true;
    console.error(error.message.split("\n").slice(0, 8).join("\n"));
    await opened().page?.screenshot({ path: picture }).catch(() => undefined);
  } finally {
    const { browser, code } = opened();
    await browser?.close();
    await code?.stop();
  }
  process.exit(failed ? 1 : 0);
}

/**
 * Hovers until a text is told, and gives the whole of it; `seen` (a picture, say) is called while the hover stands.
 * The gesture is made again: lines move while lenses come in, and a busy editor drops hovers. What never comes still fails.
 */
export async function hovered(page, target, text, seen, across = 40) {
  const tip = page.locator(".monaco-hover:visible", { hasText: text }).first();
  for (let i = 1; ; i += 1) {
    try {
      await page.mouse.move(600, 700);
      await page.waitForTimeout(300);
      const box = await target.boundingBox();
      await page.mouse.move(box.x + Math.min(across, box.width / 2), box.y + box.height / 2, { steps: 4 });
      await tip.waitFor({ timeout: 5000 });
      await page.waitForTimeout(400);
      const told = await tip.innerText({ timeout: 2000 });
      await seen();
      return told;
    } catch (error) {
      if (i === 12) {
        throw error;
      }
    }
  }
}
