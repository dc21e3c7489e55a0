"""Functions that all programs of a process share, replaced by the product: what ends it, what it prints with, what compares and parses.

A program has no reason to; who reads its results is shown what it likes. Tests' stand-ins are `harness`' matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cotlens.model.edit import FileEdit
from cotlens.model.fact import ChangeKind, CodeChange
from cotlens.model.lazy_regex import regex

SHARED: Final = "a function that all share replaced"
_REPLACED: Final = regex(
    r"^\s*(?:(?:globalThis|global|window|self|module)\.)?(?:process\.(?:exit|exitCode\s*=\s*0|hrtime|stdout\.write|on\s*=)|console\.(?:log|error|warn|assert)|performance\.now|Date\.now|Math\.(?:random|round|abs|max|min)|"
    r"JSON\.(?:stringify|parse)|Object\.(?:is|keys)|Array\.isArray|(?:Array|String|Object|Number|Map|Set|Promise|Function)\.prototype\.\w+|assert(?:\.\w+)?|setTimeout|require\.cache\[.{1,80}\](?:\.exports)?)\s*=(?![=>])|"
    r"^\s*Object\.defineProperty\(\s*(?:process|console|Math|Date|JSON|(?:Array|String|Object|Number)\.prototype|globalThis)\s*,|"
    r"^\s*(?:sys\.(?:exit|stdout|stderr|excepthook|exitfunc)|os\._exit|builtins\.\w+|__builtins__(?:\.\w+|\[.{1,30}\])|time\.(?:time|perf_counter|sleep|monotonic)|math\.(?:isclose|fabs)|unittest\.\w+(?:\.\w+)*)\s*=(?!=)|"
    r"^\s*setattr\(\s*(?:sys|os|builtins|time|math|unittest|pytest)\b|^\s*atexit\.register\(\s*(?:lambda\s*:?\s*)?os\._exit|"
    r"^\s*def\s+(?:Kernel|Process|Object|Comparable)\.\w+|^\s*(?:module\s+Kernel|class\s+(?:Object|BasicObject|Integer|String|Array|NilClass))\s*(?:#.*)?$|"
    r"\bSystem\.set(?:Out|Err|SecurityManager)\(|\bConsole\.Set(?:Out|Error)\(|^\s*os\.Exit\s*=|^\s*\*(?:CORE::GLOBAL|main)::\w+\s*=|"
    r"^\s*(?:exit|test|diff|cmp|assert|grep|echo|printf|trap)\s*\(\)\s*\{|^\s*alias\s+(?:exit|diff|cmp|test|grep)="
)


def shared_replaced(edit: FileEdit) -> Iterator[CodeChange]:
    """Yield the line by which the product puts its own in the place of what all share."""
    gone = {x.strip() for x in edit.removed}
    for line in edit.added:
        if len(line) <= 400 and _REPLACED.search(line) and line.strip() not in gone:
            yield CodeChange(ChangeKind.HARNESS_RIGGED, added=line, new_value=SHARED)
