import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { describe } = await load("statusText");

const base = {
  state: "watching",
  sessions: 2,
  reasoning: { full: 2, summary: 0, partial: 0, withheld: 0, none: 0 },
  flags: { open: 0, unplaced: 0 },
  progress: null,
  looked: ["/home/dev/.claude/projects"],
  unread: 0,
  badLines: 0,
  shares: false,
  message: "",
  models: [],
  remedies: [],
};
const cases = [
  ["no server", undefined, /eye-closed/, /off/],
  ["nothing flagged", base, /^\$\(eye\) CoTLens$/, /2 agent sessions\nNothing flagged/],
  ["open flags are counted", { ...base, flags: { open: 3, unplaced: 1 } }, /CoTLens 3$/, /3 open flags.*\n1 of them/],
  ["withheld reasoning is said", { ...base, reasoning: { ...base.reasoning, full: 1, withheld: 1 } }, /CoTLens/, /withheld reasoning in 1/],
  [
    "what would bring it back is said",
    {
      ...base,
      reasoning: { ...base.reasoning, full: 1, withheld: 1 },
      remedies: [
        { agent: "claude-code", title: "Claude Code", changes: true, remark: "x" },
        { agent: "cursor", title: "Cursor", changes: false, remark: "it stands in its database" },
      ],
    },
    /CoTLens/,
    /Claude Code write its reasoning down: command "Turn On.*\nCursor: it stands/,
  ],
  ["an unread log and broken lines are said", { ...base, unread: 1, badLines: 3 }, /CoTLens$/, /1 log could not be read.*\n3 broken lines skipped/],
  ["progress", { ...base, state: "scanning", progress: { done: 1, total: 4 } }, /spin/, /log 1 of 4/],
  ["no logs: where it looked", { ...base, state: "no-logs", sessions: 0 }, /CoTLens/, /\.claude\/projects/],
  ["an error", { ...base, state: "error", message: "worker stopped" }, /error/, /worker stopped/],
];
for (const [name, status, text, tooltip] of cases) {
  test(name, () => {
    const shown = describe(status);
    assert.match(shown.text, text);
    assert.match(shown.tooltip, tooltip);
  });
}
