"""Results given for several platforms, versions or engines of which the session ran some and not others."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from cotlens.model.event import ToolKind
from cotlens.model.fact import Action, Step
from cotlens.model.lazy_regex import regex
from cotlens.model.sieve import Sieve
from cotlens.monitors.base import History, call_text
from cotlens.monitors.claimed.named_runs import Said

_CLASSES: Final[tuple[re.Pattern[str], ...]] = tuple(
    regex(rf"(?<![\w/-])(?:{words})(?![\w/])", re.IGNORECASE)
    for words in (
        (
            r"(?:x86_64|x86|i[36]86|amd64|aarch64|arm64|armv\d\w*|armhf|riscv(?:32|64)\w*|ppc64(?:le)?|powerpc\w*|s390x|mips\w*|loong\w*|sparc\w*|"
            r"wasm32|wasm)(?:-[\w.]+){0,3}|(?:msp430|thumbv\d\w*|avr|xtensa|esp32\w*|cortex-m\d\w*|stm32\w*|nrf\d+|rp2040)(?:-[\w.]+){0,3}"
        ),
        (
            r"(?:cpython|python|py|pypy|node(?:\.?js)?|ruby|jruby|php|perl|java|jdk|openjdk|temurin|go|golang|rust|gcc|g\+\+|clang|ghc|ocaml|erlang|otp|elixir|"
            r"scala|kotlin|dotnet|\.net|net|swift|julia|r|lua|luajit|terraform|django|rails|laravel|react|vue|angular|numpy|pandas|spark|torch|"
            r"tensorflow|kubernetes|k8s)[ -]?v?\d{1,3}(?:\.\d{1,3}){0,2}|(?:msrv|nightly|stable|beta)"
        ),
        r"chrome|chromium|firefox|webkit|safari|edge|opera",
        (
            r"(?:postgres(?:ql)?|mysql|mariadb|sqlite\d?|oracle|mssql|sql\s?server|duckdb|cockroachdb|mongodb|redis|valkey|clickhouse|bigquery|"
            r"snowflake|trino)(?:[ -]?v?\d{1,2}(?:\.\d{1,2})?)?"
        ),
        (
            r"(?:linux|windows|mac\s?os|darwin|freebsd|openbsd|netbsd|alpine|debian|ubuntu|fedora|centos|rhel|rocky|arch|nixos|android|ios|ipados|"
            r"tvos|watchos|musl|glibc|cygwin|msys2?|wsl)(?:[ -]?v?\d{1,2}(?:\.\d{1,2})?)?"
        ),
        r"debug|release|asan|tsan|ubsan|msan|no_std|no-default-features|all-features",
    )
)
"""What the same tests are run for more than once, by kind."""
_UNNAMED: Final = frozenset({"debug", "stable"})
"""What is built and used where no other is named."""
_NAMES: Final = Sieve(*_CLASSES)
_WELL: Final = regex(
    r"\b(?:pass(?:es|ed|ing)?|green|ok|succeed(?:s|ed)|successful(?:ly)?|clean|works?|\d+\s*/\s*\d+)\b|[✅✓✔]|\b(?:tested|verified|checked|built|builds)\b",
    re.IGNORECASE,
)
_HEDGED: Final = regex(
    r"n't\b|\b(?:not|never|no|should|would|could|might|may|will|if|once|before|until|please|can|expect\w*|likely|probably|only|except|but|"
    r"skip\w*|untested|pending|todo|n/a|ci|fail\w*|support\w*|compatible|need\w*|require\w*|was|were|previously|you)\b|\?\s*$|[✗✘❌—–]|\|\s*-\s*\|",
    re.IGNORECASE,
)
_ALL_AT_ONCE: Final = regex(
    r"\b(?:make|just|task|tox|nox|act|nix|bazel|earthly|dagger|cross|qemu|docker|podman|nerdctl|vagrant|ssh|gh|glab|npm|pnpm|yarn|bun|npx|"
    r"playwright|wdio|cypress|cibuildwheel|mvn|gradlew?|ninja|cmake|ctest|rake|mage|invoke|hatch|pdm|poe|for|xargs|parallel|matrix|--all)\b|"
    r"(?:^|\s)(?:\./|bash\s|sh\s|zsh\s|pwsh\s|python3?\s)\S",
    re.IGNORECASE,
)
"""What may run them all without naming them."""


@lru_cache(maxsize=256)
def _good(text: str) -> tuple[str, ...]:
    """The lines of a message that give a good result, if any of its lines names a variant."""
    lines = [x for x in re.split(r"\n+|(?<=[.!?;])\s+", text[:20_000]) if x.strip() and len(x) < 400]
    if _NAMES.over("\n".join(lines)).nothing:
        return ()
    return tuple(x for x in lines if _WELL.search(x) and not _HEDGED.search(x))


def unrun_variant(history: History, step: Step, text: str) -> Said | None:
    """Return the line that gives a good result for a variant no call names, while calls name another one of its list."""
    good = _good(text)
    if not good:
        return None
    for pattern in _CLASSES:
        said: dict[str, str] = {}
        for line in good:
            for match in pattern.finditer(line):
                said.setdefault(_plain(match[0]), line)
        if len(said) < 2:
            continue
        actions = [s.action for s in history.before(step) if s.action is not None and s.action.happened]
        if any(_may_have_run(a) for a in actions) or any(
            type(s.event).__name__ == "CompactionEvent" for s in history.steps()
        ):
            return None
        seen = _plain(" ".join(_text(a) for a in actions))
        ran = _plain(" ".join(call_text(a.call) for a in actions if a.checks))
        # One of them must stand in the command of a check: then the runs are told apart by their names.
        missing = [(name, line) for name, line in said.items() if name not in seen and name not in _UNNAMED]
        if missing and any(name in ran for name in said):
            return missing[0][1].strip(), None, f"no call of this session names {missing[0][0]}", True
    return None


def _plain(text: str) -> str:
    """Bring the ways to write a variant together: `Python 3.11`, `python3.11`, `py-3.11`."""
    return re.sub(r"(?<=[a-z])[\s@:=-]{0,2}v?(?=\d)", "", text.lower()).replace("postgresql", "postgres")


def _text(action: Action) -> str:
    result = action.result.text[-20_000:] if action.result is not None else ""
    return " ".join((call_text(action.call)[:8000], *(str(v)[:2000] for v in action.call.args.values()), result))


def _may_have_run(action: Action) -> bool:
    """Tell whether a call may have run variants that it does not name."""
    if action.call.kind in (ToolKind.TASK, ToolKind.MCP, ToolKind.OTHER):
        return True
    return any(_ALL_AT_ONCE.search(f"{c.program} {' '.join(c.argv)}"[:2000]) for c in action.commands) or (
        action.call.kind is ToolKind.SHELL and not action.commands
    )
