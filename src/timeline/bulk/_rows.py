"""Rows: each version of a report as a few whole numbers, and which claims these are enough for.

A version is on record from the moment its correction was recorded until the next one was, so that a cut on both clocks
is four comparisons. What a status needs beyond that is the voice, the stance and whether the version was retracted. Where
a claim needs more (what a report rests on, up to when a denial speaks, what happened, statements that cannot be put in
order), it is *hard*: rows say nothing of it, and it is told from its entries.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from timeline import Correction, Entry, Event, Report, Retraction, Stance
from timeline._events import UNKNOWN_SOURCE
from timeline._family import Family
from timeline._time import WhenLike, cut_us

__all__ = [
    "AFFIRM",
    "DENY",
    "ENDLESS",
    "MORE",
    "NEITHER",
    "NOT_CONFIRM",
    "Row",
    "in_order",
    "is_plain",
    "last_us",
    "place",
    "row_of",
    "rows_of",
]

AFFIRM, DENY, NOT_CONFIRM, NEITHER = range(4)
"""The stance of a row; neither is what displaces nothing."""
_STANCES: Final = {Stance.AFFIRM: AFFIRM, Stance.DENY: DENY, Stance.NOT_CONFIRM: NOT_CONFIRM}

ENDLESS: Final = 2**62
"""A microsecond later than any."""


def last_us(when: WhenLike | None, name: str) -> int:
    """Return the last microsecond of a cut; ``name`` is what an error calls it."""
    end = cut_us(when, name)
    return ENDLESS - 1 if end is None else end


class Row(NamedTuple):
    """One version of a report, in the order of statements; times in microseconds, ``known_to`` exclusive."""

    latest: int
    earliest: int
    id: str
    source: str
    stance: int
    known_from: int
    known_to: int = ENDLESS
    retracted: tuple[int, int] | None = None
    """From when on either clock it no longer counts: said, recorded."""
    happened: bool = False

    def meets(self, other: "Row") -> bool:
        """Whether some cut shows both."""
        return self.known_from < other.known_to and other.known_from < self.known_to


def rows_of(families: Iterable[Family]) -> tuple[list[Row], bool]:
    """Return the rows of a claim's reports with their amendments, and whether some of these ask for more than rows hold."""
    rows: list[Row] = []
    hard = False
    for family in families:
        versions, more = _versions(family)
        rows += versions
        hard = hard or more
    return rows, hard


def row_of(entry: Entry) -> Row:
    """Return the row of a report that nothing amends."""
    return _row(entry, entry.event)


def is_plain(rows: Sequence[Row]) -> bool:
    """Whether a claim's rows, sorted, are enough for it: whether nobody's statements need more than their order."""
    voices: dict[str, list[Row]] = {}
    for row in rows:
        if row.stance == MORE:
            return False
        if row.stance != NEITHER:
            voices.setdefault(row.source, []).append(row)
    if any(row.happened for row in rows) and any(row.stance == DENY for row in rows):
        return False
    return all(map(in_order, voices.values()))


def place(row: Row) -> tuple[int, int, str]:
    """What rows sort by: the order of statements."""
    return row.latest, row.earliest, row.id


def _versions(family: Family) -> tuple[list[Row], bool]:
    """Return the versions of a report that were ever on record, each with its retraction, and whether that is not enough."""
    first = family.original.event
    assert isinstance(first, Report)
    hard, retraction = _retraction(family, first)
    versions: list[tuple[int, Report | None]] = [(family.original.recorded_us, first)]
    for entry in family.corrections:
        event = entry.event
        assert isinstance(event, Correction)
        hard = hard or event.of != first.id
        if not family.misfiled(event):
            versions.append((max(entry.recorded_us, versions[0][0]), event.report))
    found = []
    ends = [since for since, _ in versions[1:]]
    for (since, report), end in zip(versions, [*ends, ENDLESS], strict=True):
        if report is None or end <= since:
            continue
        row = _row(family.original, report)._replace(known_from=since, known_to=end)
        found.append(row if retraction is None else row._replace(retracted=(max(row.latest, retraction[0]), retraction[1])))
    return found, hard


def _retraction(family: Family, first: Report) -> tuple[bool, tuple[int, int] | None]:
    """Return when a report was retracted and when that was recorded, after whether it is more than rows can judge."""
    hard, found = False, None
    for entry in family.retractions:
        event = entry.event
        assert isinstance(event, Retraction)
        hard = hard or found is not None or event.source != first.source or event.of != first.id
        found = event.said.order[0], entry.recorded_us
    return hard, found


MORE: Final = -1
"""The stance of a row of a report that says more than rows can hold."""


def _row(original: Entry, report: Event) -> Row:
    assert isinstance(report, Report)
    latest, earliest, ident = report.order
    stance = _STANCES.get(report.stance, NEITHER)
    commits = stance in (AFFIRM, DENY)
    if report.up_to or (commits and (report.basis or report.source == UNKNOWN_SOURCE)):
        stance = MORE
    happened = stance == AFFIRM and report.happened is not None
    return Row(latest, earliest, ident, report.source, stance, original.recorded_us, happened=happened)


def in_order(rows: Sequence[Row]) -> bool:
    """Whether any later one of a voice's rows displaces any earlier one of another stance, whichever a cut shows."""
    retracted = any(row.retracted for row in rows)
    for at, row in enumerate(rows):
        for before in range(at - 1, -1, -1):
            earlier = rows[before]
            if row.earliest > earlier.latest:
                break  # it is certainly later than all before that one, too
            alike = row.stance == earlier.stance and row.earliest >= earlier.earliest and not retracted
            if row.meets(earlier) and not alike:
                return False
    return True
