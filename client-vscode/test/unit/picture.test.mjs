import { expect, test } from "vitest";
import { layOut, stepAt, duration } from "../../src/view/picture";

const kinds = { u: "ask", r: "reasoning", w: "withheld", m: "message", a: "action", e: "edit", n: "note", i: "added" };
const session = (letters, more = {}) => ({
  kinds: [...letters].map((letter) => kinds[letter]),
  times: [...letters].map((_, index) => index * 10),
  checks: new Map(),
  edits: new Map(),
  flags: [],
  ...more,
});

test("neighbouring steps of one kind are one span", () => {
  const { steps, turns } = layOut(session("urraau"), 600);
  expect(steps.map(({ x, width, what }) => [x, width, what])).toStrictEqual([
    [0, 100, "ask"], [100, 200, "reasoning"], [300, 200, "action"], [500, 100, "ask"],
  ]);
  expect(turns).toStrictEqual([0, 500]);
});

test("steps that share a column each have their share of it", () => {
  const { steps } = layOut(session("rrra" + "ruur" + "eeee"), 9);
  expect(steps.map(({ x, what, top, share }) => [x, what, top, share])).toStrictEqual([
    [0, "reasoning", 0, 0.75], [0, "action", 0.75, 0.25], [3, "ask", 0, 0.5], [3, "reasoning", 0.5, 0.5], [6, "edit", 0, 1],
  ]);
});

test("turns are marked as long as they are few", () => {
  expect(layOut(session("uuuu"), 100).turns.length).toBe(4);
  expect(layOut(session("u".repeat(40)), 100).turns.length).toBe(0);
});

test("red from the first failing run to the next green one; what told nothing changes nothing", () => {
  const checks = new Map([[1, "failed"], [3, "failed"], [5, "unknown"], [6, "passed"]]);
  const found = layOut(session("uaaaaaaaaa", { checks }), 100);
  expect(found.checks).toStrictEqual([{ x: 10, width: 50, what: "failed" }, { x: 60, width: 40, what: "passed" }]);
  expect(found.runs.map((run) => run.x)).toStrictEqual([10, 30, 60]);
});

test("a large edit does not hide a small one", () => {
  const { edits } = layOut(session("eee", { edits: new Map([[0, [400, 0]], [1, [1, 1]], [2, [0, 100]]]) }), 300);
  expect(edits.map(({ up, down }) => [up, down])).toStrictEqual([[1, 0], [0.12, 0.12], [0, 0.5]]);
});

test("flags that would cover one another are one mark, the gravest open one", () => {
  const flags = [
    { item: 0, severity: "critical", dismissed: true },
    { item: 1, severity: "low", dismissed: false },
    { item: 2, severity: "high", dismissed: false },
    { item: 90, severity: "info", dismissed: false },
  ];
  const found = layOut(session("a".repeat(100), { flags }), 300).flags;
  expect(found.map(({ severity, dismissed, count, item }) => [severity, dismissed, count, item])).toStrictEqual([["high", false, 3, 2], ["info", false, 1, 90]]);
});

test("no session is no picture", () => {
  const found = layOut(session(""), 300);
  expect([found.steps, found.checks, found.edits, found.flags, found.turns, found.ticks]).toStrictEqual([[], [], [], [], [], []]);
});

test("steps without a time have no label", () => {
  expect(layOut(session("aaaa", { times: [-1, -1, -1, -1] }), 440).ticks).toStrictEqual([]);
  expect(layOut(session("aaaa"), 440).ticks.map((tick) => tick.label)).toStrictEqual(["0 s", "10 s", "20 s", "30 s"]);
});

test("the step under the pointer", () => {
  expect([-5, 0, 99, 100, 299, 300, 900].map((x) => stepAt(x, 300, 3))).toStrictEqual([0, 0, 0, 1, 2, 2, 2]);
  expect(stepAt(10, 0, 3)).toBe(2);
});

test("time spans in at most two units", () => {
  const spans = [0, 59.6, 61, 600, 659, 3600, 3660, 86400, 90000, 200000];
  expect(spans.map(duration)).toStrictEqual(["0 s", "1 min", "1 min 1 s", "10 min", "10 min", "1 h", "1 h 1 min", "1 d", "1 d 1 h", "2 d 7 h"]);
});
