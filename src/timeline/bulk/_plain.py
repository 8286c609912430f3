"""The plain road: one claim's status from the entries that can bear on it, told as a story is told."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import field, frozen

from timeline import Entry, PolicyLike, Report, State, Status, fold
from timeline._claims import told_by
from timeline._family import Family
from timeline._standing import Telling

__all__ = ["PlainRoad"]


@frozen(eq=False)
class PlainRoad:
    """The entries of a state, to ask for the status of one claim at a cut; what was told once is kept."""

    state: State
    linked: frozenset[str]
    policy: PolicyLike
    _bearing: dict[str, "_Bearing"] = field(init=False, factory=dict)

    def status(self, claim: str, as_of: int, known_at: int) -> Status:
        """Return the status of one claim at a cut."""
        if claim not in self._bearing:
            self._bearing[claim] = _Bearing(claim, tuple(self._entries(claim)), self.policy)
        return self._bearing[claim].status(as_of, known_at)

    def _entries(self, claim: str) -> Iterator[Entry]:
        """Yield the entries that can bear on a claim, each once; rather one too many than one too few."""
        families = {id(family): family for name in self._related(claim) for family in self.state.by_claim.get(name, ())}
        items = {item for family in families.values() for report in _versions(family) for item in report.basis}
        families |= {id(family): family for item in items for family in self._listing.get(item, ())}
        named = (self.state[name] for name in self.linked if name in self.state)
        found = (*self.state.notes, *named, *(entry for family in families.values() for entry in family.entries))
        yield from {entry.id: entry for entry in found}.values()

    def _related(self, claim: str) -> Iterable[str]:
        """Return a claim with those whose support counts for it under the policy."""
        if not self.policy.count_derived:
            return (claim,)
        reached, new = {claim}, {claim}
        while new:
            new = {name for known in new for name, _, _ in self.state.desk.bearing_on(known)} - reached
            reached |= new
        return reached

    @cached_property
    def _listing(self) -> dict[str, list[Family]]:
        """The families of the reports that list an evidence item in any version, by item."""
        found: dict[str, list[Family]] = {}
        for family in self.state.families.values():
            for item in {item for report in _versions(family) for item in report.evidence}:
                found.setdefault(item, []).append(family)
        return found


def _versions(family: Family) -> Iterator[Report]:
    for entry in (family.original, *family.corrections):
        report = entry.event if isinstance(entry.event, Report) else getattr(entry.event, "report", None)
        if report is not None:
            yield report


@frozen(eq=False)
class _Bearing:
    """One claim with the entries that bear on it. Cuts between the same two moments keep the same entries."""

    claim: str
    entries: tuple[Entry, ...]
    policy: PolicyLike
    _statuses: dict[tuple[int, int], Status] = field(init=False, factory=dict)

    def status(self, as_of: int, known_at: int) -> Status:
        """Return the status at a cut."""
        at = bisect_right(self._said, as_of), bisect_right(self._recorded, known_at)
        if at not in self._statuses:
            self._statuses[at] = self._status(as_of, known_at)
        return self._statuses[at]

    def _status(self, as_of: int, known_at: int) -> Status:
        known = fold(entry for entry in self.entries if entry.recorded_us <= known_at)
        return Telling.of(told_by(known, as_of), self.claim, self.policy).whole().status()

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
