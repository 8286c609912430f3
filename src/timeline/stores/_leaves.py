"""Leaves: the hash of an entry's leaf in a story's tree, as `Envelope` gives it, without making one for each entry."""

from hashlib import sha256
from json.encoder import encode_basestring
from typing import Final

from timeline.stores._merkle import leaf_hash

__all__ = ["Leaves"]


class Leaves:
    """The leaves of one story."""

    __slots__ = ("_end", "_recorded")

    def __init__(self, story: str) -> None:
        self._end: Final = f',"story":{encode_basestring(story)},"version":1}}'
        self._recorded = ("", "")

    def leaf(self, payload: bytes, salt: bytes, position: int, recorded: str) -> bytes:
        """Return the leaf of a payload: that of ``Envelope.seal`` with the same values."""
        return self.of_digest(f"sha256:{sha256(salt + payload).hexdigest()}", position, recorded)

    def of_digest(self, digest: str, position: int, recorded: str) -> bytes:
        """Return the leaf of a payload of which only the digest is left."""
        if recorded != self._recorded[0]:
            self._recorded = (recorded, encode_basestring(recorded))
        data = f'{{"payload":"{digest}","position":{position},"recorded":{self._recorded[1]}{self._end}'
        return leaf_hash(data.encode())
