/** The little of Markdown that makes an agent's prose readable, as plain values. Pure: whoever shows them sets text, never HTML; no links, no images. */

export interface Piece {
  text: string;
  style: "plain" | "code" | "strong";
}

export type Block =
  | { kind: "paragraph" | "heading"; lines: Piece[][] }
  | { kind: "list"; items: { mark: string; depth: number; pieces: Piece[] }[] }
  | { kind: "code"; text: string };

const fence = /^\s{0,3}(`{3,}|~{3,})/;
const heading = /^#{1,6}\s+(.*)$/;
const listItem = /^(\s*)([-*+]|\d{1,3}[.)])\s+(.*)$/;
const inline = /`([^`\n]+)`|\*\*([^*\n]+)\*\*/g;

/** Takes a text apart into blocks; what is no Markdown stays as it is. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const opened = fence.exec(line)?.[1];
    if (opened !== undefined) {
      const end = lines.findIndex((later, k) => k > at && later.trim().startsWith(opened));
      const last = end < 0 ? lines.length : end;
      blocks.push({ kind: "code", text: lines.slice(at + 1, last).join("\n") });
      at = last;
      continue;
    }
    const title = heading.exec(line)?.[1];
    const item = listItem.exec(line);
    if (title !== undefined) {
      blocks.push({ kind: "heading", lines: [piecesOf(title)] });
    } else if (item !== null) {
      addItem(blocks, item);
    } else if (line.trim() !== "") {
      addLine(blocks, line, (lines[at - 1] ?? "").trim() === "");
    }
  }
  return blocks;
}

/** Takes a line apart by its code spans and strong words. */
export function piecesOf(line: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of line.matchAll(inline)) {
    if (found.index > end) {
      pieces.push({ text: line.slice(end, found.index), style: "plain" });
    }
    pieces.push(found[1] === undefined ? { text: found[2] ?? "", style: "strong" } : { text: found[1], style: "code" });
    end = found.index + found[0].length;
  }
  if (end < line.length) {
    pieces.push({ text: line.slice(end), style: "plain" });
  }
  return pieces;
}

function addItem(blocks: Block[], item: RegExpExecArray): void {
  const entry = { mark: /\d/.test(item[2] ?? "") ? (item[2] ?? "") : "•", depth: Math.min(3, Math.floor((item[1] ?? "").length / 2)), pieces: piecesOf(item[3] ?? "") };
  const last = blocks.at(-1);
  if (last?.kind === "list") {
    last.items.push(entry);
  } else {
    blocks.push({ kind: "list", items: [entry] });
  }
}

function addLine(blocks: Block[], line: string, apart: boolean): void {
  const last = blocks.at(-1);
  if (last?.kind === "list" && !apart) {
    // A line that goes on with an item.
    last.items.at(-1)?.pieces.push({ text: ` ${line.trim()}`, style: "plain" });
  } else if (last?.kind === "paragraph" && !apart) {
    last.lines.push(piecesOf(line));
  } else {
    blocks.push({ kind: "paragraph", lines: [piecesOf(line)] });
  }
}
