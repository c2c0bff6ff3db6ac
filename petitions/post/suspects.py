"""Suspects: letters over which the mail server broke. Was it away, or is it this letter that it breaks over?

That is known once it has taken other mail and breaks over the same letter again: then only that one waits.
"""

from collections.abc import Collection

MOST = 500
"""Letters that are remembered: a server that is away for long breaks over whatever is tried."""
ENOUGH = 5
"""So often it breaks over one letter until that one waits for a while, though it has taken no other since."""


class Suspects:
    """What one worker knows of them; the ids of mails."""

    def __init__(self) -> None:
        self._accepted = 0
        self._broke: dict[int, tuple[int, int]] = {}
        """How often the server broke over each, and how many mails it had accepted when it first did."""

    @property
    def ids(self) -> Collection[int]:
        """The mails to leave aside while it is tried whether the server is back."""
        return self._broke.keys()

    def note_accepted(self, mail_id: int) -> None:
        """The server has taken this mail."""
        self._accepted += 1
        self._broke.pop(mail_id, None)

    def is_guilty(self, mail_id: int) -> bool:
        """Note that the server broke over this mail; whether it did so before, and has taken others since it first did."""
        if len(self._broke) >= MOST:
            self._broke.clear()
        times, accepted = self._broke.get(mail_id, (0, self._accepted))
        self._broke[mail_id] = times + 1, accepted
        return accepted < self._accepted or times + 1 >= ENOUGH
