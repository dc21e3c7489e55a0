/** The view's end of the wire to the extension. Asks are answered in any order. */

import type { Ask, Kept, SessionPage, ToHost, ToView } from "../sessionMessages";

interface Api {
  postMessage(message: ToHost): void;
  setState(kept: Kept): void;
  getState(): Kept | undefined;
}

declare function acquireVsCodeApi(): Api;

export class Host {
  private readonly api = acquireVsCodeApi();
  private readonly waiting = new Map<number, { done(page: SessionPage): void; failed(error: Error): void }>();
  private count = 0;

  /** `told` gets what is no answer. */
  constructor(told: (message: ToView) => void) {
    window.addEventListener("message", (event: MessageEvent<ToView>) => {
      const message = event.data;
      if (message.type !== "answer" && message.type !== "refused") {
        told(message);
        return;
      }
      const asked = this.waiting.get(message.id);
      this.waiting.delete(message.id);
      if (message.type === "answer") {
        asked?.done(message.page);
      } else {
        asked?.failed(new Error(message.reason));
      }
    });
  }

  ask(ask: Ask): Promise<SessionPage> {
    this.count += 1;
    const id = this.count;
    return new Promise((done, failed) => {
      this.waiting.set(id, { done, failed });
      this.send({ type: "ask", id, ask });
    });
  }

  send(message: ToHost): void {
    this.api.postMessage(message);
  }

  get kept(): Kept | undefined {
    return this.api.getState();
  }

  keep(kept: Kept): void {
    this.api.setState(kept);
  }
}
