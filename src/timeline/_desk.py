"""Desk: the book-keeping as known at a cut: sources, claims, how claims bear on each other, which origins are one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property

from attrs import field, frozen

from timeline._entry import Entry
from timeline._events import Bookkeeping, ClaimAdded, ClaimsRelated, OriginsLinked, Relation, SourceAdded

__all__ = ["Desk"]


@frozen(repr=False, eq=False)
class Desk:
    """What the desk has noted down; of several notes on one source or claim, the newest by (recorded, id) holds."""

    _sources: dict[str, SourceAdded] = field(factory=dict)
    _claims: dict[str, ClaimAdded] = field(factory=dict)
    relations: tuple[ClaimsRelated, ...] = ()
    links: tuple[OriginsLinked, ...] = ()
    _parties: Mapping[str, str] = field(factory=dict)
    """The party of each source that has one; an office the same."""
    _offices: Mapping[str, str] = field(factory=dict)
    _origins: dict[tuple[str, str], frozenset[str]] = field(init=False, factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Desk":
        """Return the desk that these entries make; entries of other kinds are passed over."""
        sources: dict[str, SourceAdded] = {}
        claims: dict[str, ClaimAdded] = {}
        relations: list[ClaimsRelated] = []
        links: list[OriginsLinked] = []
        notes = (entry for entry in entries if isinstance(entry.event, Bookkeeping))
        for entry in sorted(notes, key=lambda entry: entry.newest):
            match entry.event:
                case SourceAdded() as event:
                    sources[event.source] = event
                case ClaimAdded() as event:
                    claims[event.claim] = event
                case ClaimsRelated() as event:
                    relations.append(event)
                case OriginsLinked() as event:
                    links.append(event)
                case _:
                    pass
        parties = {source: known.party for source, known in sources.items() if known.party}
        offices = {source: known.office for source, known in sources.items() if known.office}
        return cls(sources, claims, tuple(relations), tuple(links), parties, offices)

    @classmethod
    def counting(
        cls,
        parties: Mapping[str, str],
        offices: Mapping[str, str],
        relations: Iterable[ClaimsRelated],
        links: Iterable[OriginsLinked],
    ) -> "Desk":
        """Return the desk that knows what counts, and nobody's name."""
        return cls({}, {}, tuple(relations), tuple(links), parties, offices)

    def source(self, source: str) -> SourceAdded | None:
        """Return what is known of a source, or None."""
        return self._sources.get(source)

    def claim(self, claim: str) -> ClaimAdded | None:
        """Return what is known of a claim, or None."""
        return self._claims.get(claim)

    def party(self, source: str) -> str:
        """Return a source's party; the source itself where none is known."""
        return self._parties.get(source, source)

    def group(self, source: str, by: str) -> str:
        """Return whom a source speaks for: its party, its office, or itself, where ``by`` is party, office or speaker."""
        if by == "party":
            return self._parties.get(source, source)
        return self._offices.get(source, source) if by == "office" else source

    def origin(self, source: str, by: str) -> frozenset[str]:
        """Return the one origin of a source's report that rests on nothing: whom the source speaks for."""
        if (source, by) not in self._origins:
            self._origins[source, by] = frozenset({self.group(source, by)})
        return self._origins[source, by]

    def bearing_on(self, claim: str) -> tuple[tuple[str, bool, bool], ...]:
        """Return (other claim, stance there, stance here) for every claim whose affirmation or denial bears on this one.

        True is affirm. What implies the claim affirms it; what it implies, denied, denies it, both through any number
        of steps; what it excludes, or is excluded by, and what implies that, denies it when affirmed.
        """
        narrower = self._reach(claim, up=False)
        wider = self._reach(claim, up=True)
        found = {(other, True, True) for other in narrower - {claim}}
        found |= {(other, False, False) for other in wider - {claim}}
        for mine in wider:
            for theirs in (*self._ends(mine, Relation.EXCLUDES, True), *self._ends(mine, Relation.EXCLUDES, False)):
                found |= {(other, True, False) for other in self._reach(theirs, up=False) - {claim}}
        return tuple(sorted(found))

    def conditions_of(self, claim: str) -> tuple[str, ...]:
        """Return the claims that are the condition of this one."""
        return tuple(sorted(set(self._ends(claim, Relation.CONDITION_OF, False))))

    def speakers(self, name: str) -> Sequence[str]:
        """Return the sources that speak for a party or an office."""
        return self._speakers.get(name, ())

    def links_on(self, names: Iterable[str]) -> tuple[OriginsLinked, ...]:
        """Return the links that name one of some origins, or one that another such link names, through any number of links."""
        found: dict[str, OriginsLinked] = {}
        seen: set[str] = set()
        new = set(self._near_links.intersection(names))
        while new:
            new = self._around(new)
            links = [link for name in new - seen for link in self._linked.get(name, ())]
            seen |= new
            found |= {link.id: link for link in links}
            new = {name for link in links for name in link.origins} - seen
        return tuple(found.values())

    def _reach(self, claim: str, *, up: bool) -> set[str]:
        """Return the claim with all that it implies (up), or with all that implies it."""
        reached, new = {claim}, {claim}
        while new:
            new = {end for name in new for end in self._ends(name, Relation.IMPLIES, up)} - reached
            reached |= new
        return reached

    def _ends(self, claim: str, relation: Relation, first: bool) -> list[str]:
        """Return what a claim is related to, where it is the first named of the two, or the other."""
        return self._related.get((claim, relation, first), [])

    @cached_property
    def linked(self) -> frozenset[str]:
        """Every name that a link names."""
        return frozenset(self._linked)

    def _around(self, names: Collection[str]) -> set[str]:
        """Return names with whom they speak for, and all that speak for these."""
        found = {*names, *(self.group(name, by) for name in names for by in ("party", "office"))}
        return found.union(*(self.speakers(name) for name in found))

    @cached_property
    def _near_links(self) -> frozenset[str]:
        """The names that have a link around them: what is around a name has it around itself."""
        return frozenset(self._around(self._linked))

    @cached_property
    def _speakers(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for source in dict.fromkeys((*self._parties, *self._offices)):
            for name in {self.group(source, "party"), self.group(source, "office")} - {source}:
                found.setdefault(name, []).append(source)
        return found

    @cached_property
    def _linked(self) -> Mapping[str, list[OriginsLinked]]:
        found: dict[str, list[OriginsLinked]] = {}
        for link in self.links:
            for name in link.origins:
                found.setdefault(name, []).append(link)
        return found

    @cached_property
    def _related(self) -> Mapping[tuple[str, Relation, bool], list[str]]:
        found: dict[tuple[str, Relation, bool], list[str]] = {}
        for one in self.relations:
            found.setdefault((one.claim, one.relation, True), []).append(one.other)
            found.setdefault((one.other, one.relation, False), []).append(one.claim)
        return found
