"""Mutants: the core with one classic bug in it, to see whether tests notice; ``python -m timeline.testing.mutants``.

A bug is a change of a function's code for as long as a ``with`` block lasts, in this process only. Nothing is written.
"""

import inspect
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from importlib import import_module
from random import Random
from statistics import median
from time import monotonic
from types import CodeType, FunctionType

from attrs import frozen
from hypothesis import Phase, find, settings
from hypothesis.errors import NoSuchExample

from timeline import Policy, SourceAdded, Timeline
from timeline.testing.checks import check_policy
from timeline.testing.exploring import minimize
from timeline.testing.laws import LAWS
from timeline.testing.seeded import MUTANTS, Mutant
from timeline.testing.strategies import timelines

__all__ = ["MUTANTS", "Killed", "Mutant", "applied", "killed", "survivors"]

Law = Callable[[Timeline], object]


@contextmanager
def applied(mutant: Mutant) -> Iterator[None]:
    """Put a bug into the core for as long as the block lasts. Not for two threads at once, nor one within another.

    Raises `LookupError` where the core has no longer the code that the bug changes.

    >>> from timeline import Source
    >>> nis = Source("nis")
    >>> story = Timeline([nis.affirms("present", said="2024-10-18"), nis.denies("present", said="2024-10-19")])
    >>> with applied(next(mutant for mutant in MUTANTS if mutant.name == "nothing_is_displaced")):
    ...     print(story.replay()["present"].status)
    Status.DISPUTED
    >>> print(story.replay()["present"].status)
    Status.DENIED
    """
    function = _function(mutant.where)
    code = function.__code__
    function.__code__ = _changed(function, mutant)
    try:
        yield
    finally:
        function.__code__ = code


def survivors(check: Callable[[], object], mutants: Iterable[Mutant] = MUTANTS) -> tuple[Mutant, ...]:
    """Return the bugs that a check does not notice: under which it raises nothing.

    ``check`` is a test of one's own, called once per bug; it must pass without one. Values that it made before, outside,
    may remember answers of the right core. Raises what ``check`` raises where it fails on the right core.

    >>> from timeline import Source
    >>> def test_a_change_of_mind():
    ...     nis = Source("nis")
    ...     story = Timeline([nis.affirms("present", said="2024-10-18"), nis.denies("present", said="2024-10-19")])
    ...     assert story.replay()["present"].status.value == "denied"
    >>> left = survivors(test_a_change_of_mind)
    >>> "nothing_is_displaced" in {mutant.name for mutant in left}
    False
    """
    check()
    found = []
    for mutant in mutants:
        with applied(mutant):
            try:
                check()
            except Exception:
                continue
        found.append(mutant)
    return tuple(found)


def _function(where: str) -> FunctionType:
    module, _, path = where.partition(":")
    found: object = import_module(module)
    for name in path.split("."):
        found = inspect.getattr_static(found, name)
    if isinstance(found, cached_property):
        found = found.func
    elif isinstance(found, property):
        found = found.fget
    elif isinstance(found, classmethod):
        found = found.__func__
    assert isinstance(found, FunctionType), f"{where} is no function"
    return found


def _changed(function: FunctionType, mutant: Mutant) -> CodeType:
    """Return the code of a function with the bug in it."""
    source = textwrap.dedent(inspect.getsource(function))
    source = source[source.index("def ") :]
    if source.count(mutant.old) != 1:
        count = f"{mutant.where} has {mutant.old!r} {source.count(mutant.old)} times, not once"
        raise LookupError(f"{mutant.name}: {count}; bring the mutant up to date")
    names: dict[str, object] = {}
    text = "from __future__ import annotations\n" + source.replace(mutant.old, mutant.new)
    exec(compile(text, f"<{mutant.name}>", "exec"), {}, names)
    made = names[function.__name__]
    assert isinstance(made, FunctionType)
    return made.__code__


@frozen(kw_only=True)
class Killed:
    """How a bug was noticed: by which law, after how many stories, and the smallest story that shows it."""

    mutant: Mutant
    law: str
    examples: int
    story: Timeline | None

    @property
    def size(self) -> int:
        """The events of the story, without those that introduce sources."""
        return 0 if self.story is None else sum(not isinstance(entry.event, SourceAdded) for entry in self.story)


def killed(
    mutant: Mutant, *, laws: Iterable[Law] = LAWS, max_examples: int = 1_000, seed: int = 0, shrink: bool = True
) -> Killed | None:
    """Return how a bug is noticed by the kit alone: by the laws on drawn stories, or by `check_policy`; None if not at all.

    Without ``shrink`` the story is the first that shows it.
    """
    tried, by = 0, ""

    def breaks(timeline: Timeline) -> bool:
        nonlocal tried, by
        tried += 1
        by = next((_name(law) for law in laws if _broken(law, timeline)), "")
        return bool(by)

    with applied(mutant):
        try:
            story = _found(breaks, max_examples, seed, (Phase.generate,))
        except NoSuchExample:
            return _by_policy(mutant, tried)
        examples, law = tried, next(law for law in laws if _name(law) == by)
        if shrink:
            story = _found(lambda timeline: _broken(law, timeline), max_examples, seed, (Phase.generate, Phase.shrink))
            story = minimize(lambda timeline: _held(law, timeline), story)
        return Killed(mutant=mutant, law=by, examples=examples, story=story)


def _found(breaks: Callable[[Timeline], bool], most: int, seed: int, phases: tuple[Phase, ...]) -> Timeline:
    run = settings(max_examples=most, deadline=None, database=None, phases=phases)
    return find(timelines(), breaks, settings=run, random=Random(seed))


def _by_policy(mutant: Mutant, tried: int) -> Killed | None:
    try:
        check_policy(Policy())
    except AssertionError:
        return Killed(mutant=mutant, law="check_policy", examples=tried, story=None)
    return None


def _broken(law: Law, timeline: Timeline) -> bool:
    try:
        law(timeline)
    except Exception:
        return True
    return False


def _held(law: Law, timeline: Timeline) -> None:
    assert not _broken(law, timeline)


def _name(law: Law) -> str:
    return getattr(law, "__name__", repr(law))


def main() -> None:
    """Put each bug into the core, let the kit find it, and print how; exit 1 where one is not found."""
    begin = monotonic()
    found = []
    for mutant in MUTANTS:
        kill = killed(mutant)
        found.append(kill)
        how = "SURVIVES" if kill is None else f"{kill.examples:>5} examples, {kill.size} events, by {kill.law}"
        print(f"{mutant.name:<52} {how}", flush=True)
    kills = [kill for kill in found if kill is not None]
    quick = sum(kill.examples <= 200 for kill in kills)
    print(
        f"\n{len(kills)} of {len(MUTANTS)} bugs found, {quick} within 200 examples; "
        f"median story {median(kill.size for kill in kills)} events; {monotonic() - begin:.0f} s"
    )
    idle = {_name(law) for law in LAWS} - {kill.law for kill in kills}
    print(f"laws that found none first: {', '.join(sorted(idle)) or 'none'}")
    if len(kills) < len(MUTANTS):
        sys.exit(1)


if __name__ == "__main__":
    main()
