"""Origins: whom a report is credited to, and which origins are one."""

from collections.abc import Collection, Container

from attrs import frozen

from timeline._desk import Desk
from timeline._events import UNKNOWN_SOURCE, Report
from timeline._live import Voice, Voices

__all__ = ["Credit", "Origin", "joined"]


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

        The chain is followed: an item to its releaser, a source to what its own reports on the claim rest on and, where
        it also speaks on its own account, to itself. Where the chain only runs in a circle, the circle is one origin.
        """
        if not report.basis:
            return frozenset({self._desk.group(report.source, self._by)})
        ends: set[str] = set()
        seen = self._reach(report.basis)
        for name in seen:
            if name in self._releases or name in self._voices.own or not self._rests_on(name):
                ends.add(self._end(name))
        if not ends:
            ends.add(min(self._end(name) for name in seen if name in self._reach(self._rests_on(name))))
        return frozenset(ends)

    def rests_on(self, report: Report) -> tuple[Voice, ...]:
        """Return the voices on this claim that a report rests on, through any number of steps."""
        voices = self._voices.voices
        return tuple(voices[name] for name in self._reach(report.basis) if name in voices)

    def links(self, on_file: Container[str]) -> list[set[str]]:
        """Return the sets of origins that the desk has joined; a report's id stands for that report's origins here.

        ``on_file`` has every event's id: the id of a report on another claim, or of one not told yet, joins nothing here.
        """
        found = []
        for link in self._desk.links:
            members: set[str] = set()
            for name in link.origins:
                if (report := self._voices.reports.get(name)) is not None:
                    members |= self.of(report)
                elif name not in on_file:
                    members.add(self._end(name))
            found.append(members)
        return found

    def _end(self, name: str) -> str:
        """Return the origin that a name stands for: an item's releaser, a source's party, or the name itself."""
        released = self._releases.get(name)
        return self._desk.group(released.source if released is not None else name, self._by)

    def _rests_on(self, name: str) -> Collection[str]:
        return () if name in self._releases else self._voices.basis.get(name, ())

    def _reach(self, names: Collection[str]) -> set[str]:
        """Return the names with all that they rest on, through any number of steps."""
        reached: set[str] = set()
        new = set(names)
        while new:
            reached |= new
            new = {further for name in new for further in self._rests_on(name)} - reached
        return reached


def joined(
    credited: Collection[tuple[Report, frozenset[str]]], links: Collection[Collection[str]]
) -> tuple[Origin, ...]:
    """Return the origins of credited reports, by name; origins that a link joins, through any number of links, are one."""
    first: dict[str, str] = {}

    def find(name: str) -> str:
        while (above := first.get(name, name)) != name:
            name = above
        return name

    for members in links:
        roots = sorted({find(name) for name in members})
        for root in roots[1:]:
            first[root] = roots[0]
    reports: dict[str, dict[str, Report]] = {}
    members_of: dict[str, set[str]] = {}
    for report, names in credited:
        for name in names:
            root = find(name)
            reports.setdefault(root, {})[report.id] = report
            members_of.setdefault(root, set()).add(name)
    return tuple(
        Origin(
            name=min(members_of[root]),
            members=frozenset(members_of[root]),
            reports=tuple(sorted(reports[root].values(), key=lambda report: report.order)),
        )
        for root in sorted(reports, key=lambda root: min(members_of[root]))
    )
