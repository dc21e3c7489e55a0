"""The invariants of ARCHITECTURE.md that can be read off the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "server" / "cotlens"
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "demo_session" not in p.parts)
CLIENT = PACKAGE.parent.parent / "client-vscode"
SCRIPTS = sorted(p for folder in ("package", "python") for p in (CLIENT / folder).glob("*.py"))

# A room may import rooms below its own layer, and itself; rooms of one layer are siblings and do not import one another.
LAYERS = [
    {"cli"},
    {"lsp"},
    {"reports"},
    {"evaluation"},
    {"engine"},
    {"sources", "facts", "monitors", "attribution", "store", "config"},
    {"model"},
]
LARGEST_FILE = 400
LONGEST_FUNCTION = 60


def room(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def layer(name: str) -> int:
    return next(i for i, rooms in enumerate(LAYERS) if name in rooms)


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def own_rooms(path: Path) -> set[str]:
    return {parts[1] for name in imports(path) if (parts := name.split("."))[0] == "cotlens" and len(parts) > 1}


@pytest.mark.parametrize("path", [p for p in FILES if room(p)], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    here = room(path)
    for other in own_rooms(path) - {here}:
        assert layer(other) > layer(here), f"{here} imports {other}"


CALLERS = {
    "socket",
    "ssl",
    "urllib.request",
    "http.client",
    "requests",
    "httpx",
    "aiohttp",
    "ftplib",
    "smtplib",
    "xmlrpc.client",
}


def test_nothing_of_ours_can_call_another_machine() -> None:
    for path in FILES:
        assert not imports(path) & CALLERS, path


def test_only_lsp_imports_the_protocol_libraries() -> None:
    for path in FILES:
        if room(path) != "lsp":
            assert not {n.split(".")[0] for n in imports(path)} & {"pygls", "lsprotocol"}, path


def test_the_command_line_does_not_load_the_language_server() -> None:
    for path in FILES:
        if room(path) == "cli" and path.name != "serve.py":
            assert "lsp" not in own_rooms(path), path


def catches_everything(handler: ast.ExceptHandler) -> bool:
    """One that raises again cleans up; it does not catch."""
    wide = handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException")
    )
    return wide and not any(isinstance(n, ast.Raise) and n.exc is None for n in ast.walk(handler))


BOTTOM = {"facts": {"prefilter", "named"}, "monitors": {"base", "nearness", "past"}}
"""What lies below all subjects of a room; the rest of its top puts the subjects together."""


def subjects_used(room_name: str) -> dict[str, set[str]]:
    """Return, for each folder of a room, the folders of the same room that it imports."""
    used: dict[str, set[str]] = {
        p.name: set() for p in (PACKAGE / room_name).iterdir() if (p / "__init__.py").is_file()
    }
    for path in FILES:
        parts = path.relative_to(PACKAGE).parts
        if parts[0] == room_name and len(parts) > 2:
            for name in imports(path):
                there = name.split(".")
                if there[:2] == ["cotlens", room_name] and there[2] != parts[1]:
                    assert there[2] in used or there[2] in BOTTOM[room_name], (
                        f"{path} imports {name}, which is above it"
                    )
                    used[parts[1]] |= {there[2]} & used.keys()
    return used


@pytest.mark.parametrize("name", sorted(BOTTOM))
def test_subjects_of_a_room_point_one_way(name: str) -> None:
    used = subjects_used(name)
    while used:
        free = {folder for folder, others in used.items() if not others & used.keys()}
        assert free, f"these folders import one another in a ring: {sorted(used)}"
        used = {folder: others for folder, others in used.items() if folder not in free}


def test_exactly_two_places_catch_everything() -> None:
    places = [
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and catches_everything(node)
    ]
    assert sorted(places) == ["engine/judge.py", "engine/reading.py"]


@pytest.mark.parametrize("path", FILES + SCRIPTS, ids=lambda p: str(p.relative_to(PACKAGE.parent.parent)))
def test_files_and_functions_stay_small_and_documented(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "a module says what it is and what it is not"
    assert text.count("\n") <= LARGEST_FILE
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def private_names(tree: ast.Module) -> set[str]:
    """Return the private names that a module binds at its top."""
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        names |= {t.id for t in targets if isinstance(t, ast.Name)}
    return {n for n in names if n.startswith("_") and not n.startswith("__")}


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_private_names_are_used(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}

    assert not private_names(tree) - used


def test_the_model_imports_nothing_of_ours() -> None:
    for path in FILES:
        if room(path) == "model":
            assert own_rooms(path) <= {"model"}, path
