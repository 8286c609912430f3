"""The usual road: the line of a report as `encode` writes it, with the usual fields and nothing odd, cut at its keys.

It has no rules and no messages of its own. A line is cut at the keys in their order, and every piece between two is looked at
once: what repeats from line to line, with its keys, when it is met first. So a line is taken only where each key stands once
and in its place, and every text is printable ASCII without anything to unescape.
"""

import re
from typing import Any, Final

from timeline import UNKNOWN_SOURCE, Entry, Quantity, Report, Stance, When
from timeline._fields import digest
from timeline._text import MAX_ID
from timeline.codecs._making import CLOCKS, DAYS, IDS, ODD, RECORDED, WHENS, Kept, Last, NewEntry, NewReport, NewWhen, figure

__all__ = ["usual"]

_ID: Final = re.compile(rf"[!#-\[\]-~]{{1,{MAX_ID}}}").fullmatch
_CLAIM: Final = re.compile(r'{"event":{"claim":"([ !#-\[\]-~]+)').fullmatch
_NUMBER: Final = r'"high":(-?[1-9][0-9]{0,14}|0),"low":\1,'
_FIGURE: Final = re.compile(rf',"quantity":{{(?:{_NUMBER})?"words":"([ !#-\[\]-~]{{1,{MAX_ID}}})"}}').fullmatch
_STAND: Final = re.compile(r'([ !#-\[\]-~]+)","stance":"([a-z_]+)","type":"report').fullmatch
_END: Final = '","version":1}'
_END_AND_BREAK: Final = f"{_END}\n"


def _claim(text: str) -> str:
    match = _CLAIM(text)
    return ODD if match is None else IDS[match[1]]


def _figure(text: str) -> Quantity | None:
    if not text:
        return None
    match = _FIGURE(text)
    if match is None:
        return ODD  # type: ignore[no-any-return]  # nobody takes it for a figure
    bound = None if match[1] is None else int(match[1])
    return figure(match[2], bound, bound)


def _stand(text: str) -> tuple[str, Stance]:
    match = _STAND(text)
    if match is None:
        raise ValueError
    return IDS[match[1]], Stance(match[2])


def _recorded(text: str) -> When:
    at, end, rest = text.partition(_END)
    if not end or rest not in {"", "\n"}:
        raise ValueError
    return RECORDED[at]


_CLAIMS: Final = Kept(_claim)
"""Claims, by a line up to their end."""
_FIGURES: Final = Kept(_figure)
_STANDS: Final = Kept(_stand)
"""Who takes which stance."""
_RECORDED: Final = Kept(_recorded)
"""When it was recorded, by what follows in the line."""
_LAST: Final = Last("", None, None, None, None)
"""The end of the last line that was said on a day, and what it says: one release gives many figures."""


def usual(line: bytes) -> Entry | None:
    """Return the entry of a line, with or without its line break; None where it has to go another road.

    It is one piece, as a call for every line would be a good part of what the line takes.
    """
    try:
        head, _, rest = line.decode("ascii").partition('","id":"')
        claim = _CLAIMS[head]
        if claim is ODD:
            return None
        ident, _, rest = rest.partition(',"said":"')
        ident, _, counted = ident.partition('"')
        figured = _FIGURES[counted]
        if figured is ODD or not ((ident.replace("-", "").isalnum() and len(ident) <= MAX_ID) or _ID(ident)):
            return None
        report, entry = NewReport(), NewEntry()
        last = _LAST.seen
        if rest == last[0]:
            _, report.said, report.source, report.stance, entry.recorded = last
        else:
            told, _, stand = rest.partition('","source":"')
            stand, _, end = stand.partition('"},"recorded":"')
            report.source, report.stance = source, stance = _STANDS[stand]
            if len(told) == 10:
                report.said = said = WHENS[told]
                entry.recorded = recorded = _RECORDED[end]
                if said.latest_us is None:
                    return None
                _LAST.seen = rest, said, source, stance, recorded
            else:
                report.said = said = NewWhen()
                said.text = told
                said.zone = said.words = None
                said.earliest_us = said.latest_us = DAYS[told[:10]] + CLOCKS[told[10:]]
                said.__class__ = When
                entry.recorded = said if end == told + _END or end == told + _END_AND_BREAK else _RECORDED[end]
    except (KeyError, ValueError):    # what is wrong with it is said on another road
        return None
    report.certainty = report.reason = report.up_to = report.happened = report.published = None
    report.quote = report.kind = report.url = report.lang = None
    report.via = report.basis = report.cites = report.evidence = ()
    report.claim = claim
    report.quantity = figured
    report.given_id = report.id = ident
    if "report-" in ident and ident == f"report-{_digest(report)}":
        report.given_id = None
    report.__class__ = Report
    entry.event = report
    entry.position = 0
    entry.__class__ = Entry
    return entry  # type: ignore[no-any-return]  # it is one now


def _digest(report: Any) -> str:
    """Return what the id of a usual report is derived as, in fewer steps than for any event."""
    source, claim, said, told = report.source, report.claim, report.said.text, report.quantity
    parts = [f"claim={len(claim)}:{claim}", f"stance={report.stance.value}", f"said=[{len(said)}:{said},0:,0:]"]
    if source != UNKNOWN_SOURCE:
        parts.insert(0, f"source={len(source)}:{source}")
    if told is not None:
        low = str(told.low)
        bound = f"{len(low)}:{low}"
        parts.append(f"quantity=[{len(told.words)}:{told.words},{bound},{bound},5:False,0:,0:]")
    return digest(parts)
