"""What the errors of a PostgreSQL server mean, which of them pass, and what to do about the others."""

import re
from typing import Final

import psycopg

from timeline.errors import StoreError
from timeline.stores._damage import damage

__all__ = ["is_passing", "meaning"]

_PASSING: Final = ("08", "40001", "40P01", "57P01", "57P02", "57P03")
"""Errors after which the same may be tried again: the server goes or comes, or two transactions were in each other's way."""

_NOTHING: Final = "nothing was written"
_MEANINGS: Final = (
    ("28", "does not let this user in: see user and password in the URL, in PGPASSWORD or in ~/.pgpass"),
    ("3D000", "has no such database: create it (createdb NAME), or name another"),
    ("42501", f"does not let this user do that: {_NOTHING}; grant the right to it, or open the store with readonly=True"),
    ("25006", f"takes no writes, it is read-only: {_NOTHING}; name the primary, or open the store with readonly=True"),
    ("55P03", f"is locked by another writer: {_NOTHING}; try again, or wait longer with timeout="),
    ("57014", f"was interrupted: {_NOTHING}; try again"),
    ("53100", f"cannot grow, the disk of the server is full: {_NOTHING}; free some space and try again"),
    ("53200", f"has not enough memory: {_NOTHING}; try again"),
    ("53300", "has no free connection: close some, raise max_connections, or try again later"),
    ("4000", f"was kept busy by others all the time: {_NOTHING}; try again, or wait longer with timeout="),
    ("40P01", f"was kept busy by others all the time: {_NOTHING}; try again, or wait longer with timeout="),
    ("42P07", "has a schema timeline that is not a store's: name another database"),
    ("42P01", "lacks a table of the store: name another database, or restore a copy"),
)
_CONNECTING: Final = (
    (r"authentication failed|no password supplied|role .* does not exist|no pg_hba\.conf entry", "28"),
    (r"database .* does not exist", "3D000"),
    (r"session is (?:not )?read-only|server is (?:not )?in hot standby", "25006"),
    (r"too many clients|remaining connection slots", "53300"),
)
"""libpq tells why it could not connect in words alone."""
_BROKEN: Final = (
    "went away, and did not come back in time: an append that was not answered may be there or not; append it again, as what "
    "is there already is passed over"
)
_UNREACHED: Final = "cannot be reached: see that the address is right, a server runs there and lets you in"
_DAMAGED: Final = ("XX001", "XX002", "23")


def meaning(path: str, error: psycopg.Error, *, connecting: bool) -> StoreError:
    """Return what an error means, and what to do; a `DamageError` where the tables are not as they were written."""
    state, told = _state(error, connecting), _told(error)
    if state.startswith(_DAMAGED):
        return damage(path, 1, f"the server cannot make sense of its tables ({told})")
    for start, said in _MEANINGS:
        if state.startswith(start):
            return StoreError(f"{path} {said} ({told})")
    if connecting or state.startswith(_PASSING) or not state:
        return StoreError(f"{path} {_UNREACHED if connecting else _BROKEN} ({told})")
    return StoreError(f"{path}: {told}")


def is_passing(error: psycopg.Error, *, connecting: bool) -> bool:
    """Whether the same may be tried again: the server goes, comes or is being replaced, or a conflict of transactions."""
    state = _state(error, connecting)
    if connecting:
        return isinstance(error, psycopg.OperationalError) and not state.startswith(("28", "3D000"))
    return state.startswith(_PASSING) or (isinstance(error, psycopg.OperationalError) and not state)


def _state(error: psycopg.Error, connecting: bool) -> str:
    if error.sqlstate is None and connecting:
        return next((state for words, state in _CONNECTING if re.search(words, str(error))), "")
    return error.sqlstate or ""


def _told(error: psycopg.Error) -> str:
    """Return what the server says, on one line."""
    return " ".join(str(error).split())[:400]
