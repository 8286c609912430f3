"""Identity: how an entry should be found, read from its payload: by its id, and by what it names."""

import json
from collections.abc import Collection
from typing import Final, TypeAlias

from timeline import UNKNOWN_SOURCE
from timeline.codecs import VERSION, decode
from timeline.errors import RecordError
from timeline.stores._batch import mentions
from timeline.stores._damage import damage

__all__ = ["Entered", "identity"]

Entered: TypeAlias = tuple[int, str, Collection[tuple[str, str]]]
"""An entry as it should be found: the key of its row, its id, what it names."""

_read: Final = json.JSONDecoder().raw_decode
_PLAIN: Final = {"retraction", "verdict", "claim_added", "origins_linked", "clarification"}


def identity(payload: bytes, path: str, position: int) -> tuple[str, Collection[tuple[str, str]]]:
    """Return the id of a payload's event and what it is looked up by; plain kinds are read without making the event."""
    try:
        record = _read(payload.decode())[0]
        event = record["event"]
        if record.get("version") == VERSION:
            if event["type"] == "report":
                return event["id"], (("claim", event["claim"]), ("source", event.get("source", UNKNOWN_SOURCE)))
            if event["type"] in _PLAIN:
                return event["id"], [(kind, event[kind]) for kind in ("claim", "source") if kind in event]
        entry = decode(payload)
    except (RecordError, ValueError, TypeError, KeyError) as error:
        raise damage(path, position, f"the payload is no record ({error})") from None
    return entry.id, set(mentions(entry.event))
