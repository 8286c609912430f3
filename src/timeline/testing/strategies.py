"""Strategies: small stories in a world so narrow that everything collides, for property tests.

Four sources of up to three parties (one of them nobody knows), two claims, one evidence item, five days with some
instants and a month among them. Each event is drawn as a row of small integers and decoded, so that stories are cheap
to make and shrink to the simplest row.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from attrs import evolve
from hypothesis import strategies as st

from timeline import (
    UNKNOWN_SOURCE,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    Cut,
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

__all__ = ["appended", "cuts", "entries", "events", "reports", "timelines"]

SOURCES = ("a", "b", "x", UNKNOWN_SOURCE)
CLAIMS = ("c", "d")
ITEM = "video"
DAYS = tuple(f"2024-01-0{day}" for day in range(1, 6))
TIMES = (*DAYS, "2024-01-02T12:00:00Z", "2024-01-03T06:00:00Z", "2024-01-02/2024-01-03", "2024-01")
PARTIES = ({"a": "p", "b": "p", "x": "q"}, {"a": "p", "x": "q"}, {"a": "p", "b": "q", "x": "r"})
STANCES = (Stance.AFFIRM, Stance.DENY, Stance.AFFIRM, Stance.DENY, *Stance)
DAY_US = 86_400_000_000


class Row(NamedTuple):
    """One event before it is decoded; each number is taken modulo what there is to choose from."""

    kind: int
    who: int
    claim: int
    stance: int
    said: int
    detail: int
    target: int
    delay: int


def _rows() -> st.SearchStrategy[Row]:
    small = st.integers(0, 11)
    return st.builds(Row, st.integers(0, len(KINDS) - 1), *(small for _ in Row._fields[1:]))


def _pick(choices: Sequence[str], number: int) -> str:
    return choices[number % len(choices)]


def _report(row: Row) -> Report:
    """Return a report; `detail` chooses what else it carries."""
    source, stance = _pick(SOURCES, row.who), STANCES[row.stance % len(STANCES)]
    others = [name for name in (*SOURCES, ITEM) if name != source]
    report = Report(source=source, claim=_pick(CLAIMS, row.claim), stance=stance, said=_pick(TIMES, row.said))
    match row.detail:
        case 1 if stance is Stance.DENY:
            return evolve(report, up_to=_pick(DAYS, row.target), id=None)
        case 2 | 3:
            return evolve(report, basis=_pick(others, row.target), id=None)
        case 4:
            return evolve(report, basis=(_pick(others, row.target), _pick(others, row.target + 1)), id=None)
        case 5:
            return evolve(report, evidence=ITEM, id=None)
        case 6:
            return evolve(report, happened=_pick(DAYS, row.target), id=None)
        case 7:
            return evolve(report, quantity=("1,000", "more than 2,000")[row.target % 2], id=None)
        case 8:
            return evolve(report, quote="as said", cites="x", id=None)
        case _:
            return report


def _retraction(row: Row, earlier: Sequence[Event]) -> Event:
    of = _target(row, earlier)
    own = of.source if isinstance(of, Report) and row.detail < 9 and of.source != UNKNOWN_SOURCE else "a"
    source = own if row.detail < 6 else _pick(SOURCES[:3], row.who)
    return Retraction(source=source, of=of.id if of else "lost", said=_pick(TIMES, row.said))


def _correction(row: Row, earlier: Sequence[Event]) -> Event:
    of = _target(row, earlier)
    right = _report(row._replace(detail=row.delay))
    first = of.report if isinstance(of, Correction) else of
    if first is not None and row.detail < 11:
        basis = tuple(name for name in right.basis if name != first.source)
        right = evolve(right, source=first.source, claim=first.claim, basis=basis, id=None)
    said = _pick(TIMES, row.said + row.target)
    return Correction(of=of.id if of else "lost", report=None if row.detail in {0, 1, 2} else right, said=said)


def _clarification(row: Row, earlier: Sequence[Event]) -> Event:
    of = _target(row, earlier)
    return Clarification(of=of.id if of else "lost", quote="as meant", said=_pick(TIMES, row.said))


def _verdict(row: Row, _: Sequence[Event]) -> Event:
    finding, by = tuple(Finding)[row.stance % 4], ("desk", "other desk")[row.who % 2]
    return Verdict(claim=_pick(CLAIMS, row.claim), finding=finding, by=by, basis="as seen", said=_pick(TIMES, row.said))


def _source(row: Row, _: Sequence[Event]) -> Event:
    said = _pick(DAYS, row.said) if row.detail else None
    return SourceAdded(source=_pick(SOURCES[:3], row.who), party=(None, "p", "q")[row.target % 3], said=said)


def _link(row: Row, earlier: Sequence[Event]) -> Event:
    names = ["p", "q", "x", UNKNOWN_SOURCE, ITEM, *(e.id for e in earlier if isinstance(e, Report))]
    one = _pick(names, row.who)
    two = _pick([name for name in names if name != one], row.target)
    return OriginsLinked(origins=(one, two), said=_pick(DAYS, row.said))


def _relation(row: Row, _: Sequence[Event]) -> Event:
    one, other = CLAIMS if row.claim % 2 else CLAIMS[::-1]
    return ClaimsRelated(claim=one, relation=tuple(Relation)[row.stance % 3], other=other, said=_pick(DAYS, row.said))


def _claim(row: Row, _: Sequence[Event]) -> Event:
    due = _pick(DAYS, row.target) if row.detail % 2 else None
    return ClaimAdded(claim=_pick(CLAIMS, row.claim), text="it is so", future=due is not None, due=due)


def _target(row: Row, earlier: Sequence[Event]) -> Report | Correction | None:
    """Return the report, or the correction of one, that an amendment names; None where there is none yet."""
    found = [event for event in earlier if isinstance(event, Report | Correction)]
    return found[row.target % len(found)] if found else None


KINDS: tuple[Callable[[Row, Sequence[Event]], Event], ...] = (
    *(lambda row, _: _report(row),) * 9,
    *(_retraction,) * 2,
    *(_correction,) * 2,
    _clarification,
    _verdict,
    _source,
    _link,
    _relation,
    _claim,
)


def _decoded(rows: Sequence[Row]) -> list[Entry]:
    """Return the entries that rows stand for: recorded when said, later, or (as real data have it) before."""
    told: list[Event] = []
    found = []
    for row in rows:
        event = KINDS[row.kind](row, told)
        told.append(event)
        entry = Entry(event=event)
        delay = (0, 0, 0, 0, 1, 2, 4, -1)[row.delay % 8]
        undated = event.said is None if isinstance(event, SourceAdded) else isinstance(event, ClaimAdded)
        late = delay and not undated
        found.append(evolve(entry, recorded=When.at(entry.recorded_us + delay * DAY_US)) if late else entry)
    return found


def reports() -> st.SearchStrategy[Report]:
    """Return a strategy for reports of every stance, with and without basis, evidence, figures, times."""
    return _rows().map(_report)


def entries(max_size: int = 7) -> st.SearchStrategy[list[Entry]]:
    """Return a strategy for up to ``max_size`` entries, each amendment after what it amends, with the sources' parties.

    Entries are as they are told, which is not the order of their recorded times; one may be there twice.
    """
    desk = st.sampled_from(PARTIES).map(lambda parties: [SourceAdded(source=s, party=p) for s, p in parties.items()])
    known = st.one_of(st.just([]), desk).map(lambda events: [Entry(event=event) for event in events])
    told = st.lists(_rows(), max_size=max_size).map(_decoded)
    return st.tuples(known, told).map(lambda both: both[0] + both[1])


def events() -> st.SearchStrategy[Event]:
    """Return a strategy for events of every kind; an amendment's report is the event of some earlier row."""
    return st.lists(_rows(), min_size=1, max_size=3).map(lambda rows: _decoded(rows)[-1].event)


def timelines(max_size: int = 7) -> st.SearchStrategy[Timeline]:
    """Return a strategy for timelines of up to ``max_size`` entries and the sources' parties.

    Entries are appended one by one, forwards or backwards, so that amendments also come before their reports; what the
    timeline refuses is left out.
    """
    told = st.tuples(entries(max_size), st.booleans())
    return told.map(lambda both: appended(both[0][::-1] if both[1] else both[0]))


def appended(told: Iterable[Entry]) -> Timeline:
    """Return the timeline of entries appended one by one, without those that it refuses."""
    timeline = Timeline()
    for entry in told:
        try:
            timeline = timeline.append(entry)
        except RefusedError:
            continue
    return timeline


def cuts() -> st.SearchStrategy[Cut]:
    """Return a strategy for pairs of cuts, each a time of the small world or no limit."""
    times = st.sampled_from((None, *TIMES))
    return st.builds(lambda as_of, known_at: Cut(as_of=as_of, known_at=known_at), times, times)
