"""Runs cotlens out of the folder that this file stands in (as its `__main__.py`): `python -I -S FOLDER serve --stdio`.

Holds the folder while it runs, so that nobody clears it away under a running server. Makes and checks nothing.
"""

import contextlib
import os

_held = None
with contextlib.suppress(OSError, ImportError):
    _held = open(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".in-use"), "ab")  # noqa: SIM115  # until the process ends
    import fcntl  # not on Windows, where an open file is enough

    fcntl.flock(_held, fcntl.LOCK_SH | fcntl.LOCK_NB)

from cotlens.__main__ import main  # noqa: E402  # what follows may take long

if __name__ == "__main__":
    main()
