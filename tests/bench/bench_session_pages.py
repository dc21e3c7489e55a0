"""How long the reader of logs takes to tell a session of 20,000 events item by item. Run by hand; prints.

python tests/bench/bench_session_pages.py
"""

from __future__ import annotations

import pickle
import sys
import tempfile
import time
from pathlib import Path

from cotlens.engine.engine import Engine
from cotlens.model.ids import SessionId
from cotlens.model.session_page import AskSession, SessionPage

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "editors")]

from long_sessions import endless  # noqa: E402  # the path is set above
from sessions import ClaudeLog, shop  # noqa: E402  # the same

PAGE = 200


def main() -> None:
    """Write the log, read it, and ask for all of it."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        log = ClaudeLog(root / "home", shop(root / "shop"))
        events = endless(log)
        engine = Engine((str(log.workspace),), {}, str(root / "home"))
        engine.poll(str(log.path))
        session = SessionId(log.session)

        def ask(first: int, count: int, **more: bool) -> tuple[float, SessionPage]:
            began = time.perf_counter()
            page = engine.page(AskSession(1, session, first, count, **more))
            return (time.perf_counter() - began) * 1000, page

        took, page = ask(0, 0, outline=True)
        print(f"{events} records, {page.total} items; outline {took:.0f} ms, {len(pickle.dumps(page)) / 1000:.0f} kB")
        pages = [ask(first, PAGE) for first in range(0, page.total, PAGE)]
        times = sorted(took for took, _ in pages)
        size = sum(len(pickle.dumps(page)) for _, page in pages)
        print(
            f"{len(pages)} pages of {PAGE}: median {times[len(times) // 2]:.0f} ms, longest {times[-1]:.0f} ms, {size / 1e6:.1f} MB"
        )


if __name__ == "__main__":
    main()
