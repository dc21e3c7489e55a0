"""Bytes of session logs in, events out: one module per agent. Never judges, and never fails on what a log holds."""
