"""Laying out: a log as rows of the interchange table, claim by claim, after the book-keeping.

Each entry stands in a row as a line of JSON, beside the numbers of a statement where there are some: those of one claim are
told from the rows of that claim alone. Numbers are left out where they would not be enough, and the claim says so.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, zip_longest
from typing import Any, Final, TypeAlias

from attrs import define, field, frozen

from timeline import ClaimAdded, ClaimsRelated, Entry, OriginsLinked, Report, SourceAdded, State, Verdict, fold
from timeline._family import Family
from timeline.bulk._interchange import INTERCHANGE
from timeline.bulk._rows import DENY, ENDLESS, MORE, Row, rows_of
from timeline.bulk._texts import ALWAYS, DERIVED
from timeline.codecs import encode

__all__ = ["TableRow", "laid_out"]

TableRow: TypeAlias = tuple[Any, ...]
"""A row of the table, in the order of `INTERCHANGE`."""
_NAMES: Final = tuple(column.name for column in INTERCHANGE)


def laid_out(entries: Iterable[Entry]) -> Iterator[TableRow]:
    """Yield the rows of the table of a log, claims in the order of their names."""
    state = fold(entries)
    for entry in state.notes:
        yield from _note(entry)
    log = _Log(state)
    for claim in sorted(log.known):
        yield from log.rows(claim)


def _note(entry: Entry) -> Iterator[TableRow]:
    match entry.event:
        case SourceAdded() as event:
            yield _row(
                source=event.source, party=event.party, office=event.office, known_from=entry.recorded_us, record=_line(entry)
            )
        case OriginsLinked() | ClaimsRelated():
            yield _row(known_from=entry.recorded_us, record=_line(entry))
        case _:
            pass


def _row(**values: Any) -> TableRow:
    return tuple(map(values.get, _NAMES))


def _line(entry: Entry) -> str:
    return encode(entry).decode()


@define(eq=False)
class _Numbers:
    """The rows of one claim's families, each with the family that it is of."""

    families: list[tuple[Family, list[Row]]] = field(factory=list)
    hard: bool = False


@frozen(eq=False)
class _Log:
    """A log, to lay its claims out."""

    state: State

    @cached_property
    def known(self) -> Mapping[str, int]:
        """When each claim was first named."""
        found: dict[str, int] = {}
        for entry in self.state:
            match entry.event:
                case Report() | Verdict() | ClaimAdded() as event:
                    names: tuple[str, ...] = (event.claim,)
                case ClaimsRelated() as event:
                    names = event.claim, event.other
                case _:
                    names = ()
            for claim in names:
                found[claim] = min(entry.recorded_us, found.get(claim, ENDLESS))
        return found

    @cached_property
    def all_hard(self) -> bool:
        """Whether a link bears on evidence that reports list, so that no claim is told by numbers."""
        return not self.state.desk.linked.isdisjoint(self.state.listing)

    @cached_property
    def related(self) -> frozenset[str]:
        """The claims that bear on others, or others on them."""
        return frozenset(name for one in self.state.desk.relations for name in (one.claim, one.other))

    def rows(self, claim: str) -> Iterator[TableRow]:
        """Yield the rows of a claim."""
        numbers = self._numbers(claim)
        told = ALWAYS if numbers.hard else DERIVED if claim in self.related else None
        known = self.known[claim]
        begun = min((row.known_from for _, rows in numbers.families for row in rows), default=ENDLESS)
        if told is not None or known < begun:
            yield _row(claim=claim, known_from=known, told=told)
        written: set[str] = set()
        for family, rows in numbers.families:
            written.update(entry.id for entry in family.entries)
            yield from _statements(claim, family, () if numbers.hard else rows)
        if told is not None:
            for entry in self._bearing(claim, numbers):
                if entry.id not in written:
                    written.add(entry.id)
                    yield _row(claim=claim, record=_line(entry))

    def _numbers(self, claim: str) -> _Numbers:
        found = _Numbers(hard=self.all_hard)
        for family in self.state.by_claim.get(claim, ()):
            rows, hard = rows_of((family,))
            found.families.append((family, rows))
            found.hard = found.hard or hard or not self.state.desk.linked.isdisjoint(family.versions)
        found.hard = found.hard or not _are_enough([row for _, rows in found.families for row in rows])
        return found

    def _bearing(self, claim: str, numbers: _Numbers) -> Iterator[Entry]:
        """Yield entries on other claims that can bear on one."""
        related = self._related(claim) - {claim} if claim in self.related else set()
        families = [*chain.from_iterable(self.state.by_claim.get(name, ()) for name in sorted(related))]
        yield from chain.from_iterable(family.entries for family in families)
        told = (*families, *(family for family, _ in numbers.families))
        items = {item for family in told for report in family.reports for item in report.basis} | self.state.desk.linked
        for item in sorted(items):
            yield from chain.from_iterable(family.entries for family in self.state.listing.get(item, ()))

    def _related(self, claim: str) -> set[str]:
        """Return a claim with those whose support can be counted for it, by what is related at any time."""
        reached, new = {claim}, {claim}
        while new:
            new = {name for known in new for name, _, _ in self.state.desk.bearing_on(known)} - reached
            reached |= new
        return reached


def _are_enough(rows: Collection[Row]) -> bool:
    """Whether the numbers of a claim's statements are enough for its status, however vague their times are."""
    if any(row.stance == MORE for row in rows):
        return False
    if any(row.happened for row in rows) and any(row.stance == DENY for row in rows):
        return False
    times = Counter(row.id for row in rows)  # what is taken back is named by the id, and two records may come to one report
    return all(times[row.id] == 1 for row in rows if row.retracted)


def _statements(claim: str, family: Family, rows: Iterable[Row]) -> Iterator[TableRow]:
    """Yield the numbers of a report's versions, and beside them the lines of the report and of all that amends it."""
    for row, entry in zip_longest(rows, family.entries):
        line = _line(entry)  # every version is made by an entry, so there are not fewer of them
        if row is None:
            yield _row(claim=claim, record=line)
        else:
            said, known = row.retracted or (None, None)
            yield _row(
                claim=claim,
                source=row.source,
                stance=row.stance,
                said_to=row.latest,
                known_from=row.known_from,
                said_from=None if row.earliest == row.latest else row.earliest,
                known_to=None if row.known_to == ENDLESS else row.known_to,
                retracted_said=said,
                retracted_known=known,
                record=line,
            )
