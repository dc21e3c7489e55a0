import { expect, test } from "vitest";
import { broken } from "../../src/brokenLines";

const cases = [
  ["short lines stay", ["a b", ""], ["a b", ""]],
  ["a long one is broken at blanks", ["one two three four"], ["one two", "three four"]],
  ["a long word stays whole", ["0123456789abc d"], ["0123456789abc", "d"]],
  ["so does one without a blank", ["0123456789abc"], ["0123456789abc"]],
  ["what a line begins with stays", ["    indented far"], ["    indented", "far"]],
  ["a line end of Windows goes", ["a\r"], ["a"]],
];
for (const [name, lines, wanted] of cases) {
  test(name, () => {
    expect(broken(lines, 10)).toStrictEqual(wanted);
  });
}
