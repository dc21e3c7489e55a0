"""What makes a flag the same thing in another session, clone or worktree: the monitor, the path within the project, the text.

A project is the checkout that the session worked in, wherever it lies and in whichever of its folders the agent was started.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from cotlens.model.ids import Fingerprint, fingerprint
from cotlens.model.paths import relative_to
from cotlens.sources.git_folders import git_root


def same_thing(code: str, path: str | None, text: str, cwd: str | None) -> Fingerprint:
    """Fingerprint what a monitor found in a file (as the log names it; None for none) in a session that worked in `cwd`."""
    project = _project_of(cwd) if cwd else None
    if project is not None and len(project) > 1:
        text = re.sub(re.escape(project) + r"(?![\w.-])", ".", text)
    return fingerprint(code, relative_to(path, project) if path is not None else None, text)


@lru_cache(maxsize=1024)
def _project_of(cwd: str) -> str:
    """The checkout's root if the folder is here, else the folder itself: of what is gone nothing can be told."""
    return (git_root(cwd) if os.path.isdir(cwd) else None) or cwd
