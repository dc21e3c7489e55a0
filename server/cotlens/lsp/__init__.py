"""The language server: looks things up in a snapshot and shows them in an editor. Computes nothing, reads no log."""
