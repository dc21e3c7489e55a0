"""Whose things are that a call takes away, and what the session itself made. Parts of DS01 and DS02."""
