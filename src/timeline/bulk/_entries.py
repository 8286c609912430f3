"""The road by entries: one claim's status from the entries that can bear on it, told as a story is told."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import field, frozen

from timeline import Entry, PolicyLike, State, Status, fold
from timeline._claims import told_by
from timeline._desk import Desk
from timeline._standing import Telling

__all__ = ["EntryRoad"]


@frozen(eq=False)
class EntryRoad:
    """The entries of a state, to ask for the status of one claim at a cut; what was told once is kept."""

    state: State
    policy: PolicyLike
    _bearing: dict[str, "_Bearing"] = field(init=False, factory=dict)
    _desks: dict[int, Desk] = field(init=False, factory=dict)

    def status(self, claim: str, as_of: int, known_at: int) -> Status:
        """Return the status of one claim at a cut."""
        if claim not in self._bearing:
            self._bearing[claim] = _Bearing(claim, tuple(self._entries(claim)), self)
        return self._bearing[claim].status(as_of, known_at)

    def desk(self, known_at: int) -> Desk:
        """Return the desk as known at a moment."""
        count = bisect_right(self._noted, known_at)
        if count not in self._desks:
            self._desks[count] = Desk.of(self._notes[:count])
        return self._desks[count]

    @cached_property
    def _notes(self) -> list[Entry]:
        return sorted(self.state.notes, key=lambda note: note.recorded_us)

    @cached_property
    def _noted(self) -> list[int]:
        return [note.recorded_us for note in self._notes]

    def _entries(self, claim: str) -> Iterator[Entry]:
        """Yield the entries but for book-keeping that can bear on a claim, each once; rather one too many than one too few."""
        families = {id(family): family for name in self._related(claim) for family in self.state.by_claim.get(name, ())}
        items = {item for family in families.values() for report in family.reports for item in report.basis}
        items |= self.state.desk.linked
        families |= {id(family): family for item in items for family in self.state.listing.get(item, ())}
        yield from {entry.id: entry for family in families.values() for entry in family.entries}.values()

    def _related(self, claim: str) -> Iterable[str]:
        """Return a claim with those whose support counts for it under the policy."""
        if not self.policy.count_derived:
            return (claim,)
        reached, new = {claim}, {claim}
        while new:
            new = {name for known in new for name, _, _ in self.state.desk.bearing_on(known)} - reached
            reached |= new
        return reached


@frozen(eq=False)
class _Bearing:
    """One claim with the entries that bear on it. Cuts between the same two moments keep the same entries."""

    claim: str
    entries: tuple[Entry, ...]
    road: EntryRoad
    _statuses: dict[tuple[int, int, Desk], Status] = field(init=False, factory=dict)

    def status(self, as_of: int, known_at: int) -> Status:
        """Return the status at a cut."""
        desk = self.road.desk(known_at)
        at = bisect_right(self._said, as_of), bisect_right(self._recorded, known_at), desk
        if at not in self._statuses:
            known = fold(entry for entry in self.entries if entry.recorded_us <= known_at)
            told = State({entry.id: entry for entry in told_by(known, as_of)}, desk=desk)
            self._statuses[at] = Telling.of(told, self.claim, self.road.policy).whole().status()
        return self._statuses[at]

    @cached_property
    def _recorded(self) -> list[int]:
        return sorted({entry.recorded_us for entry in self.entries})

    @cached_property
    def _said(self) -> list[int]:
        """Every moment of said-time at which a cut can keep more of the entries, as known at whatever moment."""
        found = set()
        for entry in self.entries:
            event = entry.event
            for one in (event, getattr(event, "report", None)):
                said = getattr(one, "said", None)
                if said is not None:
                    found.add(said.order[0])
        return sorted(found)
