"""Proofs of a store are the standard's and outlive a redaction, after which the payload is nowhere."""

import os
import signal
import sqlite3
import subprocess
import sys

import pytest

from bridge import ANNA, KEY, says
from timeline import (
    ClaimsRelated,
    Correction,
    DamageError,
    OriginsLinked,
    ProofError,
    RefusedError,
    StoreError,
    Unrecognized,
    stores,
)
from timeline.codecs import decode, encode
from timeline.codecs.sheet import encode_csv
from timeline.stores import _redact
from timeline.stores._envelope import Envelope, Tombstone
from timeline.stores._merkle import leaf_hash
from timeline.stores._note import Checkpoint
from timeline.stores._proof import ConsistencyProof, InclusionProof
from timeline.views import chronicle, log_document

SECRET = "Zwiebelkuchen"


@pytest.mark.parametrize("size", [1, 2, 15, 16, 17, 33, 300])
def test_every_entry_is_proved_and_so_is_every_growth(tmp_path, size):
    with stores.open(tmp_path / "story.db", key=KEY) as store:
        old = []
        for begin in range(0, size, 7):
            store.append(*(says(number) for number in range(begin, min(size, begin + 7))))
            old.append(Checkpoint.open(store.checkpoint(), KEY.verifier))
        for record in store.records():
            proof = InclusionProof.parse(store.prove(record.position).encode())
            envelope = Envelope.parse(proof.extra)
            assert proof.verify(leaf_hash(proof.extra), KEY.verifier).size == size
            assert envelope.position == record.position
            assert envelope.holds(record.payload, salt=record.salt)
        for before in old:
            proof = ConsistencyProof.parse(store.prove_since(before.size).encode())
            assert proof.verify(before, KEY.verifier) == old[-1]
            assert store.verify(against=before).size == size


def test_an_empty_story_has_a_checkpoint(tmp_path):
    with stores.open(tmp_path / "story.db", key=KEY) as store:
        assert Checkpoint.open(store.checkpoint(), KEY.verifier).size == 0
        assert store.prove_since(0).hashes == ()


def test_the_origin_of_another_story_carries_its_name(tmp_path):
    with stores.open(tmp_path / "story.db", "fire", key=KEY) as store:
        store.append(says(1))
        assert store.checkpoint().text.startswith("example.com/front/fire\n1\n")


def test_what_cannot_be_proved_is_said_so(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1))
        for ask in (store.checkpoint, lambda: store.prove(1), lambda: store.prove_since(1)):
            with pytest.raises(StoreError, match="was opened without a key, so nothing can be signed: open it with key="):
                ask()
    with stores.open(tmp_path / "story.db", key=KEY) as store:
        for position in (0, 2):
            with pytest.raises(ProofError, match=f"has no entry {position}: positions go from 1 to 1"):
                store.prove(position)
        with pytest.raises(ProofError, match="cannot have grown"):
            store.prove_since(2)


def test_a_node_that_is_missing_is_damage(tmp_path):
    path = tmp_path / "story.db"
    with stores.open(path, key=KEY) as store:
        store.append(*(says(number) for number in range(40)))
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM node WHERE key % 1099511627776 = 1")
    connection.commit()
    connection.close()
    with stores.open(path, key=KEY) as store, pytest.raises(DamageError, match=r"node \(4, 1\) of the tree is missing") as caught:
        store.prove(3)
    assert caught.value.position == 17


def test_a_rewritten_log_is_seen_by_an_older_checkpoint(tmp_path):
    with stores.open(tmp_path / "a.db", key=KEY) as a, stores.open(tmp_path / "b.db", key=KEY) as b:
        a.append(says(1), says(2))
        checkpoint = Checkpoint.open(a.checkpoint(), KEY.verifier)
        b.append(says(1), says(2), says(3))
        assert b.verify().size == 3
        with pytest.raises(DamageError, match="has another root"):
            b.verify(against=checkpoint)
        b.close()
        with stores.open(tmp_path / "c.db") as c:
            c.append(says(1))
            with pytest.raises(DamageError, match="it ends at 1, and the checkpoint says 2; the tail was lost"):
                c.verify(against=checkpoint)


def test_two_checkpoints_of_one_size_show_that_one_key_signed_two_logs(tmp_path):
    with stores.open(tmp_path / "a.db", key=KEY) as a, stores.open(tmp_path / "b.db", key=KEY) as b:
        a.append(says(1), says(2))
        b.append(says(1), says(3))
        one, other = (Checkpoint.open(store.checkpoint(), KEY.verifier) for store in (a, b))
        assert (one.origin, one.size) == (other.origin, other.size) == (KEY.name, 2)
        assert one.root != other.root
        assert a.verify(against=one).root == one.root
        for store, foreign in ((a, other), (b, one)):
            with pytest.raises(DamageError, match="has another root"):
                store.verify(against=foreign)


def everywhere(folder, secret):
    """Return the files of a folder that hold a secret."""
    return [name for name in sorted(os.listdir(folder)) if secret.encode() in (folder / name).read_bytes()]


@pytest.fixture(params=["delete", "wal"])
def wal(request, monkeypatch):
    if request.param == "wal":
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 52, 0))
    return request.param == "wal"


def fill(store, extra=30):
    """Append a secret among others, long enough to spill over pages, with things that name it."""
    secret = says("secret", quote=f"{SECRET} " * 700, kind=SECRET)
    store.append(ANNA, *(says(number) for number in range(extra)), secret, *(says(f"{number} too") for number in range(extra)))
    return extra + 2, secret


def test_after_a_redaction_the_secret_is_nowhere_and_every_proof_still_holds(tmp_path, wal):
    with stores.open(tmp_path / "story.db", key=KEY, wal=wal, clock=lambda: "2025-02-03T09:00:00Z") as store:
        position, secret = fill(store)
        assert everywhere(tmp_path, SECRET) != []
        checkpoint = Checkpoint.open(store.checkpoint(), KEY.verifier)
        proof = store.prove(position)
        before = store.verify()
        timeline = store.timeline()
        done = store.redact(position, by="legal desk", ground="order 5 O 12/25")
        assert everywhere(tmp_path, SECRET) == []
        assert everywhere(tmp_path, secret.id) == []
        digest = done.tombstone.payload
        told = {"by": "legal desk", "said": "2025-02-03T09:00:00Z", "ground": "order 5 O 12/25"}
        assert done.tombstone == Tombstone(**told, payload=digest, marks=[Tombstone.mark(secret.id, digest)])
        assert store.verify(against=checkpoint).root == before.root
        assert store.verify().redacted == (position,)
        assert store.prove(position).hashes == proof.hashes
        assert store.prove(position).extra == proof.extra
        assert proof.verify(leaf_hash(proof.extra), KEY.verifier) == checkpoint
        assert secret.id in timeline
        assert secret.id not in store.timeline()
    assert everywhere(tmp_path, SECRET) == []


def test_a_redacted_entry_stands_in_the_timeline_as_a_record_that_counts_for_nothing(tmp_path):
    with stores.open(tmp_path / "story.db", clock=lambda: "2025-02-03T09:00:00Z") as store:
        store.append(says(1))
        store.redact(1, by="legal desk", ground="order 5 O 12/25")
        (entry,) = store.timeline()
        assert isinstance(entry.event, Unrecognized)
        assert entry.event.type == "redacted"
        assert '"by":"legal desk","ground":"order 5 O 12/25"' in entry.event.record
        assert '"said":"2025-02-03T09:00:00Z"' in entry.event.record
        assert decode(encode(entry)) == entry
        assert dict(store.timeline().replay()) == {}
        words = "redacted on 2025-02-03T09:00:00Z by legal desk; ground: order 5 O 12/25"
        assert list(chronicle(store.timeline())) == [f"   1  {words}"]
        assert words in store.timeline()._repr_html_()
        (told,) = log_document(store.timeline())["entries"]
        assert (told["words"], told["record"]) == (words, entry.event.record)
        assert encode_csv(store.timeline()).left_out == ("1 × redacted entry",)
        assert list(store.read(claim="open")) == []


BACK = r"entry 1 was redacted by desk, 2025-02-03T09:00:00Z, order 5 O 12/25; this would bring it back: leave it out"


@pytest.mark.parametrize("name", ["copy.db", "copy.jsonl"])
def test_what_was_redacted_does_not_come_back_by_mistake(tmp_path, name):
    with stores.open(tmp_path / "story.db", clock=lambda: "2025-02-03T09:00:00Z") as store:
        store.append(says(1), says(2))
        records = list(store.records())
        store.redact(1, by="desk", ground="order 5 O 12/25")
        with stores.open(tmp_path / name) as copy:
            copy.import_history(store.records())
            for one in (store, copy):
                for again in (
                    lambda one=one: one.append(says(3), says(1), says(2)),
                    lambda one=one: one.import_history(records),
                    lambda one=one: one.append(Correction(of="r2", report=says(1), said="2024-05-02")),
                ):
                    with pytest.raises(RefusedError, match=BACK):
                        again()
                assert one.append(says(2)).head.position == 2
                assert one.append(says(3)).head.position == 3
            assert copy.verify().redacted == (1,)


def test_what_a_redacted_correction_brought_does_not_come_back_either(tmp_path):
    fixed = says("fixed")
    correction = Correction(of="r1", report=fixed, said="2024-05-02", id="fix")
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1), correction)
        store.redact(2, by="desk", ground="order")
        for event in (correction, fixed):
            with pytest.raises(RefusedError, match="entry 2 was redacted by desk"):
                store.append(event)


def test_of_a_redaction_that_is_to_forget_nothing_is_left_to_test_a_guess_with(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1))
        assert store.redact(1, by="desk", ground="order", forget=True).tombstone.marks == ()
        assert store.append(says(1)).head.position == 2


def test_no_mark_leaves_the_store_with_a_proof_or_a_line(tmp_path):
    with stores.open(tmp_path / "story.db", key=KEY) as store:
        store.append(says(1))
        (mark,) = store.redact(1, by="desk", ground="order").tombstone.marks
        given = store.prove(1).encode(), store.checkpoint().encode(), *map(encode, store.timeline())
        assert not any(mark.encode() in one for one in given)


def test_a_redaction_by_a_clock_that_gives_a_date_is_of_its_last_microsecond(tmp_path):
    with stores.open(tmp_path / "story.db", clock=lambda: "2025-02-03") as store:
        store.append(says(1))
        assert store.redact(1, by="desk", ground="order").tombstone.said.text == "2025-02-03T23:59:59.999999Z"


def test_entries_that_name_what_was_redacted_are_named(tmp_path):
    report = says("“x”")
    with stores.open(tmp_path / "story.db") as store:
        store.append(
            ANNA,
            report,
            Correction(of=report.id, report=says("better"), said="2024-05-02", id="fix"),
            ANNA.retracts(report, said="2024-05-03"),
            OriginsLinked(origins=[report.id, "north"]),
            ClaimsRelated(claim="open", relation="implies", other="wide", note=report.id),
            Correction(of="fix", said="2024-05-04"),
        )
        assert store.redact(2, by="desk", ground="order").named_by == (3, 4, 5)
        assert store.redact(3, by="desk", ground="order").named_by == (7,)


@pytest.mark.parametrize(("position", "message"), [(0, "has no entry 0: positions go from 1 to 1"), (2, "has no entry 2")])
def test_what_is_not_there_is_not_redacted(tmp_path, position, message):
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1))
        with pytest.raises(StoreError, match=message):
            store.redact(position, by="desk", ground="order")


def test_a_tombstone_stays_as_it_is(tmp_path):
    with stores.open(tmp_path / "story.db") as store:
        store.append(says(1))
        store.redact(1, by="desk", ground="order")
        with pytest.raises(StoreError, match="entry 1 is redacted already; its tombstone stays as it is"):
            store.redact(1, by="desk", ground="another order")


def test_a_redaction_that_another_process_holds_up_is_finished_by_the_next_to_open(tmp_path, wal, monkeypatch):
    path = tmp_path / "story.db"
    with stores.open(path, wal=wal, timeout=0.05) as store:
        position, _ = fill(store)
        other = sqlite3.connect(path, isolation_level=None)
        scrub = _redact.scrub

        def held_up(*args):
            other.execute("BEGIN" if wal else "BEGIN IMMEDIATE")
            other.execute("SELECT count(*) FROM entry").fetchone()
            scrub(*args)

        with monkeypatch.context() as patch:
            patch.setattr(_redact, "scrub", held_up)
            with pytest.raises(StoreError, match=f"entry {position} is struck, but old pages of the file may still hold it"):
                store.redact(position, by="desk", ground="order")
        if not wal:
            with pytest.raises(StoreError, match="is locked by another process"):
                stores.open(path, timeout=0.05)
            with stores.open(path, readonly=True) as reading:
                assert reading.verify().redacted == (position,)
        other.close()
        assert store.verify().redacted == (position,)
    with stores.open(path):
        assert everywhere(tmp_path, SECRET) == []


DIE = """
import os, signal, sqlite3, sys
from timeline import stores
from timeline.stores import _redact
if sys.argv[2] == "wal":
    sqlite3.sqlite_version_info = (3, 52, 0)
if sys.argv[3] == "between":
    _redact.scrub = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
store = stores.open(sys.argv[1], wal=sys.argv[2] == "wal")
if sys.argv[3] == "vacuum":
    store._tables.connection.set_progress_handler(lambda: os.kill(os.getpid(), signal.SIGKILL) if gone else 0, int(sys.argv[4]))
    scrub, gone = _redact.scrub, []
    _redact.scrub = lambda *args: gone.append(1) or scrub(*args)
store.redact(32, by="desk", ground="order")
"""


@pytest.mark.parametrize("when", ["between", "vacuum 1", "vacuum 50", "vacuum 150", "vacuum 300"])
def test_a_crash_in_the_middle_of_a_redaction_leaves_nothing_once_the_store_was_opened_again(tmp_path, wal, when):
    path = tmp_path / "story.db"
    with stores.open(path, wal=wal) as store:
        assert fill(store)[0] == 32
        root = store.verify().root
    mode = "wal" if wal else "delete"
    done = subprocess.run([sys.executable, "-c", DIE, str(path), mode, *when.split()], check=False)
    assert done.returncode == -signal.SIGKILL
    with stores.open(path, wal=wal) as store:
        assert everywhere(tmp_path, SECRET) == []
        assert store.verify().root == root
        assert store.verify().redacted == (32,)
