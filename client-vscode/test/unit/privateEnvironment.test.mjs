import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { carriesWheels, prepare } from "../../src/privateEnvironment";

/** An extension whose script is `code`, and what came of it. The interpreter is node: only what is said counts here. */
async function run(code, more = {}) {
  const extension = fs.mkdtempSync(path.join(os.tmpdir(), "cotlens-private-"));
  fs.mkdirSync(path.join(extension, "python"));
  fs.writeFileSync(path.join(extension, "python", "environment.py"), code);
  // Python's `-I -S` mean nothing to node.
  const shim = path.join(extension, "interpreter.cjs");
  fs.writeFileSync(shim, `process.argv.splice(2, 2); require("module")._extensions[".py"] = require("module")._extensions[".js"]; require(process.argv[2]);`);
  let building = 0;
  const wish = { extension, storage: "/kept", thorough: false, failed: undefined, onBuilding: () => (building += 1), ...more };
  const outcome = await prepare({ command: process.execPath, args: [shim] }, wish);
  fs.rmSync(extension, { recursive: true });
  return { outcome, building };
}
const ready = { event: "ready", folder: "/kept/env", stamp: "s", python: "/py", built: true };

test("what the script says is understood, in whatever pieces and beside whatever else", async () => {
  const code = `process.stdout.write('noise\\n{"event": "buil');
    setTimeout(() => process.stdout.write('ding"}\\n' + ${JSON.stringify(JSON.stringify(ready))} + '\\n'), 30);`;
  expect(await run(code)).toStrictEqual({ outcome: ready, building: 1 });
});

test("what is asked for reaches the script", async () => {
  const code = `console.log(JSON.stringify({ event: "failed", code: "import", detail: process.argv.slice(3).join(" ") }))`;
  const { outcome } = await run(code, { thorough: true, failed: "s1" });
  expect(outcome.detail).toMatch(/--wheels \S+wheels --storage \/kept --thorough --failed s1$/);
  expect((await run(code)).outcome.detail).not.toMatch(/thorough|failed/);
});

test("a script that ends without a word has failed, with the last thing on its standard error", async () => {
  expect((await run(`console.error("a\\nMemoryError"); process.exit(1)`)).outcome).toStrictEqual({ event: "failed", code: "crashed", detail: "MemoryError" });
  expect((await run("process.exit(3)")).outcome).toStrictEqual({ event: "failed", code: "crashed", detail: "status 3" });
});

test("a Python that is gone has failed, too", async () => {
  const outcome = await prepare({ command: "/no/such/python", args: [] }, { extension: os.tmpdir(), storage: "/kept", onBuilding: () => undefined });
  expect(outcome.code).toBe("crashed");
});

test("an extension without wheels has no index of them", () => {
  expect(carriesWheels("/nowhere")).toBe(false);
});
