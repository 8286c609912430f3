"""Walk: every small story, breadth-first, and the moves of status that it makes; the shortest story of each move.

A story is carried on from where its voices stand, not told anew; of stories that leave every voice in the same situation
only the first is carried on. Four small worlds are walked one after the other, since what can happen in one of them
does not need the others: voices of three parties who change their words; reports that rest on what is learned later, of
separate and of linked origins; reports that rest on evidence released later. What a world leaves out is left out of the
table as well.
"""

from collections.abc import Callable, Iterator
from functools import cache

from attrs import frozen

from timeline._entry import Entry
from timeline._events import Event, OriginsLinked, Report, Retraction, SourceAdded, Stance
from timeline._family import Family
from timeline._live import Voice, Voices
from timeline._policy import PolicyLike, Status
from timeline._state import State
from timeline._steps import Step
from timeline._telling import Telling
from timeline._time import When

__all__ = ["SILENT", "Move", "Told", "cause_of", "status_under", "stories", "walk"]

SILENT = (Stance.QUERY, Stance.DECLINE, Stance.SUPPOSE, Stance.RELAY)
"""The stances that displace nothing: one of them is carried on, and each of them is tried."""
_CLAIM, _ITEM = "c", "video"
_DAY_US, _DAY_0 = 86_400_000_000, 19_722  # the day before 2024-01-01


@frozen
class Move:
    """A step from a status to the next, and what made it: a stance, "retraction", "release" (of evidence) or "verdict".

    ``before`` and ``after`` are the same where a step leaves the status alone.
    """

    before: Status
    cause: str
    after: Status


def cause_of(step: Step) -> str:
    """Return what makes a step: the stance of its report as it was corrected, else what kind of step it is."""
    event = step.entry.event
    if step.item is not None:
        return "release"
    if isinstance(event, Report) and step.family is not None and step.family.report is not None:
        return step.family.report.stance.value
    return type(event).__name__.lower()


@frozen
class Told:
    """A story as far as it was told: its events, the number of the next statement, the day reached, who stands where."""

    story: tuple[Event, ...]
    n: int
    day: int
    voices: Voices
    status: Status


Next = Callable[[Told], Iterator[Step]]


def walk(policy: PolicyLike, depth: int = 4) -> dict[Move, tuple[Event, ...]]:
    """Return every move that small stories of up to ``depth`` statements make, with the shortest story of each.

    A story begins with its book-keeping. Moves that leave the status alone are among them.
    """
    found: dict[Move, tuple[Event, ...]] = {}
    for _, before, step, after in stories(policy, depth):
        if step.item is not None and not any(step.item in report.basis for report in after.voices.reports.values()):
            continue  # nothing rests on it yet, so that the claim has no such step
        move = Move(before.status, cause_of(step), after.status)
        if move not in found or len(found[move]) > len(after.story):
            found[move] = after.story
    return dict(sorted(found.items(), key=lambda item: len(item[1])))


def stories(policy: PolicyLike, depth: int = 4) -> Iterator[tuple[State, Told, Step, Told]]:
    """Yield every small story: the book-keeping, the story but for its last step, that step, and all of it."""
    worlds: dict[Next, tuple[Event, ...]] = {
        _voices_next: _DESK,
        _chains_next: _DESK,
        _links_next: (*_DESK, OriginsLinked(origins=("o", "q"))),
        _releases_next: _DESK,
    }
    for following, desk in worlds.items():
        telling = Telling.of(State({entry.id: entry for entry in map(_entry, desk)}), _CLAIM, policy)
        now, seen = [Told(desk, 1, 0, Voices(), telling.status())], set[object]()
        for left in range(depth - 1, -1, -1):
            longer = []
            for before in now:
                for step in following(before):
                    after = _taken(before, step, telling)
                    yield telling.state, before, step, after
                    if left and _carried_on(step) and (situation := _situation(after)) not in seen:
                        seen.add(situation)
                        longer.append(after)
            now = longer


def status_under(policy: PolicyLike, state: State, told: Told) -> Status:
    """Return the status of a story under another policy than the one that it was told under."""
    telling = Telling.of(state, _CLAIM, policy)
    telling.voices[_CLAIM] = told.voices
    return telling.status()


def _carried_on(step: Step) -> bool:
    """Whether a story goes on after a step: of the stances that displace nothing, after the first only."""
    return not isinstance(event := step.entry.event, Report) or event.stance not in SILENT[1:]


def _taken(told: Told, step: Step, telling: Telling) -> Told:
    voices = told.voices.before(step)
    telling.voices[_CLAIM] = voices
    telling.take(step)
    return Told((*told.story, step.entry.event), told.n + 1, _day_of(step.order[0]), voices, telling.status())


def _situation(told: Told) -> object:
    """Return where each voice stands, as far as it can matter later: two stories alike in it go on alike."""

    def ago(when: When | None) -> int | None:
        return None if when is None else min(told.day - _day_of(when.order[0]), 1)

    def said(report: Report, voice: Voice) -> tuple[object, ...]:
        stretch = _day_of(report.said.order[0]) != _day_of(report.said.order[1])
        times = ago(report.said), stretch, ago(report.up_to), ago(report.happened)
        return report.stance, times, report.basis, report.id in voice.retracted

    voices = told.voices
    found: list[object] = []
    for name, voice in voices.voices.items():
        first = voice.first_affirmed
        slots = frozenset(said(report, voice) for report in voice.slots.values())
        runs = frozenset(said(report, voice) for run in voice.runs.values() for report in run)
        since = None if first is None else ago(first.said)
        found.append((name, slots, runs, since, voice.taken_back, voice.retreated))
    words = frozenset((*kind, report.basis, ago(report.said)) for kind, words_of in voices.chain.items() for report in words_of)
    last = frozenset((*kind, words_of[-1].basis) for kind, words_of in voices.chain.items())
    ended = isinstance(told.story[-1], Retraction)
    return frozenset(found), words, last, tuple(voices.released), ended, told.status


_PARTIES = {"a": "p", "b": "p", "x": "q", "o": "o"}
_DESK = tuple(SourceAdded(source=source, party=party, office=party) for source, party in _PARTIES.items())


def _voices_next(told: Told) -> Iterator[Step]:
    """Yield what voices may say next: on the day of the last statement, the day after, or some time from the first to then."""
    n, day = told.n, max(told.day, 1)
    ended = isinstance(told.story[-1], Retraction)
    days = [(day, day), (1, day + 1), (day + 1, day + 1)] if told.day else [(day, day)]
    for first, last in days[ended:]:
        for source in _spoken(told):
            for stance in (Stance.AFFIRM, Stance.DENY, Stance.NOT_CONFIRM):
                yield _says(n, source, stance, first, last)
            if first == last:
                yield _says(n, source, Stance.DENY, first, last, up_to=last - 1)
        if first == last:
            yield _says(n, "x", Stance.AFFIRM, first, last, happened=last)
            yield _says(n, "o", Stance.AFFIRM, first, last, basis=("a", "x"))
            yield from (_says(n, "a", stance, first, last) for stance in SILENT)
    yield from _retracted(told, n)


def _chains_next(told: Told) -> Iterator[Step]:
    """Yield what may be said next where reports rest on each other, on the day after; what they rest on also on that day."""
    n, day = told.n, told.day + 1
    for basis in ((), ("b",), ("x",), ("b", "x")):
        yield _says(n, "a", Stance.AFFIRM, day, day, basis=basis)
    for basis in ((), ("b",)):
        yield _says(n, "a", Stance.DENY, day, day, basis=basis)
    yield from (_says(n, source, Stance.AFFIRM, day, day) for source in ("x", "o"))
    yield _says(n, "x", Stance.DENY, day, day)
    yield _says(n, "x", Stance.DENY, day, day, up_to=day - 1)
    for basis in (("x",), ("o",), ("x", "o")):
        for stance in (Stance.AFFIRM, Stance.DENY, Stance.NOT_CONFIRM, *SILENT):
            yield from (_says(n, "b", stance, on, on, basis=basis) for on in _that_day_or_next(told))
    yield from _retracted(told, n, day)


def _links_next(told: Told) -> Iterator[Step]:
    """Yield what may be said next where two of those that reports rest on are one origin, as the desk has it."""
    n, day = told.n, told.day + 1
    yield _says(n, "a", Stance.AFFIRM, day, day, basis=("b",))
    yield from (_says(n, source, Stance.AFFIRM, day, day) for source in ("x", "o"))
    yield _says(n, "x", Stance.DENY, day, day, up_to=day - 1)
    for basis in (("x",), ("o",)):
        for stance in (Stance.NOT_CONFIRM, *SILENT):
            yield from (_says(n, "b", stance, on, on, basis=basis) for on in _that_day_or_next(told))
    yield from _retracted(told, n, day)


def _that_day_or_next(told: Told) -> tuple[int, ...]:
    """Return the days on which one more may speak; after a retraction, which ends its day, the next."""
    return (told.day, told.day + 1) if told.day and not isinstance(told.story[-1], Retraction) else (told.day + 1,)


def _releases_next(told: Told) -> Iterator[Step]:
    """Yield what may be said next where reports rest on evidence that one of them, or a report elsewhere, releases."""
    n, day = told.n, told.day + 1
    for source in ("a", "x", "o"):
        for basis in ((), (_ITEM,)):
            yield _says(n, source, Stance.AFFIRM, day, day, basis=basis)
            yield _says(n, source, Stance.DENY, day, day, basis=basis)
        yield _says(n, source, Stance.DENY, day, day, up_to=day - 1)
    if not told.voices.released:
        yield from (_released(n, source, day) for source in ("a", "x", "b"))
    yield from _retracted(told, n, day)


def _spoken(told: Told) -> tuple[str, ...]:
    """Return who may speak; of two of whom nobody can be told apart before, only the first begins."""
    voices = told.voices.voices
    return ("a", *(("b",) if "a" in voices else ()), "x", *(("o",) if "x" in voices else ()))


def _day_of(us: int) -> int:
    return us // _DAY_US - _DAY_0


@cache
def _day(first: int, last: int) -> When:
    return When(f"2024-01-{first:02}" if first == last else f"2024-01-{first:02}/2024-01-{last:02}")


@cache
def _says(
    n: int, source: str, stance: Stance, first: int, last: int, *,
    up_to: int | None = None, happened: int | None = None, basis: tuple[str, ...] = (),
) -> Step:  # fmt: skip
    report = Report(
        source=source,
        claim=_CLAIM,
        stance=stance,
        said=_day(first, last),
        up_to=None if up_to is None else _day(max(up_to, 1), max(up_to, 1)),
        happened=None if happened is None else _day(happened, happened),
        basis=basis,
        id=str(n),
    )
    return Step((report.order[0], 1, *report.order[1:]), _CLAIM, _entry(report), Family(_entry(report)))


@cache
def _released(n: int, source: str, day: int) -> Step:
    report = Report(source=source, claim="d", stance=Stance.QUERY, said=_day(day, day), evidence=_ITEM, id=f"{n}")
    return Step((report.order[0], 0, *report.order[1:]), _CLAIM, _entry(report), Family(_entry(report)), _ITEM)


def _retracted(told: Told, n: int, day: int | None = None) -> Iterator[Step]:
    """Yield a retraction of each report of the claim, on the last day of the story or on the given one."""
    for report in told.voices.reports.values():
        said = _day(day or told.day, day or told.day)
        event = Retraction(source=report.source, of=report.id, said=said, id=f"{n}")
        yield Step((said.order[0], 2, said.order[1], event.id), _CLAIM, _entry(event), Family(_entry(report)))


def _entry(event: Event) -> Entry:
    return Entry(event=event)
