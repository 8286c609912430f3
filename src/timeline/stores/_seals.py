"""Seals: what a JSON Lines store keeps beside each line, in a file ``story.jsonl.seals``: salt, leaf, time, batch.

An entry is there when its seal is: lines are written and synced first, then their seals. So a line that was not finished
has no seal, and a seal without its line is an entry that was lost.
"""

import json
from typing import Any
from zlib import crc32

from attrs import frozen

from timeline.errors import RecordError
from timeline.stores._canonical import canonical
from timeline.stores._envelope import Tombstone
from timeline.stores._record import Record

__all__ = ["Seal", "SealError", "read_seals"]


class SealError(ValueError):
    """A seal that is not as it was written; its arguments are the position and the reason."""


@frozen(kw_only=True)
class Seal:
    """The seal of one line: its leaf, when it was recorded, how many lines of its batch follow, and salt or tombstone."""

    leaf: str
    recorded: str
    follow: int
    salt: str | None = None
    id: str | None = None
    tombstone: str | None = None

    @classmethod
    def of(cls, record: Record, story: str, follow: int) -> "Seal":
        """Return the seal of a record in a story."""
        leaf = record.envelope(story).leaf().hex()
        if record.tombstone is not None:
            stone = record.tombstone.encode().decode()
            return cls(leaf=leaf, recorded=record.recorded, follow=follow, id=record.id, tombstone=stone)
        assert record.salt is not None
        return cls(leaf=leaf, recorded=record.recorded, follow=follow, salt=record.salt.hex())

    def encode(self) -> bytes:
        """Return the seal as a line without its line break; it ends with a checksum."""
        told: dict[str, Any] = {"follow": self.follow, "leaf": self.leaf, "recorded": self.recorded}
        told |= {name: value for name in ("salt", "id", "tombstone") if (value := getattr(self, name)) is not None}
        line = canonical(told)
        return line + f" {crc32(line):08x}".encode()

    @classmethod
    def decode(cls, line: bytes) -> "Seal":
        """Return the seal of a line; `ValueError` where the line is not as it was written."""
        text, _, check = line.rpartition(b" ")
        if check != f"{crc32(text):08x}".encode():
            raise ValueError
        return cls(**json.loads(text))

    def record(self, line: bytes, position: int, story: str) -> Record | None:
        """Return the record of the line that was sealed in a place of a story; None for any other line."""
        if self.tombstone is None:
            salt = bytes.fromhex(self.salt or "")
            found = Record(id="", position=position, recorded=self.recorded, payload=line, salt=salt)
        else:
            stone = Tombstone.decode(self.tombstone.encode())
            found = Record(id=self.id or "", position=position, recorded=self.recorded, tombstone=stone)
            if line != found.line():
                return None
        if found.envelope(story).leaf().hex() != self.leaf:
            return None
        try:
            return found.named()
        except RecordError:
            return None


def read_seals(data: bytes) -> tuple[list[Seal], int]:
    """Return the seals of whole batches in a seals file, and how many bytes they take.

    What a process that died has left behind them is not counted. Raises `SealError` for a seal that is not as it was
    written.
    """
    *lines, rest = data.split(b"\n")
    found: list[Seal] = []
    whole, size, whole_size = 0, 0, 0
    text, end, check = rest.rpartition(b"} ")
    if end and not f"{crc32(text + b'}'):08x}".encode().startswith(check):  # not a seal that was being written
        raise SealError(len(lines) + 1, "its seal is not as it was written")
    for position, line in enumerate(lines, 1):
        try:
            found.append(Seal.decode(line))
        except ValueError:
            raise SealError(position, "its seal is not as it was written") from None
        size += len(line) + 1
        if not found[-1].follow:
            whole, whole_size = position, size
    return found[:whole], whole_size
