"""The PostgreSQL store proves, verifies and redacts as the store in a file does; one logic, the same roots."""

import itertools
import os
import threading
import time
from functools import partial

import psycopg
import pytest

import postgres_server
from bridge import ANNA, BERT, KEY
from postgres_server import execute
from timeline import Correction, DamageError, Entry, ProofError, RefusedError, Status, StoreError, stores
from timeline.codecs import decode, encode
from timeline.stores import Checkpoint, ConsistencyProof, Envelope, InclusionProof, leaf_hash
from timeline.testing.samples import EVERY_KIND, HOSTILE_IDS

SECRET = "Zwiebelkuchen"
SIZE = 40


def on_one_of_three(number, **more):
    return ANNA.affirms(f"claim-{number % 3}", said="2024-05-01", id=f"r{number}", **more)


@pytest.fixture
def store(database):
    with stores.open(database, key=KEY) as store:
        yield store


@pytest.mark.parametrize("size", [1, 2, 15, 16, 17, 300])
def test_every_entry_is_proved_and_so_is_every_growth(store, size):
    old = []
    for begin in range(0, size, 7):
        store.append(*(on_one_of_three(number) for number in range(begin, min(size, begin + 7))))
        old.append(Checkpoint.open(store.checkpoint(), KEY.verifier))
    for record in itertools.islice(store.records(), 0, size, 11):
        proof = InclusionProof.parse(store.prove(record.position).encode())
        envelope = Envelope.parse(proof.extra)
        assert proof.verify(leaf_hash(proof.extra), KEY.verifier).size == size
        assert envelope.position == record.position
        assert envelope.holds(record.payload, salt=record.salt)
    for before in old[::5]:
        proof = ConsistencyProof.parse(store.prove_since(before.size).encode())
        assert proof.verify(before, KEY.verifier) == old[-1]
        assert store.verify(against=before).size == size


def test_an_empty_story_has_a_checkpoint_and_nothing_to_prove(store):
    assert Checkpoint.open(store.checkpoint(), KEY.verifier).size == 0
    assert store.prove_since(0).hashes == ()
    assert store.verify().size == 0
    with pytest.raises(ProofError, match="has no entry 1: positions go from 1 to 0"):
        store.prove(1)


def test_without_a_key_nothing_is_proved(database):
    with stores.open(database) as store:
        store.append(on_one_of_three(1))
        for ask in (store.checkpoint, partial(store.prove, 1), partial(store.prove_since, 1)):
            with pytest.raises(StoreError, match="was opened without a key, so nothing can be signed: open it with key="):
                ask()


def test_records_carried_from_a_file_to_a_server_and_back_keep_their_bytes_and_the_root(store, tmp_path):
    with stores.open(tmp_path / "story.db") as file:
        file.append(*EVERY_KIND)
        file.append(*map(on_one_of_three, range(700)))
        file.redact(20, by="desk", ground="order 5 O 12/25")
        store.import_history(file.records())
        assert store.verify().root == file.verify().root
        assert store.verify().redacted == (20,)
        assert list(store.records()) == list(file.records())
    with stores.open(tmp_path / "again.db") as again:
        again.import_history(store.records())
        assert again.verify().root == store.verify().root


def test_what_is_hashed_is_kept_byte_for_byte(store, database):
    odd = b'{"version":2, "event":{"type":"poll","id":"p","asked":[1, 2.50, 1e400]},"recorded":"2024-05-01"}'
    store.append(decode(odd).event)
    kept = next(store.records()).payload
    assert b"2.50, 1e400" in kept
    ((stored, kind),) = execute(database, "SELECT payload, pg_typeof(payload)::text FROM timeline.entry")
    assert (bytes(stored), kind) == (kept, "bytea")
    kinds = execute(database, "SELECT DISTINCT data_type FROM information_schema.columns WHERE table_schema = 'timeline'")
    assert not {"json", "jsonb", "timestamp with time zone"} & {kind for (kind,) in kinds}


@pytest.mark.parametrize("size", [3, 480, 1_200])  # a statement of arrays, and COPY
def test_batches_of_every_size_are_whole(store, size):
    assert store.append(*map(on_one_of_three, range(size))).head.position == size
    assert store.append(*map(on_one_of_three, range(size + 1))).head.position == size + 1
    assert [entry.id for entry in store.read()] == [f"r{number}" for number in range(size + 1)]
    assert store.verify().size == size + 1
    assert len(store.timeline()) == size + 1
    found = [entry.position for entry in store.read(claim="claim-1", source="anna", after=2)]
    assert found == [position for position in range(3, size + 2) if (position - 1) % 3 == 1]


def test_many_stories_share_a_database_and_the_url_names_one(database):
    names = ["main", *HOSTILE_IDS]
    for name in names:
        with stores.open(database, name) as store:
            store.append(on_one_of_three(len(name)))
    assert stores.stories(database) == tuple(names)
    quoted = database.partition("?")[0] + "?story=caf%C3%A9"
    assert stores.stories(quoted) == ("café",)
    with stores.open(quoted) as store:
        assert store.story == "café"
        assert next(store.read()).id == "r4"
    with pytest.raises(StoreError, match=r"the URL names the story 'café', and 'fire' was asked for: name one of them"):
        stores.open(quoted, "fire")


def test_recorded_time_is_the_servers_unless_a_clock_is_given(database):
    with stores.open(database) as store:
        before = execute(database, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")[0][0]
        store.append(on_one_of_three(1))
        after = execute(database, "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint")[0][0]
        assert before <= store.head.recorded.order[0] <= after
    with stores.open(database, "other", clock=lambda: "2001-01-01T00:00:00Z") as store:
        store.append(on_one_of_three(1))
        store.append(on_one_of_three(2))
        assert [entry.recorded.text for entry in store.read()] == ["2001-01-01T00:00:00Z", "2001-01-01T00:00:00.000001Z"]


def test_amendments_are_judged_by_what_is_far_away(store):
    store.append(ANNA, BERT, on_one_of_three(1))
    fixed, better = (ANNA.affirms("claim-1", said="2024-05-01", quote=quote) for quote in ("as said", "as written"))
    store.append(Correction(of="r1", report=fixed, said="2024-05-02", id="c1"))
    second = Correction(of=fixed.id, report=better, said="2024-05-03", id="c2")
    third = Correction(of="c2", said="2024-05-04", id="c3")
    assert len(store.append(second, third).added) == 2
    with pytest.raises(RefusedError, match="cannot retract what"):
        store.append(BERT.retracts("c3", said="2024-05-05"), on_one_of_three(2))
    with pytest.raises(RefusedError, match="two events under one id"):
        store.append(on_one_of_three(1, quote="other"))
    assert store.head.position == 6


def test_the_timeline_is_kept_and_only_its_tail_is_read(store, database, monkeypatch):
    store.append(*map(on_one_of_three, range(30)))
    assert len(store.timeline()) == 30
    read = []
    page = store._story.page
    monkeypatch.setattr(store._story, "page", lambda after, *rest: read.append(after) or page(after, *rest))
    assert len(store.timeline()) == 30
    assert read == []
    with stores.open(database) as other:
        other.append(on_one_of_three(30))
        other.redact(3, by="desk", ground="order")
    assert store.timeline().entries[2].id.startswith("redacted-")
    assert read == [0]


def test_columns_answer_as_the_timeline_does_and_are_kept_until_it_grows(store):
    store.append(ANNA, *map(on_one_of_three, range(6)))
    columns = store.columns()
    assert columns is store.columns()
    story = store.timeline().replay()
    assert dict(columns.statuses()) == {claim.id: claim.status for claim in story.values()}
    store.append(BERT.denies("claim-0", said="2024-05-02"))
    assert store.columns().statuses()["claim-0"] is Status.DISPUTED


def test_a_timeline_that_is_redacted_while_it_is_read_is_read_again(store, database, monkeypatch):
    store.append(*map(on_one_of_three, range(30)))
    page, read = store._story.page, []

    def redacting(after, *rest):
        if not read:
            with stores.open(database) as other:
                other.redact(3, by="desk", ground="order")
        read.append(after)
        return page(after, *rest)

    monkeypatch.setattr(store._story, "page", redacting)
    assert store.timeline().entries[2].id.startswith("redacted-")
    assert read == [0, 0]


def files_of(database):
    """Return the bytes of the files of the tables, as the server has them on its disk."""
    relations = "SELECT oid FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'timeline'::regnamespace"
    toasts = "SELECT reltoastrelid FROM pg_class WHERE relnamespace = 'timeline'::regnamespace AND reltoastrelid <> 0"
    files = f"SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM ({relations} UNION {toasts}) AS those (oid)"
    return b"".join(content for (content,) in execute(database, "CHECKPOINT", files))


@pytest.mark.skipif(bool(postgres_server.named()), reason="reading the files of a server takes rights of its owner")
def test_a_redacted_payload_is_in_no_file_of_the_tables_and_every_proof_still_holds(store, database):
    secret = ANNA.affirms("open", said="2024-05-01", quote=SECRET, id=f"id-{SECRET}")
    taken_back = ANNA.retracts(secret.id, said="2024-05-03")
    store.append(on_one_of_three(1), secret, taken_back, on_one_of_three(2), *map(on_one_of_three, range(10, 1_200)))
    before = Checkpoint.open(store.checkpoint(), KEY.verifier)
    proof = store.prove(2)
    assert SECRET.encode() in files_of(database)
    done = store.redact(2, by="legal desk", ground="order 5 O 12/25")
    assert (done.position, done.named_by) == (2, (3,))
    found = store.verify(against=before)
    assert (found.redacted, found.root) == ((2,), before.root)
    assert proof.verify(leaf_hash(proof.extra), KEY.verifier) == before
    assert store.prove(2).extra == proof.extra
    with pytest.raises(RefusedError, match="entry 2 was redacted by legal desk"):
        store.append(secret)
    files = files_of(database)
    assert b"legal desk" in files
    assert f'"quote":"{SECRET}"'.encode() not in files
    assert execute(database, "SELECT count(*) FROM timeline.story WHERE scrub") == [(0,)]


def test_what_cannot_be_redacted_is_said_so(store):
    store.append(on_one_of_three(1), on_one_of_three(2))
    for position in (0, 3):
        with pytest.raises(StoreError, match=rf"has no entry {position}: positions go from 1 to 2"):
            store.redact(position, by="desk", ground="order")
    store.redact(1, by="desk", ground="order", forget=True)
    with pytest.raises(StoreError, match="entry 1 is redacted already; its tombstone stays as it is"):
        store.redact(1, by="desk", ground="order")
    assert store.append(on_one_of_three(1)).head.position == 3


def test_a_redaction_that_is_not_finished_is_finished_by_the_next_to_open(database):
    with stores.open(database, timeout=0.3) as store:
        store.append(on_one_of_three(1), on_one_of_three(2))
        with psycopg.connect(database) as reader:
            reader.execute("SELECT count(*) FROM timeline.entry")  # holds the table until the end of its transaction
            with pytest.raises(StoreError, match=r"entry 1 is struck, but old pages .* may still hold it \(.*is locked"):
                store.redact(1, by="desk", ground="order")
            with stores.open(database, timeout=0.3) as other:  # in the way still
                assert other.verify().redacted == (1,)
            assert execute(database, "SELECT scrub FROM timeline.story") == [(True,)]
    stores.open(database, readonly=True).close()
    assert execute(database, "SELECT scrub FROM timeline.story") == [(True,)]
    stores.open(database).close()
    assert execute(database, "SELECT scrub FROM timeline.story") == [(False,)]


@pytest.fixture
def whole(database):
    """A story of 40 entries with one that is redacted, of every kind of event, beside another story."""
    with stores.open(database, "other") as store:
        store.append(on_one_of_three(1), on_one_of_three(2))
    with stores.open(database) as store:
        store.append(*EVERY_KIND)
        store.append(*(on_one_of_three(number) for number in range(SIZE - len(EVERY_KIND))))
        store.redact(20, by="desk", ground="order 5 O 12/25")
        assert store.verify().size == SIZE
    return database


MAIN = "(SELECT number FROM timeline.story WHERE name = 'main')"
ENTRY = "UPDATE timeline.entry SET {} WHERE story = " + MAIN + " AND position = {}"
HARM = [
    ([ENTRY.format("payload = payload || ' '", 7)], 7, "is not what was recorded"),
    ([ENTRY.format("payload = NULL", 7)], 7, "neither a payload nor a tombstone"),
    ([ENTRY.format("salt = sha256(salt)", 3)], 3, "is not what was recorded"),
    ([ENTRY.format("recorded = '2024-01-01T00:00:00Z'", 5)], 5, "is not what was recorded"),
    ([ENTRY.format("tombstone = replace(tombstone, 'desk', 'dask')", 20)], 20, "filed under the id|neither"),
    ([ENTRY.format("id = 'other'", 4)], 4, "filed under the id 'other', not its own"),
    ([f"DELETE FROM timeline.entry WHERE story = {MAIN} AND position = 9"], 9, "the entry is missing"),
    ([f"DELETE FROM timeline.entry WHERE story = {MAIN} AND position > 38"], 39, "the tail was lost"),
    ([f"DELETE FROM timeline.mention WHERE story = {MAIN} AND position = 13 AND kind = 'claim'"], 13, "by what it names"),
    ([f"INSERT INTO timeline.mention VALUES ({MAIN}, 'claim', 'else', 17)"], 17, "by what it does not name"),
    ([f"INSERT INTO timeline.mention VALUES ({MAIN}, 'claim', 'else', 44)"], 44, "by what it does not name"),
    ([f"DELETE FROM timeline.node WHERE story = {MAIN} AND index = 1"], 17, "is not that of the entries"),
    ([f"UPDATE timeline.node SET hash = sha256(hash) WHERE story = {MAIN} AND index = 0"], 1, "is not that of the entries"),
    ([f"INSERT INTO timeline.node VALUES ({MAIN}, 4, 9, '')"], 1, "a node of the tree that has no entries"),
    (["UPDATE timeline.story SET size = 39 WHERE name = 'main'"], 1, "makes no sense"),
    (["UPDATE timeline.story SET redactions = 0 WHERE name = 'main'"], 1, "counts 0 tombstones, and there are 1"),
    (["UPDATE timeline.story SET recorded = '2999-01-01T00:00:00Z' WHERE name = 'main'"], 40, "another recorded time"),
    (["UPDATE timeline.story SET peaks = sha256(peaks) || sha256('x') WHERE name = 'main'"], 1, "another root than its entries"),
]


@pytest.mark.parametrize(("statements", "position", "reason"), HARM)
def test_whatever_is_changed_in_the_tables_is_found_with_its_position(whole, statements, position, reason):
    execute(whole, *statements)
    with stores.open(whole) as store, pytest.raises(DamageError, match=reason) as told:
        store.verify()
    assert told.value.position == position


def test_an_entry_that_its_index_does_not_lead_to_is_found(whole, monkeypatch):
    with stores.open(whole) as store:
        ask = "timeline.stores._postgres_verify.PostgresRows.ask"

        def astray(self, sql, *values):
            return [row for row in asked(self, sql, *values) if not sql.startswith("SELECT id, position") or row[1] != 6]

        from timeline.stores._postgres_verify import PostgresRows

        asked = PostgresRows.ask
        monkeypatch.setattr(ask, astray)
        with pytest.raises(DamageError, match="the entry is not found by its id") as told:
            store.verify()
        assert told.value.position == 6


def test_a_damaged_entry_is_never_given_out(whole):
    execute(whole, *HARM[0][0])
    with stores.open(whole) as store:
        again = partial(store.append, EVERY_KIND[6])
        for read in (lambda: list(store.read()), store.timeline, lambda: list(store.records()), again):
            with pytest.raises(DamageError, match="from position 7 on: the entry is not what was recorded"):
                read()
        assert len(list(store.read(after=7))) == SIZE - 7


def test_a_gap_in_the_rows_is_damage_for_readers_and_proofs(whole):
    execute(whole, HARM[6][0][0], f"DELETE FROM timeline.node WHERE story = {MAIN} AND index = 0")
    with stores.open(whole, key=KEY) as store:
        with pytest.raises(DamageError, match="from position 9 on: the entry is missing"):
            list(store.read())
        with pytest.raises(DamageError, match="node \\(4, 0\\) of the tree is missing"):
            store.prove(30)
    execute(whole, f"DELETE FROM timeline.entry WHERE story = {MAIN} AND position > 30")
    with stores.open(whole) as store, pytest.raises(DamageError, match="from position 31 on: the entry is missing"):
        list(store.read(after=25))


def test_everything_rewritten_is_found_with_a_checkpoint_from_elsewhere(database):
    with stores.open(database, key=KEY) as store:
        store.append(on_one_of_three(1), on_one_of_three(2))
        kept = Checkpoint.open(store.checkpoint(), KEY.verifier)
    execute(database, "DROP SCHEMA timeline CASCADE")
    with stores.open(database, key=KEY) as store:
        store.append(on_one_of_three(1), on_one_of_three(3))
        assert store.verify().size == 2
        with pytest.raises(DamageError, match="its first 2 entries are whole but not those that were recorded"):
            store.verify(against=kept)


def test_verification_lets_writers_in_and_looks_at_what_was_there(whole, monkeypatch):
    with stores.open(whole) as store, stores.open(whole) as writer:
        reading = store._reading
        count = itertools.count(1_000)

        def meanwhile():
            writer.append(on_one_of_three(next(count)))
            return reading()

        monkeypatch.setattr(store, "_reading", meanwhile)
        assert store.verify().size == SIZE + 1
        assert writer.head.position > SIZE + 3


def test_the_tables_can_be_partitioned_by_story(database):
    execute(database, stores.postgres_tables(partitions=4))
    for name in ("one", "two", "three"):
        with stores.open(database, name) as store:
            store.append(*map(on_one_of_three, range(600)))
            store.redact(5, by="desk", ground="order")
            assert store.verify().size == 600
    ((parts,),) = execute(database, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'timeline.entry'::regclass")
    assert parts == 4


def test_a_store_is_of_the_process_that_opened_it_and_closed_when_closed(database, monkeypatch):
    store = stores.open(database)
    with monkeypatch.context() as child:
        child.setattr(os, "getpid", lambda: -1)
        with pytest.raises(StoreError, match="was opened by the process before a fork: open the store anew in each process"):
            store.append(on_one_of_three(1))
    assert store.append(on_one_of_three(1)).head.position == 1
    store.close()
    store.close()
    with pytest.raises(StoreError, match="is closed: open the store again"):
        store.append(on_one_of_three(1))


def test_a_follower_that_is_notified_hears_at_once(database, monkeypatch):
    monkeypatch.setattr("timeline.stores._postgres.SELDOM", 30.0)  # what is not heard is found by looking, but late
    with stores.open(database, notify=True) as store, stores.open(database, notify=True) as other:
        other.append(on_one_of_three(1))
        tail = store.follow(timeout=60)
        assert next(tail).id == "r1"

        def write():
            postgres_server.wait_for_listener(database)
            other.append(on_one_of_three(2))

        writer = threading.Thread(target=write)
        writer.start()
        began = time.monotonic()
        assert next(tail).id == "r2"
        assert time.monotonic() - began < 25
        writer.join()
        tail.close()
        assert [entry.id for entry in store.follow(after=1, timeout=0.2)] == ["r2"]


def test_entries_are_the_bytes_that_a_file_would_have(store):
    told = [Entry(event=event, recorded="2024-06-01") for event in EVERY_KIND]
    store.import_history(told)
    assert [encode(entry) for entry in store.read()] == [encode(entry) for entry in told]
