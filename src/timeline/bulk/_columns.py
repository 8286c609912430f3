"""Columns: a log as columns of whole numbers, to ask for statuses at any pair of cuts."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property

from timeline import Policy, PolicyLike, State, Status, Timeline
from timeline._events import claims_of
from timeline._policy import check_policy_fields
from timeline._text import near
from timeline._time import WhenLike, cut_us
from timeline.bulk._road import Road
from timeline.bulk._rows import ENDLESS, Rows
from timeline.bulk._statuses import NOT_KNOWN, Statuses
from timeline.bulk._table import Table
from timeline.errors import UnknownClaimError

__all__ = ["Columns"]


class Columns:
    """A timeline as columns of whole numbers: the status of one claim, or of all, at any pair of cuts; read-only.

    Made once, in time proportional to the timeline. Its answers are those of `Timeline.replay`, as a law says. Under a
    `Policy` most claims are answered from the columns: all at once by numpy where the extra ``fast`` is installed, claim by
    claim without it. A claim for which columns are not enough (its reports rest on others, say, or a denial is dated), and
    every claim under a policy of your own, is told from its entries.
    """

    __slots__ = ("__dict__", "_known", "_numbers", "_roads", "_state", "_table")

    def __init__(self, timeline: Timeline) -> None:
        self._state = State.keeping({entry.id: entry for entry in timeline})
        self._table = Table.of(Rows(self._state))
        self._numbers = {claim: number for number, claim in enumerate(self._state.claims)}
        self._roads: dict[PolicyLike, Road] = {}
        self._known = array("q", [ENDLESS]) * len(self._numbers)
        for entry in timeline:
            for claim in claims_of((entry.event,)):
                number = self._numbers[claim]
                self._known[number] = min(self._known[number], entry.recorded_us)

    def __repr__(self) -> str:
        return f"<Columns of {len(self._state):,} entries on {len(self._numbers):,} claims>"

    def status(
        self, claim: str, *, as_of: WhenLike | None = None, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Status:
        """Return the status of one claim at a pair of cuts, which are as in `Timeline.replay`; raises `UnknownClaimError`."""
        if claim not in self._numbers:
            raise UnknownClaimError(claim, near(claim, self._numbers))
        return self._road(policy).status(claim, _end(as_of, "as_of"), _end(known_at, "known_at"))

    def statuses(
        self, *, as_of: WhenLike | None = None, known_at: WhenLike | None = None, policy: PolicyLike | None = None
    ) -> Statuses:
        """Return the status of every claim at a pair of cuts, which are as in `Timeline.replay`."""
        last, known = _end(as_of, "as_of"), _end(known_at, "known_at")
        codes = self._road(policy).codes(last, known)
        for number in self._unknown(known):
            codes[number] = NOT_KNOWN
        return Statuses(self._numbers, bytes(codes))

    def _unknown(self, known_at: int) -> Iterable[int]:
        """Return the claims, by number, that nobody had named by a moment."""
        since, claims = self._since
        return claims[bisect_right(since, known_at) :]

    @cached_property
    def _since(self) -> tuple[list[int], list[int]]:
        """From when each claim is known, and which claim that is; by time."""
        claims = sorted(range(len(self._known)), key=self._known.__getitem__)
        return [self._known[claim] for claim in claims], claims

    def _road(self, policy: PolicyLike | None) -> Road:
        """Return how a policy's statuses are found; what was found under a policy of the user's own is not kept."""
        policy = Policy() if policy is None else policy
        check_policy_fields(policy)
        if type(policy) is not Policy:
            return Road(self._state, self._table, self._numbers, policy)
        if policy not in self._roads:
            self._roads[policy] = Road(self._state, self._table, self._numbers, policy)
        return self._roads[policy]


def _end(when: WhenLike | None, name: str) -> int:
    """Return the last microsecond of a cut."""
    end = cut_us(when, name)
    return ENDLESS - 1 if end is None else end
