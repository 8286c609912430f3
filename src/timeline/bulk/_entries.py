"""The road by entries: one claim's status from the entries that can bear on it, told as a story is told."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import groupby

from attrs import field, frozen

from timeline import Entry, PolicyLike, State, Status, fold
from timeline._desk import Desk
from timeline._events import reports_in
from timeline._state import told_by
from timeline._telling import Telling
from timeline.bulk._growth import Growth

__all__ = ["EntryRoad"]


@frozen(eq=False)
class EntryRoad:
    """The entries behind columns, to ask for the status of one claim at a cut; what was told once is kept."""

    growth: Growth
    policy: PolicyLike
    _bearing: dict[str, "_Bearing"] = field(init=False, factory=dict)

    def status(self, claim: str, as_of: int, known_at: int) -> Status:
        """Return the status of one claim at a cut."""
        return self._on(claim).status(as_of, known_at)

    def moves(self, claim: str, known_at: int) -> Iterator[tuple[int, Status, Status]]:
        """Yield the changes of a claim's status: the microsecond, before, after."""
        return self._on(claim).moves(known_at)

    def _on(self, claim: str) -> "_Bearing":
        if claim not in self._bearing:
            self._bearing[claim] = _Bearing(claim, tuple(self._entries(claim)), self)
        return self._bearing[claim]

    def _entries(self, claim: str) -> Iterable[Entry]:
        """Return the entries but for book-keeping that can bear on a claim; rather one too many than one too few."""
        found = {entry.id: entry for name in self._related(claim) for entry in self.growth.told(name)}
        items = {item for entry in found.values() for report in reports_in(entry.event) for item in report.basis}
        items |= self.growth.book.linked
        if items:
            found |= {entry.id: entry for name in self.growth.listing(items) for entry in self.growth.told(name)}
        return found.values()

    def _related(self, claim: str) -> Iterable[str]:
        """Return a claim with those whose support counts for it under the policy."""
        if not self.policy.count_derived:
            return (claim,)
        reached, new = {claim}, {claim}
        while new:
            new = {name for known in new for name, _, _ in self.growth.book.last_desk.bearing_on(known)} - reached
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
        desk = self.road.growth.book.desk(known_at)
        at = bisect_right(self._said, as_of), bisect_right(self._recorded, known_at), desk
        if at not in self._statuses:
            state = State({entry.id: entry for entry in told_by(self._known(known_at), as_of)}, desk=desk)
            self._statuses[at] = Telling.of(state, self.claim, self.road.policy).whole().status()
        return self._statuses[at]

    def moves(self, known_at: int) -> Iterator[tuple[int, Status, Status]]:
        """Yield the changes of status as known at a moment: the microsecond, before, after."""
        state = State({entry.id: entry for entry in self._known(known_at)}, desk=self.road.growth.book.desk(known_at))
        telling, before = Telling.of(state, self.claim, self.road.policy), Status.UNREPORTED
        for at, steps in groupby(telling.steps(), key=lambda step: step.order[0]):
            for step in steps:
                telling.take(step)
            after = telling.status()
            if after is not before:
                yield at, before, after
                before = after

    def _known(self, known_at: int) -> State:
        return fold(entry for entry in self.entries if entry.recorded_us <= known_at)

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
