"""Listening: a connection of its own on which a follower hears at once that a story has grown, as steps."""

from typing import Final

from timeline.stores._effects import Ask, Hear, Steps
from timeline.stores._postgres_address import Address
from timeline.stores._postgres_session import PostgresSession
from timeline.stores._postgres_tables import CHANNEL

__all__ = ["Listening"]


class Listening:
    """A connection that listens; only appends of stores that were opened with ``notify=True`` are heard."""

    def __init__(self, url: str, *, timeout: float) -> None:
        self._session: Final = PostgresSession(Address.parse(url), readonly=False, timeout=timeout)
        self._listens = 0

    def hear(self, seconds: float) -> Steps[None]:
        """Wait until some story has grown, but not longer than so many seconds."""

        def work() -> Steps[None]:
            if self._listens != self._session.connections:
                yield Ask(((f"LISTEN {CHANNEL}", ()),))
                self._listens = self._session.connections
            yield Hear(seconds)

        return (yield from self._session.run(work))
