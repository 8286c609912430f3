"""Laws of timelines that hold through a real store: what is kept of a fold plus the tail is the whole, whatever comes late."""

from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timeline import Entry, RefusedError, Source, Timeline, When, stores
from timeline.testing.samples import EVERY_KIND
from timeline.testing.strategies import entries

NAMES = ("story.db", "story.jsonl")


def told(timeline, known_at=None):
    """Return all that a timeline answers, now and at a few dates."""
    return [str(timeline.replay(as_of=day, known_at=known_at)) for day in (None, "2024-05-02", "2024-05-04")]


def late(entry, head, after):
    """Return an entry as history that is imported late: said whenever, recorded at or after the head."""
    last = 1_800_000_000_000_000 if head.recorded is None else head.recorded.order[0]
    return Entry(event=entry.event, recorded=When.at(last + after))


@given(st.data())
@settings(max_examples=40)
@pytest.mark.parametrize("name", NAMES)
def test_a_checkpoint_plus_the_tail_is_the_whole_whatever_comes_late(tmp_path_factory, name, data):
    """By two handles: appended, imported, redacted; one of them keeps what it has read, at chance moments."""
    path = tmp_path_factory.mktemp("law") / name
    clock = (When.at(1_800_000_000_000_000 + number * 1_000_000) for number in count())
    with stores.open(path, clock=lambda: next(clock)) as store, stores.open(path, clock=lambda: next(clock)) as other:
        redacted = set()
        for entry in data.draw(entries()):
            writer = data.draw(st.sampled_from([store, other]))
            try:
                if data.draw(st.booleans()):
                    writer.append(entry.event)  # said whenever, recorded now: most of them reach back
                else:
                    writer.import_history([late(entry, writer.head, data.draw(st.sampled_from([0, 1, 5_000_000])))])
            except RefusedError:
                continue
            if data.draw(st.booleans()):
                store.timeline()  # from here on this handle reads only the tail
            if name == "story.db" and data.draw(st.integers(0, 4)) == 0:
                position = data.draw(st.integers(1, store.head.position))
                if position not in redacted:
                    redacted.add(position)
                    data.draw(st.sampled_from([store, other])).redact(position, by="desk", ground="order")
        kept = store.timeline()
        with stores.open(path) as fresh:
            assert kept == fresh.timeline() == Timeline(fresh.read())
            assert told(kept) == told(fresh.timeline())
            known = [entry.recorded for entry in kept][::3]
            assert [told(kept, at) for at in known] == [told(fresh.timeline(), at) for at in known]


def test_only_the_tail_is_read_and_all_of_it_anew_for_another_fold(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db") as store:
        reads, all_rows = [], store._tables.all_rows
        monkeypatch.setattr(store._tables, "all_rows", lambda *args: reads.append(args[1:]) or all_rows(*args))
        store.append(*EVERY_KIND)
        size = len(EVERY_KIND)
        assert len(store.timeline()) == size
        store.append(Source("late").affirms("bridge", said="2001-01-01"))
        assert len(store.timeline()) == len(store.timeline()) == size + 1
        assert reads == [(0, size), (size, size + 1)]
        monkeypatch.setattr("timeline.stores._kept.FOLD", 2)
        assert len(store.timeline()) == size + 1
        store.redact(1, by="desk", ground="order")
        assert len(store.timeline()) == size + 1
        assert [one for one in reads[2:] if one[0] == 0] == [(0, size + 1)] * 3  # what names it is looked for, too


@pytest.mark.no_cover
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
