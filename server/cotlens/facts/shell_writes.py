"""Files that a shell command writes, moves or removes, as far as its text tells: inferred edits.

Lower confidence than an agent's own edit records; content is only known for heredocs, echo and simple `sed` replacements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from cotlens.facts.scripts import scripts_of
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.event import ResultStatus, ToolCallEvent, ToolResultEvent
from cotlens.model.fact import SimpleCommand
from cotlens.model.ids import EditId
from cotlens.model.text import split_lines
from cotlens.model.unified import files_of

_WRITES: Final = frozenset({">", ">|", "&>", "1>"})
_APPENDS: Final = frozenset({">>", "&>>", "1>>"})
_RECORDS: Final = re.compile(
    r"\binsta\b.*\b(?:accept|review|test)\b|(?:^|\s)(?:-u|--update|--updateSnapshot|--snapshot-update|--accept|"
    r"--update-snapshots|-update)\b"
)
_SNAPSHOT_PATH: Final = re.compile(r"[\w./-]+\.(?:snap|ambr|golden|approved\.\w+)\b")
_WRITTEN_LITERAL: Final = re.compile(
    r"""open\(\s*["']([^"']+)["']\s*,\s*["'][wa]|writeFileSync\(\s*["']([^"']+)["']|File\.write\(\s*["']([^"']+)["']"""
)
_BASELINES: Final = (
    # Commands that write every present finding of a checker into its list of exemptions.
    (re.compile(r"^rubocop\b.*--auto-gen-config"), ".rubocop_todo.yml"),
    (re.compile(r"^phpstan\b.*--generate-baseline"), "phpstan-baseline.neon"),
    (re.compile(r"^basedpyright\b.*--writebaseline"), ".basedpyright/baseline.json"),
    (re.compile(r"^eslint\b.*--suppress-all"), "eslint-suppressions.json"),
)
_SED_REPLACE: Final = re.compile(
    r"^(?:\d+|/[^/]*/)?\s*s(?P<sep>[/|#,:@!~])(?P<old>.*?)(?<!\\)(?P=sep)(?P<new>.*?)(?<!\\)(?P=sep)[gipI0-9]*$",
    re.DOTALL,
)


def infer_edits(
    commands: tuple[SimpleCommand, ...], call: ToolCallEvent, result: ToolResultEvent | None
) -> tuple[FileEdit, ...]:
    """Return the edits that `commands` made; none for what ran elsewhere or did not run."""
    if result is not None and result.status in (ResultStatus.DENIED, ResultStatus.INTERRUPTED):
        return ()
    failed = result is not None and result.status is ResultStatus.ERROR and len(commands) == 1
    out: list[FileEdit] = []
    for command in commands:
        if command.remote:
            continue
        for write in (*_writes(command), *_recorded(command, result), *_scripted(command)):
            target = _absolute(write.path, command.cwd)
            if target is None:
                continue
            out.append(
                FileEdit(
                    id=EditId(f"{call.call}#sh{len(out)}"),
                    session=call.session,
                    event=call.id,
                    call=call.call,
                    time=call.time,
                    path=target,
                    op=write.op,
                    state=EditState.FAILED if failed else EditState.APPLIED,
                    hunks=write.hunks,
                    new_path=_absolute(write.new_path, command.cwd) if write.new_path else None,
                    after=write.after,
                    tool=call.name,
                    inferred=True,
                    confidence=write.confidence,
                )
            )
    return tuple(out)


CERTAIN: Final = 0.9
"""The command names the file and its new content, or takes it away; only that it ran to its end is not told."""
LIKELY: Final = 0.7
"""The command says what it replaces, not where or how often."""
POSSIBLE: Final = 0.5
"""The command or its script names the file as one that it writes; nothing tells with what, or whether it came to that."""


class _Write(NamedTuple):
    op: EditOp
    path: str
    hunks: tuple[Hunk, ...] = ()
    after: str | None = None
    new_path: str | None = None
    confidence: float = POSSIBLE


def _writes(command: SimpleCommand) -> Iterator[_Write]:
    body = next((r.target for r in command.redirects if r.op == "<<"), None)
    for redirect in command.redirects:
        if redirect.op in _WRITES | _APPENDS and not redirect.target.startswith(("/dev/", "&")):
            yield from _redirected(command, redirect.op, redirect.target, body)
    program, words = command.program, [a for a in command.argv[1:] if not a.startswith("-")]
    if program == "tee":
        append = "-a" in command.argv or "--append" in command.argv
        for path in words:
            yield from _redirected(command, ">>" if append else ">", path, body)
    elif program in ("rm", "unlink") or (program == "git" and words[:1] == ["rm"] and "--cached" not in command.argv):
        for path in words[1:] if program == "git" else words:
            yield _Write(EditOp.DELETE, path, confidence=CERTAIN)
    elif (program == "mv" and len(words) == 2) or (program == "git" and words[:1] == ["mv"] and len(words) == 3):
        yield _Write(EditOp.RENAME, words[-2], new_path=words[-1], confidence=CERTAIN)
    elif program in ("sed", "gsed") and any(
        a.startswith(("-i", "--in-place")) or re.fullmatch(r"-[nErs]*i.*", a) for a in command.argv
    ):
        yield from _sed(command)
    elif program == "perl" and any(re.fullmatch(r"-[0-9a-zA-Z]*i\S*", a) for a in command.argv[1:]):
        yield from _perl(command)
    elif (program == "git" and words[:1] in (["apply"], ["am"])) or program == "patch":
        yield from _patched(body)
    else:
        yield from _generated(command)


def _patched(diff: str | None) -> Iterator[_Write]:
    """`git apply <<EOF` and `patch -p1 <<EOF`: the patch itself stands in the command."""
    for change in files_of(diff) if diff else ():
        if change.new is None and change.old is not None:
            yield _Write(EditOp.DELETE, change.old, change.hunks, confidence=CERTAIN)
        elif change.new is not None:
            op = EditOp.CREATE if change.old is None else EditOp.MODIFY
            yield _Write(op, change.new, change.hunks, confidence=CERTAIN)


def _recorded(command: SimpleCommand, result: ToolResultEvent | None) -> Iterator[_Write]:
    """Snapshots that a test runner says it has rewritten."""
    text = " ".join(command.argv)
    if result is None or not _RECORDS.search(text):
        return
    for path in dict.fromkeys(_SNAPSHOT_PATH.findall(result.text)):
        yield _Write(EditOp.MODIFY, path)


def _scripted(command: SimpleCommand) -> Iterator[_Write]:
    """Files that a script on the command line opens for writing, as far as it names them."""
    for script in scripts_of((command,)):
        if script.language not in ("python", "javascript", "ruby"):
            continue
        literals = [next(g for g in m.groups() if g) for m in _WRITTEN_LITERAL.finditer(script.code)]
        if re.search(r"\.write_(?:text|bytes)\(|\.dump\(", script.code):
            literals += [m[1] for m in re.finditer(r"""Path\(\s*["']([^"']+)["']\s*\)""", script.code)]
        for path in dict.fromkeys(literals):
            yield _Write(EditOp.MODIFY, path)


def _generated(command: SimpleCommand) -> Iterator[_Write]:
    text = " ".join((command.program, *command.argv[1:]))
    for pattern, path in _BASELINES:
        if pattern.search(text):
            yield _Write(EditOp.MODIFY, path)


def _redirected(command: SimpleCommand, op: str, path: str, body: str | None) -> Iterator[_Write]:
    text = body
    if text is None and command.program in ("echo", "printf"):
        text = " ".join(a for a in command.argv[1:] if not a.startswith("-")).replace("\\n", "\n").replace("\\t", "\t")
    if text is None:
        yield _Write(EditOp.MODIFY, path)
        return
    lines = split_lines(text)
    if lines and lines[-1] == "":
        lines = lines[:-1]
    hunk = Hunk(lines=tuple("+" + x for x in lines))
    if op in _APPENDS:
        yield _Write(EditOp.MODIFY, path, (hunk,), confidence=CERTAIN)
    else:
        whole = Hunk(lines=hunk.lines, old_start=0, new_start=1)
        after = text if text.endswith("\n") else text + "\n"
        yield _Write(EditOp.CREATE, path, (whole,), after, confidence=CERTAIN)


def _sed(command: SimpleCommand) -> Iterator[_Write]:
    expressions: list[str] = []
    files: list[str] = []
    words = iter(command.argv[1:])
    for word in words:
        if word in ("-e", "--expression"):
            expressions.append(next(words, ""))
        elif word.startswith("-") or word == "":
            continue
        elif not expressions and _looks_like_sed(word):
            expressions.append(word)
        else:
            files.append(word)
    hunks = tuple(h for e in expressions for part in e.split(";") if (h := _sed_hunk(part.strip())) is not None)
    for path in files:
        yield _Write(EditOp.MODIFY, path, hunks, confidence=LIKELY if hunks else POSSIBLE)


def _perl(command: SimpleCommand) -> Iterator[_Write]:
    """`perl -pi -e 's/a/b/' file`: the same replacements as sed's."""
    words = command.argv[1:]
    at = next((i for i, w in enumerate(words) if re.fullmatch(r"-\w*e", w)), None)
    if at is None or at + 1 >= len(words):
        return
    hunks = tuple(h for part in words[at + 1].split(";") if (h := _sed_hunk(part.strip())) is not None)
    for path in words[at + 2 :]:
        yield _Write(EditOp.MODIFY, path, hunks, confidence=LIKELY if hunks else POSSIBLE)


def _looks_like_sed(word: str) -> bool:
    return (
        _SED_REPLACE.match(word.split(";", maxsplit=1)[0].strip()) is not None
        or re.match(r"^[\d,$/]+.*[adicp]", word) is not None
    )


def _sed_hunk(expression: str) -> Hunk | None:
    match = _SED_REPLACE.match(expression)
    if match is None:
        return None
    old, new = (re.sub(r"\\(.)", r"\1", match[g].replace("\\n", "\n").replace("\\t", "\t")) for g in ("old", "new"))
    return Hunk(lines=(*("-" + x for x in split_lines(old)), *("+" + x for x in split_lines(new))))


def _absolute(path: str, cwd: str | None) -> str | None:
    if "$" in path or "*" in path or "?" in path or path.startswith("~"):
        return None
    if path.startswith("/") or path[1:3] in (":\\", ":/"):
        return path
    if cwd is None:
        return None
    parts = cwd.rstrip("/").split("/")
    for part in path.split("/"):
        if part == ".." and len(parts) > 1:
            parts.pop()
        elif part not in (".", ""):
            parts.append(part)
    return "/".join(parts)
