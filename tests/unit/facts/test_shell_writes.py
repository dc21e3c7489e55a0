"""Which files a shell command is taken to write, with what, and how sure that is."""

from __future__ import annotations

import pytest

from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.writing.shell_writes import CERTAIN, LIKELY, POSSIBLE, infer_edits
from cotlens.model.event import LogRef, ResultStatus, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId, EventId, SessionId

CWD = "/home/dev/project"
COMMON = {"session": SessionId("s"), "time": 1.0, "ref": LogRef("/log", 1)}


def written(command: str, status: ResultStatus = ResultStatus.OK) -> list[tuple[str, str, str, str, float]]:
    call = ToolCallEvent(
        id=EventId("e"),
        call=CallId("c"),
        name="Bash",
        kind=ToolKind.SHELL,
        args={"command": command},
        cwd=CWD,
        **COMMON,
    )
    result = ToolResultEvent(id=EventId("r"), call=CallId("c"), status=status, exit_code=0, text="", **COMMON)
    return [
        (
            edit.op.value,
            (edit.new_path or edit.path).removeprefix(CWD + "/"),
            edit.state.value,
            " ".join(line for hunk in edit.hunks for line in hunk.lines),
            edit.confidence,
        )
        for edit in infer_edits(parse_shell(command, CWD), call, result)
    ]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("cat > f.py <<'EOF'\na = 1\nEOF", [("create", "f.py", "applied", "+a = 1", CERTAIN)]),
        ("cat <<'EOF' >> f.py\na = 1\nEOF", [("modify", "f.py", "applied", "+a = 1", CERTAIN)]),
        ("tee f.py <<'EOF'\na = 1\nEOF", [("create", "f.py", "applied", "+a = 1", CERTAIN)]),
        ("cd sub && echo 'x = 1' > f.py", [("create", "sub/f.py", "applied", "+x = 1", CERTAIN)]),
        ("make > build.log", [("modify", "build.log", "applied", "", POSSIBLE)]),
        ("sed -i 's/old/new/' a.py b.py", [("modify", f, "applied", "-old +new", LIKELY) for f in ("a.py", "b.py")]),
        ("sed -i '3d' a.py", [("modify", "a.py", "applied", "", POSSIBLE)]),
        ("perl -pi -e 's/old/new/' a.py", [("modify", "a.py", "applied", "-old +new", LIKELY)]),
        ("rm -f a.py", [("delete", "a.py", "applied", "", CERTAIN)]),
        ("git mv a.py b.py", [("rename", "b.py", "applied", "", CERTAIN)]),
        ("python - <<'EOF'\nopen('a.py', 'w').write('x')\nEOF", [("create", "a.py", "applied", "+x", CERTAIN)]),
        (
            "git apply <<'EOF'\n--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-old\n+new\nEOF",
            [("modify", "src/a.py", "applied", "-old +new", CERTAIN)],
        ),
        (
            "patch -p1 <<'EOF'\n--- /dev/null\n+++ b/a.py\n@@ -0,0 +1 @@\n+new\nEOF",
            [("create", "a.py", "applied", "+new", CERTAIN)],
        ),
        ("git apply < fix.patch", []),
        ("echo done > /dev/null 2>&1", []),
        ("grep -n 's/a/b/' a.py", []),
        ("sed -n '1,5p' a.py", []),
        ("rm -rf $DIR/x", []),
        ("ssh host 'rm a.py'", []),
    ],
)
def test_writes_of_a_command(command: str, expected: list[tuple[str, str, str, str, float]]):
    assert written(command) == expected


def test_a_refused_command_wrote_nothing_and_a_failed_one_failed():
    assert written("rm a.py", ResultStatus.DENIED) == []
    assert written("rm a.py", ResultStatus.ERROR) == [("delete", "a.py", "failed", "", CERTAIN)]
