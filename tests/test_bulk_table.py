"""The interchange table: what it holds of a log, a table of one's own, and everything that can be wrong with one."""

import re
import sys
from pathlib import Path

import pytest

from columns_cases import Loudest
from command_line import run
from seed_story import tell as tell_seed_story
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Correction,
    Cut,
    Entry,
    MissingExtraError,
    OriginsLinked,
    Policy,
    PolicyError,
    RecordError,
    Source,
    SourceAdded,
    Status,
    StoreError,
    Timeline,
    UnknownClaimError,
    stores,
)
from timeline.bulk import INTERCHANGE, DuckDB, StoryTable, replay, save_parquet

duckdb = pytest.importorskip("duckdb", reason='not installed: pip install -e ".[bulk]"')
A, B = (Source(name, party=party) for name, party in (("anna", "north"), ("boris", "south")))
NAMES = [column.name for column in INTERCHANGE]
DAY = 86_400_000_000


def made(tmp_path: Path, text: str, name: str = "own.parquet") -> Path:
    """Write what a query gives into a Parquet file."""
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({text}) TO '{tmp_path / name}' (FORMAT parquet)")
    return tmp_path / name


def rows(*events) -> list[dict]:
    return [dict(zip(NAMES, row, strict=True)) for row in StoryTable.of(Timeline(events)).rows]


def test_a_report_is_a_row_of_numbers_beside_its_record() -> None:
    note, told = rows(A, A.affirms("c", said="1970-01-02", id="r"))
    assert (note["claim"], note["source"], note["party"]) == (None, "anna", "north")
    expected = {"claim": "c", "source": "anna", "stance": 0, "said_to": 2 * DAY - 1, "said_from": DAY, "known_from": 2 * DAY - 1}
    assert {name: value for name, value in told.items() if value is not None and name != "record"} == expected
    assert '"id":"r"' in told["record"]


def test_what_amends_a_report_stands_beside_it() -> None:
    fixed = Entry(event=Correction(of="r", report=A.denies("c", said="1970-01-02"), said="1970-01-03"), recorded="1970-01-04")
    back = Entry(event=A.retracts("r", said="1970-01-05"), recorded="1970-01-06")
    first, second, third = rows(A.affirms("c", said="1970-01-02", id="r"), fixed, back)
    assert (first["known_to"], second["known_from"], second["stance"]) == (4 * DAY - 1, 4 * DAY - 1, 1)
    assert (first["retracted_said"], first["retracted_known"]) == (5 * DAY - 1, 6 * DAY - 1)
    assert (third["claim"], third["stance"], third["known_from"]) == ("c", None, None)
    assert all(row["record"] for row in (first, second, third))


def test_a_claim_that_numbers_are_not_enough_for_says_so_and_brings_what_bears_on_it() -> None:
    video = A.affirms("video", said="1970-01-02", evidence="clip", id="v")
    resting = B.affirms("c", said="1970-01-03", basis="clip", id="r")
    claim, own, other = (row for row in rows(video, resting) if row["claim"] == "c")
    assert (claim["told"], claim["record"]) == (2, None)
    assert (own["stance"], other["stance"]) == (None, None)
    assert ['"id":"r"' in own["record"], '"id":"v"' in other["record"]] == [True, True]


def test_what_happened_after_a_denial_is_told_from_its_records() -> None:
    story = Timeline([A, B, A.denies("c", said="2024-01-01"), B.affirms("c", said="2024-01-03", happened="2024-01-02")])
    table = StoryTable.of(story)
    assert dict(replay(table, engine="sqlite")) == {"c": story.replay()["c"].status} == {"c": "reported"}
    assert [row[NAMES.index("told")] for row in table.rows].count(2) == 1


def test_a_claim_that_is_only_named_is_known_from_then() -> None:
    named = Entry(event=ClaimAdded(claim="silent"), recorded="1970-01-03")
    table = StoryTable.of(Timeline([named, A.affirms("c", said="1970-01-02")]))
    found = replay(table, engine="sqlite")
    assert (found["silent"], found["c"], len(found)) == (Status.UNREPORTED, Status.REPORTED, 2)
    early = replay(table, known_at="1970-01-02", engine="sqlite")
    assert ("silent" in early, early["silent"], list(early)) == (False, Status.UNREPORTED, ["c"])
    with pytest.raises(UnknownClaimError, match="silent"):
        found["silen"]


@pytest.mark.parametrize("policy", [Policy(), Policy(count_derived=True), Loudest()])
def test_related_claims_count_where_the_policy_says_so(policy) -> None:
    related = ClaimsRelated(claim="c", relation="implies", other="wide")
    more = ClaimsRelated(claim="wide", relation="implies", other="wider")
    told = [A.affirms("c", said="2024-01-01"), B.affirms("wide", said="2024-01-01"), B.denies("other", said="2024-01-02")]
    story = Timeline([A, B, *told, Entry(event=related, recorded="2024-01-03"), Entry(event=more, recorded="2024-01-04")])
    for known_at in (None, "2024-01-02", "2024-01-03"):
        right = story.replay(known_at=known_at, policy=policy)
        found = replay(StoryTable.of(story), known_at=known_at, policy=policy, engine="sqlite")
        assert dict(found) == {claim: right[claim].status for claim in right}


def test_a_link_of_evidence_has_every_claim_told_from_its_records() -> None:
    told = [A.affirms("c", said="2024-01-01", evidence="clip"), B.affirms("c", said="2024-01-01")]
    story = Timeline([A, B, *told, OriginsLinked(origins=("clip", "boris"))])
    assert dict(replay(StoryTable.of(story), engine="sqlite")) == {"c": story.replay()["c"].status}
    assert [row["told"] for row in rows(A, B, *told, OriginsLinked(origins=("clip", "boris"))) if row["known_from"]].count(2) == 1


def test_a_table_in_memory_goes_wherever_arrow_goes() -> None:
    table = StoryTable.of(tell_seed_story())
    assert repr(table) == f"<StoryTable: {len(table)} rows>"
    with duckdb.connect() as connection:
        connection.register("told", table)
        assert connection.sql("SELECT count(*) FROM told").fetchall() == [(len(table),)]
        again = connection.sql("SELECT * FROM told").to_arrow_table()
    assert dict(replay(again)) == dict(replay(table, engine="sqlite")) == dict(replay(table))
    assert dict(replay(again.to_reader())) == dict(replay(table))
    assert StoryTable.of(Timeline()).arrow().num_rows == 0
    assert dict(replay(StoryTable.of(Timeline()))) == {}


def test_a_parquet_file_is_written_whole_or_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, other = tmp_path / "story.parquet", tmp_path / "story.parquet.new"
    other.write_text("somebody else's")
    assert save_parquet(tell_seed_story(), path) == len(StoryTable.of(tell_seed_story()))
    before = path.read_bytes()

    rows = StoryTable.of(tell_seed_story()).rows

    def broken(entries):
        yield from rows[:3]
        raise OSError("no space left on device")

    monkeypatch.setattr("timeline.bulk._story_table.laid_out", broken)
    monkeypatch.setattr("timeline.bulk._story_table._ROWS", 2)
    with pytest.raises(OSError, match="no space left"):
        save_parquet(tell_seed_story(), path)
    assert sorted(tmp_path.iterdir()) == [path, other]
    assert other.read_text() == "somebody else's"
    assert path.read_bytes() == before


def test_the_command_writes_what_engines_replay(tmp_path: Path) -> None:
    stores.save(tell_seed_story(), tmp_path / "story.jsonl")
    command = ("export", tmp_path / "story.jsonl", "--to", "parquet")
    refused = run(*command)
    assert (refused.exit_code, "a Parquet file needs a name; give -o story.parquet" in refused.output) == (2, True)
    done = run(*command, "-o", tmp_path / "story.parquet")
    assert (done.exit_code, done.stdout) == (0, "")
    right = tell_seed_story().replay()
    assert dict(replay(tmp_path / "story.parquet")) == {claim: right[claim].status for claim in right}
    assert dict(replay([tmp_path / "story.parquet"])) == dict(replay(f"{tmp_path}/*.parquet"))


PLAIN = """SELECT * FROM (VALUES ('c', 'anna', 0, 1, 1), ('c', 'boris', 0, 2, 2), ('d', 'anna', 1, 3, 3))
    AS told (claim, source, stance, said_to, known_from)"""


def test_a_table_of_ones_own_needs_five_columns(tmp_path: Path) -> None:
    assert dict(replay(made(tmp_path, PLAIN))) == {"c": "corroborated", "d": "denied"}


def test_parties_stand_with_the_statements_or_in_rows_of_their_own(tmp_path: Path) -> None:
    beside = made(tmp_path, f"SELECT *, 'north' AS party FROM ({PLAIN})")
    assert dict(replay(beside)) == {"c": "reported", "d": "denied"}
    notes = "SELECT NULL, source, NULL, NULL, {}, 'north' FROM (VALUES ('anna'), ('boris')) AS note (source)"
    for known_from, before in (("NULL", "reported"), ("5", "corroborated")):
        own = made(tmp_path, f"SELECT *, NULL AS party FROM ({PLAIN}) UNION ALL {notes.format(known_from)}")
        assert replay(own)["c"] == "reported"
        assert replay(own, known_at="1970-01-01T00:00:00.000004Z")["c"] == before


def test_statements_that_cannot_be_put_in_order_are_told_by_the_rules(tmp_path: Path) -> None:
    text = """SELECT * FROM (VALUES ('c', 'anna', 0, 9, 0, 9, NULL, NULL), ('c', 'anna', 1, 9, 0, 9, NULL, NULL),
        ('d', 'unknown', 0, 9, 9, 9, NULL, NULL), ('d', 'unknown', 0, 9, 9, 9, NULL, NULL),
        ('e', 'anna', 0, 5, 1, 9, 6, 6), ('e', 'anna', 3, 7, NULL, 9, NULL, NULL),
        ('f', 'anna', 0, 5, -62135596800000001, 9, NULL, NULL), ('f', 'anna', 1, 5, NULL, 9, NULL, NULL))
        AS told (claim, source, stance, said_to, said_from, known_from, retracted_said, retracted_known)"""
    assert dict(replay(made(tmp_path, text))) == {"c": "disputed", "d": "reported", "e": "withdrawn", "f": "disputed"}


def test_all_that_is_wrong_with_the_columns_is_said_at_once(tmp_path: Path) -> None:
    path = made(tmp_path, "SELECT 'c' AS claim, 7 AS source, TIMESTAMPTZ '2024-01-01' AS said_to, 'x' AS known_to")
    with pytest.raises(RecordError) as caught:
        replay(path)
    assert str(caught.value).splitlines() == [
        f"{path}: source: has the type INTEGER; give text",
        f"{path}: stance: is not among the columns; add it: 0 affirms, 1 denies, 2 cannot confirm, 3 any other; "
        "NULL in a row that is no statement",
        f"{path}: said_to: has the type TIMESTAMP WITH TIME ZONE; "
        "give whole numbers, and times are microseconds since 1970 in UTC",
        f"{path}: known_from: is not among the columns; add it: when it was recorded",
        f"{path}: known_to: has the type VARCHAR; give whole numbers, and times are microseconds since 1970 in UTC",
    ]


def test_all_that_is_wrong_with_the_rows_is_said_at_once(tmp_path: Path) -> None:
    text = """SELECT * FROM (VALUES ('c', NULL, 0, NULL, NULL, 1, NULL, 'n'), ('c', 'anna', 4, 5, 4, 6, NULL, 'n'),
        ('c', 'anna', 0, 1700000000000000000, 1, NULL, 5, 'n'), ('c', 'anna', NULL, 3, 3, 3, NULL, 's'),
        (NULL, NULL, NULL, 3, 3, 3, NULL, 's'))
        AS told (claim, source, stance, said_to, known_from, said_from, retracted_said, party)"""
    path = made(tmp_path, text)
    with pytest.raises(RecordError) as caught:
        replay(path)
    assert str(caught.value).splitlines() == [
        f"{path}: stance: is missing where something was said, in 1 row",
        f"{path}: stance: is no number from 0 to 3, in 1 row",
        f"{path}: source: is missing, in 1 row",
        f"{path}: said_to: is missing, in 1 row",
        f"{path}: known_from: is missing, in 1 row",
        f"{path}: said_to: is out of the calendar; give microseconds since 1970, in 1 row",
        f"{path}: said_from: is after said_to, in 1 row",
        f"{path}: retracted_known: does not go with retracted_said, in 1 row",
        f"{path}: source: is missing, as are claim and record, in 1 row",
        f"{path}: party: the source 'anna' has several; give one, or rows of the book-keeping that say from when",
    ]


def test_a_statement_on_no_claim_is_no_note_on_its_source(tmp_path: Path) -> None:
    lost = "SELECT NULL, 'anna', 0, 9, 9"
    path = made(tmp_path, f"SELECT *, 'north' AS party FROM ({PLAIN}) UNION ALL {lost}, NULL")
    with pytest.raises(RecordError) as caught:
        replay(path)
    assert str(caught.value) == f"{path}: claim: is missing where a stance is taken, in 1 row"


@pytest.mark.parametrize(("claim", "where"), [("NULL", "record"), ("'c'", "record of 'c'")])
def test_a_record_that_is_none_is_named_with_its_claim(tmp_path: Path, claim: str, where: str) -> None:
    values = f"({claim}::VARCHAR, NULL::VARCHAR, NULL, NULL, 1, 2, '{{')"
    columns = "claim, source, stance, said_to, known_from, told, record"
    path = made(tmp_path, f"SELECT * FROM (VALUES {values}) AS told ({columns})")
    with pytest.raises(RecordError, match=re.escape(f"{path}: {where}: ")):
        replay(path)


def test_a_name_may_be_as_long_as_any(tmp_path: Path) -> None:
    long = [letter * 300 for letter in "abn"]
    values = f"('c', '{long[0]}', 0, 1, 1), ('c', '{long[1]}', 0, 2, 2)"
    told = f"SELECT * FROM (VALUES {values}) AS told (claim, source, stance, said_to, known_from)"
    assert replay(made(tmp_path, told))["c"] == "corroborated"
    assert replay(made(tmp_path, f"SELECT *, '{long[2]}' AS party FROM ({told})"))["c"] == "reported"
    note = f"SELECT NULL, source, NULL, NULL, NULL, '{long[2]}', '{long[2]}' FROM ({told}) AS speaker"
    own = made(tmp_path, f"SELECT *, NULL AS party, NULL AS office FROM ({told}) UNION ALL {note}")
    assert replay(own)["c"] == "reported"


@pytest.mark.parametrize(("values", "where"), [
    ("('c', 'anna', 0, 5, 5, ' north')", "party: ' north' has blanks at an end"),
    ("('c', 'anna ', 0, 5, 5, 'north')", "source: 'anna ' has blanks at an end"),
    ("(NULL::VARCHAR, 'anna', NULL, NULL, 5, '')", "party: the text is empty"),
    ("('c', 'anna ', 0, 5, 5, NULL::VARCHAR), ('c', 'anna ', 1, 5, 5, NULL)", "row of 'c'.source: 'anna ' has blanks at an end"),
])  # fmt: skip
def test_a_name_that_is_none_is_named_with_its_table(tmp_path: Path, values: str, where: str) -> None:
    columns = "claim, source, stance, said_to, known_from, party"
    path = made(tmp_path, f"SELECT * FROM (VALUES {values}) AS told ({columns})")
    with pytest.raises(RecordError, match=re.escape(f"{path}: {where}")):
        replay(path)


def test_what_the_engine_cannot_do_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere\.parquet: DuckDB: IO Error: No files found"):
        replay(tmp_path / "nowhere.parquet")
    (tmp_path / "text.parquet").write_text("no parquet at all, but long enough")
    with pytest.raises(StoreError, match=r"text\.parquet: DuckDB: .*No magic bytes"):
        replay(tmp_path / "text.parquet")
    with pytest.raises(StoreError, match=r"own\.parquet: DuckDB: "):
        replay(made(tmp_path, PLAIN), engine=DuckDB(memory_limit="much"))
    for table in (7, [], [7], None):
        with pytest.raises(TypeError, match="is no table; give the name of a Parquet file, several, or a table of Arrow"):
            replay(table)
    for table in (made(tmp_path, PLAIN), "story.parquet", None):
        with pytest.raises(TypeError, match="is no table; give a StoryTable"):
            replay(table, engine="sqlite")
    with pytest.raises(ValueError, match=r"'hadoop' is no engine; give 'duckdb', 'sqlite', Spark\(session\) or Postgres\(conn"):
        replay(made(tmp_path, PLAIN), engine="hadoop")
    with pytest.raises(PolicyError):
        replay(made(tmp_path, PLAIN), policy=7)
    for parts in (0, -1, 2.5, True, "2"):
        with pytest.raises(ValueError, match=re.escape(f"parts is {parts!r}; give a whole number from 1 on")):
            DuckDB(parts=parts)


def test_a_policy_that_gives_no_status_is_an_error(tmp_path: Path) -> None:
    class Odd(Loudest):
        def status(self, evidence):
            return "perhaps"

    with pytest.raises(PolicyError, match="perhaps"):
        replay(made(tmp_path, PLAIN), policy=Odd())


def test_what_does_not_fit_into_memory_goes_to_disk(tmp_path: Path) -> None:
    many = """SELECT 'claim ' || (i % 20000) AS claim, 'source ' || (i % 997) AS source, i % 3 AS stance,
        i AS said_to, i AS known_from FROM range(400000) AS r (i)"""
    path = made(tmp_path, many)
    found = replay(path, engine=DuckDB(memory_limit="60MB", threads=1, spill=tmp_path))
    assert dict(found) == dict(replay(path)) == dict(replay(path, engine=DuckDB(parts=3)))
    assert [found.name for found in tmp_path.iterdir()] == ["own.parquet"]


@pytest.mark.parametrize(("module", "ask"), [
    ("duckdb", replay),
    ("pyarrow", replay),
    ("pyarrow", StoryTable.arrow),
    ("pyarrow.parquet", lambda table: save_parquet(Timeline(), "story.parquet")),
])  # fmt: skip
def test_what_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, module: str, ask) -> None:
    table = StoryTable.of(Timeline([SourceAdded(source="anna")]))
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match=re.escape("pip install 'story-timeline[bulk]'")):
        ask(table)


def test_cuts_are_as_in_replay(tmp_path: Path) -> None:
    path = made(tmp_path, PLAIN)
    for cut in (Cut(as_of="1970-01-01T00:00:00.000001Z"), Cut(known_at="1970-01-01T00:00:00.000001Z")):
        assert replay(path, as_of=cut.as_of, known_at=cut.known_at)["c"] == "reported"
