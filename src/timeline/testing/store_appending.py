"""What holds of every store when events are appended or imported: each a function named as the sentence it is.

Each takes a function that opens the store of a folder, and an empty folder, and raises `AssertionError`.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from timeline import ClaimAdded, ConflictError, Correction, Entry, Event, RefusedError, Source, When
from timeline.stores import Appended, Head, Store
from timeline.testing.samples import ANNA, BERT, EVERY_KIND, UNKNOWN_RECORDS

__all__ = ["APPENDING", "MakeStore", "StoreLaw", "days", "holds", "log_of", "refused"]

MakeStore = Callable[[Path], Store]
StoreLaw = Callable[[MakeStore, Path], None]

YES = ANNA.affirms("bridge", said="2024-05-01")
NO = BERT.denies("bridge", said="2024-05-02")
FOREIGN = BERT.retracts(YES, said="2024-05-03")


def log_of(store: Store) -> list[tuple[int, When, Event]]:
    """Return what a store holds as (position, recorded, event), as `Store.read` gives it."""
    return [(entry.position, entry.recorded, entry.event) for entry in store.read()]


def days(count: int, *, claim: str = "bridge", start: int = 1) -> list[Entry]:
    """Return entries of another log, recorded on one day of May 2024 after the other."""
    reports = [ANNA.affirms(claim, said=f"2024-05-{day:02}") for day in range(start, start + count)]
    return [Entry(event=report, recorded=f"{report.said}T12:00:00Z", position=7 * i) for i, report in enumerate(reports)]


def refused(store: Store, attempt: Callable[[], Appended], what: str) -> RefusedError:
    """Return the refusal of an attempt; raises where there is none, or where it changed anything."""
    before, head = log_of(store), store.head
    try:
        attempt()
    except RefusedError as error:
        unchanged(store, before, head, what)
        return error
    raise AssertionError(f"{what} was taken; it must be refused with RefusedError")


def unchanged(store: Store, before: list[tuple[int, When, Event]], head: Head, what: str) -> None:
    """Raise unless a store holds what it held."""
    assert log_of(store) == before, f"{what} changed the log from {before} to {log_of(store)}"
    assert store.head == head, f"{what} changed the head from {head} to {store.head}"


def holds(appended: Appended, added: int, known: int, what: str) -> None:
    """Raise unless so many entries were added, so many known."""
    found = len(appended.added), len(appended.known)
    assert found == (added, known), f"{what}: (added, known) is {found}, not {(added, known)}: {appended}"


def what_is_appended_is_read_back_in_order(make_store: MakeStore, folder: Path) -> None:
    """Every kind of event is read back as it was appended, a source as the event that introduces it."""
    with make_store(folder) as store:
        for event in (ANNA, *EVERY_KIND):
            store.append(event)
        events = [event for _, _, event in log_of(store)]
        assert events == [ANNA.added(), *EVERY_KIND], f"read {events}"


def positions_count_from_one_without_a_gap(make_store: MakeStore, folder: Path) -> None:
    """Positions are 1, 2, 3 …, also after what was known, refused or in conflict."""
    with make_store(folder) as store:
        assert store.head == Head(), f"the head of an empty store is {store.head}"
        store.append(ANNA, BERT)
        store.append(ANNA, YES)
        refused(store, lambda: store.append(NO, FOREIGN), "a foreign retraction")
        conflict(store, lambda: store.append(NO, expected=0))
        store.append(NO)
        positions = [entry.position for entry in store.read()]
        assert positions == [1, 2, 3, 4], f"positions are {positions}"


def an_append_says_what_is_new(make_store: MakeStore, folder: Path) -> None:
    """`Appended` has the new entries as they are read back, those that were known, and the head after them."""
    with make_store(folder) as store:
        first = store.append(YES)
        holds(first, 1, 0, "a new event")
        both = store.append(NO, YES)
        holds(both, 1, 1, "a new event beside a known one")
        read = list(store.read())
        told = [(entry.position, entry) for entry in (*first.added, *both.added)]
        assert told == [(entry.position, entry) for entry in read], f"added {told}, but read {read}"
        assert both.known[0].position == 1, f"the known entry is told with position {both.known[0].position}, not 1"
        assert both.known == first.added, f"known is {both.known}, not as recorded first: {first.added}"
        assert both.head == store.head == Head(position=2, recorded=read[-1].recorded), f"{both.head}, {store.head}"


def appending_nothing_does_nothing(make_store: MakeStore, folder: Path) -> None:
    """An append of no events adds nothing, and still holds ``expected``."""
    with make_store(folder) as store:
        holds(store.append(), 0, 0, "nothing")
        holds(store.import_history([]), 0, 0, "an empty history")
        assert log_of(store) == []
        conflict(store, lambda: store.append(expected=3))


def appending_again_does_nothing_and_says_so(make_store: MakeStore, folder: Path) -> None:
    """One id with the same content is a no-op, in a later append, in one batch, and in an import."""
    with make_store(folder) as store:
        holds(store.append(*EVERY_KIND), len(EVERY_KIND), 0, "every kind")
        before, head = log_of(store), store.head
        holds(store.append(*EVERY_KIND), 0, len(EVERY_KIND), "every kind again")
        older = [Entry(event=event, recorded="2024-01-01") for event in EVERY_KIND]
        holds(store.import_history(older), 0, len(EVERY_KIND), "every kind imported again")
        unchanged(store, before, head, "appending again")
        twice = store.append(NO, NO)
        assert len(twice.added) == 1, f"one event twice in a batch was added {len(twice.added)} times"
        assert store.head.position == len(EVERY_KIND) + 1


def one_id_with_two_contents_is_refused(make_store: MakeStore, folder: Path) -> None:
    """The refusal names the id and both contents; so it is in one batch and in an import."""
    one = ClaimAdded(claim="harbour closed", id="same")
    two = ClaimAdded(claim="airport closed", id="same")
    with make_store(folder) as store:
        attempts = [("two contents in one batch", lambda: store.append(one, two))]
        attempts += [("another content", lambda: store.append(NO, two))]
        attempts += [("another content in an import", lambda: store.import_history([Entry(event=two, recorded="2200-01-01")]))]
        for what, attempt in attempts:
            message = str(refused(store, attempt, what))
            for part in ("same", "harbour closed", "airport closed"):
                assert part in message, f"the refusal of {what} does not name {part!r}: {message}"
            store.append(one)


def conflict(store: Store, attempt: Callable[[], Appended]) -> ConflictError:
    """Return the conflict that an attempt runs into; raises where there is none, or where it changed anything."""
    before, head = log_of(store), store.head
    try:
        attempt()
    except ConflictError as error:
        unchanged(store, before, head, "a conflict")
        found = error
    else:
        raise AssertionError("an append that expected another position was taken; it must raise ConflictError")
    assert found.position == head.position, f"the conflict says position {found.position}, the store is at {head}"
    return found


def a_conflict_says_what_came_between(make_store: MakeStore, folder: Path) -> None:
    """``expected`` is held against the position, by append and import alike."""
    with make_store(folder) as store:
        store.append(ANNA, expected=0)
        store.append(YES, BERT, expected=1)
        for attempt in (
            lambda: store.append(NO, expected=1),
            lambda: store.import_history([Entry(event=NO, recorded="2200-01-01")], expected=1),
        ):
            error = conflict(store, attempt)
            wanted = (1, (YES.id, BERT.added().id))
            assert (error.expected, error.between) == wanted, f"{(error.expected, error.between)}, not {wanted}"
        ahead = conflict(store, lambda: store.append(NO, expected=9))
        assert ahead.between == (), f"nothing came between 3 and 9, but the conflict says {ahead.between}"
        holds(store.append(NO, expected=3), 1, 0, "the right position")


def a_batch_is_recorded_whole_or_not_at_all(make_store: MakeStore, folder: Path) -> None:
    """One bad event leaves nothing of its batch behind, wherever it stands; without it the rest is taken."""
    good: list[Event | Source] = [ANNA, BERT, YES, NO]
    with make_store(folder) as store:
        store.append(YES)
        for place in range(len(good) + 1):
            batch = [*good[:place], FOREIGN, *good[place:]]
            refused(store, partial(store.append, *batch), "a batch with a foreign retraction")
        before, head = log_of(store), store.head
        try:
            store.append(*good, "no event")  # type: ignore[arg-type]  # it is what the law asks about
        except Exception:
            unchanged(store, before, head, "a batch with what is no event")
        else:
            raise AssertionError("a text was taken for an event")
        holds(store.append(*good), 3, 1, "the batch without the bad event")


def what_a_timeline_refuses_a_store_refuses(make_store: MakeStore, folder: Path) -> None:
    """A foreign retraction, a misfiled correction, a retraction of what is no report; a party's own is taken."""
    bridge = ANNA.denies("bridge", said="2024-05-01")
    with make_store(folder) as store:
        store.append(ANNA, BERT, bridge)
        wrong = Correction(of=bridge.id, report=ANNA.denies("road", said="2024-05-01"), said="2024-05-02")
        refused(store, lambda: store.append(BERT.retracts(bridge, said="2024-05-03")), "a foreign retraction")
        refused(store, lambda: store.append(wrong), "a correction that moves a report to another claim")
        refused(store, lambda: store.append(ANNA.retracts(ANNA.added().id, said="2024-05-03")), "a retracted source")
        colleague = Source("carl", party="north")
        holds(store.append(colleague, colleague.retracts(bridge, said="2024-05-03")), 2, 0, "a retraction by the party")


def records_of_unknown_types_are_kept(make_store: MakeStore, folder: Path) -> None:
    """What this release does not know is kept byte for byte, at the time at which it was recorded here."""
    with make_store(folder) as store:
        store.append(YES)
        added = store.append(*(entry.event for entry in UNKNOWN_RECORDS)).added
        kept = [entry.event for entry in added]
        assert kept == [entry.event for entry in UNKNOWN_RECORDS], f"kept {kept}"
        assert added[0].recorded.order >= store.timeline()[YES.id].recorded.order, f"recorded {added[0].recorded}"
    with make_store(folder) as store:
        assert tuple(store.read(after=1)) == added, f"after reopening {list(store.read(after=1))}, not {added}"


APPENDING: tuple[StoreLaw, ...] = (
    what_is_appended_is_read_back_in_order,
    positions_count_from_one_without_a_gap,
    an_append_says_what_is_new,
    appending_nothing_does_nothing,
    appending_again_does_nothing_and_says_so,
    one_id_with_two_contents_is_refused,
    a_conflict_says_what_came_between,
    a_batch_is_recorded_whole_or_not_at_all,
    what_a_timeline_refuses_a_store_refuses,
    records_of_unknown_types_are_kept,
)
"""The laws of appending."""
