/** The links at the head of a hover: from the line to what can be done with it. Text of logs stands in the server's part alone, which can run nothing. */

import * as vscode from "vscode";
import { serverCommands } from "./protocol";

const source = "cotlens";
/** All that a link of ours may run. */
const enabledCommands = [serverCommands.confirm, serverCommands.dismiss, "cotlens.peekReasoning", "cotlens.showInSession", "cotlens.whyHere"];

/** A diagnostic as the language client makes it. */
interface Told extends vscode.Diagnostic {
  data?: { flag?: string };
}

function link(title: string, icon: string, command: string, ...args: unknown[]): string {
  return `[$(${icon}) ${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`;
}

/** Ids of the flags that stand on a line. */
function flagsOn(uri: vscode.Uri, line: number): string[] {
  const found = vscode.languages.getDiagnostics(uri).filter((one) => one.source === source && one.range.start.line === line);
  return found.flatMap((one) => (one as Told).data?.flag ?? []);
}

/** The server's hover with links above it: long ones are scrolled. */
export function withLinks(hover: vscode.Hover, document: vscode.TextDocument, position: vscode.Position): vscode.Hover {
  const flags = flagsOn(document.uri, position.line);
  const rows = flags.map((flag) =>
    [
      link(vscode.l10n.t("Peek at the reasoning"), "comment-discussion", "cotlens.peekReasoning", flag),
      link(vscode.l10n.t("Show in the session"), "history", "cotlens.showInSession", flag),
      link(vscode.l10n.t("Confirm"), "check", serverCommands.confirm, flag),
      link(vscode.l10n.t("Dismiss..."), "close", serverCommands.dismiss, flag),
    ].join("&nbsp;&nbsp; "),
  );
  if (rows.length === 0) {
    rows.push(link(vscode.l10n.t("Why is this line here?"), "question", "cotlens.whyHere", document.uri.toString(), position.line));
  }
  // With several flags the first row belongs to the first card.
  const links = new vscode.MarkdownString(rows.join("\n\n"), true);
  links.isTrusted = { enabledCommands };
  return new vscode.Hover([links, ...hover.contents], hover.range);
}
