"""Calls of tools are found in the JavaScript that models write, and in nothing else."""

from __future__ import annotations

import time

import pytest

from cotlens.sources.codex_script import ScriptCall, calls


@pytest.mark.parametrize(
    ("script", "args"),
    [
        (
            'const r = await tools.exec_command({cmd:"ls","workdir":"/w",yield_time_ms:1000});text(r.output)',
            {"cmd": "ls", "workdir": "/w", "yield_time_ms": 1000},
        ),
        ("tools.exec_command({cmd: 'it\\'s', tty: true, x: null})", {"cmd": "it's", "tty": True, "x": None}),
        ("tools.exec_command({ cmd: `a\nb ${HOME} c` })", {"cmd": "a\nb ${HOME} c"}),
        (
            'const dir = "/w"; tools.exec_command({cmd: `ls ${dir}/x`, workdir: dir})',
            {"cmd": "ls /w/x", "workdir": "/w"},
        ),
        ('const cmd = "ls"; tools.exec_command({cmd})', {"cmd": "ls"}),
        ('tools.exec_command({cmd: "a" + " && " + "b"})', {"cmd": "a && b"}),
        ('tools.exec_command({cmd: ["a", "b"].join("\\n")})', {"cmd": "a\nb"}),
        ("tools.exec_command({cmd: String.raw`grep \\d+`})", {"cmd": "grep \\d+"}),
        ('tools.exec_command({cmd: "\\u0041\\x42\\u{1F600}\\ud83d\\ude00\\0"})', {"cmd": "AB😀😀\x00"}),
        (
            'tools.exec_command({cmd: "tools.exec_command({cmd: \\"rm\\"})"})',
            {"cmd": 'tools.exec_command({cmd: "rm"})'},
        ),
        ('tools.exec_command({cmd: make("x", {a: 1}), workdir: "/w"})', {"cmd": None, "workdir": "/w"}),
        (
            'tools.exec_command({cmd: "ls", env: {A: "1"}, list: [1, "2"]})',
            {"cmd": "ls", "env": {"A": "1"}, "list": [1, "2"]},
        ),
        ('tools . exec_command ( /* why */ { // because\n cmd: "ls" } )', {"cmd": "ls"}),
    ],
)
def test_literal_arguments_are_read(script: str, args: dict[str, object]):
    assert calls(script) == [ScriptCall("exec_command", args)]


@pytest.mark.parametrize(
    "script",
    [
        '// tools.exec_command({cmd:"x"})',
        '/* tools.exec_command({cmd:"x"}) */',
        "const s = 'tools.exec_command({cmd:1})';",
        "text(`tools.exec_command({cmd:1})`)",
        "const r = /tools.exec_command\\(/.test(x)",
        "mytools.exec_command({})",
        "ALL_TOOLS.find(x => x.name)",
        "",
    ],
)
def test_what_only_looks_like_a_call_is_none(script: str):
    assert calls(script) == []


def test_several_calls_keep_their_order():
    script = 'await Promise.all([\n tools.exec_command({cmd:"a"}),\n tools.exec_command({cmd:"b"})\n]); tools.update_plan({plan:[]})'
    assert [(c.name, c.args.get("cmd")) for c in calls(script)] == [
        ("exec_command", "a"),
        ("exec_command", "b"),
        ("update_plan", None),
    ]


def test_a_patch_may_be_a_name_or_a_literal():
    patch = "*** Begin Patch\\n*** End Patch"
    assert [
        c.text for c in calls(f'const p = "{patch}";\ntext(await tools.apply_patch(p)); tools.apply_patch("x")')
    ] == [
        "*** Begin Patch\n*** End Patch",
        "x",
    ]


def test_a_quote_in_a_regular_expression_or_a_division_opens_no_string():
    assert [
        c.args["cmd"] for c in calls('x.replace(/["\']/g, ""); const y = a / b; tools.exec_command({cmd:"ls"})')
    ] == ["ls"]


@pytest.mark.parametrize(
    "piece",
    [
        "{",
        "[",
        "(",
        "`${",
        "tools.f(",
        "tools.f({a:",
        "'\\",
        "/",
        "const a=",
        "[)",
        "tools.f([)",
        "{a:[(",
        "const a=`x${a}${a}`;",
        "const a='x';const a=a+a;tools.f({a,b:a+a});",
    ],
)
def test_the_time_is_linear(piece: str):
    start = time.process_time()
    calls(piece * (100_000 // len(piece)))
    assert time.process_time() - start < 5
