/** Draws the session's small picture, shows where the reader is in it, and lets a click or the keys go elsewhere. */

import { el, svg } from "./dom";
import { BAR, layOut, stepAt, type Pictured } from "./picture";
import { t } from "./words";

const HEIGHT = 84;
const LANES = { flags: 8, checks: 20, edits: 44, steps: 71 } as const;
const laneWords: Readonly<Record<keyof typeof LANES, string>> = { flags: t("flags"), checks: t("tests"), edits: t("edits"), steps: t("steps") };
const CHECK = 7;
const EDIT = 15;
const STEP = 14;

export class PictureView {
  readonly element: HTMLElement;
  private readonly canvas = svg("svg", { class: "lanes", "aria-hidden": "true", focusable: "false" });
  private readonly here = el("div", { class: "here", set: { "aria-hidden": "true" } });
  private readonly tip = el("div", { class: "tip", set: { "aria-hidden": "true" } });
  private readonly slider: HTMLElement;
  private readonly area: HTMLElement;
  private count = 0;
  private session: Pictured | undefined;
  private at = 0;
  private readonly sizes = new ResizeObserver(() => {
    this.paint();
  });

  /** `go` is told of the step that was chosen, `name` names a step for the tip. */
  constructor(
    private readonly go: (step: number) => void,
    private readonly name: (step: number) => string,
  ) {
    this.slider = el("div", {
      class: "slider",
      set: { role: "slider", tabindex: "0", "aria-label": t("Place in the session"), "aria-valuemin": "1", "aria-orientation": "horizontal" },
      on: {
        keydown: (event) => {
          this.key(event as KeyboardEvent);
        },
        pointerdown: (event) => {
          const pointer = event as PointerEvent;
          this.slider.setPointerCapture(pointer.pointerId);
          this.go(this.under(pointer));
        },
        pointermove: (event) => {
          const pointer = event as PointerEvent;
          this.point(pointer);
          if (pointer.buttons === 1) {
            this.go(this.under(pointer));
          }
        },
        pointerleave: () => {
          this.tip.classList.remove("shown");
        },
      },
    });
    this.area = el("div", { class: "area" });
    this.area.append(this.canvas, this.here, this.slider, this.tip);
    const names = el("div", { class: "names", set: { "aria-hidden": "true" } });
    for (const lane of Object.keys(LANES) as (keyof typeof LANES)[]) {
      names.append(el("span", { class: `lane ${lane}`, text: laneWords[lane] }));
    }
    this.element = el("div", { class: "picture" }, names, this.area);
    this.sizes.observe(this.area);
  }

  dispose(): void {
    this.sizes.disconnect();
  }

  show(session: Pictured): void {
    this.session = session;
    this.count = session.kinds.length;
    this.slider.setAttribute("aria-valuemax", String(Math.max(this.count, 1)));
    this.paint();
  }

  /** Says which steps are in view. */
  seen(first: number, last: number): void {
    this.at = first;
    const width = this.area.clientWidth;
    const each = width / Math.max(this.count, 1);
    const left = Math.min(first * each, width - 4);
    this.here.style.transform = `translateX(${String(left)}px)`;
    this.here.style.width = `${String(Math.max(4, Math.min(width - left, (last - first + 1) * each)))}px`;
    this.slider.setAttribute("aria-valuenow", String(first + 1));
    this.slider.setAttribute("aria-valuetext", t("step {0} of {1}: {2}", first + 1, this.count, this.name(first)));
  }

  private under(pointer: PointerEvent): number {
    return stepAt(pointer.offsetX, this.area.clientWidth, this.count);
  }

  private point(pointer: PointerEvent): void {
    if (this.count === 0) {
      return;
    }
    const width = this.area.clientWidth;
    this.tip.textContent = this.name(this.under(pointer));
    this.tip.classList.add("shown");
    const left = Math.min(Math.max(pointer.offsetX - this.tip.offsetWidth / 2, 0), width - this.tip.offsetWidth);
    this.tip.style.transform = `translateX(${String(left)}px)`;
  }

  private key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.round(this.count / 20));
    const to = { ArrowLeft: this.at - 1, ArrowDown: this.at - 1, ArrowRight: this.at + 1, ArrowUp: this.at + 1, PageDown: this.at - page, PageUp: this.at + page, Home: 0, End: this.count - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      this.go(Math.max(0, Math.min(this.count - 1, to)));
    }
  }

  private paint(): void {
    const width = this.area.clientWidth;
    if (this.session === undefined || width === 0) {
      return;
    }
    const { steps, checks, runs, edits, flags, turns, ticks } = layOut(this.session, width);
    const drawn: Node[] = [];
    // One path for all of a kind: a long session has hundreds of columns.
    const path = (name: string, parts: string[]): void => {
      if (parts.length > 0) {
        drawn.push(svg("path", { class: name, d: parts.join("") }));
      }
    };
    const box = (x: number, y: number, wide: number, high: number): string => `M${x.toFixed(1)} ${y.toFixed(1)}h${wide.toFixed(1)}v${high.toFixed(1)}h${(-wide).toFixed(1)}z`;
    path("turn", turns.map((x) => `M${x.toFixed(1)} 2V${String(HEIGHT - 6)}`));
    for (const tone of new Set(steps.map((span) => span.what))) {
      path(`step ${tone}`, steps.filter((span) => span.what === tone).map((span) => box(span.x, LANES.steps - STEP / 2 + span.top * STEP, Math.max(span.width - (span.width > 4 ? 1 : 0), 1), span.share * STEP)));
    }
    for (const outcome of ["passed", "failed"] as const) {
      path(`check ${outcome}`, checks.filter((span) => span.what === outcome).map((span) => box(span.x, LANES.checks - CHECK / 2, span.width, CHECK)));
    }
    for (const run of runs.length <= width / 4 ? runs : []) {
      drawn.push(run.outcome === "passed" ? svg("circle", { class: "run passed", cx: run.x + 4, cy: LANES.checks, r: 4 }) : svg("path", { class: "run failed", d: `M${run.x.toFixed(1)} ${String(LANES.checks - 4)}h8v8h-8z` }));
    }
    const bar = (edit: { x: number; width: number }): number => Math.min(Math.max(edit.width - 1, 1.5), BAR);
    path("baseline", [`M0 ${String(LANES.edits)}H${String(width)}`]);
    path("edit plus", edits.filter((edit) => edit.up > 0).map((edit) => box(edit.x, LANES.edits - edit.up * EDIT, bar(edit), edit.up * EDIT)));
    path("edit minus", edits.filter((edit) => edit.down > 0).map((edit) => box(edit.x, LANES.edits, bar(edit), edit.down * EDIT)));
    for (const flag of flags) {
      drawn.push(svg("path", { class: `mark ${flag.severity}${flag.dismissed ? " dismissed" : ""}`, d: `M${flag.x.toFixed(1)} ${String(LANES.flags - 6)}l6 10h-12z` }));
    }
    this.canvas.setAttribute("viewBox", `0 0 ${String(width)} ${String(HEIGHT)}`);
    this.canvas.replaceChildren(...drawn);
    this.area.querySelector(".ticks")?.remove();
    const labels = el("div", { class: "ticks", set: { "aria-hidden": "true" } });
    for (const tick of ticks) {
      const label = el("span", { text: tick.label });
      label.style.transform = `translateX(${String(tick.x)}px)`;
      labels.append(label);
    }
    this.area.append(labels);
  }
}
