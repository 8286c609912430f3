"""The SQLite store beyond the contract: its clock, its files, its errors, what it refuses to open or to write."""

import itertools
import os
import sqlite3
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge import ANNA, BERT, says
from timeline import (
    ConflictError,
    Correction,
    DamageError,
    Entry,
    RefusedError,
    StoreError,
    Timeline,
    Unrecognized,
    When,
    stores,
)
from timeline.codecs import decode
from timeline.stores import _connection
from timeline.stores._envelope import Envelope
from timeline.stores._leaves import Leaves
from timeline.stores._tables import Tables


def sql(path, *statements):
    """Run statements on a file that no store has open."""
    connection = sqlite3.connect(path)
    try:
        found = [connection.execute(*([one] if isinstance(one, str) else one)).fetchall() for one in statements]
        connection.commit()
    finally:
        connection.close()
    return found


@given(st.lists(st.integers(-(10**16), 10**16), min_size=1, max_size=8))
@settings(max_examples=25)
def test_recorded_time_never_runs_backwards_whatever_the_clock_does(tmp_path_factory, readings):
    path = tmp_path_factory.mktemp("clock") / "story.db"
    clock = iter(When.at(us) for us in readings)
    with stores.open(path, clock=lambda: next(clock)) as store:
        heads = [store.append(says(number)).head for number, _ in enumerate(readings)]
        instants = [head.recorded.order[0] for head in heads]
        assert instants[0] == readings[0]
        assert all(before < after for before, after in itertools.pairwise(instants))
        assert all(now >= reading for now, reading in zip(instants, readings, strict=True))


def test_a_clock_at_the_end_of_the_calendar_is_said_so(tmp_path):
    with stores.open(tmp_path / "story.db", clock=lambda: "9999-12-31T23:59:59.999999Z") as store:
        store.append(says(1))
        with pytest.raises(StoreError, match="the end of the calendar: nothing can follow it"):
            store.append(says(2))
        assert store.head.position == 1


def test_a_clock_may_give_a_date_and_means_its_last_microsecond(tmp_path):
    with stores.open(tmp_path / "story.db", clock=lambda: "2024-05-01") as store:
        assert store.append(says(1)).head.recorded == When("2024-05-01T23:59:59.999999Z")


def test_a_refused_batch_leaves_nothing_and_names_every_fault(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store.append(ANNA, BERT, says(1))
        wrong, foreign = ANNA.denies("open", said="2024-05-02", id="r1"), BERT.retracts("r1", said="2024-05-03")
        with pytest.raises(RefusedError) as caught:
            store.append(says(2), wrong, foreign)
        assert [fault.path for fault in caught.value.faults] == ["r1.id", f"{foreign.id}.source"]
        assert [place for place, _, _ in caught.value.refused] == [1, 2]
        assert store.head.position == 3
        assert store.append(says(2)).head.position == 4


@pytest.mark.parametrize("name", ["story.db", "story.jsonl"])
def test_an_id_that_a_correction_brought_stands_for_that_report(tmp_path, name):
    fixed = ANNA.denies("open", said="2024-05-01", id="fixed")
    with stores.open(tmp_path / name) as store:
        store.append(says(1), Correction(of="r1", report=fixed, said="2024-05-02", id="c1"))
        assert store.append(fixed).head.position == 3
        for wrong in (
            ANNA.affirms("open", said="2024-05-03", id="fixed"),
            Correction(of="r1", report=ANNA.affirms("open", said="2024-05-03", id="fixed"), said="2024-05-03"),
        ):
            with pytest.raises(RefusedError, match="two events under one id 'fixed'"):
                store.append(wrong)
    with stores.open(tmp_path / f"other-{name}") as store:
        store.append(says(1), Correction(of="r1", report=fixed, said="2024-05-02", id="c1"))
        with pytest.raises(RefusedError, match="two events under one id 'fixed': they differ in stance"):
            store.append(says(2), ANNA.affirms("open", said="2024-05-01", id="fixed"))
        assert store.head.position == 2
        assert store.timeline() == Timeline(store.read())


def test_a_conflict_says_what_another_handle_appended(tmp_path):
    with stores.open(tmp_path / "story.db") as store, stores.open(tmp_path / "story.db") as other:
        store.append(says(1), expected=0)
        other.append(says(2), says(3))
        with pytest.raises(ConflictError, match="at position 3, not 1: 'r2', 'r3' came between"):
            store.append(says(4), expected=1)


def test_a_record_longer_than_a_line_may_be_is_refused(tmp_path):
    names = [f"{number:04d}{'ї' * 296}" for number in range(1000)]
    report = ANNA.affirms("open", said="2024-05-01", via=names, basis=names, cites=names, evidence=names, quote="ї" * 100_000)
    with stores.open(tmp_path / "story.db") as store:
        store.append(report)
        emoji = [f"{number:04d}{chr(0x1F4A9) * 296}" for number in range(1000)]
        with pytest.raises(RefusedError, match="bytes with the line break, the limit is 4,000,000; shorten it"):
            store.append(ANNA.affirms("open", said="2024-05-01", via=emoji, basis=emoji, cites=emoji, evidence=emoji))


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ("{", "its text is no record"),
        ('{"event": {"type": "poll"}}', "its text is no record"),
        ('{"event": {"type": "vote"}, "version": 2}', "its text is read as Unrecognized.type='vote'"),
        ('{"event": {"type": "poll", "id": "p2"}, "version": 2}', "its text is read as"),
    ],
)
def test_a_record_of_an_unknown_type_that_could_not_be_read_again_is_refused(tmp_path, record, message):
    with stores.open(tmp_path / "story.db") as store:
        with pytest.raises(RefusedError, match=message):
            store.append(Unrecognized(type="poll", record=record, id="p1"))
        assert store.head.position == 0


def test_a_record_of_an_unknown_type_keeps_its_text_and_has_the_time_of_the_store(tmp_path):
    text = '{"event": {"type": "poll", "id": "p1"}, "recorded": "2024-05-01T00:00:00Z", "version": 2}'
    event = decode(text.encode()).event
    with stores.open(tmp_path / "story.db") as store:
        told = store.append(ANNA.affirms("open", said="2024-05-01"), event)
        first, second = store.read()
    assert (first, second) == told.added
    assert (first.position, second.position, second.event.record) == (1, 2, text)
    assert first.recorded == second.recorded == told.head.recorded != When("2024-05-01T00:00:00Z")


def test_several_stories_live_in_one_file_and_keep_apart(tmp_path):
    path = tmp_path / "story.db"
    with stores.open(path, "north") as north, stores.open(path, "south") as south:
        assert stores.stories(path) == ()
        north.append(says(1))
        south.append(says(1), says(2))
        assert [entry.id for entry in north.read(source="anna")] == ["r1"]
        assert [entry.id for entry in south.read(claim="open", source="anna")] == ["r1", "r2"]
        assert list(south.read(claim="open", source="bert")) == []
        assert (north.verify().size, south.verify().size) == (1, 2)
    assert stores.stories(path) == ("north", "south")
    with pytest.raises(StoreError, match="story: 7 is int, not text"):
        stores.open(path, 7)


def test_a_long_read_comes_in_pages_and_locks_nobody_out(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store.append(*(says(number) for number in range(2_500)))
        reading = store.read()
        assert next(reading).id == "r0"
        assert store.append(says("new")).head.position == 2_501
        assert len(list(reading)) == 2_499
        assert len(list(store.read(after=10, claim="open"))) == 2_491
        assert len(list(store.records())) == 2_501


def test_following_hears_what_another_handle_appends(tmp_path):
    with stores.open(tmp_path / "story.db") as store, stores.open(tmp_path / "story.db") as other:
        heard = store.follow(timeout=5)
        other.append(says(1))
        assert next(heard).id == "r1"
        writer = threading.Timer(0.1, lambda: other.append(says(2)))
        writer.start()
        assert next(heard).id == "r2"
        writer.join()
        assert list(store.follow(after=2, timeout=0)) == []


def test_a_closed_store_says_so(tmp_path):
    store = stores.open(tmp_path / "story.db")
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed: open the store again"):
        store.append(says(1))


def test_a_store_is_not_carried_over_a_fork(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db") as store:
        monkeypatch.setattr(os, "getpid", lambda: -1)
        with pytest.raises(StoreError, match="before a fork: open the store anew in each process"):
            store.append(says(1))


def test_one_handle_serves_many_threads(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        threads = [threading.Thread(target=lambda n=n: [store.append(says(f"{n}-{i}")) for i in range(10)]) for n in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.head.position == 40
        assert store.verify().size == 40


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda path: path.write_text("no database, " * 100), "is not a SQLite file"),
        (lambda path: sql(path, "CREATE TABLE t (a)"), "is a SQLite file but no store of timelines"),
        (lambda path: sql(path, "PRAGMA application_id = 1414286897", "PRAGMA user_version = 9", "CREATE TABLE t (a)"),
         r"is of format 9, this release knows up to 1: use a newer release"),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
)  # fmt: skip
def test_what_is_no_store_is_refused_with_one_clear_error(tmp_path, prepare, message):
    path = tmp_path / "story.db"
    prepare(path)
    with pytest.raises(StoreError, match=message):
        stores.open(path)


def test_a_store_open_for_reading_makes_nothing_and_writes_nothing(tmp_path):
    path = tmp_path / "story.db"
    with pytest.raises(StoreError, match="cannot be opened"):
        stores.open(path, readonly=True)
    path.touch()
    with pytest.raises(StoreError, match="is empty: there is nothing to read"):
        stores.open(path, readonly=True)
    with stores.open(path) as store:
        store.append(says(1))
    with stores.open(path, readonly=True) as store:
        assert (store.head.position, store.verify().kept) == (1, 1)
        for write in (lambda: store.append(says(2)), lambda: store.redact(1, by="desk", ground="order")):
            with pytest.raises(StoreError, match="was opened with readonly=True, and cannot be written: open it without that"):
                write()


def test_a_locked_store_waits_then_says_so_and_works_on_when_the_lock_is_gone(tmp_path):
    path = tmp_path / "story.db"
    with stores.open(path, timeout=0.05) as store:
        store.append(says(1))
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"is locked by another process: nothing was written; try again"):
            store.append(says(2))
        assert [entry.id for entry in store.read()] == ["r1"]
        holder.execute("ROLLBACK")
        holder.close()
        assert store.append(says(2)).head.position == 2
        assert store.verify().size == 2


def test_a_reader_that_holds_on_delays_a_commit_and_then_it_fails_whole(tmp_path):
    path = tmp_path / "story.db"
    with stores.open(path, timeout=0.05) as store:
        store.append(says(1))
        reader = sqlite3.connect(path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM entry").fetchall()
        with pytest.raises(StoreError, match="is locked"):
            store.append(says(2))
        reader.close()
        assert store.head.position == 1
        assert store.append(says(2)).head.position == 2


def test_an_sqlite_that_is_too_old_is_said_so(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    with pytest.raises(StoreError, match=r"is too old for a store: use a Python with SQLite 3\.38 or newer"):
        stores.open(tmp_path / "story.db")


def test_a_position_before_the_first_means_the_beginning(tmp_path):
    with stores.open(tmp_path / "story.db", "one") as one, stores.open(tmp_path / "story.db", "two") as two:
        one.append(says(1))
        two.append(says(2))
        assert [entry.id for entry in two.read(after=-9)] == ["r2"]
        assert [record.id for record in two.records(after=-9)] == ["r2"]
        with pytest.raises(ConflictError, match="at position 1, not -9: 'r2' came between"):
            two.append(says(3), expected=-9)


def test_a_redaction_while_the_timeline_is_read_is_not_missed(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db") as store, stores.open(tmp_path / "story.db") as other:
        store.append(says(1), says(2))
        pages = store._pages

        def meanwhile(*args):
            yield from pages(*args)
            monkeypatch.undo()
            other.redact(1, by="desk", ground="order")

        monkeypatch.setattr(store, "_pages", meanwhile)
        assert "r1" not in store.timeline()


def test_nothing_is_locked_while_entries_are_made(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db", timeout=0.0) as store, stores.open(tmp_path / "story.db", timeout=0.0) as other:
        store.append(says(1), says(2))
        entry, numbers = store._tables.entry, iter(range(9))

        def slowly(*args):
            other.append(says(f"meanwhile {next(numbers)}"))
            return entry(*args)

        monkeypatch.setattr(store._tables, "entry", slowly)
        assert len(store.timeline()) == len(list(store.read())) - 2 == 2


def copied(path, copy):
    """Copy a store as the page about durability says: the head, then the database, by SQLite."""
    copy.with_name(f"{copy.name}.head").write_bytes(path.with_name(f"{path.name}.head").read_bytes())
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def test_a_copy_that_is_made_while_others_append_is_whole(tmp_path):
    path, done = tmp_path / "story.db", threading.Event()

    def appends():
        with stores.open(path) as store:
            for number in itertools.count(2):
                if done.is_set():
                    return
                store.append(says(number))

    with stores.open(path) as store:
        store.append(says(1))
    writer = threading.Thread(target=appends)
    writer.start()
    try:
        for number in range(5):
            copied(path, tmp_path / f"copy-{number}.db")
    finally:
        done.set()
        writer.join()
    for number in range(5):
        with stores.open(tmp_path / f"copy-{number}.db") as store:
            size = store.head.position
            assert store.verify().size == size
            assert [entry.id for entry in store.read()] == [f"r{one}" for one in range(1, size + 1)]


def test_a_copy_of_the_database_that_is_older_than_its_head_has_lost_its_end(tmp_path):
    path, copy = tmp_path / "story.db", tmp_path / "copy.db"
    with stores.open(path) as store:
        store.append(says(1))
    copied(path, copy)
    with stores.open(path) as store:
        store.append(says(2))
    (tmp_path / "copy.db.head").write_bytes((tmp_path / "story.db.head").read_bytes())
    with stores.open(copy) as store, pytest.raises(DamageError, match=r"from position 2 on: it ends at 1"):
        store.verify()


def test_the_default_is_one_file_and_a_journal_that_is_synced_with_its_folder(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1))
        execute = store._tables.connection.execute
        found = {name: execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")}
        assert found == {"journal_mode": "delete", "synchronous": 3, "secure_delete": 1}
    assert sorted(os.listdir(tmp_path)) == ["story.db", "story.db.head"]


def test_the_database_file_is_opened_by_sqlite_alone(tmp_path):
    path = tmp_path / "story.db"
    opened = []
    watching = True

    def watch(event, args):
        if watching and event == "open" and isinstance(args[0], str | bytes | os.PathLike):
            opened.append(os.fspath(args[0]))

    sys.addaudithook(watch)
    with stores.open(path) as store:
        store.append(says(1))
        store.redact(1, by="desk", ground="order")
        store.verify()
        list(store.records())
        stores.stories(path)
        assert stores.is_database(path)
    stores.salvage(path, tmp_path / "out.jsonl")
    watching = False
    assert f"{path}.head" in opened
    assert str(path) not in opened


def test_records_carry_a_story_into_another_store_with_the_same_bytes_and_root(tmp_path):
    with stores.open(tmp_path / "a.db", "front") as a, stores.open(tmp_path / "b.db", "front") as b:
        a.append(ANNA, BERT, says(1), says(2))
        a.import_history([decode(b'{"event": {"type": "poll"}, "version": 7, "recorded": "2999-01-01"}')])
        a.redact(3, by="desk", ground="order 1")
        b.import_history(a.records())
        assert list(b.records()) == list(a.records())
        assert b.verify().root == a.verify().root
        assert b.timeline() == a.timeline()
        again = b.import_history(a.records())
        assert (len(again.added), len(again.known)) == (0, 5)


def test_history_that_would_run_backwards_is_refused(tmp_path):
    old = Entry(event=says(1), recorded="2020-01-01T00:00:00Z")
    new = Entry(event=says(2), recorded="2021-01-01T00:00:00Z")
    with stores.open(tmp_path / "story.db") as store:
        with pytest.raises(RefusedError, match=r"r1.recorded: 2020-01-01T00:00:00Z is before 2021"):
            store.import_history([new, old])
        store.import_history([old, new])
        assert store.timeline() == Timeline([old, new])
        with pytest.raises(RefusedError, match="recorded time never runs backwards"):
            store.import_history([Entry(event=says(3), recorded="2020-06-01T00:00:00Z")])


def test_the_quick_leaf_is_the_leaf_of_the_envelope():
    for story, recorded in itertools.product(["main", 'a "b" \\ ї\N{PILE OF POO}'], ["2024-05-01T00:00:00Z"]):
        envelope = Envelope.seal(b"payload", salt=bytes(32), story=story, position=7, recorded=recorded)
        assert Leaves(story).leaf(b"payload", bytes(32), 7, recorded) == envelope.leaf()
        assert Leaves(story).of_digest(envelope.payload, 7, recorded) == envelope.leaf()


def test_a_clock_that_asks_the_store_is_answered(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store._clock = lambda: datetime(2024, 5, 1, tzinfo=UTC) + timedelta(store.head.position)
        assert store.append(says(1)).head.recorded == When("2024-05-01T00:00:00Z")
        assert store.append(says(2)).head.recorded == When("2024-05-02T00:00:00Z")


def test_of_two_that_begin_a_store_at_once_one_finds_it_begun(tmp_path, monkeypatch):
    path = tmp_path / "story.db"
    with stores.open(path) as store:
        store.append(says(1))
    seen = iter([True, False])
    monkeypatch.setattr(_connection, "_is_empty", lambda connection: next(seen))
    with stores.open(path) as store:
        assert store.head.position == 1


def test_an_error_of_sqlite_that_has_no_meaning_of_its_own_is_given_on(tmp_path, monkeypatch):
    path = tmp_path / "story.db"
    with stores.open(path) as store:
        store.append(says(1))

    def broken(*args):
        raise sqlite3.OperationalError("something else")

    monkeypatch.setattr(Tables, "rows", broken)
    with stores.open(path) as store:
        for look in (store.verify, store.timeline, lambda: stores.salvage(path, tmp_path / "out.jsonl")):
            with pytest.raises(StoreError, match=r"story.db: something else"):
                look()
