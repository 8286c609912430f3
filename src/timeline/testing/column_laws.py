"""Column laws: what is answered from columns, or by an engine from a table of them, is what the fold answers."""

from collections.abc import Iterator, Sequence
from itertools import cycle, groupby, product
from pathlib import Path
from typing import Protocol

from timeline import Entry, Policy, Status, Story, Timeline
from timeline.bulk import Columns, Moved, StoryTable, replay
from timeline.stores import VerifiableStore
from timeline.testing.comparing import few, moments, recordings

__all__ = [
    "columns_answer_as_replay_does",
    "columns_grow_as_their_timeline_does",
    "columns_move_as_transitions_do",
    "engines_answer_as_replay_does",
    "stored_columns_answer_as_replay_does",
]

POLICIES = (Policy(), Policy(min_origins=3, origin_by="speaker"), Policy(origin_by="office", count_derived=True))


def columns_answer_as_replay_does(timeline: Timeline) -> None:
    """The status of each claim from columns, of all at once and of one alone, is that of the story at the same cuts."""
    columns = Columns(timeline)
    hold_to_replay(columns, timeline)
    hold_to_order(columns, timeline)


def columns_grow_as_their_timeline_does(timeline: Timeline) -> None:
    """Columns of the first half of a log, or of nothing, answer as those of all when they are given what is left of it, the
    last entry first.
    """
    entries = list(timeline)
    for known in (0, len(entries) // 2):
        columns = Columns(Timeline(entries[:known]))
        for entry in reversed(entries[known:]):
            columns = columns.then([entry])
        hold_to_replay(columns.then(entries), timeline)


class OpenStore(Protocol):
    """What opens the store of a folder, anew each time."""

    def __call__(self, folder: Path, /) -> VerifiableStore: ...


def stored_columns_answer_as_replay_does(
    open_store: OpenStore, folder: Path, batches: Sequence[Sequence[Entry]], reopened: Sequence[bool] = ()
) -> None:
    """Between any two batches the columns of a store answer as replay of its timeline does, and so do those from before, in
    the store as it was left open or, where ``reopened`` says so, closed after the batch and opened again.
    """
    store = open_store(folder)
    earlier: list[tuple[Columns, Timeline]] = []
    try:
        for number, batch in enumerate(batches):
            store.import_history(batch)
            earlier = [*earlier[-1:], (store.columns(), store.timeline())]
            for columns, timeline in earlier:
                hold_to_replay(columns, timeline)
                hold_to_order(columns, timeline)
            if number < len(reopened) and reopened[number]:
                store.close()
                store, earlier = open_store(folder), []
    finally:
        store.close()


def hold_to_replay(columns: Columns, timeline: Timeline) -> None:
    """Raise `AssertionError` where columns say of a timeline what replay does not."""
    for as_of, known_at in few([*product(moments(timeline), recordings(timeline))]):
        for policy in POLICIES:
            story = timeline.replay(as_of=as_of, known_at=known_at, policy=policy)
            right = {claim: story[claim].status for claim in story}
            where = f"as of {as_of}, known at {known_at}, under {policy}"
            for claim, status in right.items():
                alone = columns.status(claim, as_of=as_of, known_at=known_at, policy=policy)
                assert alone is status, f"{claim} {where}: {alone}, not {status}"
            found = dict(columns.statuses(as_of=as_of, known_at=known_at, policy=policy))
            assert found == right, f"{where}: {found}, and replay says {right}"


def hold_to_order(columns: Columns, timeline: Timeline) -> None:
    """Raise `AssertionError` where columns list claims in another order than a story does."""
    listed, told = list(columns.statuses()), list(timeline.replay())
    assert listed == told, f"the claims are listed as {listed}, and replay lists {told}"


def columns_move_as_transitions_do(timeline: Timeline) -> None:
    """The changes of status from columns, of all claims and of one alone, are those that the story's transitions end in."""
    columns = Columns(timeline)
    for known_at, policy in product(few(recordings(timeline)), POLICIES):
        story = timeline.replay(known_at=known_at, policy=policy)
        right = {claim: list(_moved(story, claim)) for claim in timeline.replay() if claim in story}
        found = list(columns.moves(known_at=known_at, policy=policy))
        expected = [move for moves in right.values() for move in moves]
        assert found == expected, f"known at {known_at}, under {policy}: {found}, and transitions say {expected}"
        for claim, moves in right.items():
            alone = list(columns.moves(claim, known_at=known_at, policy=policy))
            assert alone == moves, f"{claim}, known at {known_at}, under {policy}: {alone}, not {moves}"


def engines_answer_as_replay_does(timeline: Timeline) -> None:
    """The status of each claim by SQL, from the table in which a story goes to engines, is that of the story at the same cuts,
    each under one of some policies in turn.
    """
    table = StoryTable.of(timeline)
    for (as_of, known_at), policy in zip(few([*product(moments(timeline), recordings(timeline))]), cycle(POLICIES), strict=False):
        story = timeline.replay(as_of=as_of, known_at=known_at, policy=policy)
        right = {claim: story[claim].status for claim in story}
        found = dict(replay(table, as_of=as_of, known_at=known_at, policy=policy, engine="sqlite"))
        assert found == right, f"as of {as_of}, known at {known_at}, under {policy}: {found}, and replay says {right}"


def _moved(story: Story, claim: str) -> Iterator[Moved]:
    """Yield the changes of status that are left when each moment is over."""
    before = Status.UNREPORTED
    for at, transitions in groupby(story.transitions(claim), key=lambda transition: transition.at):
        *_, last = transitions
        if last.after.status is not before:
            yield Moved(claim, at, before, last.after.status)
            before = last.after.status
