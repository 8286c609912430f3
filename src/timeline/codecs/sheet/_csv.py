"""CSV: a sheet's bytes to a timeline and back."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from timeline import RecordError, Timeline
from timeline._text import MAX_TEXT, near, short
from timeline.codecs.sheet._cells import column_letters, defused, plain
from timeline.codecs.sheet._columns import COLUMNS, TIMELINEJS
from timeline.codecs.sheet._export import Export, exported
from timeline.codecs.sheet._rows import Reading, Row, Sheet, told
from timeline.errors import Fault

__all__ = ["decode_csv", "encode_csv", "template"]

_NAMES = [column.name for column in COLUMNS]
_EXACT = {column.name for column in (*COLUMNS, *TIMELINEJS) if column.exact}
_KNOWN = {*_NAMES, *(column.name for column in TIMELINEJS)}
_OURS = {
    "headline": "claim_text",
    "text": "quote",
    "media": "url",
    "media_credit": "via",
    "group": "claim",
    "display_date": "said_words",
}
_LONGEST = 2 * MAX_TEXT  # a text, with an apostrophe before every other character
_MARK = b"\xef\xbb\xbf"  # a spreadsheet reads UTF-8 as such only after it


def template() -> bytes:
    """Return an empty sheet as CSV: the heads of all columns, and one example row."""
    return _written([_NAMES, [column.example for column in COLUMNS]])


def encode_csv(timeline: Timeline) -> Export:
    """Return the reports of a timeline as CSV in UTF-8, a row each, as they stand, and what such a sheet cannot hold.

    No cell is live: what a spreadsheet could run has an apostrophe before it, which `decode_csv` takes off.
    """
    rows, left_out = exported(timeline)
    return Export(data=_written([_NAMES, *([row.get(name, "") for name in _NAMES] for row in rows)]), left_out=left_out)


def _written(rows: Iterable[Sequence[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows([map(defused, row) for row in rows])
    return _MARK + stream.getvalue().encode()


def decode_csv(data: bytes, *, name: str = "sheet", locale: str | None = None) -> Sheet:
    """Return the timeline of a sheet: CSV in UTF-8, with commas, semicolons or tabs, its columns in any order.

    ``name`` is what faults call the sheet; ``locale`` holds for rows without one. A row is counted as a spreadsheet
    counts, the heads being row 1. Raises `RecordError` with all faults, each with its row and column, and
    `MissingExtraError` where phrases are to be read and the extra `story-timeline[sheet]` is not there.
    """
    rows = _cells(data, name)
    heads = [_head(cell) for cell in rows[0]]
    wrong = dict(_wrong(heads, rows[0]))
    heads = ["" if column_letters(place) in wrong else head for place, head in enumerate(heads)]
    faults = [Fault(message, path=path, file=name, line=1) for path, message in wrong.items()]
    places = {head: f"{column_letters(place)} ({head})" for place, head in enumerate(heads) if head}
    found, skipped = _read(heads, rows[1:], locale)
    try:
        sheet = told(found, name)
    except RecordError as error:
        # What a column would say whose head is wrong is not missing.
        faults += _placed([fault for fault in error.faults if not wrong or not fault.path or fault.path in places], places)
    if faults:
        raise RecordError(faults)
    return Sheet(timeline=sheet.timeline, readings=(*skipped, *sheet.readings))


def _read(heads: Sequence[str], rows: Iterable[list[str]], locale: str | None) -> tuple[list[Row], list[Reading]]:
    """Return the rows that are reports, and what is said of those that are none; empty rows are passed over."""
    found, skipped = [], []
    for number, row in enumerate(rows, 2):
        cells = _row(heads, row)
        kind = cells.get("type", "").lower()
        if kind in {"title", "era"}:
            rule = f"a TimelineJS {kind} is no report"
            skipped.append(Reading(row=number, column="type", words=kind, result="nothing", rule=rule))
        elif any(cell.strip() for cell in row):
            found.append(Row(number, cells, locale))
            if any(cell.strip() for cell in row[len(heads) :]):
                found[-1].faults.append(Fault("there are more cells than heads; quote what has a separator in it"))
    return found, skipped


def _placed(faults: Iterable[Fault], places: dict[str, str]) -> list[Fault]:
    """Return faults by row and column, the column as a spreadsheet calls it; TimelineJS's where ours is not there."""
    theirs = {ours: name for name, ours in _OURS.items()} | {"said": "year"}
    order = list(places)
    found = []
    for fault in faults:
        head = fault.path if fault.path in places else theirs.get(fault.path, "")
        place = order.index(head) if head in places else len(order)
        placed = Fault(fault.message, path=places.get(head, fault.path), file=fault.file, line=fault.line)
        found.append((fault.line or 0, place, placed))
    return [fault for _, _, fault in sorted(found, key=lambda one: one[:2])]


def _cells(data: bytes, name: str) -> list[list[str]]:
    """Return the rows of a sheet, parted by whichever separator gives the most known heads."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8; save the sheet as CSV UTF-8"
        raise RecordError([Fault(message, file=name, line=line)]) from None
    first = next(iter(text.splitlines()), "")
    best = max(",;\t", key=lambda mark: len(_KNOWN & {_head(cell) for cell in first.split(mark)}))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best, strict=True)
    rows: list[list[str]] = []
    limit = csv.field_size_limit(_LONGEST)
    try:
        rows.extend(reader)
    except csv.Error as error:
        message = f"not CSV: {error}; look for a quotation mark that is not doubled, or a cell of over {_LONGEST:,} characters"
        raise RecordError([Fault(message, file=name, line=len(rows) + 1)]) from None
    finally:
        csv.field_size_limit(limit)
    if not rows:
        raise RecordError([Fault("the sheet is empty; `timeline template` writes one to begin with", file=name, line=1)])
    return rows


def _head(cell: str) -> str:
    return "_".join(cell.strip().strip('"').lower().split())


def _wrong(heads: Sequence[str], given: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the column and what is wrong with its head; the names of all columns are given once."""
    there = f"there are {', '.join(_NAMES)}"
    for place, head in enumerate(heads):
        letters = column_letters(place)
        if head and head not in _KNOWN:
            meant = near(head, _KNOWN)
            hint = f"did you mean {' or '.join(meant)}?" if meant else there
            yield letters, f"{short(given[place])} is not a column; {hint}"
            there = f"the fault at {letters} names those that there are" if hint.startswith("there are") else there
        elif head and head in heads[:place]:
            yield letters, f"{short(head)} stands twice; keep one of the columns"


def _row(heads: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """Return a row's cells by column; TimelineJS's columns fill ours where these are empty."""
    pairs = [(head, plain(cell)) for head, cell in zip(heads, row, strict=False) if head]
    cells = {head: cell if head in _EXACT and cell.strip() else cell.strip() for head, cell in pairs}
    for theirs, ours in _OURS.items():
        if cells.get(theirs) and not cells.get(ours):
            cells[ours] = cells[theirs]
    return cells
