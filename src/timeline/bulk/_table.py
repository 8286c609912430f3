"""Table: the sheets of many claims as one, in columns that lie together."""

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

from attrs import field, frozen

from timeline.bulk._rows import ENDLESS
from timeline.bulk._sheet import HAPPENS, HARD, HEAD, TYPECODES, Rank, Sheet, ids, one_each, spans, two_each

__all__ = ["Table", "add_up"]

_MANY = 10_000
"""Fewer are added up sooner than numpy is loaded."""


@frozen(eq=False)
class Table:
    """The sheets of claims in columns; claims, sources, voices and rows by number. What few rows have is kept by row.

    The rows of a claim that displace nothing, whoever said them, make one voice of nobody, the claim's last. A claim may
    have no rows: when nobody spoke of it, and where they are not enough.
    """

    sources: Sequence[str]
    claims: dict[str, int] = field(kw_only=True, factory=dict)
    hard: set[str] = field(kw_only=True, factory=set)
    """The claims for which rows are not enough."""
    known: "array[int]" = field(kw_only=True, factory=lambda: array("q"))
    """When each claim was first named."""
    rank: list[Rank] = field(kw_only=True, factory=list)
    """What claims are listed by."""
    happens: set[int] = field(kw_only=True, factory=set)
    """The claims of which an affirmation says when it happened."""
    amending: dict[int, bytes] = field(kw_only=True, factory=dict)
    """The ids of all that amends the reports of a claim, as they stand in its sheet's bytes."""
    latest: "array[int]" = field(kw_only=True, factory=lambda: array("q"))
    known_from: "array[int]" = field(kw_only=True, factory=lambda: array("q"))
    stance: "array[int]" = field(kw_only=True, factory=lambda: array("b"))
    earliest: dict[int, int] = field(kw_only=True, factory=dict)
    """The beginning of ``said`` where it is not its end, by row."""
    known_to: dict[int, int] = field(kw_only=True, factory=dict)
    """When a correction replaced it, by row."""
    retracted: dict[int, tuple[int, int]] = field(kw_only=True, factory=dict)
    """From when it no longer counts, said and recorded, by row."""
    row: "array[int]" = field(kw_only=True, factory=lambda: array("q", [0]))
    """Where the rows of each voice begin, and the end."""
    source: "array[int]" = field(kw_only=True, factory=lambda: array("i"))
    """Whose voice it is, by voice."""
    voice: "array[int]" = field(kw_only=True, factory=lambda: array("q", [0]))
    """Where the voices of each claim begin, and the end."""

    @classmethod
    def of(cls, packed: Iterable[tuple[str, bytes]], sources: Sequence[str]) -> "Table":
        """Return the table of sheets, given as bytes, by claim; ``sources`` are the names behind their numbers."""
        made = cls(sources)
        latest: list[bytes] = []
        known_from: list[bytes] = []
        stance: list[bytes] = []
        lengths: list[bytes] = []
        source: list[bytes] = []
        voices = array("q")
        begin, start = 0, HEAD.size
        for number, (claim, data) in enumerate(packed):
            known, kind, first, nth, flags, *counts = HEAD.unpack_from(data)
            a, b, c, d, e, f, g, h = spans(*counts)
            made.claims[claim] = number
            made.known.append(known)
            made.rank.append((kind, first, nth))
            latest.append(data[start:a])
            known_from.append(data[a:b])
            stance.append(data[b:c])
            lengths.append(data[c:d])
            source.append(data[d:e])
            voices.append((e - d) // 4)
            if flags & HARD:
                made.hard.add(claim)
            if flags & HAPPENS:
                made.happens.add(number)
            if f > e:
                made.earliest.update(one_each(data[e:f], begin))
            if g > f:
                made.known_to.update(one_each(data[f:g], begin))
            if h > g:
                made.retracted.update(two_each(data[g:h], begin))
            if len(data) > h:
                made.amending[number] = data[h:]
            begin += c - b
        made.latest.frombytes(b"".join(latest))
        made.known_from.frombytes(b"".join(known_from))
        made.stance.frombytes(b"".join(stance))
        made.source.frombytes(b"".join(source))
        add_up(array(TYPECODES["count"], b"".join(lengths)), made.row)
        add_up(voices, made.voice)
        return made

    def sheet(self, claim: str) -> Sheet | None:
        """Return the sheet of a claim; None for one that is not here."""
        number = self.claims.get(claim)
        if number is None:
            return None
        first, last = self.voice[number], self.voice[number + 1]
        begin, end = self.row[first], self.row[last]
        return Sheet(
            known=self.known[number],
            rank=self.rank[number],
            hard=claim in self.hard,
            happens=number in self.happens,
            amending=ids(self.amending.get(number, b"")),
            latest=self.latest[begin:end],
            known_from=self.known_from[begin:end],
            stance=self.stance[begin:end],
            count=array(TYPECODES["count"], (self.row[voice + 1] - self.row[voice] for voice in range(first, last))),
            source=self.source[first:last],
            earliest={row - begin: self.earliest[row] for row in range(begin, end) if row in self.earliest},
            known_to={row - begin: self.known_to[row] for row in range(begin, end) if row in self.known_to},
            retracted={row - begin: self.retracted[row] for row in range(begin, end) if row in self.retracted},
        )

    def voices(self, claim: int) -> range:
        """Return the voices of a claim."""
        return range(self.voice[claim], self.voice[claim + 1])

    def heard_from(self, sources: Collection[str]) -> set[str]:
        """Return the claims on which one of some sources took a side, or refused to."""
        numbers = {number for number, name in enumerate(self.sources) if name in sources} if sources else set()
        if not numbers:
            return set()
        claims = list(self.claims)
        return {claims[bisect_right(self.voice, voice) - 1] for voice, source in enumerate(self.source) if source in numbers}

    def last(self, voice: int, as_of: int, known_at: int, stance: int | None = None) -> int | None:
        """Return the last row of a voice that a cut shows, of any stance or of one."""
        first = self.row[voice]
        last = bisect_right(self.latest, as_of, first, self.row[voice + 1]) - 1
        while last >= first:
            if self.known_from[last] <= known_at < self.known_to.get(last, ENDLESS) and stance in (None, self.stance[last]):
                return last
            last -= 1
        return None

    def is_gone(self, row: int, as_of: int, known_at: int) -> bool:
        """Whether a row was retracted at a cut."""
        at = self.retracted.get(row)
        return at is not None and at[0] <= as_of and at[1] <= known_at

    def begins(self, row: int) -> int:
        """Return the beginning of a row's ``said``."""
        return self.earliest.get(row, self.latest[row])


def add_up(counts: "array[int]", ends: "array[int]") -> None:
    """Put in where each of some stretches ends, the first beginning at 0; by numpy where they are many and that is installed."""
    if len(counts) > _MANY:
        try:
            import numpy as np
        except ImportError:
            pass
        else:
            ends.frombytes(np.cumsum(np.frombuffer(counts, dtype=counts.typecode), dtype=np.int64).data.cast("B"))
            return
    ends.extend(accumulate(counts))
