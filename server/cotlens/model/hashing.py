"""BLAKE2b, by which everything here is told apart. No secrets: nothing is signed or kept safe by it.

`hashlib` is not asked for it where that can be avoided: it loads OpenSSL, 3.5 MB of each process, whose BLAKE2b it does not even use.
"""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:  # another Python than CPython
    from hashlib import blake2b

__all__ = ["blake2b"]
