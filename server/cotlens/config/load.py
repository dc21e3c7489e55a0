"""Reads configuration files: `cotlens.toml` or `[tool.cotlens]` of a workspace, `config.toml` of the user.

A workspace file can be written by the agent that is watched: it can add monitors and make them stricter, never milder, unless the
user's own file trusts the folder. What is wrong with a file is said with its line, and the rest of it counts.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec
import tomli

from cotlens.config.schema import MonitorSettings, Settings, UserMonitor
from cotlens.model.errors import Problem
from cotlens.model.flag import Severity

LARGEST: Final = 1024 * 1024
"""Bytes of the largest configuration file that is read."""
_CODE: Final = re.compile(r"[A-Z][A-Z0-9]{1,9}")
_SHOWN: Final = {"monitors", "monitor", "trusted", "author", "shared_verdicts"}


@dataclass(frozen=True, slots=True)
class Configuration:
    """What all files together say."""

    monitors: tuple[UserMonitor, ...] = ()
    settings: tuple[tuple[str, MonitorSettings], ...] = ()
    """By code, each code once."""
    problems: tuple[Problem, ...] = ()
    files: tuple[str, ...] = ()
    """The files that were read."""
    shared_verdicts: bool = True
    """Whether verdicts that the folders share count: only the user's own file can say that they do not."""


def user_config_file(env: Mapping[str, str], home: str) -> str:
    """Return the path of the user's own configuration file, whether or not it exists."""
    if sys.platform == "win32":
        base = env.get("APPDATA") or os.path.join(home, "AppData", "Roaming")
    elif sys.platform == "darwin":
        base = os.path.join(home, "Library", "Application Support")
    else:
        base = env.get("XDG_CONFIG_HOME") or os.path.join(home, ".config")
    return os.path.join(base, "cotlens", "config.toml")


def author_of(env: Mapping[str, str], home: str) -> str:
    """Return the name that the user's own file signs shared verdicts with; '' if it gives none, as no name is guessed."""
    found = _read(user_config_file(env, home), [], [])
    return found.settings.author if found is not None else ""


def config_files(folders: Sequence[str], env: Mapping[str, str], home: str) -> tuple[str, ...]:
    """Return the paths of all files that may configure these folders, whether or not they exist."""
    return (user_config_file(env, home), *(path for folder in folders for path in _in_workspace(folder)))


def _in_workspace(folder: str) -> tuple[str, ...]:
    return os.path.join(folder, "cotlens.toml"), os.path.join(folder, "pyproject.toml")


def load(
    folders: Sequence[str], user_file: str, known: Mapping[str, Severity], explicit: str | None = None
) -> Configuration:
    """Read the user's file and those of the workspace folders; `known` are the built-in codes with their severities.

    `explicit` is a file named by hand: it counts like the user's own.
    """
    problems: list[Problem] = []
    files: list[str] = []
    own = [path for path in (user_file, explicit) if path]
    personal = [s for path in own if (s := _read(path, problems, files)) is not None]
    trusted = {os.path.realpath(os.path.expanduser(t)) for s in personal for t in s.settings.trusted}
    monitors: dict[str, UserMonitor] = {}
    settings: dict[str, MonitorSettings] = {}
    for folder in folders:
        for path in _in_workspace(folder):
            found = _read(path, problems, files)
            if found is not None:
                mild = os.path.realpath(folder) in trusted
                _add(found, monitors, settings, known, problems, mild=mild)
    for found in personal:
        _add(found, monitors, settings, known, problems, mild=True)
    shared = all(found.settings.shared_verdicts for found in personal)
    return Configuration(tuple(monitors.values()), tuple(settings.items()), tuple(problems), tuple(files), shared)


@dataclass(frozen=True, slots=True)
class _File:
    path: str
    text: str
    settings: Settings


def _read(path: str, problems: list[Problem], files: list[str]) -> _File | None:
    try:
        if os.path.getsize(path) > LARGEST:
            problems.append(Problem(path, 1, "the file is larger than 1 MB and was not read"))
            return None
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(path, 1, f"could not be read: {error}"))
        return None
    try:
        data = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        if not path.endswith("pyproject.toml"):
            line = re.search(r"at line (\d+)", str(error))
            problems.append(Problem(path, int(line[1]) if line else 1, f"not TOML: {error}"))
            files.append(path)
        return None
    if path.endswith("pyproject.toml"):
        table = (data.get("tool") or {}).get("cotlens")
        if not isinstance(table, dict):
            return None
        data = table
    files.append(path)
    return _File(path, text, _settings(path, text, data, problems))


def _settings(path: str, text: str, data: dict[str, Any], problems: list[Problem]) -> Settings:
    """Convert what is right; each part that is wrong is one problem."""
    known = ", ".join(sorted(_SHOWN))
    problems.extend(
        Problem(path, line_of(text, key), f"unknown key {key!r}: known are {known}") for key in data.keys() - _SHOWN
    )
    monitors = []
    for n, table in enumerate(data.get("monitors") or ()):
        try:
            monitors.append(msgspec.convert(table, UserMonitor))
        except msgspec.ValidationError as error:
            problems.append(Problem(path, _line_in(text, "[[", "monitors", n, str(error)), _plain(str(error))))
    settings: dict[str, MonitorSettings] = {}
    named = data.get("monitor")
    for code, table in (named if isinstance(named, dict) else {}).items():
        try:
            settings[code] = msgspec.convert(table, MonitorSettings)
        except msgspec.ValidationError as error:
            problems.append(Problem(path, _line_in(text, "[", f"monitor.{code}", 0, str(error)), _plain(str(error))))
    trusted = tuple(t for t in data.get("trusted") or () if isinstance(t, str))
    author = data.get("author", "")
    if not isinstance(author, str):
        problems.append(Problem(path, line_of(text, "author"), "author: a name in quotes"))
        author = ""
    shared = data.get("shared_verdicts", True)
    if not isinstance(shared, bool):
        problems.append(Problem(path, line_of(text, "shared_verdicts"), "shared_verdicts: true or false"))
        shared = True
    return Settings(tuple(monitors), settings, trusted, author, shared)


def _plain(message: str) -> str:
    """Say the error without the program's words for places in data."""
    return re.sub(r" - at `\$\.?([^`]*)`", lambda m: f" (in {m[1]})" if m[1] else "", message)


def line_of(text: str, key: str, start: int = 0) -> int:
    """Return the 1-based line from `start` (0-based) on that sets `key`, or begins its table."""
    pattern = re.compile(rf"^\s*(?:{re.escape(key)}\s*=|\[+[\w.\"]*{re.escape(key)}\b)")
    lines = text.split("\n")
    return next((n for n, line in enumerate(lines[start:], start + 1) if pattern.match(line)), start + 1)


def _line_in(text: str, bracket: str, table: str, number: int, error: str) -> int:
    """Return the line of the key that an error names, within the `number`th table of that name."""
    head = re.compile(rf"^\s*{re.escape(bracket)}(?:tool\.cotlens\.)?{re.escape(table)}\]")
    heads = [n for n, line in enumerate(text.split("\n")) if head.match(line)]
    if number >= len(heads):
        return 1
    key = re.search(r"`\$\.?(\w+)|unknown field `(\w+)`|missing required field `\w+`", error)
    name = next((g for g in key.groups() if g), "") if key else ""
    return line_of(text, name, heads[number]) if name else heads[number] + 1


def _add(
    file: _File,
    monitors: dict[str, UserMonitor],
    settings: dict[str, MonitorSettings],
    known: Mapping[str, Severity],
    problems: list[Problem],
    *,
    mild: bool,
) -> None:
    for n, monitor in enumerate(file.settings.monitors):
        fault = _fault(monitor, known)
        if fault:
            problems.append(Problem(file.path, _line_in(file.text, "[[", "monitors", n, ""), fault))
        else:
            monitors[monitor.code] = monitor
    for code, wanted in file.settings.monitor.items():
        line = _line_in(file.text, "[", f"monitor.{code}", 0, "")
        if code not in known and code not in monitors:
            problems.append(Problem(file.path, line, f"there is no monitor {code}"))
            continue
        if mild or code not in known:
            settings[code] = wanted
            continue
        strict = _strict(wanted, known[code])
        if strict != wanted:
            problems.append(
                Problem(
                    file.path,
                    line,
                    f"{code}: a workspace file can only make monitoring stricter, as an agent can write it; to let this one "
                    "make it milder add the folder to `trusted` in your own config.toml",
                )
            )
        if strict.severity is not None:
            settings[code] = strict


def _strict(wanted: MonitorSettings, severity: Severity) -> MonitorSettings:
    harder = wanted.severity is not None and Severity.parse(wanted.severity) >= severity
    return MonitorSettings(severity=wanted.severity if harder else None)


def _fault(monitor: UserMonitor, known: Mapping[str, Severity]) -> str:
    if not _CODE.fullmatch(monitor.code) or monitor.code in known:
        return f"code {monitor.code!r}: two to ten capitals and digits, and not a built-in monitor's"
    if not (monitor.any or monitor.all):
        return f"{monitor.code}: needs `any` or `all` with at least one condition"
    if not 0 < monitor.confidence <= 1:
        return f"{monitor.code}: confidence is between 0 and 1"
    if monitor.within < 1:
        return f"{monitor.code}: within is at least 1 step"
    for condition in (*monitor.any, *monitor.all, *monitor.unless):
        if bool(condition.phrases) == (condition.pattern is not None):
            return f"{monitor.code}: a condition has either phrases or a pattern"
        if condition.pattern is not None:
            error = pattern_error(condition.pattern)
            if error:
                return f"{monitor.code}: pattern {condition.pattern!r}: {error} (patterns are RE2: no look-around, no back references)"
    return ""


def pattern_error(pattern: str) -> str:
    """Return what is wrong with an RE2 pattern, or ''."""
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415  # only rules of users need it

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(pattern, options)
    except re2.error as error:
        return error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
    return ""
