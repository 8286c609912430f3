"""Data: all states of a page in the compact form that its script replays, and the final ones that the page starts with."""

from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from timeline import Correction, Entry, Report, Stance, Story
from timeline._desk import Desk
from timeline._events import Event
from timeline._words import SAYS, named
from timeline.views._page._marks import Mark
from timeline.views._page._moments import Moments
from timeline.views._page._scale import Scale
from timeline.views._page._scope import Scope
from timeline.views._page._states import ABSENT, Shown, Turn, turns

__all__ = ["Band", "Because", "Replay", "Row", "causes", "replay"]

MOST_NAME = 26
"""The longest name of a source that stands in a cell; a longer one gives way to the source's id."""


@frozen
class Because:
    """A report that holds a status up: the position of the entry that gave it, who, and what they do when."""

    position: int
    who: str
    text: str


@frozen
class Band:
    """A stretch of one status of a claim, in percent of the chart's width."""

    x: float
    width: float
    status: str


@frozen
class Row:
    """One claim at the last moment of both clocks."""

    shown: Shown
    because: tuple[Because, ...]
    bands: tuple[Band, ...]


@frozen
class Replay:
    """What the script reads (``data``, plain values), and the final row of each claim."""

    data: dict[str, Any]
    rows: tuple[Row, ...]


def causes(entries: Iterable[Entry], desk: Desk) -> dict[str, Because]:
    """Return how each report, and each corrected version of one, is named as a cause, by its id."""
    found: dict[str, Because] = {}
    for entry in entries:
        event: Event | None = entry.event.report if isinstance(entry.event, Correction) else entry.event
        if isinstance(event, Report):
            says = {Stance.AFFIRM: "", Stance.DENY: " denies"}.get(event.stance, f" {SAYS[event.stance]}")
            name = named(event.source, desk)
            who = name if len(name) <= MOST_NAME else event.source
            found.setdefault(event.id, Because(entry.position, who, f"{says}, {event.said}"))
    return found


def replay(story: Story, entries: Sequence[Entry], marks: Sequence[Mark], scale: Scale) -> Replay:
    """Return every state of every claim at every pair of moments, by the real replay under the story's policy."""
    moments = Moments.of(entries)
    scope = Scope.of(entries, derived=story.policy.count_derived)
    told = [turns(scope, claim, moments, story.policy) for claim in story]
    found = (state for own in told for turn in own for _, state in turn.steps)
    states = {state: i for i, state in enumerate(dict.fromkeys((ABSENT, *found)))}
    named_causes = causes(entries, story.state.desk)
    used = {name: named_causes[name] for state in states for name in state.because}
    words = {cause: i for i, cause in enumerate(dict.fromkeys(used.values()))}
    data = {
        "said": [moments.label(us) for us in moments.said],
        "x": [scale.at(us) for us in moments.said],
        "known": [moments.label(us) for us in moments.recorded],
        "together": moments.together,
        "causes": [[cause.position, cause.who, cause.text] for cause in words],
        "states": [
            [state.status, state.label, state.figures, [words[used[name]] for name in state.because], state.more]
            for state in states
        ],
        "claims": [[_turn(turn, moments, states) for turn in own] for own in told],
        "marks": [_mark(mark, moments) for mark in marks],
    }
    return Replay(data, tuple(_row(own, moments, scale, used) for own in told))


def _turn(turn: Turn, moments: Moments, states: dict[Shown, int]) -> list[int]:
    steps = [number for us, state in turn.steps for number in (moments.said_index(us), states[state])]
    return [moments.recorded_index(turn.known), moments.said_index(turn.since), *steps]


def _mark(mark: Mark, moments: Moments) -> list[int]:
    until = [] if mark.until is None else [moments.recorded_index(mark.until)]
    return [moments.said_index(mark.last), moments.recorded_index(mark.known), *until]


def _row(own: Iterable[Turn], moments: Moments, scale: Scale, used: dict[str, Because]) -> Row:
    path: list[tuple[int, Shown]] = []
    for turn in own:
        path = [*(step for step in path if step[0] < turn.since), *turn.steps]
    last = path[-1][1] if path else ABSENT
    changes = [step for i, step in enumerate(path) if i == 0 or path[i - 1][1].status != step[1].status]
    ends = [*(scale.at(us) for us, _ in changes[1:]), 100.0]
    bands = [
        Band(scale.at(us), round(end - scale.at(us), 2), state.status) for (us, state), end in zip(changes, ends, strict=False)
    ]
    return Row(last, tuple(used[name] for name in last.because), tuple(bands))
