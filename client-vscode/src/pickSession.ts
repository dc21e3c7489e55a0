/** Which session to show: the one of a flag on the current line, or one that the user picks. */

import * as vscode from "vscode";
import { askFlags } from "./askFlags";
import { flagsOnThisLine } from "./peek";
import type { FlagList, Reasoning } from "./protocol";
import type { Server } from "./server";
import type { SessionPanels } from "./sessionPanel";

interface Item extends vscode.QuickPickItem {
  session: string;
  flag?: string;
}

const readable: Record<Reasoning, string> = {
  full: vscode.l10n.t("reasoning readable"),
  summary: vscode.l10n.t("reasoning summarised"),
  partial: vscode.l10n.t("reasoning partly withheld"),
  withheld: vscode.l10n.t("reasoning withheld"),
  none: vscode.l10n.t("no reasoning"),
};

export async function pickSession(server: Server, panels: SessionPanels): Promise<void> {
  const client = server.running;
  if (client === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("CoTLens is not running."));
    return;
  }
  const list = await askFlags(server);
  const [only] = list.sessions;
  if (only === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t("No agent session of this workspace was found."));
    return;
  }
  const items = [...onThisLine(list), ...list.sessions.map((session) => itemOf(session, list))];
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: vscode.l10n.t("Show a session"), placeHolder: vscode.l10n.t("Which one?"), matchOnDescription: true, matchOnDetail: true });
  if (chosen !== undefined) {
    panels.show(chosen.session, chosen.flag);
  }
}

function itemOf(session: FlagList["sessions"][number], list: FlagList): Item {
  const open = list.flags.filter((flag) => flag.session === session.id && flag.status === "open").length;
  const when = session.ended === null ? "" : new Date(session.ended).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
  return {
    session: session.id,
    // `$(` would be taken for an icon.
    label: `$(comment-discussion) ${(session.title ?? session.id.slice(0, 8)).replaceAll("$(", "$ (")}`,
    description: `${session.agent}${open > 0 ? ` · ${open === 1 ? vscode.l10n.t("1 open flag") : vscode.l10n.t("{0} open flags", open)}` : ""}`,
    detail: [when, readable[session.reasoning]].filter((part) => part !== "").join(" · "),
  };
}

/** The flags on the line of the cursor: where the user is, is what is meant most often. */
function onThisLine(list: FlagList): Item[] {
  return flagsOnThisLine(list).map((flag) => ({ session: flag.session, flag: flag.id, label: `$(arrow-right) ${flag.name}`, description: vscode.l10n.t("the flag on this line"), detail: flag.message.replaceAll("$(", "$ (") }));
}

/** Shows the session of a flag, at the flag's act. */
export async function showInSession(server: Server, panels: SessionPanels, id: string): Promise<void> {
  const list = await askFlags(server);
  const flag = list.flags.find((known) => known.id === id);
  if (flag !== undefined) {
    panels.show(flag.session, flag.id);
  }
}
