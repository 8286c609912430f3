"""PostgreSQL as an engine: a table is asked where it lies, nothing is left behind, and every fault is one clear error."""

from pathlib import Path

import psycopg
import pytest

from bridge import ANNA, BERT
from columns_cases import Loudest
from documents import fences
from seed_story import tell as tell_seed_story
from timeline import Cut, Policy, RecordError, StoreError, Timeline, bulk, stores
from timeline.bulk import Postgres, Trial, replay, verify


@pytest.fixture
def connection(database):
    with psycopg.connect(database) as connection:
        yield connection


def tables(connection):
    found = connection.execute("SELECT relname FROM pg_class WHERE relname LIKE 'timeline_%' OR relname = 'told'").fetchall()
    connection.commit()
    return {name for (name,) in found}


@pytest.mark.parametrize("autocommit", [True, False])
def test_it_answers_as_the_fold_does_and_leaves_nothing_behind(connection, autocommit):
    connection.autocommit = autocommit
    trial = Trial.of(tell_seed_story(), cuts=6)
    found = verify(Postgres(connection), trial)
    assert (found.engine, found.cuts, found.claims) == ("postgres", 6, len(trial.story.replay()))
    assert found.checksum == verify("sqlite", trial).checksum
    assert tables(connection) == set()


@pytest.mark.parametrize("policy", [Policy(min_origins=3), Policy(origin_by="speaker", min_origins=1), Loudest()])
def test_under_each_policy_the_server_answers_as_the_fold_does(connection, policy):
    story, engine = tell_seed_story(), Postgres(connection)
    assert engine.save(story, "public.told") == len(list(connection.execute("SELECT * FROM told")))
    for cut in (Cut(), Cut(as_of="2024-10-17")):
        right = story.replay(as_of=cut.as_of, policy=policy)
        found = replay("told", as_of=cut.as_of, policy=policy, engine=engine)
        assert dict(found) == {claim: right[claim].status for claim in right}


def test_a_story_that_lives_on_the_server_is_asked_there(connection, database):
    with stores.open(database) as store:
        store.append(ANNA, BERT, ANNA.affirms("open", said="2024-05-01"), BERT.affirms("open", said="2024-05-02"))
        Postgres(connection).save(store.timeline(), "timeline.told")
        connection.commit()
        store.append(ANNA.denies("open", said="2024-05-03"))
        assert dict(replay("timeline.told", engine=Postgres(connection))) == {"open": "corroborated"}
        Postgres(connection).save(store.timeline(), "timeline.told")
        assert dict(replay("timeline.told", engine=Postgres(connection))) == {"open": "disputed"}


def test_what_the_page_shows_of_postgresql_runs(database):
    with stores.open(database) as store:
        store.append(ANNA, BERT, ANNA.affirms("open", said="2024-05-01"), BERT.affirms("open", said="2024-05-02"))
    page = Path(__file__).parents[1] / "docs" / "how-to" / "replay-on-a-cluster.md"
    (shown,) = [block for kind, block in fences(page) if kind == "py" and "psycopg" in block]
    names = {"bulk": bulk}
    exec(compile(shown.replace("postgresql://desk@db.example/news", database), str(page), "exec"), names)
    assert dict(names["found"]) == {"open": "corroborated"}


@pytest.mark.no_cover
def test_made_up_reports_have_one_checksum_on_the_server(connection, long):
    trial = Trial.made_up(1_000_000 if long else 1_000, cuts=4)
    assert verify(Postgres(connection), trial).checksum == verify("sqlite", trial).checksum


def test_a_transaction_that_is_open_stays_open(connection):
    connection.execute("CREATE TABLE mine (number int)")
    connection.execute("INSERT INTO mine VALUES (1)")
    Postgres(connection).save(Timeline([ANNA.affirms("open", said="2024-05-01")]), "told")
    replay("told", engine=Postgres(connection))
    connection.commit()
    assert connection.execute("SELECT number FROM mine").fetchall() == [(1,)]
    assert tables(connection) == {"told"}


def test_a_table_of_ones_own(connection):
    connection.execute("CREATE TABLE told (claim text, source varchar(20), stance smallint, said_to bigint, known_from bigint)")
    connection.execute("INSERT INTO told VALUES ('c', 'anna', 0, 10, 10), ('c', 'bert', 0, 20, 20), ('c', 'anna', 1, 30, 40)")
    for known_at, status in (("1970-01-01T00:00:00.000010Z", "reported"), (None, "disputed")):
        assert dict(replay("told", known_at=known_at, engine=Postgres(connection))) == {"c": status}


def test_what_is_wrong_with_a_table_is_said_at_once(connection):
    connection.execute("CREATE TABLE told (claim text, source text, stance text, known_from timestamptz)")
    with pytest.raises(RecordError) as caught:
        replay("told", engine=Postgres(connection))
    assert str(caught.value).splitlines() == [
        "told: stance: has the type text; give whole numbers, and times are microseconds since 1970 in UTC",
        "told: said_to: is not among the columns; add it: the last moment at which it can have been said, inclusive",
        "told: known_from: has the type timestamp with time zone; "
        "give whole numbers, and times are microseconds since 1970 in UTC",
    ]
    with pytest.raises(StoreError, match='told2: PostgreSQL: relation "told2" does not exist'):
        replay("told2", engine=Postgres(connection))
    for name in ("", "a.b.c", ".told", 7):
        with pytest.raises(TypeError, match="is no table; give the name of one, with a schema or without"):
            replay(name, engine=Postgres(connection))


def test_a_server_that_is_gone_is_one_error(connection, database):
    Postgres(connection).save(Timeline([ANNA.affirms("open", said="2024-05-01")]), "told")
    connection.commit()
    with psycopg.connect(database, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", (connection.info.backend_pid,))
        with pytest.raises(StoreError, match=r"told: PostgreSQL: .*terminat"):
            replay("told", engine=Postgres(connection))
        assert dict(replay("told", engine=Postgres(other))) == {"open": "reported"}
