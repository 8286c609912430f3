"""Record: an entry as a store keeps it, with its salt, to be carried into another store without a change of bytes."""

import json
from os import urandom

from attrs import evolve, field, frozen

from timeline import Entry, Unrecognized
from timeline.codecs import MAX_LINE, decode, encode
from timeline.errors import Fault, RecordError, RefusedError
from timeline.stores._envelope import SALT_BYTES, Envelope, Tombstone

__all__ = ["Record", "payload_of", "salts"]


@frozen(kw_only=True)
class Record:
    """An entry as a store keeps it: the bytes of its payload and their salt, or the tombstone of a redacted one.

    Carried into an empty story of the same name (``import_history``) it gives the same leaf, so all of them give the same
    root. Whoever has the salt can check the payload against the tree: carry records where the payloads may go as well.
    """

    id: str
    position: int
    recorded: str
    payload: bytes | None = field(default=None, repr=False)
    salt: bytes | None = field(default=None, repr=False)
    tombstone: Tombstone | None = None

    def entry(self) -> Entry:
        """Return the entry; raises `RecordError` for a payload that is none.

        For a redacted one it holds a record of the unknown type ``redacted``, which counts nowhere.
        """
        if self.payload is None:
            return self._redacted()
        entry = decode(self.payload)
        if entry.recorded.text == self.recorded:
            return entry.at(self.position)
        # a record of an unknown type keeps the time that was written in it
        return Entry(event=entry.event, recorded=self.recorded, position=self.position)

    def named(self) -> "Record":
        """Return the same record with its event's id, for one that was made without; raises as `entry`."""
        return self if self.id else evolve(self, id=self.entry().id)

    def line(self) -> bytes:
        """Return the record as a line of JSON Lines, without the line break."""
        return encode(self.entry()) if self.payload is None else self.payload

    def envelope(self, story: str) -> Envelope:
        """Return the envelope in a story."""
        if self.payload is None or self.salt is None:
            assert self.tombstone is not None
            return Envelope(story=story, position=self.position, recorded=self.recorded, payload=self.tombstone.payload)
        return Envelope.seal(self.payload, salt=self.salt, story=story, position=self.position, recorded=self.recorded)

    def _redacted(self) -> Entry:
        assert self.tombstone is not None
        stone = self.tombstone
        event = {"by": stone.by, "ground": stone.ground, "id": self.id, "payload": stone.payload, "said": stone.said.text}
        record = {"event": {**event, "type": "redacted"}, "recorded": self.recorded, "version": 1}
        text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return Entry(event=decode(text.encode()).event, recorded=self.recorded, position=self.position)


def salts(count: int) -> list[bytes]:
    """Return new salts, one for each of so many entries."""
    drawn = urandom(SALT_BYTES * count)
    return [drawn[i : i + SALT_BYTES] for i in range(0, len(drawn), SALT_BYTES)]


def payload_of(entry: Entry) -> bytes:
    """Return the payload of a new entry; `RefusedError` where it could not be read again."""
    payload = encode(entry)
    if len(payload) >= MAX_LINE:  # as a line it has a break too
        message = f"its record has {len(payload) + 1:,} bytes with the line break, the limit is {MAX_LINE:,}; shorten it"
        raise RefusedError([(0, entry.id, Fault(message))])
    if type(entry.event) is Unrecognized:
        _read_again(entry, payload)
    return payload


def _read_again(entry: Entry, payload: bytes) -> None:
    """See that a record of an unknown type, which is kept as its text, is what that text is read as."""
    try:
        read = decode(payload).event
    except RecordError as error:
        raise RefusedError((0, entry.id, Fault(f"its text is no record ({fault})")) for fault in error.faults) from None
    if read != entry.event or read.id != entry.id:
        message = f"its text is read as {read!r}, not as {entry.event!r}; decode the text"
        raise RefusedError([(0, entry.id, Fault(message))])
