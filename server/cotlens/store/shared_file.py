"""`.cotlens/verdicts.jsonl` of a workspace: read whatever stands in it, and lines appended to it; none is ever rewritten.

One JSON object a line, so that git merges it line by line. It holds no source text, no reasoning and no absolute path. Knows nothing of
who wrote a line: an agent can, and whether a line counts is not said here.
"""

from __future__ import annotations

import math
import os
from dataclasses import replace
from datetime import datetime, timezone
from typing import Annotated, Final, Literal, Union

import msgspec

from cotlens.model.errors import Problem, StoreError
from cotlens.model.ids import Fingerprint, FlagId
from cotlens.model.safe_text import visible
from cotlens.model.shared import SharedFile, SharedLine, shared_file
from cotlens.model.verdict import Reason, Scope, Status, Verdict
from cotlens.store.journal import append_line

LARGEST: Final = 4_000_000
"""Bytes of the largest file that is read."""
LONGEST: Final = 8_000
"""Bytes of the longest line that is read."""
MOST_PROBLEMS: Final = 100
"""Broken lines that are told of one by one."""
AHEAD: Final = 86_400.0
"""Seconds that another machine's clock may be ahead: what is said to come from later would count over everything that follows."""

_MARKERS: Final = (b"<<<<<<<", b"|||||||", b"=======", b">>>>>>>")
"""What git leaves where two sides of a merge differ; both sides are read."""

_Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class _Line(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A line as it is written. Keys that are not known are passed over: a newer version may write more."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]{8,64}$")]
    verdict: Literal["confirmed", "dismissed", "open"]
    """`open` takes back what was said about the same before."""
    code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z][A-Z0-9]{1,9}$")]
    fingerprint: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8,64}$")]
    path: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    """Of a verdict about all that the monitor flags in a file or folder: relative to the workspace, with `/`."""
    reason: Reason = Reason.UNSTATED
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    author: Annotated[str, msgspec.Meta(max_length=200)] = ""
    time: _Moment
    until: Union[_Moment, None] = None


_DECODER: Final = msgspec.json.Decoder(_Line)


def read_shared(root: str, now: float) -> SharedFile:
    """Read a workspace folder's file (`root` is a real path); `now` is seconds since the epoch. Never fails on what it holds."""
    path = shared_file(root)
    if os.path.realpath(path) != path:
        return SharedFile(root, (), (_problem(path, 1, "the file is a link, which is not followed"),), there=True)
    try:
        if os.path.getsize(path) > LARGEST:
            return SharedFile(
                root, (), (_problem(path, 1, "the file is larger than 4 MB and was not read"),), there=True
            )
        with open(path, "rb") as file:
            data = file.read(LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        return SharedFile(root)
    except OSError as error:
        return SharedFile(root, (), (_problem(path, 1, f"could not be read: {error.strerror}"),), there=True)
    lines: dict[str, SharedLine] = {}
    problems: list[Problem] = []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        text = raw.strip()
        if not text:
            continue
        found = _verdict(root, text, now)
        if isinstance(found, Verdict):
            # Both sides of a merge may have the same line.
            lines.setdefault(found.shared, SharedLine(number, found))
        else:
            problems.append(_problem(path, number, found))
    if len(problems) > MOST_PROBLEMS:
        rest = len(problems) - MOST_PROBLEMS
        problems = [
            *problems[:MOST_PROBLEMS],
            _problem(path, problems[MOST_PROBLEMS].line, f"and {rest} more such lines"),
        ]
    return SharedFile(root, tuple(lines.values()), tuple(problems), there=True)


def _problem(path: str, line: int, message: str) -> Problem:
    return Problem(path, line, message, kind="verdicts")


def _verdict(root: str, text: bytes, now: float) -> Verdict | str:
    """The verdict that a line is, or what is wrong with it."""
    if text.startswith(_MARKERS):
        return "git's mark of a merge that is not done: the verdicts of both sides count; delete this line"
    if len(text) > LONGEST:
        return "this line is too long to be a verdict and does not count"
    try:
        line = _DECODER.decode(text)
    except msgspec.ValidationError as error:
        return f"this line is no verdict and does not count: {visible(str(error), 120)}"
    except (msgspec.DecodeError, RecursionError):
        return "this line is not JSON and does not count"
    if line.path and not _is_inside(line.path):
        return "`path` must lead to a file or folder in the workspace, with `/`; this line does not count"
    if line.time.timestamp() > now + AHEAD:
        return "`time` has not come yet; this line does not count"
    return Verdict(
        flag=FlagId(""),
        fingerprint=Fingerprint(line.fingerprint),
        code=line.code,
        status=Status(line.verdict),
        reason=line.reason,
        note=line.note,
        time=line.time.timestamp(),
        scope=Scope.PATH if line.path else Scope.FINGERPRINT,
        path=os.path.join(root, *line.path.split("/")) if line.path else "",
        until=line.until.timestamp() if line.until is not None else None,
        shared=line.id,
        author=line.author,
    )


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return path.isprintable() and not {"", ".", ".."} & set(parts) and "\\" not in path and ":" not in parts[0]


def _inner(path: str, root: str) -> str:
    base = root.rstrip("/\\") + os.sep
    return path[len(base) :].replace(os.sep, "/") if path.startswith(base) else ""


def share(root: str, verdict: Verdict, author: str = "") -> SharedLine:
    """Append a verdict to a workspace folder's file, on disk when this returns. Raises StoreError.

    Returns it as it will be read, but for its line's number. One about a flag becomes one about the same thing wherever it
    comes up: a flag's own id means nothing elsewhere.
    """
    path = shared_file(root)
    if not os.path.isfile(path):
        raise StoreError(f"this workspace shares no verdicts yet ({path}); `cotlens verdicts share` begins to")
    if os.path.realpath(path) != path:
        raise StoreError(
            f"{path} is a link, which is not followed; verdicts are shared in a file of the workspace itself"
        )
    if verdict.scope is Scope.SESSION:
        raise StoreError("a verdict on a session cannot be shared: nobody else has its log")
    inner = _inner(verdict.path, root) if verdict.scope is Scope.PATH else ""
    if verdict.scope is Scope.PATH and not _is_inside(inner):
        raise StoreError(f"{verdict.path} is not inside {root}, so a verdict about it cannot be shared")
    last = max(
        (x.verdict.time for x in read_shared(root, verdict.time).lines if _same(x.verdict, verdict)), default=0.0
    )
    line = _Line(
        id=os.urandom(8).hex(),
        verdict=verdict.status.value,
        code=verdict.code,
        fingerprint=verdict.fingerprint,
        path=inner,
        reason=verdict.reason,
        note=verdict.note[:2000],
        author=author[:200],
        # Of lines about the same the latest counts, whatever the clocks of their writers say.
        time=_moment(max(verdict.time, last + 0.001)),
        until=_moment(verdict.until) if verdict.until is not None else None,
    )
    append_line(path, msgspec.json.encode(line))
    kept = replace(
        verdict,
        flag=FlagId(""),
        time=line.time.timestamp(),
        until=line.until.timestamp() if line.until is not None else None,
        scope=Scope.PATH if inner else Scope.FINGERPRINT,
        session=None,
        note=line.note,
        shared=line.id,
        author=line.author,
    )
    return SharedLine(0, kept)


def _same(known: Verdict, new: Verdict) -> bool:
    if new.scope is Scope.PATH:
        return known.scope is Scope.PATH and (known.code, known.path) == (new.code, new.path)
    return known.scope is Scope.FINGERPRINT and known.fingerprint == new.fingerprint


def _moment(seconds: float) -> datetime:
    """Milliseconds are enough for people, and keep the line short; rounded up, so that what was said before stays before."""
    return datetime.fromtimestamp(math.ceil(seconds * 1000) / 1000, timezone.utc)


def begin_sharing(root: str) -> bool:
    """Make the empty file that says that a workspace folder shares its verdicts; False if it is there. Raises StoreError."""
    path = shared_file(root)
    if os.path.realpath(path) != path:
        raise StoreError(f"{path} is a link, which is not followed")
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "xb"):
            return True
    except FileExistsError:
        return False
    except OSError as error:
        raise StoreError(f"cannot make {path}: {error.strerror}") from error
