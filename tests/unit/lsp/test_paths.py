"""One file, two names: the client's URI and the real path."""

from __future__ import annotations

from pathlib import Path

import pytest

from cotlens.lsp.paths import Folders, path_of


@pytest.mark.parametrize(
    "uri", ["untitled:Untitled-1", "vscode-remote://ssh/a.py", "git:/a.py", "", "inmemory://model/1"]
)
def test_only_files_have_paths(uri: str) -> None:
    assert path_of(uri) is None


def test_a_file_below_a_linked_folder_is_named_as_the_client_names_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    folders = Folders([(tmp_path / "link").as_uri()])
    real = str(tmp_path / "real" / "ä b.py")
    uri = folders.uri_of(real)
    assert path_of(uri) == real
    assert uri.startswith((tmp_path / "link").as_uri())
    assert folders.paths == (str(tmp_path / "link"),)
    assert folders.root_of(real) == str(tmp_path / "real")


def test_the_longest_folder_names_a_file_and_others_keep_their_path(tmp_path: Path) -> None:
    inner = tmp_path / "ws" / "inner"
    inner.mkdir(parents=True)
    folders = Folders([(tmp_path / "ws").as_uri(), inner.as_uri(), "untitled:x"])
    assert folders.root_of(str(inner / "a.py")) == str(inner)
    assert folders.uri_of("/elsewhere/a.py") == "file:///elsewhere/a.py"
    assert Folders().root_of("/a.py") is None
