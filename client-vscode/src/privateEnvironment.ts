/** Has the private environment made or checked, by `python/environment.py`. Knows no editor; the words for what failed are in `setupText`. */

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "./findServer";

/** What the script says at the end. */
export type Outcome = { event: "ready"; folder: string; stamp: string; python: string; built: boolean } | { event: "failed"; code: string; detail: string };

export interface Wish {
  /** The extension's folder, with the script and the wheels. */
  extension: string;
  /** The folder for environments. */
  storage: string;
  /** Whether to look at the content of each file: when the user asks for a restart. */
  thorough: boolean;
  /** The stamp of an environment that would not start, and is to be replaced. */
  failed: string | undefined;
  /** Called when it is being made, which takes some seconds. */
  onBuilding: () => void;
}

/** Whether this extension was packaged with wheels. */
export function carriesWheels(extension: string): boolean {
  return existsSync(path.join(extension, "wheels", "index.json"));
}

/** Gives the environment for a Python. */
export function prepare(python: Command, wish: Wish): Promise<Outcome> {
  const script = path.join(wish.extension, "python", "environment.py");
  const args = [
    ...python.args,
    ...["-I", "-S", script, "--wheels", path.join(wish.extension, "wheels"), "--storage", wish.storage],
    ...(wish.thorough ? ["--thorough"] : []),
    ...(wish.failed === undefined ? [] : ["--failed", wish.failed]),
  ];
  return new Promise((resolve) => {
    const child = spawn(python.command, args, { cwd: wish.extension, windowsHide: true, stdio: ["ignore", "pipe", "pipe"] });
    const lines = new Lines();
    let outcome: Outcome | undefined;
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      for (const line of lines.add(text)) {
        const said = read(line);
        if (said?.event === "building") {
          wish.onBuilding();
        } else if (said !== undefined) {
          outcome = said;
        }
      }
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors = (errors + text).slice(-2000);
    });
    child.once("error", (error) => {
      resolve({ event: "failed", code: "crashed", detail: error.message });
    });
    child.once("close", (status) => {
      const last = errors.trim().split("\n").at(-1) ?? "";
      resolve(outcome ?? { event: "failed", code: "crashed", detail: last === "" ? `status ${String(status)}` : last });
    });
  });
}

/** Puts what arrives in pieces together to lines. */
class Lines {
  private rest = "";

  add(text: string): string[] {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    return lines;
  }
}

function read(line: string): Outcome | { event: "building" } | undefined {
  try {
    const said = JSON.parse(line) as Outcome | { event: "building" };
    return ["building", "ready", "failed"].includes(said.event) ? said : undefined;
  } catch {
    // Something else that this Python prints at its start.
    return undefined;
  }
}
