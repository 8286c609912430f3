"""Data frames and Datasette themselves: what each of them reads from the rows and the database is what these hold."""

import asyncio
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from changing_instants import instants, replayed
from documents import fences
from hostile import FRAGMENTS, story
from seed_story import tell
from timeline import Timeline, When
from timeline.views import TABLES, Rows, datasette, rows, sqlite

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "sql.md"
WHY = 'not installed: pip install -e ".[dev,frames]"'
duckdb, pandas, polars, application = (
    pytest.importorskip(name, reason=WHY) for name in ("duckdb", "pandas", "polars", "datasette.app")
)

STORIES = {"seed": tell(), "hostile": story("".join(FRAGMENTS)), "empty": Timeline()}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def by_polars(found: Rows) -> list[dict]:
    return polars.DataFrame(found).to_dicts()


def by_pandas(found: Rows) -> list[dict]:
    frame = pandas.DataFrame.from_arrow(found)
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {name: value.to_pydatetime() if isinstance(value, pandas.Timestamp) else value for name, value in row.items()}
        for row in plain.to_dict("records")
    ]


def by_duckdb(found: Rows) -> list[dict]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        read = connection.sql("SELECT * FROM found")
        return [dict(zip(read.columns, row, strict=True)) for row in read.fetchall()]


def as_times(found: Rows) -> list[dict]:
    """The rows as plain dictionaries, their instants as times in UTC."""
    instant = {column.name for column in found.columns if column.kind == "instant"}

    def value(name, held):
        return EPOCH + timedelta(microseconds=held) if name in instant and held is not None else held

    return [{name: value(name, held) for name, held in row.items()} for row in found]


def test_what_the_page_shows_of_data_frames_runs():
    (shown,) = [block for _, block in fences(PAGE) if "polars" in block]
    names = {"polars": polars, "pandas": pandas, "duckdb": duckdb, "rows": rows, "story": tell()}
    found = [eval(line, names) for line in shown.splitlines()[:2]]
    assert [len(frame) for frame in found] == [len(rows(tell(), table)) for table in ("status", "reports")]
    exec(compile(shown, str(PAGE), "exec"), names)
    assert len(names["found"]) == len(rows(tell(), "transitions")) > 0


@pytest.mark.parametrize("reader", [by_polars, by_pandas, by_duckdb], ids=["polars", "pandas", "duckdb"])
@pytest.mark.parametrize("name", STORIES)
def test_a_data_frame_holds_every_value_of_every_table(name, reader):
    told = STORIES[name]
    for found in (rows(told.replay()), *(rows(told, table) for table in TABLES)):
        assert reader(found) == as_times(found)


def test_a_data_frame_takes_a_slice_of_the_rows():
    found = rows(STORIES["seed"], "reports")[3:5]
    assert by_polars(found) == by_pandas(found) == by_duckdb(found) == as_times(found)
    assert len(found) == 2


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """What Datasette answers to an address, for the seed story with the metadata written beside it."""
    path = tmp_path_factory.mktemp("served") / "story.db"
    path.write_bytes(sqlite(STORIES["seed"]))
    service = application.Datasette([str(path)], metadata=json.loads(datasette("story")), settings={"num_sql_threads": 0})

    def get(address, **parameters):
        return asyncio.run(service.client.get(address, params=parameters))

    return get


def test_datasette_replays_any_moment_by_its_canned_query(served):
    chance, told = random.Random(11), STORIES["seed"]
    moments = instants(told)
    for _ in range(40):
        as_of, known_at = chance.choice(moments), chance.choice(moments)
        answer = served("/story/replay.json", as_of=as_of, known_at=known_at, _shape="array")
        assert answer.status_code == 200, answer.text
        found = {row["claim"]: (row["status"], row["because"], row["reports"]) for row in answer.json()}
        assert found == {claim: (row[0], row[4], row[5]) for claim, row in replayed(told, as_of, known_at).items()}


@pytest.mark.parametrize(
    ("as_of", "known_at", "status"),
    [("2024-10-17", "", "open"), ("2024-10-18", "", "corroborated"), ("", "", "corroborated"), ("", "2024-10-17", "unreported")],
)
def test_datasette_takes_dates_and_empty_fields(served, as_of, known_at, status):
    shown = served("/story/replay.json", as_of=as_of, known_at=known_at, _shape="array").json()
    assert {row["claim"]: row["status"] for row in shown}["present"] == status


def test_datasette_shows_the_query_with_a_field_for_each_clock_and_every_table_and_view(served):
    asked = served("/story/replay").text
    assert "What stood, and what was known of it" in asked
    assert asked.index('name="as_of"') < asked.index('name="known_at"')
    for table in TABLES:
        shown = served(f"/story/{table}")
        assert shown.status_code == 200
        assert all(f"<dt>{column.name}</dt><dd>" in shown.text for column in rows(STORIES["seed"], table).columns), table
    views = ("what_stands", "what_stood", "who_said_what")
    assert {view: served(f"/story/{view}.json").status_code for view in views} == dict.fromkeys(views, 200)


def test_the_instants_of_a_replay_are_whole_microseconds(served):
    end = When("2024-10-18").latest_us
    at = [served("/story/replay.json", as_of=us, known_at="", _shape="array").json() for us in (end - 1, end)]
    assert [{row["claim"]: row["status"] for row in found}["present"] for found in at] == ["open", "corroborated"]
