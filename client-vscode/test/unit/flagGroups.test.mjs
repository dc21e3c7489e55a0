import { expect, test } from "vitest";
import { groupFlags, countOpen } from "../../src/flagGroups";

const at = (path, line) => ({ path, uri: `file:///shop/${path}`, range: { start: { line, character: 0 }, end: { line, character: 1 } }, state: "exact" });
const flag = (id, severity, location, more = {}) => ({
  id, code: "RH01", name: "test-tampering", severity, confidence: 0.9, message: id, session: "s1", time: null, status: "open", location, ...more,
});
const list = {
  sessions: [
    { id: "s1", agent: "claude-code", title: "Round prices", reasoning: "full" },
    { id: "s2222222222", agent: "codex", title: null, reasoning: "none" },
  ],
  flags: [
    flag("low", "low", at("a.py", 1)),
    flag("grave", "critical", at("b.py", 9)),
    flag("second", "high", at("b.py", 2), { code: "DC01", name: "false-verification", session: "s2222222222" }),
    flag("nowhere", "moderate", null),
    flag("gone", "critical", at("a.py", 0), { status: "dismissed" }),
    flag("unknown", "info", at("a.py", 7), { session: "s3" }),
  ],
};
const told = (wanted) => groupFlags(list, { grouping: "file", dismissed: false, ...wanted }).map((g) => [g.label, g.flags.map((f) => f.id)]);

test("by file, the gravest first, what has no line by itself", () => {
  expect(told({})).toStrictEqual([["b.py", ["grave", "second"]], ["Not on a line", ["nowhere"]], ["a.py", ["low", "unknown"]]]);
});
test("dismissed ones on request, after the others", () => {
  expect(told({ dismissed: true }).at(-1)).toStrictEqual(["a.py", ["low", "unknown", "gone"]]);
});
test("of one file only", () => {
  expect(told({ file: "file:///shop/a.py" })).toStrictEqual([["a.py", ["low", "unknown"]]]);
  expect(told({ file: "file:///shop/c.py" })).toStrictEqual([]);
});
test("by session, by its title where it has one", () => {
  expect(told({ grouping: "session" }).map(([label]) => label)).toStrictEqual(["Round prices", "codex s2222222", "s3"]);
});
test("by monitor and by severity", () => {
  expect(told({ grouping: "monitor" })).toStrictEqual([["RH01 test-tampering", ["grave", "nowhere", "low", "unknown"]], ["DC01 false-verification", ["second"]]]);
  expect(told({ grouping: "severity" }).map(([label]) => label)).toStrictEqual(["Critical", "High", "Moderate", "Low", "Info"]);
});
test("groups keep their names while flags come and go", () => {
  const ids = groupFlags(list, { grouping: "file", dismissed: false }).map((g) => g.id);
  expect(groupFlags({ ...list, flags: list.flags.slice(1) }, { grouping: "file", dismissed: false }).map((g) => g.id)).toStrictEqual(ids);
});
test("open ones are counted", () => {
  expect(countOpen(list)).toBe(5);
});
