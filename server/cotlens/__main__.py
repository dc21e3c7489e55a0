"""`python -m cotlens`: the command line, nothing of its own."""

from __future__ import annotations

from cotlens.cli.main import main

if __name__ == "__main__":
    main()
