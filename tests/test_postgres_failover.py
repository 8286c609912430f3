"""The primary is killed in the middle of appends and its standby takes over: nothing acknowledged is lost, writers go on."""

import random
import time
from threading import Event, Thread

import pytest

import postgres_server
from bridge import ANNA
from timeline import stores

pytestmark = pytest.mark.skipif(not postgres_server.available(), reason=postgres_server.REASON)

WRITERS = 4
PATIENCE = 120.0


class Writer(Thread):
    """Appends batches until it is told to stop; knows what it was told is recorded."""

    def __init__(self, url, name):
        super().__init__(daemon=True)
        self.url, self.label, self.error = url, name, None
        self.acknowledged, self.stop = [], Event()

    def run(self):
        dice = random.Random(self.label)
        try:
            with stores.open(self.url, timeout=PATIENCE) as store:
                number = 0
                while not self.stop.is_set():
                    ids = [f"{self.label}.{number + i}" for i in range(dice.choice([1, 1, 3, 20]))]
                    done = store.append(*(ANNA.affirms("open", said="2024-05-01", id=one) for one in ids))
                    assert [entry.id for entry in done.added] == ids  # never "known": it was appended once
                    self.acknowledged += [(entry.position, entry.id) for entry in done.added]
                    number += len(ids)
        except BaseException as error:
            self.error = error


class Follower(Thread):
    """Follows the story through everything until the one with the last id has come."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url, self.seen, self.error = url, [], None

    def run(self):
        try:
            with stores.open(self.url, readonly=True, timeout=PATIENCE) as store:
                for entry in store.follow(timeout=PATIENCE):
                    self.seen.append((entry.position, entry.id))
                    if entry.id == "the last":
                        return
        except BaseException as error:
            self.error = error


def replicated(primary, standby):
    """Wait until a standby follows, and let no commit be answered from now on that it does not have."""
    primary.execute("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
    deadline = time.monotonic() + 30
    while primary.execute("SELECT sync_state FROM pg_stat_replication") != [("sync",)]:
        assert time.monotonic() < deadline, (standby.folder / "log").read_text()
        time.sleep(0.05)


def both(primary, standby):
    """Return the URL of either server, whichever takes writes."""
    secret = postgres_server.QUOTED
    return f"postgresql://postgres:{secret}@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/postgres"


def until(true):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.mark.parametrize("turn", range(10))
def test_the_primary_is_killed_and_nothing_acknowledged_is_lost(turn, long):
    if turn and not long:
        pytest.skip("the long form is asked for with --long")
    dice, servers = random.Random(turn), []
    try:
        primary = postgres_server.Server("fsync = off", "max_connections = 30")
        servers.append(primary)
        standby = postgres_server.Server("fsync = off", of=primary)
        servers.append(standby)
        replicated(primary, standby)
        url = both(primary, standby)
        stores.open(url).close()
        writers, follower = [Writer(url, f"w{number}") for number in range(WRITERS)], Follower(url)
        for thread in (*writers, follower):
            thread.start()
        until(lambda: all(writer.acknowledged or writer.error for writer in writers))
        time.sleep(dice.uniform(0.2, 1.0))
        before = [len(writer.acknowledged) for writer in writers]
        primary.kill()
        standby.promote()
        until(lambda: all(len(writer.acknowledged) > then or writer.error for writer, then in zip(writers, before, strict=True)))
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join(PATIENCE)
        with stores.open(url) as store:
            store.append(ANNA.denies("open", said="2024-05-02", id="the last"))
            follower.join(PATIENCE)
            there = [(entry.position, entry.id) for entry in store.read()]
            assert store.verify().size == len(there)
        assert [thread.error for thread in (*writers, follower)] == [None] * (WRITERS + 1)
        acknowledged = {one for writer in writers for one in writer.acknowledged}
        assert acknowledged <= set(there)  # 0 lost, each where it was said to be
        assert len({ident for _, ident in there}) == len(there) == len(acknowledged) + 1
        assert [position for position, _ in there] == list(range(1, len(there) + 1))
        assert follower.seen == there
    finally:
        for server in servers:
            server.close()


def test_without_a_synchronous_standby_a_lost_tail_is_damage_and_not_written_over():
    """What the settings of the server cannot hold is seen: a standby that was behind takes over."""
    from timeline import DamageError

    servers = []
    try:
        primary = postgres_server.Server("fsync = off")
        servers.append(primary)
        stores.open(primary.url()).close()
        standby = postgres_server.Server("fsync = off", of=primary)
        servers.append(standby)
        with stores.open(both(primary, standby)) as store:
            store.append(ANNA)
            until(lambda: standby.execute("SELECT count(*) FROM timeline.entry") == [(1,)])
            standby.execute("SELECT pg_wal_replay_pause()")
            standby.stop()
            store.append(ANNA.affirms("open", said="2024-05-01", id="r1"))
            primary.kill()
            standby.start()
            standby.promote()
            with pytest.raises(DamageError, match="it ends at 1, and 2 entries were acknowledged to this process"):
                store.append(ANNA.affirms("open", said="2024-05-01", id="r2"))
    finally:
        for server in servers:
            server.close()
