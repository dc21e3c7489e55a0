/** What stands above the picture: the session's title, who and when, and what came of it in numbers. */

import type { SessionPage } from "../sessionMessages";
import { el } from "./dom";
import { duration } from "./picture";
import type { Store } from "./store";

const reasoning = {
  full: "reasoning readable",
  summary: "reasoning summarised",
  partial: "reasoning partly withheld",
  withheld: "reasoning withheld",
  none: "no reasoning",
} as const;

export function about(session: SessionPage["session"], store: Store): HTMLElement[] {
  const started = session.started === null ? undefined : new Date(session.started);
  const last = store.times.findLast((time) => time >= 0);
  const who = [`${session.agent_title}${session.agent_version === null ? "" : ` ${session.agent_version}`}`, session.model ?? "", started?.toLocaleString([], { dateStyle: "medium", timeStyle: "short" }) ?? "", last === undefined ? "" : duration(last)];
  const facts = el("ul", { class: "facts" });
  const fact = (value: number, one: string, many: string, tone = ""): void => {
    if (value > 0) {
      facts.append(el("li", { class: tone }, el("b", { text: value.toLocaleString() }), document.createTextNode(` ${value === 1 ? one : many}`)));
    }
  };
  const outcomes = [...store.checks.values()];
  const lines = [...store.edits.values()];
  const open = store.flags.filter((flag) => flag.status !== "dismissed").length;
  fact(open, "flag", "flags", "flags");
  fact(store.total, "step", "steps");
  fact(lines.length, "edit", "edits", "edits");
  fact(outcomes.filter((outcome) => outcome === "failed").length, "red run", "red runs", "red");
  fact(outcomes.filter((outcome) => outcome === "passed").length, "green run", "green runs", "green");
  return [
    el("h1", { text: session.title ?? `${session.agent_title} session` }),
    el("p", { class: "who" }, el("span", { text: who.filter((part) => part !== "").join(" · ") }), el("span", { class: `badge ${session.reasoning}`, text: reasoning[session.reasoning] })),
    facts,
  ];
}
