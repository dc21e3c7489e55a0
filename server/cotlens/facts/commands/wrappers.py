"""Programs that only run another program: which one they run, and where. Says nothing of what that one does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cotlens.model.lazy_regex import regex

SHELLS: Final = frozenset({"bash", "sh", "zsh", "dash", "ksh", "ash", "fish"})
SSH_WITH_VALUE: Final = frozenset({"-p", "-i", "-l", "-o", "-F", "-J", "-L", "-R", "-D", "-b", "-c"})
"""Options of ssh that take a value."""

_PLAIN: Final[dict[str, frozenset[str]]] = {
    # wrapper -> its options that take a value
    "sudo": frozenset({"-u", "-g", "-h", "-p", "-C", "-r", "-t", "-U", "--user", "--group"}),
    "doas": frozenset({"-u", "-C"}),
    "nohup": frozenset(),
    "time": frozenset({"-f", "-o"}),
    "command": frozenset(),
    "builtin": frozenset(),
    "exec": frozenset({"-a"}),
    "nice": frozenset({"-n"}),
    "ionice": frozenset({"-c", "-n"}),
    "stdbuf": frozenset({"-i", "-o", "-e"}),
    "setsid": frozenset(),
    "unbuffer": frozenset(),
    "xvfb-run": frozenset({"-s", "-n", "-e"}),
    "caffeinate": frozenset(),
    "npx": frozenset({"-p", "--package", "-c", "--call"}),
    "bunx": frozenset(),
    "xargs": frozenset({"-n", "-I", "-P", "-L", "-d", "-s", "-a", "-E", "--max-args", "--max-procs", "--delimiter"}),
    "watch": frozenset({"-n", "--interval"}),
    "entr": frozenset(),
    "strace": frozenset({"-e", "-o", "-p", "-s", "-u"}),
    "ltrace": frozenset({"-e", "-o", "-p", "-s", "-u"}),
    "taskset": frozenset({"-c", "-p"}),
    "firejail": frozenset(),
    "coproc": frozenset(),
    "busybox": frozenset(),
    "dbus-run-session": frozenset(),
    "dotenv": frozenset({"-e", "-f", "-c"}),
    "rtk": frozenset(),
    "chronic": frozenset(),
    "gtimeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
    "timeout": frozenset({"-s", "-k", "--signal", "--kill-after"}),
}

_RUNNERS: Final[dict[tuple[str, str], frozenset[str]]] = {
    # runner and its subcommand -> the subcommand's options that take a value
    ("uv", "run"): frozenset(
        {"--with", "--extra", "--group", "--python", "-p", "--project", "--directory", "--env-file"}
    ),
    ("poetry", "run"): frozenset(),
    ("pipenv", "run"): frozenset(),
    ("pdm", "run"): frozenset(),
    ("hatch", "run"): frozenset(),
    ("rye", "run"): frozenset(),
    ("pixi", "run"): frozenset({"-e", "--environment"}),
    ("conda", "run"): frozenset({"-n", "-p", "--name", "--prefix"}),
    ("bundle", "exec"): frozenset(),
    ("pnpm", "exec"): frozenset(),
    ("pnpm", "dlx"): frozenset(),
    ("npm", "exec"): frozenset(),
    ("yarn", "exec"): frozenset(),
    ("yarn", "dlx"): frozenset(),
    ("bun", "x"): frozenset(),
    ("mise", "exec"): frozenset(),
    ("mise", "x"): frozenset(),
    ("direnv", "exec"): frozenset(),
    ("nix", "develop"): frozenset(),
    ("opam", "exec"): frozenset(),
    ("dotenv", "run"): frozenset(),
    ("asdf", "exec"): frozenset(),
    ("rbenv", "exec"): frozenset(),
    ("pyenv", "exec"): frozenset(),
}

_ELSEWHERE: Final[dict[tuple[str, ...], frozenset[str]]] = {
    # programs that run a command on another machine or in a container, with their options that take a value
    ("docker", "exec"): frozenset({"-e", "-u", "-w", "--env", "--user", "--workdir", "--env-file"}),
    ("podman", "exec"): frozenset({"-e", "-u", "-w", "--env", "--user", "--workdir"}),
    ("docker", "compose", "exec"): frozenset({"-e", "-u", "-w", "--env", "--user", "--workdir", "--index"}),
    ("docker-compose", "exec"): frozenset({"-e", "-u", "-w", "--env", "--user", "--workdir", "--index"}),
    ("docker", "compose", "run"): frozenset({"-e", "-u", "-w", "-v", "-p", "--name", "--entrypoint", "--user"}),
    ("kubectl", "exec"): frozenset({"-n", "-c", "--namespace", "--container"}),
}

_AFTER_DASHES: Final = frozenset(
    {"op", "doppler", "aws-vault", "chamber", "infisical", "systemd-run", "teller", "berglas", "envchain", "watchexec"}
)
"""Programs that give a command its secrets, or start it by themselves; the command stands behind `--`."""
_SAME: Final = {
    "oc": "kubectl",
    "k": "kubectl",
    "microk8s.kubectl": "kubectl",
    "nerdctl": "docker",
    "lxc": "podman",
    "incus": "podman",
}
"""Programs that take the same words as another one."""
_GLOBAL: Final = frozenset(
    {
        "-n",
        "--namespace",
        "--context",
        "--kubeconfig",
        "--cluster",
        "--user",
        "-H",
        "--host",
        "-c",
        "--config",
        "-s",
        "--server",
    }
)

_ASSIGNMENT: Final = regex(r"[A-Za-z_]\w*=")


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """What a wrapped command line runs: either `argv`, or a shell string to parse again."""

    argv: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = ()
    wrappers: tuple[str, ...] = ()
    shell: str | None = None
    elsewhere: bool = False
    """Runs on another machine or in a container, so paths mean something else."""


def unwrap(argv: tuple[str, ...], env: tuple[tuple[str, str], ...] = ()) -> list[Unwrapped]:
    """Take wrappers off; `find ... -exec rm {} ;` gives both `find` and `rm`. Never empty unless argv is."""
    if not argv:
        return []
    wrappers: list[str] = []
    elsewhere = False
    while argv:
        name = argv[0].replace("\\", "/").rsplit("/", 1)[-1]
        step = _step(name, argv)
        if step is None:
            break
        rest, label, assigned, away = step
        if not rest:
            break
        wrappers.append(label)
        env += assigned
        elsewhere |= away
        argv = rest
        if label == "eval" or (away and len(rest) == 1) or label.startswith("ssh "):
            return [Unwrapped(env=env, wrappers=tuple(wrappers), shell=" ".join(rest), elsewhere=elsewhere)]
    shell = _shell_string(argv)
    if shell is not None:
        return [Unwrapped(env=env, wrappers=tuple(wrappers), shell=shell, elsewhere=elsewhere)]
    found = [Unwrapped(argv=argv, env=env, wrappers=tuple(wrappers), elsewhere=elsewhere)]
    if argv and argv[0] in ("find", "fd", "gfind"):
        found += [
            Unwrapped(argv=inner, env=env, wrappers=(*wrappers, f"{argv[0]} -exec"), elsewhere=elsewhere)
            for inner in _find_exec(argv)
        ]
    return found


_Step = tuple[tuple[str, ...], str, tuple[tuple[str, str], ...], bool]


def _step(name: str, argv: tuple[str, ...]) -> _Step | None:
    if name in ("env", "cross-env"):
        rest, assigned = _env(argv[1:])
        return rest, "env", assigned, False
    if name in _PLAIN:
        rest = _skip_options(argv[1:], _PLAIN[name])
        if name in ("timeout", "gtimeout"):
            rest = rest[1:]
        return rest, name, (), False
    if name == "eval":
        return argv[1:], "eval", (), False
    if name == "ssh":
        rest = _skip_options(argv[1:], SSH_WITH_VALUE)
        return (rest[1:], f"ssh {rest[0]}", (), True) if len(rest) > 1 else None
    name = _SAME.get(name, name)
    if name in ("docker", "podman", "kubectl"):
        # `kubectl -n prod exec`: the options of the program come before its word.
        argv = (argv[0], *_skip_options(argv[1:], _GLOBAL))
    for length in (3, 2):
        options = _ELSEWHERE.get((name, *argv[1:length]))
        if options is not None:
            rest = _skip_options(argv[length:], options)
            inner = rest[2:] if rest[1:2] == ("--",) else rest[1:]
            return inner, f"{name} exec {rest[0]}" if rest else name, (), True
    if name in _AFTER_DASHES and "--" in argv:
        return argv[argv.index("--") + 1 :], name, (), False
    if name == "flock" and len(argv) > 2:
        return _skip_options(argv[1:], frozenset({"-w", "--timeout", "-E"}))[1:], name, (), False
    options = _RUNNERS.get((name, argv[1] if len(argv) > 1 else ""))
    if options is not None:
        return _skip_options(argv[2:], options), f"{name} {argv[1]}", (), False
    return None


def _env(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    assigned: list[tuple[str, str]] = []
    while words:
        if _ASSIGNMENT.match(words[0]):
            key, _, value = words[0].partition("=")
            assigned.append((key, value))
            words = words[1:]
        elif words[0] in ("-u", "-C", "--unset", "--chdir"):
            words = words[2:]
        elif words[0].startswith("-"):
            words = words[1:]
        else:
            break
    return words, tuple(assigned)


def _skip_options(words: tuple[str, ...], with_value: frozenset[str]) -> tuple[str, ...]:
    while words and words[0].startswith("-") and words[0] != "-":
        if words[0] == "--":
            return words[1:]
        words = words[2:] if words[0] in with_value else words[1:]
    return words


def _shell_string(argv: tuple[str, ...]) -> str | None:
    """Return the string of `bash -lc STRING`, or None."""
    if not argv or argv[0].rsplit("/", 1)[-1] not in SHELLS:
        return None
    for i, word in enumerate(argv[1:], 1):
        if word.startswith("-") and not word.startswith("--") and "c" in word:
            return argv[i + 1] if i + 1 < len(argv) else None
        if not word.startswith("-"):
            return None
    return None


def _find_exec(argv: tuple[str, ...]) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for i, word in enumerate(argv):
        if word in ("-exec", "-execdir", "-ok", "-x", "-X"):
            rest = argv[i + 1 :]
            end = next((k for k, w in enumerate(rest) if w in (";", "+", "\\;")), len(rest))
            if rest[:end]:
                found.append(rest[:end])
    return found
