"""Striking: what a redaction leaves in the place of an entry, and which other entries still name it."""

import json
from collections.abc import Callable, Iterable, Iterator

from timeline import Clarification, Correction, Entry, OriginsLinked, Retraction, When
from timeline.errors import StoreError
from timeline.stores._batch import ids_of
from timeline.stores._envelope import Tombstone
from timeline.stores._record import Record
from timeline.stores._rows import Row
from timeline.stores._store import Head

__all__ = ["naming", "see_struck", "tombstone_of"]


def see_struck(path: str, position: int, head: Head, rows: list[Row]) -> Row:
    """Return the row that is to be struck, of those found at a position; raises `StoreError` where there is none."""
    if not rows:
        raise StoreError(f"{path} has no entry {position}: positions go from 1 to {head.position}")
    if rows[0][5] is None:
        raise StoreError(f"{path}: entry {position} is redacted already; its tombstone stays as it is")
    return rows[0]


def tombstone_of(record: Record, entry: Entry, story: str, *, by: str, said: When, ground: str, forget: bool) -> Tombstone:
    """Return what stands for an entry; unless it is to ``forget`` what it was, with marks by which it is known again."""
    digest = record.envelope(story).payload
    marks = () if forget else [Tombstone.mark(ident, digest) for ident in ids_of(entry.event)]
    return Tombstone(by=by, said=said, ground=ground, payload=digest, marks=marks)


def naming(gone: Entry, rows: Iterable[Row], read: Callable[[Row], Entry]) -> Iterator[int]:
    """Yield the positions of the entries that name an event; only those whose bytes have its id are read."""
    ids = set(ids_of(gone.event))
    written = [json.dumps(ident, ensure_ascii=False).encode() for ident in ids]
    for row in rows:
        if row[5] is not None and any(ident in row[5] for ident in written):
            entry = read(row)
            event = entry.event
            of = (event.of,) if isinstance(event, Correction | Clarification | Retraction) else ()
            origins = event.origins if isinstance(event, OriginsLinked) else ()
            if ids & {*of, *origins}:
                yield entry.position
