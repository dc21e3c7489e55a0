/** Asks the server for all sessions and flags, and names the flags' files as this editor does. */

import * as vscode from "vscode";
import { flagsMethod, type Flag, type FlagList } from "./protocol";
import type { Server } from "./server";

/** All sessions and flags; none of either while no server runs. */
export async function askFlags(server: Server): Promise<FlagList> {
  const list = await server.running?.sendRequest<FlagList>(flagsMethod, {});
  return list === undefined ? { sessions: [], flags: [] } : { ...list, flags: list.flags.map(asNamedHere) };
}

/** The file that an editor shows, as flags' locations name it: a notebook for each of its cells. */
export function fileOf(document: vscode.TextDocument): string {
  const cell = document.uri.scheme === "vscode-notebook-cell";
  return (cell ? document.uri.with({ scheme: "file", fragment: "" }) : document.uri).toString();
}

function asNamedHere(flag: Flag): Flag {
  if (flag.location === null) {
    return flag;
  }
  const uri = vscode.Uri.parse(flag.location.uri);
  // With the folder's name before it where there are several.
  return { ...flag, location: { ...flag.location, uri: uri.toString(), path: vscode.workspace.asRelativePath(uri) } };
}
