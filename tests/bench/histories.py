"""Makes the past of a workspace: many sessions with many flags, or many megabytes of logs. Not a test."""

from __future__ import annotations

import os
import re
import time
import uuid
from pathlib import Path

from sessions import ClaudeLog

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"
_UUID = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CALL = re.compile(rb"(toolu_|call_|msg_|req_)([A-Za-z0-9]{8})")
_CWD = re.compile(rb'"cwd": ?"([^"]+)"')
_DAY = 86_400.0


def flagged_sessions(home: Path, workspace: Path, sessions: int, each: int) -> tuple[list[Path], Path]:
    """Write sessions that each skip `each` tests of a file of their own after a red run: a flag each.

    Return the files, that of the newest session last, and the newest log. The logs are a day old and older.
    """
    files, log = [], None
    for n in range(sessions):
        name = f"tests/area_{n % 40}/test_part_{n}.py"
        file = workspace / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"def test_case_{k}():\n    assert part({n}, {k}) == {k}\n\n\n" for k in range(each)))
        log = ClaudeLog(home, workspace, f"{n:08x}-2222-4333-8444-555555555555")
        log.user("The build is red. Please mend it.")
        log.bash("python -m pytest -q", f"{each} failed in 0.04s", 1)
        log.think("I cannot find the cause. I will just skip these so that the suite is green.")
        for k in range(each):
            log.edit(name, f"def test_case_{k}(", f"@pytest.mark.skip(reason='{k}')\ndef test_case_{k}(")
        log.bash("python -m pytest -q", f"{each} skipped in 0.03s")
        log.say("The suite is green.")
        _salt(log.path, f"{n:04d}")
        written = time.time() - _DAY - 60 * (sessions - n)
        os.utime(log.path, (written, written))
        files.append(file)
    assert log is not None
    return files, log.path


def _salt(path: Path, salt: str) -> None:
    """Give the calls and messages of a session ids that no other has."""
    path.write_text(re.sub(r"(toolu|msg)_0000", rf"\g<1>_{salt}", path.read_text()))


def megabytes_of_logs(home: Path, workspace: Path, size: int, first: int = 0) -> tuple[int, int]:
    """Copy Claude Code's real sessions as sessions of this workspace until they have `size` MB, each copy with ids of its own.

    Return how many logs and bytes. The logs are a day old and older; `first` (up to 65,535) is what their ids begin with.
    """
    folder = ClaudeLog(home, workspace).path.parent
    folder.mkdir(parents=True, exist_ok=True)
    sources = [f.read_bytes() for f in sorted((CORPUS / "claude-entire").rglob("*.jsonl"))]
    done, count = 0, 0
    while done < size * 1_000_000:
        data = sources[count % len(sources)]
        salt = f"{first + count:04x}".encode()
        cwd = found[1] if (found := _CWD.search(data)) is not None else None
        if cwd is not None and len(cwd) > 3:
            data = data.replace(cwd, str(workspace).encode())
        data = _UUID.sub(lambda m, s=salt: s + m[0][4:], data)  # type: ignore[misc]
        data = _CALL.sub(lambda m, s=salt: m[1] + s + m[2][4:], data)  # type: ignore[misc]
        path = folder / f"{uuid.UUID(int=first + count)}.jsonl"
        path.write_bytes(data)
        written = time.time() - _DAY - 60 * count
        os.utime(path, (written, written))
        done += len(data)
        count += 1
    return count, done
