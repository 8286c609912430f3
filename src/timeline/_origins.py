"""Origins: whom a report is credited to, and which origins are one."""

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from timeline._desk import Desk
from timeline._events import UNKNOWN_SOURCE, OriginsLinked, Report
from timeline._live import Voice, Voices

__all__ = ["Credit", "Origin", "joined", "roots"]


@frozen(kw_only=True)
class Origin:
    """One independent origin and the live reports that are credited to it, in the order of statements.

    ``name`` is a party, office, source or evidence item; of linked ones the first by name, with all in ``members``.
    """

    name: str
    members: frozenset[str]
    reports: tuple[Report, ...]

    @property
    def named(self) -> bool:
        """Whether anybody stands behind it by name."""
        return self.members != {UNKNOWN_SOURCE}


class Credit:
    """Whom the reports on one claim are credited to (rule 4): what they rest on, else their own party."""

    __slots__ = ("_by", "_desk", "_releases", "_voices")

    def __init__(self, voices: Voices, desk: Desk, by: str) -> None:
        self._voices, self._desk, self._by, self._releases = voices, desk, by, voices.released

    def of(self, report: Report) -> frozenset[str]:
        """Return the origins of a report.

        The chain is followed: an item to its releaser, a source to what its word by the time of the report rests on.
        Where the chain only runs in a circle, the circle is one origin.
        """
        if not report.basis:
            return self._desk.origin(report.source, self._by)
        if (known := self._voices.credited.get(report.id)) is not None:
            return known
        ends: set[str] = set()
        words = self._words(report, ends)
        if not ends:
            circle = [word for word in words if word in self._words(word, set())]
            ends.add(min(self._end(word.source) for word in circle))
        return self._voices.credit(report, frozenset(ends), words)

    def rests_on(self, report: Report) -> tuple[Voice, ...]:
        """Return the voices on this claim that a report rests on, through any number of steps."""
        names = {*report.basis, *(name for word in self._words(report, set()) for name in word.basis)}
        return tuple(self._voices.voices[name] for name in sorted(names) if name in self._voices.voices)

    def _words(self, report: Report, ends: set[str]) -> set[Report]:
        """Return the words that a report rests on and that rest on others, through any number of steps.

        Where the chain ends, the origin is added to ``ends``.
        """
        reached: set[Report] = set()
        new = [report]
        while new:
            one = new.pop()
            for name in one.basis:
                word = None if name in self._releases else self._voices.word_of(name, one)
                if word is None or not word.basis:
                    ends.add(self._end(name))
                elif word not in reached:
                    reached.add(word)
                    new.append(word)
        return reached

    def joins(self, links: Iterable[OriginsLinked]) -> list[set[str]]:
        """Return the sets of origins that links join; a report's id stands for that report's origins here, the name of a
        party or an office for everybody who speaks for it.

        Of a report on another claim, or of one not told yet, nothing is known here but its name: what is linked with the
        same one is one origin all the same.
        """
        found = []
        for link in links:
            members: set[str] = set()
            for name in link.origins:
                if (report := self._voices.reports.get(name)) is not None:
                    members |= self.of(report)
                else:
                    members.add(self._end(name))
                    members |= {self._desk.group(source, self._by) for source in self._desk.speakers(name)}
            found.append(members)
        return found

    def _end(self, name: str) -> str:
        """Return the origin that a name stands for: an item's releaser, a source's party, or the name itself."""
        released = self._releases.get(name)
        return self._desk.group(released.source if released is not None else name, self._by)


def roots(links: Collection[Collection[str]]) -> dict[str, str]:
    """Return one name for all the origins that a link joins, through any number of links, by each of their names."""
    first: dict[str, str] = {}

    def find(name: str) -> str:
        while (above := first.get(name, name)) != name:
            name = above
        return name

    for members in links:
        ends = sorted({find(name) for name in members})
        for end in ends[1:]:
            first[end] = ends[0]
    return {name: find(name) for members in links for name in members}


def joined(credited: Collection[tuple[Report, frozenset[str]]], roots: Mapping[str, str]) -> tuple[Origin, ...]:
    """Return the origins of credited reports, by name; those with one of the `roots` are one."""
    reports: dict[str, dict[str, Report]] = {}
    members_of: dict[str, set[str]] = {}
    for report, names in credited:
        for name in names:
            root = roots.get(name, name)
            if root in reports:
                reports[root][report.id] = report
                members_of[root].add(name)
            else:
                reports[root] = {report.id: report}
                members_of[root] = {name}
    named = sorted((min(members), root) for root, members in members_of.items())
    return tuple([_origin(name, members_of[root], reports[root].values()) for name, root in named])


def _origin(name: str, members: Iterable[str], reports: Collection[Report]) -> Origin:
    in_order = tuple(reports) if len(reports) == 1 else tuple(sorted(reports, key=lambda report: report.order))
    return Origin(name=name, members=frozenset(members), reports=in_order)
