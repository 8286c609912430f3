"""PostgresSession: a connection to a PostgreSQL store as steps: made, looked over, made again when it was lost, left clean."""

from collections.abc import Callable
from time import monotonic
from typing import Final, TypeVar

import psycopg

from timeline.errors import StoreError
from timeline.stores._effects import Ask, Clean, Connect, Sleep, Steps
from timeline.stores._postgres_address import Address
from timeline.stores._postgres_errors import is_passing, meaning
from timeline.stores._postgres_schema import FORMAT, SCHEMA, postgres_tables

__all__ = ["PostgresSession"]

T = TypeVar("T")

_LOCK: Final = 0x544C4E31  # "TLN1"; who makes the tables holds it
_PAUSES: Final = (0.05, 1.0)
# what a role or a database may have set otherwise: an append that was answered is on the disk
_SETTINGS: Final = (
    "SELECT set_config('lock_timeout', %s, false), set_config('default_transaction_read_only', CASE WHEN %s THEN 'on' "
    "ELSE current_setting('default_transaction_read_only') END, false), set_config('synchronous_commit', "
    "CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"
)
# in the catalogue itself: to_regclass may still say what it said before another made the tables
_LOOK: Final = (
    "SELECT current_setting('server_encoding'), "
    f"EXISTS (SELECT FROM pg_catalog.pg_tables WHERE schemaname = '{SCHEMA}' AND tablename = 'format')"
)


class PostgresSession:
    """A connection, for one user at a time; ``timeout`` is how many seconds a lock or a server that is gone is waited for."""

    def __init__(self, address: Address, *, readonly: bool, timeout: float) -> None:
        self.address: Final = address
        self.path: Final = address.shown
        self.readonly: Final = readonly
        self.connections = 0
        """How many connections were made: what was seen through an earlier one may be gone."""
        self._timeout = timeout
        self._connected = False

    def run(self, work: Callable[[], Steps[T]]) -> Steps[T]:
        """Do some work; once more where the connection is lost or transactions are in each other's way.

        The work has to bear that: it is begun anew each time. The first connection is tried once.
        """
        began: float | None = None
        pause = _PAUSES[0]
        while True:
            connecting = not self._connected
            try:
                if connecting:
                    yield from self._connect()
                connecting = False
                return (yield from work())
            except psycopg.Error as error:
                self._connected = (yield Clean()) and not self._moved(error)
                began = monotonic() if began is None else began
                told = meaning(self.path, error, connecting=connecting)
                again = is_passing(error, connecting=connecting) or self._moved(error)
                if not self.connections or not again or monotonic() + pause - began > self._timeout:
                    raise told from error
                yield Sleep(pause)
                pause = min(2 * pause, _PAUSES[1])
            except BaseException:
                self._connected = yield Clean()
                raise

    def once(self, work: Callable[[], Steps[T]]) -> Steps[T]:
        """Do some work on the connection as it is, without another try."""
        try:
            return (yield from work())
        except psycopg.Error as error:
            self._connected = yield Clean()
            raise meaning(self.path, error, connecting=False) from error

    def _moved(self, error: psycopg.Error) -> bool:
        """Whether the server that was written to no longer is the one that takes writes, and there may be another."""
        return isinstance(error, psycopg.errors.ReadOnlySqlTransaction) and self.address.hosts > 1 and not self.readonly

    def _connect(self) -> Steps[None]:
        address = self.address
        try:
            yield Connect(address.conninfo, address.parameters(readonly=self.readonly))
        except psycopg.ProgrammingError:  # its words may hold a password
            what = "its URL has a parameter that libpq does not know, or a % that encodes nothing"
            raise StoreError(f"{self.path}: {what}: see the part behind the ?, and write a % itself as %25") from None
        # to the server 0 is no limit
        settings = _SETTINGS, (str(max(1, round(1_000 * self._timeout))), self.readonly)
        _, ((encoding, made),) = yield Ask((settings, (_LOOK, ())))
        if encoding != "UTF8":
            raise StoreError(f"{self.path} keeps text as {encoding}, which has not every sign: make a database with UTF8")
        if not made:
            yield from self._make()
        (((version,),),) = yield Ask(((f"SELECT max(version) FROM {SCHEMA}.format", ()),))
        if version != FORMAT:
            raise StoreError(f"{self.path} has tables of format {version}, this release knows {FORMAT}: use a newer release")
        self._connected = True
        self.connections += 1

    def _make(self) -> Steps[None]:
        """Make the tables, unless another was quicker."""
        if self.readonly:
            raise StoreError(f"{self.path} has no store yet: there is nothing to read; open it without readonly=True to begin it")
        lock = "SELECT pg_advisory_xact_lock(%s)", (_LOCK,)
        _, _, ((_, made),) = yield Ask((("BEGIN", ()), lock, (_LOOK, ())))
        try:
            if not made:
                yield Ask(tuple((statement, ()) for statement in postgres_tables().split(";\n") if statement))
            yield Ask((("COMMIT", ()),))
        except psycopg.errors.InsufficientPrivilege as error:
            what = "has no tables of a store, and this user may not make them"
            advice = "have its owner run the SQL of timeline.stores.postgres_tables(), and grant the use of the schema timeline"
            raise StoreError(f"{self.path} {what}: {advice} ({' '.join(str(error).split())})") from error
