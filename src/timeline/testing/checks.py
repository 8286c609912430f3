"""Checks: one call that holds a policy, a fold of one's own, or a timeline of one's own to the laws."""

from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import TypeVar

from attrs import frozen
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from timeline import LEGAL_MOVES, Event, Move, PolicyLike, Timeline
from timeline.testing.exploring import Law, explore, minimize
from timeline.testing.laws import LAWS
from timeline.testing.policy_laws import EVIDENCE_LAWS, POLICY_LAWS, explored_moves_are_legal
from timeline.testing.strategies import timelines

__all__ = ["check_always", "check_fold", "check_laws", "check_policy", "reproduction"]

S = TypeVar("S")
_MINIMIZED = 200


def reproduction(law: Law, timeline: Timeline) -> str:
    """Return the code that shows a law broken by a timeline: pasted into a file, it raises the same `AssertionError`."""
    name, module = _name(law), getattr(law, "__module__", "")
    brought, call = f"from {module} import {name}", f"{name}(timeline)"
    if isinstance(law, Under):
        brought, call = f"from {law.law.__module__} import {name}", f"{name}(timeline, {law.policy!r})"
    elif not module.startswith("timeline.testing") or "<locals>" in getattr(law, "__qualname__", ""):
        brought, call = "", f"# {name}, the law that was given, does not hold of it"
    return f"from timeline import *\n{brought}\n\ntimeline = {timeline!r}\n{call}\n"


def check_laws(timeline: Timeline, *, laws: Iterable[Law] = LAWS) -> None:
    """Hold a timeline of one's own, such as a stored file, to every law.

    Raises `AssertionError` at the first law that it breaks, with the law's message and code that reproduces it; a
    timeline of up to 200 entries is first cut down to those that matter, a longer one is for `minimize`. Laws look at
    every moment of a small timeline and at some of a large one: a few hundred entries take seconds.

    >>> from timeline import Source
    >>> nis = Source("nis")
    >>> check_laws(Timeline().append(nis, nis.affirms("present", said="2024-10-18")))
    """
    for law in laws:
        try:
            law(timeline)
        except AssertionError as error:
            raise AssertionError(f"{_name(law)}: {error}\n\n{_advice(law, timeline)}") from error


def _advice(law: Law, timeline: Timeline) -> str:
    if len(timeline) > _MINIMIZED:
        return f"{len(timeline):,} entries are too many to show; minimize(law, timeline) gives the few that matter"
    return f"To reproduce:\n\n{reproduction(law, minimize(law, timeline))}"


def check_always(
    law: Law,
    *,
    when: Callable[[Timeline], bool] | None = None,
    stories: st.SearchStrategy[Timeline] | None = None,
    max_examples: int = 100,
) -> None:
    """Hold a law of one's own to drawn stories, those for which ``when`` is true.

    ``law`` raises `AssertionError` where it does not hold. ``stories`` are by default `timelines`. Raises `AssertionError`
    for the smallest story that breaks the law, with code that reproduces it, and also where ``when`` was true of none of
    ``max_examples`` stories: a law that was never asked has not been held.

    >>> from timeline.testing import laws
    >>> check_always(laws.transitions_chain, when=lambda timeline: len(timeline) > 2)
    """
    asked, last = 0, Timeline()

    def held(timeline: Timeline) -> None:
        nonlocal asked, last
        if when is None or when(timeline):
            asked, last = asked + 1, timeline
            law(timeline)

    phases = (Phase.explicit, Phase.generate, Phase.shrink)
    run = settings(max_examples=max_examples, deadline=None, database=None, phases=phases, derandomize=True)
    try:
        run(given(timelines() if stories is None else stories)(held))()
    except AssertionError as error:
        raise _shown(law, last) from error
    assert asked, f"{_name(law)}: `when` was true of none of {max_examples} stories, so nothing was tested; widen one of them"


def _shown(law: Law, timeline: Timeline) -> AssertionError:
    """Return the error of a law that a small timeline breaks, with the code that reproduces it."""
    try:
        small = minimize(law, timeline)
        law(small)
    except AssertionError as error:
        return AssertionError(f"{_name(law)}: {error}\n\nTo reproduce:\n\n{reproduction(law, small)}")
    except ValueError:
        pass
    return AssertionError(f"{_name(law)} breaks only now and then: {timeline!r}")


def check_policy(policy: PolicyLike, *, legal: Iterable[Move] = LEGAL_MOVES, max_examples: int = 100) -> None:
    """Hold a policy to the laws of every policy; raises `AssertionError` with the smallest case that breaks one.

    It must be total and give the same status in whatever order reports come; counting must never give a verdict;
    non-committing reports move nothing (but unreported to open, and a retreat); a duplicate changes nothing; linking
    origins never raises a status; it makes legal moves only. Moves outside ``legal`` are refused: a policy that means to
    make others is given with its own table, such as ``explore(policy).changes`` once that was read and approved.
    Each law is asked first of every small evidence, then of every story of up to three statements, then of
    ``max_examples`` drawn stories. Takes some seconds.

    >>> from timeline import Policy
    >>> check_policy(Policy(min_origins=3), max_examples=10)
    """
    allowed = frozenset(legal)
    for evidence_law in EVIDENCE_LAWS:
        evidence_law(policy)
    explored_moves_are_legal(explore(policy, depth=3), allowed)
    for policy_law, when in POLICY_LAWS:
        check_always(Under(policy_law, policy, allowed), when=when, max_examples=max_examples)


@frozen
class Under:
    """A law of policies, asked of one policy."""

    law: Callable[[Timeline, PolicyLike, frozenset[Move]], None]
    policy: PolicyLike
    legal: frozenset[Move]

    def __call__(self, timeline: Timeline) -> None:
        self.law(timeline, self.policy, self.legal)


def check_fold(
    initial: S, apply: Callable[[S, Event], S], merge: Callable[[S, S], S] | None = None, *, max_examples: int = 100
) -> None:
    """Hold a projection of one's own, as `Timeline.project` takes it, to what a fold has to be.

    ``apply`` takes every event and never raises, gives the same result every time, and leaves the state that it was given
    unchanged. With ``merge``: ``initial`` merged with
    a state is that state, and parts of a story folded apart and merged are the whole, in either order and any grouping.
    States are compared with ``==``. Raises `AssertionError` with the smallest story that breaks one of these.

    >>> check_fold(0, lambda count, event: count + 1, merge=lambda one, two: one + two, max_examples=20)
    """

    def a_fold_is_pure(timeline: Timeline) -> None:
        seen = deepcopy(initial)
        for event in _events(timeline):
            state, kept = seen, deepcopy(seen)
            seen = _applied(apply, state, event)
            assert state == kept, f"apply changed the state that it was given, from {kept!r} to {state!r}; return a new one"
            assert _applied(apply, kept, event) == seen, f"apply gave another state the second time, for {event!r}"

    def parts_merged_are_the_whole(timeline: Timeline) -> None:
        assert merge is not None
        events = _events(timeline)
        whole = _folded(apply, initial, events)
        for one in (merge(initial, whole), merge(whole, initial)):
            assert one == whole, f"merged with the initial state {whole!r} becomes {one!r}"
        for i in range(len(events) + 1):
            left, right = _folded(apply, initial, events[:i]), _folded(apply, initial, events[i:])
            for one in (merge(left, right), merge(right, left)):
                assert one == whole, f"split at {i} and merged it is {one!r}, not {whole!r}"

    for law in (a_fold_is_pure, parts_merged_are_the_whole) if merge else (a_fold_is_pure,):
        check_always(law, when=lambda timeline: len(timeline) > 0, max_examples=max_examples)


def _events(timeline: Timeline) -> list[Event]:
    return timeline.project([], lambda events, event: [*events, event])


def _applied(apply: Callable[[S, Event], S], state: S, event: Event) -> S:
    try:
        return apply(state, event)
    except Exception as error:
        raise AssertionError(f"apply raised {error!r} for {event!r}; a fold takes every event") from error


def _folded(apply: Callable[[S, Event], S], initial: S, events: Iterable[Event]) -> S:
    for event in events:
        initial = _applied(apply, initial, event)
    return initial


def _name(law: object) -> str:
    return getattr(law.law if isinstance(law, Under) else law, "__name__", repr(law))
