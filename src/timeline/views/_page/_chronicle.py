"""Chronicle: every entry of the log as the page tells it, in periods, with the changes that it caused."""

from collections.abc import Iterable, Sequence
from typing import assert_never
from urllib.parse import urlsplit

from attrs import evolve, frozen

from timeline import (
    Clarification,
    Correction,
    Entry,
    Report,
    Retraction,
    Transition,
    Verdict,
    When,
)
from timeline._desk import Desk
from timeline._events import Bookkeeping
from timeline._words import SAYS, listed, named, sentence, standing_text

__all__ = ["Item", "Period", "items", "notes", "periods", "web_address"]

MOST_OPEN = 100
_DAY_LIMIT = 60


@frozen(kw_only=True)
class Item:
    """One entry as told: ``who`` does ``what`` to a claim, when, in which words, and the ``facts`` beside it."""

    position: int
    recorded: When
    shape: str
    who: str
    what: str
    claim: str | None = None
    of: str | None = None
    figure: str = ""
    when: str
    quote: str | None = None
    lang: str | None = None
    facts: tuple[tuple[str, str], ...] = ()
    url: str | None = None
    moves: tuple[tuple[str, str], ...] = ()


@frozen
class Period:
    """A stretch of the log: its name, its items, and whether they are shown at once."""

    name: str
    items: tuple[Item, ...]
    open: bool

    @property
    def moves(self) -> int:
        """How many changes its entries caused."""
        return sum(len(item.moves) for item in self.items)


def web_address(url: str | None) -> str | None:
    """Return an address that may be a link: http or https with a host and nothing but printable ASCII; else None."""
    if url is None or not url.isascii() or any(char.isspace() or char in "\"<>\\^`{|}" for char in url):
        return None
    try:
        parts = urlsplit(url)
        return url if parts.scheme in {"http", "https"} and parts.hostname else None
    except ValueError:
        return None


def items(entries: Iterable[Entry], desk: Desk, moves: Iterable[Transition]) -> list[Item]:
    """Return every statement and amendment in the order of the log."""
    caused: dict[str, list[tuple[str, str]]] = {}
    for move in moves:
        words = f"{standing_text(move.before)} → {standing_text(move.after)}"
        caused.setdefault(move.cause.id, []).append((move.claim, words))
    told = [entry for entry in entries if not isinstance(entry.event, Bookkeeping)]
    return [evolve(_item(entry, desk), moves=tuple(caused.get(entry.id, ()))) for entry in told]


def notes(entries: Iterable[Entry], desk: Desk) -> list[str]:
    """Return the book-keeping, a line each, in the order of the log."""
    return [sentence(entry.event, desk) for entry in entries if isinstance(entry.event, Bookkeeping)]


def periods(found: Sequence[Item]) -> list[Period]:
    """Return items by the day, month or year in which they were recorded; all at once where they are few."""
    if len(found) <= MOST_OPEN:
        return [Period("", tuple(found), open=True)] if found else []
    length = next((size for size in (10, 7) if len({_day(item)[:size] for item in found}) <= _DAY_LIMIT), 4)
    grouped: dict[str, list[Item]] = {}
    for item in found:
        grouped.setdefault(_day(item)[:length], []).append(item)
    return [Period(name, tuple(own), open=False) for name, own in grouped.items()]


def _day(item: Item) -> str:
    return When.at(item.recorded.order[0]).text[:10]


def _item(entry: Entry, desk: Desk) -> Item:
    match event := entry.event:
        case Report():
            return _report(entry, event, desk)
        case Correction():
            return _correction(entry, event, desk)
        case Clarification():
            return _told(entry, "", "clarification of", of=event.of, quote=event.quote, lang=event.lang, url=event.url)
        case Retraction():
            who = named(event.source, desk)
            facts = _facts(via=listed(event.via))
            return _told(entry, who, "retracts", of=event.of, quote=event.quote, facts=facts, url=event.url)
        case Verdict():
            verb = {"withdrawn": "withdraws its verdict on"}.get(event.finding.value, f"declares {event.finding.value}:")
            return _told(entry, event.by, verb, claim=event.claim, facts=_facts(basis=event.basis), url=event.url)
        case _:
            assert_never(event)  # type: ignore[arg-type]


def _report(entry: Entry, report: Report, desk: Desk) -> Item:
    return _told(
        entry,
        named(report.source, desk),
        SAYS[report.stance],
        claim=report.claim,
        figure=str(report.quantity or ""),
        quote=report.quote,
        lang=report.lang,
        url=report.url,
        facts=_report_facts(report),
    )


def _report_facts(report: Report) -> tuple[tuple[str, str], ...]:
    published = "" if report.published in {None, report.said} else str(report.published)
    return _facts(
        up_to=str(report.up_to or ""),
        certainty=report.certainty.value if report.certainty else "",
        reason=report.reason.value.replace("_", " ") if report.reason else "",
        happened=str(report.happened or ""),
        published=published,
        kind=report.kind or "",
        via=listed(report.via),
        resting_on=listed(report.basis),
        mentions=listed(report.cites),
        shows=listed(report.evidence),
    )


def _correction(entry: Entry, event: Correction, desk: Desk) -> Item:
    by, note = _facts(by=event.by or "", note=event.note or ""), event.report
    if note is None:
        return _told(entry, "", "correction, the record was void:", of=event.of, facts=by)
    facts = (("as it should be", sentence(note, desk)), *by, *_report_facts(note))
    return _told(entry, "", "correction of", of=event.of, facts=facts, quote=note.quote, lang=note.lang, url=note.url)


def _told(entry: Entry, who: str, what: str, **more: object) -> Item:
    event = entry.event
    said, facts = event.said, more.pop("facts", ())
    assert said is not None
    if entry.recorded != Entry(event=event).recorded:
        facts = (*facts, ("recorded", str(entry.recorded)))  # type: ignore[misc]
    shape = event.stance.value if isinstance(event, Report) else type(event).__name__.lower()
    words = f"{said} (“{said.words}”)" if said.words else str(said)
    return Item(
        position=entry.position, recorded=entry.recorded, shape=shape, who=who, what=what, when=words, facts=facts, **more
    )  # type: ignore[arg-type]


def _facts(**named_values: str) -> tuple[tuple[str, str], ...]:
    return tuple((name.replace("_", " "), value) for name, value in named_values.items() if value)
