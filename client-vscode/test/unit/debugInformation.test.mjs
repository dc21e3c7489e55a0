import { expect, test } from "vitest";
import { describe } from "../../src/debugInformation";

const about = {
  extension: "0.1.0", editor: "VS Code", editorVersion: "1.139.1", system: "linux 6.1 x64", remote: "wsl", trusted: true, folders: 2,
  tried: ["/home/grace/.venv/bin/python -m cotlens"], server: "/home/grace/.venv/bin/python -m cotlens serve --stdio", version: "0.1.0", running: true,
  status: {
    state: "watching", sessions: 3, reasoning: { full: 2, summary: 0, partial: 0, withheld: 1, none: 0 }, flags: { open: 4, unplaced: 1 }, progress: null,
    looked: ["/home/grace/.claude/projects"], unread: 1, badLines: 7, models: [{ agent: "codex", entrypoint: null, model: "gpt", reasoning: "withheld" }], remedies: [], message: "Watching 3 sessions",
  },
  settings: { "cotlens.minSeverity": "info" }, home: "/home/grace",
};

test("what helps is told, and the user's name is not", () => {
  const text = describe(about);
  for (const words of [
    "editor: VS Code 1.139.1, linux 6.1 x64, remote: wsl", "2 folders, trusted", "server: running, 0.1.0, ~/.venv/bin/python -m cotlens serve --stdio",
    "sessions: 3, reasoning: 2 full, 1 withheld", "flags: 4 open, 1 of them without a line", "logs: 1 not readable, 7 broken lines", "agents: codex gpt withheld",
    "  ~/.claude/projects", '  cotlens.minSeverity = "info"',
  ]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain("grace");
});

test("without a server that is what is told", () => {
  const text = describe({ ...about, running: false, server: undefined, version: undefined, status: undefined, settings: {}, remote: undefined, folders: 1, trusted: false });
  for (const words of ["server: not running, version unknown, none found", "1 folder, not trusted", "(all at their defaults)"]) {
    expect(text).toContain(words);
  }
});
