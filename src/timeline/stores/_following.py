"""Following a store: its entries, and then each new one."""

from collections.abc import Iterator
from time import monotonic, sleep
from typing import Final, Protocol

from timeline import Entry

__all__ = ["Readable", "follow"]

_POLL: Final = 0.05


class Readable(Protocol):
    """A store that can be read."""

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """Yield the entries after a position, in order."""


def follow(store: Readable, after: int, timeout: float | None) -> Iterator[Entry]:
    """Yield the entries after a position and then each new one; ends after ``timeout`` seconds without one."""
    heard = monotonic()
    while True:
        for entry in store.read(after=after):
            after = entry.position
            yield entry
            heard = monotonic()
        if timeout is not None and monotonic() - heard >= timeout:
            return
        sleep(_POLL)
