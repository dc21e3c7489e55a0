"""What `blame` and `why` share: the file that is meant, and its history out of the logs."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from cotlens.cli.common import home
from cotlens.engine.binding import Binding
from cotlens.engine.file_history import FileHistory
from cotlens.engine.kept_heads import keep_heads, kept_heads
from cotlens.engine.placing import LARGEST, read_text
from cotlens.model.errors import UsageError
from cotlens.sources.discover import find_logs
from cotlens.sources.git_folders import git_root
from cotlens.sources.named import named_logs
from cotlens.store.index import LogIndex


def text_of(path: str, named: str) -> str:
    """Return the file's text; raises UsageError that names what was given."""
    text = read_text(path)
    if text is None:
        what = "is larger than 8 MB" if os.path.isfile(path) and os.path.getsize(path) > LARGEST else "is no file"
        raise UsageError(f"{named} {what}; name a text file of the workspace")
    return text


def history_of(path: str | None, root: str, named: Sequence[str]) -> FileHistory:
    """Read a file's edits, or those of all files, out of the named logs, or of those of the workspace `root`."""
    if named:
        logs, missing = named_logs(named)
        for unread in missing:
            raise UsageError(f"{unread.log} {unread.reason}")
    else:
        index = LogIndex()
        heads = kept_heads(index, deep=True)
        logs = [log.path for log in find_logs([root], os.environ, home(), heads).logs]
        keep_heads(index, heads)
    history = FileHistory(path, Binding((root,)))
    history.read(logs)
    return history


def workspace_of(path: str, workspace: str | None) -> str:
    """Return the folder that is meant: as given, the file's repository, the current folder, or the file's own."""
    here, folder = os.path.realpath(os.getcwd()), os.path.dirname(path)
    if workspace:
        return os.path.realpath(workspace)
    return git_root(folder) or (here if path.startswith(here + os.sep) else folder)


def tell_problems(history: FileHistory, *, named: bool) -> None:
    """Say on standard error which of the named logs could not be read, and what went wrong on our side."""
    for unread in history.unread if named else ():
        click.echo(f"cotlens: {unread.log}: {unread.reason}", err=True)
    for fault in history.faults:
        click.echo(f"cotlens: a fault of ours, contained: {fault}", err=True)
