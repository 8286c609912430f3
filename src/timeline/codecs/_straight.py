"""The straight road: from a line to its entry in few steps, for every kind of event, with whatever fields.

It has no rules and no messages of its own. On any doubt it gives no entry, and the line goes the plain road, which has
both; what it gives is equal to what the plain road gives. Readers of JSON in C are silent about a key that stands twice,
so a line is taken only where what was read from it, written again, has as many bytes.
"""

from collections.abc import Callable
from json import loads
from typing import Any, Final

from timeline import UNKNOWN_SOURCE, Certainty, Correction, Entry, Reason, Report, Stance, When
from timeline._fields import identify
from timeline._text import MAX_ITEMS, text_fault
from timeline.codecs._making import IDS, RECORDED, WHENS, WORDED, NewCorrection, NewEntry, NewReport, is_plain, quantity
from timeline.codecs._records import TYPES, VERSION
from timeline.codecs._writing import written

__all__ = ["in_c", "in_python", "road", "straight"]

Read = Callable[[bytes], Any]
Write = Callable[[Any], bytes]
Straight = Callable[[bytes], Entry | None]


def in_c() -> tuple[Read, Write] | None:
    """Return what reads and what writes JSON in C; None where that is not installed."""
    try:
        import orjson
    except ImportError:
        return None
    return orjson.loads, orjson.dumps


def in_python() -> tuple[Read, Write]:
    """Return what reads and what writes JSON wherever Python is."""
    return lambda line: loads(line.decode()), lambda record: written(record).encode()


def road(read: Read, write: Write) -> Straight:
    """Return what gives the entry of a line, with or without its line break; None where it has to go the plain road."""

    def straight(line: bytes) -> Entry | None:
        try:
            record = read(line)
            if len(write(record)) == len(line) - line.endswith(b"\n"):
                return _entry(record)
        except (KeyError, TypeError, ValueError, RecursionError):
            pass
        return None

    return straight


straight: Final = road(*(in_c() or in_python()))


def _entry(record: Any) -> Entry:
    told, at, version = record["event"], record["recorded"], record["version"]
    if version != VERSION or type(version) is not int or len(record) != 3:  # True and 1.0 are no versions
        raise ValueError
    event = _EVENTS.get(told["type"], _other)(told)
    said = event.said
    entry = NewEntry()
    entry.event = event
    entry.recorded = said if said is not None and at == said.text and _is_bare_instant(said) else RECORDED[at]
    entry.position = 0
    entry.__class__ = Entry
    return entry  # type: ignore[no-any-return]  # it is one now


def _is_bare_instant(when: When) -> bool:
    return when.earliest_us == when.latest_us and when.zone is None is when.words


def _other(told: dict[str, Any]) -> Any:
    """Return an event of a kind that few lines have, by its constructor."""
    fields = {name: IDS[value] if name in _REPEATED else value for name, value in told.items() if name != "type"}
    return TYPES[told["type"]](**fields)


def _correction(told: dict[str, Any]) -> Correction:
    made = NewCorrection()
    made.report = made.published = made.by = made.note = None
    made.given_id = made.id = ident = _plain(told["id"])
    made.of = _plain(told["of"])
    made.said = _time(told["said"])
    if made.said.latest_us is None:
        raise ValueError
    for name in told.keys() - _AMENDING:
        setattr(made, name, _CORRECTION[name](told[name]))
    made.__class__ = Correction
    if ident.startswith("correction-"):
        identify(made, "correction")
    return made  # type: ignore[no-any-return]  # it is one now


def _report(told: Any, usual: int = 5) -> Report:
    """Return a report; ``usual`` is how many fields it must have, with its type or, inside a correction, without."""
    ident, said = _plain(told["id"]), told["said"]
    if ("type" in told) is (usual < 5):
        raise ValueError
    report = NewReport()
    report.source = UNKNOWN_SOURCE
    report.claim = IDS[told["claim"]]
    report.stance = _STANCES[told["stance"]]
    report.said = said = _time(said)
    report.quantity = None
    if "source" in told:
        usual += 1
        report.source = IDS[told["source"]]
    if "quantity" in told:
        usual += 1
        report.quantity = quantity(told["quantity"])
    report.certainty = report.reason = report.up_to = report.happened = report.published = None
    report.quote = report.kind = report.url = report.lang = None
    report.via = report.basis = report.cites = report.evidence = ()
    report.given_id = report.id = ident
    if len(told) > usual:
        _take_the_rest(report, told)
    if said.latest_us is None:
        raise ValueError
    report.__class__ = Report
    if ident.startswith("report-"):
        identify(report, "report")
    return report  # type: ignore[no-any-return]  # it is one now


def _take_the_rest(report: Any, told: dict[str, Any]) -> None:
    """Set the fields that few reports have; raises where one breaks a rule that it has together with others."""
    for name in told.keys() - _USUAL:
        setattr(report, name, _RARE[name](told[name]))
    up_to = report.up_to
    if (
        (up_to is not None and (up_to.latest_us is None or report.stance is not Stance.DENY))
        or (report.reason is not None and report.stance is not Stance.NOT_CONFIRM)
        or report.source in report.basis
    ):
        raise ValueError


def _plain(ident: Any) -> str:
    if not is_plain(ident):
        raise ValueError
    return ident  # type: ignore[no-any-return]  # a text


def _text(text: str) -> str:
    if text_fault(text):
        raise ValueError
    return text


def _ids(items: list[str]) -> tuple[str, ...]:
    if type(items) is not list or len(items) > MAX_ITEMS:
        raise ValueError
    return tuple(map(IDS.__getitem__, items))


def _time(told: Any) -> When:
    if type(told) is str:
        return WHENS[told]
    if type(told) is not dict:
        raise ValueError
    return WORDED[tuple(told.items())]


_STANCES: Final = {one.value: one for one in Stance}
_EVENTS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {"report": _report, "correction": _correction}
_REPEATED: Final = {"source", "claim"}
_AMENDING: Final = {"type", "id", "of", "said"}
_CORRECTION: Final[dict[str, Callable[[Any], Any]]] = {
    "report": lambda told: _report(told, 4),
    "published": _time,
    "by": IDS.__getitem__,
    "note": _text,
}
_USUAL: Final = {"type", "source", "claim", "stance", "said", "quantity", "id"}
_RARE: Final[dict[str, Callable[[Any], Any]]] = {
    "certainty": {one.value: one for one in Certainty}.__getitem__,
    "reason": {one.value: one for one in Reason}.__getitem__,
    **dict.fromkeys(("up_to", "happened", "published"), _time),
    **dict.fromkeys(("quote", "kind", "url", "lang"), _text),
    **dict.fromkeys(("via", "basis", "cites", "evidence"), _ids),
}
