"""TimelineJS: its JSON to a timeline and back; a slide is a report."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from itertools import takewhile
from typing import Any

from attrs import fields

from timeline import Report, Timeline, When, fold
from timeline._text import short
from timeline._words import SAYS
from timeline.codecs.sheet._cells import when_cell, when_of
from timeline.codecs.sheet._export import Export, reports_as_they_stand
from timeline.codecs.sheet._rows import Row, Sheet, told
from timeline.errors import Fault, RecordError

__all__ = ["decode_timelinejs", "encode_timelinejs"]

_HELD = {"source", "claim", "stance", "said", "quote", "url", "given_id", "id"}
_DAY_US = 86_400_000_000
_UNITS = ("year", "month", "day", "hour", "minute", "second", "millisecond")


def encode_timelinejs(timeline: Timeline) -> Export:
    """Return the reports of a timeline as TimelineJS's JSON, a slide each, as they stand, and what it cannot hold.

    It holds the source, what it does and the claim (the headline), when it was said, the quote, the link and the id.
    Texts are escaped, for TimelineJS reads them as HTML; links are http or https only.
    """
    reports, left_out = reports_as_they_stand(timeline, fold(timeline))
    lost: Counter[str] = Counter()
    for report, _ in reports:
        lost.update(_lost(report))
    slides = [_slide(report) for report, _ in sorted(reports, key=lambda pair: pair[0].order)]
    data = json.dumps({"events": slides}, indent=2).encode()
    notes = ("names of sources, texts of claims, when things were recorded",)
    return Export(data=data, left_out=(*left_out, *(f"{number} × {what}" for what, number in lost.items()), *notes))


def _lost(report: Report) -> Iterator[str]:
    for attribute in fields(Report):
        if attribute.name not in _HELD and getattr(report, attribute.name) != attribute.default:
            yield attribute.name
    if report.said.words:
        yield "words of said"
    if report.url and not _link(report.url):
        yield "url that is not http or https"


def _link(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _slide(report: Report) -> dict[str, Any]:
    said = report.said
    dates = _dates(said)
    text = {"headline": escape(f"{report.source} {SAYS[report.stance]} {report.claim}"), "text": escape(report.quote or "")}
    slide = {**dates, "display_date": escape(when_cell(said)), "text": text, "group": escape(report.claim)}
    slide["unique_id"] = report.id
    return slide | ({"media": {"url": report.url}} if report.url and _link(report.url) else {})


def _dates(said: When) -> dict[str, dict[str, int]]:
    """Return start and end as TimelineJS has them, in UTC: days where the stretch is of whole days."""
    last = said.latest_us or 0
    first = last if said.earliest_us is None else said.earliest_us
    days = first % _DAY_US == 0 and (last + 1) % _DAY_US == 0
    return {"start_date": _date(first, days), "end_date": _date(last, days)}


def _date(us: int, day: bool) -> dict[str, int]:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
    units = (at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond // 1000)
    return dict(zip(_UNITS, units[:3] if day else units, strict=False))


def decode_timelinejs(data: bytes, *, name: str = "timeline.json") -> Sheet:
    """Return the timeline of TimelineJS's JSON, a report for each event; eras and the title are no reports.

    The claim is the group, and the headline is "source verb claim", with the verbs that `encode_timelinejs` writes. A time
    of day is in UTC. Raises `RecordError` with all faults, each with the number of the event.
    """
    try:
        document = json.loads(data)
        events = document["events"]
    except (ValueError, TypeError, KeyError, RecursionError):
        events = None
    if not isinstance(events, list):
        raise RecordError([Fault("not TimelineJS's JSON: an object with a list of `events` is wanted", file=name)])
    rows, faults = [], []
    for number, event in enumerate(events, 1):
        try:
            rows.append(Row(number, _cells(event), None))
        except ValueError as error:
            faults.append(Fault(str(error), path=f"events[{number - 1}]", file=name))
    try:
        sheet = told(rows, name)
    except RecordError as error:
        faults += [Fault(f.message, path=f"events[{(f.line or 1) - 1}].{f.path}", file=name) for f in error.faults]
    if faults:
        raise RecordError(faults)
    return sheet


def _cells(event: Any) -> dict[str, str]:
    """Return an event as the cells of a row; raises `ValueError` for what is none."""
    if not isinstance(event, Mapping) or not isinstance(event.get("text"), Mapping):
        raise ValueError(f"{short(event)} is not an event with a text")  # noqa: TRY004 - a value of the file, not of a call
    text, media = event["text"], event.get("media") or {}
    claim = _string(event, "group")
    source, stance = _headline(_string(text, "headline"), claim)
    return {
        "source": source,
        "stance": stance,
        "claim": claim,
        "said": _said(event),
        "quote": _string(text, "text"),
        "url": _plain(media, "url") if isinstance(media, Mapping) else "",
        "id": _plain(event, "unique_id"),
    }


def _string(of: Mapping[str, Any], name: str) -> str:
    return unescape(str(of.get(name) or ""))


def _plain(of: Mapping[str, Any], name: str) -> str:
    """Return a value as text; nothing where it is null or not there."""
    return "" if (value := of.get(name)) is None else str(value)


def _headline(headline: str, claim: str) -> tuple[str, str]:
    for stance, verb in SAYS.items():
        ending = f" {verb} {claim}"
        if headline.endswith(ending) and headline != ending:
            return headline.removesuffix(ending), stance.value
    verbs = ", ".join(SAYS.values())
    message = f"the headline {short(headline)} is not “source verb claim”, the claim being the group {short(claim)}"
    raise ValueError(f"{message}; the verbs are {verbs}")


def _said(event: Mapping[str, Any]) -> str:
    """Return when it was said: the display date where it is the same time, else the start and the end."""
    start = _time(event.get("start_date"))
    end = _time(event.get("end_date") or event.get("start_date"))
    shown = _string(event, "display_date")
    plain = start if start == end else f"{start}/{end}"
    return shown if shown and _same(shown, event) else plain


def _same(shown: str, event: Mapping[str, Any]) -> bool:
    try:
        when = when_of(shown, None)
    except ValueError:
        return False
    return all(event.get(name) == date for name, date in _dates(when).items())


def _time(date: Any) -> str:
    """Return a date of theirs as a date, or as an instant in UTC where it has an hour; raises `ValueError`."""
    if not isinstance(date, Mapping):
        raise ValueError(f"{short(date)} is not a date; give an object with year, month and day")  # noqa: TRY004 - a value of the file, not of a call
    try:
        units = _units(date)
        if len(units) <= 3:
            return "-".join(f"{unit:0{4 if place == 0 else 2}}" for place, unit in enumerate(units))
        *whole, thousandth = (*units, 0) if len(units) < 7 else units
        at = datetime(*whole, microsecond=thousandth * 1000, tzinfo=UTC)  # type: ignore[misc,arg-type]  # as many as there are, by place
    except (ValueError, TypeError) as error:
        raise ValueError(f"{short(dict(date))} is not a date: {error}") from None
    return When(at).text


def _units(date: Mapping[str, Any]) -> list[int]:
    given = [_plain(date, unit).strip() for unit in _UNITS]
    units = [int(unit) for unit in takewhile(bool, given)]
    if any(given[len(units) :]):
        raise ValueError(f"it has no {_UNITS[len(units)]} and yet what is smaller")
    return units
