"""The JSON Lines store: the contract, its torn tails, its seals, what it takes over from a plain file."""

import os
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from bridge import ANNA, KEY, says
from command_line import SEED
from timeline import ConflictError, DamageError, ProofError, RecordError, RefusedError, StoreError, stores
from timeline.codecs import decode, encode
from timeline.stores import load, save
from timeline.stores._lines_file import LinesFile
from timeline.stores._record import Record
from timeline.stores._seals import Seal
from timeline.testing import store_contract
from timeline.testing.samples import EVERY_KIND

TestJsonLinesStore = store_contract(lambda folder: stores.open(folder / "story.jsonl"))


@pytest.fixture
def path(tmp_path):
    """A store of three appends, closed."""
    with stores.open(tmp_path / "story.jsonl") as store:
        for number in (1, 2, 3):
            store.append(says(number))
    return tmp_path / "story.jsonl"


def test_other_programs_read_the_file_as_it_is(path):
    assert [entry.id for entry in load(path)] == ["r1", "r2", "r3"]
    with stores.open(path, readonly=True) as store:
        assert store.timeline() == load(path)
        assert (store.verify().size, store.verify().kept, store.verify().torn) == (3, 3, None)


def test_a_tail_torn_at_any_byte_loses_only_the_torn_line_and_says_so(path):
    whole = path.read_bytes()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    assert len(ends) == 3
    for size in range(len(whole)):
        path.write_bytes(whole[:size])
        left = sum(end - 1 <= size for end in ends)
        with stores.open(path) as store:
            if left == 3:
                assert (len(store.timeline()), store.verify().size) == (3, 3)
                continue
            with pytest.warns(RuntimeWarning, match=rf"entries {left + 1} to 3 are lost: their lines are torn or gone"):
                assert [entry.id for entry in store.read()] == ["r1", "r2", "r3"][:left]
            for look in (store.verify, lambda: store.append(says(4))):
                with pytest.raises(DamageError) as caught:
                    look()
                assert caught.value.position == left + 1


def test_a_tail_torn_at_any_byte_of_a_file_without_seals_loses_only_the_torn_line_and_says_so(path):
    whole = path.read_bytes()
    path.with_name("story.jsonl.seals").unlink()
    ends = [at + 1 for at, byte in enumerate(whole) if byte == ord("\n")]
    for size in range(1, len(whole)):
        path.write_bytes(whole[:size])
        left = sum(end - 1 <= size for end in ends)
        with stores.open(path, readonly=True) as store:
            if size in ends or size + 1 in ends:
                assert (len(store.timeline()), store.verify().torn) == (left, None)
                continue
            with pytest.warns(RuntimeWarning, match="are of a line that was not finished, and are left out"):
                assert [entry.id for entry in store.read()] == ["r1", "r2", "r3"][:left]
            assert "was not finished" in store.verify().torn


def test_what_a_process_did_not_finish_is_left_out_and_written_over(path):
    seals = path.with_name("story.jsonl.seals")
    lines, sealed = path.read_bytes(), seals.read_bytes()
    with stores.open(path) as store:
        store.append(says(4), says(5, quote="x" * 99))
    more_lines, more_sealed = path.read_bytes(), seals.read_bytes()
    states = [(more_lines[:size], sealed) for size in range(len(lines) + 1, len(more_lines) + 1, 7)]
    states += [(more_lines, more_sealed[:size]) for size in range(len(sealed), len(more_sealed))]
    for left, left_sealed in states:
        path.write_bytes(left)
        seals.write_bytes(left_sealed)
        with stores.open(path) as store:
            with pytest.warns(RuntimeWarning, match=r"the last \d+ bytes are of a line that was not finished"):
                assert len(store.timeline()) == 3
            assert "not finished" in store.verify().torn
            assert store.append(says("new")).head.position == 4
            assert store.verify().torn is None
        assert [entry.id for entry in load(path)] == ["r1", "r2", "r3", "rnew"]


def test_a_lost_line_break_at_the_end_is_made_good(path):
    path.write_bytes(path.read_bytes()[:-1])
    with stores.open(path) as store:
        store.append(says(4))
    assert [entry.id for entry in load(path)] == ["r1", "r2", "r3", "r4"]


@pytest.mark.parametrize("which", ["story.jsonl", "story.jsonl.seals"])
def test_any_flipped_bit_is_reported_with_its_position(path, which, long):
    with stores.open(path) as store:
        store.append(*EVERY_KIND)
        truth = [(entry.position, entry) for entry in store.read()]
    file = path.with_name(which)
    whole, dice = file.read_bytes(), random.Random(4)
    for _ in range(500 if long else 120):
        bit = dice.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        with stores.open(path) as store, pytest.raises(DamageError) as caught:
            store.verify()
        assert 1 <= caught.value.position <= len(truth), bit
        assert caught.value.position <= whole[: bit // 8].count(b"\n") + 1


def test_a_swapped_line_and_a_lost_seal_are_named(path):
    first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(second + first + third)
    with stores.open(path) as store, pytest.raises(DamageError, match="from position 1 on"):
        store.timeline()


def test_a_plain_file_is_taken_as_it_is_and_sealed_at_the_first_append(tmp_path):
    path = tmp_path / "story.jsonl"
    with stores.open(tmp_path / "other.db") as other:
        other.append(ANNA, *EVERY_KIND)
        save(other.timeline(), path)
    before = path.read_bytes()
    with stores.open(path, key=KEY) as store:
        assert store.verify().kept is None
        with pytest.raises(StoreError, match="its lines are not sealed yet: append to it first"):
            store.prove(1)
        store.append(says(1))
        assert store.verify().kept == len(EVERY_KIND) + 2
    assert path.read_bytes().startswith(before)


def test_a_plain_file_with_faults_names_each_with_its_line(tmp_path):
    path = tmp_path / "story.jsonl"
    path.write_bytes(b'{"type":"x"}\n{\n' + encode(next(iter(load(SEED)))) + b"\n")
    with stores.open(path) as store, pytest.raises(RecordError, match=rf"{path}:2: not JSON"):
        store.timeline()


def test_a_plain_file_that_is_not_in_the_order_of_the_log_is_refused(tmp_path):
    path = tmp_path / "story.jsonl"
    lines = [encode(decode(f'{{"type":"claim_added","claim":"c{n}","recorded":"202{9 - n}-01-01"}}'.encode())) for n in (1, 2)]
    path.write_bytes(b"\n".join(lines))
    with stores.open(path) as store, pytest.raises(StoreError, match="is not in the order of recorded time: load it, and import"):
        store.timeline()


def test_a_plain_file_in_which_an_entry_stands_twice_is_refused_in_true_words(tmp_path):
    path = tmp_path / "story.jsonl"
    path.write_bytes(2 * (encode(next(iter(load(SEED)))) + b"\n"))
    assert len(load(path)) == 1
    with stores.open(path) as store, pytest.raises(StoreError, match=r"story\.jsonl repeats an entry, or is not in the order"):
        store.timeline()


def test_records_go_from_a_database_to_lines_and_back_with_the_same_root(tmp_path):
    with (
        stores.open(tmp_path / "a.db", "front", key=KEY) as a,
        stores.open(tmp_path / "b.jsonl", "front", key=KEY) as b,
        stores.open(tmp_path / "c.db", "front") as c,
    ):
        a.append(*EVERY_KIND)
        a.append(says(1), says(2))
        a.redact(3, by="desk", ground="order")
        b.import_history(a.records())
        c.import_history(b.records())
        assert a.verify().root == b.verify().root == c.verify().root
        assert list(a.records()) == list(b.records()) == list(c.records())
        assert b.verify().redacted == (3,)
        assert b.timeline() == a.timeline()
        assert str(a.checkpoint()) == str(b.checkpoint())
        assert a.prove(5) == b.prove(5)
        assert a.prove_since(7) == b.prove_since(7)
        old = stores.Checkpoint(origin="x", size=len(EVERY_KIND), root=b.verify().root)
        with pytest.raises(DamageError, match="are not those of the checkpoint"):
            b.verify(against=old)
        with pytest.raises(DamageError, match="the tail was lost"):
            b.verify(against=stores.Checkpoint(origin="x", size=99, root=old.root))
        assert b.verify(against=stores.Checkpoint.open(a.checkpoint(), KEY.verifier, origin="example.com/front/front")).size == 14
        with pytest.raises(StoreError, match="which cannot redact: import its records into a SQLite store"):
            b.redact(1, by="desk", ground="order")
        with pytest.raises(ProofError, match="has no entry 99"):
            b.prove(99)
    changed = (tmp_path / "b.jsonl").read_bytes().replace(b'"by":"desk"', b'"by":"disk"')
    (tmp_path / "b.jsonl").write_bytes(changed)
    with stores.open(tmp_path / "b.jsonl", "front") as b, pytest.raises(DamageError, match="from position 3 on"):
        b.verify()


def test_a_store_open_for_reading_makes_nothing_and_writes_nothing(path):
    seals = path.with_name("story.jsonl.seals")
    seals.unlink()
    with stores.open(path, readonly=True) as store:
        with pytest.raises(StoreError, match="was opened with readonly=True, and cannot be written: open it without that"):
            store.append(says(4))
        assert len(store.timeline()) == 3
    assert not seals.exists()


def test_the_longest_record_that_is_kept_is_a_line_that_is_read(path, tmp_path, monkeypatch):
    with stores.open(path, clock=lambda: "2034-05-01T00:00:00Z") as store:
        store.append(says(4))
    line = path.read_bytes().splitlines(keepends=True)[-1]
    new = tmp_path / "new.jsonl"
    for limit in (len(line) - 1, len(line)):
        for module in ("codecs._json", "stores._jsonl", "stores._record"):
            monkeypatch.setattr(f"timeline.{module}.MAX_LINE", limit)
        with stores.open(new, clock=lambda: "2034-05-01T00:00:00Z") as store:
            if limit < len(line):
                with pytest.raises(RefusedError, match=rf"has {len(line)} bytes with the line break, the limit is {limit};"):
                    store.append(says(4))
            else:
                store.append(says(4))
    assert [entry.id for entry in load(new)] == ["r4"]


def test_two_handles_write_one_after_the_other(path):
    with stores.open(path) as one, stores.open(path) as two:
        one.append(says(4), expected=3)
        assert two.append(says(5)).head.position == 5
        with pytest.raises(ConflictError, match="'r5' came between"):
            one.append(says(6), expected=4)
        assert one.append(says(5)).added == ()


def test_a_line_that_is_being_written_is_not_verified_as_torn(path):
    whole = path.read_bytes()
    with stores.open(path) as writer, stores.open(path, readonly=True) as reader, ThreadPoolExecutor(1) as pool:
        with writer._file.locked():
            path.write_bytes(whole + b'{"half')
            verifying = pool.submit(reader.verify)
            try:
                with pytest.raises(TimeoutError):
                    verifying.result(0.3)
            finally:
                path.write_bytes(whole)
        assert (verifying.result(30).size, verifying.result().torn) == (3, None)


@pytest.mark.parametrize(
    ("number", "reason", "advice"),
    [(28, "No space left on device", "free some space and try again"), (5, "Input/output error", "try again")],
)
def test_a_write_that_fails_leaves_nothing_and_can_be_tried_again(path, monkeypatch, number, reason, advice):
    before = path.read_bytes()
    with stores.open(path) as store:
        fsync = os.fsync

        def full(file):
            raise OSError(number, reason)

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match=rf"cannot be written \({reason}\): nothing was written; {advice}$"):
            store.append(says(4))
        monkeypatch.setattr(os, "fsync", fsync)
        assert path.read_bytes() == before
        assert store.append(says(4)).head.position == 4


def test_a_closed_store_says_so_and_what_cannot_be_opened_is_named(path, tmp_path):
    store = stores.open(path)
    store.append(says(4))
    store.close()
    store.close()
    for look in (store.timeline, store.verify, lambda: store.append(says(5))):
        with pytest.raises(StoreError, match="is closed: open the store again"):
            look()
    with pytest.raises(StoreError, match=r"nowhere.jsonl cannot be opened \(No such file or directory\)"):
        stores.open(tmp_path / "nowhere.jsonl", readonly=True)
    with pytest.raises(StoreError, match="which has no write-ahead mode: leave wal out"):
        stores.open(path, wal=True)
    assert stores.stories(path) == ("main",)


def test_what_is_whole_is_brought_out_of_lines(path, tmp_path):
    first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + second.replace(b"anna", b"bert") + third[:20])
    found = stores.salvage(path, tmp_path / "out.jsonl")
    assert (found.saved, found.lost) == (1, (2, 3))
    assert (tmp_path / "out.jsonl").read_bytes() == first
    path.write_bytes(first)
    assert stores.salvage(path, tmp_path / "again.jsonl").lost == (2, 3)
    path.with_name("story.jsonl.seals").unlink()
    path.write_bytes(first + b"{\n" + second)
    assert stores.salvage(path, tmp_path / "plain.jsonl").lost == (2,)


def test_a_file_is_read_in_parts_however_long(path, monkeypatch):
    pread, parts = os.pread, []

    def read_little(file, size, at):
        parts.append(at)
        return pread(file, min(size, 100), at)

    monkeypatch.setattr(os, "pread", read_little)
    file = LinesFile(str(path), "main", readonly=True)
    assert len(file.read().records) == 3
    assert len(parts) > 3
    file.close()


def test_a_line_that_is_sealed_and_is_no_record_is_damage(path):
    record = Record(id="x", position=1, recorded="2024-05-01T00:00:00Z", payload=b"{}", salt=bytes(32))
    path.write_bytes(b"{}\n")
    path.with_name("story.jsonl.seals").write_bytes(Seal.of(record, "main", 0).encode() + b"\n")
    with stores.open(path) as store, pytest.raises(DamageError, match="from position 1 on: the entry is not what was recorded"):
        store.timeline()


def test_a_seal_at_the_end_that_is_none_is_damage(path):
    seals = path.with_name("story.jsonl.seals")
    seals.write_bytes(seals.read_bytes()[:-1] + b"x")
    with stores.open(path) as store, pytest.raises(DamageError, match="from position 3 on: its seal is not as it was written"):
        store.timeline()


def test_a_store_is_not_carried_over_a_fork(path, monkeypatch):
    with stores.open(path) as store:
        monkeypatch.setattr(os, "getpid", lambda: -1)
        for look in (store.timeline, lambda: store.append(says(4))):
            with pytest.raises(StoreError, match="before a fork: open the store anew in each process"):
                look()


def test_a_position_before_the_first_means_the_beginning(path):
    with stores.open(path) as store:
        assert len(list(store.read(after=-2))) == len(list(store.records(after=-2))) == 3
        with pytest.raises(ConflictError, match="'r1', 'r2', 'r3' came between"):
            store.append(says(4), expected=-2)
