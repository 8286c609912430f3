"""Exploring: every move that a policy allows with its shortest story, where two policies disagree, the core of a failure."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from attrs import field, frozen

from timeline import Entry, Event, Move, Policy, PolicyLike, RefusedError, SourceAdded, Status, Timeline
from timeline._desk import Desk
from timeline._shown import columns
from timeline._walk import status_under, stories, walk
from timeline._words import sentence
from timeline.views import moves_mermaid

__all__ = ["Disagreement", "Exploration", "Law", "compare", "explore", "minimize"]

Law = Callable[[Timeline], object]


@frozen(eq=False)
class Exploration(Mapping[Move, Timeline]):
    """Every move that small stories make under a policy, with the shortest timeline that makes it as its last step.

    Moves that leave the status alone are among them; `changes` has the others. `print` shows a table.
    """

    _found: Mapping[Move, Timeline]

    def __getitem__(self, move: Move) -> Timeline:
        return self._found[move]

    def __iter__(self) -> Iterator[Move]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    @property
    def changes(self) -> tuple[Move, ...]:
        """The moves that change the status."""
        return tuple(move for move in self if move.before is not move.after)

    def mermaid(self) -> str:
        """Return the moves that change the status as a Mermaid state diagram."""
        return moves_mermaid(self.changes)

    def __str__(self) -> str:
        rows = [("from", "by", "to", "shortest story")]
        rows += [(m.before.value, m.cause, m.after.value, _story(self[m])) for m in self.changes]
        return columns(rows)


def explore(policy: PolicyLike | None = None, *, depth: int = 4) -> Exploration:
    """Return every move that a policy allows in stories of up to ``depth`` statements, walked breadth-first.

    Four voices of three parties speak on one claim: they affirm, deny flatly or up to a day, cannot confirm, ask, decline,
    suppose, relay and retract, at one time or one after the other; they rest on each other, as is learned later, and on
    evidence released later; two of them may be linked. What related claims imply is not walked, nor corrections. For the
    default policy the changes are `timeline.LEGAL_MOVES`, and more than four statements add none. A depth of four takes
    about fifteen seconds, of three about one.

    >>> found = explore(depth=2)
    >>> [entry.event.stance.value for entry in found[Move(Status.REPORTED, "affirm", Status.CORROBORATED)]
    ...     if hasattr(entry.event, "stance")]
    ['affirm', 'affirm']
    """
    found = walk(Policy() if policy is None else policy, depth)
    return Exploration({move: Timeline(story) for move, story in found.items()})


@frozen(kw_only=True)
class Disagreement:
    """A kind of disagreement between two policies: the status under each, and the smallest timeline that shows it."""

    old: Status
    new: Status
    timeline: Timeline = field(eq=False)

    def __str__(self) -> str:
        """Say it in a line: both statuses and the story."""
        return f"{self.old.value} → {self.new.value}: {_story(self.timeline)}"


def compare(old: PolicyLike, new: PolicyLike, *, depth: int = 3) -> tuple[Disagreement, ...]:
    """Return each kind of disagreement between two policies with the smallest story that shows it, the shortest first.

    A kind is the pair of statuses. The stories are those of `explore` of up to ``depth`` statements.

    >>> for each in compare(Policy(), Policy(min_origins=3), depth=2):
    ...     print(each)
    corroborated → reported: 2024-01-01: o affirms c resting on a and x
    """
    found: dict[tuple[Status, Status], tuple[Event, ...]] = {}
    for state, _, _, after in stories(old, depth):
        kind = after.status, status_under(new, state, after)
        if kind[0] is not kind[1] and (kind not in found or len(found[kind]) > len(after.story)):
            found[kind] = after.story
    kinds = sorted(found.items(), key=lambda item: len(item[1]))
    return tuple(Disagreement(old=one, new=two, timeline=Timeline(story)) for (one, two), story in kinds)


def minimize(law: Law, timeline: Timeline) -> Timeline:
    """Return a part of a timeline that still breaks a law and of which no single entry can be left out.

    ``law`` raises `AssertionError` where it does not hold, as those of `timeline.testing.laws` do. Raises `ValueError`
    where it holds of the timeline.
    """
    if not _broken(law, timeline.entries):
        raise ValueError(f"{getattr(law, '__name__', law)} holds of this timeline, so there is nothing to cut down to")
    kept, size = list(timeline.entries), max(1, len(timeline) // 2)
    while True:
        shorter = next((rest for rest in _without(kept, size) if _broken(law, rest)), None)
        if shorter is not None:
            kept = shorter
        elif size == 1:
            return rebuilt(kept)
        size = max(1, min(size if shorter is not None else size // 2, len(kept) // 2))


def _without(entries: Sequence[Entry], size: int) -> Iterator[list[Entry]]:
    """Yield the entries without each stretch of a size, the last first."""
    for start in range(len(entries) - 1, -1, -size):
        begin = max(0, start - size + 1)
        yield [*entries[:begin], *entries[start + 1 :]]


def _broken(law: Law, entries: Iterable[Entry]) -> bool:
    try:
        law(rebuilt(entries))
    except AssertionError:
        return True
    return False


def rebuilt(entries: Iterable[Entry]) -> Timeline:
    """Return the timeline of some entries of one, without those that are refused where others are missing."""
    kept = list(entries)
    try:
        return Timeline(kept)
    except RefusedError as error:
        refused = {event_id for _, event_id, _ in error.refused}
        return rebuilt(entry for entry in kept if entry.id not in refused)


def _story(timeline: Timeline) -> str:
    """Return a small story in words; who the sources are is left out."""
    told = (entry.event for entry in timeline if not isinstance(entry.event, SourceAdded))
    return "; ".join(sentence(event, Desk()) for event in told)
