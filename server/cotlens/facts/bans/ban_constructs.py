"""Constructs of a language by their names in prose ("force unwraps", "default exports"), and the lines that have them. Knowledge only."""

from __future__ import annotations

import re
from typing import Final

from cotlens.facts.bans.ban_commands import NEG
from cotlens.model.lazy_regex import regex

_SWIFT: Final = r"\.swift$"
_TYPED_JS: Final = r"\.[cm]?tsx?$"
_JS: Final = r"\.(?:[cm]?[jt]sx?|vue|svelte|astro)$"
_CSS: Final = r"\.(?:css|scss|sass|less|vue|svelte)$"
_MARKUP: Final = r"\.(?:html?|[jt]sx|vue|svelte|astro|erb|blade\.php|twig)$"

_CONSTRUCTS: Final[tuple[tuple[str, str, str], ...]] = (
    (r"force[- ]unwrap\w*|implicit(?:ly)?[- ]unwrap\w*|forced\s+unwrap\w*", r"(?<=[\w)\]])!(?=[.;,)\]\s]|$)(?!\s*=)", _SWIFT),
    (r"force[- ](?:casts?|casting)|forced\s+casts?", r"\bas!", _SWIFT),
    (r"force[- ]tr(?:y|ies)", r"\btry!", _SWIFT),
    (r"non[- ]null\s+assertions?", r"(?<=[\w)\]])!(?=[.;,)\]\s]|$)(?!\s*=)", _TYPED_JS),
    (r"(?:double[- ]bang|not[- ]null\s+assertion)\w*(?:\s+operators?)?", r"!!(?=[.;,)\s]|$)", r"\.kts?$"),
    (r"type\s+assertions?", r"\bas\s+(?!const\b)[A-Za-z{]|<[A-Z]\w*>\s*\w", _TYPED_JS),
    (r"default\s+exports?", r"\bexport\s+default\b", _JS),
    (r"enums?", r"^\s*(?:export\s+)?(?:const\s+)?enum\s+\w", _TYPED_JS),
    (r"class\s+components?", r"\bextends\s+(?:React\.)?(?:Pure)?Component\b", _JS),
    (r"inline\s+styles?|style\s+attributes?", r"\bstyle\s*=\s*(?:\{\{|[\"'])", _MARKUP),
    (r"!important", r"!important\b", _CSS),
    (r"(?:wildcard|star)[- ]imports?", r"^\s*from\s+\S+\s+import\s+\*|^\s*import\s+[\w.]+\.\*;?\s*$", r"\.(?:py|java|kts?|scala)$"),
    (r"relative\s+imports?", r"^\s*from\s+\.+\w*\s+import\b", r"\.pyi?$"),
    (r"lambdas?", r"\blambda\b[^:\n]{0,60}:", r"\.pyi?$"),
    (r"(?:bare|blanket|naked)\s+excepts?", r"^\s*except\s*:", r"\.pyi?$"),
    (r"mutable\s+default(?:\s+arg\w*)?s?", r"def\s.{0,200}=\s*(?:\[\]|\{\})", r"\.pyi?$"),
    (r"global\s+statements?|globals?\s+keyword", r"^\s*global\s+\w", r"\.pyi?$"),
    (r"unwraps?(?:\s+calls?)?", r"\.unwrap\(\)", r"\.rs$"),
    (r"unsafe(?:\s+(?:code|blocks?|rust))?", r"\bunsafe\s*(?:\{|fn\b|impl\b)", r"\.rs$"),
    (r"naked\s+returns?", r"^\s*return\s*$", r"\.go$"),
    (r"goto(?:\s+statements?)?s?", r"^\s*goto\s+\w+", r"\.(?:c|cc|cpp|h|hpp|go|php|cs)$"),
    (r"field\s+injections?", r"^\s*@(?:Autowired|Inject)\s*(?:$|private|protected)", r"\.(?:java|kts?|groovy)$"),
    (r"raw\s+pointers?|naked\s+new", r"=\s*new\s+\w+[({\[]", r"\.(?:cc|cpp|cxx|hpp|hh)$"),
    (r"monkey[- ]?patch\w*", r"\.(?:class_eval|instance_eval|prepend)\b", r"\.rb$"),
    (r"(?:debug\s+)?print(?:\s+statements?|s)", r"(?<![\w.])(?:print|println!?|dbg!)\s*\(", r"\.(?:py|rs|swift|kts?|dart)$"),
    (r"console\s+(?:logs?|statements?|output)", r"\bconsole\.(?:log|debug|info)\(", _JS),
)  # fmt: skip
"""(what people call it, the lines that have it, the files in which it is that)."""
_RULE: Final = (
    rf"(?:\b{NEG}\s+(?:\w+\s+){{0,1}}?(?:us(?:e|ing)|add(?:ing)?|introduc\w+|writ(?:e|ing))\s+|(?:^|[.;,(!]\s*|\band\s+|\bor\s+|"
    rf"\b(?:add|use|introduce|write|with)\s+)no\s+|"
    r"\b(?:ban|forbid|avoid)\s+)(?:(?:any|more|new|a|an)\s+){0,2}"
)
NAMED_CONSTRUCT: Final = regex(
    _RULE + "(?:" + "|".join(f"(?P<c{n}>{name})" for n, (name, _, _) in enumerate(_CONSTRUCTS)) + r")(?![\w-])",
    re.IGNORECASE,
)


_CALLED: Final = {
    "print": (r"(?<![\w.])print\s*[(\"']", r"\.(?:py|swift|dart|lua|php|pl|pm|jl|r|R|groovy)$"),
    "println": (
        r"(?<![\w.])(?:println!?|print!)\s*\(|\bSystem\.out\.print|\bfmt\.Print",
        r"\.(?:rs|java|kts?|scala|go|groovy|jl|swift)$",
    ),
    "printf": (
        r"(?<![\w.])f?printf\s*\(|\bfmt\.F?[Pp]rintf\(|\bSystem\.out\.printf",
        r"\.(?:c|cc|cpp|cxx|h|hpp|go|java|php|m|awk)$",
    ),
    "puts": (r"(?<![\w.])(?:puts|pp?)\s+\S|(?<![\w.])puts\s*\(", r"\.(?:rb|rake|c|cpp)$"),
    "echo": (r"(?<![\w.$-])echo\s+\S", r"\.(?:php|phtml)$"),
    "var_dump": (r"(?<!\w)(?:var_dump|print_r|dd|dump)\s*\(", r"\.(?:php|phtml)$"),
    "eval": (r"(?<![\w.])eval\s*\(", r"\.(?:py|[cm]?[jt]sx?|rb|php|pl|lua|sh|bash)$"),
    "exec": (r"(?<![\w.])exec\s*\(", r"\.(?:py|php|rb|pl|[cm]?[jt]s)$"),
    "sleep": (r"(?:(?<![\w.])|\btime\.|\bThread\.|\bthread::|\basyncio\.|\bTask\.|\bKernel\.)[Ss]leep\s*[( ]", ""),
    "debugger": (r"^\s*debugger\b|\bbinding\.(?:pry|irb|b)\b|(?<!\w)breakpoint\(\)|\bpdb\.set_trace\(", ""),
    "stdout": (
        r"\bsys\.stdout\.write\(|(?<![\w.])(?:print|println!?|puts)\s*[( ]|\bSystem\.out\.|\bfmt\.Print|\bstd::cout\b",
        "",
    ),
}
"""Functions that people name without their brackets: the lines that call them, and the files in which that is a call."""
BARE_CALL: Final = regex(
    rf"\b{NEG}\s+(?:\w+\s+){{0,1}}?(?:us(?:e|ing)|call(?:ing)?|reach(?:ing)?\s+for|rely(?:ing)?\s+on|leave|add(?:ing)?|commit(?:ting)?|"
    rf"log(?:ging)?\s+(?:to|with|via))\s+"
    r"(?:(?:any|a|plain|bare|raw|the)\s+){0,2}`?(?P<call>" + "|".join(_CALLED) + r")`?"
    r"(?=\s*(?:$|[.,;:!)\u2014-])|\s+(?:for|to|in|anywhere|at\s+all|from|outside|when|as|or|and|calls?|instead|here|directly)\b)",
    re.IGNORECASE,
)


def constructs_in(sentence: str) -> list[tuple[str, str]]:
    """Return (lines, files) as patterns for each construct that a sentence rules out by its name."""
    named = [_CONSTRUCTS[int(m.lastgroup[1:])][1:] for m in NAMED_CONSTRUCT.finditer(sentence) if m.lastgroup]
    return [*named, *(_CALLED[m["call"].lower()] for m in BARE_CALL.finditer(sentence))]


_PLAIN_CALLS: Final = frozenset(
    {"print", "eval", "exec", "open", "input", "compile", "alert", "require", "filter", "map", "format"}
)
"""Functions that share their name with methods of other things: `re.compile()` is not `compile()`."""


def content_pattern(what: str) -> str:
    """Return the pattern of the lines that have what a sentence rules out by name."""
    if what == "any":
        return r"(?::|\bas|<|,|\|)\s*any\b(?!\s*\()"
    if what.endswith("()"):
        before = r"(?<![\w.])" if what[:-2] in _PLAIN_CALLS else r"(?<!\w)"
        return rf"{before}{re.escape(what[:-2])}\s*\("
    core = re.escape(what)
    return (r"(?<!\w)" if re.match(r"\w", what) else "") + core + (r"(?!\w)" if re.search(r"\w$", what) else "")
