"""Where timelines live: the only code that touches disk or network."""

from typing import TYPE_CHECKING, Final

from timeline._later import later as _brought_later

if TYPE_CHECKING:
    from timeline.stores._async_store import AsyncStore
    from timeline.stores._envelope import Envelope, Tombstone
    from timeline.stores._jsonl import load, read, save
    from timeline.stores._keys import SigningKey, VerifierKey
    from timeline.stores._merkle import leaf_hash
    from timeline.stores._note import Checkpoint, SignedNote
    from timeline.stores._open import is_database, is_server, open, open_async, salvage, shown, stories
    from timeline.stores._postgres_schema import postgres_tables
    from timeline.stores._proof import ConsistencyProof, InclusionProof
    from timeline.stores._record import Record
    from timeline.stores._store import Appended, Head, Store, VerifiableStore
    from timeline.stores._verified import Redacted, Salvaged, Verified

__all__ = [
    "Appended",
    "AsyncStore",
    "Checkpoint",
    "ConsistencyProof",
    "Envelope",
    "Head",
    "InclusionProof",
    "Record",
    "Redacted",
    "Salvaged",
    "SignedNote",
    "SigningKey",
    "Store",
    "Tombstone",
    "VerifiableStore",
    "Verified",
    "VerifierKey",
    "is_database",
    "is_server",
    "leaf_hash",
    "load",
    "open",
    "open_async",
    "postgres_tables",
    "read",
    "salvage",
    "save",
    "shown",
    "stories",
]

_LATER: Final = {
    "_async_store": ("AsyncStore",),
    "_envelope": ("Envelope", "Tombstone"),
    "_jsonl": ("load", "read", "save"),
    "_keys": ("SigningKey", "VerifierKey"),
    "_merkle": ("leaf_hash",),
    "_note": ("Checkpoint", "SignedNote"),
    "_open": ("is_database", "is_server", "open", "open_async", "salvage", "shown", "stories"),
    "_postgres_schema": ("postgres_tables",),
    "_proof": ("ConsistencyProof", "InclusionProof"),
    "_record": ("Record",),
    "_store": ("Appended", "Head", "Store", "VerifiableStore"),
    "_verified": ("Redacted", "Salvaged", "Verified"),
}
"""What there is, by its module, which is imported when it is asked for: who opens a file needs no engine and no server."""
__getattr__, __dir__ = _brought_later(__name__, globals(), _LATER)
