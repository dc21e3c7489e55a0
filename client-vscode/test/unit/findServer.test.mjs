import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { findServer } = await load("findServer");

const nowhere = { serverPath: "", pythonPath: "", interpreter: undefined, folders: [], windows: false };
const only = (wanted) => (command) => Promise.resolve(command === wanted ? "cotlens, version 0.1.0\n" : undefined);

const cases = [
  ["the program on the PATH", {}, "cotlens", "cotlens", ["serve", "--stdio"]],
  ["a Python on the PATH", {}, "python3", "python3", ["-m", "cotlens", "serve", "--stdio"]],
  ["the Python extension's interpreter first", { interpreter: "/py" }, "/py", "/py", ["-m", "cotlens", "serve", "--stdio"]],
  ["the folder's .venv", { folders: ["/ws"] }, "/ws/.venv/bin/python", "/ws/.venv/bin/python", ["-m", "cotlens", "serve", "--stdio"]],
  ["the .venv on Windows", { folders: ["C:\\ws"], windows: true }, "C:\\ws\\.venv\\Scripts\\python.exe", "C:\\ws\\.venv\\Scripts\\python.exe", ["-m", "cotlens", "serve", "--stdio"]],
  ["the program that the user set", { serverPath: "/opt/cotlens" }, "/opt/cotlens", "/opt/cotlens", ["serve", "--stdio"]],
];
for (const [name, places, works, command, args] of cases) {
  test(`finds ${name}`, async () => {
    const found = await findServer({ ...nowhere, ...places }, only(works));
    assert.deepEqual(found.server, { command, args });
    assert.equal(found.version, "0.1.0");
  });
}

test("requirement 11: a path that the user set is the only one tried, and it is named", async () => {
  const found = await findServer({ ...nowhere, pythonPath: "/wrong/python" }, only("cotlens"));
  assert.equal(found.server, undefined);
  assert.deepEqual(found.tried, ["/wrong/python -m cotlens"]);
});

test("another program of that name is not taken for the server", async () => {
  const found = await findServer(nowhere, () => Promise.resolve("something else 1.0"));
  assert.equal(found.server, undefined);
});
