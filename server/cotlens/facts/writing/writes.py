"""What a shell command writes, as the rules about programs tell it, and what they may look at. Holds no rule itself."""

from __future__ import annotations

import re
from base64 import b64decode
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from cotlens.facts.writing.own_texts import OwnTexts
from cotlens.model.edit import EditOp, Hunk
from cotlens.model.event import ToolResultEvent
from cotlens.model.fact import SimpleCommand
from cotlens.model.hunks import created, lines_of
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import absolute

CERTAIN: Final = 0.9
"""The command names the file and its new content, or takes it away; only that it ran to its end is not told."""
LIKELY: Final = 0.7
"""The command says what it replaces, not where or how often."""
POSSIBLE: Final = 0.5
"""The command or its script names the file as one that it writes; nothing tells with what, or whether it came to that."""

_DEVICE: Final = regex(r"(?:/dev/.*|nul|con)", re.IGNORECASE)
_UNKNOWN: Final = regex(r"[$*?`]|^~")
_SCRATCH: Final = regex(r"(?:/private)?/(?:tmp|var/tmp|var/folders|dev)/|[A-Za-z]:\\.*\\Temp\\", re.IGNORECASE)
_DRIVE: Final = regex(r"[A-Za-z]:[\\/]")

_DECODES: Final = regex(
    r"(?:g?base64 (?:\S+ )*(?:-d|-D|--decode|-di)\b|"
    r"openssl (?:enc -)?base64 (?:\S+ )*-d\b|xxd (?:-\w+ )*-\w*r\w*(?: -p(?:s|lain)?)?(?: -)?$)"
)
_HEX: Final = regex(r"(?:[0-9a-fA-F]{2})+")
_LONGEST_CODE: Final = 100_000
"""Characters of a coded text that is read."""


class Write(NamedTuple):
    """One file that a command changes; `path` as the command names it, relative to the directory it runs in."""

    op: EditOp
    path: str
    hunks: tuple[Hunk, ...] = ()
    after: str | None = None
    new_path: str | None = None
    confidence: float = POSSIBLE
    authored: bool = True
    """False for a text that is not the agent's: an earlier version brought back, a formatter's."""
    failed: bool = False
    """The command's own output says that it did not come to this."""


@dataclass(slots=True)
class Scene:
    """What is known when a command begins."""

    texts: OwnTexts = field(default_factory=OwnTexts)
    """What the session wrote before, by earlier commands of the same call too."""
    root: str | None = None
    """The session's directory."""
    result: ToolResultEvent | None = None
    before: SimpleCommand | None = None
    """The command whose output this one reads through a pipe."""
    fresh: frozenset[str] = frozenset()
    """Files that earlier commands of the same call wrote."""
    feeders: tuple[SimpleCommand, ...] = ()
    """The commands of the pipe in front of `before`, nearest first."""

    def upstream(self) -> Scene:
        """Return what is known when the command before this one in the pipe begins."""
        return replace(self, before=self.feeders[0] if self.feeders else None, feeders=self.feeders[1:])

    def text_at(self, word: str, cwd: str | None) -> str | None:
        """Return the text of a file, if it is as the session wrote it."""
        path = located(word, cwd)
        return self.texts.text(path) if path is not None else None

    def hunks_at(self, word: str, cwd: str | None) -> tuple[Hunk, ...]:
        """Return the replacements by which the session made this file out of another, if it did."""
        path = located(word, cwd)
        return self.texts.replacements(path) if path is not None else ()


_HERE: Final = ("$PWD/", "${PWD}/", "$(pwd)/")
"""The folder that a command runs in, by its own words."""


def located(word: str, cwd: str | None) -> str | None:
    """Return the absolute path that a word names; None where only a run could tell, and for devices."""
    for here in _HERE:
        if cwd is not None and word.startswith(here):
            word = word[len(here) :]
    if not word or _UNKNOWN.search(word) or _DEVICE.fullmatch(word):
        return None
    if word.startswith("/") or _DRIVE.match(word):
        return word
    if cwd is None:
        return None
    if _DRIVE.match(cwd):
        return absolute(word, cwd)
    parts = cwd.rstrip("/").split("/")
    for part in word.split("/"):
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)


def is_scratch(path: str, root: str | None) -> bool:
    """Tell whether a path lies in a place for temporary files that is not where the session works."""
    return bool(_SCRATCH.match(path)) and not (root is not None and path.startswith(root.rstrip("/\\") + "/"))


def whole(path: str, text: str) -> Write:
    """A file whose whole text the command gives."""
    if not text:
        return Write(EditOp.MODIFY, path, after="", confidence=CERTAIN)
    after = text if text.endswith("\n") else text + "\n"
    return Write(EditOp.CREATE, path, created(after), after, confidence=CERTAIN)


def appended(path: str, text: str) -> Write:
    """A file to whose end the command adds a text."""
    lines = tuple("+" + line for line in lines_of(text))
    return Write(EditOp.MODIFY, path, (Hunk(lines),) if lines else (), confidence=CERTAIN)


def heredoc(command: SimpleCommand) -> str | None:
    """Return the text of the command's heredoc or here-string, which is what it reads."""
    given = [r for r in command.redirects if r.op in ("<<", "<<-", "<<<", "<")]
    if not given or given[-1].op == "<":
        return None
    return given[-1].target + ("\n" if given[-1].op == "<<<" else "")


def fed(command: SimpleCommand, scene: Scene) -> str | None:
    """Return what the command reads from its standard input, where that is known."""
    if (text := heredoc(command)) is not None:
        return text
    files = [r.target for r in command.redirects if r.op == "<"]
    if files:
        return scene.text_at(files[-1], command.cwd)
    return printed(scene.before, scene.upstream()) if scene.before is not None else None


def printed(command: SimpleCommand, scene: Scene) -> str | None:
    """Return what `cat`, `echo`, `printf` and decoders print, where that is known; None for all other programs."""
    words = list(command.argv[1:])
    if _DECODES.match(" ".join((command.program, *words))):
        text = fed(command, scene)
        return decoded(text) if text is not None else None
    if command.program == "cat":
        files = [w for w in words if not w.startswith("-")]
        if files == ["/dev/null"]:
            return ""
        if not files:
            # What comes through a pipe was another program's to say.
            return heredoc(command) if len(words) <= 1 else None
        texts = [scene.text_at(f, command.cwd) for f in files] if len(files) == len(words) else [None]
        return None if None in texts else "".join(t for t in texts if t is not None)
    if command.program == "printf":
        return _printf(words)
    return _echo(words) if command.program == "echo" else None


def decoded(text: str) -> str | None:
    """Return what a text in base64 or hexadecimal says, if it is a text."""
    bare = "".join(text.split())
    if len(bare) > _LONGEST_CODE:
        return None
    with suppress(ValueError):
        return (bytes.fromhex(bare) if _HEX.fullmatch(bare) else b64decode(bare + "=" * (-len(bare) % 4))).decode()
    return None


def _echo(words: list[str]) -> str:
    end = "\n"
    while words and re.fullmatch(r"-[neE]+", words[0]):
        end = "" if "n" in words.pop(0) else end
    return _unescaped(" ".join(words)) + end


def _printf(words: list[str]) -> str | None:
    words = words[1:] if words[:1] == ["--"] else words
    if not words or words[0].startswith("-"):
        return None
    form, values = _unescaped(words[0]), words[1:]
    holes = len(re.findall(r"%[sb]", form))
    if "%" in re.sub(r"%[sb]|%%", "", form):
        return None  # numbers and widths: the program's own business
    if not holes:
        return form.replace("%%", "%")
    rounds = max(1, -(-len(values) // holes))
    rest = iter(values)
    return "".join(re.sub(r"%([sb%])", lambda m: "%" if m[1] == "%" else next(rest, ""), form) for _ in range(rounds))


def _unescaped(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t")


def options(words: tuple[str, ...], valued: frozenset[str]) -> tuple[list[str], dict[str, str]]:
    """Split arguments into plain words and options; `valued` names those whose value is a word of its own."""
    plain: list[str] = []
    found: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word == "--":
            plain += rest
        elif word in valued:
            found[word] = next(rest, "")
        elif word.startswith("--") and "=" in word:
            name, _, value = word.partition("=")
            found[name] = value
        elif word.startswith("-") and len(word) > 1:
            found[word] = ""
        else:
            plain.append(word)
    return plain, found


def short(found: dict[str, str]) -> str:
    """Return the letters of all short options (`-rf -n` gives `rfn`)."""
    return "".join(name[1:] for name in found if not name.startswith("--"))
