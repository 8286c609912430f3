"""Mutants: the core with one classic bug in it, to see whether tests notice; ``python -m timeline.testing.mutants``.

A bug is a change of a function's code for as long as a ``with`` block lasts, in this process only; no file is changed.
"""

import inspect
import sys
import textwrap
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property, partial
from importlib import import_module
from itertools import product
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic
from types import CodeType, FunctionType

from attrs import frozen
from hypothesis import Phase, find, settings
from hypothesis.errors import NoSuchExample

from timeline import Policy, SourceAdded, Timeline
from timeline.codecs._making import forget
from timeline.testing.checks import check_policy
from timeline.testing.exploring import Law, minimize
from timeline.testing.laws import LAWS
from timeline.testing.seeded import MUTANTS, Mutant
from timeline.testing.strategies import timelines

__all__ = ["MUTANTS", "Killed", "Mutant", "applied", "killed", "survivors"]

_LONG = {
    "a_checkpoint_plus_the_tail_is_the_whole",
    "a_correction_is_as_if_said_right",
    "a_late_report_lands_in_its_place",
    "appending_twice_is_appending_once",
    "diff_then_patch_arrives",
    "merge_is_fold_of_union",
    "order_does_not_matter",
    "replay_is_cut_then_fold",
    "status_follows_from_reports",
    "the_two_clocks_commute",
    "what_was_known_never_changes",
}
"""The laws that tell a story at many cuts, or many times."""


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
    forget()    # what the right code made would hide the bug, and what the wrong one makes would outlive it
    try:
        yield
    finally:
        function.__code__ = code
        forget()


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

    The laws are asked of few stories first, then of more, those that take long after the others; at the first that is
    broken it ends. Without ``shrink`` the story is the first that shows the bug.
    """
    asked = tuple(laws)
    tiers = [tuple(law for law in asked if (_name(law) in _LONG) is long) for long in (False, True)]
    with applied(mutant):
        for most, some in product((20, 200, max_examples), tiers):
            if some and (found := _first(some, min(most, max_examples), seed)) is not None:
                law, examples, story = found
                if shrink:
                    broken = partial(_broken, law)
                    story = _found(broken, max_examples, seed, (Phase.generate, Phase.shrink))
                    story = minimize(partial(_held, law), story)
                return Killed(mutant=mutant, law=_name(law), examples=examples, story=story)
        return _by_policy(mutant, max_examples)


def _first(laws: Iterable[Law], most: int, seed: int) -> tuple[Law, int, Timeline] | None:
    """Return the first law that a drawn story breaks, after how many stories, and the story."""
    tried = 0
    by: list[Law] = []

    def breaks(timeline: Timeline) -> bool:
        nonlocal tried
        tried += 1
        by.extend(law for law in laws if not by and _broken(law, timeline))
        return bool(by)

    try:
        story = _found(breaks, most, seed, (Phase.generate,))
    except NoSuchExample:
        return None
    return by[0], tried, story


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


def main(arguments: Sequence[str] = ()) -> None:
    """Put each bug into the core, or those named, let the kit find it, and print how; exit 1 where one is not found.

    With ``--write FILE`` the table of all of them takes the place of what follows the last heading of a page.
    """
    parser = ArgumentParser(prog="python -m timeline.testing.mutants", description="Let the kit find each seeded bug.")
    parser.add_argument("--write", type=Path, metavar="FILE", help="a page whose last part is replaced")
    parser.add_argument("names", nargs="*", metavar="BUG", choices=[[], *(mutant.name for mutant in MUTANTS)])
    given = parser.parse_args(arguments)
    begin, page = monotonic(), given.write
    found = []
    for mutant in [mutant for mutant in MUTANTS if mutant.name in given.names or not given.names]:
        kill = killed(mutant)
        found.append((mutant, kill))
        how = "SURVIVES" if kill is None else f"{kill.examples:>5} examples, {kill.size} events, by {kill.law}"
        print(f"{mutant.name:<52} {how}", flush=True)
    kills = [kill for _, kill in found if kill is not None]
    quick = sum(kill.examples <= 200 for kill in kills)
    summary = f"{len(kills)} of {len(found)} bugs found, {quick} within 200 examples"
    if kills:
        summary += f"; median story {median(kill.size for kill in kills)} events"
    print(f"\n{summary}; {monotonic() - begin:.0f} s")
    if page is not None:
        page.write_text(_page(page.read_text(encoding="utf-8"), summary, found), encoding="utf-8")
    if len(kills) < len(found):
        sys.exit(1)


def _page(text: str, summary: str, found: Iterable[tuple[Mutant, Killed | None]]) -> str:
    """Return a page with the table of what was found under its last heading."""
    end = text.index("\n", text.rindex("\n## ") + 1)
    rows = ["| what a newsroom would see | bug | found by | examples | events |", "|---|---|---|---:|---:|"]
    for mutant, kill in found:
        how = "nothing | | " if kill is None else f"{kill.law} | {kill.examples} | {kill.size}"
        rows.append(f"| {mutant.sees} | {mutant.name} | {how} |")
    return f"{text[:end]}\n\n{summary}.\n\n" + "\n".join(rows) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
