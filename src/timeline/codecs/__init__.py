"""Records to events and back: structure and unstructure for mappings, encode and decode for lines of JSON.

A record is ``{"event": {"type": …, fields…}, "recorded": RFC 3339, "version": 1}``, keys sorted, nothing optional
written that has its default. Type names stand in `TYPES` and are never taken from module paths.
"""

from timeline.codecs._json import MAX_LINE, decode, encode
from timeline.codecs._records import TYPES, UPCASTS, VERSION, structure, unstructure
from timeline.codecs._schema import schema

__all__ = ["MAX_LINE", "TYPES", "UPCASTS", "VERSION", "decode", "encode", "schema", "structure", "unstructure"]
