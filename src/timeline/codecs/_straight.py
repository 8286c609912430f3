"""The straight road: from the line of a report to its entry in as few steps as there can be.

It has no rules and no messages of its own. On any doubt it gives no entry, and the line goes the plain road, which has
both; what it gives is equal to what the plain road gives. Readers of JSON in C are silent about a key that stands twice,
so a line is taken only where what was read from it, written again, has as many bytes.
"""

from collections.abc import Callable
from functools import lru_cache
from json import loads
from sys import intern
from typing import Any, Final

from timeline import UNKNOWN_SOURCE, Certainty, Entry, Quantity, Reason, Report, Stance, When
from timeline._entry import as_recorded
from timeline._fields import identify
from timeline._quantity import SAFE, as_quantity
from timeline._text import MAX_ID, MAX_ITEMS, text_fault
from timeline._time import as_when
from timeline.codecs._records import VERSION
from timeline.codecs._writing import written

__all__ = ["forget", "in_c", "in_python", "road", "straight"]

_KEPT: Final = 4_096
"""How many ids and times are kept at hand: the lines that follow repeat them."""


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


def forget() -> None:
    """Forget the ids and times that are kept at hand: for whoever changes the code that made them."""
    for kept in (_id, _when, _day_us, _clock_us, _recorded):
        kept.cache_clear()


def _in_the_making(kind: type[Any]) -> Any:
    """Return a class of the same layout whose fields can be set: a value is of it until it is whole."""
    unlocked = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"{kind.__name__}InTheMaking", (kind,), unlocked)


_Entry, _Report, _When, _Quantity = map(_in_the_making, (Entry, Report, When, Quantity))
_new: Final = object.__new__


def _entry(record: Any) -> Entry:
    told, at, version = record["event"], record["recorded"], record["version"]
    if version != VERSION or type(version) is not int or len(record) != 3:  # True and 1.0 are no versions
        raise ValueError
    report = _report(told)
    said = report.said
    entry = _new(_Entry)
    entry.event = report
    entry.recorded = said if at == told["said"] and type(at) is str and said.earliest_us == said.latest_us else _recorded(at)
    entry.position = 0
    entry.__class__ = Entry
    return entry  # type: ignore[no-any-return]  # it is one now


def _report(told: Any) -> Report:
    ident, said, usual = told["id"], told["said"], 5
    if told["type"] != "report" or not _is_plain(ident):
        raise ValueError
    report = _new(_Report)
    report.source = UNKNOWN_SOURCE
    report.claim = _id(told["claim"])
    report.stance = _STANCES[told["stance"]]
    report.said = said = _when(said) if type(said) is str else as_when(said)
    report.quantity = None
    if "source" in told:
        usual += 1
        report.source = _id(told["source"])
    if "quantity" in told:
        usual += 1
        report.quantity = _quantity(told["quantity"])
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


def _is_plain(text: Any) -> bool:
    """Whether it is a short text without anything odd in it, as by far the most are: then it is an id too."""
    return type(text) is str and 0 < len(text) <= MAX_ID and text.isascii() and text.isprintable() and text[0] != " " != text[-1]


def _quantity(told: Any) -> Quantity:
    """Return a figure; raises for one with fractions, which JSON can write in many ways."""
    words, low, high = told["words"], told.get("low"), told.get("high")
    if type(low) is float or type(high) is float:
        raise ValueError
    if low is None or low != high or len(told) != 3 or type(low) is not int or type(high) is not int or not _is_plain(words):
        return as_quantity(told)
    if not -SAFE <= low <= SAFE:
        raise ValueError
    quantity = _new(_Quantity)
    quantity.words = words
    quantity.low = quantity.high = low
    quantity.strict = False
    quantity.unit = quantity.of = None
    quantity.__class__ = Quantity
    return quantity  # type: ignore[no-any-return]  # it is one now


def _text(text: str) -> str:
    if text_fault(text):
        raise ValueError
    return text


def _ids(items: list[str]) -> tuple[str, ...]:
    if type(items) is not list or len(items) > MAX_ITEMS:
        raise ValueError
    return tuple(map(_id, items))


def _time(told: Any) -> When:
    return _when(told) if type(told) is str else as_when(told)


_STANCES: Final = {one.value: one for one in Stance}
_EDGES: Final = {"0001", "9999"}
"""The years in which an offset can lead out of the calendar."""
_USUAL: Final = {"type", "source", "claim", "stance", "said", "quantity", "id"}
_RARE: Final[dict[str, Callable[[Any], Any]]] = {
    "certainty": {one.value: one for one in Certainty}.__getitem__,
    "reason": {one.value: one for one in Reason}.__getitem__,
    **dict.fromkeys(("up_to", "happened", "published"), _time),
    **dict.fromkeys(("quote", "kind", "url", "lang"), _text),
    **dict.fromkeys(("via", "basis", "cites", "evidence"), _ids),
}


@lru_cache(_KEPT)
def _id(text: str) -> str:
    """Return an id, always as the same string."""
    if text_fault(text, is_id=True):
        raise ValueError
    return intern(text)


@lru_cache(_KEPT)
def _when(text: str) -> When:
    if text[10:11] != "T" or "/" in text or text[:4] in _EDGES:
        return When(text)
    us = _day_us(text[:10]) + _clock_us(text[10:])
    when = _new(_When)
    when.text = text
    when.zone = when.words = None
    when.earliest_us = when.latest_us = us
    when.__class__ = When
    return when  # type: ignore[no-any-return]  # it is one now


@lru_cache(_KEPT)
def _day_us(day: str) -> int:
    return When(f"{day}T00:00Z").order[0]


@lru_cache(_KEPT)
def _clock_us(clock: str) -> int:
    return When(f"2000-01-01{clock}").order[0] - _day_us("2000-01-01")


@lru_cache(_KEPT)
def _recorded(text: str) -> When:
    return as_recorded(_when(text))
