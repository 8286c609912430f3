"""Head file: how far each story of a database file has come, kept outside it, so that a lost tail is seen.

It lies beside the database as ``story.db.head`` and has two lines of 4,096 bytes for each story, written in turn: a write
that is torn spoils one line, and the other still says the head before it. A line has the right edge of the tree, which
gives its root and tells, where the entries have another, from about where on. It is written at every append, so the end of a
process loses nothing of it; it is synced at the first append of every second and on closing, so that after a power cut
it may be a second behind. That costs no entry: the database itself is synced at every append.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from time import monotonic
from typing import Final
from zlib import crc32

from attrs import frozen

from timeline.errors import StoreError
from timeline.stores._made import opened
from timeline.stores._merkle import HASH_BYTES, CompactRange

__all__ = ["HeadFile", "KeptHead"]

_LINE: Final = 4_096  # a tree of 2**40 leaves has 40 hashes at its right edge
_INTERVAL: Final = 1.0


@frozen(kw_only=True)
class KeptHead:
    """A head as it is kept: the right edge of the tree of the entries, and when the last was recorded."""

    tree: CompactRange
    recorded: str

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.tree.size

    @property
    def root(self) -> bytes:
        """The root of their tree."""
        return self.tree.root

    def line(self, story: str) -> bytes:
        """Return the line for a story, with a checksum, 4,096 bytes with the line break."""
        text = f"{_mark(story)} {self.size} {b''.join(self.tree.hashes).hex()} {self.recorded}"
        return f"{text} {crc32(text.encode()):08x}".encode().ljust(_LINE - 1) + b"\n"

    @classmethod
    def of(cls, line: bytes, story: str) -> "KeptHead | None":
        """Return the head in a line; None where the line is empty, torn, or of another story."""
        text, _, check = line.decode("ascii", "replace").rstrip().rpartition(" ")
        parts = text.split(" ")
        if check != f"{crc32(text.encode()):08x}" or len(parts) != 4 or parts[0] != _mark(story):
            return None
        edge = bytes.fromhex(parts[2])
        hashes = tuple(edge[i : i + HASH_BYTES] for i in range(0, len(edge), HASH_BYTES))
        return cls(tree=CompactRange(int(parts[1]), hashes), recorded=parts[3])


def _mark(story: str) -> str:
    return sha256(story.encode()).hexdigest()[:16]


class HeadFile:
    """The head file of one database file; ``path`` is the database's."""

    def __init__(self, path: str) -> None:
        self.path: Final = f"{path}.head"
        self._file: int | None = None
        self._writable = False
        self._synced = -_INTERVAL
        self._unsynced = False
        self._known: list[tuple[bytes, str, KeptHead | None]] = []

    def read(self, number: int, story: str) -> KeptHead | None:
        """Return the head that is kept for a story, the greater of its two lines; None where there is none."""
        if self._open(make=False) is None:
            return None
        return max(self._lines(number, story), key=lambda head: head.size if head else 0)

    def find(self, story: str) -> KeptHead | None:
        """Return the head that is kept for a story whose number is not known."""
        file = self._open(make=False)
        count = 0 if file is None else os.fstat(file).st_size // (2 * _LINE)
        return next((head for number in range(1, count + 1) if (head := self.read(number, story)) is not None), None)

    def prepare(self, number: int) -> None:
        """See that there is room for a story's lines, so that keeping its head needs no more space on the disk."""
        with self._locked() as file:
            if os.fstat(file).st_size < number * 2 * _LINE:
                os.pwrite(file, (b" " * (_LINE - 1) + b"\n") * 2, (number - 1) * 2 * _LINE)
                os.fsync(file)

    def advance(self, number: int, story: str, head: KeptHead) -> None:
        """Keep a head, unless a later one is kept already."""
        with self._locked() as file:
            first, second = self._lines(number, story)
            kept = [0 if one is None else one.size for one in (first, second)]
            if head.size > max(kept):
                line = head.line(story)
                os.pwrite(file, line, ((number - 1) * 2 + kept.index(min(kept))) * _LINE)
                self._known.append((line, story, head))
                self._unsynced = True
                if monotonic() - self._synced > _INTERVAL:
                    self._sync(file)

    def close(self) -> None:
        """Sync the file and let go of it."""
        if self._file is not None:
            try:
                if self._unsynced:
                    self._sync(self._file)
            finally:
                os.close(self._file)
                self._file = None

    def _sync(self, file: int) -> None:
        os.fdatasync(file)
        self._synced, self._unsynced = monotonic(), False

    def _lines(self, number: int, story: str) -> tuple[KeptHead | None, KeptHead | None]:
        assert self._file is not None
        both = os.pread(self._file, 2 * _LINE, (number - 1) * 2 * _LINE)
        first, second = (self._parsed(line, story) for line in (both[:_LINE], both[_LINE:]))
        self._known = [first, second]
        return first[2], second[2]

    def _parsed(self, line: bytes, story: str) -> tuple[bytes, str, KeptHead | None]:
        """Return a line with its story and its head; those that were read last are not read again."""
        for known in self._known:  # compared and not looked up: to hash 4,096 bytes takes longer
            if known[0] == line and known[1] == story:
                return known
        return line, story, KeptHead.of(line, story)

    @contextmanager
    def _locked(self) -> Iterator[int]:
        """Give the open file to one process at a time."""
        file = self._open(make=True)
        assert file is not None
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield file
        except OSError as error:
            raise self._told(error) from error
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)

    def _told(self, error: OSError) -> StoreError:
        return StoreError(f"{self.path} cannot be used ({error.strerror}): see that it can be read and written, and try again")

    def _open(self, *, make: bool) -> int | None:
        """Return the open file, to be read only unless ``make`` says that it is to be written, and made where there is none."""
        if self._file is None or (make and not self._writable):
            self.close()
            try:
                self._file = opened(self.path, os.O_RDWR | os.O_CREAT if make else os.O_RDONLY)
            except OSError as error:
                if isinstance(error, FileNotFoundError) and not make:
                    return None
                raise self._told(error) from error
            self._writable = make
        return self._file
