import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { textOf, shownItems, neighbour, occurrences } = await load("view/search");

const item = { title: "Edit", intent: "Round", text: "The Text", output: "OUT", changes: [{ path: "shop/cart.py", parts: [{ lines: ["+ADDED", "-gone", " same"] }] }] };

test("all that can be seen can be found, signs of a diff apart", () => {
  const text = textOf(item, [{ code: "RH01", name: "test-tampering", message: "Assertion loosened" }]);
  for (const words of ["edit", "round", "the text", "out", "shop/cart.py", "added", "gone", "rh01", "test-tampering", "assertion loosened"]) {
    assert.ok(text.includes(words), words);
  }
  assert.ok(!text.includes("+added"));
});

const kinds = ["ask", "added", "reasoning", "withheld", "message", "action", "edit", "result", "outside", "note"];
const cases = [
  [[], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
  [["you"], [0, 1]],
  [["reasoning"], [2, 3]],
  [["edits", "messages"], [4, 6, 8]],
  [["actions"], [5, 7]],
  [["flagged"], [5, 6]],
  [["flagged", "edits"], [6]],
];
for (const [chosen, shown] of cases) {
  test(`shown with [${chosen.join(", ")}]`, () => {
    assert.deepEqual(shownItems(kinds, new Set(chosen), new Set([5, 6])), shown);
  });
}

test("the next and the one before, round and round", () => {
  assert.deepEqual([0, 3, 4, 9].map((from) => neighbour([3, 7], from, 1)), [3, 7, 7, 3]);
  assert.deepEqual([0, 3, 4, 9].map((from) => neighbour([3, 7], from, -1)), [7, 7, 3, 7]);
  assert.equal(neighbour([], 0, 1), undefined);
});

test("words are found without regard to case, and never at a wrong place", () => {
  assert.deepEqual(occurrences("Red, red", "red"), [[0, 3], [5, 8]]);
  assert.deepEqual(occurrences("aaa", "aa"), [[0, 2]]);
  assert.deepEqual(occurrences("text", ""), []);
  assert.deepEqual(occurrences("İstanbul red", "red"), []);
});
