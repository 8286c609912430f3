"""The head that a store in a file keeps outside: when it is written and synced, and what stops where it cannot be."""

import os
import threading

import pytest

from bridge import says
from timeline import StoreError, stores


def test_a_head_that_cannot_be_kept_is_said_so(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1))

        def broken(file):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(os, "fdatasync", broken)
        monkeypatch.setattr("timeline.stores._head_file._INTERVAL", -1.0)
        with pytest.raises(StoreError, match=r"entry 2 is recorded, but .*head cannot be used \(Input/output error\)"):
            store.append(says(2))
        monkeypatch.undo()
        assert store.append(says(2)).known[0].position == 2
        store.append(says(3))
        assert store.verify().kept == 3


@pytest.mark.parametrize("after", [0, 1])
def test_a_head_file_that_cannot_be_made_or_opened_stops_the_append_before_anything_is_written(tmp_path, monkeypatch, after):
    opened = os.open
    with stores.open(tmp_path / "story.db") as store:
        calls = iter(range(9))

        def broken(path, *args, **more):
            if str(path).endswith(".head") and next(calls) >= after:
                raise PermissionError(13, "Permission denied")
            return opened(path, *args, **more)

        monkeypatch.setattr(os, "open", broken)
        with pytest.raises(StoreError, match=r"head cannot be used \(Permission denied\): see that it can be read and written"):
            store.append(says(1))
        monkeypatch.undo()
        assert store.head.position == 0
        assert store.append(says(1)).head.position == 1


def test_a_head_file_whose_folder_cannot_be_synced_stops_the_append(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db") as store:

        def broken(file):
            raise OSError(5, "Input/output error")

        before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
        monkeypatch.setattr(os, "fsync", broken)
        with pytest.raises(StoreError, match="head cannot be used"):
            store.append(says(1))
        monkeypatch.undo()
        assert not before or len(os.listdir("/proc/self/fd")) == before  # nothing is left open
        assert store.append(says(1)).head.position == 1


def test_the_head_outside_is_written_at_every_append_and_synced_once_a_second_and_on_closing(tmp_path, monkeypatch):
    now, syncs, fdatasync = [100.0], [], os.fdatasync
    monkeypatch.setattr("timeline.stores._head_file.monotonic", lambda: now[0])
    monkeypatch.setattr(os, "fdatasync", lambda file: syncs.append(now[0]) or fdatasync(file))
    with stores.open(tmp_path / "story.db") as store:
        for number, at in enumerate((100.0, 100.5, 101.5, 102.0)):
            now[0] = at
            store.append(says(number))
            with stores.open(tmp_path / "story.db", readonly=True) as other:
                assert other.verify().kept == number + 1
    assert syncs == [100.0, 101.5, 102.0]


def test_a_head_that_cannot_be_synced_on_closing_is_said_so(tmp_path, monkeypatch):
    store = stores.open(tmp_path / "story.db")
    store.append(says(1))
    store.append(says(2))

    def broken(file):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fdatasync", broken)
    with pytest.raises(StoreError, match=r"head could not be synced \(Input/output error\)"):
        store.close()
    store.close()


def test_no_other_thread_has_its_turn_between_a_commit_and_the_head_outside(tmp_path, monkeypatch):
    with stores.open(tmp_path / "story.db") as store:
        turns, lock, advance = [], store._session._lock, store._session.heads.advance

        def other():
            turns.append(lock.acquire(blocking=False))
            if turns[-1]:
                lock.release()

        def watched(*args):
            thread = threading.Thread(target=other)
            thread.start()
            thread.join()
            advance(*args)

        monkeypatch.setattr(store._session.heads, "advance", watched)
        store.append(says(1))
        assert turns == [False]
        assert store.verify().kept == 1
