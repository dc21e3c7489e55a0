/** Which session to show: the one of a flag on the current line, or one that the user picks. */

import * as vscode from "vscode";
import { flagsMethod, type FlagList, type Reasoning } from "./protocol";
import type { Server } from "./server";
import type { SessionPanels } from "./sessionPanel";

interface Item extends vscode.QuickPickItem {
  session: string;
  flag?: string;
}

const readable: Record<Reasoning, string> = {
  full: "reasoning readable",
  summary: "reasoning summarised",
  partial: "reasoning partly withheld",
  withheld: "reasoning withheld",
  none: "no reasoning",
};

export async function pickSession(server: Server, panels: SessionPanels): Promise<void> {
  const client = server.running;
  if (client === undefined) {
    void vscode.window.showInformationMessage("CoTLens is not running.");
    return;
  }
  const list = await client.sendRequest<FlagList>(flagsMethod, {});
  const [only] = list.sessions;
  if (only === undefined) {
    void vscode.window.showInformationMessage("No agent session of this workspace was found.");
    return;
  }
  const items = [...onThisLine(list), ...list.sessions.map((session) => itemOf(session, list))];
  const chosen = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: "Show a session", placeHolder: "Which one?", matchOnDescription: true, matchOnDetail: true });
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
    description: `${session.agent}${open > 0 ? ` · ${String(open)} open flag${open === 1 ? "" : "s"}` : ""}`,
    detail: [when, readable[session.reasoning]].filter((part) => part !== "").join(" · "),
  };
}

/** The flags on the line of the cursor: where the user is, is what is meant most often. */
function onThisLine(list: FlagList): Item[] {
  const editor = vscode.window.activeTextEditor;
  const line = editor?.selection.active.line;
  const path = editor === undefined ? "" : vscode.workspace.asRelativePath(editor.document.uri, false);
  return list.flags
    .filter((flag) => flag.status !== "dismissed" && flag.location?.path === path && flag.location.range.start.line === line)
    .map((flag) => ({ session: flag.session, flag: flag.id, label: `$(arrow-right) ${flag.name}`, description: "the flag on this line", detail: flag.message.replaceAll("$(", "$ (") }));
}
