"""A store answers from saved columns as replay of its timeline does, whatever happens to them in between."""

import multiprocessing
import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from columns_cases import Loudest, plain_timelines
from drawn import same
from revised_figures import tell as tell_revised_figures
from seed_story import tell as tell_seed_story
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Correction,
    Cut,
    Entry,
    OriginsLinked,
    Source,
    Status,
    Timeline,
    UnknownClaimError,
    Verdict,
    stores,
)
from timeline.bulk import Columns
from timeline.bulk._book import Book
from timeline.errors import StoreError
from timeline.stores._saved import Saved
from timeline.stores._saved_tables import SAVED_TABLES
from timeline.testing import timelines
from timeline.testing.column_laws import hold_to_order, hold_to_replay, stored_columns_answer_as_replay_does

A, B, C = (Source(name, party=party) for name, party in (("anna", "north"), ("boris", "south"), ("carla", "west")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "story.db"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Columns are saved at every question."""
    monkeypatch.setattr("timeline.stores._columns._WORTH", 1)


def day(number: int) -> str:
    return f"2024-01-{number:02d}"


def told(*events: Any, after: int = 0) -> list[Entry]:
    """Return entries that are recorded on one day after the other."""
    made = (event.added() if isinstance(event, Source) else event for event in events)
    return [Entry(event=event, recorded=day(number)) for number, event in enumerate(made, after + 1)]


STORY = told(
    A, B, C, A.affirms("c", said=day(1), id="r1"), B.affirms("c", said=day(2), id="r2"), B.denies("d", said=day(3), id="r3"),
    A.retracts("r1", said=day(4)), Correction(of="r3", report=B.affirms("d", said=day(3), id="r4"), said=day(5), id="k"),
    C.affirms("e", said=day(1), evidence="video", id="r5"), A.affirms("e", said=day(2), basis="video", id="r6"),
)  # fmt: skip


def saved(path: Path) -> dict[str, int]:
    """Return how many rows are saved, by table; of all claims in one, which are many pieces, for how many stories."""
    counted = {"saved_whole": "DISTINCT key >> 40"}
    with closing(sqlite3.connect(path)) as connection:
        there = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        count = ((name, counted.get(name, "*")) for name in sorted(SAVED_TABLES & there))
        return {name: connection.execute(f"SELECT count({what}) FROM {name}").fetchone()[0] for name, what in count}


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def holds(path: Path, **given: Any) -> None:
    """See that a store, opened now, answers as its timeline does."""
    with stores.open(path, **given) as store:
        columns, timeline = store.columns(), store.timeline()
        hold_to_replay(columns, timeline)
        hold_to_order(columns, timeline)


def made(path: Path, entries: list[Entry] = STORY) -> None:
    """Make a store whose columns are saved."""
    with stores.open(path) as store:
        store.import_history(entries)
        store.columns()


@st.composite
def batches(draw: st.DrawFn) -> list[list[Entry]]:
    """Draw a story in batches, as a store takes it."""
    timeline = draw(timelines() | plain_timelines())
    log = list(Timeline(sorted(timeline, key=lambda entry: entry.recorded_us)))
    cuts = sorted(draw(st.lists(st.integers(0, len(log)), max_size=5)))
    return [log[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(log)], strict=True)]


def test_any_story_in_any_batches_is_answered_as_by_replay(road: str, monkeypatch: pytest.MonkeyPatch, long: bool) -> None:
    @given(batches(), st.lists(st.booleans(), max_size=6), st.sampled_from((1, 2, 5)), st.sampled_from((0, 256)),
           st.sampled_from((1, 10)))
    @settings(same, max_examples=300 if long else 25)
    def holds_for(told: list[list[Entry]], reopened: list[bool], worth: int, one_by_one: int, late: int) -> None:
        monkeypatch.setattr("timeline.stores._columns._WORTH", worth)
        monkeypatch.setattr("timeline.stores._saved._LATE", late)
        monkeypatch.setattr("timeline.bulk._columns._ONE_BY_ONE", one_by_one)
        with TemporaryDirectory() as folder:
            stored_columns_answer_as_replay_does(open_in, Path(folder), told, reopened)

    holds_for()


def open_in(folder: Path) -> Any:
    return stores.open(folder / "story.db")


@pytest.mark.parametrize(
    ("forgotten", "by"),
    [
        ("timeline.bulk._growing._Growing._tied", lambda growing, after, book: []),
        ("timeline.bulk._growing._Growing._link", lambda growing, after, before, book: None),
        ("timeline.stores._shelf.SavedShelf.correcting", lambda shelf, versions: []),
        ("timeline.stores._shelf.SavedShelf.listing", lambda shelf, items: []),
        ("timeline.bulk._sheet.Sheet.and_then", lambda sheet, rows, numbers: sheet),
    ],
)
def test_what_is_forgotten_of_the_tail_is_noticed(
    forgotten: str, by: Any, tmp_path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of these would be a wrong answer from a store: the law sees it on the smallest stories that have the case."""
    right = A.affirms("c", said=day(1), id="s")
    resting = B.affirms("c", said=day(1), basis="carla")
    tails = (
        ((A, B, A.denies("c", said=day(1), id="r")), (Correction(of="r", report=right, said=day(2)),),
         (A.retracts("s", said=day(3)),)),
        ((A, B, A.retracts("late", said=day(2))), (A.affirms("c", said=day(1), id="late"),)),
        ((A, B, A.affirms("c", said=day(1), id="r"), B.affirms("c", said=day(1), id="x")),
         (OriginsLinked(origins=("x", "anna")),)),
        ((A, B, A.affirms("e", said=day(1), evidence="video"), resting), (C.affirms("c", said=day(2), basis="video"),),
         (A.affirms("c", said=day(2)),)),
    )  # fmt: skip

    def hold(turn: int) -> None:
        for number, batches_ in enumerate(tails):
            folder = tmp_path / f"{turn}-{number}"
            folder.mkdir()
            ends = [sum(map(len, batches_[:at])) for at in range(len(batches_))]
            given = [told(*batch, after=end) for batch, end in zip(batches_, ends, strict=True)]
            stored_columns_answer_as_replay_does(open_in, folder, given, [True] * len(given))

    hold(1)
    monkeypatch.setattr(forgotten, by)
    with pytest.raises(AssertionError):
        hold(2)


def test_the_seed_story_is_answered_as_by_replay(path: Path, at_once: None) -> None:
    entries = list(tell_seed_story())
    half = len(entries) // 2
    made(path, entries[:half])
    with stores.open(path) as store:
        store.import_history(entries[half:])
    holds(path)
    with stores.open(path) as store:
        for cut in (Cut(), Cut(as_of="2024-10-17")):
            story = store.timeline().replay(as_of=cut.as_of, policy=Loudest())
            found = store.columns().statuses(as_of=cut.as_of, policy=Loudest())
            assert dict(found) == {claim: story[claim].status for claim in story}


@pytest.mark.no_cover
def test_the_real_acts_are_answered_as_by_new_columns(path: Path) -> None:
    acts, dice = tell_revised_figures(), random.Random(0)
    entries = list(acts)
    with stores.open(path) as store:
        for end in (22_000, 22_900, len(entries)):
            store.import_history(entries[store.head.position : end])
            store.columns()
    assert saved(path)["saved"] == 1
    anew, claims = Columns(acts), sorted(acts.replay())
    with stores.open(path, readonly=True) as store:
        columns = store.columns()
        for _ in range(40):
            as_of, known_at = (f"202{dice.randrange(2, 7)}-{dice.randrange(1, 13):02d}-15" for _ in range(2))
            claim = dice.choice(claims)
            alone = columns.status(claim, as_of=as_of, known_at=known_at)
            assert alone is anew.status(claim, as_of=as_of, known_at=known_at)
        for as_of, known_at in (("2023-05-01", "2024-05-01"), (None, None)):
            assert dict(columns.statuses(as_of=as_of, known_at=known_at)) == dict(anew.statuses(as_of=as_of, known_at=known_at))


def test_a_hundred_entries_are_worth_saving(path: Path) -> None:
    with stores.open(path) as store:
        store.append(*(A.affirms("c", said=day(1), id=f"r{n}") for n in range(99)))
        assert "1 claims" in repr(store.columns())
        assert saved(path) == {}
        store.append(A.affirms("d", said=day(1)))
        store.columns()
        assert saved(path) == {"saved": 1, "saved_claim": 2, "saved_items": 0, "saved_whole": 1}
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT position FROM saved").fetchone() == (100,)
    with stores.open(path) as store:
        assert repr(store.columns()) == "<Columns of 100 entries on 2 claims>"


def test_claims_that_nobody_named_are_not_found(path: Path, at_once: None) -> None:
    made(path)
    with stores.open(path) as store:
        with pytest.raises(UnknownClaimError):
            store.columns().status("nothing")
        store.append(ClaimAdded(claim="nothing"))
        assert store.columns().status("nothing") is Status.UNREPORTED


def test_many_claims_asked_one_by_one_are_read_at_once(path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.bulk._columns._ONE_BY_ONE", 2)
    made(path)
    with stores.open(path) as store:
        columns = store.columns()
        found = [columns.status(claim) for claim in ("c", "d", "e", "c")]
        assert found == [store.timeline().replay()[claim].status for claim in ("c", "d", "e", "c")]
        with pytest.raises(UnknownClaimError):
            columns.status("nothing")


DAMAGE = {
    "a sheet": "UPDATE saved_claim SET sheet = zeroblob(length(sheet))",
    "a sheet that is gone": "DELETE FROM saved_claim WHERE name = 'c'",
    "a sheet under another name": "UPDATE saved_claim SET name = 'x' WHERE name = 'c'",
    "all sheets": "DELETE FROM saved_claim",
    "the header": "UPDATE saved SET book = x'7b7d'",
    "the position": "UPDATE saved SET position = 3",
    "a position that never was": "UPDATE saved SET position = 1000",
    "the format": "UPDATE saved SET format = '0'",
    "the items": "UPDATE saved_items SET claims = x'7b7d'",
    "items that are gone": "DELETE FROM saved_items",
    "a table that is gone": "DROP TABLE saved_items",
    "another table": "ALTER TABLE saved_claim RENAME COLUMN sheet TO shape",
    "text that is none": "UPDATE saved_claim SET name = CAST(x'ff' AS TEXT) WHERE name = 'c'",
    "a name that is bytes": "UPDATE saved_claim SET name = CAST(name AS BLOB) WHERE name = 'c'",
    "a sheet that is text": "UPDATE saved_claim SET sheet = CAST('x' AS TEXT)",
    "items that are text": "UPDATE saved_items SET claims = CAST(claims AS TEXT)",
    "a book that is text": "UPDATE saved SET book = CAST('x' AS TEXT)",
    "a position that is text": "UPDATE saved SET position = 'x'",
    "the position of a claim": "UPDATE saved_claim SET position = 1 WHERE name = 'c'",
    "all claims in one": "UPDATE saved_whole SET piece = zeroblob(length(piece))",
    "a piece of all claims in one": "DELETE FROM saved_whole WHERE key % 5 = 3",
    "the last piece of all claims in one": "DELETE FROM saved_whole WHERE key = (SELECT max(key) FROM saved_whole)",
    "all claims in one that are gone": "DELETE FROM saved_whole",
    "all claims in one that are text": "UPDATE saved_whole SET piece = CAST('x' AS TEXT)",
    "the table of all claims in one": "DROP TABLE saved_whole",
    "where all claims in one stand": "UPDATE saved SET whole = 3",
    "a checksum that is text": "UPDATE saved_claim SET checksum = 'x'",
}


@pytest.mark.parametrize("what", DAMAGE)
@pytest.mark.parametrize("readonly", [True, False])
def test_what_is_damaged_is_made_again(what: str, readonly: bool, path: Path, at_once: None) -> None:
    made(path)
    change(path, DAMAGE[what])
    holds(path, readonly=readonly)
    holds(path)
    with stores.open(path) as store:
        assert store.verify().size == len(STORY)
        store.append(B.affirms("e", said=day(9), evidence="video"))
        store.columns()
    holds(path)
    holds(path)  # where only a question about one claim had found it, it was the next one that had all saved again
    assert saved(path) == {"saved": 1, "saved_claim": 3, "saved_items": 1, "saved_whole": 1}


def test_each_claim_that_is_damaged_is_told_right_when_it_is_asked_alone(path: Path, at_once: None) -> None:
    for statement in DAMAGE.values():
        made(path)
        change(path, statement)
        for claim in ("c", "d", "e"):
            with stores.open(path) as store:
                right = store.timeline().replay()[claim].status
                assert store.columns().status(claim) is right, statement
                with pytest.raises(UnknownClaimError):
                    store.columns().status("nothing")
        path.unlink()
        path.with_name("story.db.head").unlink()


def test_columns_of_another_log_are_none_of_this_one(path: Path, at_once: None) -> None:
    made(path)
    other = path.with_name("other.db")
    made(other, told(*(A.denies("c", said=day(1), id=f"q{n}") for n in range(len(STORY)))))
    change(path, f"ATTACH '{other}' AS other", *(f"DELETE FROM {table}" for table in SAVED_TABLES),
           *(f"INSERT INTO {table} SELECT * FROM other.{table}" for table in SAVED_TABLES))  # fmt: skip
    holds(path)


def test_any_flipped_bit_of_what_is_saved_changes_no_answer(path: Path, at_once: None, long: bool) -> None:
    entries = [*STORY, *told(*(A.affirms(f"claim-{n}", said=day(1), id=f"n{n}") for n in range(28)))[10:]]
    made(path, [Entry(event=entry.event, recorded=day(28)) if n >= len(STORY) else entry for n, entry in enumerate(entries)])
    whole = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        rows = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name LIKE 'saved%'").fetchall()
    roots = [row[0] for row in rows]
    dice = random.Random(0)
    for _ in range(400 if long else 60):
        bit = (dice.choice(roots) - 1) * size * 8 + dice.randrange(size * 8)
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        path.write_bytes(data)
        with stores.open(path) as store:
            assert store.verify().size == len(entries), bit
            columns, timeline = store.columns(), store.timeline()
            assert columns.status("c") is timeline.replay()["c"].status, bit
            hold_to_order(columns, timeline)
            assert dict(columns.statuses()) == {claim: one.status for claim, one in timeline.replay().items()}, bit


def test_nothing_of_what_was_redacted_is_left(path: Path, at_once: None) -> None:
    made(path, [*STORY, Entry(event=A.affirms("a-very-private-claim", said=day(11), id="private"), recorded=day(11))])
    assert b"a-very-private-claim" in path.read_bytes()
    with stores.open(path) as store:
        before = store.columns()
        store.redact(11, by="desk", ground="order")
        assert b"a-very-private-claim" not in path.read_bytes()
        assert saved(path) == dict.fromkeys(SAVED_TABLES, 0)
        assert before.status("c") is store.columns().status("c") is Status.REPORTED
        assert list(store.columns().statuses()) == ["c", "d", "e"]
    holds(path)


def test_a_redaction_while_columns_are_made_has_them_made_again(
    path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stores.open(path) as store, stores.open(path) as other:
        store.import_history([*STORY, Entry(event=A.affirms("private", said=day(11)), recorded=day(11))])
        pages, redacted = store._pages, []

        def meanwhile(after: int, until: int, *what: Any) -> Iterator[Any]:
            yield from pages(after, until, *what)
            if not redacted:
                redacted.append(other.redact(11, by="desk", ground="order"))

        monkeypatch.setattr(store, "_pages", meanwhile)
        assert "private" not in store.columns().statuses()
    assert b"private" not in path.read_bytes()


def test_a_store_that_is_read_only_answers_and_writes_nothing(path: Path, at_once: None) -> None:
    with stores.open(path) as store:
        store.import_history(STORY[:8])
    before = path.read_bytes()
    holds(path, readonly=True)
    assert path.read_bytes() == before
    made(path, STORY)
    before = path.read_bytes()
    with stores.open(path) as store:
        store.append(B.denies("c", said=day(9)))
    after = path.read_bytes()
    holds(path, readonly=True)
    assert (path.read_bytes() == after, after != before) == (True, True)


def test_columns_from_before_answer_for_then_though_others_saved_since(path: Path, at_once: None) -> None:
    made(path)
    related = ClaimsRelated(claim="new", relation="implies", other="c")
    verdict = Verdict(claim="d", by="desk", finding="confirmed", said=day(9), basis="r4")
    with stores.open(path) as store, stores.open(path) as other:
        then, alone = store.columns(), store.columns()
        timeline = store.timeline()
        wrong = Correction(of="r2", report=None, said=day(9))
        other.append(B.denies("c", said=day(9)), wrong, related, verdict, ClaimAdded(claim="d"), ClaimAdded(claim="new"))
        other.columns()
        hold_to_replay(alone, timeline)
        hold_to_replay(then, timeline)
        hold_to_order(then, timeline)
        with pytest.raises(UnknownClaimError):
            alone.status("new")
        hold_to_replay(store.columns(), store.timeline())
        hold_to_order(store.columns(), store.timeline())


def test_what_others_have_saved_is_taken_where_it_is_much_newer(path: Path, at_once: None) -> None:
    made(path)
    with stores.open(path) as store, stores.open(path) as other:
        store.columns()
        for number in range(4):
            other.append(*(B.denies(f"c{number}", said=day(9), id=f"x{number}-{n}") for n in range(40)))
            other.columns()
        hold_to_order(store.columns(), store.timeline())
        assert dict(store.columns().statuses()) == {claim: one.status for claim, one in store.timeline().replay().items()}


def test_who_cannot_save_now_answers_all_the_same(path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path, STORY[:6])
    with stores.open(path) as store:
        store.import_history(STORY[6:])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            hold_to_replay(store.columns(), store.timeline())
            connection.execute("ROLLBACK")
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT position FROM saved").fetchone() == (6,)
        assert store._tables.connection.execute("PRAGMA busy_timeout").fetchone() == (30_000,)
        hold_to_replay(store.columns(), store.timeline())
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("SELECT position FROM saved").fetchone() == (10,)


def test_a_failure_while_saving_leaves_what_was_saved(path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made(path, STORY[:6])
    with stores.open(path) as store:
        store.import_history(STORY[6:])

        def full(*given: Any) -> None:
            raise sqlite3.OperationalError("disk is full")

        with monkeypatch.context() as patch:
            patch.setattr("timeline.stores._saved.Saved._write_items", full)
            hold_to_replay(store.columns(), store.timeline())
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT max(position) FROM saved_claim UNION ALL SELECT position FROM saved").fetchall()
    assert rows == [(6,), (6,)]
    holds(path)


def test_an_error_that_is_no_damage_is_told(path: Path, at_once: None) -> None:
    made(path)
    with stores.open(path) as store:
        columns = store.columns()
    with pytest.raises(StoreError, match="is closed"):
        columns.status("c")


def test_two_stories_in_one_file_have_columns_of_their_own(path: Path, at_once: None) -> None:
    made(path)
    with stores.open(path, "other") as store:
        store.append(A.denies("c", said=day(1)))
        assert store.columns().status("c") is Status.DENIED
        store.redact(1, by="desk", ground="order")
    assert saved(path)["saved"] == 1
    with stores.open(path) as store:
        assert store.columns().status("c") is Status.REPORTED


def test_many_changes_are_put_on_a_shelf_of_their_own(path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.bulk._columns._FEW", 2)
    with stores.open(path, readonly=False) as store:
        store.append(A)
    with stores.open(path, readonly=True) as reader, stores.open(path) as store:
        for number in range(12):
            store.append(A.affirms(f"c{number % 7}", said=day(1), id=f"x{number}"))
            reader.columns()
        hold_to_order(reader.columns(), reader.timeline())
        hold_to_replay(reader.columns(), reader.timeline())


def _write(path: str, number: int) -> None:
    with stores.open(path) as store:
        for n in range(20):
            store.append(A.affirms(f"c{n % 5}", said=day(1), id=f"w{number}-{n}"))
            if n % 3 == 0:
                store.columns().statuses()


def test_several_processes_write_and_ask(path: Path, at_once: None) -> None:
    with stores.open(path) as store:
        store.append(A, B)
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_write, args=(str(path), number)) for number in range(3)]
    for worker in workers:
        worker.start()
    with stores.open(path) as store:
        while any(worker.is_alive() for worker in workers):
            columns = store.columns()
            assert len(columns.statuses()) <= 5
            columns.statuses(known_at=day(1))
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    holds(path)


def test_json_lines_keep_columns_until_something_comes(tmp_path: Path) -> None:
    with stores.open(tmp_path / "story.jsonl") as store:
        store.import_history(STORY)
        columns = store.columns()
        assert store.columns() is columns
        hold_to_replay(columns, store.timeline())
        store.append(C.denies("c", said=day(9)))
        assert store.columns().status("c") is Status.DISPUTED


def test_the_kept_columns_are_given_again(path: Path) -> None:
    made(path)
    with stores.open(path) as store:
        assert store.columns() is store.columns()
        assert len(store.columns().statuses()) == 3


def test_items_that_are_damaged_when_more_comes_are_made_again(path: Path, at_once: None) -> None:
    made(path)
    change(path, DAMAGE["the items"])
    with stores.open(path) as store:
        store.append(B.affirms("d", said=day(9), evidence="video"))
        store.columns()
    assert saved(path)["saved"] == 0
    holds(path)
    assert saved(path)["saved"] == 1


def test_a_checksum_that_became_text_before_it_was_written_over_makes_all_be_made_again(path: Path, at_once: None) -> None:
    made(path)
    change(path, DAMAGE["a checksum that is text"])
    with stores.open(path) as store:
        session, saved_ = store._session, Saved(store._tables.connection)
        with session.writing_soon() as state:
            header = saved_.header(state)
            assert header is not None
            assert saved_.write(state, header, Book.unpack(header.book), [("c", b"")], {}) is None
    assert saved(path)["saved"] == 0
    holds(path)


def test_what_is_not_whole_is_made_again_for_the_whole_story_too(path: Path, at_once: None) -> None:
    made(path)
    with stores.open(path) as store:
        columns = store.columns()
        change(path, DAMAGE["a sheet"])
        assert columns.status("c") is store.timeline().replay()["c"].status
        with pytest.raises(UnknownClaimError):
            columns.status("nothing")
        assert dict(columns.statuses()) == {claim: one.status for claim, one in store.timeline().replay().items()}


def test_an_error_that_is_no_damage_is_no_reason_to_make_all_again(
    path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path)

    def locked(*given: Any) -> None:
        raise sqlite3.OperationalError("database is locked")

    with stores.open(path) as store:
        columns = store.columns()
        monkeypatch.setattr(store._columns._saved, "_execute", locked)
        with pytest.raises(StoreError, match="locked"):
            columns.status("c")
        execute = store._tables.connection.execute
        monkeypatch.setattr(
            store._columns._saved, "_execute", lambda told, *given: (locked if "saved_whole" in told else execute)(told, *given)
        )
        with pytest.raises(StoreError, match="locked"):
            columns.statuses()


@pytest.fixture
def on_top(monkeypatch: pytest.MonkeyPatch) -> None:
    """Claims in one are read, however many have changed since."""
    monkeypatch.setattr("timeline.stores._saved._LATE", 1)


MORE = [*told(*(A.affirms(f"claim-{n}", said=day(1), id=f"n{n}") for n in range(15)), after=11)]


def parts(path: Path, **given: Any) -> list[int]:
    """Return how many claims a new reader finds in each part of what is saved; see that it answers right."""
    with stores.open(path, **given) as store:
        columns = store.columns()
        assert dict(columns.statuses()) == {claim: one.status for claim, one in store.timeline().replay().items()}
        return [len(part.table.claims) for part in columns._base]


def wholes(path: Path) -> tuple[int, int, int]:
    """Return up to where all claims in one are saved, how many were written since, and up to where claims are saved."""
    with closing(sqlite3.connect(path)) as connection:
        found: tuple[int, int, int] = connection.execute("SELECT whole, late, position FROM saved").fetchone()
        return found


def test_what_was_saved_since_is_read_on_top_of_all_claims_in_one_until_it_is_much(path: Path, at_once: None) -> None:
    made(path, [*STORY, *MORE])
    assert (parts(path), wholes(path)) == ([18], (25, 0, 25))
    with stores.open(path) as store:
        store.append(C.denies("c", said=day(9)))
        store.columns()
        assert (parts(path), wholes(path)) == ([18, 1], (25, 1, 26))
        store.append(C.retracts("r5", said=day(9)))
        store.columns()
    assert wholes(path) == (25, 2, 27)
    assert (parts(path), wholes(path)) == ([18], (27, 0, 27))
    holds(path)


@pytest.mark.usefixtures("at_once", "on_top")
def test_a_claim_that_is_saved_twice_since_counts_once(path: Path) -> None:
    made(path)
    with stores.open(path) as store:
        for number in range(3):
            store.append(C.affirms("new", said=day(9), id=f"x{number}"), B.denies("c", said=day(9), id=f"y{number}"))
            store.columns()
    assert (parts(path), wholes(path)) == ([3, 2], (10, 2, 16))
    holds(path)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE saved_claim SET position = 5 WHERE name = 'c'",
        "UPDATE saved_claim SET sheet = zeroblob(length(sheet)) WHERE name = 'c'",
        "DELETE FROM saved_claim WHERE name = 'c'",
        "UPDATE saved_claim SET position = position + 0.5 WHERE name = 'd'",
    ],
)
@pytest.mark.usefixtures("at_once", "on_top")
def test_what_was_saved_since_is_not_taken_when_it_is_not_whole(damage: str, path: Path) -> None:
    made(path)
    with stores.open(path) as store:
        store.append(B.denies("c", said=day(9)))
        store.columns()
    change(path, damage)
    assert parts(path, readonly=True)
    assert parts(path) == [3]
    holds(path)


def test_columns_that_were_saved_without_all_claims_in_one_get_them_from_who_asks_for_all(path: Path, at_once: None) -> None:
    made(path)
    change(path, "DELETE FROM saved_whole")
    before = path.read_bytes()
    assert parts(path, readonly=True) == [3]
    assert path.read_bytes() == before
    with stores.open(path) as store:
        assert store.columns().status("c") is Status.REPORTED
    assert saved(path)["saved_whole"] == 0
    assert parts(path) == [3]
    assert saved(path)["saved_whole"] == 1


def test_who_cannot_save_all_claims_in_one_now_answers_all_the_same(path: Path, at_once: None) -> None:
    made(path)
    change(path, "DELETE FROM saved_whole")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        assert parts(path) == [3]
        connection.execute("ROLLBACK")
    assert saved(path)["saved_whole"] == 0


def test_all_claims_in_one_are_not_saved_for_another_position_than_theirs(
    path: Path, at_once: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(path)
    change(path, "DELETE FROM saved_whole")
    with stores.open(path) as store, stores.open(path) as other:
        then, timeline = store.columns(), store.timeline()

        def meanwhile(table: Any) -> list[bytes]:
            other.append(B.denies("c", said=day(9)))
            other.columns()
            return [b""]

        monkeypatch.setattr("timeline.stores._shelf.packed", meanwhile)
        hold_to_replay(then, timeline)
    assert saved(path)["saved_whole"] == 0
    monkeypatch.undo()
    holds(path)


@pytest.mark.usefixtures("at_once", "on_top")
def test_all_claims_in_one_that_are_newer_than_columns_are_not_taken_for_them(path: Path) -> None:
    made(path)
    with stores.open(path) as store, stores.open(path) as other:
        then, timeline = store.columns(), store.timeline()
        other.append(B.denies("c", said=day(9)), C.affirms("new", said=day(9)))
        other.columns()
        change(path, "DELETE FROM saved_whole")
        assert parts(path) == [4]
        assert wholes(path) == (12, 0, 12)
        hold_to_replay(then, timeline)
        hold_to_order(then, timeline)
    assert wholes(path) == (12, 0, 12)
