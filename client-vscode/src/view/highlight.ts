/** Marks the words searched for in what is drawn, without changing the elements. */

import { occurrences } from "./search";

const name = "found";

/** Marks all occurrences within these elements. */
export function highlight(elements: Iterable<HTMLElement>, words: string): void {
  CSS.highlights.delete(name);
  if (words === "") {
    return;
  }
  const ranges: Range[] = [];
  for (const element of elements) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      for (const [begin, end] of occurrences(node.nodeValue ?? "", words)) {
        const range = new Range();
        range.setStart(node, begin);
        range.setEnd(node, end);
        ranges.push(range);
      }
    }
  }
  CSS.highlights.set(name, new Highlight(...ranges));
}
