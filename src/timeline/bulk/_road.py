"""Road: how the statuses of a timeline's claims are found under one policy."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import frozen

from timeline import Evidence, Origin, Policy, PolicyLike, State, Status
from timeline._policy import judge
from timeline.bulk._entries import EntryRoad
from timeline.bulk._layout import Layout
from timeline.bulk._links import Links
from timeline.bulk._statuses import CODES
from timeline.bulk._table import Table

if TYPE_CHECKING:
    from timeline.bulk._all import AllAtOnce

__all__ = ["Road"]


@frozen(eq=False)
class Road:
    """The statuses of a timeline's claims under one policy, each by the shortest road that is right."""

    state: State
    table: Table
    numbers: Mapping[str, int]
    policy: PolicyLike

    def status(self, claim: str, as_of: int, known_at: int) -> Status:
        """Return the status of one claim at a cut."""
        if claim in self._told:
            return self._by_entries.status(claim, as_of, known_at)
        place = self._places.get(claim)
        return Status.UNREPORTED if place is None else self._status(place, as_of, known_at)

    def codes(self, as_of: int, known_at: int) -> bytearray:
        """Return the status of every claim by number."""
        codes = bytearray([CODES[Status.UNREPORTED]]) * len(self.numbers)
        if self._layout.claims:
            self._put(codes, as_of, known_at)
        for claim in self._told:
            codes[self.numbers[claim]] = CODES[self._by_entries.status(claim, as_of, known_at)]
        return codes

    def _put(self, codes: bytearray, as_of: int, known_at: int) -> None:
        """Put in the status of every claim of the layout."""
        if self._all is None:
            for place, number in enumerate(self._numbers_of):
                codes[number] = CODES[self._status(place, as_of, known_at)]
        else:
            assert isinstance(self.policy, Policy)  # under another one every claim is told from its entries
            found = self._all.codes(self.policy, self._links.origins(known_at), as_of, known_at)
            self._all.put(found, self._numbers_of, codes)

    def _status(self, place: int, as_of: int, known_at: int) -> Status:
        """Return the status of one claim of the layout."""
        affirming, denying, heard = self._layout.sides(place, as_of, known_at)
        silent = heard and not affirming and not denying
        evidence = Evidence(
            heard=heard,
            affirming=self._origins(affirming, known_at),
            denying=self._origins(denying, known_at),
            only_retracted=silent and self._layout.only_retracted(place, as_of, known_at),
        )
        return judge(self.policy, evidence)

    def _origins(self, groups: list[int], known_at: int) -> tuple[Origin, ...]:
        """Return what stands for the origins that groups are."""
        if not groups:
            return ()
        origins = self._links.origins(known_at)
        return tuple([self._named[origin] for origin in {origins[group] for group in groups}])

    @cached_property
    def _told(self) -> frozenset[str]:
        """The claims that are told from their entries."""
        if type(self.policy) is not Policy:
            return frozenset(self.numbers)
        related = self.state.desk.relations if self.policy.count_derived else ()
        return frozenset({*self.table.hard, *(claim for one in related for claim in (one.claim, one.other))})

    @cached_property
    def _layout(self) -> Layout:
        claims = (claim for claim in self.table.claims if claim not in self._told)
        return Layout.of(self.table, claims, self.state.desk, self.policy.origin_by)

    @cached_property
    def _named(self) -> tuple[Origin, ...]:
        """What stands for each origin: a policy counts them and asks whether they have a name, and all here have one."""
        names = map(str, range(len(self._layout.groups)))
        return tuple(Origin(name=name, members=frozenset({name}), reports=()) for name in names)

    @cached_property
    def _links(self) -> Links:
        return Links(self._layout.groups, self.state.notes, self.policy.origin_by)

    @cached_property
    def _by_entries(self) -> EntryRoad:
        return EntryRoad(self.state, self.policy)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        """The place of each claim in the layout."""
        return {claim: place for place, claim in enumerate(self._layout.claims)}

    @cached_property
    def _numbers_of(self) -> Sequence[int]:
        """The number of the claim at each place of the layout."""
        return [self.numbers[claim] for claim in self._layout.claims]

    @cached_property
    def _all(self) -> "AllAtOnce | None":
        """The layout for numpy, where that is installed."""
        try:
            from timeline.bulk._all import AllAtOnce
        except ImportError:
            return None
        return AllAtOnce(self._layout)
