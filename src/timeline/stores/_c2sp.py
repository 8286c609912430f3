"""How C2SP writes bytes, numbers and names in its texts: each in one way only, and nothing else is read."""

import re
from base64 import b64decode, b64encode
from typing import Final

from timeline._text import short
from timeline.errors import ProofError

__all__ = ["CONTROL", "MAX_NOTE", "as_text", "base64_bytes", "base64_text", "check_name", "decimal"]

MAX_NOTE: Final = 1_000_000
"""The longest note or proof that is read, in bytes."""

CONTROL: Final = re.compile("[\x00-\x09\x0b-\x1f]")
"""What no note has: ASCII control characters other than the line break."""

_DECIMAL: Final = re.compile("0|[1-9][0-9]{0,18}")


def as_text(data: bytes | str) -> str:
    """Return the text of a note or proof; `ProofError` where it is not UTF-8 or too long."""
    try:
        text = data if isinstance(data, str) else data.decode()
        size = len(text.encode())
    except UnicodeError:
        raise ProofError(f"{short(data)} is not UTF-8; it is not a note, or damaged") from None
    if size > MAX_NOTE:
        raise ProofError(f"the note has {size:,} bytes, the limit is {MAX_NOTE:,}; it is not one of a log")
    return text


def check_name(name: str) -> None:
    """Raise `ProofError` where a text is not the name of a key: empty, or with blanks, controls or a plus sign."""
    if not name or "+" in name or CONTROL.search(name) or any(map(str.isspace, name)):
        raise ProofError(f"{short(name)} is not the name of a key, which has no blanks and no +; take one as example.com/log")


def base64_text(data: bytes) -> str:
    """Return bytes in standard base64, RFC 4648 section 4."""
    return b64encode(data).decode()


def base64_bytes(text: str, what: str) -> bytes:
    """Return the bytes of standard base64 in its one canonical form; `ProofError`, which names ``what``, for any other."""
    try:
        data = b64decode(text, validate=True)
    except ValueError:
        data = b""
    if not data or base64_text(data) != text:
        raise ProofError(f"{what} is not standard base64: {short(text)}; it is damaged")
    return data


def decimal(text: str, what: str) -> int:
    """Return a whole number as C2SP writes it, in ASCII without leading zeros; `ProofError`, which names ``what``, for others."""
    if not _DECIMAL.fullmatch(text):
        raise ProofError(f"{what} is {short(text)}, not a whole number without leading zeros; it is damaged")
    return int(text)
