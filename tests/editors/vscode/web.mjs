// VS Code in a browser alone, without a machine behind it: the extension says that it needs one. The workbench is the one that setup.sh installed,
// served as plain files; the extension is the packaged one, unpacked.
// Environment: EXTENSION (unpacked VSIX), ARTIFACTS; VSCODE (version).
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { hovered, installed, openPage, play } from "./vscode.mjs";
import { step } from "./window.mjs";

const { EXTENSION, ARTIFACTS } = process.env;
const kinds = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json", ".svg": "image/svg+xml", ".ttf": "font/ttf", ".wasm": "application/wasm" };

const quoted = (value) => JSON.stringify(value).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
const workbench = (configuration) => `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8">
    <meta id="vscode-workbench-web-configuration" data-settings="${quoted(configuration)}">
    <link rel="stylesheet" href="/code/out/vs/code/browser/workbench/workbench.css">
  </head>
  <body aria-label=""></body>
  <script>globalThis._VSCODE_FILE_ROOT = new URL("/code/out/", location).toString();</script>
  <script type="module" src="/code/out/nls.messages.js"></script>
  <script type="module" src="/code/out/vs/code/browser/workbench/workbench.js"></script>
</html>`;

/** Serves the workbench, VS Code's own files below `/code` and the extension's below `/extension`. */
function serve() {
  const server = http.createServer((request, response) => {
    const { port } = server.address();
    const { pathname } = new URL(request.url, "http://127.0.0.1");
    if (pathname === "/") {
      const extension = { scheme: "http", authority: `127.0.0.1:${port}`, path: "/extension" };
      const configurationDefaults = { "workbench.startupEditor": "none", "telemetry.telemetryLevel": "off", "chat.disableAIFeatures": true, "workbench.secondarySideBar.defaultVisibility": "hidden" };
      response.setHeader("Content-Type", "text/html");
      response.end(workbench({ userDataPath: "/", isEnabledFileDownloads: true, isEnabledFileUploads: true, isEnabledCoderGettingStarted: false, additionalBuiltinExtensions: [extension], configurationDefaults }));
      return;
    }
    const [, root, ...rest] = pathname.split("/").map(decodeURIComponent);
    const file = path.join(root === "code" ? installed : EXTENSION, ...rest);
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader("Content-Type", kinds[path.extname(file)] ?? "application/octet-stream");
    // This build always looks for a machine where it was loaded from; here there is none.
    response.end(file.endsWith("/workbench.js") ? fs.readFileSync(file, "utf8").replace("remoteAuthority:location.host", "remoteAuthority:undefined") : fs.readFileSync(file));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

let browser, page;
await play(path.join(ARTIFACTS, "failed-web.png"), async () => {
  fs.mkdirSync(ARTIFACTS, { recursive: true });
  const server = await serve();
  let external;
  ({ browser, page, external } = await openPage(ARTIFACTS));
  await page.goto(`http://127.0.0.1:${server.address().port}/`, { waitUntil: "domcontentloaded" });
  const toast = page.locator(".notification-toast", { hasText: "CoTLens needs Python and session logs" }).first();
  await toast.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(500);
  step("said", await toast.innerText());
  await page.screenshot({ path: path.join(ARTIFACTS, "web.png") });
  const status = page.locator(".statusbar-item[id^='cotlens'] a").first();
  step("status", await hovered(page, status, "Open the folder on the desktop", async () => undefined));
  // Said once: the next window has the status alone.
  await page.reload({ waitUntil: "domcontentloaded" });
  await status.waitFor({ timeout: 60_000 });
  await page.waitForTimeout(3_000);
  step("said again", await toast.count());
  step("external hosts", [...external].join(" "));
}, () => ({ page, browser }));
