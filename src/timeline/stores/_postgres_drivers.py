"""The two ways to a PostgreSQL server: effects performed by blocking calls, and the same awaited."""

import asyncio
from contextlib import suppress
from time import sleep
from typing import Any, Final, assert_never

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import TransactionStatus

from timeline.stores._effects import Ask, Clean, Close, Connect, Copy, Effect, Hear, Sleep

__all__ = ["AsyncDriver", "Driver"]

_OPEN: Final = {TransactionStatus.INTRANS, TransactionStatus.INERROR}
"""A transaction is open and nothing is under way: it can be rolled back."""


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
        if connection is not None and not connection.closed:
            if (status := connection.info.transaction_status) is TransactionStatus.IDLE:
                return True
            if status in _OPEN:
                with suppress(psycopg.Error):
                    connection.execute("ROLLBACK")
                    return True
        self._close()
        return False

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class AsyncDriver:
    """One connection, awaited."""

    def __init__(self) -> None:
        self._connection: psycopg.AsyncConnection | None = None

    async def perform(self, effect: Effect) -> object:
        """Do what an effect says and return what came of it."""
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
        if connection is not None and not connection.closed:
            if (status := connection.info.transaction_status) is TransactionStatus.IDLE:
                return True
            if status in _OPEN:
                with suppress(psycopg.Error):
                    await connection.execute("ROLLBACK")
                    return True
        await self._close()
        return False

    async def _close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


def _conninfo(effect: Connect) -> str:
    return make_conninfo(effect.conninfo, **effect.parameters)


def _rows(cursor: psycopg.Cursor) -> list[tuple[Any, ...]]:
    return cursor.fetchall() if cursor.description else []


async def _rows_of(cursor: psycopg.AsyncCursor) -> list[tuple[Any, ...]]:
    return await cursor.fetchall() if cursor.description else []
