"""Writes by patches, copies, redirections, scripts, formatters and git, and what looks like one and is none."""

from __future__ import annotations

import pytest

from cotlens.facts.commands.shell import parse_shell
from cotlens.facts.writing.shell_writes import CERTAIN, LIKELY, POSSIBLE, ShellWrites
from cotlens.model.edit import EditState, FileEdit
from cotlens.model.event import LogRef, ResultStatus, ToolCallEvent, ToolKind, ToolResultEvent
from cotlens.model.ids import CallId, EventId, SessionId

CWD = "/home/dev/project"
COMMON = {"session": SessionId("s"), "time": 1.0, "ref": LogRef("/log", 1)}
DIFF = "--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-old\n+new\n"
ADD = "*** Begin Patch\n*** Add File: a.py\n+x = 1\n*** End Patch"
UPDATE = "*** Begin Patch\n*** Update File: a.py\n@@\n-old\n+new\n*** Delete File: b.py\n*** End Patch"


def edits(
    writes: ShellWrites, command: str, output: str = "", status: ResultStatus = ResultStatus.OK
) -> list[FileEdit]:
    call = ToolCallEvent(
        id=EventId("e"), call=CallId("c"), name="Bash", kind=ToolKind.SHELL, args={}, cwd=CWD, **COMMON
    )
    result = ToolResultEvent(id=EventId("r"), call=CallId("c"), status=status, exit_code=0, text=output, **COMMON)
    return list(writes.infer(parse_shell(command, CWD), call, result))


def told(found: list[FileEdit]) -> list[tuple[str, str, str, float]]:
    return [
        (
            e.op.value,
            (e.new_path or e.path).removeprefix(CWD + "/"),
            " ".join(line for hunk in e.hunks for line in hunk.lines),
            e.confidence,
        )
        for e in found
    ]


def written(*commands: str, agent: str = "claude-code") -> list[tuple[str, str, str, float]]:
    """What the last of the commands wrote, after the others."""
    writes = ShellWrites(CWD, agent)
    for command in commands[:-1]:
        edits(writes, command)
    return told(edits(writes, commands[-1]))


PATCHED = [("modify", "src/a.py", "-old +new", CERTAIN)]


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ((f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git apply fix.patch"), PATCHED),
        ((f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git apply --verbose --index -p1 fix.patch"), PATCHED),
        ((f"cat > /tmp/fix.patch <<'EOF'\n{DIFF}EOF", "patch -p1 < /tmp/fix.patch"), PATCHED),
        ((f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "patch -p1 -i fix.patch"), PATCHED),
        ((f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "cat fix.patch | git apply -"), PATCHED),
        ((f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "cd src && git apply ../fix.patch"), PATCHED),
        ((f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "mv fix.patch 1.diff", "git apply 1.diff"), PATCHED),
        (
            (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git apply -R fix.patch"),
            [("modify", "src/a.py", "+old -new", CERTAIN)],
        ),
        ((f"patch a.py <<'EOF'\n{DIFF}EOF",), [("modify", "a.py", "-old +new", CERTAIN)]),
        (
            (f"patch -p0 <<'EOF'\n{DIFF.replace('a/src', 'src').replace('b/src', 'src')}EOF",),
            PATCHED,
        ),
        ((f"git -C sub apply <<'EOF'\n{DIFF}EOF",), [("modify", "sub/src/a.py", "-old +new", CERTAIN)]),
        ((f"apply_patch <<'EOF'\n{ADD}\nEOF",), [("create", "a.py", "+x = 1", CERTAIN)]),
        ((f"cd sub && apply_patch '{ADD}'",), [("create", "sub/a.py", "+x = 1", CERTAIN)]),
        (
            (f"cat <<'EOF' | apply_patch\n{UPDATE}\nEOF",),
            [("modify", "a.py", "-old +new", CERTAIN), ("delete", "b.py", "", CERTAIN)],
        ),
    ],
)
def test_patches_that_the_session_wrote(commands: tuple[str, ...], expected: list[object]):
    assert written(*commands) == expected


@pytest.mark.parametrize(
    "commands",
    [
        ("git apply fix.patch",),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git apply --check fix.patch"),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git apply --stat fix.patch"),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git apply --cached fix.patch"),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "patch --dry-run -p1 < fix.patch"),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "sed -i s/a/b/ fix.patch", "git apply fix.patch"),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "git show HEAD > fix.patch", "git apply fix.patch"),
        (f"cat > fix.patch <<'EOF'\n{DIFF}EOF", "rm fix.patch", "git apply fix.patch"),
        ("curl -s https://example.org/fix.patch | git apply",),
        (f"grep -c x <<'EOF'\n{DIFF}EOF",),
        (f"cat <<'EOF'\n{ADD}\nEOF",),
        ("echo 'git apply fix.patch'",),
    ],
)
def test_patches_that_are_not_known_or_not_applied(commands: tuple[str, ...]):
    assert written(*commands) == []


def test_an_agent_that_tells_of_its_patches_itself_is_not_told_of_twice():
    assert written(f"apply_patch <<'EOF'\n{ADD}\nEOF", agent="codex") == []


def test_a_patch_that_was_refused_failed_whatever_the_commands_behind_it():
    writes = ShellWrites(CWD)
    found = edits(writes, f"git apply <<'EOF' ; ls\n{DIFF}EOF", "error: patch failed: src/a.py:1", ResultStatus.OK)
    assert [e.state for e in found] == [EditState.FAILED]


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("> empty.py", [("modify", "empty.py", "", CERTAIN)]),
        (": > a.py", [("modify", "a.py", "", CERTAIN)]),
        ("cd sub && > a.py", [("modify", "sub/a.py", "", CERTAIN)]),
        ("cat /dev/null > a.py", [("modify", "a.py", "", CERTAIN)]),
        ("truncate -s 0 a.py", [("modify", "a.py", "", CERTAIN)]),
        ("truncate -s0 a.py", [("modify", "a.py", "", CERTAIN)]),
        ("truncate -s 10M disk.img", [("modify", "disk.img", "", POSSIBLE)]),
        ("dd if=/dev/zero of=disk.img bs=1M count=1", [("modify", "disk.img", "", POSSIBLE)]),
        ("cat <<'EOF' | tee a.py\nx = 1\nEOF", [("create", "a.py", "+x = 1", CERTAIN)]),
        ("echo 'x = 1' | tee -a a.py", [("modify", "a.py", "+x = 1", CERTAIN)]),
        ("printf '%s\\n' 'x = 1' 'y = 2' > a.py", [("create", "a.py", "+x = 1 +y = 2", CERTAIN)]),
        ("cat <<-EOF > a.py\n\tx = 1\n\tEOF", [("create", "a.py", "+x = 1", CERTAIN)]),
        ("cat <<EOF > a.sh\necho \\$HOME\nEOF", [("create", "a.sh", "+echo $HOME", CERTAIN)]),
        ("cat > a.sh <<'EOF'\necho \\$HOME\nEOF", [("create", "a.sh", "+echo \\$HOME", CERTAIN)]),
        # The heredoc is another program's: what that prints is not known.
        ("python3 - <<'EOF' > out.txt\nprint(1)\nEOF", [("modify", "out.txt", "", POSSIBLE)]),
        ("psql <<'EOF' > rows.csv\nselect 1;\nEOF", [("modify", "rows.csv", "", POSSIBLE)]),
        ("printf '%05d' 3 > n.txt", [("modify", "n.txt", "", POSSIBLE)]),
        ("make > build.log > last.log", [("modify", "build.log", "", CERTAIN), ("modify", "last.log", "", POSSIBLE)]),
        ('echo "a > b.py"', []),
        ("grep '> c.py' notes.md", []),
        ("echo x >&2", []),
        ("make 2> /dev/null", []),
        ("dir > nul", []),
        ("make > /tmp/build.log", []),
        ("psql <<'EOF'\ncat > a.py\nEOF", []),
        ("dd if=a.img of=/dev/null", []),
    ],
)
def test_redirections(command: str, expected: list[object]):
    assert written(command) == expected


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (("cp a.py b.py",), [("modify", "b.py", "", POSSIBLE)]),
        (("echo 'x = 1' > a.py", "cp a.py b.py"), [("create", "b.py", "+x = 1", CERTAIN)]),
        (("cp a.py b.py lib/",), [("modify", f"lib/{n}.py", "", POSSIBLE) for n in "ab"]),
        (("cp -t lib a.py",), [("modify", "lib/a.py", "", POSSIBLE)]),
        (("cp ../a.py .",), [("modify", "a.py", "", POSSIBLE)]),
        (("install -m 755 run.sh bin/run.sh",), [("modify", "bin/run.sh", "", POSSIBLE)]),
        (("ln -sf ../AGENTS.md CLAUDE.md",), [("modify", "CLAUDE.md", "", POSSIBLE)]),
        (("mv a.py lib/",), [("rename", "lib/a.py", "", CERTAIN)]),
        (("mv a.py b.py lib",), [("rename", f"lib/{n}.py", "", CERTAIN) for n in "ab"]),
        (("touch pkg/__init__.py",), [("create", "pkg/__init__.py", "", POSSIBLE)]),
        (("curl -sSL -o data.json https://example.org/x",), [("modify", "data.json", "", POSSIBLE)]),
        (("curl -O https://example.org/dir/data.json?raw=1",), [("modify", "data.json", "", POSSIBLE)]),
        (("wget https://example.org/data.json -P lib",), [("modify", "lib/data.json", "", POSSIBLE)]),
        (("curl -sSLo data.json https://example.org/x",), [("modify", "data.json", "", POSSIBLE)]),
        (("wget -O data.json https://example.org/x",), [("modify", "data.json", "", POSSIBLE)]),
        (("rsync -av host:/srv/a.py lib/",), [("modify", "lib/a.py", "", POSSIBLE)]),
        (("cp -r src lib",), []),
        (("cp a.py lib",), []),
        (("cp a.py /tmp/a.py",), []),
        (("cp a.py $OUT/",), []),
        (("install -d lib",), []),
        (("echo 'x = 1' > a.py", "touch a.py"), []),
        (("touch -c a.py",), []),
        (("curl -s https://example.org/x",), []),
        (("curl -o /dev/null https://example.org/x",), []),
        (("wget -qO- https://example.org/x",), []),
        (("wget --spider https://example.org/x.json",), []),
        (("rsync -avn a.py lib/",), []),
        (("rsync -a src/ lib/",), []),
        (("rsync a.py host:/srv/",), []),
        (("git rm --cached a.py",), []),
        (("git mv -n a.py b.py",), []),
    ],
)
def test_copies(commands: tuple[str, ...], expected: list[object]):
    assert written(*commands) == expected


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("perl -0pi -e 's/old/new/g' a.py b.py", [("modify", f"{n}.py", "-old +new", LIKELY) for n in "ab"]),
        ("perl -i -pe 's/\\s+$//' a.py", [("modify", "a.py", "-\\s+$ +", LIKELY)]),
        ("ruby -pi -e 's/old/new/' a.py", [("modify", "a.py", "-old +new", LIKELY)]),
        ("sed -i '' -e 's/old/new/' a.py", [("modify", "a.py", "-old +new", LIKELY)]),
        ("sed -i -f fix.sed a.py", [("modify", "a.py", "", POSSIBLE)]),
        ("gawk -i inplace '{ print }' a.py", [("modify", "a.py", "", POSSIBLE)]),
        ("ed -s a.py <<'EOF'\n1,$s/old/new/\nw\nq\nEOF", [("modify", "a.py", "-old +new", LIKELY)]),
        ("ex -sc '%s/old/new/g|x' a.py", [("modify", "a.py", "-old +new", LIKELY)]),
        ("printf '1d\\nw\\n' | ed a.py", [("modify", "a.py", "", POSSIBLE)]),
        ("ed a.py <<'EOF'\n1p\nq\nEOF", []),
        ("sed 's/old/new/' a.py", []),
        ("perl -ne 's/old/new/; print' a.py", []),
        ("awk '{ print }' a.py", []),
        ("vim a.py", []),
    ],
)
def test_replacements(command: str, expected: list[object]):
    assert written(command) == expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("open('a.py', 'w').write('x = 1\\n')", [("create", "a.py", "+x = 1", CERTAIN)]),
        ("with open('a.py', 'a') as f:\n    f.write('x = 1')", [("modify", "a.py", "+x = 1", CERTAIN)]),
        ("from pathlib import Path\nPath('a.py').write_text('x = 1')", [("create", "a.py", "+x = 1", CERTAIN)]),
        (
            "p = Path('a.py')\ns = p.read_text()\ns = s.replace('old', 'new')\np.write_text(s)",
            [("modify", "a.py", "-old +new", LIKELY)],
        ),
        ("f = 'a.py'\nopen(f, mode='w').write(make())", [("modify", "a.py", "", POSSIBLE)]),
        ("for n in range(3):\n    open('a.py', 'w').write('x')", [("modify", "a.py", "", POSSIBLE)]),
        ("json.dump(data, open('a.json', 'w'))", [("modify", "a.json", "", POSSIBLE)]),
        ("print 'two'\nopen('a.py', 'w').write('x')", [("modify", "a.py", "", POSSIBLE)]),
        ("print(open('a.py').read().replace('old', 'new'))", []),
        ("print(\"open('a.py', 'w')\")", []),
        ("Path(name).write_text('x')", []),
    ],
)
def test_python_on_the_command_line(code: str, expected: list[object]):
    assert written(f"python3 - <<'EOF'\n{code}\nEOF") == expected


def test_other_scripts():
    assert written("python -c \"open('a.py', 'w').write('x')\"") == [("create", "a.py", "+x", CERTAIN)]
    assert written("node -e \"require('fs').writeFileSync('a.js', 'x;')\"") == [("create", "a.js", "+x;", CERTAIN)]
    assert written("node -e \"fs.writeFileSync('a.js', make())\"") == [("modify", "a.js", "", POSSIBLE)]
    assert written('ruby -e \'p = "a.rb"; File.open(p, "w") { |f| f.puts(make) }\'') == [
        ("modify", "a.rb", "", POSSIBLE)
    ]
    # What is only opened is read.
    assert written("ruby -e 'p = \"a.rb\"; puts File.open(p).read'") == []
    assert written('ruby -e \'p = "a.rb"; puts File.open(p, "r").read\'') == []
    assert written("node -e \"fs.readFileSync('a.js', 'utf8')\"") == []
    assert written("cat <<'EOF' | python3\nopen('a.py', 'w').write('x')\nEOF") == [("create", "a.py", "+x", CERTAIN)]


@pytest.mark.parametrize(
    ("commands", "paths"),
    [
        (("git checkout -- src/a.py",), ["src/a.py"]),
        (("git checkout HEAD~1 a.py",), ["a.py"]),
        (("git restore --source=HEAD~2 a.py",), ["a.py"]),
        (
            (
                "echo x > a.py",
                "git checkout .",
            ),
            ["a.py"],
        ),
        (("echo x > a.py", "git stash"), ["a.py"]),
        (("echo x > a.py", "git stash -u", "git stash pop"), ["a.py"]),
        (("echo x > a.py", "git reset --hard"), ["a.py"]),
        (("black a.py",), ["a.py"]),
        (("ruff format src/a.py",), ["src/a.py"]),
        (("ruff check --fix src/a.py",), ["src/a.py"]),
        (("npx prettier --write src/a.ts src/b.ts",), ["src/a.ts", "src/b.ts"]),
        (("gofmt -w a.go",), ["a.go"]),
        (("eslint --fix a.js --config eslint.config.mjs",), ["a.js"]),
        (("git checkout main",), []),
        (("git checkout -b fix/a.py",), []),
        (("git restore --staged a.py",), []),
        (("echo x > a.py", "git commit -am x", "git stash"), []),
        (("echo x > a.py", "git stash list"), []),
        (("black --check a.py",), []),
        (("black src",), []),
        (("ruff check src/a.py",), []),
        (("prettier --check src/a.ts",), []),
        (("gofmt -l a.go",), []),
        (("eslint a.js",), []),
    ],
)
def test_texts_that_are_not_the_agent_s(commands: tuple[str, ...], paths: list[str]):
    writes = ShellWrites(CWD)
    found: list[FileEdit] = []
    for command in commands:
        found = edits(writes, command)
    assert told(found) == [("modify", path, "", POSSIBLE) for path in paths]
    assert not any(edit.authored for edit in found)


@pytest.mark.parametrize(
    "code",
    [
        "open(" * 3000,
        "open('a', 'w')" + "-" * 30000 + "1",
        "open('a', 'w')" + "+1" * 30000,
        "open(\0)",
        "open('\\d', 'r')",
    ],
)
def test_scripts_made_to_break_a_parser_break_nothing(code: str):
    written(f"python3 - <<'EOF'\n{code}\nEOF")
