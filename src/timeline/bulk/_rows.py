"""Rows: each version of a report as a few whole numbers, and which claims these are enough for.

A version is on record from the moment its correction was recorded until the next one was, so that a cut on both clocks
is four comparisons. What a status needs beyond that is the voice, the stance and whether the version was retracted. Where
a claim needs more (what a report rests on, up to when a denial speaks, what happened, statements that cannot be put in
order), it is *hard*: rows say nothing of it, and it is told from its entries.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from attrs import field, frozen

from timeline import Correction, Entry, Event, Report, Retraction, Stance, State
from timeline._desk import Desk
from timeline._events import UNKNOWN_SOURCE
from timeline._family import Family

__all__ = ["AFFIRM", "DENY", "ENDLESS", "NEITHER", "Row", "Rows"]

AFFIRM, DENY, NOT_CONFIRM, NEITHER = range(4)
"""The stance of a row; neither is what displaces nothing."""
_STANCES: Final = {Stance.AFFIRM: AFFIRM, Stance.DENY: DENY, Stance.NOT_CONFIRM: NOT_CONFIRM}

ENDLESS: Final = 2**62
"""A microsecond later than any."""


class Row(NamedTuple):
    """One version of a report, in the order of statements; times in microseconds, ``known_to`` exclusive."""

    latest: int
    earliest: int
    id: str
    claim: str
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


@frozen(eq=False)
class Rows:
    """The rows of a state by claim, and the claims that rows are not enough for."""

    state: State
    by_claim: dict[str, list[Row]] = field(init=False, factory=dict)
    hard: set[str] = field(init=False, factory=set)

    def __attrs_post_init__(self) -> None:
        amended = self.state.amended
        for entry in self.state.of(Report):
            family = amended.get(entry.id)
            for row in (_row(entry, entry.event),) if family is None else self._versions(family):
                self.by_claim.setdefault(row.claim, []).append(row)
        for claim, rows in self.by_claim.items():
            rows.sort(key=_order)
            if claim not in self.hard and not self._is_plain(rows):
                self.hard.add(claim)
        self.hard.update(self._named_by_links)

    def _versions(self, family: Family) -> Iterator[Row]:
        """Yield the versions of a report that were ever on record, each with its retraction."""
        first = family.original.event
        assert isinstance(first, Report)
        versions: list[tuple[int, Report | None]] = [(family.original.recorded_us, first)]
        for entry in family.corrections:
            event = entry.event
            assert isinstance(event, Correction)
            if event.of != first.id:
                self.hard.add(first.claim)
            if not family.misfiled(event):
                versions.append((max(entry.recorded_us, versions[0][0]), event.report))
        retraction = self._retraction(family, first)
        ends = [since for since, _ in versions[1:]]
        for (since, report), end in zip(versions, [*ends, ENDLESS], strict=True):
            if report is None or end <= since:
                continue
            row = _row(family.original, report)._replace(known_from=since, known_to=end)
            yield row if retraction is None else row._replace(retracted=(max(row.latest, retraction[0]), retraction[1]))

    def _retraction(self, family: Family, first: Report) -> tuple[int, int] | None:
        """Return when a report was retracted and when that was recorded; one that rows cannot judge makes the claim hard."""
        found = None
        for entry in family.retractions:
            event = entry.event
            assert isinstance(event, Retraction)
            if found is not None or event.source != first.source or event.of != first.id:
                self.hard.add(first.claim)
            found = event.said.order[0], entry.recorded_us
        return found

    def _is_plain(self, rows: list[Row]) -> bool:
        """Whether nobody's statements on a claim need more than their order."""
        voices: dict[str, list[Row]] = {}
        for row in rows:
            if row.stance == _MORE or row.source in self._shifting:
                return False
            if row.stance != NEITHER:
                voices.setdefault(row.source, []).append(row)
        if any(row.happened for row in rows) and any(row.stance == DENY for row in rows):
            return False
        return all(map(_in_order, voices.values()))

    @cached_property
    def _shifting(self) -> set[str]:
        """The sources whose party or office is not the same at all times at which they speak."""
        spoke: dict[str, int] = {}
        for rows in self.by_claim.values():
            for row in rows:
                spoke[row.source] = min(row.known_from, spoke.get(row.source, ENDLESS))
        noted: dict[str, list[Entry]] = {}
        for entry in self.state.notes:
            source = getattr(entry.event, "source", None)
            if source is not None:
                noted.setdefault(source, []).append(entry)
        return {source for source, notes in noted.items() if _shifts(source, notes, spoke.get(source, ENDLESS))}

    @cached_property
    def _named_by_links(self) -> set[str]:
        """The claims that a link bears on by the id of a report; every claim, where it bears on evidence."""
        linked, root = self.state.desk.linked, self.state.root
        if linked and linked & self.state.listing.keys():
            return set(self.by_claim)
        events = (self.state[root.get(name, name)].event for name in linked if root.get(name, name) in self.state)
        return {event.claim for event in events if isinstance(event, Report)}


_MORE: Final = -1
"""The stance of a row of a report that says more than rows can hold."""


def _order(row: Row) -> tuple[int, int, str]:
    return row.latest, row.earliest, row.id


def _row(original: Entry, report: Event) -> Row:
    assert isinstance(report, Report)
    latest, earliest, ident = report.order
    stance = _STANCES.get(report.stance, NEITHER)
    commits = stance in (AFFIRM, DENY)
    if report.up_to or (commits and (report.basis or report.source == UNKNOWN_SOURCE)):
        stance = _MORE
    happened = stance == AFFIRM and report.happened is not None
    return Row(latest, earliest, ident, report.claim, report.source, stance, original.recorded_us, happened=happened)


def _in_order(rows: list[Row]) -> bool:
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


def _shifts(source: str, notes: list[Entry], spoke: int) -> bool:
    """Whether the desk took a source for somebody else's at some time since it spoke, or for nobody's."""
    desks = [Desk.of([note]) for note in notes]
    groups = {(desk.party(source), desk.group(source, "office")) for desk in desks}
    unnamed = any(UNKNOWN_SOURCE in group for group in groups)
    return unnamed or len(groups) > 1 or (min(note.recorded_us for note in notes) > spoke and groups != {(source, source)})
