"""What the ledger costs: transitions, log edits, a cold start, memory. Each function gives seconds or bytes; prints nothing."""

from __future__ import annotations

import gc
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cost_texts import changed, replacing, shuffled, source, table, written

from cotlens.attribution.attribution import Attribution
from cotlens.attribution.ledger import LineLedger
from cotlens.engine.base_texts import BaseTexts
from cotlens.engine.placing import read_text
from cotlens.model.edit import FileEdit

ROUNDS = 41


def owned(lines: Sequence[str]) -> LineLedger:
    """A file with an owner on every line: all of it has to be carried."""
    ledger = LineLedger()
    ledger.apply(written("e1", lines))
    return ledger


def timed(work: Callable[[], object]) -> float:
    """Seconds of the processor: nothing here waits for anything, and other programs are not to count."""
    began = time.process_time()
    work()
    return time.process_time() - began


def transitions(size: int, places: int) -> list[float]:
    """From one text to the next, each changed in so many places."""
    rng = random.Random(places)
    lines = source(size, rng)
    ledger = owned(lines)
    ledger.transition("\n".join(changed(lines, 3, rng)))  # what is loaded at first use is loaded
    ledger.transition("\n".join(lines))
    took = []
    for _ in range(ROUNDS if size <= 10_000 else 5):
        lines = changed(lines, places, rng)
        text = "\n".join(lines)
        took.append(timed(lambda text=text: ledger.transition(text)))  # type: ignore[misc]
    return took


def _one(before: Sequence[str], after: Sequence[str]) -> float:
    ledger, text = owned(before), "\n".join(after)
    return timed(lambda: ledger.transition(text))


def hard(size: int) -> dict[str, list[float]]:
    """Texts of which aligners are afraid."""
    rng = random.Random(size)
    lines = source(size, rng)
    other = [f"entirely_different_{k}()" for k in range(size)]
    braces = ["}"] * size
    return {
        "all new": [_one(lines, other) for _ in range(3)],
        "shuffled": [_one(lines, shuffled(lines, rng)) for _ in range(3)],
        "a table of near-equal rows, all changed": [_one(table(size, rng), table(size, rng)) for _ in range(3)],
        "a table, shuffled": [_one(rows := table(size, rng), shuffled(rows, rng)) for _ in range(3)],
        "lines of `}`, half of them gone": [_one(braces, braces[: size // 2]) for _ in range(3)],
        "lines of `}`, a word among every ten": [
            _one(braces, [f"word_{k}" if k % 10 == 0 else "}" for k in range(size)]) for _ in range(3)
        ],
        "indented by a formatter": [_one(lines, [f"    {x}" for x in lines]) for _ in range(3)],
        "reversed": [_one(lines, lines[::-1]) for _ in range(3)],
    }


def log_edits(size: int, count: int, *, texts: bool) -> list[float]:
    """Each edit of a log, with the text of the file looked at after it, as a live session goes."""
    rng = random.Random(size)
    lines = source(size, rng)
    attribution = Attribution(lambda path: path)
    attribution.log_edit(written("e0", lines))
    attribution.view("/w/f", "\n".join(lines))
    took = []
    for k in range(count):
        before = "\n".join(lines)
        one = replacing(f"e{k + 1}", lines, rng.randrange(1, size - 10), [f"    new_{k}_{n} = {n}" for n in range(4)])
        after = "\n".join(lines)
        one = replace(one, before=before, after=after) if texts else one
        took.append(timed(lambda one=one, after=after: (attribution.log_edit(one), attribution.view("/w/f", after))))  # type: ignore[misc]
    return took


def replayed(size: int, count: int, *, texts: bool) -> float:
    """A cold start of one file with so many edits, in all."""
    rng = random.Random(size)
    lines = source(size, rng)
    edits = []
    for k in range(count):
        before = "\n".join(lines)
        one = replacing(f"e{k + 1}", lines, rng.randrange(1, size - 10), [f"    new_{k}_{n} = {n}" for n in range(4)])
        edits.append(replace(one, before=before, after="\n".join(lines)) if texts else one)
    attribution = Attribution(lambda path: path)
    for one in edits:
        attribution.log_edit(one)
    text = "\n".join(lines)
    return timed(lambda: attribution.view("/w/f", text))


def cold_start(folder: Path, files: int, size: int, edits: int, *, texts: bool, committed: bool = False) -> float:
    """Files that a log tells of, read from disk and placed; half of them were changed by somebody since.

    `committed`: git has the texts before, and is asked for them.
    """
    rng = random.Random(files)
    told: list[FileEdit] = []
    if committed:
        _commit(folder, {f"f{n}": source(size, random.Random(n)) for n in range(files)})
    for n in range(files):
        lines, path = source(size, random.Random(n)), folder / f"f{n}"
        for k in range(edits):
            before = "\n".join(lines)
            new = [f"    new_{n}_{k}_{m} = {m}" for m in range(5)]
            one = replacing(f"e{n}-{k}", lines, rng.randrange(1, size - 10), new, path=str(path), time=time.time())
            told.append(replace(one, before=before, after="\n".join(lines)) if texts else one)
        path.write_text("\n".join(changed(lines, 3, rng) if n % 2 else lines))

    def start() -> None:
        attribution = Attribution(lambda path: path, BaseTexts()) if committed else Attribution(lambda path: path)
        for one in told:
            attribution.log_edit(one)
        for path in attribution.paths():
            attribution.view(path, read_text(path))

    began = time.perf_counter()
    start()
    return time.perf_counter() - began


def _commit(folder: Path, files: dict[str, list[str]]) -> None:
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines))
    person = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "-A"], [*person, "commit", "-q", "-m", "all"]):
        subprocess.run(["git", "-C", str(folder), *words], check=True)


def memory(files: int, size: int) -> dict[str, int]:
    """Bytes that a process of its own grew by: for the edits that the log told of, and for the ledgers of all their files."""
    done = subprocess.run(
        [sys.executable, __file__, str(files), str(size)], capture_output=True, text=True, check=True, timeout=600
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


def _resident() -> int:
    gc.collect()
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise SystemExit("needs /proc (Linux)")


def _fill(files: int, size: int) -> None:
    rng = random.Random(1)
    attribution = Attribution(lambda path: path)
    for n in range(10):
        _follow(attribution, f"/w/warm{n}", size, rng)
    start = _resident()
    told = 0
    for n in range(files):
        told += _follow(attribution, f"/w/f{n}", size, rng)
    end = _resident()
    print(json.dumps({"grown": end - start, "told": told, "lines": files * size}))


def _follow(attribution: Attribution, path: str, size: int, rng: random.Random) -> int:
    """A file that an agent wrote or edited three times, then people twice; gives the bytes of the edits themselves."""
    lines = source(size, rng)
    created = rng.random() < 0.3
    told: list[FileEdit] = [written(f"{path}-0", lines, path=path)] if created else []
    if not created:
        attribution.view(path, "\n".join(lines))
    for k in range(3):
        new = [f"new_{k}_{m} = {rng.random()}" for m in range(8)]
        told += [replacing(f"{path}-{k + 1}", lines, rng.randrange(1, size - 20), new, path=path)]
    for one in told:
        attribution.log_edit(one)
    for _ in range(3):
        attribution.view(path, "\n".join(lines))
        lines = changed(lines, 3, rng)
    return sum(_bytes_of(one) for one in told)


def _bytes_of(one: FileEdit) -> int:
    texts = sum(sys.getsizeof(x) for x in (one.before, one.after) if x)
    return texts + sum(sys.getsizeof(h.lines) + sum(map(sys.getsizeof, h.lines)) for h in one.hunks)


if __name__ == "__main__":
    _fill(int(sys.argv[1]), int(sys.argv[2]))
