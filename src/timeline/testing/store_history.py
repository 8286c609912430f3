"""What holds of every store as to recorded time: its own clock, imported history, what is known at the head.

Each takes a function that opens the store of a folder, and an empty folder, and raises `AssertionError`.
"""

from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import example, given, settings

from timeline import ClaimAdded, Entry, Event, RefusedError, Timeline
from timeline.stores import Store
from timeline.testing.samples import ANNA, BERT, EVERY_KIND
from timeline.testing.store_appending import FOREIGN, NO, YES, MakeStore, StoreLaw, days, holds, log_of, refused
from timeline.testing.strategies import entries

__all__ = ["HISTORY"]

settled = settings(max_examples=20, deadline=None)
"""Few examples, since each writes to a real store; no deadline, since disks pause."""


def recorded_time_never_runs_backwards(make_store: MakeStore, folder: Path) -> None:
    """Not from one append to the next, and not after a history that ends in the future of the store's clock."""
    with make_store(folder) as store:
        for event in EVERY_KIND:
            store.append(event)
        store.import_history([Entry(event=ANNA, recorded="2200-01-01T00:00:00.000001Z")])
        before = log_of(store)
        store.append(BERT)
        assert log_of(store)[:-1] == before, f"an append changed the log from {before} to {log_of(store)}"
        assert log_of(store)[-1][2] == BERT.added(), f"what was appended last is not the last: {log_of(store)}"
    with make_store(folder) as store:
        store.append(YES, NO)
        never_backwards(store)
        assert store.head.position == len(EVERY_KIND) + 4


def never_backwards(store: Store) -> None:
    """Raise unless the recorded times of a store only grow or stand still."""
    for one, two in pairwise(store.read()):
        assert one.recorded.order <= two.recorded.order, f"{two.recorded} at {two.position} is before {one.recorded}"


def imported_history_keeps_its_recorded_times(make_store: MakeStore, folder: Path) -> None:
    """Entries of another log come with their times, to the microsecond, and get this log's positions."""
    start = Entry(event=ANNA)
    told = [start, *days(3), Entry(event=NO, recorded="2024-05-03T12:00:00.000001Z")]
    with make_store(folder) as store:
        imported = store.import_history(iter(told), expected=0)
        holds(imported, 5, 0, "a history")
        found = [(entry.position, entry) for entry in store.read()]
        assert found == list(enumerate(told, 1)), f"imported {told}, read {found}"
        assert store.head == imported.head
        holds(store.import_history([*told, *days(1, start=9)]), 1, 5, "the history once more, one entry longer")


def history_that_runs_back_is_refused(make_store: MakeStore, folder: Path) -> None:
    """Whether within itself or behind the head; at the very time of the head it is taken."""
    one, two, three = days(3)
    with make_store(folder) as store:
        refused(store, lambda: store.import_history([two, one]), "a history that runs backwards")
        holds(store.import_history([two]), 1, 0, "a history")
        refused(store, lambda: store.import_history([three, one]), "a history that goes behind the head")
        refused(store, lambda: store.import_history([one, three]), "a history from before the head")
        same = Entry(event=NO, recorded=two.recorded)
        holds(store.import_history([same, three]), 2, 0, "a history from the time of the head on")
        store.append(ANNA)
        refused(store, lambda: store.import_history(days(1, start=4)), "a history from before the store's own entries")


def undated_book_keeping_comes_with_its_history(make_store: MakeStore, folder: Path) -> None:
    """In an empty store it stays known from the start; later it gets the time of what follows it, or just after the head."""
    one, two, three = days(3)
    first, then, last = (Entry(event=event) for event in (ANNA, BERT, ClaimAdded(claim="bridge")))
    with make_store(folder) as store:
        store.import_history([first, one])
        assert next(store.read()).recorded == first.recorded, f"{first} came as {next(store.read())}"
        before = store.timeline().replay(known_at=one.recorded)
        holds(store.import_history([first, one, then, two]), 2, 2, "a longer history with a source that nobody dated")
        found = [entry.recorded for entry in store.read(after=2)]
        assert found == [two.recorded] * 2, f"{then} before {two} was recorded at {found}"
        holds(store.import_history([then, last, then]), 1, 1, "a claim that nobody dated")
        never_backwards(store)
        assert store.head.recorded is not None
        assert store.head.recorded.certainly_after(two.recorded), f"{last} after {two} was recorded at {store.head.recorded}"
        known = store.timeline().replay(known_at=one.recorded)
        assert known.state == before.state, "what comes undated changes what was known before"
        refused(store, lambda: store.import_history([then, Entry(event=NO, recorded=one.recorded), three]), "an older history")


def a_refused_history_leaves_nothing_behind(make_store: MakeStore, folder: Path) -> None:
    """A foreign retraction in an import leaves out all of it."""
    told = [Entry(event=event, recorded="2024-05-09") for event in (ANNA, BERT, YES, FOREIGN, NO)]
    with make_store(folder) as store:
        refused(store, lambda: store.import_history(told), "a history with a foreign retraction")
        holds(store.import_history([entry for entry in told if entry.event is not FOREIGN]), 4, 0, "the rest of it")


def what_is_known_at_the_head_is_everything(make_store: MakeStore, folder: Path) -> None:
    """A story replayed at the recorded time of the head is the whole one, and no later append changes it."""
    with make_store(folder) as store:
        store.append(ANNA, YES)
        head = store.head
        assert head.recorded is not None
        assert head.recorded.is_instant, f"the head's recorded time {head.recorded} is no instant"
        known = store.timeline().replay(known_at=head.recorded).state
        assert len(known) == head.position == 2, f"at {head.recorded} {len(known)} of {head.position} entries are known"
        store.append(NO)
        assert store.head.position == 3, f"what was appended last is not there: the head is {store.head}"
        later = store.timeline().replay(known_at=head.recorded).state
        assert later == known, f"an append changed what was known at {head.recorded}: {len(known)} entries, now {len(later)}"


def the_timeline_is_what_is_read(make_store: MakeStore, folder: Path) -> None:
    """`Store.timeline` has the entries of `Store.read`, in their order, at their positions."""

    @settled
    @given(entries())
    @example([Entry(event=YES), Entry(event=FOREIGN)])
    @example([Entry(event=FOREIGN), Entry(event=YES, recorded="2024-05-04")])
    def law(told: list[Entry]) -> None:
        with make_store(Path(mkdtemp(dir=folder))) as store:
            imported_or_not(store, sorted(told, key=lambda entry: entry.recorded.order))
            store.append(*EVERY_KIND)
            never_backwards(store)
            whole = store.timeline()
            assert isinstance(whole, Timeline), f"timeline() gives {type(whole).__name__}"
            found = [(entry.position, entry.recorded, entry.event) for entry in whole]
            assert found == log_of(store), f"timeline() has {found}, read() {log_of(store)}"

    law()


def imported_or_not(store: Store, told: list[Entry]) -> None:
    """Import entries; raises where the store refuses what a timeline takes, or the reverse."""
    try:
        fresh = Timeline().append(*told)
    except RefusedError:
        refused(store, lambda: store.import_history(told), f"what a timeline refuses: {told}")
    else:
        store.import_history(told)
        assert tuple(store.read()) == fresh.entries, f"imported {told}, read {list(store.read())}"


def a_store_takes_what_a_timeline_takes(make_store: MakeStore, folder: Path) -> None:
    """Appended one by one, events of any story are taken or refused as by a timeline that holds what the store holds."""

    @settled
    @given(entries())
    @example([Entry(event=event) for event in (YES, FOREIGN, YES)])
    @example([Entry(event=event) for event in (FOREIGN, YES, NO)])
    def law(told: list[Entry]) -> None:
        with make_store(Path(mkdtemp(dir=folder))) as store:
            for event in (entry.event for entry in told):
                taken_or_not(store, event)

    law()


def taken_or_not(store: Store, event: Event) -> None:
    """Append an event; raises where the store refuses what its timeline takes, or the reverse."""
    whole = store.timeline()
    what = f"{event} after {whole}"
    try:
        longer = whole.append(event, recorded="2300-01-01")
    except RefusedError:
        refused(store, partial(store.append, event), what)
    else:
        added = len(longer) - len(whole)
        holds(store.append(event), added, 1 - added, what)
        events = [event for _, _, event in log_of(store)]
        assert events == [entry.event for entry in longer], f"{what}: read {events}"


HISTORY: tuple[StoreLaw, ...] = (
    recorded_time_never_runs_backwards,
    imported_history_keeps_its_recorded_times,
    history_that_runs_back_is_refused,
    undated_book_keeping_comes_with_its_history,
    a_refused_history_leaves_nothing_behind,
    what_is_known_at_the_head_is_everything,
    the_timeline_is_what_is_read,
    a_store_takes_what_a_timeline_takes,
)
"""The laws of recorded time."""
