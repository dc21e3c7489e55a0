import { expect, test } from "vitest";
import { askPython, findServer } from "../../src/findServer";

const nowhere = { serverPath: "", pythonPath: "", interpreter: undefined, folders: [], windows: false };
const t = (message, ...args) => message.replace(/\{(\d)\}/g, (_, index) => String(args[index]));

/** A machine: what each command answers. A Python is [version, cotlens]; `cotlens` answers with its version. */
function machine(commands, wheels = undefined) {
  const prepared = [];
  const probe = (command, args) => {
    const known = commands[[command, ...args.filter((arg) => arg === "-3")].join(" ")];
    if (known === undefined) {
      return Promise.resolve(undefined);
    }
    if (typeof known === "string") {
      return Promise.resolve(args.includes("--version") ? known : undefined);
    }
    const [python, cotlens, executable = command] = known;
    return Promise.resolve(args.includes("-c") ? `hello from sitecustomize\n${JSON.stringify({ python, executable, cotlens })}\n` : undefined);
  };
  const prepare = (python) => {
    prepared.push([python.command, ...python.args].join(" "));
    return Promise.resolve(wheels(python.command));
  };
  return { ways: { probe, prepare: wheels && prepare, version: "0.1.0", t }, prepared };
}
const made = (python) => ({ folder: "/kept/env", stamp: "s1", python: `${python}!` });

const installed = [
  ["the program on the PATH", {}, { cotlens: "cotlens, version 0.1.0\n" }, "cotlens", ["serve", "--stdio"]],
  ["a Python on the PATH", {}, { python3: ["3.11.7", "0.1.0"] }, "python3", ["-m", "cotlens", "serve", "--stdio"]],
  ["the newest Python that has it", {}, { "python3.10": ["3.10.1", "0.1.0"], "python3.13": ["3.13.0", "0.1.0"] }, "python3.13", ["-m", "cotlens", "serve", "--stdio"]],
  ["the Python extension's interpreter first", { interpreter: "/py" }, { "/py": ["3.12.1", "0.1.0"], python3: ["3.11.7", "0.1.0"] }, "/py", ["-m", "cotlens", "serve", "--stdio"]],
  ["the folder's .venv", { folders: ["/ws"] }, { "/ws/.venv/bin/python": ["3.12.1", "0.1.0"] }, "/ws/.venv/bin/python", ["-m", "cotlens", "serve", "--stdio"]],
  ["the .venv on Windows", { folders: ["C:\\ws"], windows: true }, { "C:\\ws\\.venv\\Scripts\\python.exe": ["3.12.1", "0.1.0"] }, "C:\\ws\\.venv\\Scripts\\python.exe", ["-m", "cotlens", "serve", "--stdio"]],
  ["Windows' launcher", { windows: true }, { "py -3": ["3.12.1", "0.1.0"] }, "py", ["-3", "-m", "cotlens", "serve", "--stdio"]],
  ["the program that the user set", { serverPath: "/opt/cotlens" }, { "/opt/cotlens": "cotlens, version 0.1.0" }, "/opt/cotlens", ["serve", "--stdio"]],
];
for (const [name, places, commands, command, args] of installed) {
  for (const wheels of [undefined, made]) {
    test(`finds ${name}, ${wheels === undefined ? "without" : "with"} wheels at hand`, async () => {
      const { ways, prepared } = machine(commands, wheels);
      const found = await findServer({ ...nowhere, ...places }, ways);
      expect(found.server).toStrictEqual({ command, args });
      expect(found.version).toBe("0.1.0");
      expect(found.stamp).toBeUndefined();
      expect(prepared).toStrictEqual([]);
    });
  }
}

test("requirement 11: a path that the user set is the only one tried, and it is named", async () => {
  for (const set of [{ pythonPath: "/wrong/python" }, { serverPath: "/wrong/python" }]) {
    const { ways } = machine({ cotlens: "cotlens, version 0.1.0", python3: ["3.11.7", "0.1.0"] }, made);
    const found = await findServer({ ...nowhere, ...set }, ways);
    expect(found.server).toBeUndefined();
    expect(found.tried).toStrictEqual(["/wrong/python"]);
  }
});

test("another program of that name is not taken for the server", async () => {
  const { ways } = machine({ cotlens: "something else 1.0" });
  expect((await findServer(nowhere, ways)).server).toBeUndefined();
});

const order = [
  [{ pythonPath: "/set" }, "/set"],
  [{ interpreter: "/py", folders: ["/ws"] }, "/py"],
  [{ folders: ["/ws"] }, "/ws/.venv/bin/python"],
  [{}, "python3"],
];
for (const [places, python] of order) {
  test(`any Python gets the private environment, ${python} in its turn`, async () => {
    const bare = ["3.11.7", undefined];
    const { ways, prepared } = machine({ "/set": bare, "/py": bare, "/ws/.venv/bin/python": bare, python3: bare, "python3.13": bare }, made);
    const found = await findServer({ ...nowhere, ...places }, ways);
    expect(found.server).toStrictEqual({ command: `${python}!`, args: ["-I", "-S", "/kept/env", "serve", "--stdio"] });
    expect([found.version, found.stamp]).toStrictEqual(["0.1.0", "s1"]);
    expect(prepared).toStrictEqual([python]);
  });
}

test("an interpreter whose cotlens is of another version gets the private environment", async () => {
  const { ways, prepared } = machine({ cotlens: "cotlens, version 0.0.9", python3: ["3.11.7", "0.0.9"] }, made);
  const found = await findServer(nowhere, ways);
  expect(found.stamp).toBe("s1");
  expect(prepared).toStrictEqual(["python3"]);
});

test("without wheels any version will do, and with wheels that fit no Python it is better than nothing", async () => {
  for (const wheels of [undefined, () => ({ reason: "no wheels for it" })]) {
    const { ways } = machine({ python3: ["3.15.0", "0.0.9"] }, wheels);
    const found = await findServer(nowhere, ways);
    expect([found.server?.command, found.version]).toStrictEqual(["python3", "0.0.9"]);
  }
});

test("what was tried is told with the reason, and one interpreter under two names once", async () => {
  const commands = { python3: ["3.8.18", undefined, "/usr/bin/python3.8"], python: ["2.7.18", undefined], "python3.14": ["3.14.0", undefined, "/opt/py"], "python3.13": ["3.14.0", undefined, "/opt/py"] };
  const { ways, prepared } = machine(commands, () => ({ reason: "cannot write" }));
  const found = await findServer({ ...nowhere, folders: ["/ws"] }, ways);
  expect(found.server).toBeUndefined();
  expect(found.tried).toStrictEqual([
    "/ws/.venv/bin/python", "cotlens", "/usr/bin/python3.8 (Python 3.8.18 is too old)", "python (Python 2.7.18 is too old)", "/opt/py (cannot write)",
    "python3.12", "python3.11", "python3.10",
  ]);
  expect(prepared).toStrictEqual(["python3.14"]);
  const without = await findServer(nowhere, machine({ python3: ["3.12.1", undefined] }).ways);
  expect(without.tried[1]).toBe("python3 (Python 3.12.1 without cotlens)");
});

test("what prints something else is no Python", async () => {
  for (const output of [undefined, "", "Python was not found", '{"half', '{"other": 1}']) {
    expect(await askPython({ command: "python3", args: [] }, () => Promise.resolve(output))).toBeUndefined();
  }
});
