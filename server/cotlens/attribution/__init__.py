"""Edits in, places out: which line of a file as it is now carries which edit, and which reasoning led to it. Reads no files."""
