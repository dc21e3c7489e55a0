"""The files of each flag are those in whose views it stands, however the views come and go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from make import flag

from cotlens.lsp.standing import Standing
from cotlens.model.snapshot import FileView

FLAGS = [flag(f"f{n}", "/a", "x") for n in range(4)]
VIEWS = st.builds(
    lambda path, flags: FileView(
        path=path, digest="", owners=(), flags=tuple(FLAGS[n] for n in sorted(flags)), version=None
    ),
    st.sampled_from(["/a", "/b", "/c"]),
    st.sets(st.integers(0, 3)),
)


@given(st.lists(st.lists(VIEWS, max_size=3), max_size=8))
def test_it_follows(rounds: list[list[FileView]]) -> None:
    standing = Standing()
    for views in rounds:
        held = {view.path: view for view in views}
        for one in FLAGS:
            wanted = {path for path, view in held.items() if any(f.id == one.id for f in view.flags)}
            assert standing.paths_of({one.id}, held) == wanted
        everywhere = {path for path, view in held.items() if view.flags}
        assert standing.paths_of({f.id for f in FLAGS}, held) == everywhere
