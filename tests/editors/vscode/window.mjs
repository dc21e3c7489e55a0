// What every flow in a VS Code window begins with: the window, and the telling of what was seen. The Python test says in the environment what is opened:
// VSIX, PYTHON (has cotlens), WORKSPACE, HOME_DIR, STATE_DIR, ARTIFACTS; VSCODE (version).
import path from "node:path";
import { openPage, startVSCode } from "./vscode.mjs";

const { VSIX, PYTHON, WORKSPACE, HOME_DIR, STATE_DIR, ARTIFACTS } = process.env;
const started = Date.now();

/** Prints what was seen as one JSON object; the Python test reads them. */
export const step = (name, seen = "") => {
  console.log(JSON.stringify({ step: name, seconds: (Date.now() - started) / 1000, seen: String(seen).replace(/\s+/g, " ").trim() }));
};

/** What there is to close, as far as it was opened. */
export const opened = {};

/**
 * Starts VS Code on the workspace and opens a page on it; `settings`, `env`, `trust` and `language` as `startVSCode` and `openPage` have them.
 * Nothing of this machine's agents is looked at.
 */
export async function openWindow({ settings = {}, env = {}, trust = false, language } = {}) {
  opened.code = await startVSCode({
    artifacts: ARTIFACTS,
    workspace: WORKSPACE,
    vsix: VSIX,
    trust,
    settings: { ...(PYTHON === undefined ? {} : { "cotlens.python.path": PYTHON }), ...settings },
    env: { HOME: HOME_DIR, COTLENS_STATE_DIR: STATE_DIR, COTLENS_CACHE_DIR: path.join(STATE_DIR, "cache"), CLAUDE_CONFIG_DIR: "", CODEX_HOME: "", ...env },
  });
  return Object.assign(opened, await openPage(ARTIFACTS, language));
}
