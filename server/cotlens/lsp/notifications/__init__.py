"""One file per group of notifications that a client sends."""
