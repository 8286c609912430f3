"""Legal moves: which status can follow which, by what; found by telling every small story, kept as data."""

from collections.abc import Iterator

from attrs import frozen

from timeline._claims import fold
from timeline._entry import Entry
from timeline._events import Report, Retraction, SourceAdded, Stance
from timeline._policy import Policy, PolicyLike, Status
from timeline._standing import Telling, Transition

__all__ = ["LEGAL_MOVES", "Move", "legal_moves", "move_of"]


@frozen
class Move:
    """A change of status and what made it: a stance, or "retraction"."""

    before: Status
    cause: str
    after: Status


def move_of(transition: Transition) -> Move:
    """Return the move that a transition of status makes; the cause of a verdict or a release is the event's type."""
    return Move(transition.before.status, _cause(transition.cause), transition.after.status)


def _cause(entry: Entry) -> str:
    event = entry.event
    return event.stance.value if isinstance(event, Report) else type(event).__name__.lower()


_PARTIES = {"a": "p", "b": "p", "x": "q", "o": "o"}
_DESK = tuple(Entry(event=SourceAdded(source=source, party=party)) for source, party in _PARTIES.items())
_DEPTH = 4


def legal_moves(policy: PolicyLike | None = None) -> tuple[Move, ...]:
    """Return every move of status that small stories can make under a policy, sorted.

    Stories of up to four statements by four voices of three parties, on the day of the one before or the day after it:
    affirming on one's own account or resting on the others, denying flatly or up to the day before, not confirming,
    asking, retracting. Of stories that leave every voice in the same situation, one is carried on.
    """
    policy = Policy() if policy is None else policy
    moves: set[Move] = set()
    stories: list[tuple[Report | Retraction, ...]] = [()]
    seen: set[object] = set()
    for depth in range(1, _DEPTH + 1):
        longer = []
        for story in stories:
            for event in _next(story):
                telling = Telling.of(fold((*_DESK, *(Entry(event=told) for told in (*story, event)))), "c", policy)
                moves |= set(_moves(telling))
                if depth < _DEPTH and (situation := _situation(telling)) not in seen:
                    seen.add(situation)
                    longer.append((*story, event))
        stories = longer
    return tuple(sorted(moves, key=lambda move: (_ORDER[move.before], _ORDER[move.after], move.cause)))


def _moves(telling: Telling) -> Iterator[Move]:
    """Yield the moves of status of a story as it is told."""
    before = telling.status()
    for step in telling.steps():
        telling.take(step)
        after = telling.status()
        if after is not before:
            yield Move(before, _cause(step.entry), after)
        before = after


_ORDER = {status: i for i, status in enumerate(Status)}


def _next(story: tuple[Report | Retraction, ...]) -> Iterator[Report | Retraction]:
    """Yield what may be said next, on the last day of the story or the day after."""
    last = int(story[-1].said.text[-2:]) if story else 1
    for day in (last, last + 1):
        said = f"2024-01-{day:02}"
        for source in _PARTIES:
            others = [name for name in ("a", "x", "o") if name != source]
            for stance in (Stance.AFFIRM, Stance.DENY, Stance.NOT_CONFIRM, Stance.QUERY):
                yield Report(source=source, claim="c", stance=stance, said=said)
            yield Report(source=source, claim="c", stance=Stance.DENY, said=said, up_to=f"2024-01-{max(day - 1, 1):02}")
            if source == "o":
                yield Report(source=source, claim="c", stance=Stance.AFFIRM, said=said, basis=others)
        reports = [event for event in story if isinstance(event, Report)]
        yield from (Retraction(source=report.source, of=report.id, said=said) for report in reports)


def _situation(telling: Telling) -> object:
    """Return what each voice stands by, as far as it can matter later: two stories alike in it go on alike."""
    found: set[tuple[object, ...]] = set()
    voices = telling.voices["c"].voices
    latest = max(report.said.order for voice in voices.values() for report in voice.slots.values())
    for name, voice in voices.items():
        for stance, report in voice.slots.items():
            fresh = report.said.order == latest
            found.add((name, stance, report.up_to is not None, report.basis, fresh, report.id in voice.retracted))
        first = voice.affirmed[-1] if voice.affirmed else None
        found.add((name, first is not None, first is not None and first.id in voice.retracted, voice.retreated))
    swapped = {({"a": "b", "b": "a"}.get(str(name), name), *rest) for name, *rest in found}
    return frozenset((frozenset(found), frozenset(swapped)))


_TABLE = {
    "unreported": {"open": "not_confirm query", "reported": "affirm", "corroborated": "affirm", "denied": "deny"},
    "open": {"reported": "affirm", "corroborated": "affirm", "denied": "deny", "withdrawn": "retraction"},
    "reported": {
        "open": "not_confirm retraction",
        "corroborated": "affirm not_confirm retraction",
        "disputed": "deny not_confirm retraction",
        "denied": "deny not_confirm retraction",
        "withdrawn": "retraction",
    },
    "corroborated": {
        "open": "not_confirm retraction",
        "reported": "affirm deny not_confirm retraction",
        "disputed": "deny not_confirm retraction",
        "denied": "deny not_confirm retraction",
        "withdrawn": "retraction",
    },
    "disputed": {
        "open": "not_confirm",
        "reported": "affirm deny not_confirm retraction",
        "corroborated": "affirm deny not_confirm retraction",
        "denied": "deny not_confirm retraction",
    },
    "denied": {
        "open": "not_confirm retraction",
        "reported": "affirm not_confirm retraction",
        "corroborated": "affirm",
        "disputed": "affirm not_confirm retraction",
        "withdrawn": "not_confirm retraction",
    },
    "withdrawn": {"reported": "affirm", "corroborated": "affirm", "denied": "deny"},
}

LEGAL_MOVES: tuple[Move, ...] = tuple(
    Move(Status(before), cause, Status(after))
    for before, row in _TABLE.items()
    for after, causes in row.items()
    for cause in causes.split()
)
"""Every legal move under the default policy: what `legal_moves` finds, kept as data."""
