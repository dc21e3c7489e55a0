import { expect, test } from "vitest";
import { textOf, shownItems, neighbour, occurrences } from "../../src/view/search";

const item = { title: "Edit", intent: "Round", text: "The Text", output: "OUT", changes: [{ path: "shop/cart.py", parts: [{ lines: ["+ADDED", "-gone", " same"] }] }] };

test("all that can be seen can be found, signs of a diff apart", () => {
  const text = textOf(item, [{ code: "RH01", name: "test-tampering", message: "Assertion loosened" }]);
  for (const words of ["edit", "round", "the text", "out", "shop/cart.py", "added", "gone", "rh01", "test-tampering", "assertion loosened"]) {
    expect(text).toContain(words);
  }
  expect(text).not.toContain("+added");
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
    expect(shownItems(kinds, new Set(chosen), new Set([5, 6]))).toStrictEqual(shown);
  });
}

test("the next and the one before, round and round", () => {
  expect([0, 3, 4, 9].map((from) => neighbour([3, 7], from, 1))).toStrictEqual([3, 7, 7, 3]);
  expect([0, 3, 4, 9].map((from) => neighbour([3, 7], from, -1))).toStrictEqual([7, 7, 3, 7]);
  expect(neighbour([], 0, 1)).toBeUndefined();
});

test("words are found without regard to case, and never at a wrong place", () => {
  expect(occurrences("Red, red", "red")).toStrictEqual([[0, 3], [5, 8]]);
  expect(occurrences("aaa", "aa")).toStrictEqual([[0, 2]]);
  expect(occurrences("text", "")).toStrictEqual([]);
  expect(occurrences("İstanbul red", "red")).toStrictEqual([]);
});
