"""Scenario: what a transition should do, said in one expression: given these events, when that one, then this status."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from types import MappingProxyType
from typing import Any, Final, TypedDict, TypeVar, Unpack

from attrs import frozen

from timeline import Claim, Entry, Event, Finding, PolicyLike, RefusedError, Source, Status, Story, Timeline, When
from timeline._standing import Figure
from timeline._text import near, short
from timeline._time import WhenLike, as_when
from timeline._words import figures_text, listed, sentence, standing_text

__all__ = ["Expected", "Given", "Scenario", "given"]

E = TypeVar("E", bound=Enum)
Told = Event | Source | Entry


class Expected(TypedDict, total=False):
    """What may be expected of a claim; ``before`` is its status before the event, all else is asked after it.

    ``verdict`` is the finding that holds, None where none should. ``figures`` are the words of each figure, in any
    order, a denied one as "not 1,500". ``up_to`` is the last day that the denials speak of, None where they are flat.
    """

    before: Status | str
    status: Status | str
    verdict: Finding | str | None
    figures: str | Sequence[str]
    needs_review: bool
    internal: bool
    admitted: bool
    retreated: bool
    due: bool
    up_to: WhenLike | None


def given(
    *events: Told,
    as_of: WhenLike | None = None,
    known_at: WhenLike | None = None,
    policy: PolicyLike | None = None,
) -> "Given":
    """Return the beginning of a scenario: sources, reports and other events that are on file before the one in question.

    The story is told under ``policy`` at the pair of cuts ``as_of`` and ``known_at``, as `Timeline.replay` takes them.
    Raises `RefusedError` for events that no timeline takes.

    >>> from timeline import Source
    >>> anna = Source("anna")
    >>> yes = anna.affirms("open", said="2024-05-01")
    >>> scenario = given(yes).when(anna.denies("open", said="2024-05-02"))
    >>> scenario = scenario.then(claim="open", before="reported", status="denied")
    """
    return Given(Timeline(events), _Cuts(as_of, known_at, policy))


@frozen
class _Cuts:
    """Where a story is looked at."""

    as_of: WhenLike | None
    known_at: WhenLike | None
    policy: PolicyLike | None

    def story(self, timeline: Timeline) -> Story:
        return timeline.replay(as_of=self.as_of, known_at=self.known_at, policy=self.policy)


@frozen
class Given:
    """What is on file before the event in question; `when` gives the event."""

    timeline: Timeline
    cuts: _Cuts

    def when(self, *events: Told) -> "Scenario":
        """Return the scenario in which these events come next, together; raises `TypeError` for none."""
        if not events:
            raise TypeError("when() was given no event, so nothing happens; give the event in question")
        return Scenario(self.timeline, events, self.cuts)


@frozen
class Scenario:
    """Events on file and what comes next; `then` says what should follow, as often as there are claims to look at."""

    timeline: Timeline
    events: tuple[Told, ...]
    cuts: _Cuts

    def then(self, *, claim: str, **expected: Unpack[Expected]) -> "Scenario":
        """Return the scenario where a claim stands as expected, so that more can be asked of it.

        Raises `AssertionError` where it does not, with the story before and after, what was expected, and what moved the
        claim; `RefusedError` where the timeline does not take the event; `UnknownClaimError` for a claim that no event
        names; `ValueError` for a status, finding or time that is none; `TypeError` where nothing is expected.
        """
        wanted = _wanted(expected)
        after = self.cuts.story(self.timeline.append(*self.events))
        before = self.cuts.story(self.timeline)
        was = before[claim] if claim in before else Story(policy=self.cuts.policy, claims=(claim,))[claim]
        found = {name: _ASKED[name].read(was if name == "before" else after[claim]) for name in wanted}
        wrong = [name for name in wanted if found[name] != wanted[name]]
        if wrong:
            differences = [f"{name} is {_shown(found[name])}, not {_shown(wanted[name])}" for name in wrong]
            headline = f"{claim}: {'; '.join(differences)}"
            raise AssertionError("\n".join([headline, *self._told(before, after, claim), *_expected(wanted)]))
        return self

    def then_refused(self, saying: str = "") -> "Scenario":
        """Return the scenario where the timeline refuses the events with these words in its reason.

        Raises `AssertionError` where it takes them or gives another reason.
        """
        try:
            after = self.timeline.append(*self.events)
        except RefusedError as error:
            if saying in str(error):
                return self
            raise AssertionError(f"refused, but not saying {saying!r}: {error}") from None
        lines = self._told(self.cuts.story(self.timeline), self.cuts.story(after), None)
        raise AssertionError("\n".join(["the events were taken, not refused", *lines]))

    def _told(self, before: Story, after: Story, claim: str | None) -> Iterator[str]:
        """Yield the story as tables, before and after, and what moved the claim."""
        state = after.known
        new = [event.added() if isinstance(event, Source) else event for event in self.events]
        yield from ("", "given", *(f"  {sentence(entry.event, state)}" for entry in self.timeline))
        yield from ("when", *(f"  {sentence(e.event if isinstance(e, Entry) else e, state)}" for e in new))
        yield from ("", "before", str(before), "", "after", str(after))
        if claim is not None:
            yield from ("", f"what moved {claim}", *_moves(after, claim))


def _moves(story: Story, claim: str) -> list[str]:
    return [
        f"  {standing_text(move.before)} → {standing_text(move.after)} because of {sentence(move.cause.event, story.state)}"
        for move in story.transitions(claim)
    ] or ["  nothing did"]


def _expected(wanted: Mapping[str, object]) -> list[str]:
    return ["", "expected", *(f"  {name}: {_shown(value)}" for name, value in wanted.items())]


def _shown(value: object) -> str:
    match value:
        case Enum():
            return str(value.value)
        case tuple():
            return listed(value) if value else "none"
        case None:
            return "none"
        case _:
            return str(value)


@frozen
class _Asked:
    """One thing to expect: how what is given is taken in, and how it is read off a claim."""

    take: Callable[[Any], object]
    read: Callable[[Claim], object]


def _member(kind: type[E], name: str) -> Callable[[object], E]:
    def take(value: object) -> E:
        try:
            return kind(value)
        except ValueError:
            names = [str(member.value) for member in kind]
            close = near(value, names) if isinstance(value, str) else []
            hint = f"did you mean {' or '.join(map(repr, close))}? " if close else ""
            raise ValueError(f"{short(value)} is not a {name}; {hint}give one of {', '.join(names)}") from None

    return take


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"{short(value)} is not true or false")  # noqa: TRY004 - one class for every value that is none
    return value


def _figures(value: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted((value,) if isinstance(value, str) else value))


def _figure(figure: Figure) -> str:
    return figures_text((figure,))


@frozen
class _Stretch:
    """A time as it compares: by its ends, not by its words."""

    when: When

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Stretch) and self.when.order == other.when.order

    def __str__(self) -> str:
        return str(self.when)

    __hash__ = None  # type: ignore[assignment]  # compared only


def _stretch(value: WhenLike | None) -> _Stretch | None:
    return None if value is None else _Stretch(as_when(value))


_STATUS = _member(Status, "status")
_FINDING = _member(Finding, "finding")
_ASKED: Final[Mapping[str, _Asked]] = MappingProxyType(
    {
        "before": _Asked(_STATUS, lambda claim: claim.status),
        "status": _Asked(_STATUS, lambda claim: claim.status),
        "verdict": _Asked(
            lambda value: None if value is None else _FINDING(value),
            lambda claim: None if claim.verdict is None else claim.verdict.finding,
        ),
        "figures": _Asked(_figures, lambda claim: tuple(sorted(map(_figure, claim.figures)))),
        "needs_review": _Asked(_flag, lambda claim: claim.needs_review),
        "internal": _Asked(_flag, lambda claim: claim.internal),
        "admitted": _Asked(_flag, lambda claim: claim.admitted),
        "retreated": _Asked(_flag, lambda claim: claim.retreated),
        "due": _Asked(_flag, lambda claim: claim.due),
        "up_to": _Asked(_stretch, lambda claim: _stretch(claim.up_to)),
    }
)


def _wanted(expected: Expected) -> dict[str, object]:
    """Return what is expected, taken in; raises `TypeError` for nothing and for what nobody can ask of a claim."""
    given_names: Mapping[str, Any] = {**expected}
    if not given_names:
        raise TypeError(f"then() expects nothing, so it cannot fail; give one of {', '.join(_ASKED)}")
    if strange := [name for name in given_names if name not in _ASKED]:
        raise TypeError(f"then() cannot expect {', '.join(strange)}; give one of {', '.join(_ASKED)}")
    return {name: _ASKED[name].take(value) for name, value in given_names.items()}
