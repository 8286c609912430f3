"""JSON Lines files: one entry a line."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from timeline import Entry, Timeline
from timeline._admission import place_among
from timeline.codecs import MAX_LINE, decode, encode
from timeline.errors import Fault, RecordError, RefusedError

__all__ = ["load", "read", "save", "write_lines", "write_whole"]

Progress = Callable[[int], None]
_EVERY = 10_000
_MADE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC


def load(path: str | os.PathLike[str], *, progress: Progress | None = None) -> Timeline:
    """Return the timeline in a JSON Lines file, in UTF-8.

    ``progress`` is called with the number of lines read, every 10,000 lines and at the end. Raises `RecordError` with
    all faults of the file, each with file:line and the path in the record; what the timeline refuses is among them.
    `OSError` where the file cannot be read.
    """
    name = os.fspath(path)
    with Path(name).open("rb") as stream:
        return read(stream, name, progress=progress)


def read(stream: BinaryIO, name: str, *, progress: Progress | None = None) -> Timeline:
    """Return the timeline in a stream of JSON Lines, as `load` does; ``name`` is what faults call it."""
    faults: list[Fault] = []
    skipped: list[int] = []
    try:
        timeline = Timeline().extend(_entries(stream, name, faults, skipped, progress))
    except RefusedError as error:
        for place, _, fault in error.refused:
            faults.append(fault.within("event").at(name, place_among(place, skipped) + 1))
    if faults:
        raise RecordError(sorted(faults, key=lambda fault: fault.line or 0))
    return timeline


def _entries(
    stream: BinaryIO, name: str, faults: list[Fault], skipped: list[int], progress: Progress | None
) -> Iterator[Entry]:
    """Yield the entry of each line that has one; note the faults of the others, and which lines they are, from 0."""
    number = 0
    while line := stream.readline(MAX_LINE + 1):
        number += 1
        while len(line) > MAX_LINE and not line.endswith(b"\n") and (rest := stream.readline(MAX_LINE)):
            line = line[:MAX_LINE] + rest[-1:] if rest.endswith(b"\n") else line
        try:
            entry = decode(line)
        except RecordError as error:
            faults += [fault.at(name, number) for fault in error.faults]
            skipped.append(number - 1)
        else:
            yield entry
        if progress is not None and number % _EVERY == 0:
            progress(number)
    if progress is not None:
        progress(number)


def save(timeline: Timeline, path: str | os.PathLike[str]) -> None:
    """Write a timeline as a JSON Lines file, whole or not at all: what was there before stays until all is written.

    Entries stand in the order of the log. Raises `OSError` where the file cannot be written.
    """
    write_lines(path, map(encode, timeline))


def write_lines(path: str | os.PathLike[str], lines: Iterable[bytes]) -> None:
    """Write lines, to each of which a line break is added, as a file: whole and durable, or not at all."""
    write_whole(path, (line + b"\n" for line in lines))


def write_whole(path: str | os.PathLike[str], parts: Iterable[bytes]) -> None:
    """Write a file, whole and durable, or not at all; raises `OSError` that names it.

    A new file has the mode that the umask leaves it; one that was there keeps its mode.
    """
    target = Path(path)
    beside = target.parent / f".{target.name}.{token_hex(4)}"
    try:
        mode = target.stat().st_mode & 0o777 if target.exists() else None
        file = os.open(beside, _MADE, 0o666 if mode is None else mode)
        try:
            with os.fdopen(file, "wb") as stream:
                if mode is not None:
                    os.fchmod(file, mode)
                stream.writelines(parts)
                stream.flush()
                os.fsync(file)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from None
