"""Diff: what changed between two stories, per claim, and which entries caused it: it was said, or we learned it."""

from collections.abc import Collection, Iterable, Iterator
from typing import TypeVar

from attrs import evolve, frozen

from timeline._claim import Claims
from timeline._entry import Entry
from timeline._html import html_table
from timeline._learned import Learned
from timeline._shown import marked
from timeline._standing import Standing
from timeline._state import State, told_by, told_since
from timeline._telling import Telling, told_after
from timeline._words import sentence, standing_text
from timeline.errors import PolicyError

__all__ = ["Cause", "Change", "Diff", "diff", "how", "words_of"]

C = TypeVar("C", bound=Claims)


@frozen(kw_only=True)
class Cause:
    """An entry that moved a claim: ``learned`` where it had been said by then and only our knowledge changed.

    ``undone`` where it is the story before that has it, and the one after has not: the dates go backwards, or it is left out.
    """

    entry: Entry
    learned: bool
    undone: bool = False


@frozen(kw_only=True)
class Change:
    """What changed for one claim: its standing before and after, and the entries that caused it.

    The entry that made it what it is comes first, then those that led there, step by step back.
    """

    claim: str
    before: Standing
    after: Standing
    causes: tuple[Cause, ...]


@frozen(kw_only=True)
class Diff:
    """What changed from one story to another; ``added`` and ``removed`` are all entries that only one of them has."""

    changes: tuple[Change, ...]
    added: tuple[Entry, ...]
    removed: tuple[Entry, ...]
    before: Claims
    after: Claims

    def patch(self, story: C) -> C:
        """Return the story with these entries added and removed: from ``before`` one arrives at ``after``."""
        gone = {entry.id for entry in self.removed}
        entries = {entry.id: entry for entry in story.state if entry.id not in gone}
        return story.over(State(entries | {entry.id: entry for entry in self.added}), self.after)

    def __str__(self) -> str:
        """Say per claim what changed, and each cause: it was said, or we learned it."""
        if not self.changes:
            return "nothing changed"
        return "\n".join(line for change in self.changes for line in _told(change, self))

    def _repr_html_(self) -> str:
        """Show the changes in a notebook."""
        rows = [
            (change.claim, standing_text(change.before), standing_text(change.after), "\n".join(_causes(change, self)))
            for change in self.changes
        ]
        return html_table(("claim", "before", "after", "because"), rows)


def diff(before: Claims, after: Claims, claims: Collection[str] | None = None) -> Diff:
    """Return what changed from one story to the other; raises `PolicyError` where they are under two policies.

    ``claims`` are those that can have changed; None: any. The clocks are moved one after the other, and first the one that
    needs no entry that neither story has: what is new at the same ``as_of`` was learned, what is new because ``as_of`` moved
    was said.
    """
    if before.policy != after.policy:
        raise PolicyError("the two stories are under two policies, so not every change has a cause; replay both under one")
    changes = tuple(_changes(before, after, claims))
    added, removed = _between(before, after)
    return Diff(changes=changes, added=added, removed=removed, before=before, after=after)


def _between(before: Claims, after: Claims) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the entries that only the story after has, or has otherwise, and those that only the one before has."""
    if before.known is after.known:    # then one of them has all of the other
        forward = _reaches(after, before)
        moved = told_since((after if forward else before).state, _last(before if forward else after))
        return (moved, ()) if forward else ((), moved)
    old, new = before.state, after.state
    return new.beyond(old), tuple(entry for entry in old.beyond(new) if entry.id not in new)


def _changes(before: Claims, after: Claims, claims: Collection[str] | None) -> Iterator[Change]:
    forward = _reaches(after, before)
    wide, tight = (after, before) if forward else (before, after)
    middle = _middle(wide, tight)
    learned = Learned.of(before, middle) if forward else Learned.of(middle, after)
    for claim in dict.fromkeys((*after, *before)):
        if claims is not None and claim not in claims:
            continue
        known, moves = told_after(wide.state, claim, wide.policy, _last(tight))
        start = Telling.of(tight.state, claim, tight.policy).whole().standing() if learned.ids else known
        end = moves[-1].after if moves else known
        old, new = (start, end) if forward else (end, start)
        if old != new:
            news = learned.by(claim) if start != known else ()
            causes = [Cause(entry=entry, learned=True, undone=entry.id not in after.known) for entry in news]
            said = [Cause(entry=move.cause, learned=False, undone=not forward) for move in moves]
            causes = [*reversed(said), *causes] if forward else [*causes, *said]
            old, new = _with_due(before, claim, old), _with_due(after, claim, new)
            yield Change(claim=claim, before=old, after=new, causes=_each_once(causes))


def _each_once(causes: Iterable[Cause]) -> tuple[Cause, ...]:
    """Return the causes, of those with one entry the first: it is the step that was taken last."""
    found: dict[str, Cause] = {}
    for cause in causes:
        found.setdefault(cause.entry.id, cause)
    return tuple(found.values())


def _last(story: Claims) -> int | None:
    return None if story.as_of is None else story.as_of.latest_us


def _reaches(story: Claims, other: Claims) -> bool:
    """Whether a story goes on as far in said-time as another, or further."""
    end, reached = _last(story), _last(other)
    return end is None or (reached is not None and reached <= end)


def _middle(wide: Claims, tight: Claims) -> Claims:
    """Return the story with one clock moved: the later story's knowledge at the earlier ``as_of``."""
    if wide.known is tight.known:
        return tight
    state = told_by(wide.known, _last(tight))
    return Claims(state, policy=wide.policy, known=wide.known)


def _with_due(story: Claims, claim: str, standing: Standing) -> Standing:
    return evolve(standing, due=claim in story and story.is_due(claim))


def _told(change: Change, diff: Diff) -> Iterator[str]:
    yield f"{marked(change.claim)}: {standing_text(change.before)} → {standing_text(change.after)}"
    yield from (f"  because {cause}" for cause in _causes(change, diff))


def _causes(change: Change, diff: Diff) -> Iterator[str]:
    for cause in change.causes:
        yield f"{how(cause, diff.after)}: {words_of(cause, diff)}"


def words_of(cause: Cause, diff: Diff) -> str:
    """Return what an entry says, as the story that has it knows it."""
    story = diff.before if cause.undone else diff.after
    return sentence(cause.entry.event, story.known)


def how(cause: Cause, after: Claims) -> str:
    """Return how an entry comes to be, or not to be, in the story after."""
    recorded = cause.entry.recorded
    if not cause.learned:
        return "it had not been said yet" if cause.undone else "it was said"
    if not cause.undone:
        return f"we learned it {recorded}"
    later = after.known_at is not None and recorded.certainly_after(after.known_at)
    return f"we had not learned it yet ({recorded})" if later else "it is left out"
