/** The words about how the server comes to run: what is being set up, and why it does not. Pure. */

import type { Translate } from "./findServer";
import type { Shown } from "./statusText";

/** How far the server's start has come, as long as the server itself says nothing. */
export type Setup = { state: "starting" } | { state: "building" } | { state: "missing"; tried: string[]; wanted: "python" | "cotlens" | "server.path" } | { state: "broken"; reason: string };

/** Why a Python gets no private environment, in a few words. */
export function reasonOf(code: string, detail: string, t: Translate): string {
  const [is = "", needs = ""] = detail.split("; ");
  switch (code) {
    case "kind":
      return t("{0}: only the usual CPython will do", is);
    case "version":
      return t("Python {0}: this extension has packages for {1}", is, needs);
    case "machine":
      return t("made for {0}: this extension is for {1}", is, needs);
    case "system":
      return t("system version {0}: {1} or newer is needed", is, needs);
    case "damaged":
      return t("the extension is damaged, install it again: {0}", detail);
    case "write":
      return t("cannot write: {0}", detail);
    case "import":
      return t("its packages cannot be loaded: {0}", detail);
    default:
      return t("setting up failed: {0}", detail);
  }
}

function missing(wanted: "python" | "cotlens" | "server.path", tried: string, t: Translate): string {
  switch (wanted) {
    case "server.path":
      return t("cotlens.server.path names no cotlens that can be run: {0}", tried);
    case "python":
      return t("CoTLens found no Python 3.10 or newer that it can use. Tried: {0}", tried);
    case "cotlens":
      return t('CoTLens found no Python with cotlens installed ("pip install cotlens"). Tried: {0}', tried);
  }
}

/** The one line for the user. */
export function sentence(setup: Setup, t: Translate): string {
  switch (setup.state) {
    case "starting":
      return t("CoTLens is starting");
    case "building":
      return t("CoTLens is setting up its private Python environment (once for each version, without the network)");
    case "missing":
      return missing(setup.wanted, setup.tried.join(", "), t);
    case "broken":
      return t("The server of CoTLens does not start: {0}", setup.reason);
  }
}

/** What the status item shows. */
export function describeSetup(setup: Setup, t: Translate): Shown {
  const busy = setup.state === "starting" || setup.state === "building";
  const words = setup.state === "building" ? t("CoTLens: setting up") : "CoTLens";
  return { text: `${busy ? "$(loading~spin)" : "$(error)"} ${words}`, tooltip: sentence(setup, t), warn: !busy };
}
