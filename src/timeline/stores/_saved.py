"""Saved: the sheets of a story's claims in tables of its SQLite file, as a cache that nothing depends on.

What is saved says up to which entry, by which format and version of the fold it was made, and each row has a checksum. What
does not fit is as if it were not there.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final
from zlib import crc32

from attrs import astuple, evolve, field, frozen

from timeline._state import FOLD
from timeline.bulk._book import Book
from timeline.bulk._sheet import BYTES_FORMAT
from timeline.stores._connection import SPAN, UNREADABLE, is_damage
from timeline.stores._rows import StoryState
from timeline.stores._saved_tables import MADE, SAVED_TABLES, emptied

__all__ = ["Header", "Saved", "Whole"]

_FORMAT: Final = f"{BYTES_FORMAT} fold {FOLD}"
_BUCKETS: Final = 256
_NAMES: Final = json.dumps(list(MADE))
_LATE: Final = 10
"""All claims in one are read where at most one claim in so many was written since."""


@frozen
class Whole:
    """What is saved of all claims in one: up to a position, 0 for nothing; how many claims were written since, their sum."""

    position: int = 0
    late: int = 0
    late_sum: int = 0

    def then(self, since: int, old: int, new: int) -> "Whole":
        """Return what it is after a claim was written that stood there since a position, from its checksums."""
        is_late = since > self.position
        return evolve(self, late=self.late + (not is_late), late_sum=self.late_sum ^ new ^ (old if is_late else 0))


@frozen
class Header:
    """What is saved of a story: up to a position, so many claims, the sum of their checksums, the book, buckets of items."""

    position: int
    leaf: bytes
    claims: int
    sum: int
    book: bytes
    buckets: bytes
    whole: Whole = field(eq=False)
    """What else is saved beside the claims: what these say is the same with it and without."""

    def checksum(self, number: int) -> int:
        """Return the checksum of all that it says."""
        said = self.position, self.leaf, self.claims, self.sum, self.buckets, *astuple(self.whole)
        return _checksum(number, repr((_FORMAT, *said)), self.book)


def _checksum(key: int, name: str, data: bytes) -> int:
    return crc32(data, crc32(f"{key} {name}".encode()))


def _is_whole(checksum: object, key: int, name: str, data: object) -> bool:
    """Whether data are bytes with that checksum; damage can make text of them."""
    return isinstance(data, bytes) and checksum == _checksum(key, name, data)


class Saved:
    """What is saved of one story; every method expects to run inside a transaction. Reading gives None for what is not whole."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._execute = connection.execute

    def header(self, state: StoryState) -> Header | None:
        """Return the header of a story; None where nothing is saved that fits its log."""
        columns = "format, position, leaf, claims, sum, book, buckets, whole, late, late_sum, checksum"
        found = self._read(f"SELECT {columns} FROM saved WHERE key = ?", state.number * SPAN)
        if not found or found[0][0] != _FORMAT:
            return None
        position, leaf, claims, total, book, buckets, *whole, checksum = found[0][1:]
        header = Header(position, leaf, claims, total, book, buckets, Whole(*whole))
        if not isinstance(book, bytes) or checksum != header.checksum(state.number):
            return None
        there = self._execute("SELECT leaf FROM entry WHERE key = ?", (state.number * SPAN + position,)).fetchone()
        return header if position <= state.head.position and there == (leaf,) else None

    def sheet(self, number: int, claim: str) -> tuple[int, bytes] | None:
        """Return the position and the bytes of a claim's sheet."""
        found = self._read(
            f"SELECT key, position, sheet, checksum FROM saved_claim WHERE name = ? AND key / {SPAN} = ?", claim, number
        )
        if len(found) != 1:
            return None
        key, position, sheet, checksum = found[0]
        return (position, sheet) if _is_whole(checksum, key, f"{position} {claim}", sheet) else None

    def sheets(self, number: int) -> tuple[list[tuple[str, int, bytes]], int] | None:
        """Return the sheets of all claims: name, position, bytes; and the sum of their checksums."""
        return self._sheets("key >= ? AND key < ? ORDER BY key", *_keys(number))

    def late(self, number: int, header: Header) -> list[tuple[str, int, bytes]] | None:
        """Return the sheets of the claims that were written since all were saved in one; None where these are too many."""
        whole = header.whole
        if not whole.position or whole.late * _LATE > header.claims:
            return None
        found = self._sheets(f"key / {SPAN} = ? AND position > ?", number, whole.position)
        return None if found is None or (len(found[0]), found[1]) != (whole.late, whole.late_sum) else found[0]

    def pieces(self, number: int, header: Header) -> Iterator[bytes]:
        """Yield the pieces of all claims in one, up to the first that is missing or not whole."""
        rows = "SELECT key, piece, checksum FROM saved_whole WHERE key >= ? AND key < ? ORDER BY key"
        try:
            for place, (key, piece, checksum) in enumerate(self._execute(rows, _keys(number)), number * SPAN):
                if key != place or not _is_whole(checksum, key, str(header.whole.position), piece):
                    return
                yield piece
        except UNREADABLE as error:
            if not is_damage(error):
                raise

    def _sheets(self, which: str, *values: int) -> tuple[list[tuple[str, int, bytes]], int] | None:
        total, sheets = 0, []
        rows = self._read(f"SELECT key, name, position, sheet, checksum FROM saved_claim WHERE {which}", *values)
        for key, name, position, sheet, checksum in rows:
            if not _is_whole(checksum, key, f"{position} {name}", sheet):
                return None
            total ^= checksum
            sheets.append((name, position, sheet))
        return sheets, total

    def names(self, number: int) -> list[str]:
        """Return the names of the claims that are there."""
        rows = self._read("SELECT name FROM saved_claim WHERE key >= ? AND key < ? ORDER BY key", *_keys(number))
        return [name for (name,) in rows if isinstance(name, str)]

    def items(self, number: int, header: Header, items: Collection[str]) -> Mapping[str, list[str]] | None:
        """Return the claims by evidence item, of those of the items that any claim lists."""
        found: dict[str, list[str]] = {}
        for bucket in {_bucket(item) for item in items} & set(header.buckets):
            told = self._bucket(number, bucket)
            if told is None:
                return None
            found.update((item, told[item]) for item in items if item in told)
        return found

    def _bucket(self, number: int, bucket: int) -> dict[str, list[str]] | None:
        key = number * SPAN + bucket
        rows = self._read("SELECT claims, checksum FROM saved_items WHERE key = ?", key)
        if not rows or not _is_whole(rows[0][1], key, "", rows[0][0]):
            return None
        found: dict[str, list[str]] = json.loads(rows[0][0])
        return found

    def write(
        self, state: StoryState, before: Header | None, book: Book, sheets: Iterable[tuple[str, bytes]],
        items: Mapping[str, Collection[str]],
    ) -> Header | None:  # fmt: skip
        """Save the sheets of claims and the claims of items as the log stands now; return the new header.

        These are all claims, or with ``before`` those that have changed since that header. Where what it speaks of is not whole,
        it is dropped, and None returned.
        """
        number, position = state.number, state.head.position
        if before is None:
            self._clear(number)
        leaf = self._execute("SELECT leaf FROM entry WHERE key = ?", (number * SPAN + position,)).fetchone()[0]
        claims, total, whole = (0, 0, Whole()) if before is None else (before.claims, before.sum, before.whole)
        for name, sheet in sheets:
            found = self._execute(
                f"SELECT key, position, checksum FROM saved_claim WHERE name = ? AND key / {SPAN} = ?", (name, number)
            ).fetchone()
            key, since, old = found or (number * SPAN + claims, 0, 0)
            if not isinstance(since, int) or not isinstance(old, int):
                self.drop(number)
                return None
            claims += found is None
            checksum = _checksum(key, f"{position} {name}", sheet)
            total ^= old ^ checksum
            whole = whole.then(since, old, checksum)
            self._execute("INSERT OR REPLACE INTO saved_claim VALUES (?, ?, ?, ?, ?)", (key, name, position, sheet, checksum))
        buckets = self._write_items(number, b"" if before is None else before.buckets, items)
        if buckets is None:
            return None
        return self._put(number, Header(position, leaf, claims, total, book.pack(), buckets, whole))

    def write_whole(self, number: int, header: Header, pieces: Iterable[bytes]) -> Header:
        """Save all claims in one beside the header that stands now; return the new header.

        Where the tables are not those that this release writes, what they hold is dropped, so that all is made anew.
        """
        if not self._is_made():
            self.drop(number)
            return header
        self._execute("DELETE FROM saved_whole WHERE key >= ? AND key < ?", _keys(number))
        for key, piece in enumerate(pieces, number * SPAN):
            row = key, piece, _checksum(key, str(header.position), piece)
            self._execute("INSERT INTO saved_whole VALUES (?, ?, ?)", row)
        return self._put(number, evolve(header, whole=Whole(header.position)))

    def _put(self, number: int, header: Header) -> Header:
        *said, whole = astuple(header, recurse=False)
        values = number * SPAN, _FORMAT, *said, *astuple(whole), header.checksum(number)
        self._execute(f"INSERT OR REPLACE INTO saved VALUES ({', '.join('?' * len(values))})", values)
        return header

    def _write_items(self, number: int, buckets: bytes, items: Mapping[str, Collection[str]]) -> bytes | None:
        changed: dict[int, dict[str, Collection[str]]] = {}
        for item, claims in items.items():
            changed.setdefault(_bucket(item), {})[item] = claims
        for bucket, new in changed.items():
            told = self._bucket(number, bucket) if bucket in buckets else {}
            if told is None:
                self.drop(number)
                return None
            for item, claims in new.items():
                told[item] = sorted({*told.get(item, ()), *claims})
            key, data = number * SPAN + bucket, json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
            self._execute("INSERT OR REPLACE INTO saved_items VALUES (?, ?, ?)", (key, data, _checksum(key, "", data)))
        return bytes(sorted({*buckets, *changed}))

    def drop(self, number: int) -> None:
        """Let what is saved of a story be as if it were not there."""
        self._execute("DELETE FROM saved WHERE key = ?", (number * SPAN,))

    def _clear(self, number: int) -> None:
        """Take away what is saved of a story; make the tables anew where they are not those that this release writes."""
        if self._is_made():
            emptied(self._connection, number)
        else:
            for table in SAVED_TABLES:
                self._execute(f"DROP TABLE IF EXISTS {table}")
            for statement in MADE.values():
                self._execute(statement)

    def _is_made(self) -> bool:
        named = "SELECT name, sql FROM sqlite_schema WHERE name IN (SELECT value FROM json_each(?))"
        return dict(self._execute(named, (_NAMES,)).fetchall()) == MADE

    def _read(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Return rows; none where the tables are not there, are others, or cannot be read for damage."""
        try:
            return self._execute(statement, values).fetchall()
        except UNREADABLE as error:
            if not is_damage(error):
                raise
            return []


def _keys(number: int) -> tuple[int, int]:
    """Return the key from which on the rows of a story have theirs, and where the next story's begin."""
    return number * SPAN, (number + 1) * SPAN


def _bucket(item: str) -> int:
    return crc32(item.encode()) % _BUCKETS
