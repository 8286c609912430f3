"""What of a timeline a sheet holds: its reports as they stand, a row each; all else is named."""

from collections import Counter
from collections.abc import Iterator

from attrs import frozen

from timeline import (
    ClaimAdded,
    Clarification,
    Correction,
    Entry,
    Report,
    Retraction,
    SourceAdded,
    State,
    Timeline,
    Unrecognized,
    fold,
)
from timeline._family import Family
from timeline.codecs._records import TYPES
from timeline.codecs.sheet._cells import listed, when_cell
from timeline.codecs.sheet._columns import TIMES

__all__ = ["Export", "exported", "reports_as_they_stand"]

_NAMES = {kind: name for name, kind in TYPES.items()}


@frozen(kw_only=True)
class Export:
    """A file's bytes, and what the format could not hold, a sentence each."""

    data: bytes
    left_out: tuple[str, ...]


def exported(timeline: Timeline) -> tuple[list[dict[str, str]], tuple[str, ...]]:
    """Return the rows of a sheet, by column, and what they cannot hold."""
    state = fold(timeline)
    reports, left_out = reports_as_they_stand(timeline, state)
    rows = [_row(report, entry, state) for report, entry in reports]
    spoken = {name for report, _ in reports for name in (("source", report.source), ("claim", report.claim))}
    return rows, (*left_out, *_lost_notes(timeline, state, spoken), *_lost_order(timeline, rows))


def reports_as_they_stand(timeline: Timeline, state: State) -> tuple[list[tuple[Report, Entry]], tuple[str, ...]]:
    """Return the reports as they stand, each with the entry that last changed it, and what was left out of the log.

    Corrections and clarifications are applied; a report that is void or was withdrawn is left out, for without that
    beside it it would mislead.
    """
    found: dict[str, tuple[Report, Entry]] = {}
    gone: Counter[str] = Counter()
    for entry in timeline:
        match entry.event:
            case Report():
                family = state.families[entry.id]
                report = family.report
                if report is None or family.retraction(state.desk) or report.id in found:
                    gone["report that is void, withdrawn or there twice"] += 1
                else:
                    found[report.id] = report, _newest(family)
            case Correction() | Clarification() | Retraction():
                gone[f"{_NAMES[type(entry.event)]}, applied where it has an effect"] += 1
            case SourceAdded() | ClaimAdded():
                pass
            case Unrecognized(type="redacted"):
                gone["redacted entry"] += 1
            case Unrecognized():
                gone["record of an unknown type"] += 1
            case event:
                gone[_NAMES[type(event)].replace("_", " ")] += 1
    reports = sorted(found.values(), key=lambda pair: pair[1].recorded_us)
    return reports, tuple(f"{number} × {what}" for what, number in gone.items())


def _newest(family: Family) -> Entry:
    return max((family.original, *family.corrections, *family.clarifications), key=lambda entry: entry.recorded_us)


def _lost_order(timeline: Timeline, rows: list[dict[str, str]]) -> Iterator[str]:
    """Say that the notes on sources and claims come back in the order of the rows, where they were in another."""
    back = [(kind, row[kind]) for kind, columns in _NOTED.items() for row in rows if any(map(row.get, columns))]
    kept = dict.fromkeys(back)
    order = [note for entry in timeline if (note := _note(entry)) in kept]
    if list(dict.fromkeys(order)) != list(kept):
        yield "the order of the notes on sources and claims"


def _note(entry: Entry) -> tuple[str, str] | None:
    match entry.event:
        case SourceAdded(source=name):
            return "source", name
        case ClaimAdded(claim=name):
            return "claim", name
        case _:
            return None


_NOTED = {"source": ("source_name", "party", "office", "tz"), "claim": ("claim_text", "future", "due")}


def _lost_notes(timeline: Timeline, state: State, spoken: set[tuple[str, str]]) -> Iterator[str]:
    """Yield what of the book-keeping is lost: notes on what nobody speaks of, older notes, and when they were made."""
    gone: Counter[str] = Counter()
    for entry in timeline:
        match entry.event:
            case SourceAdded() as event:
                holds, kind, name = event is state.desk.source(event.source), "source", event.source
                bare = event == SourceAdded(source=name)
            case ClaimAdded() as event:
                holds, kind, name = event is state.desk.claim(event.claim), "claim", event.claim
                bare = event == ClaimAdded(claim=name)
            case _:
                continue
        if (kind, name) not in spoken:
            gone[f"note on a {kind} that has no report"] += 1
        elif bare:
            gone[f"note on a {kind} that says nothing of it"] += 1
        elif not holds:
            gone[f"older note on a {kind}"] += 1
        elif entry != Entry(event=event) or event.said is not None or event.given_id is not None:
            gone[f"date or id of a note on a {kind}"] += 1
    yield from (f"{number} × {what}" for what, number in gone.items())


def _row(report: Report, entry: Entry, state: State) -> dict[str, str]:
    source, claim = state.desk.source(report.source), state.desk.claim(report.claim)
    row: dict[str, str] = {name: _plain(getattr(report, name)) for name in ("source", "claim", "stance", "certainty", "reason")}
    row |= {name: getattr(report, name) or "" for name in ("quote", "kind", "url", "lang")}
    row |= {name: listed(getattr(report, name)) for name in ("via", "basis", "cites", "evidence")}
    for name in TIMES:
        when = getattr(report, name)
        row |= {name: when_cell(when), f"{name}_words": (when and when.words) or ""}
    if source is not None:
        row["source_name"] = source.name or ""
        row |= {name: getattr(source, name) or "" for name in ("party", "office", "tz")}
    if claim is not None:
        row |= {"claim_text": claim.text or "", "future": "yes" if claim.future else "", "due": when_cell(claim.due)}
    default = Entry(event=report).recorded_us == entry.recorded_us
    given = {"id": report.given_id or "", "recorded": "" if default else entry.recorded.text}
    return row | _figure(report) | given


def _figure(report: Report) -> dict[str, str]:
    """Return the cells of a figure: with ``strict`` always, so that nothing is read from the words again."""
    figure = report.quantity
    if figure is None:
        return {}
    bounds = {name: "" if (value := getattr(figure, name)) is None else repr(value) for name in ("low", "high")}
    counted = {"unit": figure.unit or "", "counted": figure.of or ""}
    return {"figure": figure.words, **bounds, **counted, "strict": "yes" if figure.strict else "no"}


def _plain(value: object) -> str:
    return "" if value is None else str(getattr(value, "value", value))
