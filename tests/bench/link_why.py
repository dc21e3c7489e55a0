"""Whether `cotlens why` shows what a reader named as the reason: labelled edits, through the command line. Run it by hand; it prints.

Of every format the first labelled edit, in an order by hash, whose file was not edited later in its log: the file is written
to an empty workspace as the edit left it (from its hunks, where the log has no full text), the log is given by --log, and the
longest line that the edit added is asked about. The verdict says where a labelled text is told: "first" among the thoughts,
"asked" as the request, "further down", or "no". A number as argument is how many edits are asked about.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from link_corpus import CORPUS, Log, corpus

from cotlens.model.edit import FileEdit
from cotlens.model.event import EditEvent, MessageEvent, ReasoningEvent
from cotlens.sources.base import Seen
from cotlens.sources.log import LogReader

LABELS = Path(__file__).with_name("link_labels.jsonl")
Row = dict[str, Any]


def chosen(logs: dict[str, Log]) -> Iterator[tuple[Row, Log, FileEdit]]:
    done: set[str] = set()
    rows: list[Row] = [json.loads(row) for row in LABELS.read_text("utf-8").splitlines()]
    for row in sorted(rows, key=lambda r: sha256((r["log"] + r["edit"]).encode()).digest()):
        log = logs[row["log"]]
        edits = [e.edit for e in log.events if isinstance(e, EditEvent)]
        at = next(k for k, e in enumerate(edits) if e.id == row["edit"])
        later = any(e.path == edits[at].path and e.happened for e in edits[at + 1 :])
        if log.format not in done and not later and line_of(edits[at]):
            done.add(log.format)
            yield row, log, edits[at]


def text_after(edit: FileEdit) -> str:
    return edit.after or "\n".join(x[1:] for h in edit.hunks for x in h.lines if x[:1] != "-") + "\n"


def line_of(edit: FileEdit) -> int:
    """Say which line to ask about; 0 if none of those added is in the text."""
    lines = text_after(edit).split("\n")
    longest = max((x for x in edit.added if x in lines), key=len, default=None)
    return lines.index(longest) + 1 if longest is not None else 0


def cwd_of(key: str) -> str:
    reader, more = LogReader(key, Seen()), True
    while more:
        batch = reader.poll(final=True)
        more = batch.more
        if batch.session is not None and batch.session.cwd:
            return batch.session.cwd.replace("\\", "/")
    return ""


def place_in(workspace: Path, log: Log, edit: FileEdit) -> tuple[Path, str]:
    """Write the file, and return it with the log's name; a log that names its files by the folder it lies in comes along."""
    key, path = str(CORPUS / log.name), edit.path.replace("\\", "/")
    cwd = cwd_of(key)
    if cwd and path.startswith(f"{cwd}/"):
        name = path[len(cwd) + 1 :]
    elif path[:1] == "/" or path[1:2] == ":":
        name = "/".join([p for p in path.split("/") if p][1:][-4:])
    else:
        name = path
        key = shutil.copy(key, workspace / ".aider.chat.history.md")
    file = workspace / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text_after(edit), "utf-8")
    return file, key


def answer(home: Path, workspace: Path, place: str, key: str) -> Row:
    command = [sys.executable, "-m", "cotlens", "why", place, "--workspace", str(workspace), "--log", key, "--json"]
    env = {**os.environ, "HOME": str(home)}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, check=False)
    found: list[Row] = json.loads(done.stdout)["answers"] if done.stdout else []
    return found[0] if found else {"edit": None}


def verdict(row: Row, log: Log, told: Row) -> str:
    if not told["edit"] or told["edit"]["id"] != row["edit"]:
        return "another edit" if told["edit"] else "not tied to the workspace"
    wanted = [
        e.text.strip() for e in log.events if e.id in row["labels"] and isinstance(e, (ReasoningEvent, MessageEvent))
    ]
    thoughts = [any(w in x["text"] for w in wanted) for x in told["reasoning"]]
    if thoughts and thoughts[0]:
        return "first"
    if "prompt" in row["labels"] and told["asked"]["text"] and not thoughts:
        return "asked"
    return "further down" if any(thoughts) or "prompt" in row["labels"] else "no"


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    logs = {log.name: log for log in corpus()}
    for number, (row, log, edit) in enumerate(chosen(logs), 1):
        if number > most:
            break
        with TemporaryDirectory() as folder:
            home, workspace = Path(folder, "home"), Path(folder, "workspace")
            home.mkdir()
            workspace.mkdir()
            file, key = place_in(workspace, log, edit)
            line = line_of(edit)
            told = answer(home, workspace, f"{file}:{line}", key)
        shown = ", ".join(f"{x['role']} at {x['distance']}" for x in told.get("reasoning", ()))
        print(
            f"| {log.format} | `{file.name}:{line}` | {shown or '-'} | {told.get('link_confidence') or '-'} | {verdict(row, log, told)} |"
        )


if __name__ == "__main__":
    main()
