"""Book: what is noted of sources, of how claims bear on each other and of which origins are one, as far as statuses ask."""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from operator import itemgetter
from typing import TypeAlias

from attrs import asdict, field, frozen

from timeline import UNKNOWN_SOURCE, ClaimsRelated, OriginsLinked
from timeline._desk import Desk
from timeline.bulk._rows import ENDLESS

__all__ = ["Book", "Link", "Note", "Noted", "Relation"]

Note: TypeAlias = tuple[int, str, str, str | None, str | None]
"""When it was recorded, its id, the source, its party, its office."""
Link: TypeAlias = tuple[int, str, tuple[str, ...]]
"""When it was recorded, its id, the origins that are one."""
Relation: TypeAlias = tuple[int, str, str, str, str]
"""When it was recorded, its id, the claim, how it bears on the other, the other."""


@frozen(eq=False)
class Noted:
    """Who speaks for whom, as noted at a moment; of several notes on one source the newest holds."""

    parties: dict[str, str] = field(init=False, factory=dict)
    offices: dict[str, str] = field(init=False, factory=dict)

    @classmethod
    def of(cls, notes: Iterable[Note]) -> "Noted":
        """Return what notes come to."""
        newest = {note[2]: note for note in sorted(notes, key=itemgetter(0, 1))}
        made = cls()
        made.parties.update({source: party for source, (_, _, _, party, _) in newest.items() if party})
        made.offices.update({source: office for source, (_, _, _, _, office) in newest.items() if office})
        return made

    def group(self, source: str, by: str) -> str:
        """Return whom a source speaks for: its party, its office or itself."""
        if by == "party":
            return self.parties.get(source, source)
        return self.offices.get(source, source) if by == "office" else source

    def speakers(self, name: str) -> Sequence[str]:
        """Return the sources that speak for a party or an office."""
        return self._speakers.get(name, ())

    @cached_property
    def _speakers(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for names in (self.parties, self.offices):
            for source, name in names.items():
                if name != source:
                    found.setdefault(name, []).append(source)
        return found


@frozen(eq=False, kw_only=True)
class Book:
    """What a log notes beside the reports, in plain values."""

    entries: int = 0
    """How many entries it was made from."""
    sources: Mapping[str, int] = field(factory=dict)
    """The number of each source that spoke."""
    spoke: Mapping[str, int] = field(factory=dict)
    """When each was first heard."""
    notes: tuple[Note, ...] = ()
    links: tuple[Link, ...] = ()
    relations: tuple[Relation, ...] = ()
    waiting: Mapping[str, tuple[str, ...]] = field(factory=dict)
    """The ids that each amendment names or brings whose report has not come yet, by the id of the amendment."""
    all_told: bool = False
    """Whether a link bears on evidence, so that no claim is told by rows."""

    def pack(self) -> bytes:
        """Return the book as bytes."""
        return json.dumps(asdict(self, recurse=False), ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def unpack(cls, data: bytes) -> "Book":
        """Return the book of its bytes."""
        said = json.loads(data)
        said["notes"] = tuple(map(tuple, said["notes"]))
        said["relations"] = tuple(map(tuple, said["relations"]))
        said["links"] = tuple((recorded, ident, tuple(origins)) for recorded, ident, origins in said["links"])
        said["waiting"] = {ident: tuple(ids) for ident, ids in said["waiting"].items()}
        return cls(**said)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The sources by number."""
        return tuple(self.sources)

    @cached_property
    def now(self) -> Noted:
        """Who speaks for whom by all notes."""
        return Noted.of(self.notes)

    @cached_property
    def linked(self) -> frozenset[str]:
        """Every name that a link names."""
        return frozenset(name for _, _, origins in self.links for name in origins)

    @cached_property
    def awaited(self) -> frozenset[str]:
        """Every id that an amendment names or brings whose report has not come yet."""
        return frozenset(ident for ids in self.waiting.values() for ident in ids)

    @cached_property
    def related(self) -> frozenset[str]:
        """The claims that bear on each other."""
        return frozenset(claim for _, _, one, _, other in self.relations for claim in (one, other))

    def shifting(self, among: Iterable[str]) -> set[str]:
        """Return those of some sources whose party or office is not the same at all times at which they speak, or is nobody's."""
        noted, spoke = self._notes_on, self.spoke
        there = (source for source in among if source in noted and source in spoke)
        return {source for source in there if _shifts(source, noted[source], spoke[source])}

    @cached_property
    def _notes_on(self) -> Mapping[str, list[Note]]:
        """The notes by source."""
        found: dict[str, list[Note]] = {}
        for note in self.notes:
            found.setdefault(note[2], []).append(note)
        return found

    def nth(self, known_at: int) -> int:
        """Return the number of what `joined` tells of a moment, the same for all moments between two notes."""
        return bisect_right(self._moments, known_at) if self.links else 0

    def joined(self, known_at: int) -> tuple[Noted, tuple[Link, ...]]:
        """Return what a moment knew of who speaks for whom, and the links; without links, who speaks for whom by all notes."""
        if not self.links:
            return self.now, ()
        return self._noted(known_at), tuple(sorted((link for link in self.links if link[0] <= known_at), key=itemgetter(0, 1)))

    def _noted(self, known_at: int) -> Noted:
        known = [note for note in self.notes if note[0] <= known_at]
        return self.now if len(known) == len(self.notes) else Noted.of(known)

    def desk(self, known_at: int) -> Desk:
        """Return the desk as known at a moment, with all that the status of a claim asks of it; one for each count of notes."""
        count = bisect_right(self._moments, known_at)
        if count not in self._desks:
            self._desks[count] = self._desk(known_at)
        return self._desks[count]

    @cached_property
    def last_desk(self) -> Desk:
        """The desk by all notes."""
        return self._desk(ENDLESS)

    def _desk(self, known_at: int) -> Desk:
        noted = self._noted(known_at)
        relations = [
            ClaimsRelated(claim=claim, relation=relation, other=other, id=ident)
            for recorded, ident, claim, relation, other in sorted(self.relations, key=lambda one: one[:2])
            if recorded <= known_at
        ]
        links = [
            OriginsLinked(origins=origins, id=ident)
            for recorded, ident, origins in sorted(self.links, key=lambda one: one[:2])
            if recorded <= known_at
        ]
        return Desk.counting(noted.parties, noted.offices, relations, links)

    @cached_property
    def _moments(self) -> list[int]:
        return sorted(one[0] for one in chain[Note | Link | Relation](self.notes, self.links, self.relations))

    @cached_property
    def _desks(self) -> dict[int, Desk]:
        return {}


def _shifts(source: str, notes: list[Note], spoke: int) -> bool:
    """Whether the desk took a source for somebody else's at some time since it spoke, or for nobody's."""
    groups = {(party or source, office or source) for _, _, _, party, office in notes}
    unnamed = any(UNKNOWN_SOURCE in group for group in groups)
    return unnamed or len(groups) > 1 or (min(note[0] for note in notes) > spoke and groups != {(source, source)})
