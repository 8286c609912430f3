"""Chronicle: every entry of the log as the page tells it, in sections, with the changes that it caused."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from attrs import evolve, frozen

from timeline import (
    Clarification,
    Correction,
    Entry,
    Report,
    Retraction,
    Standing,
    Transition,
    Verdict,
    When,
)
from timeline._desk import Desk
from timeline._events import Amendment, Bookkeeping, Statement
from timeline._shown import marked
from timeline._words import SAYS, listed, named, standing_text
from timeline.views._page._figures import figures_of

__all__ = ["Change", "Item", "Section", "items", "sections"]

MOST_OPEN = 100
_DAY_LIMIT = 60
_FREE = ("kind", "note", "basis", "by")
Facts = tuple[tuple[str, str, bool], ...]
"""What stands beside an entry: the name, the value, and whether that is somebody's free text, to be set apart."""
Words = tuple[str | None, str | None, str | None]
"""A quotation, its language, and where it is to be read."""


@frozen
class Change:
    """A claim that an entry moved, and how it stood before and after: its status with what is said beside it, each figure."""

    claim: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@frozen(kw_only=True)
class Item:
    """One entry as told: ``who`` does ``what`` to a claim, when, in which words, and the ``facts`` beside it."""

    position: int
    recorded: When
    shape: str
    what: str
    when: str
    who: str = ""
    claim: str | None = None
    of: str | None = None
    figure: str = ""
    quote: str | None = None
    lang: str | None = None
    facts: Facts = ()
    url: str | None = None
    moves: tuple[Change, ...] = ()


@frozen
class Section:
    """A stretch of the log: its name, its items, and whether they are shown at once."""

    name: str
    items: tuple[Item, ...]
    open: bool

    @property
    def moves(self) -> int:
        """How many changes its entries caused."""
        return sum(len(item.moves) for item in self.items)


def items(entries: Iterable[Entry], desk: Desk, moves: Iterable[Transition]) -> list[Item]:
    """Return every statement and amendment in the order of the log."""
    caused: dict[str, list[Change]] = {}
    for move in moves:
        caused.setdefault(move.cause.id, []).append(Change(move.claim, _stands(move.before), _stands(move.after)))
    told = ((entry, entry.event) for entry in entries if not isinstance(entry.event, Bookkeeping))
    return [evolve(_item(entry, event, desk), moves=tuple(caused.get(entry.id, ()))) for entry, event in told]


def _stands(standing: Standing) -> tuple[str, ...]:
    return standing_text(evolve(standing, figures=())), *figures_of(standing.figures)


def sections(found: Sequence[Item]) -> list[Section]:
    """Return items by the day, month or year in which they were recorded; all at once where they are few."""
    if len(found) <= MOST_OPEN:
        return [Section("", tuple(found), open=True)] if found else []
    length = next((size for size in (10, 7) if len({_day(item)[:size] for item in found}) <= _DAY_LIMIT), 4)
    grouped: dict[str, list[Item]] = {}
    for item in found:
        grouped.setdefault(_day(item)[:length], []).append(item)
    return [Section(name, tuple(own), open=False) for name, own in grouped.items()]


def _day(item: Item) -> str:
    return When.at(item.recorded.order[0]).text[:10]


def _item(entry: Entry, event: Statement | Amendment, desk: Desk) -> Item:
    match event:
        case Report():
            return evolve(_report(entry, event, desk), claim=event.claim, figure=str(event.quantity or ""))
        case Correction():
            return _correction(entry, event, desk)
        case Clarification():
            words: Words = (event.quote, event.lang, event.url)
            return _told(entry, event.said, "clarification of", of=event.of, words=words)
        case Retraction():
            words, facts = (event.quote, None, event.url), _facts(via=_names(event.via))
            return evolve(
                _told(entry, event.said, "retracts", of=event.of, words=words, facts=facts), who=named(event.source, desk)
            )
        case Verdict():
            verb = {"withdrawn": "withdraws its verdict on"}.get(event.finding.value, f"declares {event.finding.value}:")
            words, facts = (None, None, event.url), _facts(basis=event.basis)
            return evolve(_told(entry, event.said, verb, words=words, facts=facts), who=event.by, claim=event.claim)
        case _:
            assert_never(event)


def _report(entry: Entry, report: Report, desk: Desk) -> Item:
    words = (report.quote, report.lang, report.url)
    told = _told(entry, report.said, SAYS[report.stance], words=words, facts=_report_facts(report))
    return evolve(told, who=named(report.source, desk), shape=report.stance.value)


def _report_facts(report: Report) -> Facts:
    published = "" if report.published in {None, report.said} else str(report.published)
    return _facts(
        up_to=str(report.up_to or ""),
        certainty=report.certainty.value if report.certainty else "",
        reason=report.reason.value.replace("_", " ") if report.reason else "",
        happened=str(report.happened or ""),
        published=published,
        kind=report.kind or "",
        via=_names(report.via),
        resting_on=_names(report.basis),
        mentions=_names(report.cites),
        shows=_names(report.evidence),
    )


def _correction(entry: Entry, event: Correction, desk: Desk) -> Item:
    beside, right = _facts(by=event.by or "", note=event.note or ""), event.report
    if right is None:
        return _told(entry, event.said, "correction, the record was void:", of=event.of, facts=beside)
    facts = (("as it should be", _right(right, desk), False), *beside, *_report_facts(right))
    words = (right.quote, right.lang, right.url)
    return _told(entry, event.said, "correction of", of=event.of, words=words, facts=facts)


def _right(report: Report, desk: Desk) -> str:
    figure = f" ({marked(str(report.quantity))})" if report.quantity else ""
    return f"{report.said}: {marked(named(report.source, desk))} {SAYS[report.stance]} {marked(report.claim)}{figure}"


def _names(names: Sequence[str]) -> str:
    return listed([marked(name) for name in names])


def _told(
    entry: Entry,
    said: When,
    what: str,
    *,
    of: str | None = None,
    words: Words = (None, None, None),
    facts: Facts = (),
) -> Item:
    if entry.recorded != Entry(event=entry.event).recorded:
        facts = (*facts, ("recorded", str(entry.recorded), False))
    return Item(
        position=entry.position,
        recorded=entry.recorded,
        shape=type(entry.event).__name__.lower(),
        what=what,
        of=of,
        when=f"{said} (“{marked(said.words)}”)" if said.words else str(said),
        quote=words[0],
        lang=words[1],
        url=words[2],
        facts=facts,
    )


def _facts(**values: str) -> Facts:
    return tuple((name.replace("_", " "), value, name in _FREE) for name, value in values.items() if value)
