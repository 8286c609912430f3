"""The rows of a layout as arrays, in an order of their own, by numpy; imported only where that is installed.

They lie claim by claim, party by party, in the order of statements. So what a party stands by is, as a rule, the last of
its rows that a cut leaves standing. Few rows need more than that, and these are kept apart: those of voices that spoke
more than once (only the last of each stands), and those of parties of several voices with a time that is vague or that
two of them share (either side may stand, or both).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from timeline.bulk._layout import Layout
from timeline.bulk._rows import AFFIRM, DENY, ENDLESS, NEITHER

__all__ = ["Bools", "Ints", "RowArrays", "Vague", "begins", "in_order", "ints", "stretches"]

_BITS = 63
"""So many a whole number has, but for its sign."""

Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]


@frozen(eq=False)
class RowArrays:
    """A layout as arrays; its claims have rows, so that no stretch of them is empty."""

    layout: Layout

    def shown(self, as_of: int, known_at: int) -> Bools:
        """Return which rows a cut shows."""
        shown: Bools = self.latest <= as_of
        shown &= self.known_from <= known_at
        rows, known_to = self.replaced
        shown[rows] &= known_to > known_at
        return shown

    def only_retracted(self, place: int, shown: Bools, as_of: int, known_at: int) -> bool:
        """Whether a claim has affirmations among the rows shown, and every source's last one was retracted."""
        begin, end = self.claim_begin[place], self._claim_end[place]
        affirmed = shown[begin:end] & self.affirms[begin:end] & (self.latest[begin:end] <= as_of)
        last = {self.voice[row]: row for row in (begin + np.flatnonzero(affirmed)).tolist()}
        return bool(last) and all(self.layout.table.is_gone(int(self.order[row]), as_of, known_at) for row in last.values())

    @cached_property
    def _rows(self) -> tuple[Ints, Ints, Ints]:
        """The rows of the table, claim by claim, party by party, those of a party in the order of statements; with the voice and
        the party of each.
        """
        table, layout = self.layout.table, self.layout
        voices, counts = ints(layout.order), np.diff(ints(layout.voice))
        begin = ints(table.row)[voices]
        lengths = ints(table.row)[voices + 1] - begin
        rows, voice = stretches(begin, lengths), np.repeat(voices.astype(np.int32), lengths)
        party = np.repeat(np.repeat(np.arange(len(counts), dtype=np.int32), counts), lengths)
        mixed = np.flatnonzero((counts > 1)[party])  # one voice alone is in order already
        order = mixed[in_order(party[mixed], ints(table.latest)[rows[mixed]])]
        rows[mixed], voice[mixed] = rows[order], voice[order]
        return rows, voice, party

    @property
    def order(self) -> Ints:
        """The rows of the table in this order."""
        return self._rows[0]

    @property
    def voice(self) -> Ints:
        """The voice of each row."""
        return self._rows[1]

    @property
    def party(self) -> Ints:
        """The party of each row."""
        return self._rows[2]

    @cached_property
    def place(self) -> Ints:
        """The place of each row of the table in this order; -1 for one that is not in it."""
        place = np.full(len(self.layout.table.latest), -1)
        place[self.order] = np.arange(len(self.order))
        return place

    @cached_property
    def claim_of_party(self) -> Ints:
        counts = np.diff(ints(self.layout.party))
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @cached_property
    def group(self) -> Ints:
        return ints(self.layout.group)

    @cached_property
    def claim_begin(self) -> Ints:
        """Where the rows of each claim begin."""
        return np.searchsorted(self.party, ints(self.layout.party)[:-1])

    @cached_property
    def _claim_end(self) -> Ints:
        return np.append(self.claim_begin[1:], len(self.party))

    @cached_property
    def latest(self) -> Ints:
        return ints(self.layout.table.latest)[self.order]

    @cached_property
    def known_from(self) -> Ints:
        return ints(self.layout.table.known_from)[self.order]

    @cached_property
    def stance(self) -> Ints:
        return ints(self.layout.table.stance)[self.order]

    @cached_property
    def commits(self) -> Bools:
        commits: Bools = (self.stance == AFFIRM) | (self.stance == DENY)
        return commits

    @cached_property
    def affirms(self) -> Bools:
        affirms: Bools = self.stance == AFFIRM
        return affirms

    @cached_property
    def by_voice(self) -> Ints:
        """The rows of voices that are somebody's, voice by voice, in the order of statements."""
        rows = np.flatnonzero(self.stance != NEITHER)
        return rows[np.argsort(self.order[rows])]

    @cached_property
    def repeated(self) -> tuple[Ints, Ints]:
        """Those of voices that have several, and where each voice begins."""
        counts = np.bincount(self.voice, minlength=len(self.layout.table.source))
        rows = np.flatnonzero((counts[self.voice] > 1) & (self.stance != NEITHER))
        rows = rows[np.argsort(self.order[rows])]
        return rows, begins(self.voice[rows])

    @cached_property
    def replaced(self) -> tuple[Ints, Ints]:
        """The rows that a correction has replaced, and when."""
        rows, times = self.few(self.layout.table.known_to)
        return rows, times[:, 0]

    @cached_property
    def retracted(self) -> tuple[Ints, Ints, Ints]:
        """The rows that were retracted, and from when on either clock."""
        rows, times = self.few(self.layout.table.retracted)
        return rows, times[:, 0], times[:, -1]

    def few(self, values: Mapping[int, object]) -> tuple[Ints, Ints]:
        """Return the rows that have a value, and the values, each in a row of its own."""
        rows = self.place[np.array(list(values), dtype=np.int64)]
        times = np.array(list(values.values()), dtype=np.int64).reshape(len(rows), -1 if values else 1)
        return rows[rows >= 0], times[rows >= 0]

    @cached_property
    def vague(self) -> "Vague | None":
        """The rows of parties of several voices whose statements have no certain order; None where there are none."""
        several = np.diff(ints(self.layout.voice)) > 1
        vague = np.zeros(len(several), dtype=np.bool_)
        latest, voice, party = self.latest, self.voice, self.party
        vague[party[1:][(latest[1:] == latest[:-1]) & (voice[1:] != voice[:-1]) & (party[1:] == party[:-1])]] = True
        stretched, times = self.few(self.layout.table.earliest)
        begin = begins(voice)  # another voice's row that may be later than one is the last before its own voice's
        other = begin[np.searchsorted(begin, stretched, side="right") - 1] - 1
        beside = (other >= 0) & (party[other] == party[stretched]) & (latest[other] >= times[:, 0])
        vague[party[stretched[beside]]] = True
        rows = np.flatnonzero((vague & several)[party] & self.commits)
        if not rows.size:
            return None
        earliest = latest.copy()
        earliest[stretched] = times[:, 0]
        begin = begins(party[rows])
        return Vague(rows, begin, party[rows][begin], self.affirms[rows], earliest[rows], latest[rows])


@frozen(eq=False)
class Vague:
    """Rows of parties that may stand by both sides at once."""

    rows: Ints
    begin: Ints
    """Where those of each party begin."""
    parties: Ints
    affirms: Bools
    earliest: Ints
    latest: Ints

    def sides(self, live: Bools) -> Iterator[Ints]:
        """Yield the parties that affirm, and those that deny: unless all of a side is certainly before one of the other."""
        for mine in (self.affirms, ~self.affirms):
            last = np.maximum.reduceat(np.where(live[self.rows] & mine, self.latest, -ENDLESS), self.begin)
            over = np.maximum.reduceat(np.where(live[self.rows] & ~mine, self.earliest, -ENDLESS), self.begin)
            yield self.parties[(last > -ENDLESS) & (last >= over)]


def ints(column: Sequence[int]) -> Ints:
    """Return a column as an array that shares its memory."""
    return np.frombuffer(column, dtype=column.typecode)  # type: ignore[call-overload,attr-defined,no-any-return]  # an array


def begins(values: Ints) -> Ints:
    """Return where each stretch of equal values begins."""
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if values.size else values


def in_order(party: Ints, at: Ints) -> Ints:
    """Return the places of rows by party and then by moment, those of one moment as they stand; the parties are in order.

    Both go into one number each, which is sorted sooner than one after the other. Where a number has no room for moments as
    they are, they go in less finely; and should two of one party then be in doubt, they are sorted one after the other.
    """
    if not party.size:
        return np.empty(0, dtype=np.int64)
    since = at - at.min()
    room = _BITS - int(party[-1]).bit_length()
    key = party.astype(np.int64) << room
    key |= since >> max(0, int(since.max()).bit_length() - room)
    order = np.argsort(key, kind="stable")
    key, since = key[order], since[order]
    doubtful = (key[1:] == key[:-1]) & (since[1:] < since[:-1])
    return np.lexsort((at, party)) if doubtful.any() else order


def stretches(begin: Ints, counts: Ints) -> Ints:
    """Return the numbers of stretches, given by where each begins and how long it is, one after the other."""
    starts = np.cumsum(counts) - counts
    numbers = np.repeat(begin - starts, counts)
    numbers += np.arange(len(numbers))
    return numbers
