"""What holds of every store when several write to it at once, each through a handle of its own, while others tail it.

Each takes a function that opens the store of a folder, and an empty folder, and raises `AssertionError`.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from threading import Thread

from timeline import ConflictError, Entry, Report, Source
from timeline.testing.store_appending import MakeStore, StoreLaw
from timeline.testing.store_history import never_backwards

__all__ = ["WRITERS"]

NAMES, EVENTS = ("writer-1", "writer-2", "writer-3"), 8
PATIENCE = 60.0
"""How long, in seconds, a thread may take before it counts as stuck."""


def together(*works: Callable[[], None]) -> None:
    """Do all at once, each in a thread; raise the first error, or `AssertionError` for one that is stuck."""
    errors: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)

    threads = [Thread(target=guarded, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    if errors:
        raise errors[0]
    assert not any(thread.is_alive() for thread in threads), f"after {PATIENCE:.0f} seconds a reader or writer is stuck"


def said_by(name: str, number: int) -> list[Report]:
    """Return what a writer's source says, one report a minute."""
    return [Source(name).affirms("bridge", said=f"2024-05-01T00:{minute:02}:00Z") for minute in range(number)]


def a_reader_that_tails_sees_each_entry_once_in_order(make_store: MakeStore, folder: Path) -> None:
    """Three writers append at once; a reader that follows from the start, and one from the middle, miss nothing."""
    total = len(NAMES) * EVENTS
    seen: dict[int, list[Entry]] = {0: [], total // 2: []}
    make_store(folder).close()

    def write(name: str) -> None:
        with make_store(folder) as store:
            for event in said_by(name, EVENTS):
                store.append(event)

    def tail(after: int) -> None:
        with make_store(folder) as store:
            seen[after] += islice(store.follow(after=after, timeout=PATIENCE / 2), total - after)

    together(*(partial(tail, after) for after in seen), *(partial(write, name) for name in NAMES))
    with make_store(folder) as store:
        for after, entries in seen.items():
            positions = [entry.position for entry in entries]
            assert positions == list(range(after + 1, total + 1)), f"followed after {after}: {positions}"
            assert entries == list(store.read(after=after)), f"followed {entries}, but the log is {list(store.read())}"
        lost = {event.id for name in NAMES for event in said_by(name, EVENTS)} - {entry.id for entry in store.read()}
        assert not lost, f"{len(lost)} of {total} acknowledged events are lost"
        never_backwards(store)


def of_two_that_expect_one_position_one_is_told(make_store: MakeStore, folder: Path) -> None:
    """Writers that read the head, append at it, and try again after a conflict lose nothing and overwrite nothing."""
    make_store(folder).close()
    accepted: list[tuple[int, int]] = []

    def write(name: str) -> None:
        with make_store(folder) as store:
            for event in said_by(name, EVENTS):
                while True:
                    expected = store.head.position
                    with suppress(ConflictError):
                        accepted.append((expected, store.append(event, expected=expected).added[0].position))
                        break

    together(*(partial(write, name) for name in NAMES))
    wanted = [(position - 1, position) for position in range(1, len(NAMES) * EVENTS + 1)]
    assert sorted(accepted) == wanted, f"(expected, recorded at): {sorted(accepted)}"


def what_several_append_at_once_is_recorded_once(make_store: MakeStore, folder: Path) -> None:
    """The same events from three writers at once are added by one of them, and known to the others."""
    make_store(folder).close()
    added: list[str] = []

    def write() -> None:
        with make_store(folder) as store:
            for event in said_by("agency", EVENTS):
                added.extend(entry.id for entry in store.append(event).added)

    together(*[write] * len(NAMES))
    assert sorted(added) == sorted(event.id for event in said_by("agency", EVENTS)), f"added by somebody: {added}"


WRITERS: tuple[StoreLaw, ...] = (
    a_reader_that_tails_sees_each_entry_once_in_order,
    of_two_that_expect_one_position_one_is_told,
    what_several_append_at_once_is_recorded_once,
)
"""The laws of several writers."""
