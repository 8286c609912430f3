"""What holds of every store when it is read, tailed, closed and opened again, by one handle or by several.

Each takes a function that opens the store of a folder, and an empty folder, and raises `AssertionError`.
"""

from collections.abc import Iterable
from contextlib import suppress
from itertools import islice
from pathlib import Path

from timeline import ClaimsRelated, Clarification, Correction, Entry, Event, Retraction, Source, UnknownEventError
from timeline.codecs import encode
from timeline.stores import Store
from timeline.testing.samples import ANNA, BERT, EVERY_KIND, HOSTILE_IDS, UNKNOWN_RECORDS, hostile_events
from timeline.testing.store_appending import NO, YES, MakeStore, StoreLaw, conflict, days, holds, log_of

__all__ = ["READING"]

SOON = 0.05
"""How long, in seconds, to wait for a new entry where there will be none."""


def read_gives_what_comes_after_a_position(make_store: MakeStore, folder: Path) -> None:
    """``after`` is exclusive; from the head on there is nothing, and before the first position everything, and no error."""
    with make_store(folder) as store:
        store.import_history(days(5))
        for after in range(-2, 8):
            positions = positions_of(store.read(after=after))
            assert positions == list(range(max(0, after) + 1, 6)), f"read(after={after}) gives the positions {positions}"


def names(entry: Entry, claim: str) -> bool | None:
    """Whether an entry names a claim as its own; None where a store may see it either way."""
    event = entry.event
    if isinstance(event, ClaimsRelated):
        return claim in {event.claim, event.other}
    if isinstance(event, Correction | Clarification | Retraction):
        return None
    return getattr(event, "claim", None) == claim


def read_keeps_to_a_claim(make_store: MakeStore, folder: Path) -> None:
    """Reports, verdicts and book-keeping that name the claim come, in order, and none of another claim.

    Whether what amends a report comes with it is left to the store.
    """
    others = ("bridges", "Bridge", "bridg_", "%", "bridge ahead")
    decoys = [ANNA.affirms(claim, said="2024-05-01") for claim in others]
    decoys += [ANNA.affirms("road", said="2024-05-01", quote="bridge", basis="bridge", via="bridge")]
    with make_store(folder) as store:
        store.append(*EVERY_KIND, *decoys, *(entry.event for entry in UNKNOWN_RECORDS), *hostile_events())
        for claim in ("bridge", "road", "nobody", *others, *HOSTILE_IDS):
            found = positions_of(store.read(claim=claim))
            wanted = [entry.position for entry in store.read() if names(entry, claim)]
            allowed = [entry.position for entry in store.read() if names(entry, claim) is not False]
            assert set(wanted) <= set(found) <= set(allowed), f"read(claim={claim!r}) gives {found}; {wanted} name it"
            assert found == sorted(found), f"read(claim={claim!r}) is out of order: {found}"
            tail = positions_of(store.read(after=3, claim=claim))
            assert tail == [position for position in found if position > 3], f"after 3 come {tail} of {found}"


def read_keeps_to_a_source(make_store: MakeStore, folder: Path) -> None:
    """What the source said, and what introduces it, come; what others said does not, unless it names the source."""
    prefix = [Source(name).affirms("bridge", said="2024-05-01") for name in ("ann", "annabel", "Anna", "ann_")]
    with make_store(folder) as store:
        store.append(*EVERY_KIND, *prefix, *hostile_events())
        for source in ("anna", "ann", "nobody", *HOSTILE_IDS):
            found = positions_of(store.read(source=source))
            wanted = [entry.position for entry in store.read() if getattr(entry.event, "source", None) == source]
            foreign = [entry.position for entry in store.read() if repr(source) not in repr(entry.event)]
            assert set(wanted) <= set(found), f"read(source={source!r}) gives {found}, not all of {wanted}"
            assert not set(found) & set(foreign), f"read(source={source!r}) gives {found}; {foreign} do not name it"
            assert found == sorted(found), f"read(source={source!r}) is out of order: {found}"
            both = positions_of(store.read(source=source, claim="bridge"))
            of_claim = [entry.position for entry in store.read(claim="bridge") if entry.position in found]
            assert both == of_claim, f"source {source!r} and claim 'bridge' give {both}, each alone {of_claim}"


def hostile_texts_come_back_as_they_were(make_store: MakeStore, folder: Path) -> None:
    """No quoting, folding, trimming, normalising or cutting of ids and words; also after reopening."""
    told = hostile_events()
    with make_store(folder) as store:
        store.append(*told)
        same_events(store, told)
        holds(store.append(*told), 0, len(told), "the same once more")
    with make_store(folder) as store:
        same_events(store, told)


def same_events(store: Store, told: list[Event]) -> None:
    """Raise unless a store gives these events; names the first that differs."""
    found = [event for _, _, event in log_of(store)]
    for one, two in zip(found, told, strict=False):
        assert one == two, f"appended {str(two)[:500]!a}, read {str(one)[:500]!a}"
    assert len(found) == len(told), f"appended {len(told)} events, read {len(found)}"


def opened_again_it_holds_the_same(make_store: MakeStore, folder: Path) -> None:
    """The same entries at the same positions and times, the same bytes, the same head; and it goes on from there."""
    with make_store(folder) as store:
        store.import_history(days(2))
        store.append(*EVERY_KIND)
        before, head, lines = log_of(store), store.head, [encode(entry) for entry in store.read()]
    for _ in range(2):
        with make_store(folder) as store:
            assert log_of(store) == before, f"held {before}, and opened again {log_of(store)}"
            assert store.head == head, f"the head was {head}, and opened again is {store.head}"
            assert [encode(entry) for entry in store.read()] == lines, "the bytes of the entries are others"
            holds(store.append(*EVERY_KIND), 0, len(EVERY_KIND), "what was there before reopening")
    with make_store(folder) as store:
        added = store.append(NO, expected=head.position).added
        assert positions_of(added) == [head.position + 1], f"went on at {added}"


def folders_are_kept_apart(make_store: MakeStore, folder: Path) -> None:
    """What is appended to the store of one folder is not in that of another."""
    one, two = folder / "one", folder / "two"
    one.mkdir()
    two.mkdir()
    with make_store(one) as first, make_store(two) as second:
        first.append(YES)
        assert log_of(second) == [], f"a new store holds {log_of(second)}"


def closing_twice_is_fine(make_store: MakeStore, folder: Path) -> None:
    """A store closes at the end of ``with``, gives itself to it, lets errors pass, and closes once more."""
    store = make_store(folder)
    with store as inner:
        assert inner is store, f"`with` gives {inner!r}, not the store"
        store.append(YES)
    store.close()
    store.close()
    swallowed = False
    with suppress(UnknownEventError):
        with make_store(folder) as inner:
            _ = inner.timeline()["nobody said this"]
        swallowed = True
    assert not swallowed, "an error inside `with` was swallowed by the store"


def several_handles_are_one_store(make_store: MakeStore, folder: Path) -> None:
    """What one handle appends the other reads, knows, counts on from, and conflicts with."""
    with make_store(folder) as one, make_store(folder) as two:
        one.append(ANNA, YES)
        assert log_of(two) == log_of(one), f"one handle reads {log_of(one)}, the other {log_of(two)}"
        assert two.head == one.head, f"one handle has the head {one.head}, the other {two.head}"
        assert two.timeline() == one.timeline(), "two handles have two timelines"
        holds(two.append(YES, BERT), 1, 1, "what the other handle appended, and something new")
        conflict(one, lambda: one.append(NO, expected=2))
        holds(one.append(NO, expected=3), 1, 0, "the right position")
        assert positions_of(two.read()) == [1, 2, 3, 4]


def a_log_read_by_half_stops_no_writer(make_store: MakeStore, folder: Path) -> None:
    """While one reads, others append; the reading goes on in order without a gap."""
    with make_store(folder) as reader, make_store(folder) as writer:
        writer.import_history(days(6))
        half = reader.read()
        first = list(islice(half, 2))
        holds(writer.append(NO), 1, 0, "an append while another handle reads")
        holds(reader.append(BERT), 1, 0, "an append by the handle that reads")
        positions = positions_of([*first, *half])
        assert positions[:6] == [1, 2, 3, 4, 5, 6], f"read {positions}"
        assert positions == list(range(1, len(positions) + 1)), f"read {positions}"


def follow_gives_what_is_there_and_then_what_is_new(make_store: MakeStore, folder: Path) -> None:
    """It ends when for ``timeout`` seconds nothing came; what another handle appends comes too."""
    with make_store(folder) as store, make_store(folder) as other:
        assert positions_of(store.follow(timeout=0)) == [], "an empty store has something to follow"
        store.import_history(days(3))
        assert positions_of(store.follow(timeout=SOON)) == [1, 2, 3]
        assert positions_of(store.follow(after=-1, timeout=SOON)) == [1, 2, 3]
        assert positions_of(store.follow(after=2, timeout=SOON)) == [3]
        assert positions_of(store.follow(after=3, timeout=SOON)) == []
        tail = store.follow(after=2, timeout=SOON * 100)
        first = list(islice(tail, 1))
        other.append(NO, BERT)
        came = [*first, *islice(tail, 2)]
        assert came == list(store.read(after=2)), f"followed {came}, read {list(store.read(after=2))}"
        assert positions_of(came) == [3, 4, 5], f"followed the positions {positions_of(came)}"


def positions_of(entries: Iterable[Entry]) -> list[int]:
    """Return the positions of entries."""
    return [entry.position for entry in entries]


READING: tuple[StoreLaw, ...] = (
    read_gives_what_comes_after_a_position,
    read_keeps_to_a_claim,
    read_keeps_to_a_source,
    hostile_texts_come_back_as_they_were,
    opened_again_it_holds_the_same,
    folders_are_kept_apart,
    closing_twice_is_fine,
    several_handles_are_one_store,
    a_log_read_by_half_stops_no_writer,
    follow_gives_what_is_there_and_then_what_is_new,
)
"""The laws of reading."""
