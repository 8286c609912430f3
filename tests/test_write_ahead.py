"""Write-ahead mode: taken where SQLite has the fix, refused where it can lose entries; a file that is lost is noticed."""

import os
import sqlite3

import pytest

from bridge import says
from timeline import DamageError, StoreError, stores


@pytest.mark.parametrize("version", [(3, 40, 1), (3, 51, 2), (3, 50, 6), (3, 44, 5), (3, 45, 9)])
def test_write_ahead_mode_is_refused_where_sqlite_has_the_reset_race(tmp_path, monkeypatch, version):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    with pytest.raises(StoreError, match=r"lacks the fix of its reset race; leave wal out, or use SQLite 3\.51\.3"):
        stores.open(tmp_path / "story.db", wal=True)
    assert not (tmp_path / "story.db").exists()


@pytest.mark.parametrize("version", [(3, 51, 3), (3, 52, 0), (3, 50, 7), (3, 44, 6), (4, 0, 0)])
def test_write_ahead_mode_is_taken_where_sqlite_has_the_fix(tmp_path, monkeypatch, version):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    path = tmp_path / "story.db"
    with stores.open(path, wal=True) as store, stores.open(path) as other:
        store.append(says(1))
        assert other.append(says(2)).head.position == 2
        modes = [one._tables.connection.execute("PRAGMA journal_mode").fetchone()[0] for one in (store, other)]
        levels = [one._tables.connection.execute("PRAGMA synchronous").fetchone()[0] for one in (store, other)]
        assert (modes, levels) == (["wal", "wal"], [2, 2])
        assert (tmp_path / "story.db-wal").exists()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    for readonly in (False, True):
        with pytest.raises(StoreError, match=r"is in write-ahead mode, in which SQLite .* can lose entries"):
            stores.open(path, readonly=readonly)
    assert sorted(os.listdir(tmp_path)) == ["story.db", "story.db.head"]


def test_a_lost_write_ahead_file_is_noticed_before_anything_is_appended(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 52, 0))
    path, copy = tmp_path / "story.db", tmp_path / "copy.db"
    with stores.open(path, wal=True) as store:
        store.append(says(1))
        store._tables.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.append(says(2), says(3))
        os.system(f"cp {path} {copy}; cp {path}.head {copy}.head")
    with stores.open(copy) as store:
        lost = r"from position 2 on: it ends at 1, and .*head says 3.*copy.db-wal perhaps"
        with pytest.raises(DamageError, match=lost) as caught:
            store.append(says(4))
        assert caught.value.position == 2
        with pytest.raises(DamageError, match=r"(its|the) tail was lost"):
            store.verify()
