"""`python -m cotlens`: the command line. The language server as editors start it does without the parser, a tenth of its start."""

from __future__ import annotations

import sys
from typing import Final

SERVE: Final = (["serve"], ["serve", "--stdio"])
"""What editors call."""


def main() -> None:
    """Run what the command line asks for."""
    if sys.argv[1:] in SERVE:
        from cotlens.lsp import plain_asyncio  # noqa: PLC0415  # each of the two pays for its own imports only

        plain_asyncio.load()
        from cotlens.lsp.server import serve  # noqa: PLC0415  # the same

        serve()
    from cotlens.cli.main import main as run  # noqa: PLC0415  # the same

    run()


if __name__ == "__main__":
    main()
