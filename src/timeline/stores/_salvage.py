"""Salvage: what is whole of a damaged story, brought out into a file of JSON Lines; the damaged file is left as it is."""

from collections.abc import Iterator
from os import PathLike, fspath
from pathlib import Path

from timeline import Entry
from timeline.codecs import decode, encode
from timeline.errors import DamageError, StoreError
from timeline.stores._connection import SPAN, UNREADABLE, connect, is_damage, translated
from timeline.stores._head_file import HeadFile
from timeline.stores._jsonl import write_lines
from timeline.stores._rows import Row
from timeline.stores._seals import Seal
from timeline.stores._tables import Tables
from timeline.stores._verified import Salvaged

__all__ = ["salvage"]

_STEP = 500


def salvage(path: str | PathLike[str], target: str | PathLike[str], *, story: str = "main") -> Salvaged:
    """Write every entry of a story that its leaf vouches for to a new file of JSON Lines, in order; say which are lost.

    Nothing is judged but whether an entry is what was recorded: what amends a lost report comes out too. Raises
    `StoreError` where the target exists already, and where not even the list of entries can be read.
    """
    name = fspath(path)
    if Path(target).exists():
        raise StoreError(f"{fspath(target)} is there already, and nothing is overwritten: name a new file")
    if name.endswith(".jsonl"):
        return _of_lines(name, target, story)
    heads = HeadFile(name)
    connection = connect(name, wal=False, readonly=True, timeout=30.0)
    lost: list[int] = []
    saved: list[Entry] = []
    try:
        with translated(name):
            for position, entry in _found(Tables(connection, name, story), heads):
                if entry is None:
                    lost.append(position)
                else:
                    saved.append(entry)
    finally:
        connection.close()
        heads.close()
    write_lines(target, map(encode, saved))
    return Salvaged(saved=len(saved), lost=tuple(lost))


def _found(tables: Tables, heads: HeadFile) -> Iterator[tuple[int, Entry | None]]:
    """Yield each position with its entry, or with None where it is lost."""
    found = tables.connection.execute("SELECT number, size FROM story WHERE name = ?", (tables.story,)).fetchone()
    if found is None:
        raise StoreError(f"{tables.path} has no story {tables.story!r}: see its stories with timeline verify")
    number, size = found
    kept = heads.read(number, tables.story)
    end = max(size if isinstance(size, int) else 0, 0 if kept is None else kept.size)
    for after in range(0, end, _STEP):
        rows = {row[0] - number * SPAN: row for row in _rows(tables, number, after, min(end, after + _STEP))}
        for position in range(after + 1, min(end, after + _STEP) + 1):
            yield position, _whole(tables, rows.get(position), number)


def _rows(tables: Tables, number: int, after: int, until: int) -> list[Row]:
    """Return the rows that can be read of some positions."""
    try:
        return tables.rows(number, after, until, -1)
    except UNREADABLE as error:
        if not is_damage(error):
            raise
        if until - after == 1:
            return []
        middle = (after + until) // 2
        return [*_rows(tables, number, after, middle), *_rows(tables, number, middle, until)]


def _whole(tables: Tables, row: Row | None, number: int) -> Entry | None:
    try:
        return None if row is None else tables.entry(row, number)
    except DamageError:
        return None


def _of_lines(path: str, target: str | PathLike[str], story: str) -> Salvaged:
    """Bring out the lines of a JSON Lines store that their seals vouch for; without seals, those that are records."""
    lines = Path(path).read_bytes().split(b"\n")
    lines = lines if lines[-1] else lines[:-1]
    seals_path = Path(f"{path}.seals")
    seals = seals_path.read_bytes().split(b"\n")[:-1] if seals_path.exists() else []
    saved: list[bytes] = []
    lost: list[int] = []
    for position in range(1, max(len(seals), 0 if seals else len(lines)) + 1):
        line = lines[position - 1] if position <= len(lines) else b""
        if _is_whole(line, seals[position - 1] if seals else None, position, story):
            saved.append(line)
        else:
            lost.append(position)
    write_lines(target, saved)
    return Salvaged(saved=len(saved), lost=tuple(lost))


def _is_whole(line: bytes, seal: bytes | None, position: int, story: str) -> bool:
    try:
        if seal is not None:
            return Seal.decode(seal).record(line, position, story) is not None
        decode(line)
    except ValueError:
        return False
    return True
