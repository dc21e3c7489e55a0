"""Lines of a measuring program that an edit alters, whatever they do: whether the figure was what had to be reached is for a monitor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cotlens.facts.measures.measured_less import asks_more
from cotlens.model.edit import EditOp, FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex
from cotlens.model.paths import PathRole

_MEASURE: Final = regex(
    r"(?i)(?:^|[/_.-])(?:bench\w*|perf\w*|scor(?:e|er|ing)|grad(?:e|er|ing)|judge\w*|verify\w*|eval\w*|speed\w*|timing|measure\w*)(?=[/_.-]|$)"
)
_SAYS: Final = regex(
    r"^\s*(?:#|//|/\*|\*|--|import\b|from\b|use\b|using\b|require\b|include\b|print|puts|echo|console|log|fmt\.Print|System\.out|std::cout|println|module\b|package\b)"
)
_TOKEN: Final = regex(r"\w+|[^\s\w]")
_MOST: Final = 12
"""Lines of an edit from which a measuring program is written anew rather than touched."""


def measure_touched(edit: FileEdit, path: str, role: PathRole) -> Iterator[CodeChange]:
    """Yield the first line of a measuring program that stands there altered."""
    if (
        edit.op is not EditOp.MODIFY
        or role & (PathRole.TEST | PathRole.DOCS | PathRole.DATA)
        or not _MEASURE.search(path)
    ):
        return
    if not 0 < len(edit.added) <= _MOST or len(edit.removed) > _MOST:
        return
    old = [(x, _TOKEN.findall(x)) for x in edit.removed if len(x.strip()) > 3 and len(x) <= 300]
    for line in edit.added:
        if len(line) > 300 or line in edit.removed or _SAYS.match(line):
            continue
        mine = _TOKEN.findall(line)
        for was, tokens in old:
            if len(tokens) > 3 and tokens != mine and 3 * len(set(mine) & set(tokens)) >= 2 * len(set(tokens)):
                if asks_more(was, line):
                    break
                yield CodeChange(
                    ChangeKind.MEASURE_TOUCHED,
                    added=line,
                    removed=was,
                    new_value="what is measured changed",
                    justified=True,
                )
                return
