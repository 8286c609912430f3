"""Verification names the first bad position, whatever was done to the file; salvage brings out what is whole."""

import random
import shutil
import sqlite3

import pytest

from bridge import ANNA
from timeline import DamageError, Entry, StoreError, Unrecognized, stores
from timeline.codecs import decode
from timeline.stores import Checkpoint, SigningKey, load
from timeline.stores._damage import first_difference
from timeline.stores._head_file import HeadFile, KeptHead
from timeline.stores._lookups import Lookups
from timeline.stores._merkle import CompactRange
from timeline.testing.samples import EVERY_KIND

SIZE = 40
KEY = SigningKey("example.com/front", bytes(32))


def on_one_of_three(number):
    return ANNA.affirms(f"claim-{len(str(number)) % 3}", said="2024-05-01", id=f"r{number}")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A story of 40 entries with one that is redacted, of every kind of event, beside another story; closed."""
    path = tmp_path_factory.mktemp("whole") / "story.db"
    with stores.open(path, "other") as store:
        store.append(on_one_of_three(1), on_one_of_three(2))
    with stores.open(path) as store:
        store.append(*EVERY_KIND)
        store.append(*(on_one_of_three(number) for number in range(SIZE - len(EVERY_KIND) - 1)))
        store.import_history([decode(b'{"event":{"type":"report","claim":"claim-1"},"version":7,"recorded":"2999-01-01"}')])
        store.redact(20, by="desk", ground="order 5 O 12/25")
    return path


@pytest.fixture
def path(whole, tmp_path):
    """A copy of the whole story."""
    return copied(whole, tmp_path)


def copied(whole, folder):
    for name in ("story.db", "story.db.head"):
        shutil.copy(whole.parent / name, folder / name)
    return folder / "story.db"


def change(path, *statements):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    (number,) = connection.execute("SELECT number FROM story WHERE name = 'main'").fetchone()
    connection.create_function("key", 1, lambda position: (number << 40) + position)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_a_whole_story_is_found_whole(path):
    with stores.open(path) as store:
        found = store.verify()
        assert (found.size, found.redacted, found.kept) == (SIZE, (20,), SIZE)
        assert len(found.root) == 32


def test_an_empty_story_is_whole(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        assert (store.verify().size, store.verify().kept) == (0, None)


AT_7 = "key = key(7)"


@pytest.mark.parametrize(
    ("position", "statements"),
    [
        (7, [f"UPDATE entry SET payload = replace(payload, 'a', 'b') WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET payload = CAST(payload AS BLOB) || x'20' WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET payload = CAST(payload AS TEXT) WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET recorded = '2024-01-01T00:00:00Z' WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET recorded = CAST(recorded AS BLOB) WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET salt = randomblob(32) WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET salt = NULL WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET payload = NULL WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET leaf = randomblob(32) WHERE {AT_7}"]),
        (7, [f"UPDATE entry SET id = 'other' WHERE {AT_7}"]),
        (7, [f"DELETE FROM entry WHERE {AT_7}"]),
        (7, [f"DELETE FROM entry WHERE {AT_7}", "UPDATE entry SET key = key - 1 WHERE key > key(7)"]),
        (7, ["UPDATE entry SET key = -key WHERE key IN (key(7), key(9))",
             "UPDATE entry SET key = key(7) + key(9) + key WHERE key < 0"]),
        (7, ["DELETE FROM entry WHERE key BETWEEN key(7) AND key(40)"]),
        (7, ["UPDATE entry SET key = -key WHERE key BETWEEN key(7) AND key(40)",
             "UPDATE entry SET key = 1 - key WHERE key < 0",
             "INSERT INTO entry SELECT key(7), 'new', recorded, leaf, salt, payload, tombstone FROM entry WHERE key = key(6)"]),
        (20, ["UPDATE entry SET tombstone = replace(tombstone, 'sha256:', 'sha512:') WHERE key = key(20)"]),
        (20, ["UPDATE entry SET tombstone = NULL WHERE key = key(20)"]),
        (20, ["UPDATE entry SET tombstone = x'00' WHERE key = key(20)"]),
        (20, ["UPDATE entry SET tombstone = replace(tombstone, '5 O', '6 O') WHERE key = key(20)"]),
        (20, ["UPDATE entry SET tombstone = json_set(tombstone, '$.marks', json('[]')) WHERE key = key(20)"]),
        (20, ["UPDATE entry SET id = 'other' WHERE key = key(20)"]),
        (40, ["DELETE FROM entry WHERE key = key(40)"]),
        (41, ["INSERT INTO entry SELECT key(41), 'new', recorded, leaf, salt, payload, tombstone FROM entry WHERE key = key(6)"]),
        (17, ["UPDATE node SET hash = randomblob(32) WHERE level = 4 AND key = key(1)"]),
        (17, ["DELETE FROM node WHERE level = 4 AND key = key(1)"]),
        (81, ["INSERT INTO node VALUES (4, key(5), randomblob(32))"]),
        (9, ["INSERT INTO node VALUES (3, key(1), randomblob(32))"]),
        (15, ["DELETE FROM mention WHERE key = key(15) AND kind = 'claim'"]),
        (15, ["UPDATE mention SET name = 'nowhere' WHERE key = key(15) AND kind = 'claim'"]),
        (1, ["INSERT INTO mention VALUES ('claim', 'claim-1', key(1))"]),
        (9, ["INSERT INTO mention VALUES ('claim', 'nowhere', key(9))", "INSERT INTO mention VALUES ('claim', 'x', key(30))"]),
        (20, ["INSERT INTO mention VALUES ('claim', 'claim-1', key(20))"]),
        (99, ["INSERT INTO mention VALUES ('claim', 'claim-1', key(99))"]),
        (3, ["DELETE FROM mention WHERE key = key(3)", "INSERT INTO mention VALUES ('claim', 'x', key(5))"]),
        (5, ["DELETE FROM mention WHERE key = key(7)", "INSERT INTO mention VALUES ('claim', 'x', key(5))"]),
        (9, ["INSERT INTO mention VALUES ('claim', x'00', key(9))"]),
        (33, ["UPDATE story SET peaks = CAST(substr(peaks, 1, 32) || randomblob(32) AS BLOB) WHERE name = 'main'"]),
        (40, ["UPDATE story SET recorded = '2024-01-01T00:00:00Z' WHERE name = 'main'"]),
        (1, ["UPDATE story SET redactions = 0 WHERE name = 'main'"]),
        (1, ["UPDATE story SET peaks = randomblob(64) WHERE name = 'main'"]),
        (1, ["UPDATE story SET peaks = x'00' WHERE name = 'main'"]),
        (1, ["UPDATE story SET peaks = 'text' WHERE name = 'main'"]),
        (40, ["UPDATE story SET recorded = 'Friday' WHERE name = 'main'"]),
        (1, ["UPDATE story SET name = 'gone' WHERE name = 'main'"]),
        (1, ["UPDATE story SET size = 0, peaks = x'', recorded = NULL WHERE name = 'main'",
             "DELETE FROM entry WHERE key > key(0)", "DELETE FROM node WHERE key >= key(0)"]),
        (7, [f"UPDATE entry SET recorded = CAST(x'ff' AS TEXT) WHERE {AT_7}"]),
        (40, ["UPDATE entry SET recorded = CAST(x'ff' AS TEXT) WHERE key = key(40)"]),
        (1, ["UPDATE entry SET recorded = CAST(x'ff' AS TEXT) WHERE key = key(1)"]),
        (1, ["DROP TABLE mention"]),
        (1, ["DROP TABLE entry"]),
    ],
)  # fmt: skip
def test_the_first_bad_position_is_named(path, position, statements):
    change(path, *statements)
    with stores.open(path) as store, pytest.raises(DamageError) as caught:
        store.verify()
    assert caught.value.position == position
    assert "nothing was repaired: restore a copy, or salvage what is whole" in str(caught.value)


PARTIAL = "UPDATE sqlite_schema SET sql = sql || ' WHERE payload IS NULL' WHERE name = 'entry_id'"
WHOLE = "UPDATE sqlite_schema SET sql = replace(sql, ' WHERE payload IS NULL', '') WHERE name = 'entry_id'"
WRITABLE = "PRAGMA writable_schema = ON"
COPY = "INSERT INTO entry SELECT key({0}), 'new', recorded, leaf, salt, payload, tombstone FROM entry WHERE key = key(6)"


def not_verified(path, match):
    with stores.open(path) as store, pytest.raises(DamageError, match=match) as caught:
        store.verify()
    return caught.value.position


def test_an_id_that_is_not_found_by_its_index_is_named(path):
    change(path, "CREATE TABLE aside AS SELECT * FROM entry WHERE key = key(5)", "DELETE FROM entry WHERE key = key(5)")
    change(path, WRITABLE, PARTIAL)
    change(path, "INSERT INTO entry SELECT * FROM aside", "DROP TABLE aside", WRITABLE, WHOLE)
    assert not_verified(path, "its indexes are not those of its entries: the entry is not found by its position or its id") == 5


@pytest.mark.parametrize(("key", "position"), [("key(41)", 41), ("key(41) + (1 << 40)", 1)])
def test_an_id_that_is_found_and_is_no_entry_is_named(path, key, position):
    change(path, COPY.format(41), f"UPDATE entry SET key = {key} WHERE key = key(41)", WRITABLE, PARTIAL)
    change(path, f"DELETE FROM entry WHERE key = {key}", WRITABLE, WHOLE)  # 1: it is no entry of this story
    assert not_verified(path, "an id is found that is not that of an entry") == position


def test_an_entry_that_only_a_scan_finds_is_named(path, monkeypatch):
    """As when a bit is flipped in a key above its page: who goes through all finds it, who looks for it does not."""
    with stores.open(path) as store:
        execute, number = store._tables.connection.execute, store._tables.state().number
        columns = "key, id, recorded, leaf, salt, payload, tombstone"
        scan = execute(f"SELECT {columns} FROM entry WHERE key / 1099511627776 = ? ORDER BY key", (number,)).fetchall()
        execute("CREATE TEMP TABLE entry AS SELECT * FROM main.entry WHERE id <> 'r1'")
        execute("CREATE UNIQUE INDEX temp.entry_id ON entry (id, key / 1099511627776)")
        monkeypatch.setattr(store._tables, "rows", lambda number, after, until, limit: scan[after:until])
        with pytest.raises(DamageError, match="not found by its position or its id") as caught:
            store.verify()
    assert scan[caught.value.position - 1][1] == "r1"


def test_a_file_that_is_not_built_as_it_should_be_is_damage(path):
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE spare (x)")
        connection.executemany("INSERT INTO spare VALUES (?)", [("x" * 3_000,)] * 40)
        connection.execute("DELETE FROM spare")
    connection.close()
    data = bytearray(path.read_bytes())
    trunk = (int.from_bytes(data[32:36], "big") - 1) * 4_096
    data[trunk + 8 : trunk + 12] = (3).to_bytes(4, "big")  # a page that is in use is told to be free
    path.write_bytes(data)
    assert not_verified(path, "the file is not built as SQLite builds it") == 1


def test_a_lookup_that_sqlite_cannot_read_is_named(path, monkeypatch):
    with stores.open(path) as store:
        found = Lookups._is_found

        def broken(lookups, entries):
            if any(key % 1024 == 17 for key, _, _ in entries):
                raise sqlite3.DatabaseError("no such page")
            return found(lookups, entries)

        monkeypatch.setattr(Lookups, "_is_found", broken)
        monkeypatch.setattr("timeline.stores._lookups.is_damage", lambda error: True)
        with pytest.raises(DamageError) as caught:
            store.verify()
        assert caught.value.position == 17
        monkeypatch.setattr("timeline.stores._lookups.is_damage", lambda error: False)
        with pytest.raises(StoreError, match="no such page"):
            store.verify()


def test_what_sqlite_reads_when_asked_again_is_no_damage(path, monkeypatch):
    with stores.open(path) as store:
        rows = store._tables.rows

        def at_first_not(number, after, until, limit):
            if limit > 1:
                raise sqlite3.DatabaseError("Could not decode to UTF-8")
            return rows(number, after, until, limit)

        monkeypatch.setattr(store._tables, "rows", at_first_not)
        assert store.verify().size == SIZE


def test_the_right_edges_of_two_trees_tell_from_where_on_they_differ():
    one, two = ([bytes([n, other]) * 16 for n in range(21)] for other in (0, 1))
    whole = CompactRange().append(*one)[0]
    firsts = [first_difference(whole, CompactRange().append(*one[:n], *two[n:])[0]) for n in range(22)]
    assert firsts == [0] * 16 + [16] * 4 + [20, 21]
    assert first_difference(whole, CompactRange()) == 0


def forged(path, folder, first):
    """Return a story that is whole, and has other entries than another from a position on, beside the other's head."""
    file = folder / f"forged-{first}.db"
    with stores.open(path) as real, stores.open(file) as store:
        store.import_history(list(real.records())[: first - 1])
        store.append(*(on_one_of_three(f"forged {number}") for number in range(SIZE - first + 1)))
        assert store.verify().size == SIZE
    shutil.copy(f"{path}.head", f"{file}.head")
    return file


@pytest.mark.parametrize(("first", "named"), [(39, 33), (33, 33), (20, 1)])
def test_a_rewritten_tail_is_named_as_far_as_the_head_outside_tells(path, tmp_path, first, named):
    file = forged(path, tmp_path, first)
    assert not_verified(file, "their tree has another root than the head") == named
    with stores.open(file) as store, pytest.raises(DamageError, match=r"is not the one in .*.db.head") as caught:
        store.append(on_one_of_three("more"))
    assert caught.value.position == named


def test_an_older_checkpoint_that_still_holds_tells_more(path, tmp_path):
    with stores.open(path) as store:
        records = list(store.records())
    with stores.open(tmp_path / "old.db", key=KEY) as old:
        old.import_history(records[:37])
        checkpoint = Checkpoint.open(old.checkpoint(), KEY.verifier)
    with stores.open(forged(path, tmp_path, 39)) as store, pytest.raises(DamageError) as caught:
        store.verify(against=checkpoint)
    assert caught.value.position == 38


def test_entries_are_not_given_out_when_they_are_not_what_was_recorded(path):
    change(path, "UPDATE entry SET payload = replace(payload, 'a', 'b') WHERE key = key(7)")
    with stores.open(path) as store:
        with pytest.raises(DamageError, match="from position 7 on"):
            store.timeline()
        with pytest.raises(DamageError, match="from position 7 on"):
            list(store.read())


@pytest.mark.parametrize("position", [7, 40])
def test_a_missing_entry_is_not_passed_over_in_reading(path, position):
    change(path, f"DELETE FROM entry WHERE key = key({position})")
    with stores.open(path) as store, pytest.raises(DamageError, match=f"from position {position} on: the entry is missing"):
        store.timeline()


def test_a_payload_that_is_vouched_for_and_is_no_record_is_damage(tmp_path):
    from timeline.stores import Record

    path = tmp_path / "story.db"
    with stores.open(path) as store:
        record = Record(id="x", position=1, recorded="2024-05-01T00:00:00Z", payload=b"{}", salt=bytes(32))
        entry = Entry(event=Unrecognized(type="x", record="{}", id="x"), recorded="2024-05-01T00:00:00Z", position=1)
        with store._session.writing() as state:
            store._session.commit(store._tables.add([entry], state, {"x": record}))
        for look in (store.verify, store.timeline):
            with pytest.raises(DamageError, match="from position 1 on: the payload is no record"):
                look()


def test_a_database_that_is_ahead_of_the_head_outside_is_whole(path):
    head = path.with_name("story.db.head")
    before = head.read_bytes()
    with stores.open(path) as store:
        store.append(on_one_of_three("late"))
    head.write_bytes(before)  # as if the process had died between the two
    with stores.open(path) as store:
        assert (store.verify().size, store.verify().kept) == (SIZE + 1, SIZE)
        store.append(on_one_of_three("later"))
        assert store.verify().kept == SIZE + 2


def test_without_a_head_outside_verification_says_that_none_was_there(path, tmp_path):
    (tmp_path / "story.db.head").unlink()
    with stores.open(path) as store:
        assert store.verify().kept is None
        store.append(on_one_of_three("late"))
        assert store.verify().kept == SIZE + 1


def test_a_torn_head_leaves_the_head_before_it(tmp_path):
    file = HeadFile(str(tmp_path / "story.db"))
    assert (file.read(2, "main"), file.find("main")) == (None, None)
    trees = [CompactRange().append(*(bytes([size]) * 32 for size in range(size)))[0] for size in (1, 2, 3)]
    heads = [KeptHead(tree=tree, recorded="2024-05-01T00:00:00Z") for tree in trees]
    file.prepare(2)
    for head in heads:
        file.advance(2, "main", head)
    file.advance(2, "main", heads[0])
    assert file.read(2, "main") == file.find("main") == heads[2]
    assert file.read(2, "another") is None
    file.prepare(1)
    kept = bytearray((tmp_path / "story.db.head").read_bytes())
    kept[kept.index(heads[2].tree.hashes[1].hex().encode())] ^= 1
    (tmp_path / "story.db.head").write_bytes(kept)
    assert file.read(2, "main") == heads[1]
    file.close()
    file.close()


@pytest.mark.parametrize("position", [9, 10, 11])
def test_an_entry_that_is_missing_at_the_end_of_a_step_is_named(path, monkeypatch, position):
    monkeypatch.setattr("timeline.stores._verify._PAGE", 10)
    change(path, f"DELETE FROM entry WHERE key = key({position})")
    with stores.open(path) as store, pytest.raises(DamageError, match=f"from position {position} on: the entry is missing"):
        store.verify()


def test_verification_goes_on_while_others_append(path, monkeypatch):
    monkeypatch.setattr("timeline.stores._verify._PAGE", 10)
    monkeypatch.setattr("timeline.stores._lookups._PAGE", 10)
    with stores.open(path) as store, stores.open(path) as other:
        reading, numbers = store._session.reading, iter(range(100))

        def meanwhile():
            other.append(on_one_of_three(f"meanwhile {next(numbers)}"))
            return reading()

        monkeypatch.setattr(store._session, "reading", meanwhile)
        found = store.verify()
        assert found.size == found.kept + 1 == SIZE + 2
        assert other.head.position > found.size


@pytest.mark.parametrize("when", range(1, 6))
def test_a_redaction_meanwhile_is_no_damage(path, monkeypatch, when):
    monkeypatch.setattr("timeline.stores._lookups._PAGE", 60)  # two steps through the names
    with stores.open(path) as store, stores.open(path) as other:
        reading, asked = store._session.reading, iter(range(99))

        def meanwhile():
            if next(asked) == when:
                other.redact(15, by="desk", ground="order")
            return reading()

        monkeypatch.setattr(store._session, "reading", meanwhile)
        assert store.verify().redacted == (15, 20)


def flips(path, count, seed):
    """Yield the file with one bit flipped, that many times."""
    data = path.read_bytes()
    dice = random.Random(seed)
    for _ in range(count):
        bit = dice.randrange(len(data) * 8)
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        yield bit, bytes(flipped)


def seen(path):
    """Return everything that a reader sees, or the error that it gets."""
    try:
        with stores.open(path) as store:
            entries = [(entry.position, entry.id, entry.recorded.text, entry) for entry in store.read()]
            named = [[entry.id for entry in store.read(claim=f"claim-{n}")] for n in range(3)]
            with_source = [entry.id for entry in store.read(source="anna")]
            known = store._tables.connection.execute("SELECT id FROM entry INDEXED BY entry_id").fetchall()
            return entries, named, with_source, len(known), store.head
    except (StoreError, sqlite3.Error) as error:
        return error


def test_any_flipped_bit_that_changes_hides_or_drops_an_entry_is_reported(whole, tmp_path, long):
    truth = seen(copied(whole, tmp_path))
    harmful = 0
    for bit, data in flips(whole, 2_000 if long else 250, seed=4):
        path = copied(whole, tmp_path)
        path.write_bytes(data)
        found = seen(path)
        if found != truth:
            harmful += 1
            path.write_bytes(data)
            with pytest.raises(StoreError) as caught, stores.open(path) as store:
                store.verify()
            if not isinstance(found, Exception) and isinstance(caught.value, DamageError) and found[0] != truth[0]:
                first = next((b[0] for a, b in zip(found[0], truth[0], strict=False) if a != b), len(found[0]) + 1)
                assert caught.value.position <= first, bit
    assert harmful > 20


def test_what_is_whole_is_brought_out_and_what_is_lost_is_named(path, tmp_path):
    change(
        path,
        "UPDATE entry SET payload = replace(payload, 'a', 'b') WHERE key = key(7)",
        "DELETE FROM entry WHERE key = key(15)",
        "DELETE FROM entry WHERE key >= key(39)",
        "UPDATE entry SET recorded = CAST(x'ff' AS TEXT) WHERE key = key(16)",
    )
    before = path.read_bytes()
    found = stores.salvage(path, tmp_path / "out.jsonl")
    assert (found.saved, found.lost) == (SIZE - 5, (7, 15, 16, 39, 40))
    assert path.read_bytes() == before
    assert (tmp_path / "out.jsonl").read_bytes().count(b"\n") == SIZE - 5
    with pytest.raises(StoreError, match="is there already, and nothing is overwritten: name a new file"):
        stores.salvage(path, tmp_path / "out.jsonl")
    with pytest.raises(StoreError, match="has no story 'nowhere'"):
        stores.salvage(path, tmp_path / "new.jsonl", story="nowhere")


def test_a_whole_story_is_brought_out_whole(path, tmp_path):
    assert stores.salvage(path, tmp_path / "out.jsonl").saved == SIZE
    with stores.open(path) as store:
        assert [entry.event for entry in load(tmp_path / "out.jsonl")] == [entry.event for entry in store.read()]
