"""Many writers on one story, and a reader whose cursor is the position: it misses nothing."""

from itertools import pairwise
from threading import Event, Thread

import psycopg
import pytest

import postgres_server
from bridge import ANNA
from timeline import StoreError, stores
from timeline.stores._effects import Ask

pytestmark = pytest.mark.skipif(not postgres_server.reachable(), reason=postgres_server.REASON)

PATIENCE = 120.0


def says(name, number):
    return ANNA.affirms("open", said="2024-05-01", id=f"{name}.{number}")


def test_a_cursor_on_positions_from_a_sequence_misses_what_is_committed_late(database):
    """What the store does not do, to show that the next tests would see it."""
    first, second, reader = (psycopg.connect(database) for _ in range(3))
    reader.autocommit = True
    reader.execute("CREATE TABLE careless (position bigint GENERATED ALWAYS AS IDENTITY, id text)")
    first.execute("INSERT INTO careless (id) VALUES ('one')")
    second.execute("INSERT INTO careless (id) VALUES ('two')")
    second.commit()
    seen = reader.execute("SELECT position, id FROM careless WHERE position > 0").fetchall()
    first.commit()
    seen += reader.execute("SELECT position, id FROM careless WHERE position > %s", (seen[-1][0],)).fetchall()
    assert seen == [(2, "two")]  # and never one
    for connection in (first, second, reader):
        connection.close()


def test_who_comes_second_waits_until_the_first_has_committed(database):
    """One append is stopped between its two round trips: nothing above it can be seen, or even be written, until it commits."""
    stopped, go_on = Event(), Event()
    with stores.open(database) as first, stores.open(database) as second, stores.open(database) as reader:
        first.append(ANNA)
        perform = first._driver.perform

        def slow(effect):
            answer = perform(effect)
            if isinstance(effect, Ask) and effect.statements[0][0].startswith("BEGIN"):
                stopped.set()
                assert go_on.wait(PATIENCE)
            return answer

        first._driver.perform = slow
        threads = [Thread(target=first.append, args=[says("one", 1)]), Thread(target=second.append, args=[says("two", 1)])]
        threads[0].start()
        assert stopped.wait(PATIENCE)
        threads[1].start()
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        with psycopg.connect(database, autocommit=True) as watch:
            while not watch.execute(waiting).fetchone()[0]:
                pass
        assert reader.head.position == 1
        go_on.set()
        for thread in threads:
            thread.join(PATIENCE)
        assert [(entry.position, entry.id) for entry in reader.read(after=1)] == [(2, "one.1"), (3, "two.1")]


def test_who_opens_at_once_makes_the_tables_once(database):
    wrong = []

    def opened():
        try:
            stores.open(database).close()
        except StoreError as error:
            wrong.append(error)

    threads = [Thread(target=opened) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert wrong == []


def test_eight_writers_and_two_who_follow(long):
    """Every follower sees every entry once, in order; recorded times strictly increase; each writer keeps its own order."""
    writers, events = 8, 500 if long else 25
    total, url, story = writers * events, postgres_server.shared.url(), f"crowd-{long}"
    stores.open(url, story).close()
    seen, wrong = {"from the start": [], "from the middle": []}, []

    def guarded(work, *args):
        try:
            work(*args)
        except BaseException as error:
            wrong.append(error)

    def write(name):
        with stores.open(url, story, timeout=PATIENCE) as store:
            for number in range(events):
                store.append(says(name, number))

    def tail(kind, after):
        with stores.open(url, story, readonly=True) as store:
            for entry in store.follow(after=after, timeout=PATIENCE):
                seen[kind].append(entry)
                if entry.position == total:
                    return

    threads = [Thread(target=guarded, args=(tail, kind, after)) for kind, after in zip(seen, (0, total // 2), strict=True)]
    threads += [Thread(target=guarded, args=(write, f"w{number}")) for number in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert wrong == []
    with stores.open(url, story) as store:
        entries = list(store.read())
        assert store.verify().size == total
    assert [entry.position for entry in entries] == list(range(1, total + 1))
    assert seen == {"from the start": entries, "from the middle": entries[total // 2 :]}
    assert all(one.recorded_us < two.recorded_us for one, two in pairwise(entries))
    for name in (f"w{number}" for number in range(writers)):
        assert [e.id for e in entries if e.id.startswith(f"{name}.")] == [f"{name}.{number}" for number in range(events)]
