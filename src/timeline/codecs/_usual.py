"""The usual road: the line of a report as `encode` writes it, with the usual fields and nothing odd, by one expression.

It has no rules and no messages of its own: what it does not take goes another road. The expression takes a line only where
each key stands once and in its place, and every text is printable ASCII without anything to unescape.
"""

import re
from typing import Any, Final

from timeline import UNKNOWN_SOURCE, Entry, Quantity, Report, Stance, When
from timeline._fields import digest
from timeline._unlocked import new
from timeline.codecs._making import CLOCKS, DAYS, IDS, RECORDED, WHENS, Kept, NewEntry, NewQuantity, NewReport, NewWhen

__all__ = ["usual"]

_TEXT = r'"([ !#-\[\]-~]++)"'
_LINE: Final = re.compile(
    rf'{{"event":{{"claim":{_TEXT},"id":"([!#-\[\]-~]{{1,300}}+)",'
    rf'(?:"quantity":{{(?:"high":(-?[1-9][0-9]{{0,14}}+|0),"low":\3,)?+"words":"([!#-\[\]-~][ !#-\[\]-~]{{0,300}}+)"}},)?+'
    rf'"said":"([0-9-]{{10}}+)(T[0-9:.Z+-]++)?+","source":"([ !#-\[\]-~]++","stance":"[a-z_]++)","type":"report"}},'
    rf'"recorded":{_TEXT},"version":1}}\n?'
).fullmatch


def _who(text: str) -> tuple[str, Stance]:
    source, _, stance = text.partition('","stance":"')
    return IDS[source], Stance(stance)


_WHO: Final = Kept(_who)
"""Who takes which stance, by the text of both."""


def usual(line: bytes) -> Entry | None:
    """Return the entry of a line, with or without its line break; None where it has to go another road."""
    try:
        match = _LINE(line.decode())
        if match is None:
            return None
        report, entry = new(NewReport), new(NewEntry)
        claim, ident, number, words, day, clock, who, recorded = match.groups()
        if clock is None:
            said = WHENS[day]
        else:
            said = new(NewWhen)
            said.text = day + clock
            said.zone = said.words = None
            said.earliest_us = said.latest_us = DAYS[day] + CLOCKS[clock]
            said.__class__ = When
        report.said = said
        report.source, report.stance = _WHO[who]
        report.claim = IDS[claim]
        if words is None:
            report.quantity = None
        else:
            report.quantity = quantity = new(NewQuantity)
            quantity.words = words
            quantity.low = quantity.high = None if number is None else int(number)
            quantity.strict = False
            quantity.unit = quantity.of = None
            quantity.__class__ = Quantity
        entry.recorded = said if clock is not None and recorded == said.text else RECORDED[recorded]
    except (KeyError, ValueError):    # what is wrong with it is said on another road
        return None
    report.certainty = report.reason = report.up_to = report.happened = report.published = None
    report.quote = report.kind = report.url = report.lang = None
    report.via = report.basis = report.cites = report.evidence = ()
    report.given_id = report.id = ident
    if ident.startswith("report-") and ident[7:] == _digest(report, number):
        report.given_id = None
    report.__class__ = Report
    entry.event = report
    entry.position = 0
    entry.__class__ = Entry
    return entry  # type: ignore[no-any-return]  # it is one now


def _digest(report: Any, number: str | None) -> str:
    """Return what the id of a usual report is derived as, in fewer steps than for any event; ``number`` is that of its figure."""
    source, claim, said, figure = report.source, report.claim, report.said.text, report.quantity
    parts = [f"claim={len(claim)}:{claim}", f"stance={report.stance.value}", f"said=[{len(said)}:{said},0:,0:]"]
    if source != UNKNOWN_SOURCE:
        parts.insert(0, f"source={len(source)}:{source}")
    if figure is not None:
        bound = "4:None" if number is None else f"{len(number)}:{number}"
        parts.append(f"quantity=[{len(figure.words)}:{figure.words},{bound},{bound},5:False,0:,0:]")
    return digest(parts)
