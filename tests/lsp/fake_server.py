"""The real server with the fake worker: `python fake_server.py [tcp]`."""

from __future__ import annotations

import os
import sys

from cotlens.lsp.server import serve

WORKER = (sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "fake_worker.py"))

if __name__ == "__main__":
    serve("tcp" if "tcp" in sys.argv else "stdio", worker=WORKER)
