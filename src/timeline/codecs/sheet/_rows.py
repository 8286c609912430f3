"""Rows to reports: a row is a mapping of column to cell; every fault goes with its column, every phrase with its reading."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from attrs import frozen

from timeline import ClaimAdded, Entry, Report, SourceAdded, Timeline, When
from timeline._text import short
from timeline.codecs._records import event_of
from timeline.codecs.sheet._cells import parts, when_of, yes
from timeline.codecs.sheet._dates import day_of
from timeline.codecs.sheet._figures import figure_of, locale_of
from timeline.errors import EventError, Fault, RecordError, RefusedError, TimeError

__all__ = ["Reading", "Row", "Sheet", "told"]

Cells = Mapping[str, str]
_AS_IT_IS = ("source", "claim", "stance", "certainty", "reason", "quote", "kind", "url", "lang", "id")
_LISTS = ("via", "basis", "cites", "evidence")
_FIGURE = ("low", "high", "strict", "unit", "counted")
_SOURCE = {"source_name": "name", "party": "party", "office": "office", "tz": "tz"}
_CLAIM = {"claim_text": "text", "future": "future", "due": "due"}
_COLUMN_OF = {"name": "source_name", "text": "claim_text", "quantity": "figure"}


@frozen(kw_only=True)
class Reading:
    """How a phrase of a cell was read: the row (as a spreadsheet counts), the column, the words, the result, the rule."""

    row: int
    column: str
    words: str
    result: str
    rule: str

    def __str__(self) -> str:
        """Say where it stands, what it was read as, and by which rule."""
        return f"row {self.row}, {self.column}: {self.words!r} is read as {self.result}: {self.rule}"


@frozen(kw_only=True)
class Sheet:
    """What a sheet holds: the timeline of its reports, and how its phrases were read."""

    timeline: Timeline
    readings: tuple[Reading, ...]


class Row:
    """One row while it is read: what it says, its faults, and the readings of its phrases."""

    def __init__(self, number: int, cells: Cells, locale: str | None) -> None:
        self.number, self.cells = number, cells
        self.locale = cells.get("locale") or locale
        self.faults: list[Fault] = []
        self.readings: list[Reading] = []

    def entry(self) -> Entry | None:
        """Return the entry of the row's report, or None where it has faults."""
        values: dict[str, Any] = {name: self.cells[name] for name in _AS_IT_IS if self.cells.get(name)}
        values |= {name: parts(self.cells[name]) for name in _LISTS if self.cells.get(name)}
        for name in ("published", "said", "happened", "up_to"):
            self._keep(values, name, self._time(name, values.get("published")))
        self._keep(values, "quantity", self._figure())
        try:
            report: Report = event_of(Report, values)
            recorded = self.cells.get("recorded")
            return Entry(event=report, recorded=recorded) if recorded else Entry(event=report)
        except EventError as error:
            wrong = {path for fault in self.faults for path in (fault.path, fault.path.removesuffix("_words"))}
            found = [Fault(fault.message, path=_column(fault)) for fault in error.faults]
            self.faults += [fault for fault in found if fault.path not in wrong]
        except TimeError as error:
            self._fault("recorded", error)
        return None

    def note(self, columns: Mapping[str, str]) -> dict[str, Any]:
        """Return what the row says of its source or claim, by column."""
        found: dict[str, Any] = {}
        for column in columns:
            cell = self.cells.get(column)
            if cell:
                self._keep(found, column, self._noted(column, cell))
        return found

    def _noted(self, column: str, cell: str) -> Any:
        try:
            if column == "future":
                return yes(cell)
            if column == "due":
                return when_of(cell, None)
        except ValueError as error:
            self._fault(column, error)
            return None
        return cell

    def _keep(self, values: dict[str, Any], name: str, value: Any) -> None:
        if value is not None:
            values[name] = value

    def _fault(self, column: str, error: Exception | str) -> None:
        self.faults.append(Fault(str(error), path=column))

    def _time(self, name: str, published: When | None) -> When | None:
        cell, words = self.cells.get(name), self.cells.get(f"{name}_words") or None
        try:
            if cell:
                return when_of(cell, words)
            if name == "said" and self.cells.get("year"):
                return _said_of_parts(self.cells, words)
            return None if words is None else self._day(name, words, published)
        except TimeError as error:
            self._fault(name if cell or not words else f"{name}_words", error)
            return None

    def _day(self, name: str, words: str, published: When | None) -> When:
        if name == "published":
            raise TimeError(f"{short(words)} has nothing to be read against; give the date in published")
        undated = published is None and not self.cells.get("published")
        if self.locale is None:
            lacks = (" and against the day of publication", " and published") if undated else ("", "")
            raise TimeError(
                f"{short(words)} can be read only in a language{lacks[0]}; fill in locale{lacks[1]}, or give the date in {name}"
            )
        try:
            language = locale_of(self.locale).language
        except ValueError as error:
            raise TimeError(f"{error}; and fill in published" if undated else str(error)) from None
        when, rule = day_of(words, published=published, zone=self.cells.get("tz") or None, language=language)
        self.readings.append(Reading(row=self.number, column=f"{name}_words", words=words, result=when.text, rule=rule))
        return when

    def _figure(self) -> Any:
        words, cells = self.cells.get("figure"), self.cells
        try:
            if any(cells.get(name) for name in _FIGURE):
                return self._exact(words)
            if not words:
                return None
            figure, rule = figure_of(words, self.locale)
        except ValueError as error:
            self._fault("figure", error)
            return None
        bounds = f"{figure.low if figure.low is not None else ''}..{figure.high if figure.high is not None else ''}"
        result = "words only" if bounds == ".." else f"{bounds}{' exclusive' if figure.strict else ''}"
        result += f" {figure.of}" if figure.of else ""
        self.readings.append(Reading(row=self.number, column="figure", words=words, result=result, rule=rule))
        return figure

    def _exact(self, words: str | None) -> dict[str, Any] | None:
        """Return the figure that the row itself takes apart."""
        found: dict[str, Any] = {"words": words, "unit": self.cells.get("unit") or None, "of": self.cells.get("counted") or None}
        if not words:
            self._fault("figure", "is missing; give the figure in the words used")
        for name in ("low", "high"):
            if cell := self.cells.get(name):
                try:
                    found[name] = int(cell) if cell.lstrip("-").isdecimal() else float(cell)
                except ValueError:
                    self._fault(name, f"{short(cell)} is not a number; give digits, with a point for decimals")
        if cell := self.cells.get("strict"):
            try:
                found["strict"] = yes(cell)
            except ValueError as error:
                self._fault("strict", error)
        low, high = found.get("low"), found.get("high")
        if not words and low is not None and high is not None and low > high:
            self._fault("low", f"{low:,} is above high {high:,}; swap them")
        return found if words else None


def told(rows: list[Row], name: str) -> Sheet:
    """Return the timeline of rows, with the sources and claims that they name; raises `RecordError` with all faults."""
    entries = {row.number: entry for row in rows if (entry := row.entry()) is not None}
    notes = [*_notes(rows, SourceAdded, "source", _SOURCE), *_notes(rows, ClaimAdded, "claim", _CLAIM)]
    timeline = Timeline()
    try:
        timeline = Timeline(notes).append(*entries.values())
    except RefusedError as error:
        placed = [row for row in rows if row.number in entries]
        for place, _, fault in error.refused:
            placed[place].faults.append(fault)
    faults = [fault.at(name, row.number) for row in rows for fault in row.faults]
    if faults:
        raise RecordError(faults)
    return Sheet(timeline=timeline, readings=tuple(reading for row in rows for reading in row.readings))


def _notes(rows: list[Row], kind: type[Any], of: str, columns: Mapping[str, str]) -> list[Entry]:
    """Return what the rows say of each source, or each claim; two rows that say two things of one are a fault."""
    found: dict[str, dict[str, tuple[Any, int]]] = {}
    for row in rows:
        if name := row.cells.get(of):
            known = found.setdefault(name, {})
            for column, value in row.note(columns).items():
                first, number = known.setdefault(column, (value, row.number))
                if first != value:
                    row.faults.append(Fault(f"{short(str(value))} is not what row {number} says of {name!r}", path=column))
    entries = []
    for name, known in found.items():
        try:
            values = {columns[column]: value for column, (value, _) in known.items()}
            entries += [Entry(event=event_of(kind, {of: name, **values}))] if values else []
        except EventError as error:
            numbers = {column: number for column, (_, number) in known.items()}
            for fault in error.faults:
                column = _column(fault)
                at = numbers.get(column, min(numbers.values()))
                next(row for row in rows if row.number == at).faults.append(Fault(fault.message, path=column))
    return entries


def _column(fault: Fault) -> str:
    first = fault.path.partition(".")[0]
    return _COLUMN_OF.get(first, first)


def _said_of_parts(cells: Cells, words: str | None) -> When:
    """Return the time that TimelineJS's columns say; raises `TimeError`."""
    start, end = _part(cells, ""), _part(cells, "end_")
    return When(f"{start}/{end}" if end and end != start else start, words=words)


def _part(cells: Cells, prefix: str) -> str:
    year, month, day, time = (cells.get(f"{prefix}{name}", "") for name in ("year", "month", "day", "time"))
    numbers = [number for number in (year, month, day) if number]
    if not all(number.isdecimal() for number in numbers):
        raise TimeError(f"{short('-'.join(numbers))} is not a year, month and day; give numbers")
    date = "-".join([f"{int(number):0{4 if place == 0 else 2}}" for place, number in enumerate(numbers)])
    if not time:
        return date
    zone = cells.get("tz")
    if not zone:
        raise TimeError(f"{short(time)} has no offset, so it names no instant; fill in tz, or leave the time out")
    return _instant(date, time, When("2000-01-01", zone=zone).zone or zone)


def _instant(date: str, time: str, zone: str) -> str:
    for form in ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p"):
        try:
            local = datetime.strptime(f"{date} {time}", f"%Y-%m-%d {form}")
        except ValueError:
            continue
        return local.replace(tzinfo=ZoneInfo(zone)).isoformat()
    raise TimeError(f"{short(time)} is not a time of day; give 14:30 or 2:30 pm")
