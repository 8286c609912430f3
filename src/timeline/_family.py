"""Family: a report with all that was said of it later, and what it is after that."""

from attrs import evolve, field, frozen

from timeline._admission import versions_of
from timeline._desk import Desk
from timeline._entry import Entry
from timeline._events import Clarification, Correction, Report, Retraction, reports_in

__all__ = ["Family"]


@frozen(eq=False)
class Family:
    """A report with all that was said of it later: corrections, clarifications, retractions, each in (recorded, id) order."""

    original: Entry
    corrections: tuple[Entry, ...] = ()
    clarifications: tuple[Entry, ...] = ()
    retractions: tuple[Entry, ...] = ()
    report: Report | None = field(init=False)

    def __attrs_post_init__(self) -> None:
        amended = self.corrections or self.clarifications
        object.__setattr__(self, "report", self._effective() if amended else self.original.event)

    def _effective(self) -> Report | None:
        """Return the report as it should be, or None where the record was void.

        The newest correction holds; one that would move the report to another source or claim has no effect. A
        clarification changes the words of what was on record before it, so a later correction ends it.
        """
        original = self.original.event
        assert isinstance(original, Report)
        report: Report | None = original
        since: tuple[int, str] | None = None
        if self.correction is not None and isinstance(self.correction.event, Correction):
            report, since = self.correction.event.report, self.correction.newest
        for entry in self.clarifications:
            event = entry.event
            assert isinstance(event, Clarification)
            if report is not None and (since is None or entry.newest >= since):
                report = evolve(
                    report,
                    quote=event.quote,
                    lang=event.lang or report.lang,
                    url=event.url or report.url,
                    id=report.id,
                )
        return report

    @property
    def correction(self) -> Entry | None:
        """The correction that holds: the newest that does not move the report to another source or claim."""
        for entry in reversed(self.corrections):
            if isinstance(entry.event, Correction) and not self.misfiled(entry.event):
                return entry
        return None

    def misfiled(self, correction: Correction) -> bool:
        """Whether a correction would move the report to another source or claim; such a one has no effect."""
        first, fixed = self.original.event, correction.report
        return fixed is not None and isinstance(first, Report) and (fixed.source, fixed.claim) != (first.source, first.claim)

    def foreign(self, retraction: Entry, desk: Desk) -> bool:
        """Whether a retraction is by another party than the one that said it; such a one has no effect."""
        first, event = self.original.event, retraction.event
        assert isinstance(first, Report)
        assert isinstance(event, Retraction)
        return desk.party(event.source) != desk.party(first.source)

    def retraction(self, desk: Desk) -> Entry | None:
        """Return the first retraction, in the order of statements, by the report's source or its party; else None."""
        own = [entry for entry in self.retractions if not self.foreign(entry, desk)]
        return min(own, key=lambda entry: entry.event.order, default=None)  # type: ignore[union-attr]  # retractions

    @property
    def versions(self) -> tuple[str, ...]:
        """The ids by which the report can be named: its own, and those of its corrections and of what they bring."""
        if not self.corrections:
            return (self.original.id,)
        found = [self.original.id]
        for entry in self.corrections:
            event = entry.event
            assert isinstance(event, Correction)
            found += versions_of(event)
        return tuple(dict.fromkeys(found))

    @property
    def reports(self) -> tuple[Report, ...]:
        """Every version of the report that was ever on record, misfiled ones too."""
        if not self.corrections:
            return reports_in(self.original.event)
        return tuple(report for entry in (self.original, *self.corrections) for report in reports_in(entry.event))

    @property
    def told(self) -> Report:
        """The report by whose ``said`` the family is cut: as it should be, or as it was where the record was void."""
        first = self.original.event
        assert isinstance(first, Report)
        return self.report or first

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The report and all its amendments."""
        return (self.original, *self.corrections, *self.clarifications, *self.retractions)

    @property
    def by_id(self) -> dict[str, Entry]:
        """The same by id."""
        return {entry.event.id: entry for entry in self.entries}
