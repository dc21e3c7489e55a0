/** The Flags view: all flags in groups, with the buttons to judge them, one or many at a time. */

import * as vscode from "vscode";
import { askFlags, fileOf } from "./askFlags";
import { noFilter, told, type Filter } from "./flagFilter";
import { countOpen, groupFlags, type Group, type Grouping, type Wanted } from "./flagGroups";
import { askWhy, atOnce, onVerdict } from "./judge";
import { openFlag } from "./openFlag";
import { pickFilter } from "./pickFilter";
import { serverCommands, type Flag, type FlagList, type Severity } from "./protocol";
import type { Server } from "./server";
import { severityWords, statusWords } from "./words";

type Node = Group | Flag;

const icons: Record<Severity, [name: string, color: string | undefined]> = {
  critical: ["flame", "list.errorForeground"],
  high: ["error", "list.errorForeground"],
  moderate: ["warning", "list.warningForeground"],
  low: ["info", undefined],
  info: ["circle-outline", undefined],
};

const groupings: (vscode.QuickPickItem & { grouping: Grouping })[] = [
  { label: `$(file) ${vscode.l10n.t("File")}`, grouping: "file" },
  { label: `$(comment-discussion) ${vscode.l10n.t("Session")}`, grouping: "session" },
  { label: `$(eye) ${vscode.l10n.t("Monitor")}`, grouping: "monitor" },
  { label: `$(warning) ${vscode.l10n.t("Severity")}`, grouping: "severity" },
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
    const active = vscode.window.activeTextEditor?.document;
    return this.onlyThisFile && active !== undefined ? { ...wanted, file: fileOf(active) } : wanted;
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
    this.list = await askFlags(this.server);
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
  item.tooltip = `${flag.code} ${flag.name} (${vscode.l10n.t("{0}, {1} % sure", severityWords[flag.severity], Math.round(flag.confidence * 100))})\n${flag.message}${flag.location === null ? "" : `\n${flag.location.path}${line}`}`;
  const [name, color] = icons[flag.severity];
  const judged = flag.status === "confirmed" ? "pass" : flag.status === "dismissed" ? "circle-slash" : undefined;
  item.iconPath = new vscode.ThemeIcon(judged ?? name, judged === undefined && color !== undefined ? new vscode.ThemeColor(color) : undefined);
  item.accessibilityInformation = { label: `${severityWords[flag.severity]} ${statusWords[flag.status]} ${flag.name}: ${flag.message}` };
  item.contextValue = `flag.${flag.status}`;
  item.command = { command: "cotlens.flags.open", title: vscode.l10n.t("Go to the Flag"), arguments: [flag] };
  return item;
}

/** Which flags a command is about. */
class Choice {
  /** Whether an item is being selected, which the editor takes for opening it. */
  selecting = false;

  constructor(private readonly view: vscode.TreeView<Node>) {}

  /** Those selected, or the one whose button was pressed, or where a key was pressed the one that has the focus; of a group all. */
  async chosen(node: Node | undefined, selected: Node[] | undefined): Promise<Flag[]> {
    if (node === undefined && selected === undefined && this.view.selection.length < 2) {
      await this.selectFocused();
    }
    const nodes = selected ?? (node === undefined ? this.view.selection : [node]);
    const flags = nodes.flatMap((one) => (isGroup(one) ? one.flags : [one]));
    return [...new Map(flags.map((flag) => [flag.id, flag])).values()];
  }

  /** Arrow keys move the focus alone, and nobody tells an extension of it. */
  private async selectFocused(): Promise<void> {
    this.selecting = true;
    await vscode.commands.executeCommand("list.selectAndPreserveFocus");
    setTimeout(() => {
      this.selecting = false;
    }, settleMs);
  }
}

/** Makes the view and its commands. */
export function createFlagTree(server: Server, memory: vscode.Memento): vscode.Disposable {
  const tree = new FlagTree(server, memory, (list) => {
    const open = countOpen(list);
    view.badge = open === 0 ? undefined : { value: open, tooltip: open === 1 ? vscode.l10n.t("1 open flag") : vscode.l10n.t("{0} open flags", open) };
    const words = told(tree.filter);
    view.message = server.running === undefined ? vscode.l10n.t("CoTLens is not running.") : list.flags.length === 0 ? vscode.l10n.t("Nothing flagged.") : words === undefined ? "" : vscode.l10n.t("Only {0}", words);
    void vscode.commands.executeCommand("setContext", "cotlens.flags.filtered", words !== undefined);
  });
  const view = vscode.window.createTreeView<Node>("cotlens.flags", { treeDataProvider: tree, canSelectMany: true, showCollapseAll: true });
  const keys = new Choice(view);
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
    onVerdict(() => {
      tree.refresh();
    }),
    vscode.window.onDidChangeActiveTextEditor(() => {
      tree.refresh();
    }),
    register("open", async (node) => {
      if (keys.selecting) {
        return;
      }
      // The line of now: the file may have been edited since the list was made.
      await tree.fetch();
      const flag = node === undefined || isGroup(node) ? undefined : tree.flag(node.id);
      await (flag === undefined ? undefined : openFlag(flag));
    }),
    register("confirm", async (node, selected) => judgeAll(serverCommands.confirm, await keys.chosen(node, selected))),
    register("dismiss", async (node, selected) => judgeAll(serverCommands.dismiss, await keys.chosen(node, selected))),
    register("undo", async (node, selected) => judgeAll(serverCommands.undo, await keys.chosen(node, selected))),
    register("reasoning", (node) => node !== undefined && !isGroup(node) && vscode.commands.executeCommand(serverCommands.showReasoning, node.id)),
    register("groupBy", async () => {
      const choice = await vscode.window.showQuickPick(groupings, { title: vscode.l10n.t("Group flags by") });
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
  await atOnce(async () => {
    for (const flag of more === undefined ? [] : flags) {
      await vscode.commands.executeCommand(command, flag.id, ...(more ?? []));
    }
  });
}
