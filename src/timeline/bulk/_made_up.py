"""Made-up reports, the same in every run: retracted, corrected, recorded late, by sources of parties of which some are linked."""

import random
from collections.abc import Iterator
from typing import Final

from timeline import Correction, Entry, Event, OriginsLinked, Report, Retraction, SourceAdded
from timeline._time import When

__all__ = ["made_up"]

_START: Final = 1_645_660_800_000_000
_MINUTE, _DAY = 60_000_000, 86_400_000_000
_SOURCES, _PARTIES = 200, 40
_STANCES: Final = ("affirm", "affirm", "affirm", "affirm", "deny", "deny", "not_confirm", "query", "relay")


def made_up(reports: int, seed: int = 0) -> Iterator[Entry]:
    """Yield sources, links, and then so many reports, a minute apart, on a claim for every fifty of them.

    One in a hundred is retracted, one corrected, one in twenty recorded days late; a third is known to the day only. On one
    claim in five hundred some rest on another source. Four parties are two origins, as is learned on the way.
    """
    dice = random.Random(seed)
    yield from _notes(reports)
    claims = max(2, reports // 50)
    for number in range(reports):
        at = _START + number * _MINUTE
        event = _report(number, at, dice.randrange(claims), dice)
        late = dice.randrange(1, 10) * _DAY if dice.random() < 0.05 else dice.randrange(60) * _MINUTE
        recorded = max(at, event.said.order[0]) + late
        yield Entry(event=event, recorded=When.at(recorded))
        amendment = _amendment(event, number, at, dice)
        if amendment is not None:
            yield Entry(event=amendment, recorded=When.at(recorded + dice.randrange(1, 3) * _DAY))


def _notes(reports: int) -> Iterator[Entry]:
    for number in range(_SOURCES):
        yield Entry(event=SourceAdded(source=f"source-{number}", party=f"party-{number % _PARTIES}"))
    for first, second, at in (("party-1", "party-2", 3), ("party-3", "party-4", 2)):
        yield Entry(event=OriginsLinked(origins=(first, second)), recorded=When.at(_START + reports * _MINUTE // at))


def _report(number: int, at: int, claim: int, dice: random.Random) -> Report:
    source = dice.randrange(_SOURCES)
    said = When.at(at) if dice.random() < 2 / 3 else When(When.at(at).text[:10])
    rests = claim % 500 == 1 and dice.random() < 0.1
    basis = (f"source-{(source + 1) % _SOURCES}",) if rests else ()
    return Report(
        source=f"source-{source}", claim=f"claim-{claim}", stance=dice.choice(_STANCES), said=said, basis=basis, id=f"r{number}"
    )


def _amendment(report: Report, number: int, at: int, dice: random.Random) -> Event | None:
    """Return what amends a report, if anything does."""
    lot = dice.random()
    said = When.at(at + 2 * 3_600_000_000)
    if lot < 0.01:
        return Retraction(source=report.source, of=report.id, said=said, id=f"t{number}")
    if lot < 0.02:
        stance = dice.choice(_STANCES)
        right = Report(source=report.source, claim=report.claim, stance=stance, said=report.said, id=f"c{number}")
        return Correction(of=report.id, report=right if dice.random() < 0.8 else None, said=said, id=f"k{number}")
    return None
