"""Speakers: for whom each source speaks and which origin that is, as known at a moment, in rows for an engine."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeAlias

from timeline import UNKNOWN_SOURCE, Entry, SourceAdded
from timeline._desk import Desk
from timeline._time import BEGINNING, When
from timeline.bulk._interchange import decoded, placed
from timeline.bulk._links import roots_of
from timeline.bulk._rows import ENDLESS
from timeline.errors import EventError, Fault

__all__ = ["SPEAKERS", "Speaker", "desk_at", "noted", "speakers", "twice"]

Speaker: TypeAlias = tuple[str, str, str | None, int]
"""A source, its party, its origin where that is not the party, and 1 where it is nobody by name: its claims are then told from
their records.
"""
SPEAKERS = ("source", "party", "origin", "doubtful")


def noted(notes: Iterable[Sequence[Any]], parties: Iterable[Sequence[Any]], table: str) -> tuple[Entry, ...]:
    """Return the book-keeping of a table as entries: that of its own rows, and what the rows of statements say of sources,
    which holds from the beginning.
    """
    found = [
        Entry(event=_note(said, f"table {number}", table), recorded=BEGINNING)  # of what holds from the beginning it sorts last
        for number, said in enumerate(parties)
    ]
    for source, party, office, known_from, record in notes:
        if record is not None:
            found.append(decoded(record, None, table))
        else:
            recorded = BEGINNING if known_from is None else When.at(known_from)
            found.append(Entry(event=_note((source, party, office), None, table), recorded=recorded))
    return tuple(found)


def _note(said: Sequence[Any], ident: str | None, table: str) -> SourceAdded:
    """Return what a row says of a source; without an id it has that of its content."""
    source, party, office = said
    try:
        return SourceAdded(source=source, party=party, office=office, id=ident)
    except EventError as error:
        raise placed(error, "", table) from None


def twice(parties: Iterable[Sequence[Any]], table: str) -> Iterator[Fault]:
    """Yield a fault for each source for which the rows of statements do not all say the same."""
    seen: dict[str, tuple[Any, Any]] = {}
    for source, party, office in parties:
        if seen.setdefault(source, (party, office)) != (party, office):
            message = f"the source {source!r} has several; give one, or rows of the book-keeping that say from when"
            yield Fault(message, path="party", file=table)


def desk_at(notes: Iterable[Entry], known_at: int) -> Desk:
    """Return the desk as known at a moment."""
    return Desk.of(entry for entry in notes if entry.recorded_us <= known_at)


def speakers(notes: Sequence[Entry], by: str, known_at: int = ENDLESS) -> list[Speaker]:
    """Return the sources that do not speak for themselves alone, as known at a moment."""
    desk = desk_at(notes, known_at)
    root = roots_of(desk, by, (link.origins for link in desk.links))
    sources = {entry.event.source for entry in notes if isinstance(entry.event, SourceAdded)} | root.keys() | {UNKNOWN_SOURCE}
    found: list[Speaker] = []
    for source in sorted(sources):
        party = desk.group(source, by)
        origin, doubtful = root.get(party, party), int(party == UNKNOWN_SOURCE)
        if doubtful or party != source or origin != party:
            found.append((source, party, None if origin == party else origin, doubtful))
    return found
