"""World: the small colliding world that drawn stories live in, and how the digits of an event become one of it."""

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any

from attrs import evolve, frozen

from timeline import (
    UNKNOWN_SOURCE,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Entry,
    Event,
    Finding,
    OriginsLinked,
    RefusedError,
    Relation,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Timeline,
    Verdict,
    When,
)
from timeline.testing.digits import Row, Troubles

__all__ = ["DAYS", "ITEM", "KINDS", "TIMES", "Told", "World", "appended"]

SOURCES = ("a", "b", "x", "яна")
CLAIMS = ("c", "c-2", "d")
ITEM = "video"
DAYS = ("2024-03-29", "2024-03-30", "2024-03-31", "2024-04-01", "2024-04-02")
TIMES: tuple[When, ...] = (
    *map(When, (*DAYS, *DAYS[1:4])),
    When("2024-03-30T12:00:00Z"),
    When("2024-03-30T14:00:00+02:00"),  # the same instant
    When("2024-03-31T00:59:59.999999Z"),  # the last moment before the clocks of Kyiv go forward
    When("2024-03-31T01:00:00Z"),  # the first after it
    When("2024-03-31T04:00:00+03:00"),  # the same, as it is written there
    When("2024-03-31", zone="Europe/Kyiv"),  # a day of 23 hours, which begins on the day before in UTC
    When("2024-03-30/2024-03-31"),
    When("2024-03"),
)
KINDS: tuple[type, ...] = (
    Report,
    Retraction,
    Correction,
    Clarification,
    Verdict,
    SourceAdded,
    ClaimAdded,
    ClaimsRelated,
    OriginsLinked,
)
"""The kinds of event that are drawn."""
_SLOTS = (*(Report,) * 4, *(Retraction, Correction) * 2, *KINDS[3:], OriginsLinked, Verdict)
_STANCES = (Stance.AFFIRM, Stance.DENY, *Stance, *(Stance.AFFIRM, Stance.DENY) * 3, Stance.NOT_CONFIRM)
_PARTIES = (None, ("p", "p", "q", "o"), ("p", "p", "p", "q"), ("p", "q", "r", "q"))
_DAY_US = 86_400_000_000


@frozen(kw_only=True)
class World:
    """Who can say what of which claims, and how late it is recorded (in days)."""

    sources: tuple[str, ...] = SOURCES
    claims: tuple[str, ...] = CLAIMS
    stances: tuple[Stance, ...] = tuple(Stance)
    kinds: tuple[type, ...] = KINDS
    max_delay: int = 4
    anybody: bool = True
    """Whether some reports are by nobody knows whom."""

    @cached_property
    def weighed(self) -> tuple[Stance, ...]:
        """The stances, those that commit more often than others."""
        return tuple(stance for stance in _STANCES if stance in self.stances)

    @cached_property
    def slots(self) -> tuple[type, ...]:
        """The kinds of event, reports more often than others."""
        return tuple(kind for kind in _SLOTS if kind in self.kinds)

    def desk(self, troubles: Troubles) -> list[SourceAdded]:
        """Return the events that introduce the sources with their parties, in some stories also offices; or none."""
        parties = _PARTIES[troubles.parties]
        if parties is None or SourceAdded not in self.kinds:
            return []
        names = self.sources[: troubles.sources + 1]
        told = zip(names, parties * len(names), strict=False)
        return [SourceAdded(source=s, party=party, office=party if troubles.parties == 1 else None) for s, party in told]


class Told:
    """A story being decoded: the world, its troubles, and the events so far."""

    def __init__(self, world: World, troubles: Troubles, events: Sequence[Event] = ()) -> None:
        self.world, self.troubles = world, troubles
        self.sources = world.sources[: troubles.sources + 1] if len(world.sources) < 5 else world.sources
        self.claims = world.claims[: troubles.claims + 1] if len(world.claims) < 4 else world.claims
        self.events: list[Event] = list(events)

    def add(self, row: Row) -> Entry:
        """Return the entry that a row of digits stands for."""
        kind = self.world.slots[row.kind % len(self.world.slots)]
        amends, keeps = kind in (Retraction, Correction, Clarification), kind in KINDS[4:]
        off = (amends and not self.troubles.amended) or (keeps and not self.troubles.kept)
        kind = Report if off and Report in self.world.kinds else kind
        event = _MAKES[kind](self, row)
        self.events.append(event)
        return self.recorded(event, row.delay)

    def recorded(self, event: Event, delay: int) -> Entry:
        """Return the entry: recorded when said, late, or (as real data have it) a day before."""
        entry = Entry(event=event)
        late = self.world.max_delay
        days = (0, min(1, late), late, -min(1, late))[delay]
        undated = isinstance(event, SourceAdded | ClaimAdded | ClaimsRelated | OriginsLinked) and event.said is None
        if not days or undated or not self.troubles.late:
            return entry
        return evolve(entry, recorded=When.at(entry.recorded_us + days * _DAY_US))

    def when(self, number: int) -> When:
        """Return a time: one of five days or, where times are of several grains, any."""
        return TIMES[number % len(TIMES)] if self.troubles.coarse else TIMES[number % len(DAYS)]

    def source(self, row: Row) -> str:
        """Return who speaks; in some stories nobody knows."""
        unknown = self.world.anybody and self.troubles.foreign and row.who == 3 and row.target > 5
        return UNKNOWN_SOURCE if unknown else self.sources[row.who % len(self.sources)]

    def claim(self, row: Row) -> str:
        """Return the claim spoken of."""
        return self.claims[row.claim % len(self.claims)]

    def target(self, row: Row) -> Report | Correction | None:
        """Return the report, or the correction of one, that an amendment names, the last first; None where there is none."""
        found = [event for event in self.events if isinstance(event, Report | Correction)]
        return found[-1 - row.target % len(found)] if found else None

    def report(self, row: Row) -> Report:
        """Return a report; its detail is a basis, evidence, a date, a figure or words, as the troubles allow."""
        source, said, stance = self.source(row), self.when(row.said), self.world.weighed[row.stance % len(self.world.weighed)]
        more = self._rests(row, source) or self._dates(row, stance) or self._words(row)
        return Report(source=source, claim=self.claim(row), stance=stance, said=said, **more)

    def _rests(self, row: Row, source: str) -> dict[str, Any]:
        if not self.troubles.resting or row.detail not in {1, 2, 3}:
            return {}
        if row.detail == 3:
            return {"evidence": ITEM} if row.target % 4 else {"evidence": ITEM, "basis": ITEM}
        names = [name for name in (*self.sources, ITEM) if name != source]
        first, second = (names[n % len(names)] for n in (row.target, row.target + 1))
        return {"basis": (first,) if row.detail == 1 or first == second else (first, second)}

    def _dates(self, row: Row, stance: Stance) -> dict[str, Any]:
        if not self.troubles.dated or row.detail not in {4, 5}:
            return {}
        day = DAYS[row.target % len(DAYS)]
        return {"up_to": day} if stance is Stance.DENY and row.detail == 4 else {"happened": day}

    def _words(self, row: Row) -> dict[str, Any]:
        if not self.troubles.foreign or row.detail not in {6, 7}:
            return {}
        if row.detail == 6:
            return {"quantity": ("1,000", "more than 2,000", "тисячі")[row.target % 3]}
        quote, lang = (("так і є", "uk"), ("그렇습니다", "ko"), ("כך היה", "he"))[row.target % 3]
        return {"quote": quote, "lang": lang, "cites": ("x",)}


def _retraction(told: Told, row: Row) -> Event:
    of, source = told.target(row), told.source(row)
    first = of.report if isinstance(of, Correction) else of
    if first is not None and first.source != UNKNOWN_SOURCE and row.detail < 6:
        source = first.source
    source = told.sources[0] if source == UNKNOWN_SOURCE else source
    return Retraction(source=source, of=of.id if of else "lost", said=told.when(row.said))


def _correction(told: Told, row: Row) -> Event:
    of = told.target(row)
    first = of.report if isinstance(of, Correction) else of
    right = told.report(row._replace(detail=row.target))
    if first is not None and row.detail < 6:
        basis = tuple(name for name in right.basis if name != first.source)
        right = evolve(right, source=first.source, claim=first.claim, basis=basis, id=None)
    kept = None if row.detail in {1, 2} else right
    return Correction(of=of.id if of else "lost", report=kept, said=told.when(row.said + row.who))


def _clarification(told: Told, row: Row) -> Event:
    of = told.target(row)
    return Clarification(of=of.id if of else "lost", quote="as meant", said=told.when(row.said))


def _verdict(told: Told, row: Row) -> Event:
    finding, by = tuple(Finding)[row.stance % 4], ("desk", "other desk")[row.who % 2]
    return Verdict(claim=told.claim(row), finding=finding, by=by, basis="as seen", said=told.when(row.said))


def _source(told: Told, row: Row) -> Event:
    said = told.when(row.said) if row.detail else None
    return SourceAdded(source=told.sources[row.who % len(told.sources)], party=(None, "p", "q")[row.target % 3], said=said)


def _claim_added(told: Told, row: Row) -> Event:
    due = DAYS[row.target % len(DAYS)] if row.detail % 2 else None
    return ClaimAdded(claim=told.claim(row), text="it is so", future=due is not None, due=due)


def _relation(told: Told, row: Row) -> Event:
    claims = told.world.claims if len(told.world.claims) > 1 else (*told.world.claims, "another")
    one = claims[row.claim % len(claims)]
    other = [claim for claim in claims if claim != one][row.target % (len(claims) - 1)]
    return ClaimsRelated(claim=one, relation=tuple(Relation)[row.stance % 3], other=other, said=told.when(row.said))


def _link(told: Told, row: Row) -> Event:
    heard = [event.id for event in told.events if isinstance(event, Report)]
    names = [*dict.fromkeys(("p", "q", *told.sources, UNKNOWN_SOURCE, ITEM, *heard[-4:]))]
    one = names[row.who]
    others = [name for name in names if name != one]
    return OriginsLinked(origins=(one, others[(row.target + 8 * (row.detail % 2)) % len(others)]), said=told.when(row.said))


_MAKES: dict[type, Callable[[Told, Row], Event]] = {
    Report: Told.report,
    Retraction: _retraction,
    Correction: _correction,
    Clarification: _clarification,
    Verdict: _verdict,
    SourceAdded: _source,
    ClaimAdded: _claim_added,
    ClaimsRelated: _relation,
    OriginsLinked: _link,
}


def appended(told: Iterable[Entry]) -> Timeline:
    """Return the timeline of entries appended one by one, without those that it refuses."""
    timeline = Timeline()
    for entry in told:
        try:
            timeline = timeline.append(entry)
        except RefusedError:
            continue
    return timeline
