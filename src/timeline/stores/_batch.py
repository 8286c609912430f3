"""Batch: what the events given to a store come to: those that are new, those that are known, or why they are refused."""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from attrs import evolve, frozen

from timeline import ClaimsRelated, Correction, Entry, Event, Report, SourceAdded, When
from timeline._admission import amends, clash, refusal, two_of_one_id, versions_of
from timeline._events import public_at
from timeline._time import BEGINNING
from timeline.errors import Fault, RefusedError
from timeline.stores._clock import microsecond_after
from timeline.stores._envelope import Tombstone
from timeline.stores._store import Head

__all__ = ["Batch", "Log", "admitted", "dated", "ids_of", "mentions"]


class Log(Protocol):
    """What a batch is held against; everything in it stands before the batch."""

    def known(self, ids: Collection[str]) -> Mapping[str, Entry]:
        """Return those of the events that are there, by id."""

    def brought(self, ids: Collection[str]) -> Collection[str]:
        """Return those of the ids by which a correction can be named."""

    def corrections(self, version: str) -> Iterable[Entry]:
        """Return the corrections that are a version, by their own id, or bring it, by the id of their report."""

    def notes(self, source: str) -> Iterable[Entry]:
        """Return the entries that introduce a source."""

    def tombstones(self) -> Collection[tuple[int, Tombstone]]:
        """Return what stands for redacted entries, with their positions."""


@frozen
class Batch:
    """What a batch comes to: the entries that are new, with their positions, and those that were there already."""

    new: tuple[Entry, ...]
    known: tuple[Entry, ...]


def dated(batch: Sequence[Entry], head: Head, known: Container[str]) -> list[Entry]:
    """Return history with a time for new book-keeping that has none and would come before the head.

    It is that of the next new entry behind it that has one: what it is needed for. Where there is none it is a microsecond
    after the entry before it. ``known`` are the ids of the entries to leave as they are.
    """
    following: list[When | None] = []
    for entry in reversed(batch):
        after = following[-1] if following else None
        following.append(after if _is_undated(entry) or entry.id in known else entry.recorded)
    last, found = head.recorded, list[Entry]()
    for entry, after in zip(batch, reversed(following), strict=True):
        told = entry
        if entry.id not in known:
            if last is not None and _is_undated(entry) and entry.recorded_us < last.order[0]:
                told = evolve(entry, recorded=microsecond_after(last) if after is None else max(last, after, key=_us))
            last = told.recorded
        found.append(told)
    return found


def _us(when: When) -> int:
    return when.order[0]


def _is_undated(entry: Entry) -> bool:
    return entry.recorded_us == BEGINNING.order[0] and public_at(entry.event) is None


def admitted(batch: Sequence[Entry], log: Log, head: Head, history: Collection[str] | None = None) -> Batch:
    """Return what of a batch is new, with positions after the head's, and what is known.

    ``history`` are, for a batch of history, the ids of those that keep their bytes and with these their times. Raises
    `RefusedError` with all faults: one id with two contents, recorded time that would run backwards, a foreign retraction,
    a misfiled correction, what was redacted.
    """
    there = log.known({entry.event.id for entry in batch})
    if history is not None:
        batch = dated(batch, head, {*there, *history})
    new: dict[str, Entry] = {}
    places: dict[str, int] = {}
    faults: list[tuple[int, str, Fault]] = []
    position, last = head.position, head.recorded
    for place, entry in enumerate(batch):
        ident = entry.event.id
        known = there.get(ident) or new.get(ident)
        if known is None:
            position += 1
            places[ident] = place
            new[ident] = entry if entry.position == position else evolve(entry, position=position)
            if entry.recorded is not last:
                if last is not None and entry.recorded_us < last.order[0]:
                    faults.append((place, ident, _backwards(entry, last)))
                last = entry.recorded
        elif known.event != entry.event:
            faults.append((place, ident, two_of_one_id(ident, known.event, entry.event)))
    faults += [(places[entry.id], entry.id, fault) for entry, fault in _wrong(new, log)]
    if stones := log.tombstones():
        faults += [(places[entry.id], entry.id, fault) for entry, fault in _redacted(new.values(), stones)]
    if faults:
        raise RefusedError(sorted(faults, key=lambda fault: fault[0]))
    return Batch(tuple(new.values()), tuple(there[entry.id] for entry in _once(batch) if entry.id in there) if there else ())


def _backwards(entry: Entry, last: When) -> Fault:
    message = f"{entry.recorded} is before {last}, and recorded time never runs backwards"
    return Fault(f"{message}; import older entries first, or as a story of their own", path="recorded")


def _wrong(new: Mapping[str, Entry], log: Log) -> Iterator[tuple[Entry, Fault]]:
    """Yield what is wrong with new entries, each with its fault."""
    brought = log.brought(new)
    if not brought and not any(map(amends, new.values())):
        return
    over = _Over.of(log, new)
    for entry in new.values():
        found = [clash(entry.event, over), refusal(entry, over)] if amends(entry) else []
        if entry.id in brought and not any(found):
            found.append(clash(entry.event, over))
        yield from ((entry, fault) for fault in found if fault is not None)


def _redacted(new: Iterable[Entry], stones: Iterable[tuple[int, Tombstone]]) -> Iterator[tuple[Entry, Fault]]:
    """Yield the new entries that would bring back what was redacted, each with its fault."""
    for entry in new:
        for position, stone in stones:
            if any(map(stone.is_of, ids_of(entry.event))):
                order = f"entry {position} was redacted by {stone.by}, {stone.said}, {stone.ground}"
                yield entry, Fault(f"{order}; this would bring it back: leave it out")


def ids_of(event: Event) -> tuple[str, ...]:
    """Return the ids that an event brings: its own, and that of the report in a correction."""
    return versions_of(event) if isinstance(event, Correction) else (event.id,)


def _once(batch: Iterable[Entry]) -> Iterable[Entry]:
    return {entry.id: entry for entry in batch}.values()


@frozen
class _Over:
    """A log with a batch over it, to look amendments up in; the batch stands last, so it makes nothing before it wrong."""

    log: Log
    new: Mapping[str, Entry]
    versions: Mapping[str, list[Entry]]
    noted: Mapping[str, list[Entry]]

    @classmethod
    def of(cls, log: Log, new: Mapping[str, Entry]) -> "_Over":
        found: dict[str, dict[str, list[Entry]]] = {"version": {}, "note": {}}
        for entry in new.values():
            for kind, name in mentions(entry.event):
                if kind in found:
                    found[kind].setdefault(name, []).append(entry)
        return cls(log, new, found["version"], found["note"])

    def entry(self, event_id: str) -> Entry | None:
        return self.new.get(event_id) or self.log.known({event_id}).get(event_id)

    def corrections(self, version: str) -> Iterable[Entry]:
        return [*self.log.corrections(version), *self.versions.get(version, ())]

    def notes(self, source: str) -> Iterable[Entry]:
        return [*self.log.notes(source), *self.noted.get(source, ())]


def mentions(event: Event) -> Iterable[tuple[str, str]]:
    """Return what an event is looked up by: the claims and the source that it names, the versions that it brings."""
    if type(event) is Report:
        return (("claim", event.claim), ("source", event.source))
    return _mentions(event)


def _mentions(event: Event) -> Iterator[tuple[str, str]]:
    if isinstance(event, ClaimsRelated):
        yield "claim", event.claim
        yield "claim", event.other
    elif (claim := getattr(event, "claim", None)) is not None:
        yield "claim", claim
    if (source := getattr(event, "source", None)) is not None:
        yield "source", source
        if isinstance(event, SourceAdded):
            yield "note", source
    if isinstance(event, Correction):
        yield from (("version", version) for version in versions_of(event))
