"""One checksum: every engine gives the plain fold's answers, and one that does not is told of."""

import random
from contextlib import contextmanager

import pytest
from attrs import frozen

import postgres_server
from columns_cases import Same
from revised_figures import tell as tell_revised_figures
from timeline import Cut, OriginsLinked, Policy, SourceAdded, Status, Timeline
from timeline.bulk import INTERCHANGE, DuckDB, Postgres, Sqlite, StoryTable, Trial, checksum, replay, save_parquet, verify
from timeline.bulk._by_record import ByRecord
from timeline.bulk._made_up import made_up
from timeline.bulk._texts import RECORD_COLUMNS

duckdb = pytest.importorskip("duckdb", reason='not installed: pip install -e ".[bulk]"')
DAY = 86_400_000_000


def test_the_checksum_does_not_depend_on_the_order():
    one = {"c": Status.OPEN, "d": Status.DENIED}
    assert checksum(one) == checksum(dict(reversed(one.items()))) != checksum({"c": Status.DENIED, "d": Status.OPEN})
    assert checksum({}) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_made_up_reports_have_all_that_is_hard(long):
    reports = 1_000_000 if long else 3_000
    trial = Trial.made_up(reports, cuts=5)
    found = [verify(engine, trial) for engine in ("sqlite", "duckdb", DuckDB(memory_limit="1GB", threads=1))]
    assert {(one.entries, one.claims, one.cuts) for one in found} == {(len(trial.story), reports // 50, 5)}
    assert len({one.checksum for one in found}) == 1
    kinds = {type(entry.event).__name__ for entry in trial.story}
    assert kinds == {"SourceAdded", "OriginsLinked", "Report", "Retraction", "Correction"}
    assert any(entry.event.basis for entry in trial.story if hasattr(entry.event, "basis"))


def test_by_default_it_is_made_up_reports_by_duckdb(monkeypatch):
    monkeypatch.setattr("timeline.bulk._verify._REPORTS", 300)
    found = verify()
    assert (found.engine, found.claims, found.cuts) == ("duckdb", 6, 20)
    assert list(made_up(50)) == list(made_up(50)) != list(made_up(50, seed=1))


def test_real_acts_at_random_pairs_of_cuts(tmp_path, long):
    acts = tell_revised_figures()
    trial = Trial.of(acts, cuts=100 if long else 2)
    save_parquet(acts, tmp_path / "acts.parquet")
    found = verify("duckdb", trial, table=tmp_path / "acts.parquet")
    assert (found.entries, found.cuts) == (len(acts), len(trial.cuts))
    assert verify("sqlite", trial).checksum == found.checksum
    if postgres_server.reachable():
        import psycopg

        with psycopg.connect(postgres_server.shared.url()) as connection:
            assert verify(Postgres(connection), trial).checksum == found.checksum


@frozen
class Forgetful(Sqlite):
    """An engine that forgets the last row."""

    @contextmanager
    def lent(self, entries):
        yield StoryTable(StoryTable.of(entries).rows[:-1])


def test_an_engine_that_answers_otherwise_is_told_of():
    with pytest.raises(AssertionError, match="answers otherwise than the fold for 1 claims: 'claim-0' unknown, not open, at "):
        verify(Forgetful(name="forgetful"), Trial.of(Timeline(list(made_up(3))[-1:]), cuts=1))


def test_a_story_of_nothing_has_cuts_too():
    assert verify("sqlite", Trial.of(Timeline(), cuts=3)).claims == 0


def test_the_function_for_batches_of_arrow_takes_a_claim_that_goes_on_in_the_next_batch():
    pa = pytest.importorskip("pyarrow")
    story = Timeline(made_up(400))
    table = StoryTable.of(story).arrow().select(RECORD_COLUMNS)
    table = table.filter(pa.compute.is_valid(table["claim"]))
    notes = [entry for entry in story if isinstance(entry.event, SourceAdded | OriginsLinked)]
    told = ByRecord.of(2**61, 2**61, Policy(), notes, "told")
    right = story.replay()
    for size in (1, 7, 1_000):
        found = list(told.batches(table.to_batches(max_chunksize=size)))
        pairs = [pair for batch in found for pair in zip(*batch.to_pydict().values(), strict=True)]
        assert [claim for claim, _ in pairs] == sorted({claim for claim, _ in pairs})
        assert dict(pairs) == {claim: list(Status).index(right[claim].status) for claim in right}


def random_rows(dice):
    """Return the rows of a table with times so vague that they overlap, in the order of the columns."""
    names = ("claim", "source", "stance", "said_to", "known_from", "said_from", "known_to", "retracted_said", "retracted_known")
    rows = [{"source": source, "party": dice.choice("nsa")} for source in "abc" if dice.random() < 0.4]
    for claim in "xyz":
        wide = dice.choice((0, 0, 1, 3))
        for _ in range(dice.randrange(9)):
            first, known = dice.randrange(1, 9), dice.randrange(1, 9) * DAY
            last = (first + dice.randrange(wide + 1)) * DAY + (0 if dice.random() < 0.3 else DAY - 1)
            row = dict.fromkeys(names) | {
                "claim": claim, "source": dice.choice("abcd"), "stance": dice.choice((0, 0, 0, 1, 1, 2, 2, 3)),
                "said_from": first * DAY, "said_to": last, "known_from": known,
            }  # fmt: skip
            if dice.random() < 0.1:
                row["known_to"] = known + dice.randrange(4) * DAY
            if dice.random() < 0.25:
                row["retracted_said"], row["retracted_known"] = (dice.randrange(1, 10) * DAY for _ in range(2))
            rows.append(row)
    return rows


def test_the_text_says_of_vague_statements_what_the_fold_says(long):
    dice, columns = random.Random(0), [column.name for column in INTERCHANGE]
    for _ in range(3_000 if long else 150):
        table = StoryTable(tuple(tuple(map(row.get, columns)) for row in random_rows(dice)))
        at = None if dice.random() < 0.5 else f"1970-01-0{dice.randrange(2, 10)}"
        known, least = dice.choice((None, "1970-01-05")), dice.choice((1, 2, 2, 3))
        cut = Cut(as_of=at, known_at=known)
        by_text, by_fold = (
            dict(replay(table, as_of=cut.as_of, known_at=cut.known_at, policy=policy(min_origins=least), engine="sqlite"))
            for policy in (Policy, Same)
        )
        assert by_text == by_fold, (table.rows, cut, least)
