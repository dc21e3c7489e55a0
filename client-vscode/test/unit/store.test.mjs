import { expect, test } from "vitest";
import { Store } from "../../src/view/store";

const item = (index, more = {}) => ({
  index, id: `e${index}`, kind: "action", time: 1000 + index, turn: 1, chain: null, title: "Bash", intent: "", text: `step ${index}`,
  cut: false, outcome: "ok", exit: 0, output: "", checks: [], changes: [], ...more,
});

/** A server of one session; `log` is what it was asked. */
function server(total) {
  const items = Array.from({ length: total }, (_, index) => item(index));
  const state = { items, changes: items.map((_, index) => index), generation: "1", flags: [], log: [] };
  const ask = (asked) => {
    state.log.push(asked);
    const since = asked.since === undefined ? undefined : state.changes.slice(asked.since, asked.since + asked.count);
    const wanted = since === undefined ? state.items.slice(asked.first, asked.first + asked.count) : [...new Set(since)].sort((a, b) => a - b).map((index) => state.items[index]);
    const edition = asked.since === undefined ? state.changes.length : Math.min(state.changes.length, asked.since + asked.count);
    const outline = asked.outline ? { kinds: "a".repeat(state.items.length), began: 1000, times: state.items.map((one) => one.time - 1000), checks: [], edits: [], failed: [] } : null;
    const found = state.items.findIndex((one) => one.id === asked.find);
    return Promise.resolve({
      session: { id: "s", title: "T" }, generation: state.generation, edition, more: edition < state.changes.length && asked.since !== undefined,
      total: state.items.length, items: wanted, outline, found: found < 0 ? null : found, flags: state.flags,
    });
  };
  const add = (index, more) => {
    state.items[index] = item(index, more);
    state.changes.push(index);
  };
  return { state, ask, add };
}

const opened = async (total, place) => {
  const { state, ask, add } = server(total);
  const news = [];
  const store = new Store(ask, (one) => news.push(one), place);
  await store.begin();
  return { state, add, news, store };
};

test("all items are known in short at once, and come a page at a time", async () => {
  const { state, store } = await opened(1000);
  expect([store.total, store.item(0), store.complete]).toStrictEqual([1000, undefined, false]);
  await store.wantAll();
  expect(store.complete).toBe(true);
  expect(store.item(999).text).toBe("step 999");
  expect(state.log.length).toBe(6);
});

test("items in view are asked for once, and before the others", async () => {
  const { state, store } = await opened(1000);
  store.want(410, 420);
  store.want(411, 421);
  await store.wantAll();
  expect(state.log.slice(1).map((asked) => asked.first)).toStrictEqual([400, 0, 200, 600, 800]);
});

test("what is new comes with one question, however often the server says that there is something", async () => {
  const { state, add, news, store } = await opened(3);
  await store.wantAll();
  add(3);
  add(4);
  add(1, { outcome: "error", checks: [{ kind: "tests", outcome: "failed", passed: 0, failed: 1 }] });
  const asked = state.log.length;
  await Promise.all([store.catchUp(), store.catchUp(), store.catchUp()]);
  expect(state.log.length - asked <= 2).toBe(true);
  expect([store.total, store.item(1).outcome, store.checks.get(1)]).toStrictEqual([5, "error", "failed"]);
  expect(news.filter((one) => one.more > 0).map(({ items, more }) => [items, more])).toStrictEqual([[[1, 3, 4], 2]]);
});

test("more news than fit into one page come in several", async () => {
  const { add, store } = await opened(1);
  for (let index = 1; index <= 1000; index += 1) add(index);
  await store.catchUp();
  expect(store.total).toBe(1001);
  expect(store.item(1000).text).toBe("step 1000");
});

test("a session that was put together anew is told from the beginning, and the reader's place is looked for", async () => {
  const { state, add, news, store } = await opened(5, () => "e3");
  state.generation = "2";
  state.items.splice(0, 2);
  state.items.forEach((one, index) => { one.index = index; });
  state.changes = [0, 1, 2];
  await store.catchUp();
  expect([store.total, news.at(-1).anew, news.at(-1).found]).toStrictEqual([3, true, 1]);
  add(3);
  await store.catchUp();
  expect(store.total).toBe(4);
});

test("begun twice at a time, it is asked once", async () => {
  const { ask, state } = server(5);
  const store = new Store(ask, () => undefined);
  await Promise.all([store.begin(), store.begin()]);
  expect(state.log.length).toBe(1);
});

test("flags belong to their act, are found by their words, and a verdict changes that act alone", async () => {
  const { state, news, store } = await opened(2);
  await store.wantAll();
  state.flags = [{ id: "f", item: 1, code: "RH01", name: "test-tampering", message: "Loosened", status: "open" }, { id: "g", item: null }];
  await store.catchUp();
  expect([...store.flagsOf.keys()]).toStrictEqual([1]);
  expect(store.text(1)).toContain("loosened");
  expect(store.text(0)).not.toContain("loosened");
  state.flags = [{ ...state.flags[0], status: "confirmed" }];
  await store.catchUp();
  expect(news.at(-1).items).toStrictEqual([1]);
  await store.catchUp();
  expect(news.at(-1).items).toStrictEqual([]);
});
