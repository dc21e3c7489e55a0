import { expect, test, vi } from "vitest";
import { activate } from "../../src/web";

const { items, said } = vi.hoisted(() => ({ items: [], said: [] }));

vi.mock("vscode", async (original) => ({
  ...(await original()),
  StatusBarAlignment: { Left: 1 },
  window: {
    createStatusBarItem: (id) => {
      const item = { id, shown: false, show: () => (item.shown = true) };
      items.push(item);
      return item;
    },
    showInformationMessage: (text) => said.push(text),
  },
}));

test("in a browser alone a status item says why there is nothing, and one message does, once", async () => {
  const kept = new Map();
  const context = { subscriptions: [], globalState: { get: (key) => kept.get(key), update: async (key, value) => kept.set(key, value) } };
  await activate(context);
  await activate(context);
  expect(items.map((item) => [item.id, item.shown])).toStrictEqual([["cotlens.status", true], ["cotlens.status", true]]);
  expect(items[0].tooltip).toMatch(/session logs.*over SSH/);
  expect(said.length).toBe(1);
  expect(said[0]).toMatch(/a browser has neither/);
  expect(context.subscriptions.length).toBe(2);
});
