"""`python -m cotlens.lsp`: the server on standard streams."""

from __future__ import annotations

from cotlens.lsp.server import serve

if __name__ == "__main__":
    serve()
