"""Following a store: its entries, and then each new one."""

from collections.abc import Callable, Iterator
from math import inf
from time import monotonic, sleep
from typing import Final, Protocol

from timeline import Entry

__all__ = ["POLL", "SELDOM", "Patience", "Readable", "follow"]

POLL: Final = 0.05
"""How many seconds lie between two looks."""
SELDOM: Final = 1.0
"""And for a follower that hears of what is new at once, so that looking is for what it did not hear."""


class Readable(Protocol):
    """A store that can be read."""

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """Yield the entries after a position, in order."""


def follow(
    store: Readable, after: int, timeout: float | None, wait: Callable[[float], object] = sleep, poll: float = POLL
) -> Iterator[Entry]:
    """Yield the entries after a position and then each new one; ends after ``timeout`` seconds without one.

    ``wait`` is called between two looks, with how many seconds it may last.
    """
    patience = Patience(timeout)
    while True:
        for entry in store.read(after=after):
            after = entry.position
            yield entry
            patience.renew()
        if patience.is_over:
            return
        wait(patience.pause(poll))


class Patience:
    """How long a follower waits for the next entry: so many seconds, or None for ever."""

    def __init__(self, timeout: float | None) -> None:
        self._timeout = timeout
        self.renew()

    def renew(self) -> None:
        """Begin anew, as something came."""
        self._heard = monotonic()

    @property
    def is_over(self) -> bool:
        """Whether nothing came for so long."""
        return self._left <= 0

    def pause(self, poll: float) -> float:
        """Return how many seconds to wait before the next look: those between two looks, or what is left."""
        return min(poll, max(0.0, self._left))

    @property
    def _left(self) -> float:
        return inf if self._timeout is None else self._heard + self._timeout - monotonic()
