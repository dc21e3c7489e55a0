"""Options of a program that stand before its subcommand: `git -C DIR --no-pager log`, `kubectl --context dev get pods`.

What they say of the folder is followed, what only bears upon the display goes, the others move behind the subcommand,
where every one of these programs takes them too. So `argv[1]` is what the program is told to do. Says nothing of what that does.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cotlens.model.lazy_regex import regex
from cotlens.model.paths import absolute, base_name


class _Globals(NamedTuple):
    """The options that a program takes before its subcommand."""

    values: frozenset[str]
    """Those whose value is the next word."""
    folder: frozenset[str] = frozenset()
    """Those that say in which folder to work."""
    display: frozenset[str] = frozenset()
    """Those that only bear upon what is shown."""


_KUBERNETES: Final = frozenset(
    {
        "-n",
        "--namespace",
        "--context",
        "--kube-context",
        "--kubeconfig",
        "--cluster",
        "--user",
        "--as",
        "-s",
        "--server",
        "--token",
    }
)
_AMAZON: Final = frozenset({"--profile", "--region", "--output", "--endpoint-url", "--query", "--color"})
_COMPOSE: Final = frozenset(
    {
        "-f",
        "--file",
        "-p",
        "--project-name",
        "--profile",
        "--env-file",
        "--project-directory",
        "--ansi",
        "--progress",
        "--parallel",
    }
)
_DOCKER: Final = frozenset({"-H", "--host", "-c", "--context", "--config", "-l", "--log-level"})

_PROGRAMS: Final = {
    "git": _Globals(
        frozenset({"-C", "-c", "--git-dir", "--work-tree", "--namespace", "--exec-path", "--config-env"}),
        frozenset({"-C"}),
        frozenset({"--no-pager", "-P", "-p", "--paginate", "--no-optional-locks", "--literal-pathspecs"}),
    ),
    "kubectl": _Globals(_KUBERNETES),
    "oc": _Globals(_KUBERNETES),
    "helm": _Globals(_KUBERNETES),
    "docker": _Globals(_DOCKER),
    "podman": _Globals(_DOCKER),
    "docker-compose": _Globals(_COMPOSE),
    "gh": _Globals(frozenset({"-R", "--repo"})),
    "alembic": _Globals(frozenset({"-c", "--config", "-n", "--name", "-x"})),
    "cargo": _Globals(frozenset({"--color", "--config", "-Z", "-C"}), frozenset({"-C"})),
    "aws": _Globals(_AMAZON, display=frozenset({"--no-cli-pager", "--no-paginate"})),
    "go": _Globals(frozenset({"-C"}), frozenset({"-C"})),
    "terraform": _Globals(frozenset(), frozenset({"-chdir"})),
    "tofu": _Globals(frozenset(), frozenset({"-chdir"})),
}
_SHOWN: Final = regex(
    r"(?:color|colour|pager|advice|diff|log|column|core\.(?:pager|quotepath|editor|fsmonitor)|gc\.auto)\b", 2
)
"""Settings of git, given for one call, that change nothing but what is shown."""


_NESTED: Final = {("docker", "compose"): _Globals(_COMPOSE), ("podman", "compose"): _Globals(_COMPOSE)}
"""Subcommands that have subcommands of their own, with options between the two."""


def subcommand_first(argv: tuple[str, ...], cwd: str | None) -> tuple[tuple[str, ...], str | None]:
    """Return the words with the subcommand behind the program's name, and the folder that the program works in."""
    program = base_name(argv[0]) if len(argv) > 2 else ""
    known = _PROGRAMS.get(program)
    if known is None:
        return argv, cwd
    if program == "cargo" and argv[1].startswith("+"):
        # The toolchain: `cargo +nightly test`.
        argv = (argv[0], *argv[2:])
    words, cwd = _in_order(argv[1:], known, cwd)
    nested = _NESTED.get((program, words[0]))
    if nested is not None:
        words = (words[0], *_in_order(words[1:], nested, cwd)[0])
    return (argv[0], *words), cwd


def _in_order(given: tuple[str, ...], known: _Globals, cwd: str | None) -> tuple[tuple[str, ...], str | None]:
    if not given or not given[0].startswith("-"):
        return given, cwd
    moved, folder, at = list[str](), cwd, 0
    while at < len(given) and given[at].startswith("-") and given[at] != "-":
        option = given[at]
        name, joined, value = option.partition("=")
        at += 1
        if not joined and option in known.values and at < len(given):
            value = given[at]
            at += 1
        if name in known.folder:
            folder = _entered(value, folder)
        elif option in known.display or (option == "-c" and _SHOWN.match(value)):
            continue
        else:
            moved += [option, value] if value and not joined else [option]
    words = given[at:]
    if not words:
        # `git --version`, `docker -v`: there is no subcommand.
        return given, cwd
    end = words.index("--") if "--" in words else len(words)
    return (*words[:end], *moved, *words[end:]), folder


def _entered(folder: str, cwd: str | None) -> str | None:
    """Return the absolute folder that an option leads to, or None where it cannot be known."""
    if "$" in folder or folder.startswith("~"):
        return None
    entered = absolute(folder, cwd)
    return entered if cwd or entered.startswith("/") or entered[1:2] == ":" else None
