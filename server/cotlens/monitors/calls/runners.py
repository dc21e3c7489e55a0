"""Programs that run what is in a file: interpreters, and runners of recipes with the file that their recipes stand in. Knowledge only."""

from __future__ import annotations

from typing import Final

INTERPRETERS: Final = frozenset((
    "bash", "sh", "zsh", "dash", "ksh", "source", ".", "python", "python3", "node", "ruby", "perl", "php", "deno", "bun", "tsx",
    "Rscript", "julia",
))  # fmt: skip
"""What is given a program's file to run."""

RECIPES: Final = {
    "make": "makefile", "gmake": "makefile", "npm": "package.json", "pnpm": "package.json", "yarn": "package.json", "bun": "package.json",
    "just": "justfile", "task": "taskfile", "rake": "rakefile", "composer": "composer.json", "deno": "deno.json", "poe": "pyproject.toml",
    "hatch": "pyproject.toml", "mise": "mise.toml", "nox": "noxfile.py", "invoke": "tasks.py",
}  # fmt: skip
"""Where a runner's recipes stand, as the file's name in small letters begins."""
