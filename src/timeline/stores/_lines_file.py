"""The two files of a JSON Lines store, lines and seals: read, held against each other, and written durably."""

import errno
import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from warnings import warn

from attrs import evolve, field, frozen

from timeline import Timeline
from timeline.codecs import decode
from timeline.errors import RecordError, StoreError
from timeline.stores._damage import damage
from timeline.stores._made import opened
from timeline.stores._merkle import CompactRange
from timeline.stores._record import Record, salts
from timeline.stores._seals import Seal, SealError, read_seals

__all__ = ["Content", "LinesFile"]


@frozen(kw_only=True)
class Content:
    """What the two files hold: records and their timeline; how long the files are, up to the last entry.

    ``unsealed`` of the records, the last ones, have no seal yet: the file was not made by a store. ``lost`` seals, the
    last ones, have no line. ``torn`` says what stands behind the last entry and is none.
    """

    records: tuple[Record, ...] = ()
    timeline: Timeline = field(factory=Timeline)
    tree: CompactRange = field(factory=CompactRange)
    lines_size: int = 0
    seals_size: int = 0
    unsealed: int = 0
    lost: int = 0
    torn: str | None = None


class LinesFile:
    """The files; what was read of them is kept as long as neither grows or shrinks."""

    def __init__(self, path: str, story: str, *, readonly: bool) -> None:
        self.path: Final = path
        self.seals_path: Final = f"{path}.seals"
        self._story = story
        self._known: tuple[tuple[int, int], Content] | None = None
        self._flags = os.O_RDONLY if readonly else os.O_RDWR
        self._lines = self._open(path, 0 if readonly else os.O_CREAT)
        self._seals: int | None = None
        self._open_now = True
        self._process = os.getpid()
        self._held = False

    def close(self) -> None:
        """Let go of the files; closing twice is fine."""
        if self._open_now:
            self._open_now = False
            os.close(self._lines)
            if self._seals is not None:
                os.close(self._seals)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time write."""
        self._see_open()
        if self._flags == os.O_RDONLY:
            raise StoreError(f"{self.path} was opened with readonly=True, and cannot be written: open it without that")
        if self._seals is None:
            self._seals = self._open(self.seals_path, os.O_CREAT)
        fcntl.flock(self._seals, fcntl.LOCK_EX)
        self._held = True
        try:
            yield
        finally:
            self._held = False
            fcntl.flock(self._seals, fcntl.LOCK_UN)

    def content(self) -> Content:
        """Return what the files hold; warns of a tail that is torn or lost.

        Raises `DamageError` for a line that is not the one that was sealed. For a file without seals that is no story it raises
        `RecordError` or `RefusedError`, and `StoreError` where its lines are not those of a log, in their order.
        """
        self._see_open()
        sizes = self._sizes()
        if self._known is None or self._known[0] != sizes:
            found = self._read_up_to(sizes)
            if found.torn is not None and not self._held:
                with self._stable() as sizes:
                    found = self._read_up_to(sizes)
            self._known = (sizes, found)
            if found.torn is not None:
                warn(found.torn, RuntimeWarning, stacklevel=2)
        return self._known[1]

    def read(self) -> Content:
        """Return what the files hold, read anew while nobody writes; raises as `content` does."""
        self._see_open()
        self._sizes()  # which opens the seals that another has made meanwhile
        with self._stable() as sizes:
            return self._read_up_to(sizes)

    def _read_up_to(self, sizes: tuple[int, int]) -> Content:
        lines_size, seals_size = sizes
        data = _read(self._lines, lines_size)
        sealed = b"" if self._seals is None else _read(self._seals, seals_size)
        try:
            seals, taken = read_seals(sealed)
        except SealError as error:
            raise damage(self.path, error.args[0], error.args[1]) from None
        return self._held_against(seals, taken, data) if sealed else self._adopted(data)

    def write(self, records: Sequence[Record], content: Content, timeline: Timeline) -> None:
        """Add a batch after a content, durably: all of it or nothing; lines first, then their seals."""
        assert self._seals is not None
        old = content.records[len(content.records) - content.unsealed :]
        seals = [Seal.of(record, self._story, 0) for record in old]
        seals += [Seal.of(record, self._story, len(records) - number) for number, record in enumerate(records, 1)]
        lead = b"\n" if content.lines_size and _read_at(self._lines, content.lines_size - 1) != b"\n" else b""
        lines = lead + b"".join(record.line() + b"\n" for record in records)
        seal_lines = b"".join(seal.encode() + b"\n" for seal in seals)
        sizes = (content.lines_size + len(lines), content.seals_size + len(seal_lines))
        try:
            _put(self._lines, content.lines_size, lines)
            _put(self._seals, content.seals_size, seal_lines)
        except OSError as error:
            self._undo(content)
            advice = "free some space and try again" if error.errno == errno.ENOSPC else "try again"
            raise StoreError(f"{self.path} cannot be written ({error.strerror}): nothing was written; {advice}") from error
        tree, _ = content.tree.append(*(bytes.fromhex(seal.leaf) for seal in seals[len(old) :]))
        found = evolve(content, records=(*content.records, *records), timeline=timeline, tree=tree, unsealed=0, torn=None)
        self._known = (sizes, evolve(found, lines_size=sizes[0], seals_size=sizes[1]))

    def _undo(self, content: Content) -> None:
        """Take away what was begun; where even that fails it has no seal, and so it is no entry."""
        self._known = None
        assert self._seals is not None
        for file, size in ((self._seals, content.seals_size), (self._lines, content.lines_size)):
            try:
                os.ftruncate(file, size)
                os.fsync(file)
            except OSError:
                pass

    def _see_open(self) -> None:
        if self._process != os.getpid():
            raise StoreError(f"{self.path} was opened by the process before a fork: open the store anew in each process")
        if not self._open_now:
            raise StoreError(f"{self.path} is closed: open the store again")

    @contextmanager
    def _stable(self) -> Iterator[tuple[int, int]]:
        """Keep writers away, and give the sizes of the files: a line that is being written is not one that was left."""
        if self._seals is None:
            yield self._sizes()
            return
        fcntl.flock(self._seals, fcntl.LOCK_SH)
        try:
            yield self._sizes()
        finally:
            fcntl.flock(self._seals, fcntl.LOCK_UN)

    def _sizes(self) -> tuple[int, int]:
        seals_size = self._seals_size()  # first: a line is there before its seal
        return os.fstat(self._lines).st_size, seals_size

    def _seals_size(self) -> int:
        """Return the size of the seals file, 0 where there is none."""
        if self._seals is None and os.path.exists(self.seals_path):
            self._seals = self._open(self.seals_path, 0)
        return 0 if self._seals is None else os.fstat(self._seals).st_size

    def _open(self, name: str, more: int) -> int:
        """Return a file, open; where it was made now, durably in its folder."""
        try:
            return opened(name, self._flags | more)
        except OSError as error:
            raise StoreError(f"{name} cannot be opened ({error.strerror}): see that you may use it") from error

    def _held_against(self, seals: list[Seal], seals_size: int, data: bytes) -> Content:
        """Return the lines that their seals vouch for."""
        *lines, rest = data.split(b"\n")
        records, size = [], 0
        for position, seal in enumerate(seals, 1):
            ended = position <= len(lines)
            line = lines[position - 1] if ended else rest
            if not (found := seal.record(line, position, self._story)):
                if ended:
                    other = f", or the story has another name than {self._story!r}" if position == 1 else ""
                    raise damage(self.path, position, f"the entry is not what was recorded there{other}")
                break
            records.append(found)
            size += len(line) + ended
            if not ended:
                break
        lost = len(seals) - len(records)
        tail = f"entries {len(records) + 1} to {len(seals)} are lost: their lines are torn or gone" if lost else None
        return self._content(records, size, data, tail, seals_size=seals_size, lost=lost)

    def _adopted(self, data: bytes) -> Content:
        """Return the lines of a file that was not made by a store, each a record, the last perhaps torn."""
        *lines, rest = data.split(b"\n")
        records, faults, size = [], [], 0
        for position, line in enumerate([*lines, rest] if rest else lines, 1):
            try:
                entry = decode(line)
            except RecordError as error:
                if position <= len(lines):
                    faults += [fault.at(self.path, position) for fault in error.faults]
                continue
            (salt,) = salts(1)
            records.append(Record(id=entry.id, position=position, recorded=entry.recorded.text, payload=line, salt=salt))
            size += len(line) + (position <= len(lines))
        if faults:
            raise RecordError(faults)
        return self._content(records, size, data, None, unsealed=len(records))

    def _content(self, records: list[Record], size: int, data: bytes, tail: str | None, **more: int) -> Content:
        entries = [record.entry() for record in records]
        timeline = Timeline().append(*entries)
        if [entry.id for entry in timeline] != [entry.id for entry in entries]:
            what = f"{self.path} repeats an entry, or is not in the order of recorded time"
            raise StoreError(f"{what}: load it, and import it into a new store")
        tree, _ = CompactRange().append(*(record.envelope(self._story).leaf() for record in records))
        rest = len(data) - size
        torn = tail or (f"the last {rest:,} bytes are of a line that was not finished, and are left out" if rest else None)
        return Content(
            records=tuple(records),
            timeline=timeline,
            tree=tree,
            lines_size=size,
            torn=None if torn is None else f"{self.path}: {torn}",
            **more,
        )


def _read(file: int, size: int) -> bytes:
    parts, at = [], 0
    while at < size and (part := os.pread(file, min(size - at, 1 << 24), at)):
        parts.append(part)
        at += len(part)
    return b"".join(parts)


def _read_at(file: int, at: int) -> bytes:
    return os.pread(file, 1, at)


def _put(file: int, at: int, data: bytes) -> None:
    """Write data at a place, and nothing after it, durably."""
    os.ftruncate(file, at)
    while data:
        written = os.pwrite(file, data, at)
        at, data = at + written, data[written:]
    os.fsync(file)
