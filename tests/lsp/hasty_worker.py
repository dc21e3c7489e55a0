"""The worker process with an engine that puts sessions to rest at once, and itself soon after: `python hasty_worker.py`."""

from __future__ import annotations

from cotlens.engine import doze, resting, work
from cotlens.engine.worker import main

if __name__ == "__main__":
    resting.QUIET = -1.0  # type: ignore[misc]
    doze.LEAVE_AFTER = 0.3  # type: ignore[misc]
    work.CONFIGURATION_EVERY = 0.1  # type: ignore[misc]
    main()
