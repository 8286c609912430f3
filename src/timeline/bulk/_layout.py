"""Layout: rows in columns, sorted so that a voice's rows lie together in order, a party's voices, a claim's parties."""

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from attrs import field, frozen

from timeline._desk import Desk
from timeline.bulk._rows import AFFIRM, DENY, ENDLESS, NEITHER, Row

__all__ = ["Layout"]


@frozen(eq=False)
class Layout:
    """The rows of the plain claims in columns, for one way to say for whom a voice speaks; claims and groups by number.

    Rows that displace nothing make one voice of their own in each claim, the last, of no group.
    """

    claims: tuple[str, ...]
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
    group: "array[int]" = field(init=False, factory=lambda: array("q"))
    """The group of each party, -1 for none."""
    voice: "array[int]" = field(init=False, factory=lambda: array("q", [0]))
    """Where the voices of each party of a claim begin, and the end."""
    party: "array[int]" = field(init=False, factory=lambda: array("q", [0]))
    """Where the parties of each claim begin, and the end."""
    groups: dict[str, int] = field(init=False, factory=dict)

    @classmethod
    def of(cls, by_claim: Mapping[str, Iterable[Row]], claims: Iterable[str], desk: Desk, by: str) -> "Layout":
        """Return the layout of some claims' rows, each claim's in the order of statements; a claim may have none."""
        made = cls(tuple(claims))
        group_of: dict[str, str] = {}
        for claim in made.claims:
            parties: dict[str | None, dict[str, list[Row]]] = {}
            neither: list[Row] = []
            for row in by_claim.get(claim, ()):
                if row.stance == NEITHER:
                    neither.append(row)
                else:
                    if row.source not in group_of:
                        group_of[row.source] = desk.group(row.source, by)
                    parties.setdefault(group_of[row.source], {}).setdefault(row.source, []).append(row)
            if neither:
                parties[None] = {"": neither}
            made._add(parties)
        return made

    def _add(self, parties: Mapping[str | None, Mapping[str, list[Row]]]) -> None:
        """Add a claim."""
        for party, voices in parties.items():
            self.group.append(-1 if party is None else self.groups.setdefault(party, len(self.groups)))
            for rows in voices.values():
                for row in rows:
                    self._append(row)
                self.row.append(len(self.latest))
            self.voice.append(len(self.row) - 1)
        self.party.append(len(self.group))

    def _append(self, row: Row) -> None:
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

    def sides(self, claim: int, as_of: int, known_at: int) -> tuple[list[int], list[int], bool]:
        """Return what a cut shows of one claim: the groups that affirm it, those that deny it, whether anything was said."""
        affirming: list[int] = []
        denying: list[int] = []
        heard = False
        for party in range(self.party[claim], self.party[claim + 1]):
            affirms: list[int] = []
            denials: list[int] = []
            for voice in range(self.voice[party], self.voice[party + 1]):
                last = self._last(voice, as_of, known_at)
                heard = heard or last is not None
                if last is None or self.is_gone(last, as_of, known_at):
                    continue
                if self.stance[last] == AFFIRM:
                    affirms.append(last)
                elif self.stance[last] == DENY:
                    denials.append(last)
            if affirms and not self._overtaken(affirms, denials):
                affirming.append(self.group[party])
            if denials and not self._overtaken(denials, affirms):
                denying.append(self.group[party])
        return affirming, denying, heard

    def only_retracted(self, claim: int, as_of: int, known_at: int) -> bool:
        """Whether there were affirmations, and every source's last one was retracted."""
        found = False
        for voice in range(self.voice[self.party[claim]], self.voice[self.party[claim + 1]]):
            last = self._last(voice, as_of, known_at, AFFIRM)
            if last is not None:
                if not self.is_gone(last, as_of, known_at):
                    return False
                found = True
        return found

    def _last(self, voice: int, as_of: int, known_at: int, stance: int | None = None) -> int | None:
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

    def _overtaken(self, rows: list[int], others: list[int]) -> bool:
        """Whether each of a party's rows on one side is certainly earlier than one of its rows on the other."""
        return bool(others) and max(self.latest[row] for row in rows) < max(
            self.earliest.get(row, self.latest[row]) for row in others
        )
