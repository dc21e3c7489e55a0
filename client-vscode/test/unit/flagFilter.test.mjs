import { expect, test } from "vitest";
import { filtered, told, noFilter } from "../../src/flagFilter";
import { groupFlags } from "../../src/flagGroups";

const now = Date.parse("2026-03-12T12:00:00Z");
const flag = (id, severity, status, session, time) => ({ id, code: "RH01", name: "test-tampering", severity, confidence: 0.9, message: id, session, time, status, location: null });
const list = {
  sessions: [{ id: "s1", agent: "claude-code", title: null }, { id: "s2", agent: "codex", title: null }],
  flags: [
    flag("a", "high", "open", "s1", "2026-03-12T11:30:00.000Z"),
    flag("b", "low", "open", "s2", "2026-03-12T01:00:00.000Z"),
    flag("c", "high", "confirmed", "s2", "2026-03-01T00:00:00.000Z"),
    flag("d", "critical", "dismissed", "s1", null),
    flag("e", "info", "open", "s3", "2026-03-12T11:59:00.000Z"),
  ],
};
const cases = [
  ["nothing", {}, "abcde", undefined],
  ["severities", { severities: ["high", "critical"] }, "acd", "high, critical"],
  ["a status", { statuses: ["confirmed"] }, "c", "confirmed"],
  ["an agent; what has none that is known is left out", { agents: ["codex"] }, "bc", "codex"],
  ["the last hour; what has no time stays", { hours: 1 }, "ade", "last hour"],
  ["the last day", { hours: 24 }, "abde", "last day"],
  ["several at a time", { severities: ["high"], agents: ["claude-code"], hours: 24 }, "a", "high · claude-code · last day"],
  ["what nothing meets", { severities: ["moderate"] }, "", "moderate"],
];
for (const [name, filter, ids, words] of cases) {
  test(`filter: ${name}`, () => {
    const whole = { ...noFilter, ...filter };
    expect(filtered(list, whole, now).map((one) => one.id).join("")).toBe(ids);
    expect(told(whole)).toBe(words);
  });
}

test("dismissed flags are shown to who asks for them by name", () => {
  const ids = (filter) => groupFlags(list, { grouping: "severity", dismissed: false, filter: { ...noFilter, ...filter } }, now).flatMap((group) => group.flags.map((one) => one.id)).join("");
  expect(ids({})).toBe("acbe");
  expect(ids({ statuses: ["dismissed"] })).toBe("d");
});
