"""Envelope: what the log vouches for of one entry; it holds a salted digest of the payload and never the payload.

The leaf of an entry is the canonical JSON (RFC 8785) of its envelope, in this order and without blanks::

    {"payload":"sha256:<hex>","position":<from 1>,"recorded":"<instant>","story":"<name>","version":1}

``payload`` is SHA-256 over the entry's 32 bytes of salt and then the payload, which are the bytes of its record. The
salt has a fixed length and comes first, so that no two pairs of salt and payload give the same input. Anybody who is
given both can check them with a plain SHA-256.

Whatever follows from what was said stands in the payload alone: also the id of the event, which may be derived from its
content. An id in the envelope would let a guess be tested after the payload is gone. For the same reason a redaction
destroys the salt together with the payload; what is left of a salted digest tells nothing about its payload. The
envelope stays as it was, so every root, checkpoint and proof stays as it was; a `Tombstone` stands for what is gone. It may
have marks of the ids, so that what is gone does not come back by mistake; they are in no envelope, proof or line.
"""

import json
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any, Final, cast

from attrs import field, frozen

from timeline import When
from timeline._text import short, text_fault
from timeline.errors import Fault, RecordError, TimeError
from timeline.stores._canonical import canonical
from timeline.stores._merkle import leaf_hash

__all__ = ["REDACTED", "SALT_BYTES", "Envelope", "Tombstone", "payload_digest"]

REDACTED: Final = "redacted-"
"""How the ids of what stands for redacted entries begin."""
SALT_BYTES: Final = 32
"""How many random bytes of salt an entry has; every entry its own."""

_VERSION: Final = 1
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")


def payload_digest(payload: bytes, salt: bytes) -> str:
    """Return ``sha256:`` and the hex digest of salt and payload; `RecordError` for a salt that is not of 32 bytes.

    >>> payload_digest(b'{"type":"report"}', bytes(32))[:23]
    'sha256:2f936f8cba3151e7'
    """
    if len(salt) != SALT_BYTES:
        message = f"has {len(salt)} bytes; take {SALT_BYTES} random bytes, new ones for every entry"
        raise RecordError([Fault(message, path="salt")])
    return f"sha256:{sha256(salt + payload).hexdigest()}"


@frozen(kw_only=True)
class Envelope:
    """What the log vouches for of one entry: where it stands, when it was recorded, and the salted digest of its record.

    ``position`` counts from 1 in its story; the leaf's index in the tree is one less. ``recorded`` is the text of the
    instant, as the entry's record has it. Raises `RecordError` with all faults.

    >>> envelope = Envelope.seal(b"{}", salt=bytes(32), story="front", position=1, recorded="2024-10-18T10:00:00Z")
    >>> envelope.leaf_data()[84:]
    b',"position":1,"recorded":"2024-10-18T10:00:00Z","story":"front","version":1}'
    >>> envelope.holds(b"{}", salt=bytes(32)), envelope.holds(b"[]", salt=bytes(32))
    (True, False)
    """

    story: str
    position: int
    recorded: str
    payload: str

    def __attrs_post_init__(self) -> None:
        if faults := list(self._faults()):
            raise RecordError(faults)

    def _faults(self) -> Iterator[Fault]:
        for name in ("story", "recorded"):
            if fault := text_fault(getattr(self, name)):
                yield Fault(fault, path=name)
        if type(self.position) is not int or self.position < 1:
            yield Fault(f"{short(self.position)} is not a position; they are whole numbers and count from 1", path="position")
        yield from _digest_faults(self.payload)

    @classmethod
    def seal(cls, payload: bytes, *, salt: bytes, story: str, position: int, recorded: str) -> "Envelope":
        """Return the envelope of a payload, the bytes of an entry's record; ``salt`` as `payload_digest` takes it."""
        return cls(story=story, position=position, recorded=recorded, payload=payload_digest(payload, salt))

    @classmethod
    def parse(cls, data: bytes) -> "Envelope":
        """Return the envelope of a leaf's data; `RecordError` for anything that `leaf_data` does not give."""
        envelope = cls(**_members(data, "envelope", {"payload", "position", "recorded", "story"}))
        _exact(data, envelope.leaf_data(), "envelope")
        return envelope

    def leaf_data(self) -> bytes:
        """Return the data of the entry's leaf, as the module's docstring says; the same before and after a redaction."""
        names = ("payload", "position", "recorded", "story")
        return canonical({name: getattr(self, name) for name in names} | {"version": _VERSION})

    def leaf(self) -> bytes:
        """Return the hash of the entry's leaf, 32 bytes, RFC 6962 section 2.1."""
        return leaf_hash(self.leaf_data())

    def holds(self, payload: bytes, *, salt: bytes) -> bool:
        """Whether this is the envelope of that payload."""
        return payload_digest(payload, salt) == self.payload


def _when(value: When | str) -> When:
    try:
        return value if isinstance(value, When) else When(value)
    except TimeError as error:
        raise RecordError([Fault(str(error), path="said")]) from None


def _marks(value: Iterable[str]) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (cast(str, value),)


@frozen(kw_only=True)
class Tombstone:
    """What stands where a payload was redacted: who did it, when they said so, and on what ground.

    ``payload`` is the digest in the envelope of the entry that it stands for. ``by`` is a person or a desk, ``said`` an
    instant, ``ground`` is in free words, such as the court and number of an order. ``marks`` are digests of the ids of what
    is gone, by which it is known again when it is appended once more; without them it is not. Raises `RecordError` with all
    faults.

    >>> gone = "sha256:" + "0" * 64
    >>> told = {"by": "legal desk", "said": "2025-02-03T09:00:00Z", "ground": "order 5 O 12/25", "payload": gone}
    >>> stone = Tombstone(**told, marks=[Tombstone.mark("r17", gone)])
    >>> Tombstone.decode(stone.encode()) == stone
    True
    >>> stone.is_of("r17"), stone.is_of("r18"), Tombstone(**told).is_of("r17")
    (True, False, False)
    """

    by: str
    said: When = field(converter=_when)
    ground: str
    payload: str
    marks: tuple[str, ...] = field(default=(), converter=_marks)

    def __attrs_post_init__(self) -> None:
        if faults := list(self._faults()):
            raise RecordError(faults)

    def _faults(self) -> Iterator[Fault]:
        for name in ("by", "ground"):
            if fault := text_fault(getattr(self, name)):
                yield Fault(fault, path=name)
        if not self.said.is_instant:
            yield Fault(f"{short(self.said.text)} is not an instant; give date, time and offset", path="said")
        yield from _digest_faults(self.payload)
        yield from (fault for mark in self.marks for fault in _digest_faults(mark, "marks"))

    @property
    def id(self) -> str:
        """The id of what stands in the log; derived from all that the tombstone says, so that a change of it is seen."""
        return f"{REDACTED}{sha256(self.encode()).hexdigest()[:24]}"

    @staticmethod
    def mark(ident: str, payload: str) -> str:
        """Return the mark of an id, salted with the digest of the payload that is gone."""
        return f"sha256:{sha256(f'{payload}{ident}'.encode()).hexdigest()}"

    def is_of(self, ident: str) -> bool:
        """Whether an event with this id is what is gone; False where no mark was left."""
        return bool(self.marks) and self.mark(ident, self.payload) in self.marks

    def encode(self) -> bytes:
        """Return the tombstone as canonical JSON, RFC 8785."""
        told = {"by": self.by, "ground": self.ground, "payload": self.payload, "said": self.said.text}
        return canonical({**told, "marks": list(self.marks), "version": _VERSION})

    @classmethod
    def decode(cls, data: bytes) -> "Tombstone":
        """Return the tombstone of its bytes; `RecordError` for anything that `encode` does not give."""
        tombstone = cls(**_members(data, "tombstone", {"by", "ground", "marks", "payload", "said"}))
        _exact(data, tombstone.encode(), "tombstone")
        return tombstone


def _digest_faults(value: object, path: str = "payload") -> Iterator[Fault]:
    if not isinstance(value, str) or not _DIGEST.fullmatch(value):
        yield Fault(f"{short(value)} is not a digest; it is sha256: and 64 hex digits in lower case", path=path)


def _members(data: bytes, what: str, names: set[str]) -> dict[str, Any]:
    """Return the members of a record of this version that has just these."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError):
        raise RecordError([Fault(f"{short(data)} is not JSON, and the {what} should be; the record is damaged")]) from None
    if not isinstance(record, dict) or record.keys() != names | {"version"} or record["version"] != _VERSION:
        wanted = f"{', '.join(sorted(names))} and version {_VERSION}"
        raise RecordError([Fault(f"{short(data)} is no {what}, which has {wanted}; it was changed, or a newer release wrote it")])
    return {name: record[name] for name in names}


def _exact(data: bytes, written: bytes, what: str) -> None:
    if data != written:
        raise RecordError([Fault(f"{short(data)} is not in canonical form (RFC 8785), as every {what} is; it was changed")])
