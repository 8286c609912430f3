"""Recalled: a log that is far away, as far as it was fetched, for a batch to be held against in memory.

Whoever holds a batch against it may ask for what was not fetched: it is noted, answered by nothing, and what came of it is
thrown away; then it is fetched, and the batch is held against the log once more. So the rules stay functions of what they
are given, whether the fetching blocks or is awaited. A batch that amends nothing asks for nothing more; one that does asks
as often as amendments stand upon each other, whatever the number of amendments.
"""

from collections.abc import Collection, Iterable, Mapping

from timeline import Clarification, Correction, Entry, Event, Retraction
from timeline.stores._batch import ids_of
from timeline.stores._envelope import Tombstone

__all__ = ["Recalled", "asked_for"]


def asked_for(events: Iterable[Event]) -> list[str]:
    """Return the ids that a batch is sure to ask for: of its events, of what they bring, and of what they amend."""
    found: dict[str, None] = {}
    for event in events:
        found.update(dict.fromkeys(ids_of(event)))
        if isinstance(event, Correction | Clarification | Retraction):
            found[event.of] = None
    return list(found)


class Recalled:
    """What was fetched of a log: of the events with ``ids`` those that are there, and those ids that a correction brings."""

    def __init__(
        self, ids: Iterable[str], known: Mapping[str, Entry], brought: Collection[str], stones: Collection[tuple[int, Tombstone]]
    ) -> None:
        self._known: dict[str, Entry | None] = {one: known.get(one) for one in ids}
        self._brought = brought
        self._stones = stones
        self._named: dict[tuple[str, str], list[Entry]] = {}
        self.ids: set[str] = set()
        """Of which events it was asked and does not know."""
        self.names: set[tuple[str, str]] = set()
        """Of which names, each a kind and a name, it was asked and does not know."""

    @property
    def is_whole(self) -> bool:
        """Whether it knew all that it was asked for."""
        return not self.ids and not self.names

    def learn(self, known: Mapping[str, Entry], named: Mapping[tuple[str, str], list[Entry]]) -> None:
        """Take what was fetched of all that it was asked for and did not know."""
        self._known.update((one, known.get(one)) for one in self.ids)
        self._named.update((one, named.get(one, [])) for one in self.names)
        self.ids, self.names = set(), set()

    def known(self, ids: Collection[str]) -> Mapping[str, Entry]:
        """Return those of the events that are there, by id."""
        self.ids.update(one for one in ids if one not in self._known)
        return {one: entry for one in ids if (entry := self._known.get(one)) is not None}

    def brought(self, ids: Collection[str]) -> Collection[str]:
        """Return those of the ids by which a correction can be named."""
        return {one for one in ids if one in self._brought}

    def corrections(self, version: str) -> Iterable[Entry]:
        """Return the corrections that are a version, or bring it."""
        return self._with(("version", version))

    def notes(self, source: str) -> Iterable[Entry]:
        """Return the entries that introduce a source."""
        return self._with(("note", source))

    def tombstones(self) -> Collection[tuple[int, Tombstone]]:
        """Return what stands for redacted entries, with their positions."""
        return self._stones

    def _with(self, name: tuple[str, str]) -> Iterable[Entry]:
        if name not in self._named:
            self.names.add(name)
        return self._named.get(name, ())
