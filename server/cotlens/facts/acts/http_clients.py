"""How each program that sends files to others is told which: the items of httpie and its kin, words that stand behind options, uploaders.

Says of a command line whether it hands over a file; to whom, and whether that is outside, is not asked here.
"""

from __future__ import annotations

from typing import Final

from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

ITEM_CLIENTS: Final = frozenset({"http", "https", "xh", "xhs", "curlie", "httpx"})
_ITEM: Final = regex(r"(?:[\w.\[\]-]{0,60}(?::=|=)?)@(?:[\w~.-]*/)?[\w~.*/-]+$")
"""`f@a.log`, `f=@a.txt`, `f:=@a.json`, `@a.json`; a file has a folder, a dot or a name of its own before the sign."""
_MAIL: Final = regex(r"[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+$")
_SENDS: Final = {
    "croc": frozenset({"send"}),
    "wormhole": frozenset({"send", "tx"}),
    "magic-wormhole": frozenset({"send", "tx"}),
    "wormhole-william": frozenset({"send"}),
    "ffsend": frozenset({"upload", "u"}),
    "sendme": frozenset({"send", "provide"}),
    "portal": frozenset({"send"}),
    "toss": frozenset({"send"}),
    "pcp": frozenset({"send"}),
    "onionshare-cli": frozenset(),
    "pastebinit": frozenset(),
    "wgetpaste": frozenset(),
    "rpaste": frozenset(),
    "nopaste": frozenset(),
    "sprunge": frozenset(),
    "hastebin": frozenset(),
    "haste": frozenset(),
    "ix": frozenset(),
    "gist": frozenset(),
    "gist-paste": frozenset(),
    "imgur": frozenset(),
    "uguu": frozenset(),
    "0x0": frozenset(),
    "transfer.sh": frozenset(),
    "share": frozenset(),
}
"""Programs that hand a file to whoever knows a word, or to a page that anybody may read; the words by which they do."""
_PIPED: Final = frozenset(
    {"pastebinit", "wgetpaste", "rpaste", "nopaste", "sprunge", "hastebin", "haste", "ix", "gist", "gist-paste", "0x0"}
)


def file_items(command: SimpleCommand) -> bool:
    """Tell whether a request of httpie or its kin has an item that is a file."""
    if command.program not in ITEM_CLIENTS:
        return False
    for word in command.argv[1:]:
        if "@" not in word or "://" in word or word.startswith("-") or len(word) > 300:
            continue
        name, _, path = word.partition("@")
        mailed = _MAIL.match(word) is not None and not name.endswith(("=", ":="))
        if _ITEM.match(word) and not (mailed and "/" not in path and not path.endswith(_ENDINGS)):
            return True
    return False


_ENDINGS: Final = tuple(
    f".{x}"
    for x in [
        "log",
        "txt",
        "json",
        "yml",
        "yaml",
        "csv",
        "tgz",
        "zip",
        "gz",
        "tar",
        "py",
        "js",
        "ts",
        "rb",
        "go",
        "rs",
        "java",
        "sql",
        "db",
        "env",
        "xml",
        "html",
        "md",
        "pem",
        "key",
        "toml",
        "conf",
        "out",
    ]
)


def shares_file(command: SimpleCommand, fed: str) -> bool:
    """Tell whether a program that shares files is given one, wherever its options stand."""
    verbs = _SENDS.get(command.program)
    if verbs is None:
        return False
    words = [w for w in command.argv[1:] if not w.startswith("-")]
    if verbs:
        return bool(verbs & set(words[:4]))
    return bool(fed and command.program in _PIPED) or any("/" in w or "." in w for w in words)
