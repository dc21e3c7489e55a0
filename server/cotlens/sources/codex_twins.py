"""Codex writes what the agent says twice, as an event for its screen and as an item for its model: this keeps one.

The item is the better copy (it has the id, the phase and the place in the order), and it mostly comes second.
"""

from __future__ import annotations

from collections.abc import Callable

from cotlens.model.event import Event

_REMEMBERED = 64


class Twins:
    """Screen copies that wait for their item, and items whose screen copy may still come."""

    def __init__(self) -> None:
        self._held: list[tuple[str, str, Event]] = []
        self._said: dict[tuple[str, str], int] = {}
        self.dropped = 0

    def screen(self, kind: str, said: str, make: Callable[[], Event]) -> None:
        """Take a screen copy, made if it is needed: dropped if its item was there before, else held until `item` or `release`."""
        key = (kind, said.strip())
        if self._said.get(key):
            self._forget(key)
            self.dropped += 1
        else:
            self._held.append((*key, make()))

    def item(self, kind: str, texts: list[str]) -> None:
        """Take an item with these texts: their screen copies are dropped, those held and those still to come."""
        for said in texts:
            key = (kind, said.strip())
            place = next((i for i, held in enumerate(self._held) if held[:2] == key), None) if self._held else None
            if place is None:
                self._said[key] = self._said.get(key, 0) + 1
                if len(self._said) > _REMEMBERED:
                    del self._said[next(iter(self._said))]
            else:
                del self._held[place]
                self.dropped += 1

    def release(self, kind: str | None = None) -> list[Event]:
        """Give out the held copies (of one kind) for which no item came."""
        if not self._held:
            return []
        out = [held for held in self._held if kind in (None, held[0])]
        self._held = [held for held in self._held if kind not in (None, held[0])]
        return [event for _, _, event in out]

    def _forget(self, key: tuple[str, str]) -> None:
        if self._said[key] == 1:
            del self._said[key]
        else:
            self._said[key] -= 1
