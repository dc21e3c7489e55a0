"""Which agent wrote a log, in which format, from its content. Never from its name: labels and extensions are wrong in the wild."""

from __future__ import annotations

import os
import sqlite3
import zipfile
from dataclasses import dataclass, field, replace
from typing import Any, Final

from cotlens.model.errors import LogError, Unread
from cotlens.sources.database import MAGIC, tables
from cotlens.sources.format import Format, Shape
from cotlens.sources.formats import of_shape
from cotlens.sources.keys import split_key
from cotlens.sources.long_document import WHOLE, Pages, open_document
from cotlens.sources.records import decode
from cotlens.sources.values import Json, text

LINES: Final = 64
"""Records that are looked at before a log is given up as nobody's."""
_HEAD: Final = 64 * 1024

_MAGIC: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x1f\x8b", "it is compressed (gzip); unpack it"),
    (b"\x28\xb5\x2f\xfd", "it is compressed (zstd); unpack it"),
    (b"\xff\xfe", "it is UTF-16; session logs are UTF-8"),
    (b"\xfe\xff", "it is UTF-16; session logs are UTF-8"),
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A log that is known."""

    format: Format
    family: str
    """Versions or variants that write it so, for people."""
    document: tuple[Any, Pages] | None = field(default=None, compare=False, repr=False)
    """A document as it was opened to be looked at, so that who reads it need not open it again."""


@dataclass(frozen=True, slots=True)
class Strange:
    """A file that is no log of a known agent."""

    reason: str
    """What it is instead."""

    def unread(self, log: str) -> Unread:
        """Say so of a log."""
        return Unread(log, f"is no log of a known agent: {self.reason}")


@dataclass(frozen=True, slots=True)
class Closed:
    """A file that cannot be looked into."""

    reason: str

    def unread(self, log: str) -> Unread:
        """Say so of a log."""
        return Unread(log, f"cannot be opened: {self.reason}")


class Missing:
    """There is no such file now."""


class Undecided:
    """It may be a log of lines: its records will tell, as they come."""


def identify(key: str) -> Recognised | Strange | Closed | Missing | Undecided:
    """Name the format and version family of a log, or say why not. Reads its beginning; all of it where it is one document."""
    found = look(key)
    if not isinstance(found, Undecided):
        return found
    strange = ""
    try:
        with open(split_key(key)[0], "rb") as file:
            for _ in range(LINES):
                line = file.readline(_HEAD * 64)
                if not line:
                    break
                by_line, told = sniff(line)
                if by_line is not None:
                    return by_line
                strange = strange or told
    except OSError as problem:
        return Closed(problem.strerror or type(problem).__name__)
    again = look_again(key)
    return again if again is not None else Strange(f"it holds {strange}") if strange else found


def look(key: str) -> Recognised | Strange | Closed | Missing | Undecided:
    """Decide from a file's first bytes how it is to be followed."""
    path, _ = split_key(key)
    try:
        if os.path.isdir(path):
            return _known(Shape.FOLDER, path) or Strange("it is a folder without a session that is known")
        with open(path, "rb", buffering=0, opener=_open) as file:
            head = file.read(_HEAD) or b""
    except (FileNotFoundError, NotADirectoryError):
        return Missing()
    except OSError as problem:
        return Closed(problem.strerror or type(problem).__name__)
    except ValueError:
        return Closed("its name is no name of a file")
    return _by_head(path, head)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _by_head(path: str, head: bytes) -> Recognised | Strange | Closed | Missing | Undecided:
    if head.startswith(MAGIC):
        try:
            return _known(Shape.DATABASE, tables(path)) or Strange(
                "it is an SQLite database with tables of something else"
            )
        except sqlite3.Error as problem:
            return Closed(str(problem))
    if head.startswith(b"PK\x03\x04"):
        try:
            with zipfile.ZipFile(path) as archive:
                return _known(Shape.ARCHIVE, archive.namelist()) or Strange("it is a zip archive of something else")
        except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile) as problem:
            return Closed(str(problem))
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    first = start.split(b"\n", 1)[0].strip()
    if start[:1] == b"[" or first == b"{":
        return look_again(path) or Undecided()
    if start[:1] == b"{" and b"\n" not in start and _is_one_line(path):
        # A line as long as no agent begins a log with; it may be one all the same.
        found = look_again(path)
        return found if isinstance(found, Recognised) else Undecided()
    if start[:1] not in (b"{", b""):
        words = start.decode("utf-8", "replace")
        prose = _known(Shape.PROSE, words) or _known(Shape.TEXT, words)
        if prose is not None:
            return prose
    strange = next((reason for magic, reason in _MAGIC if head.startswith(magic)), None)
    return Strange(strange) if strange else Undecided()


def _is_one_line(path: str) -> bool:
    """Tell whether a file has no line end in its first bytes, more than a document that is decoded as a whole may have."""
    left = WHOLE + 1
    try:
        with open(path, "rb", buffering=0, opener=_open) as file:
            while left > 0 and (chunk := file.read(min(_HEAD * 4, left))):
                if b"\n" in chunk:
                    return False
                left -= len(chunk)
    except OSError:
        return False
    return left <= 0


def look_again(key: str) -> Recognised | Strange | Closed | None:
    """Decide about a file that is no log of lines: a document that is known, or why not; None if it is no document."""
    try:
        value, pages = open_document(split_key(key)[0])
    except LogError:
        # What begins like records is told of as such; that it is no document says nothing.
        return None
    except OSError as problem:
        return Closed(problem.strerror or type(problem).__name__)
    found = _known(Shape.DOCUMENT, value)
    found = replace(found, document=(value, pages)) if found is not None else None
    return found if found is not None else Strange(f"it is one JSON {_described(value)}")


def _described(value: Any) -> str:
    if isinstance(value, list):
        return f"array of {len(value)} entries"
    if isinstance(value, dict):
        return f"document with the keys {', '.join(sorted(value)[:6])[:80]}"
    return f"value of type {type(value).__name__}"


def _known(shape: Shape, what: Any) -> Recognised | None:
    for form in of_shape(shape):
        family = form.recognise(what)
        if family is not None:
            return Recognised(form, family)
    return None


def head_problem(head: bytes) -> str | None:
    """Say why a file that begins with these bytes cannot be JSON lines; None if it may be."""
    if head.startswith(MAGIC):
        return "it is an SQLite database"
    for magic, reason in _MAGIC:
        if head.startswith(magic):
            return reason
    start = head[:4096].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    if start[:1] == b"[":
        return "it is one JSON array, not one JSON object per line"
    if start[:1] not in (b"{", b""):
        return f"it is no JSON: it begins with {start[:24].decode('utf-8', 'replace')!r}"
    if start.split(b"\n", 1)[0].strip() == b"{":
        return "it is one JSON document that is not complete"
    return None


def sniff(line: bytes) -> tuple[Recognised | None, str]:
    """Name the format whose record this line is, or None and what was seen instead ('' for a blank line)."""
    if not line.strip():
        return None, ""
    record = decode(line)
    if record is None:
        return None, "a line that is no JSON object"
    found = _known(Shape.LINES, record)
    return (found, "") if found is not None else (None, _strange(record))


def _strange(record: Json) -> str:
    kind = text(record.get("type"))
    if kind or not record:
        return f"records of type {kind!r}" if kind else "records with nothing in them"
    return f"records with the keys {', '.join(sorted(record)[:6])[:80]}"
