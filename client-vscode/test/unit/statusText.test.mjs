import { expect, test } from "vitest";
import { describe, enabledCommands } from "../../src/statusText";

const base = {
  state: "watching",
  sessions: 2,
  agents: [{ agent: "claude-code", title: "Claude Code", sessions: 2 }],
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
const withheld = { ...base, reasoning: { ...base.reasoning, full: 1, withheld: 1 } };
const cases = [
  ["switched off", undefined, undefined, /eye-closed/, /off/],
  ["no folder on this machine", undefined, { trusted: true, elsewhere: true }, /eye-closed/, /is not on this one/],
  ["nothing flagged", base, undefined, /^\$\(eye\) CoTLens$/, /2 agent sessions: Claude Code 2\n\nTheir reasoning can be read\.\n\nNothing flagged/],
  ["several agents", { ...base, sessions: 3, agents: [...base.agents, { agent: "codex", title: "Codex", sessions: 1 }] }, undefined, /CoTLens/, /3 agent sessions: Claude Code 2, Codex 1/],
  ["open flags are counted", { ...base, flags: { open: 3, unplaced: 1 } }, undefined, /CoTLens 3$/, /3 open flags.*\n1 of them/s],
  ["withheld reasoning is said", withheld, undefined, /CoTLens/, /read in 1, in part in 0\.\n\n.*withheld reasoning in 1/],
  ["partly readable reasoning is said", { ...base, reasoning: { ...base.reasoning, full: 1, partial: 1 } }, undefined, /CoTLens/, /read in 1, in part in 1\.\n\nNothing/],
  [
    "one click brings it back, or what stands in the way is said",
    {
      ...withheld,
      remedies: [
        { agent: "claude-code", title: "Claude Code", changes: true, remark: "x" },
        { agent: "cursor", title: "Cursor", changes: false, remark: "it stands in its database" },
      ],
    },
    undefined,
    /CoTLens/,
    /Claude Code: \[Turn On Readable Reasoning\]\(command:cotlens.turnOnReasoning\?%5B%22claude-code%22%5D\)\n\nCursor: it stands/,
  ],
  ["an unread log and broken lines are said", { ...base, unread: 1, badLines: 3 }, undefined, /CoTLens$/, /1 log could not be read.*\n3 broken lines skipped/s],
  ["progress", { ...base, state: "scanning", progress: { done: 1, total: 4 } }, undefined, /spin/, /log 1 of 4/],
  ["no logs: where it looked, and the demo", { ...base, state: "no-logs", sessions: 0, agents: [] }, undefined, /CoTLens/, /- \/home\/dev\/\\\.claude\/projects\n\n.*command:cotlens\.tryDemo/s],
  ["an error", { ...base, state: "error", message: "worker stopped" }, undefined, /error/, /worker stopped\n\n.*command:cotlens.showLogs/s],
  ["restricted mode is said", base, { trusted: false }, /CoTLens/, /Restricted Mode.*command:workbench.trust.manage/],
  ["what is not ours becomes no link", { ...base, state: "no-logs", looked: ["/a/[x](command:evil)"] }, undefined, /CoTLens/, /\/a\/\\\[x\\\]\\\(command:evil\\\)/],
];
for (const [name, status, around, text, tooltip] of cases) {
  test(name, () => {
    const shown = describe(status, around);
    expect(shown.text).toMatch(text);
    expect(shown.tooltip).toMatch(tooltip);
    for (const [, command] of shown.tooltip.matchAll(/[^\\]\(command:([\w.]+)/g)) {
      expect(enabledCommands).toContain(command);
    }
  });
}
