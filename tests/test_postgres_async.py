"""The awaited store is the blocking one: the same logic; cancelled anywhere it leaves nothing half-done and no transaction."""

import asyncio
import time

import psycopg
import pytest

import postgres_server
from bridge import ANNA, says
from postgres_server import execute
from timeline import ConflictError, Entry, RefusedError, StoreError, stores
from timeline.stores._effects import Ask, Close

IN_TRANSACTION = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND state LIKE 'idle in transaction%'"
)


async def listed(entries):
    return [one async for one in entries]


def test_what_is_awaited_is_what_is_blocked_for(database):
    async def work():
        async with stores.open_async(database, "fire") as store:
            assert store.story == "fire"
            assert (await store.head()).position == 0
            done = await store.append(ANNA, *map(says, range(1_100)), expected=0)
            assert len(done.added) == 1_101
            assert (await store.append(ANNA)).known == done.added[:1]
            with pytest.raises(ConflictError):
                await store.append(says(5_000), expected=0)
            with pytest.raises(RefusedError):
                await store.append(says(1, quote="other"))
            imported = await store.import_history([Entry(event=says(2_000), recorded="2199-01-01")])
            assert imported.head == await store.head()
            entries = await listed(store.read())
            assert [entry.position for entry in entries] == list(range(1, 1_103))
            assert await listed(store.read(claim="open", after=1_101)) == entries[1_101:]
            assert [record.position for record in await listed(store.records(after=1))] == list(range(2, 1_103))
            assert (await store.timeline()).entries == tuple(entries)
            return entries

    entries = asyncio.run(work())
    with stores.open(database, "fire") as store:
        assert list(store.read()) == entries
        assert store.verify().size == 1_102


def test_tasks_take_turns_on_one_connection(database):
    async def work():
        async with stores.open_async(database) as store:
            await asyncio.gather(*(store.append(says(number)) for number in range(20)))
            return [entry.position for entry in await listed(store.read())]

    assert asyncio.run(work()) == list(range(1, 21))


@pytest.mark.parametrize("notify", [False, True])
def test_a_follower_gets_what_is_there_and_what_is_new(database, notify):
    async def work():
        async with stores.open_async(database, notify=notify) as store, stores.open_async(database, notify=notify) as other:
            await store.append(says(0))
            seen, tail = [], store.follow(timeout=20)
            async for entry in tail:
                seen.append(entry.id)
                if len(seen) == 4:
                    break
                await other.append(says(len(seen)))
            await tail.aclose()
            assert [entry.id async for entry in store.follow(after=2, timeout=0.1)] == ["r2", "r3"]
            return seen

    assert asyncio.run(work()) == ["r0", "r1", "r2", "r3"]


def test_a_follower_that_is_notified_hears_at_once(database, monkeypatch):
    monkeypatch.setattr("timeline.stores._postgres_async.SELDOM", 30.0)  # what is not heard is found by looking, but late

    async def work():
        async with stores.open_async(database, notify=True) as store, stores.open_async(database, notify=True) as other:
            tail = store.follow(timeout=60)

            async def write():
                await asyncio.to_thread(postgres_server.wait_for_listener, database)
                await other.append(says(1))

            began = time.monotonic()
            heard, _ = await asyncio.gather(anext(tail), write())
            assert time.monotonic() - began < 25
            await tail.aclose()
            return heard.id

    assert asyncio.run(work()) == "r1"


@pytest.mark.parametrize("size", [3, 500])  # a statement of arrays, and COPY
def test_cancelled_anywhere_nothing_is_half_done_and_the_connection_is_clean(database, size):
    """At every effect of an append in turn: before it begins, and while it is under way."""

    async def cancelled(store, number, at, after):
        """Append a batch and cancel it at an effect; return whether it was cancelled."""
        perform, seen = store._driver.perform, 0

        async def cancelling(effect):
            nonlocal seen
            seen += 1
            if seen == at:
                task = asyncio.current_task()
                if after:
                    asyncio.get_running_loop().call_later(after, task.cancel)
                else:
                    task.cancel()
            return await perform(effect)

        store._driver.perform = cancelling
        batch = [says(number * 1_000 + i) for i in range(size)]
        try:
            await store.append(*batch)
        except asyncio.CancelledError:
            return True
        finally:
            store._driver.perform = perform
        return False

    async def work():
        async with stores.open_async(database) as store:
            await store.append(ANNA)
            number = hits = 0
            for at in range(1, 6):
                for after in (0, 0.001):
                    number, before = number + 1, (await store.head()).position
                    hits += await asyncio.create_task(cancelled(store, number, at, after))
                    assert execute(database, IN_TRANSACTION)[0][0] == 0
                    there = {entry.id for entry in await listed(store.read(after=before))}
                    of_batch = {f"r{number * 1_000 + i}" for i in range(size)}
                    assert len(there & of_batch) in {0, size}
                    await store.append(*(says(number * 1_000 + i) for i in range(size)))
            return number, hits

    number, hits = asyncio.run(work())
    assert hits >= 3
    with stores.open(database) as store:
        assert store.verify().size == 1 + number * size


def test_cancelled_twice_it_lets_go_of_the_connection(database):
    async def work():
        async with stores.open_async(database) as store:
            await store.append(says(1))
            perform = store._driver.perform

            async def cancelling(effect):
                asyncio.current_task().cancel()
                return await perform(effect)

            store._driver.perform = cancelling
            with pytest.raises(asyncio.CancelledError):
                await asyncio.create_task(store.append(says(2)))
            store._driver.perform = perform
            assert (await store.append(says(3))).head.position == 2

    asyncio.run(work())
    assert execute(database, IN_TRANSACTION)[0][0] == 0


def test_a_server_that_does_not_break_off_is_let_go_of(database, monkeypatch):
    async def deaf(self, *, timeout):
        pass

    monkeypatch.setattr("timeline.stores._postgres_drivers._PATIENCE", 0.05)
    monkeypatch.setattr(psycopg.AsyncConnection, "cancel_safe", deaf)

    async def work():
        async with stores.open_async(database) as store:
            await store.append(says(1))
            with psycopg.connect(database) as other:
                other.execute("SELECT FROM timeline.story FOR UPDATE")
                task = asyncio.create_task(store.append(says(2)))
                await asyncio.sleep(0.2)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task
            assert (await store.append(says(3))).head.position == 2

    asyncio.run(work())


def test_a_connection_that_is_gone_is_made_again(database):
    async def work():
        async with stores.open_async(database) as store:
            await store.append(says(1))
            await store._driver.perform(Close())
            assert (await store.head()).position == 1

    asyncio.run(work())


def test_a_lost_connection_is_made_again_and_the_append_is_made_once(database):
    async def work():
        async with stores.open_async(database) as store:
            await store.append(says(1))
            perform, lost = store._driver.perform, []

            async def losing(effect):
                answer = await perform(effect)
                if isinstance(effect, Ask) and effect.statements[-1][0] == "COMMIT" and not lost:
                    lost.append(effect)
                    await store._driver._connection.close()
                    raise psycopg.OperationalError("server closed the connection unexpectedly")
                return answer

            store._driver.perform = losing
            done = await store.append(says(2), expected=1)
            assert (len(lost), len(done.added), done.head.position) == (1, 1, 2)

    asyncio.run(work())


def test_what_cannot_be_opened_is_said_so(database):
    async def opened(url, **more):
        async with stores.open_async(url, **more):
            pass

    with pytest.raises(StoreError, match="has no store yet: there is nothing to read"):
        asyncio.run(opened(database, readonly=True))
    with pytest.raises(StoreError, match="is a file, and only a server is awaited"):
        stores.open_async("story.db")
    with pytest.raises(StoreError, match=r"^story: "):
        stores.open_async(database, " ")

    async def closed():
        store = stores.open_async(database)
        async with store:
            pass
        await store.close()
        await store.head()

    with pytest.raises(StoreError, match="is closed: open the store again"):
        asyncio.run(closed())
