"""Tables: rows of plain values, data frames, the database and what Datasette is told of it."""

import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing

import nanoarrow
import pytest
from hypothesis import given, settings

from seed_story import tell
from timeline import MissingExtraError, Source, Timeline, Unrecognized, When
from timeline.testing import hostile_timelines
from timeline.views import REPLAY, TABLES, Column, Rows, datasette, rows, sqlite

SEED = tell()


def database_of(timeline):
    database = sqlite3.connect(":memory:")
    database.deserialize(sqlite(timeline))
    return closing(database)


def test_a_story_gives_a_plain_dictionary_for_each_claim():
    found = rows(SEED.replay(as_of="2024-10-18"))
    assert len(found) == 12
    present = next(row for row in found if row["claim"] == "present")
    assert type(present) is dict
    assert (present["status"], present["figures"], present["since"]) == ("corroborated", "around 1,500", "2024-10-18")
    assert present["since_at"] == When("2024-10-18").latest_us
    assert found[0]["verdict"] is None


def test_a_timeline_gives_six_tables():
    sizes = {table: len(rows(SEED, table)) for table in TABLES}
    assert sizes == {"sources": 6, "claims": 12, "reports": 22, "entries": 40, "transitions": 15, "status": 37}
    assert rows(SEED)[0]["report"].startswith("report-")
    assert rows(SEED, "claims")[4]["future"] is True


def test_a_table_that_is_none_is_refused_with_the_names_of_those_there_are():
    with pytest.raises(ValueError, match="'claim' is not a table; give one of sources, claims, reports"):
        rows(SEED, "claim")


def test_rows_can_be_counted_sliced_and_compared_and_are_no_sequence_to_be_read_row_by_row():
    found = rows(SEED, "sources")
    assert not isinstance(found, Sequence)
    assert found[1:3][0] == found[1]
    assert found[-1]["source"] == "business-insider"
    assert found == rows(SEED, "sources")
    assert hash(found) == hash(rows(SEED, "sources"))
    assert found != list(found)
    assert repr(found) == "<Rows: 6 of source, name, party, office, tz>"


def test_a_source_or_claim_that_nobody_introduced_is_there_by_its_id():
    told = Timeline().append(Source("anna").affirms("c", said="2024-01-01"))
    told = Timeline([entry for entry in told if entry.event.id.startswith("report")])
    assert rows(told, "sources")[0] == {"source": "anna", "name": None, "party": None, "office": None, "tz": None}
    assert rows(told, "claims")[0] == {"claim": "c", "text": None, "future": False, "due": None, "due_at": None}


def test_a_record_of_an_unknown_type_is_among_the_entries():
    told = Timeline().append(Unrecognized(type="poll", record='{"event":{"type":"poll"}}'))
    assert rows(told, "entries")[0]["type"] == "poll"
    assert rows(told, "entries")[0]["record"] == '{"event":{"type":"poll"}}'


@pytest.mark.parametrize("table", TABLES)
def test_every_table_goes_to_data_frames_as_it_is(table):
    found = rows(SEED, table)
    stream = nanoarrow.ArrayStream(found)
    assert [column.name for column in stream.schema.fields] == list(found.names)
    instants = [column.name for column in found.columns if column.kind == "instant"]
    for row, plain in zip(stream.read_all().to_pylist(), found, strict=True):
        assert {**row, **dict.fromkeys(instants)} == {**plain, **dict.fromkeys(instants)}
        for name in instants:
            assert (row[name] is None) == (plain[name] is None)
            assert plain[name] is None or When(row[name]).latest_us == plain[name]


def test_a_missing_library_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "nanoarrow", None)
    needs = r"filling a data frame needs nanoarrow, .* pip install -e '\.\[arrow\]'"
    with pytest.raises(MissingExtraError, match=needs) as told:
        Rows([Column("a", "text", "a")], [("x",)]).__arrow_c_stream__()
    assert told.value.extra == "arrow"


def test_the_database_has_tables_views_and_indexes_and_every_row():
    with database_of(SEED) as database:
        kinds = dict(database.execute("SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall())
        assert {name for name, kind in kinds.items() if kind == "table"} == set(TABLES)
        assert {name for name, kind in kinds.items() if kind == "view"} == {"what_stands", "what_stood", "who_said_what"}
        assert sum(kind == "index" for kind in kinds.values()) == 9
        assert "trigger" not in kinds.values()
        for table in TABLES:
            assert database.execute(f"SELECT * FROM {table}").fetchall() == [tuple(row) for row in rows(SEED, table).values()]
        assert database.execute("SELECT status FROM what_stands WHERE claim = 'present'").fetchall() == [("corroborated",)]
        who, what = database.execute("SELECT who, what FROM who_said_what WHERE stance = 'deny'").fetchone()
        assert (who, what) == (
            "Volodymyr Zelenskyy, President of Ukraine",
            "The soldiers being prepared have been moved to Ukraine or to Russia",
        )


@pytest.mark.parametrize(
    ("as_of", "known_at", "status"),
    [
        ("2024-10-17", "", "open"),
        ("2024-10-18", None, "corroborated"),
        ("", "", "corroborated"),
        (" ", "2024-10-17", "unreported"),
        ("2024-10-18T23:59:59Z", "", "open"),
        ("2024-10-19T00:00:00+00:00", "", "corroborated"),
        ("1729295999999999", "", "corroborated"),
        ("1729295999999998", "", "open"),
        ("-1", "", "unreported"),
    ],
)
def test_the_query_takes_dates_instants_microseconds_and_nothing(as_of, known_at, status):
    with database_of(SEED) as database:
        rows = database.execute(REPLAY, {"as_of": as_of, "known_at": known_at}).fetchall()
    assert {row[0]: row[1] for row in rows}["present"] == status


def test_datasette_is_told_of_every_column_and_has_the_query():
    told = json.loads(datasette("story"))["databases"]["story"]
    assert told["queries"]["replay"]["sql"] == REPLAY
    assert told["queries"]["replay"]["params"] == ["as_of", "known_at"]
    with database_of(SEED) as database:
        for table, about in told["tables"].items():
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            assert list(about["columns"]) == columns


@settings(max_examples=40)
@given(hostile_timelines())
def test_hostile_text_is_kept_as_text_in_the_database(timeline):
    with database_of(timeline) as database:
        for table in TABLES:
            assert database.execute(f"SELECT * FROM {table}").fetchall() == [tuple(row) for row in rows(timeline, table).values()]
