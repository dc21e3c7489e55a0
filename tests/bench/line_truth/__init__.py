"""Texts of which it is known for sure whose every line is, to measure attribution against. Uses nothing of what is measured."""
