"""Has the programs that a bench starts keep their modules' bytecode, as every installed program does. Measures nothing.

A machine may be told not to (`PYTHONDONTWRITEBYTECODE`): what runs from a checkout is compiled at each start, what is installed is not.
"""

from __future__ import annotations

import os


def kept() -> None:
    """Change the environment that programs are started with; the first start of each still compiles."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
