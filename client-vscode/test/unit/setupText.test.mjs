import { expect, test } from "vitest";
import { describeSetup, reasonOf, sentence } from "../../src/setupText";
const t = (message, ...args) => message.replace(/\{(\d)\}/g, (_, index) => String(args[index]));

for (const [code, detail, text] of [
  ["version", "3.15.0; 3.10, 3.11", "Python 3.15.0: this extension has packages for 3.10, 3.11"],
  ["machine", "linux-i686; linux-x64", "made for linux-i686: this extension is for linux-x64"],
  ["system", "2.17; 2.28", "system version 2.17: 2.28 or newer is needed"],
  ["kind", "PyPy 3.10", "PyPy 3.10: only the usual CPython will do"],
  ["damaged", "x.whl", "the extension is damaged, install it again: x.whl"],
  ["write", "/kept: No space left on device", "cannot write: /kept: No space left on device"],
  ["import", "ImportError: a; b", "its packages cannot be loaded: ImportError: a; b"],
  ["crashed", "status 3", "setting up failed: status 3"],
]) {
  test(`the reason "${code}" has its words`, () => {
    expect(reasonOf(code, detail, t)).toBe(text);
  });
}

test("an error is one line with all that was tried", () => {
  const text = sentence({ state: "missing", tried: ["/usr/bin/python3 (Python 3.8.18 is too old)", "python"], wanted: "python" }, t);
  expect(text).toBe("CoTLens found no Python 3.10 or newer that it can use. Tried: /usr/bin/python3 (Python 3.8.18 is too old), python");
  expect(sentence({ state: "missing", tried: ["python3"], wanted: "cotlens" }, t)).toMatch(/pip install cotlens.*Tried: python3$/);
  expect(sentence({ state: "missing", tried: ["/x/cotlens"], wanted: "server.path" }, t)).toBe("cotlens.server.path names no cotlens that can be run: /x/cotlens");
});

test("the status item shows work as work and failure as failure", () => {
  expect(describeSetup({ state: "building" }, t).text).toStrictEqual("$(loading~spin) CoTLens: setting up");
  expect(describeSetup({ state: "starting" }, t)).toStrictEqual({ text: "$(loading~spin) CoTLens", tooltip: "CoTLens is starting", warn: false });
  const failed = describeSetup({ state: "broken", reason: "no" }, t);
  expect([failed.text, failed.warn]).toStrictEqual(["$(error) CoTLens", true]);
  expect(failed.tooltip).toBe("The server of CoTLens does not start: no");
});
