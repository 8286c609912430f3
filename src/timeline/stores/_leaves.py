"""Leaves: the hash of an entry's leaf in a story's tree, as `Envelope` gives it, without making one for each entry."""

from hashlib import sha256
from json.encoder import encode_basestring
from typing import Final

__all__ = ["Leaves"]


class Leaves:
    """The leaves of one story."""

    __slots__ = ("_end", "_middle", "_recorded")

    def __init__(self, story: str) -> None:
        self._end: Final = f',"story":{encode_basestring(story)},"version":1}}'
        self._recorded = self._middle = ""

    def leaf(self, payload: bytes, salt: bytes, position: int, recorded: str) -> bytes:
        """Return the leaf of a payload: that of ``Envelope.seal`` with the same values."""
        if recorded != self._recorded:
            self._turn(recorded)
        digest = sha256(salt + payload).hexdigest()
        return sha256(f'\0{{"payload":"sha256:{digest}","position":{position}{self._middle}'.encode()).digest()  # as leaf_hash

    def of_digest(self, digest: str, position: int, recorded: str) -> bytes:
        """Return the leaf of a payload of which only the digest is left."""
        if recorded != self._recorded:
            self._turn(recorded)
        return sha256(f'\0{{"payload":"{digest}","position":{position}{self._middle}'.encode()).digest()

    def _turn(self, recorded: str) -> None:
        """Keep what the leaves of one recorded time have in common."""
        self._recorded, self._middle = recorded, f',"recorded":{encode_basestring(recorded)}{self._end}'
