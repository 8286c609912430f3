"""A long story, made up: 2,000 reports by 40 sources on 30 claims, with late news, corrections, retractions, verdicts.

Nobody in it exists and nothing in it happened. Prints how many claims stand how, at the end and half-way.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence

from timeline import ClaimAdded, Correction, Entry, Event, Report, Retraction, SourceAdded, Stance, Timeline, Verdict, When

PLACES = ("north", "south", "harbour", "bridge", "airfield", "depot", "river", "border", "station", "mine")
DEEDS = ("evacuated", "shelled", "reopened")
CLAIMS = tuple(f"{place}-{deed}" for place in PLACES for deed in DEEDS)
OTHERS = (Stance.NOT_CONFIRM, Stance.QUERY, Stance.DECLINE, Stance.SUPPOSE, Stance.RELAY, Stance.RELAY)
MINUTE_US = 60_000_000
DAY_US = 1440 * MINUTE_US
START_US = 19_800 * DAY_US


def tell(size: int = 2_000, seed: int = 5) -> Timeline:
    """Return the story with so many reports, fewer sources and claims where they are few; the same seed, the same story."""
    voices, claims = min(40, 3 + size // 10), CLAIMS[: 3 + size // 10]
    return Timeline([*_desk(voices, claims), *_told(size, voices, claims, random.Random(seed))])


def _desk(voices: int, claims: Sequence[str]) -> Iterator[Event]:
    for number in range(voices):
        yield SourceAdded(source=f"source-{number}", name=f"Spokesperson {number}", party=f"party-{number % 13}")
    for claim in claims:
        yield ClaimAdded(claim=claim, text=f"The {claim.replace('-', ' was ')}")


def _told(size: int, voices: int, claims: Sequence[str], chance: random.Random) -> Iterator[Event | Entry]:
    for number in range(size):
        said = START_US + int(number / size * 90 * 1440) * MINUTE_US + chance.randrange(1440) * MINUTE_US
        report = _report(said, voices, claims, chance)
        late = chance.randrange(1, 9) * DAY_US if chance.random() < 0.1 else 60 * MINUTE_US
        recorded = When.at(report.said.order[0] + late)
        yield Entry(event=report, recorded=recorded)
        after = When.at(recorded.order[0] + chance.randrange(1, 5) * DAY_US)
        if number % 50 == 7:
            yield Retraction(source=report.source, of=report.id, said=after)
        if number % 60 == 11:
            right = None if number % 120 == 11 else _again(report)
            yield Correction(of=report.id, report=right, said=report.said, published=after)
        if number % 100 == 13:
            finding = chance.choice(("confirmed", "refuted", "inconclusive"))
            yield Verdict(claim=report.claim, finding=finding, by="The desk", basis="two documents", said=after)


def _report(said: int, voices: int, claims: Sequence[str], chance: random.Random) -> Report:
    """Return a report: a third to the second, a half to the day, the rest only to within a few days."""
    day = When.at(said).text[:10]
    grain = chance.random()
    number = chance.randrange(len(claims))
    until = When.at(said + chance.randrange(2, 6) * DAY_US).text[:10]
    return Report(
        source=f"source-{int(voices * chance.random() ** 2)}",
        claim=claims[number],
        stance=_stance(number, (said - START_US) / (90 * DAY_US), chance),
        said=When.at(said) if grain < 0.35 else day if grain < 0.85 else f"{day}/{until}",
        quote=f"We have {chance.randrange(3, 99)} accounts of it, from people who were there at the time.",
        quantity=f"about {chance.randrange(1, 40)}0 people" if chance.random() < 0.2 else None,
        via=("the-wire",) if chance.random() < 0.5 else (),
        url=f"https://news.example/{said // MINUTE_US}",
    )


def _stance(claim: int, passed: float, chance: random.Random) -> Stance:
    """Return a stance: a quarter of the claims are never denied, a quarter only denied, half turn at some time."""
    if chance.random() < 0.35:
        return chance.choice(OTHERS)
    kind, turn = claim % 4, 0.2 + claim / 60
    if passed < 0.1 + claim / 80:
        return chance.choice(OTHERS)
    affirmed = kind == 0 or (kind > 1 and passed > turn) or (kind == 3 and chance.random() < 0.3)
    return Stance.AFFIRM if affirmed else Stance.DENY


def _again(report: Report) -> Report:
    """Return the report as it should have been recorded: with another figure."""
    return Report(
        source=report.source, claim=report.claim, stance=report.stance, said=report.said, quote=report.quote, quantity="about 500"
    )


if __name__ == "__main__":
    story = tell()
    for title, at in (("half-way", When.at(START_US + 45 * DAY_US)), ("at the end", None)):
        statuses = Counter(claim.status.value for claim in story.replay(as_of=at).values())
        print(f"{len(story)} entries, {title}: " + ", ".join(f"{n} {status}" for status, n in statuses.most_common()))
