"""Which turn of Aider's history each of its commits was made in, so that `/undo` takes back the turn that it undoes.

Knows nothing of the repository: only what Aider said it committed and removed.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class _Turn:
    """What the user typed, and the commits of the agent's edits that came of it."""

    command: bool
    commits: list[str] = field(default_factory=list)


class Commits:
    """The commits of a history's turns so far."""

    def __init__(self) -> None:
        self._turns: list[_Turn] = []
        self._edited = False

    def begin(self, said: str) -> None:
        """Take note of a turn; what begins with `/` or `!` is an order to Aider, not to the model."""
        self._turns.append(_Turn(command=said.startswith(("/", "!"))))

    def edited(self) -> None:
        """Take note of an edit that reached the disk: the next commit is the agent's (before it, Aider commits the user's)."""
        self._edited = True

    def made(self, commit: str) -> None:
        """Take note of a commit."""
        if self._edited and self._turns:
            self._turns[-1].commits.append(commit)
        self._edited = False

    def removed(self, commit: str) -> int:
        """Say how many turns are undone with a commit, the one of the order to undo it among them; 0 if none is undone whole.

        A turn is undone with the last of its commits, and only where nothing but orders to Aider came after it.
        """
        for number in range(len(self._turns) - 1, -1, -1):
            turn = self._turns[number]
            if commit in turn.commits:
                turn.commits.remove(commit)
                if turn.commits:
                    return 0
                undone = len(self._turns) - number
                del self._turns[number:]
                return undone
            if not turn.command:
                return 0
        return 0
