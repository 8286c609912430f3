"""Tables: a timeline and a story as rows of plain values, for databases and data frames."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import Any, Final

from timeline import PolicyLike, Report, SourceAdded, State, Story, Timeline, Unrecognized, When, fold
from timeline._family import Family
from timeline._words import figures_text, sentence, standing_text
from timeline.codecs import TYPES, encode
from timeline.views._columns import COLUMNS
from timeline.views._periods import periods
from timeline.views._rows import Rows

__all__ = ["TABLES", "rows"]

Row = Sequence[Any]
_TYPES = {kind: name for name, kind in TYPES.items()}


def rows(of: Story | Timeline, table: str = "reports", *, policy: PolicyLike | None = None) -> Rows:
    """Return a story's claims, or one table of a timeline, as rows.

    Tables are sources, claims, reports, entries, transitions and status; the last has how each claim stood for every
    stretch of both clocks, and may take its time. Raises `ValueError` for a table that is none of these.
    """
    if isinstance(of, Story):
        return Rows(COLUMNS["story"], _story(of))
    if table not in TABLES:
        raise ValueError(f"{table!r} is not a table; give one of {', '.join(TABLES)}")
    return Rows(COLUMNS[table], TABLES[table](of, policy))


def _story(story: Story) -> Iterator[Row]:
    for claim in story.values():
        verdict = claim.verdict
        yield (
            claim.id,
            claim.text,
            claim.status.value,
            claim.label,
            verdict.finding.value if verdict else None,
            verdict.by if verdict else None,
            figures_text(claim.figures),
            claim.because_text,
            _text(claim.since),
            None if claim.since is None else claim.since.latest_us,
        )


def _sources(timeline: Timeline, _: PolicyLike | None) -> Iterator[Row]:
    state = fold(timeline)
    named = [entry.event.source for entry in timeline if isinstance(entry.event, SourceAdded | Report)]
    for source in dict.fromkeys(named):
        known = state.desk.source(source)
        yield (source, *((known.name, known.party, known.office, known.tz) if known else (None,) * 4))


def _claims(timeline: Timeline, _: PolicyLike | None) -> Iterator[Row]:
    state = fold(timeline)
    for claim in state.claims:
        known = state.desk.claim(claim)
        due = known.due if known else None
        yield (claim, known.text if known else None, bool(known and known.future), _text(due), due and due.latest_us)


def _reports(timeline: Timeline, _: PolicyLike | None) -> Iterator[Row]:
    state = fold(timeline)
    for entry in timeline:
        if isinstance(entry.event, Report):
            family = state.families[entry.id]
            yield _report(entry.id, family, state, family.report or entry.event)


def _report(ident: str, family: Family, state: State, report: Report) -> Row:
    figure = report.quantity
    recorded = family.original.recorded
    return (
        ident,
        report.source,
        report.claim,
        report.stance.value,
        report.certainty.value if report.certainty else None,
        report.reason.value if report.reason else None,
        str(report.said),
        report.said.words,
        report.said.earliest_us,
        report.said.latest_us,
        *(_text(when) for when in (report.published, report.happened, report.up_to)),
        report.quote,
        *((figure.words, _real(figure.low), _real(figure.high), figure.strict) if figure else (None,) * 4),
        *((figure.unit, figure.of) if figure else (None,) * 2),
        report.kind,
        *(json.dumps(ids, ensure_ascii=False) for ids in (report.via, report.basis, report.cites, report.evidence)),
        report.url,
        report.lang,
        bool(family.corrections),
        family.report is None,
        family.retraction(state.desk) is not None,
        recorded.text,
        recorded.latest_us,
    )


def _entries(timeline: Timeline, _: PolicyLike | None) -> Iterator[Row]:
    for entry in timeline:
        event = entry.event
        kind = event.type if isinstance(event, Unrecognized) else _TYPES[type(event)]
        yield (entry.position, entry.id, kind, encode(entry).decode(), entry.recorded.text, entry.recorded_us)


def _transitions(timeline: Timeline, policy: PolicyLike | None) -> Iterator[Row]:
    story = timeline.replay(policy=policy)
    for move in story.transitions(as_logged=True):
        statuses = (move.before.status.value, move.after.status.value)
        words = (standing_text(move.before), standing_text(move.after))
        why = (move.cause.id, sentence(move.cause.event, story.state))
        yield (move.claim, *statuses, *words, *why, str(move.at), move.at.latest_us)


def _status(timeline: Timeline, policy: PolicyLike | None) -> Iterator[Row]:
    for period in periods(timeline, policy=policy):
        found = period.answer
        clocks = (period.said_from, period.said_to, period.known_from, period.known_to)
        yield (
            period.claim,
            found.status.value,
            found.verdict,
            found.verdict_by,
            found.figures,
            found.because,
            json.dumps(found.reports, ensure_ascii=False),
            found.up_to,
            found.internal,
            found.admitted,
            found.retreated,
            found.needs_review,
            *(value for clock in clocks for value in (clock, None if clock is None else When.at(clock).text)),
        )


def _text(when: When | None) -> str | None:
    return None if when is None else str(when)


def _real(number: float | None) -> float | None:
    return None if number is None else float(number)


TABLES: Final = MappingProxyType[str, Callable[[Timeline, PolicyLike | None], Iterable[Row]]](
    {
        "sources": _sources,
        "claims": _claims,
        "reports": _reports,
        "entries": _entries,
        "transitions": _transitions,
        "status": _status,
    }
)
"""What makes the rows of each table of a timeline."""
