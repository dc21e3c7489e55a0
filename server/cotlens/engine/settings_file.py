"""Changes one agent's own settings file, after showing what would change. Knows no agent; touches no other key."""

from __future__ import annotations

import difflib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cotlens.engine.remedies import Remedy, Value
from cotlens.model.errors import UsageError

LARGEST: Final = 1024 * 1024
"""Bytes of the largest settings file that is changed."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of a settings file that has not been made."""

    path: str
    before: str | None
    """None where the file is made."""
    after: str

    @property
    def needed(self) -> bool:
        """Whether there is anything to change."""
        return self.before != self.after

    @property
    def diff(self) -> str:
        """The change as lines with `+` and `-` and a little context."""
        lines = difflib.unified_diff(
            (self.before or "").splitlines(), self.after.splitlines(), self.path, self.path, lineterm="", n=2
        )
        return "\n".join(lines)


def plan(remedy: Remedy, env: Mapping[str, str], home: str) -> Plan:
    """Work out the change; raises UsageError where there is no setting or the file cannot be changed safely."""
    path = remedy.path(env, home)
    if not path:
        raise UsageError(f"{remedy.title}: {remedy.remark}")
    before = _read(path)
    change = _json if path.endswith(".json") else _toml
    try:
        after = change(before or "", remedy.changes)
    except ValueError as problem:
        raise UsageError(
            f"{path} is not changed, as it could not be read: {problem}. Mend it, then try again."
        ) from None
    return Plan(path, before, after)


def apply(change: Plan) -> None:
    """Make the change in one step; raises UsageError if the file is another one by now or cannot be written."""
    if _read(change.path) != change.before:
        raise UsageError(f"{change.path} was changed meanwhile; nothing was written. Try again.")
    target = os.path.realpath(change.path)  # a link stays a link
    folder = os.path.dirname(target)
    try:
        os.makedirs(folder, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder, prefix=".cotlens-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(change.after)
            if change.before is not None:
                os.chmod(draft, os.stat(target).st_mode & 0o777)
            os.replace(draft, target)
        except OSError:
            os.unlink(draft)
            raise
    except OSError as problem:
        raise UsageError(f"{change.path} cannot be written: {problem.strerror or problem}") from None


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as problem:
        raise UsageError(f"{path} cannot be read: {problem}") from None
    if len(text) > LARGEST:
        raise UsageError(f"{path} is larger than {LARGEST >> 20} MB; it is left as it is")
    return text


def _json(before: str, changes: tuple[tuple[str, Value], ...]) -> str:
    settings = json.loads(before) if before.strip() else {}
    if not isinstance(settings, dict):
        raise ValueError("it holds no JSON object")  # noqa: TRY004 - told to the user as what is wrong with the file
    wanted = {**settings, **dict(changes)}
    if wanted == settings:
        return before
    indent = _indent(before)
    return json.dumps(wanted, indent=indent, ensure_ascii=False) + "\n"


def _indent(text: str) -> int | str:
    """The indentation that a JSON text has already, two spaces where it has none."""
    line = next((line for line in text.splitlines()[1:] if line.strip()), "  ")
    lead = line[: len(line) - len(line.lstrip())]
    return "\t" if lead.startswith("\t") else len(lead) or 2


def _toml(before: str, changes: tuple[tuple[str, Value], ...]) -> str:
    import tomlkit  # noqa: PLC0415 - only this needs it
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - the same

    try:
        document = tomlkit.parse(before)
    except TOMLKitError as problem:
        raise ValueError(str(problem)) from None
    missing = [(key, value) for key, value in changes if key not in document]
    for key, value in changes:
        if key in document and document[key] != value:
            document[key] = value
    # Keys of the top level stand before the first table; put there as text, all else stays as it was, byte by byte.
    added = "".join(f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in missing)
    rest = tomlkit.dumps(document)
    return added + ("\n" if added and rest.lstrip().startswith("[") else "") + rest
