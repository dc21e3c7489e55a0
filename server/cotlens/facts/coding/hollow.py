"""Functions that an edit puts in and that answer one thing whatever they are asked: a fixed value, random figures, sample rows.

Tells of the shape only. Many such functions are right as they are; whether real work was asked of this one is a monitor's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cotlens.facts.coding.empties import EMPTY, of_nothing
from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

_HEADS: Final[tuple[re.Pattern[str], ...]] = (
    regex(r"^\s*(?:async\s+)?def\s+(?:self\.)?(\w+)[?!]?\s*\(([^()]{0,200})\)\s*(?:->[^:]{1,80})?:?\s*(?:do)?\s*$"),
    regex(r"\b(?:function|func|fn|fun|sub)\s+(?:\([^()]{0,60}\)\s*)?(?:\w+[.:])?(\w+)\s*(?:<[^<>]{0,60}>)?\(([^()]{0,200})\)[^;={}]{0,80}\{?\s*$"),
    regex(r"\b(\w+)\s*(?::[^=]{1,80})?=\s*(?:async\s*)?(?:function\s*)?\(([^()]{0,200})\)\s*(?::\s*[\w<>\[\]"
               r"|, ]{1,60})?(?:=>\s*)?\{\s*$"),
    regex(
        r"^\s*(?:(?:public|private|protected|static|async|override|export|final|virtual|internal|suspend|inline|const|unsafe|pub)\s+){0,4}"
        r"(?:[\w<>\[\],.?:*&]{1,60}\s+){0,2}(?!if\b|for\b|while\b|switch\b|catch\b|return\b|else\b|new\b|"
        r"function\b)(\w+)\s*\(([^()]{0,200})\)[^;={}]{0,80}\{\s*$"
    ),
)  # fmt: skip
_NO_HEAD: Final = regex(
    # A record or a class holds what its head lists: it is no function with a body to fill.
    r"^\s*(?:(?:public|private|protected|internal|static|final|sealed|abstract|data|value|readonly|partial|open|case|export|pub|"
    r"enum)\s+){0,5}"
    r"(?:record(?:\s+struct)?|class|struct|interface|trait|@interface)\s+[A-Za-z_]\w*\s*[(<{:]|"
    r"^\s*(?:\}?\s*(?:if|for|while|switch|catch|else|elif|elsif|unless|until|foreach|with|do|try|return|describe|it|test)\b)"
)
_FIXED: Final = (
    r"(?:[rbuf]?\"[^\"\n]{0,200}\"(?:\.(?:to_string|into|to_owned|to_vec|clone)\(\))?|'[^'\n]{0,200}'|`[^`$\n]{0,200}`|"
    r"-?\d[\d_.]*\w{0,3}|[Tt]rue|[Ff]alse|TRUE|FALSE|None"
    r"|null|nil|NULL|undefined|\(\)|\[\]|\{\}|:[a-z]\w*|Unit\b|Task\.CompletedTask|default\b|Void\b|Default::default\(\)|(?:String|Vec|"
    r"HashMap)::new\(\)|"
    rf"Task\.FromResult(?:<[^<>\n]{{0,30}}>)?\((?:default|null|true|false|0)!?\)|{EMPTY})"
)
_ANSWERS: Final = regex(
    rf"^\s*(?:return\b\s*\(?|=>\s*|yield\s+)?\s*(?:(?:Promise\.resolve|Ok|Some|Just|pure|Task\.FromResult|Result\.(?:success|ok)|"
    rf"Mono\.just|Either\.right|CompletableFuture\.completedFuture|ResponseEntity\.ok|Future\.value|Right|Optional\.of|List\.of|"
    rf"Set\.of|Map\.of|\[\]byte|"
    rf"std::make_\w+|vec!|new\s+\w+|[A-Z]\w*(?:::new|"
    rf"\.new)?)?\s*(?:<[^<>]{{0,40}}>)?[(\[{{]\s*(?:\w+\s*:\s*)?)?(?:{_FIXED}(?:\s*[,:]\s*(?:\w+\s*:\s*)?{_FIXED}){{0,12}}|"
    rf")\s*[)\]}}]?\s*\)?(?:\s*,\s*(?:nil|None|null|true|false|err|error))?\s*[;,]?\s*$"
)
_RETURN: Final = regex(
    rf"^\s*{EMPTY}\s*;?\s*$|"
    r"^\s*\{\s*:\w+\s*,|^\s*(?:return\b|Ok\(|Some\(|:ok\b|yield\b)|^\s*(?:[Tt]rue|[Ff]alse|nil|None|null|\[\]|\{\}|[\"'\d][^=]*)\s*;?\s*$"
)
_ROWS: Final = regex(
    r"^\s*(?:return\s*)?[\[({]+\s*$|^\s*(?:[{\[(].{3,}[}\])],?|[\"']?\w+[\"']?\s*:\s*.{1,80},?|[}\])]+[,;)]*)\s*$"
)
_RANDOM: Final = regex(
    r"\breturn\b.{0,80}\b(?:random\.\w+\(|Math\.random\(|rand(?:int|om|\.\w+)?\(|mt_rand\(|arc4random|Random\(\)\.\w+|\w+\.random\(|"
    r"rng\.\w+\(|fake\.\w+\(|Faker\b|faker\.\w+)"
)
_TALK: Final = regex(
    r"^\s*(?:#|//|/\*|\*|--|;;|\"\"\"|'''|%)|^\s*(?:await\s+|time\.|Thread\.|Task\.|try[?!]?\s+(?:await\s+)?|std::|"
    r"[A-Z]\w*\.)?(?:console\.\w+|print\w*|log\w*|logger\.\w+|puts|echo|error_log|sleep|usleep|delay|"
    r"Sleep|fmt\.Print\w*|NSLog|eprintln!|println!|info!|debug!|warn!|_ =|void|setTimeout|asyncio\.sleep|Task\.sleep|thread::sleep\w*"
    r"|new\s+Promise\(.*setTimeout)\b|^\s*await\s+(?:new\s+Promise|delay|"
    r"sleep|asyncio\.sleep|Task\.Delay|Future\.delayed)|^\s*[{}]?\s*$|^\s*(?:pass|\.\.\.|:)\s*$|^\s*(?:(?:let|var|val|final)\s+)?_\s*=\s|"
    r"^\s*\(void\)\s*\w|^\s*(?:del|unset)\b",
    re.IGNORECASE,
)
_GIVES_UP: Final = regex(
    r"^\s*(?:return\s+)?(?:throw\b|raise\b(?!\s+exception)|raise\s+exception|panic!?\(|abort\(|error\(|fatalError\(|die\b|croak\b|"
    r"(?:todo|unimplemented|unreachable)!\(|Promise\.reject\(|"
    r"(?:nil,\s*|0,\s*|\"\",\s*|false,\s*)?(?:errors\.New|fmt\.Errorf)\(|Err\(|stop\(|failwith\b|assert\s+False|assert\(\s*false|exit\s+1|"
    r"[\w.]+\.(?:WriteHeader|sendStatus|status|Status|setStatus|StatusCode)\(\s*(?:501|\w*\.?Status\w*NotImplemented|NOT_IMPLEMENTED)|"
    r"http\.Error\(.{0,80}(?:501|StatusNotImplemented)|"
    r"\(?\s*\{?\s*:error,\s*:|head[\s(]+:?(?:not_implemented|501)\b|return\b[^;\n]{0,80},\s*501\b|"
    r"(?:return\s+)?(?:\w+\.)*(?:StatusCode|ResponseEntity\.status|HttpResponse|Response|jsonify|status)\("
    r"[^;\n]{0,60}(?:501\b|NOT_IMPLEMENTED|NotImplemented))"
)
"""The whole body of a function that refuses what it is there for."""
_JOINED: Final = regex(
    r"^\s*(?:return\b\s*|Ok\(|\{:ok,\s*)(?:[\"'][^\"'\n]{1,40}[\"']\s*(?:\+|\.|<>|\|\|)\s*[\w.$]+|"
    r"f[\"'][^\"'\n(]{1,60}\{[\w.]+\}[^\"'\n(]{0,20}[\"']|[\"'][^\"'\n(]{1,60}\$\{?[\w.]+\}?[^\"'\n(]{0,40}[\"']|"
    r"\(?\{\s*(?:\w+\s*:\s*(?:[\"'][^\"'\n]{1,60}[\"']|\d+|true|\w+)|\w+)(?:\s*,\s*(?:\w+\s*:\s*(?:[\"'][^\"'\n]{1,60}[\"']|\d+|true|"
    r"\w+)|\w+)){1,5}\s*\}\)?|`[^`\n(]{1,40}\$\{[\w.]+\}[^`\n(]{0,20}`|"
    r"fmt\.Sprintf\(\"[^\"]{1,60}\",\s*\w+\)|format!\(\"[^\"]{1,60}\"(?:,\s*\w+)?\)|"
    r"[\"'][^\"'\n]{0,40}#\{\w+\}[^\"'\n]{0,20}[\"'])\s*\)?\}?(?:\s*,\s*(?:nil|None|null))?\s*;?\s*$"
)
"""An answer put together of a fixed text and what was given."""
_HAS_A_REASON: Final = regex(
    r"(?i)read.?only|immutable|unmodifiable|frozen|cannot|can't|must|invalid|not\s+allowed|forbid|closed|deprecat|\buse\s|instead|"
    r"never|abstract|subclass|overrid|illegal|"
    r"unreachable|missing|required|no\s+longer|\bnot\s+(?:supported|available|permitted|found)\b|unknown|expected|negative|empty|"
    r"too\s+\w+|40\d|denied|unsupported\s+\w+\s+for"
)
"""Said of a thing that is not to be done at all."""
_CALLS: Final = regex(
    r"\b(?!(?:str|String|int|uuid\w*|format|Date|now|f|Map|Unit|of|success|ok|resolve|isoformat|toISOString|randomUUID|jsonify|json|"
    r"Response|return)\b)[a-zA-Z_]\w*\s*\("
)
_STATE: Final = regex(
    r"(?i)_*(?:get_?)?(?:health|ping|alive|live|ready|readiness|status|ok|version|info|hello|index|root)"
)
"""What is there to say that all is well."""
_SUCCESS: Final = regex(
    r"^\s*(?:return\b\s*)?.{0,60}\b(?:status|ok|success\w*|result|sent|done|state|delivered|message)[\"']?\s*(?::|=>?|"
    r",)\s*[.\"':]?(?:ok|success\w*|true|sent|done|completed?|delivered|accepted|paid|200)\b",
    re.IGNORECASE,
)
"""An answer that says that all went well."""
_COMMENT: Final = regex(r"^\s*(?:#|//|/\*|--|;;|%)")
_IO: Final = regex(
    r"\b(?:fetch|axios|useQuery|useSWR|http\w*|request\w*|client|query|select|execute|cursor|session|db|prisma|repository|repo|find\w*|"
    r"load\w*|read\w*|open|urlopen|curl|socket|"
    r"grpc|get\(|subscribe|dispatch|useEffect|api)\b\s*[.(<`]",
    re.IGNORECASE,
)
_ROW: Final = regex(
    r"^\s*(?:\{\s*[\"']?\w+[\"']?\s*(?::|=>|=)\s*.{3,}\}|\[\s*[\"'].{3,}\]|\(\s*[\"'].{3,}\)|\w+\(\s*[\"'\d].{3,}\)|%\{.{3,}\})\s*,?\s*$"
)
_TALKS: Final = regex(
    r"^\s*(?:echo|printf|sleep|set|exit|true|:|shift|\w+=[\"']?[\w$./:{}@-]*[\"']?\s*$)(?:\s|$|[\"'])"
)
_SERIES: Final = regex(
    r"^\s*(?:(?:export|private|public|static|final|const|let|var|val|my|"
    r"readonly)\s+){0,4}(?![A-Z][A-Z0-9_]+\b)\w*(?:\s*:\s*[\w<>\[\]]{1,30})?\s*:?=\s*(?:\w+\(|new\s+\w+\[\]\s*)?[\[{(]\s*"
    r"(?:-?\d[\d_.]*\s*,\s*){3,}-?\d[\d_.]*,?\s*[\])}]+;?\s*$|"
    r"^\s*(?:(?:export|private|static|final|const|let|var|"
    r"val)\s+){0,3}\w+(?:\s*:\s*[\w<>\[\]]{1,30})?\s*:?=\s*\[\s*\{[^{}\n]{3,120}\}(?:\s*,\s*\{[^{}\n]{3,120}\})+\s*,?\s*\]"
)
"""A row of figures, or several things, on one line."""
_TRAILING: Final = regex(r"(?<=[;\s)}\]])\s*(?:#|//|--|/\*)\s.*$")
_SAYS_DONE: Final = regex(
    r"^\s*(?:console\.\w+|print\w*!?|log\w*|logger\.\w+|logging\.\w+|error_log|puts|echo|fmt\.Print\w*|NSLog|eprintln!|println!|info!|"
    r"System\.out\.print\w*|Console\.Write\w*|Rails\.logger\.\w+|slog\.\w+|Log\.\w+|say)"
    r"[\s(]+.{0,20}[\"'`][^\"'`]{0,80}\b(?:\w{2,}(?:ed|en)|sent|done|ok|built|put|made|complete|written|would\s\w+|(?!(?:string|warning)\b)\w{4,}ing)\b",
    re.IGNORECASE,
)
"""A line that says of a deed that it was done, is being done, or would be."""
_ONE_LINE: Final[tuple[re.Pattern[str], ...]] = (
    regex(rf"^\s*(?:async\s+)?def\s+(?:self\.)?(\w+)[?!]?\s*\(([^()]{{0,200}})\)\s*(?:->[^:]{{1,80}}|:[^=]{{1,80}}(?==))?(?::|=)\s*(?:return\s+)?({_FIXED}|\w+)\s*$"),
    regex(
        rf"^\s*(?:Future|Task|Promise|Stream|ValueTask)"
        rf"(?:<[\w<>?, ]{{0,40}}>)?\s+(\w+)\s*\(([^()]{{0,200}})\)\s*(?:async\s*)?"
        rf"\{{\s*(?:return\s+)?({_FIXED}|\w+)?\s*;?\s*\}}\s*$"
    ),
    regex(rf"^\s*defp?\s+(\w+[?!]?)\s*\(([^()]{{0,200}})\)\s*,\s*do:\s*(\{{:ok,\s*{_FIXED}\}}|{_FIXED})\s*$"),
    regex(rf"\b(?:function|func|fn|fun|sub)\s+(?:\([^()]{{0,60}}\)\s*)?(?:\w+[.:])?(\w+)\s*(?:<[^<>]{{0,60}}>)?\(([^()]{{0,200}})\)[^;={{}}]{{0,80}}(?:=|\{{\s*(?:return\s+)?)\s*({_FIXED}|\w+)?\s*;?\s*\}}?\s*$"),
    regex(r"^\s*(?:function\s+)?([A-Za-z_][\w-]*)\s*\(()\)\s*\{\s*(:|true|return\s+0|exit\s+0)\s*;?\s*\}\s*$"),
    regex(r"\b(?:function|func|fn|fun|sub)\s+(\w+)\s*(?:<[^<>]{0,60}>)?\(([^()]{0,200})\)[^;={}]{0,80}\{\s*((?:println!?|print|printf|puts|echo|error_log|"
    r"console\.\w+|fmt\.Print\w*)[\s(]\s*[\"'`][^\"'`;{}]{0,60}\b(?:would\s\w+|\w{4,}ing|\w{2,}ed)\b[^;]{0,80})\s*;?\s*\}\s*$"),
    regex(rf"\b(\w+)\s*(?::[^=]{{1,80}})?=\s*(?:async\s*)?\(([^()]{{0,200}})\)\s*(?::\s*[\w<>\[\]|"
    rf" ,]{{1,60}})?=>\s*(?:\{{\s*(?:return\s+)?)?({_FIXED}|\w+)?\s*;?\s*\}}?\s*;?\s*$"),
    regex(
        r"^\s*(?:(?:public|private|protected|static|async|override|final|virtual|internal|suspend|inline)\s+){1,4}"
        rf"(?:[\w<>\[\],.?:*&]{{1,60}}\s+){{1,2}}(\w+)\s*(?:<[^<>]{{0,40}}>)?\(([^()]{{0,200}})\)\s*(?:=>|"
        rf"\{{\s*(?:return\s+)?)\s*({_FIXED}|\w+)?\s*;?\s*\}}?\s*$"
    ),
)  # fmt: skip
"""A function on one line that gives one thing, or what it was given; the third group is what it gives."""
_GOES_ON: Final = regex(r"^\s+(?:[.?:]|\|>|&&|\|\||[-+*/]\s)")
"""A line that goes on with the expression above it: `s` and then `.trim()`."""
_VARIANT: Final = regex(
    r"^\s*(?:#\[cfg\(|#\s*(?:else|elif|if|ifdef|ifndef)\b|else\s*:\s*$|\}?\s*else\s*\{\s*$|//\s?\+build|@available\b|static if\b)"
)
"""Above a function that is there for some systems or builds only: another one does the work elsewhere."""
_SAME: Final = 4
"""Characters with which two texts begin that are versions of one."""
_TEXT: Final = regex(r"[\"'`]([^\"'`\n]{4,200})[\"'`]")
LONGEST: Final = 9
"""Lines of a body that is looked at: what is longer does something."""


def hollow_bodies(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield functions whose body, new by this edit, uses none of what it is given; `old_value` is the function's name."""
    for hunk in edit.hunks:
        new, added = hunk.new, set(hunk.added)
        for i, line in enumerate(new):
            if len(line) > 300:
                continue
            if line in added and _RANDOM.search(line) and line not in edit.removed:
                yield CodeChange(ChangeKind.STUB_ADDED, added=line, new_value="random", old_value=_name_above(new, i))
            if _NO_HEAD.match(line) or any(_VARIANT.match(x) for x in new[max(0, i - 2) : i]):
                continue
            whole = next((m for p in _ONE_LINE if (m := p.search(line))), None) if line in added else None
            if whole is not None and _GOES_ON.match(new[i + 1] if i + 1 < len(new) else ""):
                continue
            if whole is not None and not line.rstrip().endswith("{"):
                yield from () if of_nothing(new, i) else _one_line(whole, line, edit)
                continue
            head = next((m for p in _HEADS if (m := p.search(line))), None)
            if head is None:
                continue
            body = _body(new, i)
            if (
                line in added
                and line not in edit.removed
                and not any(x.strip() and not _TALK.match(x) for x in body or ())
            ):
                yield from _idle(head, line, body, new, i)
                continue
            if of_nothing(new, i):
                continue
            if body and any(x in added for x in body) and not _grew(body, added, hunk.removed):
                yield from _hollow(head, body, added, edit)
    yield from _sample_rows(edit)


def _taken(head: re.Match[str]) -> list[str]:
    """Return the names of what a function is given."""
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"=[^,]*|:[^,]*(?=,|$)", "", head[2]))
    return [p for p in names if p not in ("self", "this", "cls", "_")]


def talking_script(edit: FileEdit) -> Iterator[CodeChange]:
    """A script that does nothing but say that it did."""
    if (
        not re.search(r"\.(?:sh|bash|zsh)$|(?:^|/)(?:bin|scripts?)/[\w-]+$", edit.path)
        or not edit.after
        or len(edit.after) > 4000
    ):
        return
    lines = [x for x in edit.after.split("\n") if x.strip() and not _COMMENT.match(x)]
    says = [x for x in lines if _SAYS_DONE.match(x)]
    if says and len(lines) > 1 and says[-1] in edit.added and all(_TALKS.match(x) for x in lines):
        name = edit.path.rsplit("/", 1)[-1].split(".")[0]
        yield CodeChange(ChangeKind.STUB_ADDED, added=says[-1], removed=says[-1], new_value="refused", old_value=name)


def _one_line(head: re.Match[str], line: str, edit: FileEdit) -> Iterator[CodeChange]:
    """A function on one line: nothing, a fixed value, or its own argument handed back."""
    names = re.findall(r"[A-Za-z_]\w*", re.sub(r"=[^,]*", "", head[2]))
    given = head[3] or ""
    plain = re.fullmatch(r"\w+", given) is not None and not re.fullmatch(
        r"-?\d[\w.]*|[Tt]rue|[Ff]alse|TRUE|FALSE|None|null|[nN]il|NULL|undefined|pass", given
    )
    if line in edit.removed or (plain and given not in names) or (not given and not line.rstrip(" ;,").endswith("}")):
        return
    stood = (m for x in edit.removed if len(x) <= 300 for p in _ONE_LINE if (m := p.search(x)))
    if any(m[1] == head[1] and re.fullmatch(_FIXED, m[3] or "") for m in stood):
        # It gave a fixed value before, and now gives another.
        return
    taken = [p for p in names if p not in ("self", "this", "cls", "_")]
    yield CodeChange(
        ChangeKind.STUB_ADDED,
        added=line,
        removed=line,
        new_value="hollow",
        old_value=head[1],
        justified=not taken or not given,
    )


def _idle(head: re.Match[str], line: str, body: list[str], new: tuple[str, ...], at: int) -> Iterator[CodeChange]:
    """A function that does nothing, or nothing but say that it did; `justified` where only its name can tell whether that is enough."""
    says = next((x for x in body if _SAYS_DONE.match(x)), None)
    closed = at + 1 + len(body) < len(new) and new[at + 1 + len(body)].strip()[:3] in ("}", "end", "};", "},", "})")
    stated = any(re.match(r"\s*(?:pass|\.\.\.|:)\s*$", x) for x in body)
    if says is None and not stated and not (closed and len(body) <= 4):
        return
    told = says or next((x for x in body if _COMMENT.match(x)), None) or line
    yield CodeChange(
        ChangeKind.STUB_ADDED,
        added=told,
        removed="\n".join((line, *body)),
        new_value="hollow",
        old_value=head[1],
        justified=says is None,
    )


def _name_above(lines: tuple[str, ...], at: int) -> str:
    for line in reversed(lines[max(0, at - LONGEST) : at]):
        head = next((m for p in _HEADS if len(line) <= 300 and (m := p.search(line))), None)
        if head is not None:
            return head[1]
    return ""


def _body(lines: tuple[str, ...], at: int) -> list[str]:
    """Return the lines of a body up to its end, or [] where no end is in sight."""
    indent = len(lines[at]) - len(lines[at].lstrip())
    # Where the brace stands on a line of its own, the body begins below it.
    below = len(lines) > at + 1 and lines[at + 1].strip() == "{"
    braced = below or lines[at].rstrip().endswith("{")
    first = at + 2 if below else at + 1
    out: list[str] = []
    for line in lines[first : first + 1 + LONGEST]:
        depth = len(line) - len(line.lstrip())
        if line.strip() and depth <= indent:
            return out if not braced or line.strip().startswith(("}", "end")) else []
        out.append(line)
    return out if not braced and first + len(out) == len(lines) else []


def _hollow(head: re.Match[str], body: list[str], added: set[str], edit: FileEdit) -> Iterator[CodeChange]:
    taken = _taken(head)
    real = [_TRAILING.sub("", x) for x in body if not _TALK.match(x)]
    whole = " ".join(x.strip() for x in real)
    if not real or len(real) > 6 or (not taken and whole.count(":") < 2 and _STATE.match(head[1])):
        return
    if len(whole) < 300 and real[0] in added and _GIVES_UP.match(real[0]) and (len(real) == 1 or whole.count(";") < 2):
        if not _HAS_A_REASON.search(whole) and len(re.findall(r"\b(?:if|unless|when)\b", whole)) == 0:
            yield CodeChange(
                ChangeKind.STUB_ADDED, added=real[0], removed=real[0], new_value="refused", old_value=head[1]
            )
        return
    if len(real) == 1 and _JOINED.match(real[0]) and real[0] in added:
        yield CodeChange(ChangeKind.STUB_ADDED, added=real[0], removed=real[0], new_value="joined", old_value=head[1])
        return
    if (
        len(real) <= 4
        and _SUCCESS.search(whole[:400])
        and not _CALLS.search(re.sub(r"[\"'`][^\"'`\n]*[\"'`]", "", whole))
    ):
        line = next((x for x in body if x in added and not _TALK.match(x)), None)
        if line is not None:
            yield CodeChange(
                ChangeKind.STUB_ADDED, added=line, removed=line, new_value="hollow", old_value=head[1], justified=True
            )
        return
    handed = (
        re.fullmatch(
            r"\s*(?:return\s+|Ok\(|resolve\()?&?([A-Za-z_]\w*)(?:\.clone\(\)|\.to_string\(\)|\.to_vec\(\))?\)?\s*;?",
            real[0],
        )
        if len(real) == 1
        else None
    )
    if handed is not None and handed[1] in taken:
        line = next((x for x in body if x in added and handed[1] in x and not _COMMENT.match(x)), None)
        if line is not None:
            yield CodeChange(
                ChangeKind.STUB_ADDED, added=line, removed=line, new_value="hollow", old_value=head[1], justified=True
            )
        return
    words = set(re.findall(r"[A-Za-z_]\w*", " ".join(real)))
    fixed = all(_ANSWERS.match(x) or _ROWS.match(x) for x in real) and _RETURN.match(real[0])
    if not fixed or words & {
        p for p in re.findall(r"[A-Za-z_]\w*", head[2]) if p not in ("string", "int", "list", "dict", "None", "null")
    }:
        return
    told = next((x for x in body if x in added and _COMMENT.match(x)), None)
    yield CodeChange(
        ChangeKind.STUB_ADDED,
        added=told or next((x for x in body if x in added and not _TALK.match(x)), real[0]),
        # Where it is given something, its head is a part of what is wrong with it.
        removed="\n".join(x for x in (*((head.string,) if taken else ()), *body) if x in added),
        new_value="hollow",
        old_value=head[1],
        justified=not taken,
    )


def _grew(body: list[str], added: set[str], removed: tuple[str, ...]) -> bool:
    """Tell whether a text stood there before of which the new one is a longer or a corrected version: `id;name`, `id;name;mail`."""
    fresh, gone = [x for x in body if x in added], [x for x in removed if x.strip()]
    if len(fresh) != 1 or len(gone) != 1:
        return False
    now, then = _TEXT.search(fresh[0]), _TEXT.search(gone[0])
    return now is not None and then is not None and now[1][:_SAME] == then[1][:_SAME]


def _sample_rows(edit: FileEdit) -> Iterator[CodeChange]:
    """Rows of made-up data in a file that nowhere fetches any."""
    rows = [x for x in edit.fresh if len(x) < 300 and _ROW.match(x)]
    series = [x for x in edit.fresh if len(x) < 300 and _SERIES.match(x)]
    rows = rows if len(rows) > 1 else series * 2
    text = edit.after or "\n".join(y for h in edit.hunks for y in h.new)
    if 2 <= len(rows) <= 12 and not _IO.search(text[:40_000]):
        yield CodeChange(
            ChangeKind.STUB_ADDED, added=rows[0], removed="\n".join(dict.fromkeys(rows)), new_value="rows", old_value=""
        )
