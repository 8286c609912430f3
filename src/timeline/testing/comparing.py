"""Comparing: what several laws look at: the moments of a timeline, what its stories answer, how they move."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from timeline import (
    Claim,
    Correction,
    Entry,
    Move,
    Report,
    Retraction,
    Status,
    Story,
    Timeline,
    Verdict,
    When,
)
from timeline._steps import Step
from timeline._telling import Telling
from timeline._walk import cause_of

__all__ = [
    "after_all",
    "agree",
    "answers",
    "few",
    "moments",
    "moves_told",
    "recorded_late",
    "recordings",
    "reports_of",
    "story_of",
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


def reports_of(story: Story) -> list[Report]:
    """Return every report of a story as it should be; void records are left out."""
    return [family.report for family in story.state.families.values() if family.report is not None]


def voice_of(report: Report) -> tuple[str, str]:
    """Return who speaks in a report, and on what claim."""
    return report.source, report.claim


def after_all(timeline: Timeline) -> When:
    """Return a moment a day after the last of a timeline."""
    said = [event.said.order[0] for event in statements(timeline)]
    return When.at(max(said, default=0) + 86_400_000_000)
