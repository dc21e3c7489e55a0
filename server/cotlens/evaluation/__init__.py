"""Measures the monitors: on scenarios, on labelled sessions, on verdicts."""
