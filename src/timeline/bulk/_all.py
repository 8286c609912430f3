"""All claims at once: the statuses of a whole layout at a cut, by numpy; imported only where that is installed.

The rows of a layout lie claim by claim, party by party, in the order of statements. So what a party stands by is, as a
rule, the last of its rows that a cut leaves standing. Few rows need more than that, and these are kept apart: those of
voices that spoke more than once (only the last of each stands), and those of parties of several voices with a time that
is vague or that two of them share (either side may stand, or both).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from timeline import Policy, Status
from timeline.bulk._layout import Layout
from timeline.bulk._rows import AFFIRM, DENY, ENDLESS, NEITHER
from timeline.bulk._statuses import CODES

__all__ = ["AllAtOnce"]

Ints = NDArray[np.signedinteger[Any]]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]


@frozen(eq=False)
class AllAtOnce:
    """A layout as arrays in its own order; the claims of a layout have rows, so that no stretch of them is empty."""

    layout: Layout

    def codes(self, policy: Policy, origins: Sequence[int], as_of: int, known_at: int) -> Codes:
        """Return the status of every claim, as numbers; ``origins`` is the origin of each group."""
        shown = self._shown(as_of, known_at)
        heard = np.logical_or.reduceat(shown, self._claim_begin)
        live = self._live(shown, as_of, known_at)
        affirming, denying = self._standing(live)
        affirmed, denied = self._any(affirming), self._any(denying)
        codes = np.where(heard, CODES[Status.OPEN], CODES[Status.UNREPORTED]).astype(np.uint8)
        codes[denied] = CODES[Status.DENIED]
        codes[affirmed] = CODES[Status.REPORTED]
        codes[self._enough(affirming, origins, policy.min_origins)] = CODES[Status.CORROBORATED]
        codes[affirmed & denied] = CODES[Status.DISPUTED]
        for at in self._taken_back(codes == CODES[Status.OPEN], shown, as_of, known_at):
            if self.layout.only_retracted(int(at), as_of, known_at):
                codes[at] = CODES[Status.WITHDRAWN]
        return codes

    def put(self, found: Codes, numbers: Sequence[int], codes: bytearray) -> None:
        """Put what was found into the codes of all claims, by the claims' numbers."""
        np.frombuffer(codes, dtype=np.uint8)[numbers] = found

    def _shown(self, as_of: int, known_at: int) -> Bools:
        """Return which rows a cut shows."""
        shown: Bools = self._latest <= as_of
        shown &= self._known_from <= known_at
        rows, known_to = self._replaced
        shown[rows] &= known_to > known_at
        return shown

    def _live(self, shown: Bools, as_of: int, known_at: int) -> Bools:
        """Return which rows are the last of their voice that a cut shows, commit themselves, and were not retracted."""
        live = shown & self._commits
        rows, begin = self._repeated
        if rows.size:
            last = np.maximum.reduceat(np.where(shown[rows], np.arange(len(rows)), -1), begin)
            stays = live[rows[last]] & (last >= 0)
            live[rows] = False
            live[rows[last[stays]]] = True
        rows, said, recorded = self._retracted
        live[rows[(said <= as_of) & (recorded <= known_at)]] = False
        return live

    def _standing(self, live: Bools) -> tuple[Ints, Ints]:
        """Return the parties that affirm and those that deny, by number, in order."""
        vague = self._vague
        affirming, denying = vague.sides(live) if vague is not None else (_NONE, _NONE)
        if vague is not None:
            live[vague.rows] = False
        rows = np.flatnonzero(live)
        parties = self._party[rows]
        last = np.empty(len(rows), dtype=np.bool_)
        last[-1:] = True
        np.not_equal(parties[1:], parties[:-1], out=last[:-1])
        affirms = self._affirms[rows]
        return _merged(parties[last & affirms], affirming), _merged(parties[last & ~affirms], denying)

    def _any(self, parties: Ints) -> Bools:
        """Return which claims have one of some parties."""
        found = np.zeros(len(self.layout.claims), dtype=np.bool_)
        found[self._claim_of_party[parties]] = True
        return found

    def _enough(self, affirming: Ints, origins: Sequence[int], wanted: int) -> Bools:
        """Return which claims are affirmed by a number of origins."""
        claims = self._claim_of_party[affirming]
        enough = np.zeros(len(self.layout.claims), dtype=np.bool_)
        if len(set(origins)) == len(origins) or not claims.size:
            return np.bincount(claims, minlength=len(enough)) >= wanted
        origin = np.asarray(origins, dtype=np.int64)[self._group[affirming]]
        if wanted == 2:
            begin = _begins(claims)
            several = np.maximum.reduceat(origin, begin) > np.minimum.reduceat(origin, begin)
            enough[claims[begin][several]] = True
            return enough
        pairs = np.unique(claims * len(origins) + origin)
        return np.bincount(pairs // len(origins), minlength=len(enough)) >= wanted

    def _taken_back(self, among: Bools, shown: Bools, as_of: int, known_at: int) -> Ints:
        """Return those of some claims that have a report which a cut shows retracted."""
        rows, said, recorded = self._retracted
        gone = rows[(said <= as_of) & (recorded <= known_at) & shown[rows]]
        claims = np.unique(self._claim_of_party[self._party[gone]])
        return claims[among[claims]]

    @cached_property
    def _rows(self) -> tuple[Ints, Ints, Ints]:
        """The rows of the table, claim by claim, party by party, those of a party in the order of statements; with the voice and
        the party of each.
        """
        table, layout = self.layout.table, self.layout
        voices, counts = _ints(layout.order), np.diff(_ints(layout.voice))
        begin = _ints(table.row)[voices]
        lengths = _ints(table.row)[voices + 1] - begin
        rows, voice = _stretches(begin, lengths), np.repeat(voices.astype(np.int32), lengths)
        party = np.repeat(np.repeat(np.arange(len(counts), dtype=np.int32), counts), lengths)
        mixed = np.flatnonzero((counts > 1)[party])  # one voice alone is in order already
        order = mixed[np.lexsort((_ints(table.latest)[rows[mixed]], party[mixed]))]
        rows[mixed], voice[mixed] = rows[order], voice[order]
        return rows, voice, party

    @property
    def _order(self) -> Ints:
        return self._rows[0]

    @property
    def _voice(self) -> Ints:
        return self._rows[1]

    @property
    def _party(self) -> Ints:
        return self._rows[2]

    @cached_property
    def _place(self) -> Ints:
        """The place of each row of the table in this order; -1 for one that is not in it."""
        place = np.full(len(self.layout.table.latest), -1)
        place[self._order] = np.arange(len(self._order))
        return place

    @cached_property
    def _claim_of_party(self) -> Ints:
        counts = np.diff(_ints(self.layout.party))
        return np.repeat(np.arange(len(counts), dtype=np.int32), counts)

    @cached_property
    def _group(self) -> Ints:
        return _ints(self.layout.group)

    @cached_property
    def _claim_begin(self) -> Ints:
        """Where the rows of each claim begin."""
        return np.searchsorted(self._party, _ints(self.layout.party)[:-1])

    @cached_property
    def _latest(self) -> Ints:
        return _ints(self.layout.table.latest)[self._order]

    @cached_property
    def _known_from(self) -> Ints:
        return _ints(self.layout.table.known_from)[self._order]

    @cached_property
    def _stance(self) -> Ints:
        return _ints(self.layout.table.stance)[self._order]

    @cached_property
    def _commits(self) -> Bools:
        commits: Bools = (self._stance == AFFIRM) | (self._stance == DENY)
        return commits

    @cached_property
    def _affirms(self) -> Bools:
        affirms: Bools = self._stance == AFFIRM
        return affirms

    @cached_property
    def _repeated(self) -> tuple[Ints, Ints]:
        """The rows of voices that have several, voice by voice in the order of statements, and where each voice begins."""
        counts = np.bincount(self._voice, minlength=len(self.layout.table.source))
        rows = np.flatnonzero((counts[self._voice] > 1) & (self._stance != NEITHER))
        rows = rows[np.argsort(self._order[rows])]
        return rows, _begins(self._voice[rows])

    @cached_property
    def _replaced(self) -> tuple[Ints, Ints]:
        """The rows that a correction has replaced, and when."""
        rows, times = self._few(self.layout.table.known_to)
        return rows, times[:, 0]

    @cached_property
    def _retracted(self) -> tuple[Ints, Ints, Ints]:
        """The rows that were retracted, and from when on either clock."""
        rows, times = self._few(self.layout.table.retracted)
        return rows, times[:, 0], times[:, -1]

    def _few(self, values: Mapping[int, object]) -> tuple[Ints, Ints]:
        """Return the rows that have a value, and the values, each in a row of its own."""
        rows = self._place[np.array(list(values), dtype=np.int64)]
        times = np.array(list(values.values()), dtype=np.int64).reshape(len(rows), -1 if values else 1)
        return rows[rows >= 0], times[rows >= 0]

    @cached_property
    def _vague(self) -> "Vague | None":
        """The rows of parties of several voices whose statements have no certain order; None where there are none."""
        earliest = self._latest.copy()
        rows, times = self._few(self.layout.table.earliest)
        earliest[rows] = times[:, 0]
        beside = (self._party[1:] == self._party[:-1]) & (self._latest[:-1] >= earliest[1:])
        several = np.diff(_ints(self.layout.voice)) > 1
        vague = np.zeros(len(several), dtype=np.bool_)
        vague[self._party[1:][beside]] = True
        rows = np.flatnonzero((vague & several)[self._party] & self._commits)
        if not rows.size:
            return None
        begin = _begins(self._party[rows])
        return Vague(rows, begin, self._party[rows][begin], self._affirms[rows], earliest[rows], self._latest[rows])


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


_NONE: Ints = np.empty(0, dtype=np.int32)


def _merged(one: Ints, other: Ints) -> Ints:
    """Return the numbers of both, in order."""
    return np.sort(np.concatenate((one, other)), kind="stable") if other.size else one


def _ints(column: Sequence[int]) -> Ints:
    """Return a column as an array that shares its memory."""
    return np.frombuffer(column, dtype=column.typecode)  # type: ignore[call-overload,attr-defined,no-any-return]  # an array


def _begins(values: Ints) -> Ints:
    """Return where each stretch of equal values begins."""
    return np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1]))) if values.size else values


def _stretches(begin: Ints, counts: Ints) -> Ints:
    """Return the numbers of stretches, given by where each begins and how long it is, one after the other."""
    starts = np.cumsum(counts) - counts
    return np.repeat(begin - starts, counts) + np.arange(int(counts.sum()))
