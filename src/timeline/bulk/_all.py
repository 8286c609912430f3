"""All claims at once: the statuses of a whole layout at a cut, by numpy; imported only where that is installed."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from timeline import Policy, Status
from timeline.bulk._layout import Layout
from timeline.bulk._rows import AFFIRM, DENY, ENDLESS, NEITHER
from timeline.bulk._statuses import CODES

__all__ = ["AllAtOnce"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.uint8]


@frozen(eq=False)
class AllAtOnce:
    """A layout as arrays, which share its memory; the claims of a layout have rows, so that no stretch of them is empty."""

    layout: Layout

    def codes(self, policy: Policy, origins: Sequence[int], as_of: int, known_at: int) -> Codes:
        """Return the status of every claim, as numbers; ``origins`` is the origin of each group."""
        claim = self._begin("party")
        shown = self._shown(as_of, known_at)
        last = np.maximum.reduceat(np.where(shown, self._numbers, -1), self._begin("row"))[self._column("order")]
        heard = np.logical_or.reduceat(last >= 0, self._claim_voices)
        affirms, denies = self._parties(last, self._stances(last, as_of, known_at))
        affirmed, denied = np.logical_or.reduceat(affirms, claim), np.logical_or.reduceat(denies, claim)
        codes = np.where(heard, CODES[Status.OPEN], CODES[Status.UNREPORTED]).astype(np.uint8)
        codes[denied] = CODES[Status.DENIED]
        codes[affirmed] = CODES[Status.REPORTED]
        codes[self._enough(affirms, origins, policy.min_origins)] = CODES[Status.CORROBORATED]
        codes[affirmed & denied] = CODES[Status.DISPUTED]
        for at in self._taken_back(shown, as_of, known_at):
            if codes[at] == CODES[Status.OPEN] and self.layout.only_retracted(int(at), as_of, known_at):
                codes[at] = CODES[Status.WITHDRAWN]
        return codes

    def put(self, found: Codes, numbers: Sequence[int], codes: bytearray) -> None:
        """Put what was found into the codes of all claims, by the claims' numbers."""
        np.frombuffer(codes, dtype=np.uint8)[numbers] = found

    def _shown(self, as_of: int, known_at: int) -> Bools:
        """Return which rows a cut shows."""
        shown: Bools = (self._column("latest") <= as_of) & (self._column("known_from") <= known_at)
        rows, known_to = self._replaced
        shown[rows] &= known_to > known_at
        return shown

    def _stances(self, last: Ints, as_of: int, known_at: int) -> Ints:
        """Return the live stance of each voice; what is silent or was retracted is neither."""
        stances = np.where(last >= 0, self._column("stance")[last], NEITHER)
        rows, voices, _, said, recorded = self._retractions
        gone = (said <= as_of) & (recorded <= known_at) & (last[voices] == rows)
        stances[voices[gone]] = NEITHER
        return stances

    def _taken_back(self, shown: Bools, as_of: int, known_at: int) -> Ints:
        """Return the claims that have a report which a cut shows retracted."""
        rows, _, claims, said, recorded = self._retractions
        return np.unique(claims[(said <= as_of) & (recorded <= known_at) & shown[rows]])

    def _parties(self, last: Ints, stances: Ints) -> tuple[Bools, Bools]:
        """Return which parties affirm and which deny, after what the later one of their voices overtakes."""
        begin = self._begin("voice")
        affirms = np.logical_or.reduceat(stances == AFFIRM, begin)
        denies = np.logical_or.reduceat(stances == DENY, begin)
        both = np.flatnonzero(affirms & denies)
        if both.size:
            counts = self._column("voice")[both + 1] - begin[both]
            starts = np.cumsum(counts) - counts
            voices = np.repeat(begin[both] - starts, counts) + np.arange(counts.sum())
            rows, stance = last[voices], stances[voices]

            def most(column: Ints, side: int) -> Ints:
                return np.maximum.reduceat(np.where(stance == side, column[rows], -ENDLESS), starts)

            affirms[both] = most(self._column("latest"), AFFIRM) >= most(self._earliest, DENY)
            denies[both] = most(self._column("latest"), DENY) >= most(self._earliest, AFFIRM)
        return affirms, denies

    def _enough(self, affirms: Bools, origins: Sequence[int], wanted: int) -> Bools:
        """Return which claims are affirmed by a number of origins."""
        claim = self._begin("party")
        if len(set(origins)) == len(origins):
            return np.add.reduceat(affirms, claim, dtype=np.int64) >= wanted
        origin = np.asarray(origins, dtype=np.int64)[self._column("group")]
        if wanted == 2:
            first = np.minimum.reduceat(np.where(affirms, origin, len(origins)), claim)
            return np.maximum.reduceat(np.where(affirms, origin, -1), claim) > first
        pairs = np.unique(self._claim_of_party[affirms] * len(origins) + origin[affirms])
        return np.bincount(pairs // len(origins), minlength=len(claim)) >= wanted

    def _column(self, name: str) -> Ints:
        return self._columns[name]

    def _begin(self, name: str) -> Ints:
        """Return where each stretch begins: the rows of a voice, the voices of a party, the parties of a claim."""
        return self._columns[name][:-1]

    @cached_property
    def _columns(self) -> dict[str, Ints]:
        layout, table = self.layout, self.layout.table
        arrays = {"latest": table.latest, "known_from": table.known_from, "stance": table.stance, "row": table.row}
        arrays |= {"order": layout.order, "group": layout.group, "voice": layout.voice, "party": layout.party}
        return {name: np.frombuffer(column, dtype=column.typecode) for name, column in arrays.items()}

    @cached_property
    def _numbers(self) -> Ints:
        return np.arange(len(self.layout.table.latest))

    @cached_property
    def _earliest(self) -> Ints:
        """The beginning of each row's ``said``."""
        if not self.layout.table.earliest:
            return self._column("latest")
        rows, earliest = _sparse(self.layout.table.earliest)
        column = self._column("latest").copy()
        column[rows] = earliest
        return column

    @cached_property
    def _replaced(self) -> tuple[Ints, Ints]:
        """The rows that a correction has replaced, and when."""
        return _sparse(self.layout.table.known_to)

    @cached_property
    def _retractions(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """The rows that were retracted, the voice and the claim of each, and from when on either clock."""
        rows, times = _sparse(self.layout.table.retracted)
        times = times.reshape(-1, 2)
        places = np.full(len(self.layout.table.source), -1)
        places[self._column("order")] = np.arange(len(self.layout.order))
        voices = places[self._stretch("row", rows)]
        here = voices >= 0
        claims = self._stretch("party", self._stretch("voice", voices[here]))
        return rows[here], voices[here], claims, times[here, 0], times[here, 1]

    @cached_property
    def _claim_voices(self) -> Ints:
        """Where the voices of each claim begin."""
        return self._column("voice")[self._begin("party")]

    @cached_property
    def _claim_of_party(self) -> Ints:
        return self._stretch("party", np.arange(len(self.layout.group)))

    def _stretch(self, name: str, places: Ints) -> Ints:
        """Return the number of the stretch that each place lies in."""
        return np.searchsorted(self._column(name), places, side="right") - 1


def _sparse(values: Mapping[int, object]) -> tuple[Ints, Ints]:
    """Return the rows that have a value, and the values."""
    return np.array(list(values), dtype=np.int64), np.array(list(values.values()), dtype=np.int64)
