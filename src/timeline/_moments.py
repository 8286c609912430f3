"""Moments: when entries were said and recorded, to find what lies between two cuts without looking at all the rest."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter

from attrs import frozen

from timeline._entry import Entry
from timeline._events import Bookkeeping, Report, reports_in
from timeline._learned import claim_of
from timeline._state import Cut, State
from timeline._time import When, cut_us

__all__ = ["Moments", "Part"]


@frozen
class Part:
    """The claims that may stand otherwise at two cuts, and the entries that can bear on these, in the order of the log."""

    claims: frozenset[str]
    entries: tuple[Entry, ...]

    def known(self, known_at: When | None) -> State:
        """Return the state of the entries recorded by then."""
        end = cut_us(known_at, "known_at")
        return State.keeping({entry.event.id: entry for entry in self.entries if end is None or entry.recorded_us <= end})


@frozen(eq=False)
class Moments:
    """The entries of a state by their moments on either clock; a report counts with the ``said`` of each of its versions."""

    state: State

    def part(self, one: Cut, other: Cut, derived: bool) -> Part | None:
        """Return the part of the state that tells two cuts apart; None where that can be all of it.

        It is rather too large than too small. ``derived``: what follows from related claims counts.
        """
        between = list(self.between(one, other))
        if any(isinstance(entry.event, Bookkeeping) for entry in between):
            return None
        moved = {claim for entry in between if (claim := claim_of(entry, self.state)) is not None}
        items = {item for entry in between for report in self._versions(entry) for item in report.evidence}
        if items & self.state.desk.linked:
            return None
        moved |= {claim for item in items for claim in self._resting_on.get(item, ())}
        if derived:
            self._add_related(moved)
        return self._part(moved, between)

    def alone(self, claim: str) -> Part:
        """Return the part of the state that tells how a claim stands, and what is derived for it."""
        related = {claim}
        self._add_related(related)
        return self._part(related, ())

    def _part(self, claims: set[str], more: Iterable[Entry]) -> Part:
        found = self._bearing_on(claims)
        found.update((entry.event.id, entry) for entry in (*more, *self.state.notes))
        return Part(frozenset(claims), tuple(sorted(found.values(), key=attrgetter("position"))))

    def between(self, one: Cut, other: Cut) -> Iterator[Entry]:
        """Yield the entries that lie after the earlier and up to the later of two cuts, on one clock or on both."""
        for name, (times, entries) in (("as_of", self._said), ("known_at", self._recorded)):
            ends = [cut_us(getattr(when, name), name) for when in (one, other)]
            first, last = sorted(len(times) if end is None else bisect_right(times, end) for end in ends)
            yield from entries[first:last]

    def _versions(self, entry: Entry) -> tuple[Report, ...]:
        """Return the report that an entry makes or amends, as every version has it."""
        of = getattr(entry.event, "of", entry.id)
        family = self.state.families.get(self.state.root.get(of, of))
        return () if family is None else family.reports

    def _bearing_on(self, claims: Iterable[str]) -> dict[str, Entry]:
        """Return the entries but for book-keeping that can bear on some claims, by id."""
        found: dict[str, Entry] = {}
        items, amended = set(self.state.desk.linked), self.state.amended
        for claim in claims:
            for family in self.state.by_claim.get(claim, ()):
                original = family.original
                event = original.event
                assert isinstance(event, Report)
                found[event.id] = original
                items.update(event.basis)
                if event.id in amended:
                    found |= family.by_id
                    items.update(*(report.basis for report in family.reports))
            found.update((entry.event.id, entry) for entry in self.state.verdicts.get(claim, ()))
        for family in chain.from_iterable(self.state.listing.get(item, ()) for item in items):
            found |= family.by_id
        return found

    def _add_related(self, claims: set[str]) -> None:
        """Add the claims that others bear on, and those that bear on them, through any number of relations."""
        found = True
        while found:
            pairs = [{relation.claim, relation.other} for relation in self.state.desk.relations]
            found = any(pair & claims and not pair <= claims for pair in pairs)
            claims |= {claim for pair in pairs if pair & claims for claim in pair}

    @cached_property
    def _said(self) -> tuple[Sequence[int], Sequence[Entry]]:
        kinds = (entries for kind, entries in self.state.kinds.items() if not issubclass(kind, Bookkeeping))
        return _in_order((us, entry) for entries in kinds for entry in entries for us in _said_us(entry))

    @cached_property
    def _recorded(self) -> tuple[Sequence[int], Sequence[Entry]]:
        return _in_order((entry.recorded_us, entry) for entry in self.state)

    @cached_property
    def _resting_on(self) -> dict[str, set[str]]:
        """The claims on which somebody rests on an evidence item, by item."""
        found: dict[str, set[str]] = {}
        for claim, families in self.state.by_claim.items():
            for name in {name for family in families for report in family.reports for name in report.basis}:
                if name in self.state.listing:
                    found.setdefault(name, set()).add(claim)
        return found


def _in_order(moments: Iterable[tuple[int, Entry]]) -> tuple[Sequence[int], Sequence[Entry]]:
    found = sorted(moments, key=lambda moment: moment[0])
    return [us for us, _ in found], [entry for _, entry in found]


def _said_us(entry: Entry) -> Iterator[int]:
    """Yield the microseconds from which a cut on said-time may keep an entry, as one version or another has it."""
    yield entry.event.said.order[0]  # type: ignore[union-attr]  # no book-keeping, which such a cut keeps whatever its date
    yield from (report.said.order[0] for report in reports_in(entry.event) if report is not entry.event)
