"""The worker process with the fake engine in it: `python fake_worker.py`."""

from __future__ import annotations

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from lsp.fake_engine import FakeEngine

from cotlens.engine.worker import main

if __name__ == "__main__":
    main(lambda: FakeEngine)
