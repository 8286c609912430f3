"""Comparing: what the laws look at: the moments of a timeline, what its stories answer, who is live."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from attrs import evolve

from timeline import (
    UNKNOWN_SOURCE,
    Claim,
    Clarification,
    Correction,
    Entry,
    Move,
    Origin,
    OriginsLinked,
    Report,
    Retraction,
    Standing,
    State,
    Status,
    Story,
    Timeline,
    Transition,
    Verdict,
    When,
)
from timeline._family import Family
from timeline._live import Step
from timeline._standing import Telling
from timeline._walk import cause_of

__all__ = [
    "after_all",
    "agree",
    "all_differ",
    "answers",
    "as_right",
    "concerns",
    "echo_of",
    "few",
    "ids_of",
    "live_of",
    "moments",
    "moves_told",
    "names_of",
    "original_of",
    "possible_statuses",
    "recorded_late",
    "recordings",
    "releases",
    "reports_of",
    "standing_alone",
    "standing_of",
    "status_moves",
    "story_of",
    "told_of",
    "until",
    "voice_of",
]

T = TypeVar("T")

ALL = 12
"""How many moments of a clock the laws try: all of a small story, so many of a large one."""
YEAR_US = 365 * 86_400_000_000


def moments(timeline: Timeline) -> list[When | None]:
    """Return the moments at which something had just been said, in order, and no limit."""
    said = {event.said.order[0] for event in statements(timeline)}
    return [*map(When.at, sorted(said)), None]


def few(values: Sequence[T]) -> Sequence[T]:
    """Return up to `ALL` values as they are; of more, about that many spread over all, the first and the last among them."""
    return values if len(values) <= ALL else [*values[: -1 : -(-len(values) // ALL)], values[-1]]


def statements(timeline: Timeline) -> Iterator[Report | Retraction | Verdict]:
    """Yield the events of a timeline that are cut by their own ``said``, in the order of the log."""
    for entry in timeline:
        if isinstance(entry.event, Report | Retraction | Verdict):
            yield entry.event
        elif isinstance(entry.event, Correction) and entry.event.report is not None:
            yield entry.event.report


def recordings(timeline: Timeline) -> list[When | None]:
    """Return the moments at which something had just been recorded, in order, and no limit."""
    return [*map(When.at, sorted({entry.recorded_us for entry in timeline})), None]


def until(when: When, cut: When | None) -> bool:
    """Return whether a time had come by a cut, inclusive; None is no limit."""
    return cut is None or when.order[0] <= cut.order[0]


def recorded_late(entry: Entry) -> When:
    """Return a moment after all others of a small story."""
    return When.at(max(entry.recorded_us, 0) + 60 * YEAR_US)


def story_of(entries: Iterable[Entry], as_of: When | None) -> Story:
    """Return the story that entries make at a cut on said-time."""
    return Story(entries, as_of=as_of)


def told_of(claim: Claim) -> object:
    """Return how a claim stands and by whom."""
    return (
        claim.standing,
        claim.affirming,
        claim.denying,
        claim.neither,
        claim.because,
        claim.retreated,
        claim.admitted,
    )


def answers(story: Story) -> dict[str, Claim]:
    """Return the claims that a story can say anything of; those that it only knows by name are left out."""
    return {claim.id: claim for claim in story.values() if claim.status is not Status.UNREPORTED or claim.verdict}


def agree(one: dict[str, Claim], two: dict[str, Claim], where: str) -> None:
    """Raise unless two stories answer alike; `where` says at which cut, or after what change."""
    different = [claim for claim in {*one, *two} if one.get(claim) != two.get(claim)]
    assert not different, f"{where}: {[(one.get(claim), two.get(claim)) for claim in different]}"


def moves_told(story: Story) -> Iterator[tuple[str, Move, Step]]:
    """Yield every step of every claim of a story with the move of status that it makes, if any."""
    for claim in story:
        telling = Telling.of(story.state, claim, story.policy)
        before = telling.status()
        for step in telling.steps():
            telling.take(step)
            after = telling.status()
            yield claim, Move(before, cause_of(step), after), step
            before = after


def status_moves(timeline: Timeline) -> Iterator[Transition]:
    """Yield every change of status, each cause with its report as it was corrected."""
    story = timeline.replay()
    for move in story.transitions():
        if move.before.status is not move.after.status:
            family = story.state.families.get(move.cause.id)
            cause = evolve(move.cause, event=family.report) if family and family.report else move.cause
            yield evolve(move, cause=cause)


def possible_statuses(claim: Claim) -> set[Status]:
    """Return the statuses that fit what is live on a claim, under the default policy."""
    match (min(len(claim.affirming), 2), bool(claim.denying)):
        case (0, False):
            return {Status.UNREPORTED, Status.OPEN, Status.WITHDRAWN}
        case (0, True):
            return {Status.DENIED}
        case (count, False):
            return {Status.REPORTED if count < 2 else Status.CORROBORATED}
        case _:
            return {Status.DISPUTED}


def original_of(family: Family) -> Report:
    """Return a report as it was first recorded."""
    assert isinstance(family.original.event, Report)
    return family.original.event


def releases(family: Family) -> bool:
    """Return whether a report, as it should be, releases evidence."""
    return family.report is not None and bool(family.report.evidence)


def concerns(entry: Entry, claim: str, own: set[str], state: State) -> bool:
    """Whether an entry is one of the claim's own, ``own`` being the ids of its reports."""
    match entry.event:
        case Report() as event:
            return event.id in own
        case Correction() | Clarification() | Retraction() as event:
            return state.root.get(event.of, event.of) in own
        case Verdict() as event:
            return event.claim == claim
        case _:
            return True


def reports_of(story: Story) -> list[Report]:
    """Return every report of a story as it should be; void records are left out."""
    return [family.report for family in story.state.families.values() if family.report is not None]


def all_differ(story: Story) -> bool:
    """Whether no two reports are, as corrected, one and the same."""
    ids = [report.id for report in reports_of(story)]
    return len(ids) == len(set(ids))


def voice_of(report: Report) -> tuple[str, str]:
    """Return who speaks in a report, and on what claim."""
    return report.source, report.claim


def live_of(story: Story, report: Report) -> set[Report]:
    """Return what counts of the source of a report, on its claim."""
    claim = story[report.claim]
    found = [one for origin in (*claim.affirming, *claim.denying) for one in origin.reports]
    return {one for one in (*found, *claim.neither) if voice_of(one) == voice_of(report)}


def as_corrected(family: Family) -> Report | None:
    """Return what the newest correction that keeps to source and claim says; None where the record is void."""
    first = original_of(family)
    right: Report | None = first
    for entry in sorted(family.corrections, key=lambda entry: entry.newest):
        assert isinstance(entry.event, Correction)
        new = entry.event.report
        right = new if new is None or voice_of(new) == voice_of(first) else right
    return right


def right_id(name: str, state: State) -> str:
    """Return the id of the report as it should be, for that of any version; any other name as it is."""
    family = state.families.get(state.root.get(name, name))
    right = None if family is None else as_corrected(family)
    return name if right is None else right.id


def as_right(entry: Entry, state: State) -> Iterator[Entry]:
    """Yield what would be on file in an entry's place, had every report been said right at once."""
    match entry.event:
        case Report() as event:
            right = as_corrected(state.families[event.id])
            if right is not None:
                yield evolve(entry, event=right)
        case Retraction() as event:
            yield evolve(entry, event=evolve(event, of=right_id(event.of, state), id=event.id))
        case OriginsLinked() as event:
            origins = [right_id(name, state) for name in event.origins]
            yield evolve(entry, event=evolve(event, origins=origins, id=event.id))
        case Correction() | Clarification():
            return
        case _:
            yield entry


def ids_of(claim: Claim) -> object:
    """Return how a claim stands, with ids in the place of reports."""
    sides = [[(o.name, o.members, [r.id for r in o.reports]) for o in side] for side in (claim.affirming, claim.denying)]
    return claim.standing, sides, [report.id for report in (*claim.neither, *claim.because)]


def after_all(timeline: Timeline) -> When:
    """Return a moment a day after the last of a timeline."""
    said = [event.said.order[0] for event in statements(timeline)]
    return When.at(max(said, default=0) + 86_400_000_000)


def echo_of(report: Report, said: When) -> Report | None:
    """Return what a new voice says after a report, resting on its source; None where nobody knows who that is."""
    if report.source == UNKNOWN_SOURCE:
        return None
    fields = {
        "claim": report.claim,
        "stance": report.stance,
        "up_to": report.up_to,
        "happened": report.happened,
    }
    return Report(source="echo", basis=report.source, said=said, **fields)  # type: ignore[arg-type]  # by name


def names_of(origins: Iterable[Origin]) -> set[str]:
    """Return the names of origins."""
    return {origin.name for origin in origins}


def standing_of(story: Story, claim: str) -> object:
    """Return how a claim stands; where a story does not know it, as nobody has spoken of it."""
    return (story if claim in story else Story(State(), claims=(claim,)))[claim].standing


def standing_alone(story: Story, claim: str, entries: Iterable[Entry]) -> Standing:
    """Return how a claim stands by entries alone, under the story's book-keeping, figures left out."""
    alone = State({entry.id: entry for entry in entries}, desk=story.state.desk)
    return evolve(Story(alone, claims=(claim,))[claim].standing, figures=())
