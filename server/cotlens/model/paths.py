"""What a path tells about the file it names: test, snapshot, CI, lint configuration, generated output ...

A lexicon over names only: nothing is opened, and content may say otherwise.
"""

from __future__ import annotations

import ntpath
import posixpath
import re
from enum import IntFlag, auto
from functools import lru_cache
from typing import Final

from cotlens.model.lazy_regex import regex

_WINDOWS: Final = regex(r"(?:[A-Za-z]:[\\/]|\\\\)")


@lru_cache(maxsize=512)
def base_name(word: str) -> str:
    """Return the program that a command's first word names: asked for by all that look at a command."""
    return word.replace("\\", "/").rsplit("/", 1)[-1]


class PathRole(IntFlag):
    """What a file is for; a file may have several roles.

    `&` and `|` give plain numbers, true if not zero: they are asked some forty times of each edit, and an enum's own take a microsecond.
    """

    __and__ = __rand__ = int.__and__  # type: ignore[assignment]
    __or__ = __ror__ = int.__or__  # type: ignore[assignment]

    NONE = 0
    TEST = auto()
    SNAPSHOT = auto()
    """Recorded expectations: snapshots, golden files, VCR cassettes."""
    CI = auto()
    LINT_CONFIG = auto()
    """Where linters, type checkers, formatters and coverage are told what to demand."""
    HOOK = auto()
    BUILD = auto()
    """Build and task scripts: Makefile, package.json, Dockerfile, *.sh."""
    DOCS = auto()
    GENERATED = auto()
    """Made by a build or an installer, and made again at will."""
    SOURCE = auto()
    DATA = auto()


_TEST_DIRS: Final = frozenset(
    {"test", "tests", "spec", "specs", "__tests__", "testing", "e2e", "cypress", "itest", "it", "features", "testdata"}
)
_TEST_NAME: Final = regex(
    r"""^(test_.*|.*_tests?|tests?|.*[._-](test|spec|e2e|cy)|.*(Test|Tests|Spec|IT|TestCase)|conftest|.*_spec)\.[A-Za-z]+$|^[\w.-]+\.t$"""
)
_SNAPSHOT: Final = regex(
    r"(^|/)(__snapshots__|snapshots?|goldens?|golden_files|cassettes|__image_snapshots__|approvals)/|\.(snap|ambr|"
    r"golden|approved\.\w+|snap\.new|expected|want|gold|ans)$|"
    r"(^|/)(?:want|expected|golden|approved)(?:[-_.][\w-]+)?\.(?:txt|json|jsonl|out|csv|tsv|xml|html|ya?ml|log|svg|png|dat|bin|pdf)$"
)
_CI: Final = regex(
    r"(^|/)(\.github/(workflows|actions)/|\.gitlab-ci|\.circleci/|\.travis\.yml$|Jenkinsfile|azure-pipelines|"
    r"\.buildkite/|\.drone\.yml$|bitbucket-pipelines|"
    r"\.woodpecker|appveyor\.yml$|\.cirrus\.yml$|ci/[^/]+\.(sh|ya?ml|py)$|\.ci/|Earthfile$|codecov\.ya?ml$|"
    r"\.codecov\.ya?ml$|\.semaphore/|wercker\.yml$|\.teamcity/|cloudbuild\.ya?ml$|buildspec\.ya?ml$|\.tekton/|\.(?:gitea|forgejo)/workflows/|"
    r"bamboo-specs/|codemagic\.ya?ml$|bitrise\.yml$|\.builds?(?:/|\.yml$)|circle\.yml$|\.zuul\.ya?ml$|\.azuredevops/|\.ado/|\.concourse/|pipeline\.ya?ml$)"
)
_LINT_CONFIG: Final = regex(
    r"(^|/)(\.?ruff\.toml|\.flake8|\.pylintrc|pylintrc|mypy\.ini|\.mypy\.ini|pyrightconfig\.json|setup\.cfg|"
    r"tox\.ini|pyproject\.toml|\.eslintrc[^/]*|eslint\.config\.[cm]?[jt]s|"
    r"\.(?:eslint|stylelint|prettier|gitleaks|trivy|markdownlint)ignore|tsconfig[^/]*\.json|biome\.jsonc?|\.prettierrc[^/]*|\.stylelintrc[^/]*|\.golangci\.ya?ml|"
    r"\.golangci\.toml|clippy\.toml|\.clippy\.toml|\.rubocop(_todo)?\.yml|checkstyle[^/]*\.xml|"
    r"detekt[^/]*\.yml|\.editorconfig|\.clang-tidy|phpstan[^/]*\.neon(\.dist)?|psalm\.xml|phpcs\.xml(\.dist)?|"
    r"\.swiftlint\.yml|\.coveragerc|sonar-project\.properties|deny\.toml|"
    r"\.bandit|bandit\.ya?ml|\.semgrepignore|\.markdownlint[^/]*|\.yamllint[^/]*|\.hadolint\.ya?ml|pmd[^/]*\.xml|"
    r"spotbugs[^/]*\.xml|\.credo\.exs|\.shellcheckrc|stylecop\.json|"
    r"jest\.config\.[cm]?[jt]s(on)?|vitest\.config\.[cm]?[jt]s|nyc\.config\.js|\.nycrc(\.json)?|karma\.conf\.js|"
    r"pytest\.ini|phpunit\.xml(\.dist)?|\.mocharc[^/]*|(?:playwright|cypress|ava|wdio)\.(?:config|conf)\.[cm]?[jt]s|\.rspec|\.busted|codeception\.yml|behat\.yml|"
    r"testng\.xml|xunit\.runner\.json|[^/]*\.runsettings|tarpaulin\.toml|nextest\.toml|\.simplecov|stryker\.conf[^/]*|infection\.json5?|"
    r"\.luacheckrc|selene\.toml|\.ameba\.yml|\.scalafix\.conf|scalastyle[^/]*\.xml|\.perlcriticrc|\.ansible-lint|\.tflint\.hcl|\.checkov\.ya?ml|\.sqlfluff|"
    r"\.vale\.ini|\.codespellrc|_?typos\.toml|\.?cspell[^/]*\.(?:json|ya?ml)|\.textlintrc[^/]*|\.htmlhintrc|\.solhint\.json|\.hlint\.yaml|\.lintr|\.remarkrc[^/]*|"
    r"knip\.jsonc?|\.spectral\.ya?ml|revive\.toml|\.dialyzer_ignore[^/]*|elvis\.config|\.swift-format|PSScriptAnalyzerSettings\.psd1|\.reek\.yml|"
    r"\.(?:erb|haml|slim)-lint\.ya?ml|\.gitleaks\.toml|trivy\.ya?ml|osv-scanner\.toml|audit-ci\.jsonc?|\.nsprc|\.snyk|lint(?:-baseline)?\.xml|"
    r"[\w-]*suppressions?\.(?:xml|txt)|\.oxlintrc\.json|\.(?:grype|kics|dockle|conftest|pluto|polaris|datree|regula|terrascan|tfsec|fossa|licensee|lychee|pa11yci|lighthouserc|htmltest|bundlewatch|size-limit|syft|kubescape|prowler|opengrep|dependency-check|nancy|retire|sobelow-conf|brakeman|cppcheck|flawfinder|slither)[\w.-]*(?:\.(?:ya?ml|json|toml|conf|ini))?|analysis_options\.yaml|\.ecrc|\.kube-linter\.ya?ml|pyrefly\.toml|\.semgrep\.ya?ml|detekt-baseline\.xml)$"
)
_HOOK: Final = regex(
    r"(^|/)(\.git/hooks/|\.husky/|\.githooks/|\.pre-commit-config\.ya?ml$|lefthook\.ya?ml$|\.lefthook/|"
    r"\.lintstagedrc|lint-staged\.config|\.overcommit\.yml$|hk\.pkl$|commitlint\.config)"
)
_BUILD: Final = regex(
    r"(^|/)((GNU)?[Mm]akefile|justfile|Justfile|Taskfile\.ya?ml|package\.json|Dockerfile[^/]*|"
    r"docker-compose[^/]*\.ya?ml|compose[^/]*\.ya?ml|Rakefile|build\.gradle(\.kts)?|gradle\.properties|pom\.xml|"
    r"CMakeLists\.txt|noxfile\.py|tasks\.py|mise\.toml|\.mise\.toml|build\.sbt|Cargo\.toml|go\.mod|turbo\.json|"
    r"rebar\.config|mix\.exs|project\.clj|deps\.edn|Package\.swift|[^/]+\.cabal|dune|build\.xml|SConstruct|Snakefile|[^/]+\.nimble|gulpfile\.[jt]s|Gruntfile\.js|"
    r"nx\.json|[^/]+\.(?:cs|fs|vb)proj|Directory\.Build\.(?:props|targets)|meson\.build|BUILD(\.bazel)?|[^/]+\.(sh|bash|zsh|ps1|bat|cmd|mk|gradle))$|(^|/)(bin|scripts?|ci|\.ci|tools|hack|dev)/[\w-]+$"
)
_DOCS: Final = regex(
    r"(^|/)(docs?|documentation|changelog|licenses?)/|\.(md|mdx|rst|adoc|txt)$|(^|/)(README|CHANGELOG|LICENSE|"
    r"NOTICE|AUTHORS)[^/]*$",
    re.IGNORECASE,
)
_GENERATED_DIRS: Final = frozenset(
    [
        "node_modules",
        "dist",
        "build",
        "out",
        "target",
        "coverage",
        "htmlcov",
        ".next",
        ".nuxt",
        ".output",
        ".svelte-kit",
        ".turbo",
        ".parcel-cache",
        ".cache",
        "__pycache__",
        ".pytest_cache",
        ".mypy_cache",
        ".ruff_cache",
        ".tox",
        ".nox",
        ".venv",
        "venv",
        ".gradle",
        ".bsp",
        ".bloop",
        ".metals",
        ".terraform",
        "obj",
        ".eggs",
        "site",
        "_site",
        ".angular",
        ".vite",
        ".expo",
        "Pods",
        "DerivedData",
        "storybook-static",
        ".nyc_output",
        "playwright-report",
        "test-results",
        "tmp",
        "temp",
        ".tmp",
        "_build",
        "cmake-build-debug",
        "cmake-build-release",
        ".dart_tool",
        ".hypothesis",
        "blob-report",
        ".serverless",
        ".vercel",
        ".webpack",
        "bazel-out",
    ]
)
_OF_PEOPLE_TOO: Final = frozenset(["site", "build", "out", "target", "obj", "coverage"])
"""Names that people give to folders of sources as well."""
_GENERATED_NAME: Final = regex(
    r"(\.(pyc|pyo|o|a|so|class|tmp|temp|log|bak|orig|swp|tsbuildinfo|egg-info|coverage|lcov|profraw|gcda|gcno|out|"
    r"pid|cache)|~|\.egg-info|\.lock\.d|coverage\.xml|\.DS_Store|\.coverage|\.eslintcache|junit\.xml)$"
)
_SOURCE: Final = regex(
    r"\.(py|pyi|js|jsx|mjs|cjs|ts|tsx|mts|cts|vue|svelte|astro|go|rs|java|kt|kts|scala|cs|fs|vb|rb|erb|php|c|h|cc|"
    r"cpp|cxx|hpp|hh|m|mm|swift|dart|ex|exs|erl|hs|ml|clj|cljs|lua|pl|pm|r|jl|sql|"
    r"zig|nim|sol|proto|graphql|css|scss|less|html|tf|groovy|f90|pas|v|sv|vhd|elm|nix)$",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def role_of(path: str) -> PathRole:
    """Say what the file at `path` (any form, any separators) is for, by its name and folders."""
    posix = path.replace("\\", "/")
    parts = posix.split("/")
    name = parts[-1]
    folders = parts[:-1]
    role = 0
    if _SNAPSHOT.search(posix):
        role |= PathRole.SNAPSHOT | PathRole.TEST
    if _TEST_NAME.match(name) or any(f in _TEST_DIRS or f.endswith((".Tests", ".Test")) for f in folders[-5:]):
        role |= PathRole.TEST
    for pattern, found in (
        (_CI, PathRole.CI),
        (_LINT_CONFIG, PathRole.LINT_CONFIG),
        (_HOOK, PathRole.HOOK),
        (_BUILD, PathRole.BUILD),
    ):
        if pattern.search(posix):
            role |= found
    if _DOCS.search(posix) and not role:
        role |= PathRole.DOCS
    if is_generated(posix):
        role |= PathRole.GENERATED
    if _SOURCE.search(name) and not role & PathRole.TEST:
        role |= PathRole.SOURCE
    if not role and re.search(r"\.(json|ya?ml|toml|ini|csv|xml|env|cfg|conf|properties)$", name):
        role |= PathRole.DATA
    return PathRole(role)


def is_generated(path: str) -> bool:
    """Tell whether the path lies in a folder that builds and installers make, or has such a name."""
    parts = [p for p in path.replace("\\", "/").split("/") if p not in ("", ".")]
    if parts[-1:] == ["bin"] or re.search(r"(?:^|/)bin/(?:Debug|Release)(?:/|$)", "/".join(parts)):
        # .NET's build output; elsewhere `bin/` holds scripts that people wrote.
        return True
    return any(p in _GENERATED_DIRS or p.endswith(".egg-info") for p in parts) or bool(
        parts and _GENERATED_NAME.search(parts[-1])
    )


def edited_by_hand(role: PathRole, path: str) -> PathRole:
    """Return the role of a file that a tool edits line by line: `site/index.html` is no output then, though builds make such folders."""
    if not role & PathRole.GENERATED:
        return role
    rest = "/".join(p for p in path.replace("\\", "/").split("/") if p not in _OF_PEOPLE_TOO)
    return role if is_generated(rest) else PathRole(role & ~PathRole.GENERATED)


def relative_to(path: str, root: str | None) -> str:
    """Return `path` below `root` in POSIX form, or `path` itself when it lies elsewhere."""
    posix = path.replace("\\", "/")
    base = (root or "").replace("\\", "/").rstrip("/")
    return posix[len(base) + 1 :] if base and posix.startswith(base + "/") else posix


def absolute(path: str, cwd: str | None) -> str:
    r"""Make a path of a log absolute and normal in the log's own system (`/a/b`, `D:\a`, `\\host\x`), without the disk.

    A relative path without a known cwd stays relative.
    """
    windows = bool(_WINDOWS.match(path) or (cwd and _WINDOWS.match(cwd) and not path.startswith("/")))
    flavour = ntpath if windows else posixpath
    whole = flavour.join(cwd, path) if cwd else path
    return flavour.normpath(whole) if whole else whole
