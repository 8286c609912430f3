"""All moves at once: every change of status of the claims of a layout, by numpy; imported only where that is installed.

A row stands from its moment until the next row of its voice or its retraction, and what a party stands by is its last row
that stands. So a party's side after each thing that happens to it is found from these stretches, without telling one after
the other; how many parties are on either side is then a running sum, claim by claim.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
from attrs import frozen

from timeline import Policy, Status
from timeline.bulk._all import Codes
from timeline.bulk._moves import MoveColumns, in_columns
from timeline.bulk._row_arrays import Bools, Ints, RowArrays, begins
from timeline.bulk._rows import AFFIRM, DENY, ENDLESS, NEITHER
from timeline.bulk._statuses import CODES

__all__ = ["AllMoves", "joined"]

_KEPT = 8
"""How many ways to see origins as one are kept at hand: a story has few links."""


def joined(lots: Iterable[MoveColumns]) -> MoveColumns:
    """Return lots of changes as one, claim by claim; a claim's are all in one lot, in order."""
    several = [lot for lot in lots if len(lot[0])]
    if not several:
        return in_columns(())
    columns = [np.concatenate([np.asarray(column) for column in part]) for part in zip(*several, strict=True)]
    if (columns[0][1:] >= columns[0][:-1]).all():
        return columns
    order = np.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]


@frozen(eq=False)
class AllMoves:
    """The claims of a layout, told in time; but for those of parties that may stand by both sides at once, which are `slow`."""

    rows: RowArrays

    @cached_property
    def slow(self) -> frozenset[int]:
        """The places of the claims that have to be told one by one."""
        vague = self.rows.vague
        return frozenset() if vague is None else frozenset(self.rows.claim_of_party[vague.parties].tolist())

    def moves(self, policy: Policy, origins: Sequence[int], known_at: int, numbers: Sequence[int]) -> MoveColumns:
        """Return the changes as known at a moment, claim by claim, those of a claim in order; of slow ones they are wrong.

        ``numbers`` are those of the claims, by place; the changes of one that has -1 are left out.
        """
        shown = self.rows.shown(ENDLESS, known_at)
        events = self._events
        happens = shown[events.row]
        happens[self._retracting] &= events.recorded[self._retracting] <= known_at
        affirming, denying, ends_moment = self._changes(happens, self._ends(shown, known_at))
        order = self._in_time[ends_moment[self._in_time]]
        claim, at = events.claim[order], events.at[order]
        affirmed, denied = _running(affirming[order], claim), _running(denying[order], claim)
        if len(set(origins)) < len(origins):
            enough = _running(self._by_origin(affirming, ends_moment, origins)[order], claim) >= policy.min_origins
        else:
            enough = affirmed >= policy.min_origins
        codes = np.full(len(order), CODES[Status.OPEN], dtype=np.uint8)
        codes[denied > 0] = CODES[Status.DENIED]
        codes[affirmed > 0] = CODES[Status.REPORTED]
        codes[(affirmed > 0) & enough] = CODES[Status.CORROBORATED]
        codes[(affirmed > 0) & (denied > 0)] = CODES[Status.DISPUTED]
        over = _lasts(claim, at)
        claim, at, codes = claim[over], at[over], codes[over]
        gone = self._retracting[happens[self._retracting]]
        taken_back = np.full(len(self.rows.layout.claims), ENDLESS)
        np.minimum.at(taken_back, events.claim[gone], events.at[gone])
        for place in np.flatnonzero((at >= taken_back[claim]) & (codes == CODES[Status.OPEN])):
            if self.rows.only_retracted(int(claim[place]), shown, int(at[place]), known_at):
                codes[place] = CODES[Status.WITHDRAWN]
        moves = self._moved(shown, claim, at, codes)
        number = np.asarray(numbers, dtype=np.int64)[moves[0]]
        wanted = number >= 0
        return [number, *moves[1:]] if wanted.all() else [column[wanted] for column in (number, *moves[1:])]

    def _moved(self, shown: Bools, claim: Ints, at: Ints, codes: Codes) -> list[Ints]:
        """Return the changes, after the one by which each claim is heard of."""
        heard = np.minimum.reduceat(np.where(shown, self.rows.latest, ENDLESS), self.rows.claim_begin)
        first = begins(claim)
        begins_at = np.full(len(heard), ENDLESS)
        begins_at[claim[first]] = at[first]
        before = np.empty_like(codes)
        before[1:] = codes[:-1]
        before[first] = np.where(heard[claim[first]] < at[first], CODES[Status.OPEN], CODES[Status.UNREPORTED])
        moved = codes != before
        early = np.flatnonzero(heard < begins_at)
        news = np.full((2, len(early)), [[CODES[Status.UNREPORTED]], [CODES[Status.OPEN]]], dtype=np.uint8)
        claims = np.concatenate((early, claim[moved]))
        order = np.argsort(claims, kind="stable")
        columns = ((heard[early], at[moved]), (news[0], before[moved]), (news[1], codes[moved]))
        return [claims[order], *(np.concatenate(column)[order] for column in columns)]

    def _ends(self, shown: Bools, known_at: int) -> Ints:
        """Return until when each row stands: until the next of its voice, or its retraction."""
        ends = np.full(len(shown), ENDLESS)
        rows = self.rows.by_voice[shown[self.rows.by_voice]]
        voices = self.rows.voice[rows]
        followed = np.flatnonzero(voices[1:] == voices[:-1])
        ends[rows[followed]] = self.rows.latest[rows[followed + 1]]
        rows, said, recorded = self.rows.retracted
        known = recorded <= known_at
        ends[rows[known]] = np.minimum(ends[rows[known]], said[known])
        return ends

    def _changes(self, happens: Bools, ends: Ints) -> tuple[Ints, Ints, Bools]:
        """Return by how much each event changes the number of parties that affirm and of those that deny, when its moment
        is over, and which events are the last of a moment of their party.
        """
        events = self._events
        there = np.flatnonzero(happens)
        party, at = events.party[there], events.at[there]
        last = _lasts(party, at)
        row = events.row[there]
        speaks = self.rows.commits[row] & ~events.retracts[there]
        words, word_of = row[speaks], party[speaks]
        nth = np.cumsum(speaks, dtype=np.int32)[last] - 1
        there, party, at, row, speaks = there[last], party[last], at[last], row[last], speaks[last]
        stands = np.where(speaks, self.rows.stance[row], NEITHER).astype(np.int8)
        looking = np.flatnonzero(~speaks)  # somebody fell silent: the last of the others who still stands by something
        while looking.size:
            looking = looking[nth[looking] >= 0]
            looking = looking[word_of[nth[looking]] == party[looking]]
            word = words[nth[looking]]
            up = ends[word] > at[looking]
            stands[looking[up]] = self.rows.stance[word[up]]
            looking = looking[~up]
            nth[looking] -= 1
        follows = np.zeros(len(there), dtype=np.bool_)
        follows[1:] = party[1:] == party[:-1]
        found = []
        for side in (AFFIRM, DENY):
            on = (stands == side).astype(np.int8)
            on[1:] -= on[:-1] & follows[1:]
            change = np.zeros(len(happens), dtype=np.int8)
            change[there] = on
            found.append(change)
        ends_moment = np.zeros(len(happens), dtype=np.bool_)
        ends_moment[there] = True
        return found[0], found[1], ends_moment

    def _by_origin(self, affirming: Ints, there: Bools, origins: Sequence[int]) -> Ints:
        """Return by how much each event changes the number of origins that affirm."""
        some, key = self._shared(tuple(origins))
        some, key = some[there[some]], key[there[some]]
        affirms = (_running(affirming[some], key) > 0).astype(np.int8)
        first = begins(key)
        changes = np.diff(affirms, prepend=np.int8(0))
        changes[first] = affirms[first]
        found = affirming.copy()
        found[some] = changes
        return found

    def _shared(self, origins: tuple[int, ...]) -> tuple[Ints, Ints]:
        """Return the events of parties that share their origin with others, origin by origin of each claim, in order, and a
        number for each such origin of a claim.
        """
        if origins not in self._by_origins:
            if len(self._by_origins) == _KEPT:
                self._by_origins.clear()
            origin = np.asarray(origins, dtype=np.int64)
            shared = np.bincount(origin)[origin] > 1
            group = self.rows.group[self._events.party]
            some = np.flatnonzero(shared[group])
            key = self._events.claim[some].astype(np.int64) * len(origin) + origin[group[some]]
            order = np.lexsort((self._events.at[some], key))
            self._by_origins[origins] = some[order], key[order]
        return self._by_origins[origins]

    @cached_property
    def _by_origins(self) -> dict[tuple[int, ...], tuple[Ints, Ints]]:
        return {}

    @cached_property
    def _events(self) -> "_Events":
        """All that can happen to a party: a row, or its retraction; party by party, in order."""
        counted = np.flatnonzero(self.rows.stance != NEITHER)
        gone, said, recorded = (column[self.rows.stance[self.rows.retracted[0]] != NEITHER] for column in self.rows.retracted)
        row = np.concatenate((counted, gone))
        at = np.concatenate((self.rows.latest[counted], said))
        known = np.concatenate((np.full(len(counted), -ENDLESS), recorded))
        retracts = np.arange(len(row)) >= len(counted)
        order = np.lexsort((retracts, at, self.rows.party[row]))
        row = row[order]
        party = self.rows.party[row]
        return _Events(row, at[order], party, self.rows.claim_of_party[party], known[order], retracts[order])

    @cached_property
    def _retracting(self) -> Ints:
        """The events that are retractions."""
        return np.flatnonzero(self._events.retracts)

    @cached_property
    def _in_time(self) -> Ints:
        """The events claim by claim, in order."""
        return np.lexsort((self._events.at, self._events.claim))


class _Events(NamedTuple):
    """What can happen to parties in columns; ``recorded`` is when a retraction was."""

    row: Ints
    at: Ints
    party: Ints
    claim: Ints
    recorded: Ints
    retracts: Bools


def _lasts(one: Ints, other: Ints) -> Bools:
    """Return which places are the last of their stretch of equal pairs."""
    last = np.ones(len(one), dtype=np.bool_)
    last[:-1] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    return last


def _running(values: Ints, stretch: Ints) -> Ints:
    """Return the running sums of values, anew for each stretch."""
    if not values.size:
        return values
    sums = np.cumsum(values, dtype=np.int32)
    first = begins(stretch)
    counts = np.diff(first, append=len(values))
    return sums - np.repeat(sums[first] - values[first], counts)
