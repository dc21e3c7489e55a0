"""Files that come whole from elsewhere, move or go: `cp`, `mv`, `rm`, `ln`, `install`, `touch`, `rsync`, `curl`, `wget`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.writing.writes import (
    CERTAIN,
    LIKELY,
    POSSIBLE,
    Scene,
    Write,
    is_scratch,
    located,
    options,
    short,
    whole,
)
from cotlens.model.edit import EditOp
from cotlens.model.fact import SimpleCommand

_INTO: Final = frozenset({"-t", "--target-directory", "-S", "--suffix"})
_INSTALL: Final = _INTO | {"-m", "--mode", "-o", "--owner", "-g", "--group"}
_DRY: Final = ("--dry-run", "--check", "--list-only", "--spider")
_CURL: Final = frozenset(
    {
        "-o",
        "--output",
        "-X",
        "--request",
        "-H",
        "--header",
        "-d",
        "--data",
        "--data-raw",
        "--data-binary",
        "-F",
        "--form",
    }
    | {"-u", "--user", "-A", "--user-agent", "-e", "--referer", "-b", "--cookie", "-c", "--cookie-jar", "-m", "-w"}
    | {"--max-time", "--connect-timeout", "--retry", "--retry-delay", "--output-dir", "-T", "--write-out", "-x", "-K"}
    | {"--cacert", "--cert", "--key", "--data-urlencode", "--proxy", "--url", "-D", "--dump-header", "--resolve", "-r"}
)
_WGET: Final = frozenset({"-O", "--output-document", "-P", "--directory-prefix", "--header", "-U", "-t", "-T", "-o"})
_RSYNC: Final = frozenset({"-e", "--rsh", "--exclude", "--include", "-f", "--filter", "--exclude-from", "--files-from"})


def copied(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`cp a b`, `install a b`: the text is known if the session wrote `a`. Folders are not followed."""
    install = command.program == "install"
    words, found = options(command.argv[1:], _INSTALL if install else _INTO)
    letters = short(found)
    if {"--recursive", "--archive", "--directory"} & found.keys() or set(letters) & set("d" if install else "rRa"):
        return
    for source, target in _pairs(words, found):
        yield _taken_from(source, target, command, scene)


def _taken_from(source: str, target: str, command: SimpleCommand, scene: Scene) -> Write:
    """What a file gets that takes another's text: the whole of it if known, else the replacements that made it."""
    text = scene.text_at(source, command.cwd)
    if text:
        return whole(target, text)
    hunks = scene.hunks_at(source, command.cwd)
    return Write(EditOp.MODIFY, target, hunks, confidence=LIKELY if hunks else POSSIBLE)


def moved(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`mv a b`, `git mv a b`; from a scratch place it is new content for a file (`sed … f > /tmp/f && mv /tmp/f f`)."""
    words, found = options(command.argv[1:], _INTO)
    if command.program == "git":
        if "--dry-run" in found or "n" in short(found):
            return
        words = words[1:]
    for source, target in _pairs(words, found, guess=True):
        place = located(source, command.cwd)
        if place is not None and (is_scratch(place, scene.root) or _name(source).startswith(_name(target) + ".")):
            yield _taken_from(source, target, command, scene)
            continue
        yield Write(EditOp.RENAME, source, new_path=target, confidence=CERTAIN)


def removed(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`rm f`, `unlink f`, `git rm f`."""
    words, found = options(command.argv[1:], frozenset())
    if command.program == "git":
        if {"--cached", "--dry-run"} & found.keys() or "n" in short(found):
            return
        words = words[1:]
    for path in words:
        yield Write(EditOp.DELETE, path, confidence=CERTAIN)


def linked(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`ln -s target name`: what the name stands for changes."""
    words, found = options(command.argv[1:], _INTO)
    words = [*words, "."] if len(words) == 1 else words
    for _source, target in _pairs(words, found):
        yield Write(EditOp.MODIFY, target)


def touched(command: SimpleCommand, scene: Scene) -> Iterator[Write]:
    """`touch f` makes the file, if it is not there; of one that the session wrote it is known that it is."""
    words, found = options(command.argv[1:], frozenset({"-r", "--reference", "-d", "--date", "-t"}))
    if "c" in short(found) or "--no-create" in found:
        return
    for path in words:
        place = located(path, command.cwd)
        if place is not None and not scene.texts.is_known(place):
            yield Write(EditOp.CREATE, path)


def synced(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`rsync a.py dir/`: single files to this machine; folders are not followed."""
    words, found = options(command.argv[1:], _RSYNC)
    if any(d in found for d in _DRY) or "n" in short(found) or not words or _is_remote(words[-1]):
        return
    for source, target in _pairs([w.rsplit(":", 1)[-1] if _is_remote(w) else w for w in words], {}):
        if "." in _name(source)[1:] and not source.endswith("/"):
            yield Write(EditOp.MODIFY, target)


def downloaded(command: SimpleCommand, _: Scene) -> Iterator[Write]:
    """`curl -o f URL`, `curl -O URL`, `wget URL`."""
    curl = command.program == "curl"
    arguments = tuple(part for word in command.argv[1:] for part in _parted(word, "o" if curl else "O"))
    words, found = options(arguments, _CURL if curl else _WGET)
    if any(d in found for d in _DRY) or (not curl and set(short(found)) & set("ri")):
        return
    named = next((found[o] for o in (("-o", "--output") if curl else ("-O", "--output-document")) if found.get(o)), "")
    folder = next((found[o] for o in ("--output-dir", "-P", "--directory-prefix") if found.get(o)), "")
    remote = not curl or "O" in short(found) or "--remote-name" in found
    names = [named] if named else [_name(url.split("?", 1)[0].split("#", 1)[0]) for url in words] if remote else []
    for name in names:
        if name not in ("", "-") and not re.match(r"\w+://", name):
            yield Write(EditOp.MODIFY, f"{folder}/{name}" if folder else name)


def _pairs(words: list[str], found: dict[str, str], *, guess: bool = False) -> Iterator[tuple[str, str]]:
    """Yield (from, to), where it can be told whether the last word is a folder; with `guess` it is none if in doubt."""
    folder = found.get("-t") or found.get("--target-directory")
    if folder:
        words = [*words, folder]
    if len(words) < 2:
        return
    *sources, target = words
    into = bool(folder) or len(sources) > 1 or target.endswith("/") or _name(target) in (".", "..")
    for source in sources:
        name = _name(source.rstrip("/"))
        if into:
            yield source, f"{target.rstrip('/')}/{name}" if target != "/" else f"/{name}"
        elif guess or "." not in name or "." in _name(target) or name.startswith("."):
            # A file with an ending to a name without is most likely put into a folder, but nothing says so.
            yield source, target


def _parted(word: str, letter: str) -> tuple[str, ...]:
    """Take `-qO-` and `-sSLo` apart: letters before the one that names the file, and the name if it is joined to it."""
    found = re.fullmatch(rf"-([A-Za-z#]*?){letter}(.*)", word)
    if found is None or word == f"-{letter}":
        return (word,)
    return tuple(part for part in (f"-{found[1]}" if found[1] else "", f"-{letter}", found[2]) if part)


def _name(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _is_remote(word: str) -> bool:
    return bool(re.match(r"(?:[\w.-]+@)?[\w.-]{2,}:|rsync://", word))
