"""Layout: the voices of a table's plain claims, those of a party beside each other, for one way to say who speaks for whom."""

from array import array
from collections.abc import Iterable

from attrs import field, frozen

from timeline.bulk._rows import AFFIRM, DENY
from timeline.bulk._sheet import NOBODY
from timeline.bulk._table import Table

__all__ = ["Layout"]


@frozen(eq=False)
class Layout:
    """Some claims of a table with their voices by party; claims by their place here, groups by number.

    What displaces nothing is a party of its own in each claim, the last, of no group.
    """

    table: Table
    claims: tuple[str, ...]
    order: "array[int]" = field(init=False, factory=lambda: array("q"))
    """The voices, party by party."""
    group: "array[int]" = field(init=False, factory=lambda: array("q"))
    """The group of each party, -1 for none."""
    voice: "array[int]" = field(init=False, factory=lambda: array("q", [0]))
    """Where the voices of each party of a claim begin in that order, and the end."""
    party: "array[int]" = field(init=False, factory=lambda: array("q", [0]))
    """Where the parties of each claim begin, and the end."""
    groups: dict[str, int] = field(init=False, factory=dict)

    @classmethod
    def of(cls, table: Table, claims: Iterable[str], groups: Iterable[str]) -> "Layout":
        """Return the layout of some claims of a table; ``groups`` are those of its sources, by number."""
        made = cls(table, tuple(claims))
        group_of = [made.groups.setdefault(name, len(made.groups)) for name in groups]
        for claim in made.claims:
            parties: dict[int, list[int]] = {}
            for voice in table.voices(table.claims[claim]):
                source = table.source[voice]
                parties.setdefault(NOBODY if source == NOBODY else group_of[source], []).append(voice)
            for group, voices in parties.items():
                made.group.append(group)
                made.order.extend(voices)
                made.voice.append(len(made.order))
            made.party.append(len(made.group))
        return made

    def sides(self, place: int, as_of: int, known_at: int) -> tuple[list[int], list[int], bool]:
        """Return what a cut shows of one claim: the groups that affirm it, those that deny it, whether anything was said."""
        affirming: list[int] = []
        denying: list[int] = []
        heard = False
        for party in range(self.party[place], self.party[place + 1]):
            rows: list[int] = []
            for at in range(self.voice[party], self.voice[party + 1]):
                last = self.table.last(self.order[at], as_of, known_at)
                heard = heard or last is not None
                if last is not None and not self.table.is_gone(last, as_of, known_at):
                    rows.append(last)
            affirms, denies = self.stands(rows)
            if affirms:
                affirming.append(self.group[party])
            if denies:
                denying.append(self.group[party])
        return affirming, denying, heard

    def stands(self, rows: Iterable[int]) -> tuple[bool, bool]:
        """Return whether a party affirms and whether it denies, by the last words of its voices that were not taken back."""
        affirms: list[int] = []
        denials: list[int] = []
        for row in rows:
            if self.table.stance[row] == AFFIRM:
                affirms.append(row)
            elif self.table.stance[row] == DENY:
                denials.append(row)
        if not affirms or not denials:
            return bool(affirms), bool(denials)
        return not self._overtaken(affirms, denials), not self._overtaken(denials, affirms)

    def only_retracted(self, place: int, as_of: int, known_at: int) -> bool:
        """Whether there were affirmations, and every source's last one was retracted."""
        found = False
        for voice in self.table.voices(self.table.claims[self.claims[place]]):
            last = self.table.last(voice, as_of, known_at, AFFIRM)
            if last is not None:
                if not self.table.is_gone(last, as_of, known_at):
                    return False
                found = True
        return found

    def _overtaken(self, rows: list[int], others: list[int]) -> bool:
        """Whether each of a party's rows on one side is certainly earlier than one of its rows on the other."""
        return max(self.table.latest[row] for row in rows) < max(map(self.table.begins, others))
