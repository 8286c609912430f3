"""Writing: a record as one line of JSON, keys sorted, no blanks, nothing escaped needlessly."""

import json.encoder
from collections.abc import Callable
from typing import Any, Final

__all__ = ["writer", "written"]


def writer(make: Any) -> Callable[[object], str]:
    """Return what writes JSON: by the encoder that CPython's json makes anew for every text, where there is one."""
    if make is None:
        return json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
    write = make(None, None, json.encoder.encode_basestring, None, ":", ",", True, False, False)
    return lambda record: "".join(write(record, 0))


written: Final = writer(getattr(json.encoder, "c_make_encoder", None))
"""Return a record as JSON."""
