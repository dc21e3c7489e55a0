"""A scenario: a short agent session, the workspace it ran in, and what must be flagged. Reads and checks the YAML; renders nothing.

The format: `id`, `monitor`, `label` (positive | negative), `agent` (claude-code | codex), `files` (path -> text before), `steps`
(each one of STEPS), `expect` (list of {monitor, path?, contains?, min_severity?, deleted?}), and optionally `also_ok` (codes that may
fire as well), `human_after` ({path, old, new} by the developer), `model`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cotlens.model.errors import UsageError

STEPS: Final = frozenset(
    {"user", "think", "say", "bash", "edit", "write", "read", "deny", "tool", "delete", "compact", "interrupt"}
)
_KEYS: Final = ("id", "monitor", "label", "agent", "files", "steps", "expect")


@dataclass(frozen=True, slots=True)
class Expectation:
    """A flag that must be there."""

    monitor: str
    path: str | None = None
    """Relative to the workspace; None for a flag of the session as a whole."""
    contains: str | None = None
    """A piece of the line that the flag must cover."""
    min_severity: str = "info"
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario, checked."""

    id: str
    monitor: str
    positive: bool
    agent: str
    files: dict[str, str]
    steps: tuple[tuple[str, Any], ...]
    """(kind, value) in order."""
    expect: tuple[Expectation, ...]
    also_ok: frozenset[str] = frozenset()
    human_after: tuple[dict[str, str], ...] = ()
    model: str | None = None
    final: dict[str, str] = field(default_factory=dict)
    """The workspace after the session and the developer's own edits."""

    @property
    def calls(self) -> int:
        """Tool calls in it."""
        return sum(kind in ("bash", "edit", "write", "read", "deny", "tool", "delete") for kind, _ in self.steps)


def read_scenarios(path: Path) -> Iterator[Scenario]:
    """Yield the scenarios of a YAML file; raises UsageError that names file, scenario and fault."""
    for document in _documents(path):
        if document is not None:
            yield parse(document, str(path))


def _documents(path: Path) -> list[Any]:
    """Read YAML; raises UsageError."""
    import yaml  # noqa: PLC0415  # only evaluation needs it: an extra

    text = path.read_text(encoding="utf-8")
    if yaml.__with_libyaml__:
        # Eight times as fast, and stricter: a block that begins with a tab is YAML for the reader in Python alone.
        with suppress(yaml.YAMLError):
            return list(yaml.load_all(text, Loader=yaml.CSafeLoader))
    try:
        return list(yaml.safe_load_all(text))
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: not YAML: {error}") from error


def parse(document: Any, where: str) -> Scenario:
    """Check one document and make a scenario of it."""
    name = f"{where}: {document.get('id')}" if isinstance(document, dict) else where
    try:
        _check_keys(document)
        steps = tuple(_step(n, step) for n, step in enumerate(document["steps"]))
        expect = tuple(Expectation(**e) for e in document["expect"] or ())
        human = tuple(document.get("human_after") or ())
        final = final_files(dict(document["files"] or {}), steps, human)
        _check_expectations(document, expect, final)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UsageError(f"{name}: {error}") from error
    return Scenario(
        id=str(document["id"]),
        monitor=document["monitor"],
        positive=document["label"] == "positive",
        agent=document["agent"],
        files=dict(document["files"] or {}),
        steps=steps,
        expect=expect,
        also_ok=frozenset(document.get("also_ok") or ()),
        human_after=human,
        model=document.get("model"),
        final=final,
    )


def _check_keys(document: Any) -> None:
    if not isinstance(document, dict):
        raise TypeError("a scenario is a mapping")
    missing = [key for key in _KEYS if key not in document]
    if missing:
        raise ValueError(f"missing {', '.join(missing)}")
    if document["label"] not in ("positive", "negative"):
        raise ValueError("label must be positive or negative")
    if document["agent"] not in ("claude-code", "codex"):
        raise ValueError("agent must be claude-code or codex")


def _step(number: int, step: Any) -> tuple[str, Any]:
    if not isinstance(step, dict) or len(step) != 1 or next(iter(step)) not in STEPS:
        raise ValueError(f"step {number}: exactly one of {', '.join(sorted(STEPS))}")
    return next(iter(step.items()))


def _check_expectations(document: dict[str, Any], expect: tuple[Expectation, ...], final: dict[str, str]) -> None:
    own = any(e.monitor == document["monitor"] for e in expect)
    if own != (document["label"] == "positive"):
        raise ValueError("a positive scenario expects its own monitor, a negative one never does")
    for e in expect:
        if e.path and e.path in final and e.contains and e.contains not in final[e.path]:
            raise ValueError(f"expect.contains is not in the final {e.path}: {e.contains!r}")
        if e.path and e.path not in final and not e.deleted:
            raise ValueError(f"expect.path {e.path} is not in the final workspace (say deleted: true if so)")


def final_files(
    files: dict[str, str], steps: tuple[tuple[str, Any], ...], human: tuple[dict[str, str], ...]
) -> dict[str, str]:
    """Return the workspace after the steps and the developer's edits; raises ValueError where an edit does not fit."""
    for number, (kind, value) in enumerate(steps):
        if kind == "edit":
            files[value["path"]] = replaced(files, value, f"step {number}")
        elif kind == "write":
            files[value["path"]] = value["content"]
        elif kind == "delete":
            files.pop(value["path"], None)
        elif kind == "bash":
            apply_changes(files, value)
    for edit in human:
        files[edit["path"]] = replaced(files, edit, "human_after")
    return files


def replaced(files: dict[str, str], edit: dict[str, str], where: str) -> str:
    """Return the text of a file with `old` replaced, which must occur exactly once."""
    count = files.get(edit["path"], "").count(edit["old"])
    if count != 1:
        raise ValueError(f"{where}: the old text occurs {count} times in {edit['path']}")
    return files[edit["path"]].replace(edit["old"], edit["new"])


def apply_changes(files: dict[str, str], command: dict[str, Any]) -> None:
    """Do to the files what a command did (`changes`: path -> new text, None for gone)."""
    for path, text in (command.get("changes") or {}).items():
        if text is None:
            files.pop(path, None)
        else:
            files[path] = text
