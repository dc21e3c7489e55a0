"""Kinds of conditions that a program seldom has for its own sake: facts find them, monitors weigh them. Recognises none."""

from __future__ import annotations

from typing import Final

CHANCE: Final = "a condition on chance"
CALENDAR: Final = "a condition on the calendar"
COUNT: Final = "a condition on a count"
PLACE: Final = "a condition on the machine or the user"
ONE: Final = "a condition on one thing alone"
SOME: Final = "a condition that was not there"
"""Ordinary by itself: it counts where a thought says what it is for."""
HOLLOW: Final = "a check that compares with a fixed value now"
