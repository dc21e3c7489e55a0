import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { layOut, stepAt, duration } = await load("view/picture");

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
  assert.deepEqual(steps.map(({ x, width, what }) => [x, width, what]), [
    [0, 100, "ask"], [100, 200, "reasoning"], [300, 200, "action"], [500, 100, "ask"],
  ]);
  assert.deepEqual(turns, [0, 500]);
});

test("steps that share a column each have their share of it", () => {
  const { steps } = layOut(session("rrra" + "ruur" + "eeee"), 9);
  assert.deepEqual(steps.map(({ x, what, top, share }) => [x, what, top, share]), [
    [0, "reasoning", 0, 0.75], [0, "action", 0.75, 0.25], [3, "ask", 0, 0.5], [3, "reasoning", 0.5, 0.5], [6, "edit", 0, 1],
  ]);
});

test("turns are marked as long as they are few", () => {
  assert.equal(layOut(session("uuuu"), 100).turns.length, 4);
  assert.equal(layOut(session("u".repeat(40)), 100).turns.length, 0);
});

test("red from the first failing run to the next green one; what told nothing changes nothing", () => {
  const checks = new Map([[1, "failed"], [3, "failed"], [5, "unknown"], [6, "passed"]]);
  const found = layOut(session("uaaaaaaaaa", { checks }), 100);
  assert.deepEqual(found.checks, [{ x: 10, width: 50, what: "failed" }, { x: 60, width: 40, what: "passed" }]);
  assert.deepEqual(found.runs.map((run) => run.x), [10, 30, 60]);
});

test("a large edit does not hide a small one", () => {
  const { edits } = layOut(session("eee", { edits: new Map([[0, [400, 0]], [1, [1, 1]], [2, [0, 100]]]) }), 300);
  assert.deepEqual(edits.map(({ up, down }) => [up, down]), [[1, 0], [0.12, 0.12], [0, 0.5]]);
});

test("flags that would cover one another are one mark, the gravest open one", () => {
  const flags = [
    { item: 0, severity: "critical", dismissed: true },
    { item: 1, severity: "low", dismissed: false },
    { item: 2, severity: "high", dismissed: false },
    { item: 90, severity: "info", dismissed: false },
  ];
  const found = layOut(session("a".repeat(100), { flags }), 300).flags;
  assert.deepEqual(found.map(({ severity, dismissed, count, item }) => [severity, dismissed, count, item]), [["high", false, 3, 2], ["info", false, 1, 90]]);
});

test("no session is no picture", () => {
  const found = layOut(session(""), 300);
  assert.deepEqual([found.steps, found.checks, found.edits, found.flags, found.turns, found.ticks], [[], [], [], [], [], []]);
});

test("steps without a time have no label", () => {
  assert.deepEqual(layOut(session("aaaa", { times: [-1, -1, -1, -1] }), 440).ticks, []);
  assert.deepEqual(layOut(session("aaaa"), 440).ticks.map((tick) => tick.label), ["0 s", "10 s", "20 s", "30 s"]);
});

test("the step under the pointer", () => {
  assert.deepEqual([-5, 0, 99, 100, 299, 300, 900].map((x) => stepAt(x, 300, 3)), [0, 0, 0, 1, 2, 2, 2]);
  assert.equal(stepAt(10, 0, 3), 2);
});

test("time spans in at most two units", () => {
  const spans = [0, 59.6, 61, 600, 659, 3600, 3660, 86400, 90000, 200000];
  assert.deepEqual(spans.map(duration), ["0 s", "1 min", "1 min 1 s", "10 min", "10 min", "1 h", "1 h 1 min", "1 d", "1 d 1 h", "2 d 7 h"]);
});
