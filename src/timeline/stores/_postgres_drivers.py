"""The two ways to a PostgreSQL server: effects performed by blocking calls, and the same awaited."""

import asyncio
from contextlib import suppress
from time import sleep
from typing import Any, Final, assert_never

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PipelineStatus, TransactionStatus

from timeline.stores._effects import Ask, Clean, Close, Connect, Copy, Effect, Hear, Sleep

__all__ = ["AsyncDriver", "Driver"]

_PATIENCE: Final = 5.0
"""How many seconds a server may take to break off."""
_QUIET: Final = {TransactionStatus.IDLE, TransactionStatus.INTRANS, TransactionStatus.INERROR}
"""Nothing is under way, whether or not a transaction is open."""


class Driver:
    """One connection, by blocking calls."""

    def __init__(self) -> None:
        self._connection: psycopg.Connection | None = None

    def perform(self, effect: Effect) -> object:
        """Do what an effect says and return what came of it."""
        match effect:
            case Connect():
                self._close()
                self._connection = psycopg.connect(_conninfo(effect), autocommit=True)
            case Ask():
                return self._asked(effect)
            case Copy():
                with self._live.cursor().copy(effect.statement) as copy:
                    copy.set_types(effect.types)
                    for row in effect.rows:
                        copy.write_row(row)
            case Sleep():
                sleep(effect.seconds)
            case Hear():
                return [*self._live.notifies(timeout=effect.seconds, stop_after=1)]
            case Clean():
                return self._cleaned()
            case Close():
                self._close()
            case _:
                assert_never(effect)
        return None

    @property
    def _live(self) -> psycopg.Connection:
        if self._connection is None:
            raise psycopg.OperationalError("the connection is closed")
        return self._connection

    def _asked(self, ask: Ask) -> list[list[tuple[Any, ...]]]:
        connection = self._live
        if len(ask.statements) == 1:
            return [_rows(connection.execute(*ask.statements[0], binary=True))]
        with connection.pipeline() as pipeline:
            cursors = [connection.execute(*statement, binary=True) for statement in ask.statements]
            pipeline.sync()
            return [_rows(cursor) for cursor in cursors]

    def _cleaned(self) -> bool:
        connection = self._connection
        if connection is not None and (status := _status(connection)) is not None:
            with suppress(psycopg.Error):
                if status is not TransactionStatus.IDLE:
                    connection.execute("ROLLBACK")
                return True
        self._close()
        return False

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class AsyncDriver:
    """One connection, awaited.

    What is under way is never broken off in the middle of a round trip, as the connection would be left in the middle of a
    sentence: where the task is cancelled, the server is asked to break off, and its answer is waited for.
    """

    def __init__(self) -> None:
        self._connection: psycopg.AsyncConnection | None = None

    async def perform(self, effect: Effect) -> object:
        """Do what an effect says and return what came of it."""
        if not isinstance(effect, Ask | Copy | Clean):
            return await self._perform(effect)
        doing = asyncio.ensure_future(self._perform(effect))
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            await self._break_off(doing)
            raise

    async def _break_off(self, doing: asyncio.Future[object]) -> None:
        """Come to the end of what is under way, soon, and with a connection that can be used or none."""
        with suppress(asyncio.CancelledError, psycopg.Error):  # cancelled once more, or the server is gone
            await self._live.cancel_safe(timeout=_PATIENCE)
            await asyncio.wait({doing}, timeout=_PATIENCE)
        if not doing.done():
            await self._close()
            doing.cancel()
        await asyncio.wait({doing})

    async def _perform(self, effect: Effect) -> object:
        match effect:
            case Connect():
                await self._close()
                self._connection = await psycopg.AsyncConnection.connect(_conninfo(effect), autocommit=True)
            case Ask():
                return await self._asked(effect)
            case Copy():
                async with self._live.cursor().copy(effect.statement) as copy:
                    copy.set_types(effect.types)
                    for row in effect.rows:
                        await copy.write_row(row)
            case Sleep():
                await asyncio.sleep(effect.seconds)
            case Hear():
                return [one async for one in self._live.notifies(timeout=effect.seconds, stop_after=1)]
            case Clean():
                return await self._cleaned()
            case Close():
                await self._close()
            case _:
                assert_never(effect)
        return None

    @property
    def _live(self) -> psycopg.AsyncConnection:
        if self._connection is None:
            raise psycopg.OperationalError("the connection is closed")
        return self._connection

    async def _asked(self, ask: Ask) -> list[list[tuple[Any, ...]]]:
        connection = self._live
        if len(ask.statements) == 1:
            return [await _rows_of(await connection.execute(*ask.statements[0], binary=True))]
        async with connection.pipeline() as pipeline:
            cursors = [await connection.execute(*statement, binary=True) for statement in ask.statements]
            await pipeline.sync()
            return [await _rows_of(cursor) for cursor in cursors]

    async def _cleaned(self) -> bool:
        connection = self._connection
        if connection is not None and (status := _status(connection)) is not None:
            with suppress(psycopg.Error):
                if status is not TransactionStatus.IDLE:
                    await connection.execute("ROLLBACK")
                return True
        await self._close()
        return False

    async def _close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


def _status(connection: psycopg.Connection | psycopg.AsyncConnection) -> TransactionStatus | None:
    """Return how the transaction of a connection is; None where something is under way still, so that it is of no use."""
    status = connection.info.transaction_status
    return status if status in _QUIET and connection.pgconn.pipeline_status == PipelineStatus.OFF else None


def _conninfo(effect: Connect) -> str:
    return make_conninfo(effect.conninfo, **effect.parameters)


def _rows(cursor: psycopg.Cursor) -> list[tuple[Any, ...]]:
    return cursor.fetchall() if cursor.description else []


async def _rows_of(cursor: psycopg.AsyncCursor) -> list[tuple[Any, ...]]:
    return await cursor.fetchall() if cursor.description else []
