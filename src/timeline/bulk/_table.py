"""Table: the rows of all claims in columns, a claim's voices together, a voice's rows in the order of statements."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable

from attrs import field, frozen

from timeline.bulk._rows import ENDLESS, NEITHER, Row, Rows

__all__ = ["NOBODY", "Table"]

NOBODY = -1
"""The number that stands for the source of what displaces nothing."""


@frozen(eq=False)
class Table:
    """Rows in columns; claims, sources, voices and rows by number. What few rows have is kept by row.

    The rows of a claim that displace nothing, whoever said them, make one voice of nobody, the claim's last.
    """

    hard: frozenset[str]
    """The claims for which rows are not enough."""
    latest: "array[int]" = field(init=False, factory=lambda: array("q"))
    known_from: "array[int]" = field(init=False, factory=lambda: array("q"))
    stance: "array[int]" = field(init=False, factory=lambda: array("b"))
    earliest: dict[int, int] = field(init=False, factory=dict)
    """The beginning of ``said`` where it is not its end, by row."""
    known_to: dict[int, int] = field(init=False, factory=dict)
    """When a correction replaced it, by row."""
    retracted: dict[int, tuple[int, int]] = field(init=False, factory=dict)
    """From when it no longer counts, said and recorded, by row."""
    row: "array[int]" = field(init=False, factory=lambda: array("q", [0]))
    """Where the rows of each voice begin, and the end."""
    source: "array[int]" = field(init=False, factory=lambda: array("q"))
    """Whose voice it is, by voice."""
    voice: "array[int]" = field(init=False, factory=lambda: array("q", [0]))
    """Where the voices of each claim begin, and the end."""
    claims: dict[str, int] = field(init=False, factory=dict)
    sources: dict[str, int] = field(init=False, factory=dict)

    @classmethod
    def of(cls, rows: Rows) -> "Table":
        """Return the table of all rows."""
        made = cls(frozenset(rows.hard))
        for claim, said in rows.by_claim.items():
            made._add(claim, said)
        return made

    def voices(self, claim: int) -> range:
        """Return the voices of a claim."""
        return range(self.voice[claim], self.voice[claim + 1])

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

    def _add(self, claim: str, rows: Iterable[Row]) -> None:
        voices: dict[str, list[Row]] = {}
        neither: list[Row] = []
        for row in rows:
            (neither if row.stance == NEITHER else voices.setdefault(row.source, [])).append(row)
        self.claims[claim] = len(self.claims)
        for source, said in voices.items():
            self._speak(self.sources.setdefault(source, len(self.sources)), said)
        if neither:
            self._speak(NOBODY, neither)
        self.voice.append(len(self.source))

    def _speak(self, source: int, rows: Iterable[Row]) -> None:
        for row in rows:
            number = len(self.latest)
            self.latest.append(row.latest)
            self.known_from.append(row.known_from)
            self.stance.append(row.stance)
            if row.earliest < row.latest:
                self.earliest[number] = row.earliest
            if row.known_to < ENDLESS:
                self.known_to[number] = row.known_to
            if row.retracted is not None:
                self.retracted[number] = row.retracted
        self.row.append(len(self.latest))
        self.source.append(source)
