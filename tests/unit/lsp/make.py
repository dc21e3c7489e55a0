"""Flags, views and updates for tests, one line each."""

from __future__ import annotations

from typing import Any

from lsp.fake_engine import locate, make_flag

from cotlens.lsp.documents import Document
from cotlens.lsp.open_file import OpenFile
from cotlens.model.flag import Flag
from cotlens.model.snapshot import FileView, Update
from cotlens.model.text import split_lines, text_digest
from cotlens.model.verdict import Reason, Status, Verdict


def flag(flag_id: str, path: str, text: str, severity: str = "high") -> Flag:
    return make_flag({"flag": flag_id, "path": path, "text": text, "severity": severity})


def view(path: str, text: str, *flags: Flag, version: int | None = None) -> FileView:
    lines = split_lines(text)
    return FileView(
        path, text_digest(text), (None,) * len(lines), tuple(f.at(locate(f, path, lines)) for f in flags), version
    )


def update(path: str, text: str, *flags: Flag) -> Update:
    return Update(flags={f.id: f for f in flags}, files={path: view(path, text, *flags)})


def open_file(path: str, text: str, version: int = 1) -> OpenFile:
    return OpenFile(path, Document("file://" + path, text, version=version))


def verdict(of: Flag, status: Status = Status.DISMISSED, **more: Any) -> Verdict:
    return Verdict(
        flag=of.id, fingerprint=of.fingerprint, code=of.code, status=status, reason=Reason.UNSTATED, time=0.0, **more
    )
