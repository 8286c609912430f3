"""All claims at once: the statuses of a whole layout at a cut, by numpy; imported only where that is installed."""

from collections.abc import Sequence

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from timeline import Policy, Status
from timeline.bulk._row_arrays import Bools, Ints, RowArrays, begins
from timeline.bulk._statuses import CODES

__all__ = ["AllAtOnce", "Codes"]

Codes = NDArray[np.uint8]


@frozen(eq=False)
class AllAtOnce:
    """The claims of a layout, to ask for all their statuses."""

    rows: RowArrays

    def codes(self, policy: Policy, origins: Sequence[int], as_of: int, known_at: int) -> Codes:
        """Return the status of every claim, as numbers; ``origins`` is the origin of each group."""
        shown = self.rows.shown(as_of, known_at)
        heard = np.logical_or.reduceat(shown, self.rows.claim_begin)
        live = self._live(shown, as_of, known_at)
        affirming, denying = self._standing(live)
        affirmed, denied = self._any(affirming), self._any(denying)
        codes = np.where(heard, CODES[Status.OPEN], CODES[Status.UNREPORTED]).astype(np.uint8)
        codes[denied] = CODES[Status.DENIED]
        codes[affirmed] = CODES[Status.REPORTED]
        codes[self._enough(affirming, origins, policy.min_origins)] = CODES[Status.CORROBORATED]
        codes[affirmed & denied] = CODES[Status.DISPUTED]
        for at in self._taken_back(codes == CODES[Status.OPEN], shown, as_of, known_at):
            if self.rows.only_retracted(int(at), shown, as_of, known_at):
                codes[at] = CODES[Status.WITHDRAWN]
        return codes

    def put(self, found: Codes, numbers: Sequence[int], codes: bytearray) -> None:
        """Put what was found into the codes of all claims, by the claims' numbers."""
        np.frombuffer(codes, dtype=np.uint8)[numbers] = found

    def _live(self, shown: Bools, as_of: int, known_at: int) -> Bools:
        """Return which rows are the last of their voice that a cut shows, commit themselves, and were not retracted."""
        live = shown & self.rows.commits
        rows, begin = self.rows.repeated
        if rows.size:
            last = np.maximum.reduceat(np.where(shown[rows], np.arange(len(rows)), -1), begin)
            stays = live[rows[last]] & (last >= 0)
            live[rows] = False
            live[rows[last[stays]]] = True
        rows, said, recorded = self.rows.retracted
        live[rows[(said <= as_of) & (recorded <= known_at)]] = False
        return live

    def _standing(self, live: Bools) -> tuple[Ints, Ints]:
        """Return the parties that affirm and those that deny, by number, in order."""
        vague = self.rows.vague
        affirming, denying = vague.sides(live) if vague is not None else (_NONE, _NONE)
        if vague is not None:
            live[vague.rows] = False
        rows = np.flatnonzero(live)
        parties = self.rows.party[rows]
        last = np.empty(len(rows), dtype=np.bool_)
        last[-1:] = True
        np.not_equal(parties[1:], parties[:-1], out=last[:-1])
        affirms = self.rows.affirms[rows]
        return _merged(parties[last & affirms], affirming), _merged(parties[last & ~affirms], denying)

    def _any(self, parties: Ints) -> Bools:
        """Return which claims have one of some parties."""
        found = np.zeros(len(self.rows.layout.claims), dtype=np.bool_)
        found[self.rows.claim_of_party[parties]] = True
        return found

    def _enough(self, affirming: Ints, origins: Sequence[int], wanted: int) -> Bools:
        """Return which claims are affirmed by a number of origins."""
        claims = self.rows.claim_of_party[affirming]
        enough = np.zeros(len(self.rows.layout.claims), dtype=np.bool_)
        if len(set(origins)) == len(origins) or not claims.size:
            return np.bincount(claims, minlength=len(enough)) >= wanted
        origin = np.asarray(origins, dtype=np.int64)[self.rows.group[affirming]]
        if wanted == 2:
            begin = begins(claims)
            several = np.maximum.reduceat(origin, begin) > np.minimum.reduceat(origin, begin)
            enough[claims[begin][several]] = True
            return enough
        pairs = np.unique(claims.astype(np.int64) * len(origins) + origin)
        return np.bincount(pairs // len(origins), minlength=len(enough)) >= wanted

    def _taken_back(self, among: Bools, shown: Bools, as_of: int, known_at: int) -> Ints:
        """Return those of some claims that have a report which a cut shows retracted."""
        rows, said, recorded = self.rows.retracted
        gone = rows[(said <= as_of) & (recorded <= known_at) & shown[rows]]
        found = np.zeros(len(among), dtype=np.bool_)
        found[self.rows.claim_of_party[self.rows.party[gone]]] = True
        return np.flatnonzero(found & among)


_NONE: Ints = np.empty(0, dtype=np.int32)


def _merged(one: Ints, other: Ints) -> Ints:
    """Return the numbers of both, in order."""
    return np.sort(np.concatenate((one, other)), kind="stable") if other.size else one
