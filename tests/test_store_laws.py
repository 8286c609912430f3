"""Laws of timelines that hold through a real store: what is kept of a fold plus the tail is the whole, whatever comes late."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import Entry, RefusedError, Timeline, When, stores
from timeline.testing.strategies import entries

NAMES = ("story.db", "story.jsonl")


def told(timeline, known_at=None):
    """Return all that a timeline answers, now and at a few dates."""
    return [str(timeline.replay(as_of=day, known_at=known_at)) for day in (None, "2024-05-02", "2024-05-04")]


@given(st.data())
@settings(max_examples=30)
@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_plus_the_tail_is_the_whole(tmp_path_factory, name, data):
    path = tmp_path_factory.mktemp("law") / name
    clock = (When.at(1_800_000_000_000_000 + number * 1_000_000) for number in count())
    with stores.open(path, clock=lambda: next(clock)) as store, stores.open(path, clock=lambda: next(clock)) as other:
        for entry in data.draw(entries()):
            writer = data.draw(st.sampled_from([store, other]))
            try:
                writer.append(entry.event)  # said whenever, recorded now: most of them reach back
            except RefusedError:
                continue
            if data.draw(st.booleans()):
                store.timeline()  # from here on this handle reads only the tail
        if name == "story.db" and store.head.position and data.draw(st.booleans()):
            other.redact(data.draw(st.integers(1, store.head.position)), by="desk", ground="order")
        kept = store.timeline()
        with stores.open(path) as fresh:
            assert kept == fresh.timeline() == Timeline(fresh.read())
            assert told(kept) == told(fresh.timeline())


@given(entries(), entries())
@settings(max_examples=30)
@pytest.mark.parametrize("name", NAMES)
def test_what_was_known_never_changes_whatever_is_appended_later(tmp_path_factory, name, first, then):
    path = tmp_path_factory.mktemp("law") / name
    with stores.open(path, clock=lambda: "2024-05-01T00:00:00Z") as store:
        heads = []
        for entry in (*first, *then):
            try:
                store.append(entry.event)
            except RefusedError:
                continue
            heads.append((store.head.recorded, told(store.timeline(), store.head.recorded)))
            assert all(told(store.timeline(), known) == answer for known, answer in heads)


@given(entries())
@settings(max_examples=30)
@pytest.mark.parametrize("name", NAMES)
def test_history_comes_back_as_the_timeline_that_it_was(tmp_path_factory, name, history):
    path = tmp_path_factory.mktemp("law") / name
    taken = Timeline()
    for entry in history:
        try:
            taken = taken.append(entry)
        except RefusedError:
            continue
    with stores.open(path) as store:
        store.import_history(taken)
        assert store.timeline() == taken
        assert [(entry.recorded.text, entry.event) for entry in store.read()] == [(e.recorded.text, e.event) for e in taken]
        assert all(isinstance(entry, Entry) for entry in store.follow(timeout=0))
