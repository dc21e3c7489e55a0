/** Makes elements. Text is only ever set as text: nothing of a log becomes markup. */

export interface Made {
  class?: string;
  text?: string;
  /** Attributes; undefined ones are left out. */
  set?: Record<string, string | undefined>;
  on?: Record<string, (event: Event) => void>;
}

export function el<Name extends keyof HTMLElementTagNameMap>(name: Name, made: Made = {}, ...children: (Node | undefined)[]): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (made.class !== undefined) {
    element.className = made.class;
  }
  if (made.text !== undefined) {
    element.textContent = made.text;
  }
  for (const [key, value] of Object.entries(made.set ?? {})) {
    if (value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  for (const [key, run] of Object.entries(made.on ?? {})) {
    element.addEventListener(key, run);
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const NS = "http://www.w3.org/2000/svg";

export function svg(name: string, set: Record<string, string | number> = {}, ...children: Node[]): SVGElement {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(set)) {
    element.setAttribute(key, String(value));
  }
  element.append(...children);
  return element;
}

const paths = {
  person: "M8 8a3 3 0 1 0 0-6 3 3 0 0 0 0 6Zm-5.5 6c.4-3 2.6-4.6 5.5-4.6s5.1 1.6 5.5 4.6",
  thought: "M8 2.2a4.5 4.5 0 0 0-2.3 8.3v1.7h4.6v-1.7A4.5 4.5 0 0 0 8 2.2ZM6.2 14.2h3.6",
  hidden: "M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4ZM3 13.5 13 2.5",
  message: "M2.5 3.5h11v7.5h-6l-3 2.7V11h-2z",
  action: "M3 4.5 6.5 8 3 11.5M8 12h5",
  edit: "M3 13l.7-2.9L10.8 3l2.2 2.2-7.1 7.1zM9.5 4.3l2.2 2.2",
  note: "M8 3v6M8 11.5v1",
  file: "M4 2.5h5l3 3v8H4zM9 2.5v3h3",
  flag: "M4 14V2.5h7.5L10 5.3l1.5 2.7H4",
  up: "M4 10l4-4 4 4",
  down: "M4 6l4 4 4-4",
  search: "M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3 14 14",
  document: "M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5",
} as const;

export type IconName = keyof typeof paths;

/** A small drawing in the colour of the text; says nothing to a screen reader. */
export function icon(name: IconName): SVGElement {
  return svg("svg", { viewBox: "0 0 16 16", class: `icon icon-${name}`, "aria-hidden": "true", focusable: "false" }, svg("path", { d: paths[name] }));
}
