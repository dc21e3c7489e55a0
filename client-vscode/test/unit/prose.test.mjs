import { expect, test } from "vitest";
import { blocksOf, piecesOf } from "../../src/view/prose";

const told = (text) => blocksOf(text).map((block) => {
  if (block.kind === "code") return ["code", block.text];
  if (block.kind === "list") return ["list", ...block.items.map(({ mark, depth, pieces }) => `${depth}${mark} ${pieces.map((piece) => piece.text).join("")}`)];
  return [block.kind, ...block.lines.map((line) => line.map((piece) => piece.text).join(""))];
});

const cases = [
  ["paragraphs and lines", "a\nb\n\nc", [["paragraph", "a", "b"], ["paragraph", "c"]]],
  ["a heading", "# Plan\ntext", [["heading", "Plan"], ["paragraph", "text"]]],
  ["a list with a line that goes on", "- one\n  more\n  - deep\n1. two", [["list", "0• one more", "1• deep", "01. two"]]],
  ["text after a list", "- one\n\ntext", [["list", "0• one"], ["paragraph", "text"]]],
  ["code", "x\n```py\n# no heading\n- no item\n```\ny", [["paragraph", "x"], ["code", "# no heading\n- no item"], ["paragraph", "y"]]],
  ["code that never ends", "```\na\nb", [["code", "a\nb"]]],
  ["a longer fence", "````\n```\n````", [["code", "```"]]],
  ["what looks like HTML", "<img src=x onerror=alert(1)>", [["paragraph", "<img src=x onerror=alert(1)>"]]],
  ["a link is its text", "[a](https://evil.example)", [["paragraph", "[a](https://evil.example)"]]],
  ["nothing", "\n\n", []],
];
for (const [name, text, blocks] of cases) {
  test(name, () => {
    expect(told(text)).toStrictEqual(blocks);
  });
}

test("code spans and strong words", () => {
  expect(piecesOf("a `b*c` **d** *e* `")).toStrictEqual([
    { text: "a ", style: "plain" }, { text: "b*c", style: "code" }, { text: " ", style: "plain" },
    { text: "d", style: "strong" }, { text: " *e* `", style: "plain" },
  ]);
});
