"""What people forbid to touch, as they call it ("the migrations", "the stylesheet"), and the paths that are meant. Knowledge only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.model.lazy_regex import regex

_EXT: Final = (
    r"proto|ya?ml|json|sql|s?css|sass|less|html?|md|markdown|toml|xml|env|graphql|tf|csv|svg|ini|po|lock|d\.ts|snap|j2|erb|"
    r"jinja2?|svelte|vue|astro|[jt]sx|tfvars|hcl|prisma|gradle|properties|ipynb|kts?|swift|dart|php|rb|py|go|rs|java|cs|[ch]pp|ex|exs|lua|hbs|twig|liquid"
)
_PART: Final = (
    r"page|view|screen|dialog|component|widget|form|hook|store|reducer|controller|handler|resolver|middleware|helpers?|utils?|"
    r"service|client|"
    r"server|worker|job|queue|script|parser|lexer|adapter|driver|gateway|repository|model|serializer|mapper|template|mailer|plugin|"
    r"extension|layer|router|route|endpoint|command|task|library|lib|app|theme|wrapper|factory|manager|provider|validator|formatter|"
    r"loader|"
    r"exporter|importer|scheduler|policy"
)
_CLAUSE: Final = (
    r"(?=\s*(?:$|[,;:!?)\u2013\u2014]|\.(?!\w)|\s-\s)|\s+(?:and|or|nor|at\s+all|yet|please|because|since|until|either|today|now|"
    r"itself|alone|untouched|"
    r"as|it|they|is|are|stays?|must|though|directly|by\s+hand|for\s+now|code|files?)\b)"
)
TARGET: Final = (
    r"(?:`([^`\n]+)`|\"([\w./*-]+)\"|((?:[\w.*-]+/)+[\w.*-]*|[\w*-]+\.(?:\w{1,5}|\*)\b(?!\s*\())|(?:the\s+|all\s+|of\s+|"
    r"an?\s+|every\s+|already\s+|committed\s+|released\s+|shipped\s+|any\s+|existing\s+|our\s+|my\s+|other\s+|those\s+|these\s+|merged\s+|applied\s+|old\s+|public\s+|api\s+|project\s+|"
    r"current\s+)*(?:\b|(?=\.\w))(tests?|specs?|test\s+files?|"
    r"schema|migrations?|lock\s?files?|ci(?:\s+(?:config\w*|setup|files?|workflows?|pipelines?))?|workflows?|pipeline|dependencies|"
    r"snapshots?|fixtures?|"
    r"vendor(?:ed)?(?:\s+\w+)?|config(?:uration)?(?:\s+files?)?|public\s+api|docs?|documentation|generated\s+\w+|changelog|"
    r"readme|dockerfile|makefile|jenkinsfile|gemfile|procfile|justfile|vagrantfile|rakefile|"
    rf"html|markup|css|style\s?sheets?|translations?|locales?|\.?(?:{_EXT})\s+files?|"
    rf"(?:source|production|product|app|application|implementation)\s+code{_CLAUSE}|implementation(?=\s*(?:$|[.,;:!)]))|(?:eslint|"
    r"lint(?:er)?|"
    r"ruff|prettier|webpack|vite|babel|"
    rf"jest|typescript|ts)\s+config(?:uration)?|tsconfig|examples?(?=\s+(?:folder|dir|files?)))\b|(?:the\s+|our\s+|my\s+)?"
    r"(?!(?:any|this|that|same|existing|other|new|each|every|source|whole|entire|current|the|our|my|all|"
    r"of)\b)(?<![\w-])([\w-]{3,30})\s+(?:folder|"
    rf"director(?:y|ies)|module|package|crate|subtree|(?:{_PART}){_CLAUSE})\b)"
)
"""A group for each way of naming it: code span, quotation, path, kind of file, and a part of the program by its name."""
_SOURCE: Final = (
    r"^(?!(?:.*/)?(?:tests?|specs?|__tests__|e2e|fixtures)/)(?!(?:.*/)?(?:test_|conftest))(?!.*[._-](?:test|"
    r"spec)s?\.\w+$)(?!.*Tests?\.\w+$)"
    r".*\.(?:py|[cm]?[jt]sx?|go|rs|java|kts?|rb|php|cs|c|cc|cpp|h|hpp|swift|scala|ex|exs|vue|svelte|dart|sh|pl|lua|clj|hs)$"
)
_NAMED: Final[tuple[tuple[str, str], ...]] = (
    (r"tests?|specs?|test files?", r"(?:^|/)(?:tests?|specs?|__tests__|e2e)/|(?:^|/)test_[^/]*$|[._-](?:test|spec)s?\.\w+$|Tests?\.\w+$"),
    (r"schema", r"schema[^/]*\.\w+$|(?:^|/)schema/"), (r"migrations?", r"(?:^|/)migrations?/|(?:^|/)migrate/"),
    (r"lock ?files?", r"(?:^|/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|[\w-]+\.lock|go\.sum|Pipfile\.lock)$"),
    (r"ci(?: (?:config\w*|setup|files?|workflows?|pipelines?))?|workflows?|pipeline", (
        r"\.github/workflows/|\.gitlab-ci|Jenkinsfile|\.circleci/|azure-pipelines"
    )),
    (r"dependencies", (
        r"(?:^|/)(?:package\.json|requirements[\w-]*\.txt|Cargo\.toml|go\.mod|Gemfile|pyproject\.toml|pom\.xml|"
        r"build\.gradle(?:\.kts)?|composer\.json)$"
    )),
    (r"snapshots?", r"__snapshots__/|\.snap$"), (r"fixtures?", r"(?:^|/)fixtures?/"),
    (r"vendor(?:ed)?(?: \w+)?", r"(?:^|/)(?:vendor|third_party)/"),
    (r"docs?|documentation", r"(?:^|/)docs?/|\.mdx?$|\.rst$"),
    (r"generated \w+", r"(?:^|/)(?:generated|gen)/|\.gen\.\w+$|_pb2?\.\w+$|\.pb\.\w+$|\.g\.(?:cs|dart)$|\.generated\.\w+$"),
    (r"(dockerfile|makefile|jenkinsfile|gemfile|procfile|justfile|vagrantfile|rakefile)", (
        r"(?i:(?:^|/)(?:dockerfile|makefile|jenkinsfile|gemfile|procfile|justfile|vagrantfile|rakefile)$)"
    )),
    (r"html|markup|html? files?", r"\.(?:html?|erb|ejs|hbs|jinja2?|j2|twig|njk|liquid|mustache)$"),
    (r"css|style ?sheets?", r"\.(?:css|scss|sass|less|styl)$"),
    (r"translations?|locales?", r"(?:^|/)(?:locales?|translations?|i18n|lang)/|\.(?:po|pot|arb|xliff?)$"),
    (r"configuration|any config", r"(?:^|/)(?:config|conf)/|(?:^|/)[\w.-]*conf(?:ig)?[\w-]*\.\w+$|\.(?:ini|cfg|conf)$"),
    (r"config(?:uration)? files?", r"(?:^|/)(?:config|conf)(?:/|\.\w+$)|\.(?:ya?ml|toml|ini|cfg|conf)$"),
    (r"(?:source|production|product|app|application|implementation) code|implementation", _SOURCE),
    (r"(?:eslint|lint(?:er)?|ruff|prettier|webpack|vite|babel|jest) config(?:uration)?", (
        r"(?:^|/)\.?(?:eslint|ruff|prettier|webpack|vite|babel|jest|flake8|pylint|golangci|rubocop|stylelint|biome)\S*$"
    )),
    (r"(?:typescript|ts) config(?:uration)?|tsconfig", r"(?:^|/)tsconfig[\w.-]*\.json$"),
    (r"changelog", r"(?i:changelog)"), (r"readme", r"(?i:readme)"),
)  # fmt: skip

_KIND: Final = regex(rf"\.?({_EXT}) files?")
_BARE: Final = regex(
    rf"\b{NEG}\s+(?:(?:ever|even|please|also)\s+)*(?:touch|edit|modify|mess\s+with|fiddle\s+with|"
    rf"tinker\s+with)(?:ing)?\s+(?:anything\s+(?:in|under)\s+)?(?:the\s+|our\s+|my\s+)?"
    rf"([A-Za-z][\w-]{{2,30}})(?:'s)?(?:\s+(?:code|stuff|part|parts|bits?|side|logic))?{_CLAUSE}(?!\s+(?:is|are|it|they|must)\b)",
    re.IGNORECASE,
)
_NO_NAME: Final = frozenset({
    "anything", "everything", "them", "this", "that", "those", "these", "code", "file", "files", "data", "database", "db",
    "production", "prod", "staging", "server", "servers", "main", "master", "history", "branch", "branches", "git", "network",
    "internet", "behaviour", "behavior", "output", "outputs", "names", "formatting", "logic", "rest", "others", "other", "existing",
    "user", "users", "system", "machine", "layout", "content", "contents", "results", "values", "defaults", "ones", "thing", "things",
    "line", "lines", "function", "functions", "method", "methods", "class", "classes", "comments", "comment", "imports", "version",
    "versions", "live", "repo", "repository", "project", "here", "there", "any", "more", "stuff", "part", "parts", "api", "interface",
    "signature", "signatures", "state", "text", "texts", "wording", "else", "not",
})  # fmt: skip
"""Words that name no file."""


def named(name: str) -> str:
    """Return the pattern of the paths that a name stands for, or ''."""
    word = " ".join(name.lower().split())
    for pattern, path in _NAMED:
        if re.fullmatch(pattern, word):
            return path
    if (kind := _KIND.fullmatch(word)) is not None:
        return rf"\.{re.escape(kind[1]).replace('yml', 'ya?ml').replace('yaml', 'ya?ml')}$"
    if re.search(r"[./*]", name) or "_" in name:
        return glob(name)
    # "The checkout page" may be checkout.tsx, checkout/ or CheckoutPage.tsx.
    return rf"(?:^|/)(?i:{re.escape(name)}(?:[_-]?(?:{_PART}))?)(?:/|\.\w+$|$)" if re.fullmatch(r"[\w-]+", name) else ""


def bare_name(sentence: str) -> Iterator[str]:
    """Yield the paths that a sentence keeps from being touched by their bare name: "don't touch billing"."""
    for match in _BARE.finditer(sentence):
        if match[1].lower() not in _NO_NAME and not any(re.fullmatch(p, match[1].lower()) for p, _ in _NAMED):
            yield named(match[1])


def glob(name: str) -> str:
    """Return the pattern of the paths that a path, perhaps with asterisks, stands for."""
    bare = name.strip("`\"'").removeprefix("./").rstrip("/.,;:")
    core = re.escape(bare).replace(r"\*\*/", "(?:.*/)?").replace(r"\*\*", ".*").replace(r"\*", "[^/]*")
    return rf"(?:^|/){core}(?:/|$)"
