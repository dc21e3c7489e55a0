/** What stands above the picture: the session's title, who and when, and what came of it in numbers. */

import type { SessionPage } from "../sessionMessages";
import { el } from "./dom";
import { duration } from "./picture";
import type { Store } from "./store";
import { locale, t } from "./words";

const reasoning = {
  full: t("reasoning readable"),
  summary: t("reasoning summarised"),
  partial: t("reasoning partly withheld"),
  withheld: t("reasoning withheld"),
  none: t("no reasoning"),
} as const;

export function about(session: SessionPage["session"], store: Store): HTMLElement[] {
  const started = session.started === null ? undefined : new Date(session.started);
  const last = store.times.findLast((time) => time >= 0);
  const who = [`${session.agent_title}${session.agent_version === null ? "" : ` ${session.agent_version}`}`, session.model ?? "", started?.toLocaleString(locale, { dateStyle: "medium", timeStyle: "short" }) ?? "", last === undefined ? "" : duration(last)];
  const facts = el("ul", { class: "facts" });
  const fact = (value: number, one: string, many: string, tone = ""): void => {
    if (value > 0) {
      facts.append(el("li", { class: tone }, el("b", { text: value.toLocaleString(locale) }), document.createTextNode(` ${value === 1 ? one : many}`)));
    }
  };
  const outcomes = [...store.checks.values()];
  const lines = [...store.edits.values()];
  const open = store.flags.filter((flag) => flag.status !== "dismissed").length;
  fact(open, t("flag"), t("flags"), "flags");
  fact(store.total, t("step"), t("steps"));
  fact(lines.length, t("edit"), t("edits"), "edits");
  fact(outcomes.filter((outcome) => outcome === "failed").length, t("red run"), t("red runs"), "red");
  fact(outcomes.filter((outcome) => outcome === "passed").length, t("green run"), t("green runs"), "green");
  return [
    el("h1", { text: session.title ?? t("{0} session", session.agent_title) }),
    el("p", { class: "who" }, el("span", { text: who.filter((part) => part !== "").join(" · ") }), el("span", { class: `badge ${session.reasoning}`, text: reasoning[session.reasoning] })),
    facts,
  ];
}

/** What is told of steps that came while nobody looked. */
export function newSteps(count: number): string {
  return count === 1 ? t("1 new step") : t("{0} new steps", count);
}
