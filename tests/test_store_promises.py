"""What a store promises, each shown by what would break it; the short form by default, the long one with --long."""

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from bridge import says
from timeline import StoreError, stores

HERE = Path(__file__).parent


def program(name, *args, env=None):
    """Run one of the programs beside this file; return what it tells."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(HERE / name), *map(str, args)],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, **(env or {})},
    )
    return json.loads(done.stdout)


def can_mount(folder):
    return os.geteuid() == 0 and mounted("-t", "tmpfs", "-o", "size=1m", "tmpfs", folder) and not unmounted(folder)


def mounted(*args):
    return subprocess.run(["mount", *map(str, args)], check=False, stderr=subprocess.DEVNULL).returncode == 0


def unmounted(folder):
    return subprocess.run(["umount", str(folder)], check=False).returncode


@pytest.fixture
def mountable(tmp_path):
    """An empty folder that something can be mounted on; skips visibly where that takes rights that are not there."""
    folder = tmp_path / "mount"
    folder.mkdir()
    if not can_mount(folder):
        pytest.skip("mounting takes root")
    yield folder
    while os.path.ismount(folder):
        unmounted(folder)


@pytest.mark.parametrize(("kind", "writers"), [("sqlite", 1), ("sqlite", 8), ("jsonl", 1), ("jsonl", 8)])
def test_what_was_acknowledged_survives_a_kill_and_nothing_appears_that_was_not_submitted(tmp_path, long, kind, writers):
    rounds = {1: 200 if long else 15, 8: 40 if long else 4}[writers]
    found = program("store_crash.py", "kill", kind, tmp_path, rounds, writers)
    assert found["acknowledged"] > rounds / 3
    assert (found["lost"], found["invented"], found["torn"], found["wrong"]) == (0, 0, 0, [])


def test_a_store_that_only_buffers_is_caught_by_the_kill(tmp_path):
    for turn in range(8):  # on a busy machine a kill may come when all is written
        (folder := tmp_path / str(turn)).mkdir()
        found = program("store_crash.py", "kill", "buffered", folder, 6, 1)
        if found["lost"] > 0 and found["torn"] > 0:
            return
    raise AssertionError(found)


@pytest.fixture
def loop(mountable, tmp_path):
    """A folder for power cuts; skips visibly where there is no loop device."""
    if shutil.which("mkfs.ext4") is None:
        pytest.skip("power cuts take mkfs.ext4")
    with open(tmp_path / "probe", "wb") as file:
        file.truncate(4 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", str(tmp_path / "probe")], check=True)
    if not mounted("-o", "loop", tmp_path / "probe", mountable):
        pytest.skip("power cuts take a loop device")
    unmounted(mountable)
    mountable.rmdir()
    return tmp_path


@pytest.mark.parametrize("kind", ["sqlite", "jsonl"])
def test_what_was_acknowledged_survives_a_power_cut(loop, long, kind):
    found = program("store_crash.py", "power", kind, loop, 32 if long else 3, 1)
    assert found["acknowledged"] > 0
    assert (found["lost"], found["invented"], found["torn"], found["wrong"]) == (0, 0, 0, [])


def test_a_store_that_does_not_sync_is_caught_by_the_power_cut(loop):
    found = program("store_crash.py", "power", "off", loop, 2, 1)
    assert found["lost"] > 0
    assert "the tail was lost" in " ".join(found["wrong"])  # and verification sees it too


@pytest.mark.parametrize("kind", ["sqlite", "jsonl"])
def test_whatever_storage_call_fails_nothing_is_lost_and_work_goes_on(tmp_path, long, kind):
    compiler = shutil.which("cc")
    if compiler is None or not sys.platform.startswith("linux"):
        pytest.skip("failing storage calls take a C compiler on Linux")
    library = tmp_path / "faults.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(HERE / "store_faults.c"), "-ldl"], check=True)
    step = 1 if long else 4
    found = program("store_faults.py", kind, tmp_path, step, env={"LD_PRELOAD": str(library)})
    assert found["wrong"] == []
    assert found["calls"] > (10 if kind == "jsonl" else 40)
    assert found["trials"] >= 5 * (found["calls"] // step)


def test_positions_have_no_gap_and_readers_never_see_one_below_what_they_saw(tmp_path, long):
    events = 1_250 if long else 25
    found = program("store_crowd.py", tmp_path, 8, events, 2)
    assert (found["entries"], found["failed"], found["wrong"]) == (8 * events, 0, [])


def test_a_full_disk_is_one_clear_error_and_work_goes_on_when_there_is_space(mountable):
    assert mounted("-t", "tmpfs", "-o", "size=400k", "tmpfs", mountable)
    with stores.open(mountable / "story.db") as store:
        store.append(says(0))
        before = store.head
        with pytest.raises(StoreError, match=r"cannot grow, the disk is full: nothing was written; free some space"):
            store.append(*(says(number, quote="x" * 9_000) for number in range(1, 60)))
        assert store.head == before
        assert store.verify().size == 1
        assert mounted("-o", "remount,size=4m", mountable)
        assert store.append(*(says(number, quote="x" * 9_000) for number in range(1, 60))).head.position == 60
        assert store.verify().size == 60


def test_a_disk_that_is_full_for_lines_leaves_nothing(mountable):
    assert mounted("-t", "tmpfs", "-o", "size=200k", "tmpfs", mountable)
    with stores.open(mountable / "story.jsonl") as store:
        store.append(says(0))
        full = r"cannot be written \(No space left on device\): nothing was written; free some space and try again"
        with pytest.raises(StoreError, match=full):
            store.append(*(says(number, quote="x" * 9_000) for number in range(1, 60)))
        assert store.verify().size == 1
        assert mounted("-o", "remount,size=4m", mountable)
        assert store.append(says(1)).head.position == 2


def test_a_read_only_disk_is_one_clear_error_and_can_be_read(mountable):
    assert mounted("-t", "tmpfs", "-o", "size=4m", "tmpfs", mountable)
    with stores.open(mountable / "story.db") as store:
        store.append(says(0))
    assert mounted("-o", "remount,ro", mountable)
    with stores.open(mountable / "story.db") as store:
        assert [entry.id for entry in store.read()] == ["r0"]
        assert store.verify().size == 1
        with pytest.raises(StoreError, match="cannot be written, it is read-only"):
            store.append(says(1))
    with pytest.raises(StoreError, match="cannot be opened"):
        stores.open(mountable / "new.db")
    assert mounted("-o", "remount,rw", mountable)
    with stores.open(mountable / "story.db") as store:
        assert store.append(says(1)).head.position == 2


@pytest.fixture(scope="module")
def hot(tmp_path_factory):
    """A store in the middle of a commit: some pages written over, and the journal that would put them back."""
    folder = tmp_path_factory.mktemp("hot")
    path = folder / "story.db"
    with stores.open(path) as store:
        store.append(*(says(number, quote="x" * 500) for number in range(60)))
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA cache_size = 2")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE entry SET payload = replace(payload, 'x', 'y')")
    copy = folder / "copy"
    copy.mkdir()
    subprocess.run(["cp", path, f"{path}-journal", f"{path}.head", copy], check=True)
    connection.execute("ROLLBACK")
    connection.close()
    return copy


def test_a_journal_that_a_crash_left_is_played_back(hot, tmp_path):
    assert b"yyyy" in (hot / "story.db").read_bytes()
    for name in os.listdir(hot):
        shutil.copy(hot / name, tmp_path / name)
    with stores.open(tmp_path / "story.db", readonly=True) as store:
        assert store.verify().size == 60
    assert not (tmp_path / "story.db-journal").exists()


def test_any_flipped_bit_of_a_journal_that_changes_an_entry_is_reported(hot, tmp_path, long):
    whole, dice, harmful = (hot / "story.db-journal").read_bytes(), random.Random(4), 0
    for _ in range(500 if long else 80):
        for name in os.listdir(hot):
            shutil.copy(hot / name, tmp_path / name)
        # half of them in the header, where a flip does most harm
        bit = dice.randrange(len(whole) * 8 if dice.random() < 0.5 else 28 * 8)
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        (tmp_path / "story.db-journal").write_bytes(flipped)
        try:
            with stores.open(tmp_path / "story.db") as store:
                ids = [entry.id for entry in store.read()]
                quotes = {entry.event.quote for entry in store.read()}
                intact = (ids, quotes) == ([f"r{number}" for number in range(60)], {"x" * 500})
        except StoreError:
            intact = False
        if not intact:
            harmful += 1
            with pytest.raises(StoreError), stores.open(tmp_path / "story.db") as store:
                store.verify()
        (tmp_path / "story.db-journal").unlink(missing_ok=True)
    assert harmful > 5
