"""Whatever goes wrong with a server is one clear error without a password, and loses nothing; what passes is tried again."""

import asyncio
import logging
import re
import sys
import traceback
from contextlib import contextmanager
from functools import partial
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
import pytest

import command_line
import postgres_server
from bridge import ANNA, says
from postgres_server import execute
from timeline import DamageError, MissingExtraError, StoreError, Timeline, stores
from timeline.bulk import Postgres, replay
from timeline.stores._effects import Ask, Close, Connect, Copy
from timeline.stores._postgres_address import Address
from timeline.stores._postgres_drivers import Driver
from timeline.stores._postgres_errors import is_passing, meaning

SECRET = postgres_server.PASSWORD
SERVER = pytest.mark.skipif(not postgres_server.available(), reason=postgres_server.REASON)


def changed(url, **parts):
    """Return a URL with another user, password, port, database or query."""
    old = urlsplit(url)
    user, password = parts.get("user", old.username), parts.get("password", old.password)
    host = f"{parts.get('host', old.hostname)}:{parts.get('port', old.port)}"
    named = {"netloc": f"{user}:{password}@{host}"}
    if "database" in parts:
        named["path"] = f"/{parts['database']}"
    return urlunsplit(old._replace(query=parts.get("query", old.query), **named))


@contextmanager
def clearly(match, *secrets, kind=StoreError):
    """See that one clear error is raised, of one line, which shows no password, nor does the traceback with all its causes."""
    with pytest.raises(kind, match=match) as told:
        yield told
    shown = "".join(traceback.format_exception(told.value)) + repr(told.value)
    assert "\n" not in str(told.value)
    for secret in (SECRET, quote(SECRET, safe=""), *secrets):
        assert secret not in shown
    for part in re.split(r"[/@:]", SECRET):
        assert part not in str(told.value)


MALFORMED = [
    f"postgresql://anna:{SECRET}@localhost/story",
    f"postgresql://anna:{SECRET}",
    "postgresql://anna:s3cret#p@localhost/story",
    "postgres://anna:s3cret?p@localhost/story",
    "postgresql://localhost:s3cret/story",
    "postgresql://anna@local host/story",
    "postgresql://anna:s3cret@s3cret@localhost/story",
    "postgresql://anna:s3\ncret@localhost/story",
    "postgresql://anna:pw@localhost/sto\nry",
]


@pytest.mark.parametrize("url", MALFORMED)
def test_a_url_that_cannot_be_read_is_refused_without_a_word_of_it(url):
    with clearly("the URL of the server is not one that can be read; write postgresql://USER:PASSWORD@HOST", "s3cret"):
        stores.open(url)
    assert stores.shown(url) == "postgresql://…"


@pytest.mark.parametrize(
    ("url", "shown", "story"),
    [
        ("postgresql://", "postgresql://", None),
        ("postgresql://localhost/story", "postgresql://localhost/story", None),
        ("postgres://anna:pw@one:5432,two:1/x?story=fire&sslmode=require", "postgresql://anna@one:5432,two:1/x", "fire"),
        ("postgresql://anna@[::1]:5432/story?password=pw", "postgresql://anna@[::1]:5432/story", None),
        ("postgresql://[::1],[::2]:5433/story", "postgresql://[::1],[::2]:5433/story", None),
        ("postgresql://anna:pw@one,[::1]:5433/story", "postgresql://anna@one,[::1]:5433/story", None),
        ("postgresql://anna:p[pw@localhost/story\n", "postgresql://anna@localhost/story", None),
        ("postgresql://anna:p]w℀pw@localhost/story", "postgresql://anna@localhost/story", None),
        ("postgresql://%2Frun%2Fpostgresql/story?story=caf%C3%A9", "postgresql://%2Frun%2Fpostgresql/story", "café"),
    ],
)
def test_a_url_is_shown_without_password_and_parameters(url, shown, story):
    address = Address.parse(url)
    assert (address.shown, address.story) == (shown, story)
    assert stores.shown(url) == shown
    assert "pw" not in repr(address)
    assert "story=" not in address.conninfo


def test_only_who_writes_looks_for_the_server_that_takes_writes():
    several = Address.parse("postgresql://one,two/story")
    assert several.parameters(readonly=False)["target_session_attrs"] == "read-write"
    assert "target_session_attrs" not in several.parameters(readonly=True)
    assert "target_session_attrs" not in Address.parse("postgresql://one/story").parameters(readonly=False)
    told = Address.parse("postgresql://one,two/story?target_session_attrs=any&connect_timeout=3").parameters(readonly=False)
    assert not {"target_session_attrs", "connect_timeout"} & told.keys()


@pytest.mark.parametrize("query", ["no_such_thing=s3cret", "sslmode=%zz", "connect_timeout=s3cret"])
def test_a_parameter_that_libpq_does_not_know_is_said_without_its_words(query):
    with clearly("libpq does not know|cannot be reached|has a parameter", "s3cret"):
        stores.open(f"postgresql://anna:{quote(SECRET, safe='')}@127.0.0.1:1/story?{query}")


def test_a_server_that_is_not_there_is_said_at_once():
    url = f"postgresql://anna:{quote(SECRET, safe='')}@127.0.0.1:{postgres_server.free_port()}/story"
    with clearly(r"^postgresql://anna@127\.0\.0\.1:\d+/story cannot be reached: see that the address is right, a server runs"):
        stores.open(url)
    with clearly("cannot be reached"):
        stores.stories(url)
    with clearly("cannot be reached"):
        asyncio.run(stores.open_async(url).__aenter__())
    with clearly("is on a server, and only files are salvaged: restore a backup"):
        stores.salvage(url, "rest.jsonl")
    with clearly("is on a server, which has a write-ahead log anyway: leave wal out"):
        stores.open(url, wal=True)
    with clearly("is a file, and only a server is awaited: open it with stores.open, in a thread where need be"):
        stores.open_async("story.db")
    with clearly("is a file, and only a server notifies"):
        stores.open("story.db", notify=True)
    assert stores.is_server(url)
    assert stores.is_database(url)


def test_a_host_that_has_no_address_is_said():
    with clearly(r"cannot be reached: .*no-such-host"):
        stores.open(f"postgresql://anna:{quote(SECRET, safe='')}@no-such-host.invalid/story")


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    wanted = r"a store on a PostgreSQL server needs psycopg, which is not installed; pip install 'story-timeline\[postgres\]'"
    for opened in (stores.open, stores.stories, stores.open_async):
        with clearly(wanted, kind=MissingExtraError):
            opened(f"postgresql://anna:{quote(SECRET, safe='')}@localhost/story")


COMMANDS = [
    ("at",),
    ("log",),
    ("verify",),
    ("check",),
    ("export", "--to", "csv"),
    ("page", "-o", "out.html"),
    ("append", "story.jsonl"),
    ("salvage", "rest.jsonl"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_at_the_command_line_every_command_says_one_line_without_the_password(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "story.jsonl").write_text("")
    for url in (f"postgresql://anna:{quote(SECRET, safe='')}@127.0.0.1:{postgres_server.free_port()}/story", MALFORMED[0]):
        name, *rest = command
        done = command_line.run(name, url, *rest)
        assert done.exit_code == 1
        assert done.stderr.startswith("Error: ")
        assert "Traceback" not in done.stderr
        for secret in (SECRET, quote(SECRET, safe=""), "s3cret"):
            assert secret not in done.output


def test_what_is_appended_is_read_from_a_file_and_a_sheet_is_no_server(tmp_path):
    url = f"postgresql://anna:{quote(SECRET, safe='')}@127.0.0.1:1/story"
    done = command_line.run("append", tmp_path / "story.db", url)
    assert (done.exit_code, "is a store, and what is appended is read from a file" in " ".join(done.stderr.split())) == (2, True)
    done = command_line.run("import", url)
    assert done.exit_code == 1
    assert quote(SECRET, safe="") not in done.output


def test_the_command_line_works_on_a_server(database, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*args, code=0):
        done = command_line.run(*args)
        assert (done.exit_code, done.exception if code == 0 else None) == (code, None), done.output
        assert urlsplit(database).password is None or urlsplit(database).password not in done.output
        return " ".join(done.output.split())

    fire = f"{database}?story=fire"
    with stores.open(tmp_path / "story.db") as store:
        store.append(ANNA, says(1), says(2))
        stores.save(store.timeline(), tmp_path / "story.jsonl")
    assert "3 new, 0 known; now at position 3" in run("append", fire, "story.jsonl", "--history")
    assert "reported" in run("at", fire)
    assert "r2" in run("log", fire, "--json")
    assert "no story 'main'; it has 'fire': name one with --story" in run("at", database, code=1)
    assert "reported" in run("at", database, "--story", "fire")
    assert "no fault" in run("check", fire)
    run("key", "example.com/front", "key")
    assert "tlog-proof" in run("prove", fire, "2", "--key", "key")
    assert "entry 2 is redacted, by desk" in run("redact", fire, "2", "--by", "desk", "--ground", "order", "--yes")
    for told in (run("verify", fire), run("verify", database), run("verify", database, "--story", "fire")):
        assert "story fire: 3 entries whole, 1 redacted" in told
        assert "no head is kept outside" in told
    run("page", fire, "-o", "out.html")
    assert "urn:" not in run("export", fire, "--to", "csv", "-o", "out.csv")


@SERVER
class TestRights:
    """What a server refuses."""

    @pytest.fixture
    def roles(self, database):
        if postgres_server.named():
            pytest.skip("roles are made on a server of our own only")
        with stores.open(database) as store:
            store.append(says(1))
        execute(
            database,
            "DROP ROLE IF EXISTS reader", "DROP ROLE IF EXISTS writer", "DROP ROLE IF EXISTS nobody_in",
            "CREATE ROLE reader LOGIN PASSWORD 'one-of-many'", "CREATE ROLE writer LOGIN PASSWORD 'one-of-many'",
            "CREATE ROLE nobody_in LOGIN PASSWORD 'one-of-many'",
            "GRANT USAGE ON SCHEMA timeline TO reader, writer",
            "GRANT SELECT ON ALL TABLES IN SCHEMA timeline TO reader, writer",
            "GRANT INSERT ON ALL TABLES IN SCHEMA timeline TO writer",
            "GRANT UPDATE ON timeline.story TO writer",
        )  # fmt: skip
        yield lambda user: changed(database, user=user, password="one-of-many")
        execute(database, *(f"DROP OWNED BY {role}; DROP ROLE {role}" for role in ("reader", "writer", "nobody_in")))

    def test_wrong_password_user_and_database(self, database, roles):
        wrong = "does not let this user in: see user and password in the URL, in PGPASSWORD or in ~/.pgpass"
        url = changed(database, password="".join(("wrong", "-one")))  # a traceback shows the lines of the test
        with clearly(wrong, "wrong-one"):
            stores.open(url)
        with clearly(wrong):
            stores.open(changed(database, user="no_such_user"))
        with clearly(r"has no such database: create it \(createdb NAME\), or name another"):
            stores.open(changed(database, database="no_such_database"))

    def test_a_reader_reads_and_its_append_is_one_clear_error(self, roles):
        with stores.open(roles("reader"), readonly=True) as store:
            assert [entry.id for entry in store.read()] == ["r1"]
            assert store.verify().size == 1
            with clearly("was opened with readonly=True, and cannot be written: open it without that"):
                store.append(says(2))
            with clearly("was opened with readonly=True"):
                store.redact(1, by="desk", ground="order")
        with stores.open(roles("reader")) as store:
            with clearly(r"does not let this user do that: nothing was written; grant the right to it, or open .* readonly=True"):
                store.append(says(2))
            assert store.head.position == 1

    def test_a_role_that_may_only_append_appends(self, roles):
        with stores.open(roles("writer")) as store:
            assert store.append(*map(says, range(700))).head.position == 700
            with clearly("does not let this user do that"):
                store.redact(1, by="desk", ground="order")
            assert store.verify().size == 700

    def test_a_role_that_saves_a_table_for_engines_needs_the_right_to_make_it(self, database, roles):
        said = [says(1)]
        wanted = "told: PostgreSQL: permission denied for schema public"
        with psycopg.connect(roles("writer")) as connection, clearly(wanted):
            Postgres(connection).save(Timeline(said), "told")
        execute(database, "GRANT CREATE ON SCHEMA public TO writer")
        with psycopg.connect(roles("writer")) as connection:
            for _ in range(2):
                assert Postgres(connection).save(Timeline(said), "told") == 1
                assert dict(replay("told", engine=Postgres(connection))) == {"open": "reported"}

    def test_a_role_that_may_not_make_the_tables_is_told_who_should(self, database, roles):
        execute(database, "DROP SCHEMA timeline CASCADE")
        with clearly(r"has no tables of a store, and this user may not make them: have its owner run the SQL of timeline"):
            stores.open(roles("nobody_in"))

    def test_a_role_whose_transactions_are_read_only(self, database, roles):
        execute(database, "ALTER ROLE writer SET default_transaction_read_only = on")
        wanted = "takes no writes, it is read-only: nothing was written; name the primary"
        with stores.open(roles("writer")) as store, clearly(wanted):
            store.append(says(2))


def test_tables_of_a_newer_version_or_of_somebody_else_are_refused(database):
    with clearly("has no store yet: there is nothing to read; open it without readonly=True to begin it"):
        stores.open(database, readonly=True)
    with clearly("has no store yet"):
        stores.stories(database)
    stores.open(database).close()
    execute(database, "UPDATE timeline.format SET version = 2")
    with clearly("has tables of format 2, this release knows 1: use a newer release"):
        stores.open(database)
    execute(database, "DROP TABLE timeline.format")
    with clearly("has a schema timeline that is not a store's: name another database"):
        stores.open(database)


def test_a_database_that_does_not_keep_every_sign_is_refused(database):
    name = f"{urlsplit(database).path[1:]}_latin"
    execute(database, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    try:
        with clearly("keeps text as LATIN1, which has not every sign: make a database with UTF8"):
            stores.open(changed(database, database=name))
    finally:
        execute(database, f"DROP DATABASE {name}")


def test_a_writer_that_is_in_the_way_is_waited_for_and_then_said(database):
    with stores.open(database, timeout=0.3) as store, psycopg.connect(database) as other:
        store.append(says(1))
        other.execute("SELECT FROM timeline.story FOR UPDATE")
        with clearly("is locked by another writer: nothing was written; try again, or wait longer with timeout="):
            store.append(says(2))
        other.rollback()
        assert store.append(says(2)).head.position == 2


def test_what_was_answered_is_on_the_disk_whatever_the_role_says(database):
    name = urlsplit(database).path[1:]
    execute(database, f"ALTER DATABASE {name} SET synchronous_commit = off", f"ALTER DATABASE {name} SET lock_timeout = 1")
    with stores.open(database) as store:
        asked = store._story.session.once

        def steps():
            (found,) = yield Ask((("SELECT current_setting('synchronous_commit'), current_setting('lock_timeout')", ()),))
            return found

        assert store._do(asked(steps)) == [("on", "30s")]
    with stores.open(database, timeout=0) as store:  # to the server 0 would be no limit
        assert store._do(store._story.session.once(steps)) == [("on", "1ms")]


def faulty(store, fails):
    """Let effects of a store fail as ``fails`` says, a function of the effect's number and the effect; return what was done."""
    perform, done = store._driver.perform, []

    def failing(effect):
        if isinstance(effect, Ask | Copy | Connect):
            done.append(effect)
            return fails(len(done), effect, lambda: perform(effect))
        return perform(effect)

    store._driver.perform = failing
    return done


@pytest.mark.parametrize("size", [2, 600])
@pytest.mark.parametrize("answered", [False, True], ids=["before it is done", "done, but the answer is lost"])
def test_whichever_round_trip_the_connection_is_lost_in_an_append_is_made_once(database, size, answered):
    for at in range(1, 6):
        with stores.open(database, f"{at}-{size}-{answered}") as store:
            store.append(ANNA)
            batch = [says(number) for number in range(size)]

            def lost(number, effect, go, at=at, store=store):
                if number != at:
                    return go()
                if answered:
                    go()
                pid = store._driver._connection.info.backend_pid
                execute(database, f"SELECT pg_terminate_backend({pid}, 5000)")
                return go() if not answered else store._driver._connection.execute("SELECT 1")

            done = faulty(store, lost)
            appended = store.append(*batch, expected=1)
            assert (len(appended.added), appended.known, appended.head.position) == (size, (), size + 1)
            assert len(done) >= min(at, 2)
            assert store.append(*batch, ANNA).head.position == size + 1
            assert store.verify().size == size + 1


def test_a_redaction_whose_answer_is_lost_is_made_once(database):
    with stores.open(database) as store:
        store.append(says(1), says(2))

        def lost(number, effect, go):
            answer = go()
            if isinstance(effect, Ask) and effect.statements[-1][0] == "COMMIT" and number < 6:
                store._driver._connection.close()
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            return answer

        faulty(store, lost)
        assert store.redact(1, by="desk", ground="order").position == 1
        assert store.verify().redacted == (1,)


def test_a_redaction_whose_entry_is_gone_at_the_second_try_is_one_clear_error(database):
    """As after a failover to a standby that was behind."""
    with stores.open(database) as store:
        store.append(says(1))
        execute(database, "CREATE TABLE kept AS SELECT * FROM timeline.story")
        store.append(says(2))
    gone = []
    with stores.open(database) as store:

        def lost(number, effect, go):
            if not gone and isinstance(effect, Ask) and effect.statements[-1][0] == "COMMIT":
                store._driver._connection.close()
                gone.append(execute(database, "UPDATE timeline.story AS s SET size = k.size, peaks = k.peaks FROM kept AS k"))
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            return go()

        faulty(store, lost)
        with clearly("has no entry 2: positions go from 1 to 1"):
            store.redact(2, by="desk", ground="order")


def test_a_serialization_conflict_is_tried_again_and_at_last_said(database):
    with stores.open(database, timeout=0.4) as store:
        store.append(says(1))

        def conflicting(number, effect, go, until):
            if number < until and isinstance(effect, Ask) and effect.statements[0][0].startswith("BEGIN"):
                go()
                raise psycopg.errors.SerializationFailure("could not serialize access")
            return go()

        done = faulty(store, partial(conflicting, until=3))
        assert store.append(says(2)).head.position == 2
        assert len(done) == 4
        assert not any(isinstance(effect, Connect) for effect in done)
        faulty(store, partial(conflicting, until=10_000))
        with clearly("was kept busy by others all the time: nothing was written; try again, or wait longer with timeout="):
            store.append(says(3))


def test_a_server_that_no_longer_takes_writes_is_left_for_the_one_that_does(database):
    """The first of two was made a standby meanwhile; where there is only one address, that is said at once."""

    def demoted(number, effect, go):
        if number == 1:
            raise psycopg.errors.ReadOnlySqlTransaction("cannot execute SELECT FOR NO KEY UPDATE in a read-only transaction")
        return go()

    parts = urlsplit(database)
    host = parts.netloc.rpartition("@")[2]
    with stores.open(urlunsplit(parts._replace(netloc=f"{parts.netloc},{host}"))) as store:
        done = faulty(store, demoted)
        assert store.append(says(1)).head.position == 1
        assert any(isinstance(effect, Connect) for effect in done)
    with stores.open(database) as store:
        faulty(store, demoted)
        with clearly("takes no writes, it is read-only: nothing was written; name the primary"):
            store.append(says(2))


def test_a_full_disk_is_one_clear_error(database):
    with stores.open(database) as store:
        store.append(says(1))

        def full(number, effect, go):
            if number == 2:
                raise psycopg.errors.DiskFull("could not extend file")
            return go()

        faulty(store, full)
        with clearly("cannot grow, the disk of the server is full: nothing was written; free some space and try again"):
            store.append(says(2))
        assert store.append(says(2)).head.position == 2


def test_damage_that_the_server_finds_is_damage(database):
    with stores.open(database) as store:
        store.append(says(1))
        number = execute(database, "SELECT number FROM timeline.story")[0][0]
        execute(database, f"INSERT INTO timeline.node VALUES ({number}, 4, 0, '')")
        with clearly("is damaged from position 1 on: the server cannot make sense of its tables", kind=DamageError):
            store.append(*map(says, range(2, 30)))
        assert store.head.position == 1


def test_a_tail_that_was_acknowledged_and_is_gone_is_damage(database):
    with stores.open(database) as store:
        store.append(says(1))
        execute(database, "CREATE TABLE kept AS SELECT * FROM timeline.story")
        store.append(says(2))
        execute(database, "UPDATE timeline.story AS s SET size = k.size, recorded = k.recorded, peaks = k.peaks FROM kept AS k")
        with clearly("it ends at 1, and 2 entries were acknowledged to this process", kind=DamageError) as told:
            store.append(says(3))
        assert told.value.position == 2
        execute(database, "UPDATE timeline.story SET size = 2, peaks = sha256('x')")
        with clearly("its tail was lost", kind=DamageError):
            store.append(says(3))


def test_what_was_read_through_a_connection_that_is_lost_is_read_again(database):
    with stores.open(database) as store:
        store.append(says(1))
        first = store.timeline()
        execute(database, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() "
                          "AND pid <> pg_backend_pid()")  # fmt: skip
        assert store.timeline() == first
        assert store.timeline() is not first


def test_a_verification_whose_connection_is_lost_says_so_and_the_next_goes_on(database):
    with stores.open(database) as store:
        store.append(says(1))
        store._driver.perform(Close())
        assert store.verify().size == 1

        def lost(number, effect, go):
            if number == 3:
                store._driver.perform(Close())
            return go()

        faulty(store, lost)
        with clearly("went away, and did not come back in time"):
            store.verify()
        assert store.verify().size == 1


def test_tables_that_another_made_meanwhile_are_not_made_again(database, monkeypatch):
    stores.open(database).close()
    perform, seen = Driver.perform, []

    def late(self, effect):
        answer = perform(self, effect)
        if isinstance(effect, Ask) and not seen:
            seen.append(effect)
            return [answer[0], [(answer[1][0][0], False)]]
        return answer

    monkeypatch.setattr(Driver, "perform", late)
    with stores.open(database) as store:
        assert store.append(says(1)).head.position == 1


def test_a_follower_survives_lost_connections_and_sees_everything_once(database):
    with stores.open(database) as store, stores.open(database) as writer:
        seen = []
        writer.append(says(0))
        for entry in store.follow(timeout=20):
            seen.append(entry.id)
            if len(seen) == 30:
                break
            if len(seen) % 5 == 1:
                store._driver._connection.close()
                writer.append(*(says(number) for number in range(len(seen), len(seen) + 5)))
        assert seen == [f"r{number}" for number in range(30)]


def test_nothing_is_logged_that_holds_a_password(database, caplog):
    with caplog.at_level(logging.DEBUG), stores.open(database) as store:
        store.append(says(1))
        store._driver._connection.close()
        store.append(says(2))
    assert (urlsplit(database).password or SECRET) not in caplog.text


@pytest.mark.parametrize(
    ("error", "connecting", "passes", "words"),
    [
        (psycopg.OperationalError("the connection is closed"), False, True, "went away, and did not come back in time"),
        (psycopg.errors.AdminShutdown("terminating"), False, True, "went away"),
        (psycopg.errors.DeadlockDetected("deadlock"), False, True, "was kept busy"),
        (psycopg.OperationalError("FATAL: sorry, too many clients already"), True, True, "has no free connection"),
        (psycopg.OperationalError("connection to server failed: session is read-only"), True, True, "takes no writes"),
        (psycopg.OperationalError("the database system is starting up"), True, True, "cannot be reached"),
        (psycopg.OperationalError("FATAL: password authentication failed"), True, False, "does not let this user in"),
        (psycopg.errors.QueryCanceled("canceled"), False, False, "was interrupted"),
        (psycopg.errors.OutOfMemory("out of memory"), False, False, "has not enough memory"),
        (psycopg.errors.UndefinedTable("no entry"), False, False, "lacks a table of the store"),
        (psycopg.errors.IndexCorrupted("bad"), False, False, "is damaged from position 1 on"),
        (psycopg.errors.SyntaxError("what\nis this"), False, False, "^here: what is this$"),
    ],
)
def test_every_error_has_its_meaning_and_only_what_passes_is_tried_again(error, connecting, passes, words):
    assert re.search(words, str(meaning("here", error, connecting=connecting)))
    assert is_passing(error, connecting=connecting) is passes
