"""The floors of ``speed.py``: bare numpy and bare bisect over the same statements.

They answer less than the library does, and are as fast as they can be for it: they know neither corrections nor retractions
nor links, and take every source for an origin of its own.
"""

from bisect import bisect_right
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from timeline import Evidence, Origin, Policy, Report, Timeline

__all__ = ["Floor"]

STANCES = ("affirm", "deny", "not_confirm")


class Floor:
    """The same story for bare numpy and for bare bisect: each source's statements on each claim, in order."""

    def __init__(self, told: Timeline) -> None:
        statements: dict[str, dict[str, list[tuple[int, int, int]]]] = {}
        for entry in told:
            event = entry.event
            if isinstance(event, Report) and event.stance.value in STANCES:
                row = event.said.order[0], entry.recorded_us, STANCES.index(event.stance.value)
                statements.setdefault(event.claim, {}).setdefault(event.source, []).append(row)
        self.statements = {claim: [sorted(rows) for rows in voices.values()] for claim, voices in statements.items()}
        voices = [rows for voices in self.statements.values() for rows in voices]
        latest, recorded, stance = zip(*(row for rows in voices for row in rows), strict=True)
        self.latest, self.recorded, self.stance = np.array(latest), np.array(recorded), np.array(stance, dtype=np.int8)
        self.numbers = np.arange(len(self.latest))
        self.voices = np.cumsum([0, *(len(rows) for rows in voices[:-1])])
        self.claims = np.cumsum([0, *(len(voices) for voices in list(self.statements.values())[:-1])])
        self.said = {claim: [[row[0] for row in rows] for rows in voices] for claim, voices in self.statements.items()}
        self.origin = Origin(name="a", members=frozenset("a"), reports=())

    def whole(self, as_of: int, known_at: int) -> object:
        """Return a status number for every claim: the last statement of each source that a cut shows, counted."""
        shown = (self.latest <= as_of) & (self.recorded <= known_at)
        last = np.maximum.reduceat(np.where(shown, self.numbers, -1), self.voices)
        stances = np.where(last >= 0, self.stance[last], 2)
        heard = np.logical_or.reduceat(last >= 0, self.claims)
        affirming = np.add.reduceat(stances == 0, self.claims, dtype=np.int64)
        denying = np.add.reduceat(stances == 1, self.claims, dtype=np.int64)
        codes = np.where(heard, 1, 0)
        codes[denying > 0] = 5
        codes[affirming > 0] = 2
        codes[affirming > 1] = 3
        codes[(affirming > 0) & (denying > 0)] = 4
        return codes

    def one(self, claim: str, as_of: int, known_at: int) -> object:
        """Return the status of one claim: a bisect for each source, and the policy on what was found."""
        affirming, denying, heard = 0, 0, False
        for rows, said in zip(self.statements[claim], self.said[claim], strict=True):
            at = bisect_right(said, as_of) - 1
            while at >= 0 and rows[at][1] > known_at:
                at -= 1
            if at >= 0:
                heard = True
                affirming += rows[at][2] == 0
                denying += rows[at][2] == 1
        origins = (self.origin,)
        return Policy().status(Evidence(heard=heard, affirming=origins * affirming, denying=origins * denying))

    def moves(self, known_at: int) -> object:
        """Return every change of status: running sums of what each statement changes for its source, claim by claim."""
        shown = self.recorded <= known_at
        rows = np.flatnonzero(shown)
        voice, stance = self._voice[rows], self.stance[rows]
        again = np.zeros(len(rows), dtype=np.bool_)
        again[1:] = voice[1:] == voice[:-1]
        order = self._in_time[shown[self._in_time]]
        claim = self._claim[order]
        first = np.flatnonzero(np.concatenate(([True], claim[1:] != claim[:-1])))
        counts = np.diff(first, append=len(claim))
        sums = []
        for side in (0, 1):
            changes = (stance == side).astype(np.int64)
            changes[1:] -= changes[:-1] * again[1:]
            each = np.zeros(len(self.latest), dtype=np.int64)
            each[rows] = changes
            running = np.cumsum(each[order])
            sums.append(running - np.repeat(running[first] - each[order][first], counts))
        affirming, denying = sums
        codes = np.ones(len(order), dtype=np.uint8)
        codes[denying > 0] = 5
        codes[affirming > 0] = 2
        codes[affirming > 1] = 3
        codes[(affirming > 0) & (denying > 0)] = 4
        before = np.empty_like(codes)
        before[1:] = codes[:-1]
        before[first] = 0
        moved = codes != before
        return claim[moved], self.latest[order][moved], before[moved], codes[moved]

    @cached_property
    def _voice(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.voices)), np.diff(self.voices, append=len(self.latest)))

    @cached_property
    def _claim(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.claims)), np.diff(self.claims, append=len(self.voices)))[self._voice]

    @cached_property
    def _in_time(self) -> NDArray[np.int64]:
        return np.lexsort((self.latest, self._claim))
