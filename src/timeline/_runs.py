"""Runs: entries as they were appended, in runs of doubling size that later timelines share, to look things up in."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from attrs import frozen

from timeline._admission import versions_of
from timeline._entry import Entry
from timeline._events import Clarification, Correction, Report, Retraction, SourceAdded

__all__ = ["Run", "Runs", "merged"]


@frozen(eq=False)
class Run:
    """Some entries that were appended one after the other, with what the next append has to look up."""

    by_id: Mapping[str, Entry]
    noted: Mapping[str, list[Entry]]
    corrected: Mapping[str, list[Entry]]
    amending: Mapping[str, list[Entry]]

    @classmethod
    def of(cls, by_id: Mapping[str, Entry]) -> "Run":
        noted: dict[str, list[Entry]] = {}
        corrected: dict[str, list[Entry]] = {}
        amending: dict[str, list[Entry]] = {}
        for entry in by_id.values():
            match entry.event:
                case Report():
                    pass
                case SourceAdded() as event:
                    noted.setdefault(event.source, []).append(entry)
                case Correction() as event:
                    amending.setdefault(event.of, []).append(entry)
                    for version in versions_of(event):
                        corrected.setdefault(version, []).append(entry)
                case Clarification() | Retraction() as event:
                    amending.setdefault(event.of, []).append(entry)
                case _:
                    pass
        return cls(by_id, noted, corrected, amending)

    def and_then(self, later: "Run") -> "Run":
        """Return this run and a later one as one."""
        noted, corrected, amending = (
            {**one, **{name: [*one.get(name, ()), *entries] for name, entries in two.items()}}
            for one, two in (
                (self.noted, later.noted),
                (self.corrected, later.corrected),
                (self.amending, later.amending),
            )
        )
        return Run({**self.by_id, **later.by_id}, noted, corrected, amending)

    @cached_property
    def retracting(self) -> Mapping[str, list[Entry]]:
        """The retractions, by who retracts."""
        found: dict[str, list[Entry]] = {}
        for entries in self.amending.values():
            for entry in entries:
                if isinstance(entry.event, Retraction):
                    found.setdefault(entry.event.source, []).append(entry)
        return found

    @cached_property
    def said(self) -> Mapping[str, list[str]]:
        """The ids of the reports, by source."""
        found: dict[str, list[str]] = {}
        for entry in self.by_id.values():
            if isinstance(entry.event, Report):
                found.setdefault(entry.event.source, []).append(entry.id)
        return found


@frozen(eq=False)
class Runs:
    """The runs of a timeline as the log that admission looks things up in."""

    runs: tuple[Run, ...]

    def entry(self, event_id: str) -> Entry | None:
        return next((run.by_id[event_id] for run in self.runs if event_id in run.by_id), None)

    def corrections(self, version: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.corrected.get(version, ()))

    def amendments(self, of: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.amending.get(of, ()))

    def retractions(self, source: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.retracting.get(source, ()))

    def reports(self, source: str) -> Iterator[str]:
        return (report for run in self.runs for report in run.said.get(source, ()))

    def notes(self, source: str) -> Iterator[Entry]:
        return (entry for run in self.runs for entry in run.noted.get(source, ()))


def merged(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Unite the last runs while the last is not smaller than the one before it, so that their number stays logarithmic."""
    keep = list(runs)
    while len(keep) > 1 and len(keep[-1].by_id) >= len(keep[-2].by_id):
        last, before = keep.pop(), keep.pop()
        keep.append(before.and_then(last))
    return tuple(keep)
