"""Which commands check something (tests, build, lint, types), and what part of it they leave out.

Knows command lines only; what a run's output says is read by `check_output`.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from cotlens.facts.checking.check_tables import (
    BENCH,
    BUILD,
    EXCLUDING,
    LINT,
    MAVEN,
    NARROWING,
    NEGATIVE_SELECTION,
    ONLOOKERS,
    PROGRAMS,
    SUBCOMMANDS,
    TASK_RUNNERS,
    TASK_WORDS,
    TEST,
)
from cotlens.model.check import CheckKind
from cotlens.model.fact import SimpleCommand
from cotlens.model.lazy_regex import regex

_SUBSTITUTED: Final = 500
CODE_RUNNERS: Final = frozenset(
    ["Rscript", "R", "julia", "clojure", "clj", "sbt", "mill", "pwsh", "powershell", "ros", "sbcl", "emacs", "racket", "raco", "guile",
     "gap", "octave", "matlab", "wolframscript", "swipl", "vim", "nvim", "mysql", "sqlplus", "utplsql", "godot", "nim", "coqc", "lake",
     "idris2", "odin", "v", "haxe", "scala-cli", "kotlinc", "gosu", "ponyc", "elixir", "perl6", "raku", "vcs", "ghdl"]
)  # fmt: skip
_TEST_CALL: Final = regex(
    r"\b(?:devtools::test|testthat|test_(?:dir|file|local|package|all|check)|tinytest|RUnit|covr|Pkg\.test|runtests|run_tests|"
    r"asdf:test-system|ert-run-tests\w*|buttercup-run\w*|runtests?\.\w+|Invoke-Pester|plenary\.test\w*|PlenaryBust\w*|ut\.run|"
    r"tSQLt\.Run\w*|"
    r"test-?(?:Only|Quick|system|all)|(?:\w+/)?test(?:s|:\w+)?|check_package|R CMD check|scalatest|gut_cmdln\S*)(?=$|[\s('\"/:;)])|"
    r"-[MXAT]:(?:[\w-]+:)*(?:test|kaocha|spec)\b",
)
_LINT_CALL: Final = regex(
    r"\b(?:lintr::\w+|lint_package|lint_dir|Invoke-ScriptAnalyzer|scalafmtCheck\w*|scalafmtSbtCheck|scalastyle|scalafix\w*|JET\.\w+|"
    r"-[MXAT]:lint)"
)
_LEAVES_OUT: Final = regex(
    r"--?(?:(?:exclude|skip|ignore|deselect|no-match|omit|without|invert|ExcludeTag|Exclude|no-suite|not)[\w-]*|(only|filter|match|"
    r"tags?|focus|suite|pattern)[\w-]*)(?:=.*)?$"
)
"""Options of runners without a table of their own; the group is of those that pick instead of leaving out."""
_SIEVE: Final = regex(r"\b[ef]?grep\s+(?:-\w*v\w*|--invert-match)\s+(?:-\w+\s+)?([^\s|)`]{1,120})")
"""A list of packages or files made by a command that leaves some out: `go test $(go list ./... | grep -v /sync)`."""
_NEVER_TESTED: Final = regex(
    r"vendor|node_modules|third_?party|generated|/?gen\b|mocks?\b|testdata|examples?\b|\bcmd\b"
)


_NO_NAME: Final = regex(r"-{1,2}run[= ](?:\^?\$|\^\$|XXX+|NONE|None|none)(?:\s|$)")
"""A name that no test has."""


_MAKES: Final = frozenset(
    ["generate", "gen", "init", "install", "sync", "update", "upgrade", "bundle", "export", "create", "new", "add", "remove", "migrate",
     "codegen", "scaffold", "publish", "download", "login", "serve", "config", "dep", "mod", "push", "ls", "help", "version"]
)  # fmt: skip
"""What checkers do besides checking: `buf generate`, `redocly bundle`, `vale sync`."""


class Recognised(NamedTuple):
    """A command known to check something."""

    kind: CheckKind
    tool: str
    narrowed: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def recognise(command: SimpleCommand) -> Recognised | None:
    """Tell what `command` checks, or None when it is not known to check anything."""
    argv = _normalised(command.argv)
    if not argv:
        return None
    program = argv[0]
    if program in ("pip", "apt-get", "apt", "brew") or _is_query(argv):
        return None
    kind, tool = _kind(program, argv)
    if kind is TEST and _compiles_only(tool, argv):
        kind = BUILD
    if kind is None:
        return None
    narrowed, excluded = _narrowing(tool, argv)
    return Recognised(kind, tool, narrowed, excluded)


def _normalised(argv: tuple[str, ...]) -> tuple[str, ...]:
    if not argv:
        return ()
    program = argv[0].replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".exe").removesuffix(".cmd")
    rest = argv[1:]
    if re.fullmatch(r"python[\d.]*|py|pypy3?", program):
        while rest and rest[0].startswith("-") and rest[0] not in ("-m", "-c", "-"):
            rest = rest[1:]
        if rest[:1] == ("-m",) and len(rest) > 1:
            return ("python-unittest", *rest[2:]) if rest[1] == "unittest" else (rest[1], *rest[2:])
        if rest and rest[0].endswith("manage.py"):
            return ("manage.py", *rest[1:])
    if program in ("node", "ruby", "php", "perl") and rest:
        base = rest[0].rsplit("/", 1)[-1]
        if base in PROGRAMS or base.removesuffix(".js") in PROGRAMS:
            return (base.removesuffix(".js"), *rest[1:])
    if program.startswith("+"):
        return ()
    return (program, *(r for r in rest if not r.startswith("+") or program == "earthly"))


def _is_query(argv: tuple[str, ...]) -> bool:
    """Tell whether the command only shows versions, help, or a list."""
    flags = set(argv[1:])
    return bool(
        flags
        & {
            "--version",
            "-V",
            "--help",
            "-h",
            "--collect-only",
            "--co",
            "--listTests",
            "--list",
            "-list",
            "--showConfig",
            "--init",
            "--list-tests",
            "--dry-run",
            "--print-config",
        }
    )


def _compiles_only(tool: str, argv: tuple[str, ...]) -> bool:
    """Tell whether a test command makes the tests and runs none: `cargo test --no-run`, `go test -c`, `go test -run '^$'`."""
    if tool == "go test":
        pairs = zip(argv, (*argv[1:], ""), strict=True)
        return "-c" in argv or any(_NO_NAME.match(f"{a} {b}") for a, b in pairs)
    return bool({"--no-run", "build-for-testing", "--no-exec"} & set(argv)) or (tool == "ctest" and "-N" in argv)


def _kind(program: str, argv: tuple[str, ...]) -> tuple[CheckKind | None, str]:
    words = [a for a in argv[1:] if not a.startswith("-")]
    if program == "python-unittest":
        return TEST, "unittest"
    if program == "ruff":
        return (None, "") if words[:1] == ["format"] and "--check" not in argv else (LINT, "ruff")
    if program == "biome" and words[:1] not in (["check"], ["lint"], ["ci"]):
        return None, ""
    if program == "pre-commit" and words[:1] != ["run"]:
        return None, ""
    if program == "ty" and words[:1] != ["check"]:
        return None, ""
    if program == "zig" and "test" in words:
        return TEST, "zig test"
    if program in PROGRAMS:
        return (
            (None, "")
            if words[:1] and words[0] in _MAKES and PROGRAMS[program][0] in (TEST, LINT)
            else PROGRAMS[program]
        )
    first = argv[1] if len(argv) > 1 else ""
    if first in ("fmt", "format") and {
        "--check",
        "-check",
        "--check-formatted",
        "--set-exit-if-changed",
        "--verify-no-changes",
    } & set(argv):
        return LINT, f"{program} {first}"
    if program == "go" and first == "test" and any(a.startswith("-bench") for a in argv):
        return BENCH, "go test -bench"
    for key in ((program, first), (program, words[0] if words else "")):
        if key in SUBCOMMANDS:
            return SUBCOMMANDS[key]
    if program in MAVEN:
        return _maven(program, argv, words)
    if program in CODE_RUNNERS:
        return _own_word(program, argv)
    if program in TASK_RUNNERS:
        return _task(program, argv, words)
    named = argv[:4] if program in _STARTERS else argv[:1]
    if program not in ONLOOKERS and any(
        re.search(r"(^|[/_.-])(bench(mark)?\w*|perf|timeit)([/_.-]|$)", a) for a in named
    ):
        return BENCH, program
    if re.search(r"(^|[-_/])(run[-_]?)?tests?(\.(sh|py|js|ts|rb|pl))?$", program) and (
        "/" in argv[0] or "." in program
    ):
        return TEST, program
    if program in ("bash", "sh", "zsh", "python", "python3", "node", "ruby") and words:
        script = words[0].rsplit("/", 1)[-1]
        if re.search(r"(^|[-_])(run[-_]?)?(tests?|check|verify)([-_]\w+)?\.(sh|py|js|rb)$", script):
            return TEST, script
    return None, ""


def _own_word(program: str, argv: tuple[str, ...]) -> tuple[CheckKind | None, str]:
    """Languages whose tests start from a line of their own code, an alias or a shell of theirs."""
    line = " ".join(argv[1:])[:400]
    if _TEST_CALL.search(line):
        return TEST, program
    return (LINT, program) if _LINT_CALL.search(line) else (None, "")


_STARTERS: Final = frozenset((
    "python", "python3", "pypy", "pypy3", "node", "nodejs", "ruby", "php", "perl", "go", "cargo", "bun", "deno",
    "bash", "sh", "zsh", "java", "dotnet", "lua", "luajit", "Rscript", "julia", "swift", "elixir", "mix", "zig",
    "dune", "npx", "tsx", "ts-node", "poetry", "uv", "uvx", "rye", "pdm", "pipx", "kotlin", "scala", "clj", "clojure",
    "crystal", "nim", "dart", "flutter", "stack", "cabal", "ghc", "runghc", "racket", "sbcl", "time", "gradle",
    "gradlew", "mvn", "mvnw", "cmake", "ctest", "bazel", "docker", "podman",
))  # fmt: skip
"""What starts a program that an argument names; of any other program an argument is what it works on."""


_NO_TESTS: Final = regex(
    r"-D(?:skipTests|maven\.test\.skip)(?:=true)?$|-P\W{0,2}skip-?[tT]ests?(?:=true)?$|(?:-x|--exclude-task)(?:=|\s+)(?:test|check)$"
)


_JVM_LINT: Final = regex(
    r"(?:^|:)(?:lint(?!Fix|\w*Baseline)[A-Z]?\w*|ktlint(?:[A-Z]\w*)?Check|ktlint|lintKotlin\w*|detekt(?!\w*Baseline|GenerateConfig)\w*|(?:spotless|license|scalafmt|scalastyle|scalafix|"
    r"api|diktat)Check\w*|checkstyle\w*|pmd\w*|spotbugs\w*|forbiddenApis\w*|animalsniffer\w*|koverVerify\w*|"
    r"jacocoTestCoverageVerification|sonar(?:qube)?|codenarc\w*|errorprone|japicmp|revapi\w*)$|"
    r"(?:^|:)(?:spotless|checkstyle|pmd|spotbugs|formatter|fmt|license|enforcer|forbiddenapis|animal-sniffer|japicmp|revapi|ktlint|detekt|sortpom|jacoco)"
    r"(?:-maven-plugin)?(?::[\d.]+)?:(?:check|lint|validate|enforce|analyze|cmp|test-?check)$"
)
"""What plugins of Gradle and Maven call their looks at the code; `spotlessApply` and `detektBaseline` write instead."""


def _maven(program: str, argv: tuple[str, ...], words: list[str]) -> tuple[CheckKind | None, str]:
    tool = "maven" if program.startswith("mvn") else "gradle"
    bare = any(_NO_TESTS.match(a) or _NO_TESTS.match(f"{b} {a}") for b, a in zip(("", *argv), argv, strict=False))
    if bare and (tool == "maven" or sum(w.lower().endswith("test") for w in words) <= 1):
        # `mvn -DskipTests verify` builds: no test is run.
        return BUILD, tool
    if words and all(_JVM_LINT.search(w) for w in words):
        return LINT, re.split(r"[:A-Z]", words[0].lstrip(":"))[0] if tool == "maven" else words[0].rsplit(":", 1)[-1]
    for word in words:
        goal = word.rsplit(":", 1)[-1]
        if goal in ("test", "verify", "integration-test", "check", "install") or (
            goal.lower().endswith("test") and "." not in goal
        ):
            return TEST, tool
    if any(_JVM_LINT.search(w) for w in words):
        return LINT, tool
    for word in words:
        goal = word.rsplit(":", 1)[-1]
        if goal in ("compile", "package", "build", "assemble", "testCompile") or goal.startswith("compile"):
            return (TEST if tool == "gradle" and goal == "build" else BUILD), tool
    return None, ""


def _task(program: str, argv: tuple[str, ...], words: list[str]) -> tuple[CheckKind | None, str]:
    if program in ("npm", "pnpm", "yarn", "bun", "composer", "mise", "hatch", "turbo", "moon", "nx", "lerna", "rush"):
        words = _package_manager_words(program, argv)
    for word in words[:3] if program not in ("make", "gmake", "just", "task") else words:
        word = word.lstrip("+")  # noqa: PLW2901  # `earthly +test`
        if word in (
            "install",
            "add",
            "i",
            "ci",
            "remove",
            "link",
            "publish",
            "view",
            "info",
            "ls",
            "init",
            "create",
            "config",
            "exec",
            "outdated",
            "audit",
        ):
            return None, ""
        for pattern, kind in TASK_WORDS:
            if pattern.match(word):
                return kind, f"{program} {word}"
    return None, ""


def _package_manager_words(program: str, argv: tuple[str, ...]) -> list[str]:
    words: list[str] = []
    skip = False
    for word in argv[1:]:
        if skip:
            skip = False
        elif word in ("--filter", "-F", "--prefix", "-C", "--dir", "-w", "--workspace", "--cwd", "--scope"):
            skip = True
        elif word == "--":
            break
        elif not word.startswith("-"):
            words.append(word)
    if words[:1] == ["workspace"]:
        words = words[2:]
    while words[:1] in (["run"], ["run-script"], ["r"], ["workspaces"], ["foreach"], ["run-many"]):
        words = words[1:]
    if program in ("npm", "pnpm", "yarn") and words[:1] == ["t"]:
        words[0] = "test"
    return words[:1]


_SUBTRACTS: Final = regex(r"-//\S|--(?:gtest|test)_filter=[^-]{0,80}-\S")
"""Targets of Bazel and cases of googletest taken from what is run."""


def _narrowing(tool: str, argv: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    options = NARROWING.get(
        tool, NARROWING["jest"] + NARROWING["pytest"] if tool.split(" ", maxsplit=1)[0] in TASK_RUNNERS else ()
    )
    narrowed: list[str] = []
    excluded: list[str] = []
    values: set[str] = set()
    words = argv[1:]
    for i, word in enumerate(words):
        name, _, inline = word.partition("=")
        if name not in options:
            if tool not in NARROWING and (leaving := _LEAVES_OUT.match(word)):
                shown = f"{word} {words[i + 1]}" if "=" not in word and i + 1 < len(words) else word
                narrowed.append(shown)
                if not leaving[1] or NEGATIVE_SELECTION.search(word.partition("=")[2] or (*words, "")[i + 1]):
                    excluded.append(shown)
            continue
        value = inline or (
            words[i + 1] if i + 1 < len(words) and name not in ("--lf", "-short", "-DskipTests", "--lib") else ""
        )
        values.add(value)
        shown = f"{name} {value}".strip()
        narrowed.append(shown)
        if name in EXCLUDING or NEGATIVE_SELECTION.search(value):
            excluded.append(shown)
    for word in words:
        if _SUBTRACTS.match(word):
            narrowed.append(word)
            excluded.append(word)
        sieve = _SIEVE.search(word[:_SUBSTITUTED]) if word.startswith(("$(", "`")) else None
        if sieve is not None and not _NEVER_TESTED.search(sieve[1]):
            narrowed.append(sieve[0])
            excluded.append(sieve[0])
    narrowed.extend(_targets(tool, tuple(w for w in words if w not in values)))
    return tuple(narrowed), tuple(excluded)


def _targets(tool: str, words: tuple[str, ...]) -> list[str]:
    """Return the files, folders and names that the run is confined to."""
    if tool in ("pytest", "jest", "vitest", "mocha", "rspec", "phpunit", "bun test", "playwright"):
        return [
            w
            for w in words
            if not w.startswith("-")
            and ("/" in w.rstrip("/") or "::" in w or re.search(r"\.[a-z]{2,4}(:\d+)?$", w))
            and w not in ("./", ".")
        ]
    if tool == "go test":
        return [w for w in words[1:] if w.startswith(("./", "github.com/")) and not w.endswith("./...")]
    return []
