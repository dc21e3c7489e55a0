/** The keys of the view: from step to step, to flags and matches, and into the search. Those that an input or the picture takes are theirs. */

import type { VirtualList } from "./list";

export interface KeyActions {
  search(): void;
  flag(step: 1 | -1): void;
  match(step: 1 | -1): void;
  enter(item: number): void;
}

export function listenToKeys(list: VirtualList, actions: KeyActions): void {
  const go = (to: number): void => {
    const item = list.at(Math.max(0, Math.min(list.count - 1, to)));
    if (item !== undefined) {
      list.focus(item);
    }
  };
  const by = (steps: number): void => {
    go(list.positionOf(list.current) + steps);
  };
  const page = (): number => Math.max(1, list.positionOf(list.seen.last) - list.positionOf(list.seen.first));
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => { by(1); },
    ArrowUp: () => { by(-1); },
    PageDown: () => { by(page()); },
    PageUp: () => { by(-page()); },
    Home: () => { go(0); },
    End: () => { list.toEnd(); go(list.count - 1); },
    "/": () => { actions.search(); },
    f: () => { actions.flag(1); },
    F: () => { actions.flag(-1); },
    n: () => { actions.match(1); },
    N: () => { actions.match(-1); },
  }; // prettier-ignore
  document.addEventListener("keydown", (event) => {
    const target = event.target as HTMLElement;
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, .slider") !== null) {
      return;
    }
    const run = event.key === "Enter" && target.tagName === "ARTICLE" ? (): void => { actions.enter(Number(target.dataset["item"])); } : keys[event.key]; // prettier-ignore
    if (run !== undefined) {
      event.preventDefault();
      run();
    }
  });
}
