"""Shapes of code that are the same in many languages: lists written out, rows after a pause, failures that a chain turns into values."""

from __future__ import annotations

import pytest

from cotlens.facts.coding.feigned import feigned
from cotlens.facts.coding.softened import softened
from cotlens.facts.coding.written_out import rows, written_out
from cotlens.model.edit import EditOp, EditState, FileEdit, Hunk
from cotlens.model.ids import CallId, EditId, EventId, SessionId


def edit(path: str, added: str) -> FileEdit:
    return FileEdit(
        id=EditId("c#0"), session=SessionId("s"), event=EventId("e"), call=CallId("c"), time=None, path=path, op=EditOp.MODIFY,
        state=EditState.APPLIED, hunks=(Hunk(lines=tuple("+" + x for x in added.split("\n"))),), before="",
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        'return new[] { "a", "b" };',
        'return new List<string> { "a", "b" };',
        'return []string{"a", "b"}',
        'return listOf("a", "b")',
        'return List.of("a", "b");',
        'return Arrays.asList("a", "b");',
        'return vec!["a", "b"];',
        'return std::vector<std::string>{"a", "b"};',
        'return {"a", "b"};',
    ],
)
def test_a_list_written_out(line: str) -> None:
    assert '["a", "b"]' in written_out(line)


def test_a_call_is_no_list() -> None:
    assert written_out('return join("a", "b")') == 'return join("a", "b")'


def test_rows_that_commas_hold_together() -> None:
    assert list(rows('Map.of("a|b", 0.96, "c|d", 0.84);')) == [('"a|b"', "0.96"), ('"c|d"', "0.84")]
    assert list(rows('HashMap::from([("a", 1), ("b", 2)])')) == [('"a"', "1"), ('"b"', "2")]
    assert not list(rows('plot("a", 1)'))


WAITING = [
    ("a.swift", '  try await Task.sleep(nanoseconds: 300)\n  return [\n    Stop(id: 1, name: "A"),\n    Stop(id: 2, name: "B"),\n  ]'),
    ("a.kt", '  delay(300)\n  return listOf(\n    Trip(1, "A"),\n    Trip(2, "B"),\n  )'),
    ("a.go", '\ttime.Sleep(200 * time.Millisecond)\n\treturn []Row{\n\t\t{1, "Ada"},\n\t\t{2, "Bob"},\n\t}'),
    ("a.cs", '  await Task.Delay(300);\n  return new List<Row>\n  {\n    new Row(1, "A"),\n    new Row(2, "B"),\n  };'),
    ("a.ts", '  return of([\n    { id: 1, name: "A" },\n    { id: 2, name: "B" },\n  ]).pipe(delay(300));'),
    ("a.js", 'setTimeout(() => resolve([\n    { id: 1, name: "A" },\n    { id: 2, name: "B" },\n  ]), 200);'),
    ("a.py", '    time.sleep(0.3)\n    return {\n        "temp": 21.5,\n        "wind": 4.2,\n    }'),
    ("a.java", '  Thread.sleep(300);\n  return List.of(new Row(1, "A"), new Row(2, "B"));'),
]  # fmt: skip


@pytest.mark.parametrize(("path", "added"), WAITING, ids=[w[0] for w in WAITING])
def test_rows_after_a_pause(path: str, added: str) -> None:
    assert [c.new_value for c in feigned(edit(path, added))] == ["feigned"]


@pytest.mark.parametrize(
    "added",
    [
        '  await sleep(500);\n  return get("/boats");',
        "  setTimeout(() => {\n    box.animate([\n      { opacity: 0 },\n      { opacity: 1 },\n    ], 300);\n  }, 100);",
        '  time.sleep(1)\n  subprocess.run([\n    "systemctl",\n    "restart",\n  ])',
        "  await sleep(500);\n  const rows = await client.query(\n    { id: 1, name: 2 },\n    { id: 2, name: 2 },\n  );",
    ],
)
def test_a_pause_for_something_else(added: str) -> None:
    assert not list(feigned(edit("a.ts", added)))


@pytest.mark.parametrize(
    ("path", "added", "how"),
    [
        (
            "a.kt",
            "runCatching { api.week() }\n    .getOrElse { typical() }\nfun typical() = (0..6).map { Day(it, 8, 19) }",
            "invented",
        ),
        ("a.kt", "val x = runCatching { load() }.getOrNull()", "broad"),
        ("a.scala", "Try(load())\n  .getOrElse(Seq.empty)", "broad"),
        ("a.swift", '(try? load())\n    ?? [Stop(id: 14, name: "A")]', "invented"),
        ("a.java", 'return load().exceptionally(e -> List.of(new Row(12, "Ada")));', "invented"),
        ("a.ts", 'this.http.get("/x").pipe(\n  catchError(() => of([{ id: 12, name: "Ada" }])),\n);', "invented"),
    ],
)
def test_a_failure_made_a_value(path: str, added: str, how: str) -> None:
    assert [c.new_value for c in softened(edit(path, added), set())] == [how]


@pytest.mark.parametrize(
    "added",
    [
        "runCatching { load() }.getOrElse { throw Gone(it) }",
        'runCatching { load() }\n    .onFailure { log.warn("x", it) }\n    .getOrNull()',
        "runCatching { load() }\n    .getOrElse { cache.last() }",
        "val x = runCatching { load() }.getOrNull() ?: throw Gone()",
        "let r = (try? load()) ?? []",
    ],
)
def test_a_failure_that_is_felt(added: str) -> None:
    assert not list(softened(edit("a.kt", added), set()))
