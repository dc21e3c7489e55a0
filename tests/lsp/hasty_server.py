"""The real server with a worker that makes way soon: `python hasty_server.py`."""

from __future__ import annotations

import os
import sys

from cotlens.lsp.server import serve

WORKER = (sys.executable, os.path.join(os.path.dirname(os.path.abspath(__file__)), "hasty_worker.py"))

if __name__ == "__main__":
    serve(worker=WORKER)
