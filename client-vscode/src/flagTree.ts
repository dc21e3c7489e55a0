/** The Flags view: all flags in groups, with the buttons to judge them, one or many at a time. */

import * as vscode from "vscode";
import { noFilter, told, type Filter } from "./flagFilter";
import { countOpen, groupFlags, type Group, type Grouping, type Wanted } from "./flagGroups";
import { askWhy } from "./judge";
import { openFlag } from "./openFlag";
import { pickFilter } from "./pickFilter";
import { flagsMethod, serverCommands, type Flag, type FlagList, type Severity } from "./protocol";
import type { Server } from "./server";

type Node = Group | Flag;

const icons: Record<Severity, [name: string, color: string | undefined]> = {
  critical: ["flame", "list.errorForeground"],
  high: ["error", "list.errorForeground"],
  moderate: ["warning", "list.warningForeground"],
  low: ["info", undefined],
  info: ["circle-outline", undefined],
};

const groupings: (vscode.QuickPickItem & { grouping: Grouping })[] = [
  { label: "$(file) File", grouping: "file" },
  { label: "$(comment-discussion) Session", grouping: "session" },
  { label: "$(eye) Monitor", grouping: "monitor" },
  { label: "$(warning) Severity", grouping: "severity" },
];

const settleMs = 150;
const kept = "cotlens.flags.wanted";

function isGroup(node: Node): node is Group {
  return "flags" in node;
}

class FlagTree implements vscode.TreeDataProvider<Node> {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private list: FlagList = { sessions: [], flags: [] };
  private timer: NodeJS.Timeout | undefined;
  private onlyThisFile = false;

  constructor(
    private readonly server: Server,
    private readonly memory: vscode.Memento,
    private readonly told: (list: FlagList) => void,
  ) {}

  private get wanted(): Wanted {
    const wanted = this.memory.get<Wanted>(kept, { grouping: "file", dismissed: false });
    const active = vscode.window.activeTextEditor?.document.uri;
    return this.onlyThisFile && active !== undefined ? { ...wanted, file: vscode.workspace.asRelativePath(active, false) } : wanted;
  }

  async want(change: Partial<Wanted>): Promise<void> {
    const { grouping, dismissed, filter } = { ...this.wanted, ...change };
    await this.memory.update(kept, { grouping, dismissed, filter });
    this.tell();
  }

  get filter(): Filter {
    return this.wanted.filter ?? noFilter;
  }

  /** Asks for another filter. */
  async pickFilter(): Promise<void> {
    const filter = await pickFilter(this.filter, this.list);
    await (filter === undefined ? undefined : this.want({ filter }));
  }

  private tell(): void {
    this.told(this.list);
    this.changed.fire(undefined);
  }

  wantThisFile(only: boolean): void {
    this.onlyThisFile = only;
    this.changed.fire(undefined);
  }

  /** Asks the server again, once it has been quiet for a moment. */
  refresh(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fetch(), settleMs);
  }

  async fetch(): Promise<void> {
    const client = this.server.running;
    this.list = client === undefined ? { sessions: [], flags: [] } : await client.sendRequest<FlagList>(flagsMethod, {});
    this.tell();
  }

  flag(id: string): Flag | undefined {
    return this.list.flags.find((flag) => flag.id === id);
  }

  getChildren(node?: Node): Node[] {
    return node === undefined ? groupFlags(this.list, this.wanted) : isGroup(node) ? node.flags : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return isGroup(node) ? groupItem(node) : flagItem(node, this.wanted.grouping);
  }
}

function groupItem(group: Group): vscode.TreeItem {
  const item = new vscode.TreeItem(group.label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = group.id;
  item.description = group.description;
  item.contextValue = "group";
  return item;
}

function flagItem(flag: Flag, grouping: Grouping): vscode.TreeItem {
  const line = flag.location === null ? "" : `:${String(flag.location.range.start.line + 1)}`;
  const file = flag.location?.path.split("/").at(-1) ?? "";
  const place = flag.location === null ? "" : grouping === "file" ? `${line} ` : `${file}${line} `;
  const item = new vscode.TreeItem(flag.name);
  item.id = `flag:${flag.id}`;
  item.description = `${place}${flag.message}`;
  item.tooltip = `${flag.code} ${flag.name} (${flag.severity}, ${String(Math.round(flag.confidence * 100))} % sure)\n${flag.message}${flag.location === null ? "" : `\n${flag.location.path}${line}`}`;
  const [name, color] = icons[flag.severity];
  const judged = flag.status === "confirmed" ? "pass" : flag.status === "dismissed" ? "circle-slash" : undefined;
  item.iconPath = new vscode.ThemeIcon(judged ?? name, judged === undefined && color !== undefined ? new vscode.ThemeColor(color) : undefined);
  item.accessibilityInformation = { label: `${flag.severity} ${flag.status} ${flag.name}: ${flag.message}` };
  item.contextValue = `flag.${flag.status}`;
  item.command = { command: "cotlens.flags.open", title: "Go to the Flag", arguments: [flag] };
  return item;
}

/** The flags that a command is about: those selected, or the one whose button was pressed; of a group all. */
function chosen(node: Node | undefined, selected: Node[] | undefined, view: vscode.TreeView<Node>): Flag[] {
  const nodes = selected ?? (node === undefined ? view.selection : [node]);
  const flags = nodes.flatMap((one) => (isGroup(one) ? one.flags : [one]));
  return [...new Map(flags.map((flag) => [flag.id, flag])).values()];
}

/** Makes the view and its commands. */
export function createFlagTree(server: Server, memory: vscode.Memento): vscode.Disposable {
  const tree = new FlagTree(server, memory, (list) => {
    const open = countOpen(list);
    view.badge = open === 0 ? undefined : { value: open, tooltip: `${String(open)} open flag${open === 1 ? "" : "s"}` };
    const words = told(tree.filter);
    view.message = server.running === undefined ? "CoTLens is not running." : list.flags.length === 0 ? "Nothing flagged." : words === undefined ? "" : `Only ${words}`;
    void vscode.commands.executeCommand("setContext", "cotlens.flags.filtered", words !== undefined);
  });
  const view = vscode.window.createTreeView<Node>("cotlens.flags", { treeDataProvider: tree, canSelectMany: true, showCollapseAll: true });
  const register = (name: string, run: (node?: Node, selected?: Node[]) => unknown): vscode.Disposable => vscode.commands.registerCommand(`cotlens.flags.${name}`, run);
  const toggle = (key: string, on: boolean): Thenable<unknown> => vscode.commands.executeCommand("setContext", `cotlens.flags.${key}`, on);
  const onlyFile = async (only: boolean): Promise<void> => {
    tree.wantThisFile(only);
    await toggle("onlyFile", only);
  };
  const dismissed = async (shown: boolean): Promise<void> => {
    await tree.want({ dismissed: shown });
    await toggle("dismissed", shown);
  };
  void toggle("dismissed", memory.get<Wanted>(kept)?.dismissed ?? false);
  return vscode.Disposable.from(
    view,
    server.onStatus(() => {
      tree.refresh();
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      tree.refresh();
    }),
    register("open", async (node) => {
      // The line of now: the file may have been edited since the list was made.
      await tree.fetch();
      const flag = node === undefined || isGroup(node) ? undefined : tree.flag(node.id);
      await (flag === undefined ? undefined : openFlag(flag));
    }),
    register("confirm", (node, selected) => judgeAll(serverCommands.confirm, chosen(node, selected, view))),
    register("dismiss", (node, selected) => judgeAll(serverCommands.dismiss, chosen(node, selected, view))),
    register("undo", (node, selected) => judgeAll(serverCommands.undo, chosen(node, selected, view))),
    register("reasoning", (node) => node !== undefined && !isGroup(node) && vscode.commands.executeCommand(serverCommands.showReasoning, node.id)),
    register("groupBy", async () => {
      const choice = await vscode.window.showQuickPick(groupings, { title: "Group flags by" });
      await (choice === undefined ? undefined : tree.want({ grouping: choice.grouping }));
    }),
    register("filter", () => tree.pickFilter()),
    register("clearFilter", () => tree.want({ filter: noFilter })),
    register("showDismissed", () => dismissed(true)),
    register("hideDismissed", () => dismissed(false)),
    register("onlyThisFile", () => onlyFile(true)),
    register("allFiles", () => onlyFile(false)),
  );
}

/** Gives one verdict on many flags; the reason is asked for once. */
async function judgeAll(command: string, flags: Flag[]): Promise<void> {
  const more = command === serverCommands.dismiss && flags.length > 0 ? await askWhy() : [];
  for (const flag of more === undefined ? [] : flags) {
    await vscode.commands.executeCommand(command, flag.id, ...(more ?? []));
  }
}
