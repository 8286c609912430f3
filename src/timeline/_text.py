"""Text as it may enter: printable, of bounded length, without marks that make it read otherwise than it is stored."""

import re
from collections.abc import Iterable

__all__ = [
    "MAX_ID",
    "MAX_ITEMS",
    "MAX_TEXT",
    "near",
    "short",
    "text_fault",
    "visible",
]

MAX_TEXT = 100_000
MAX_ID = 300
MAX_ITEMS = 1_000

# Controls but tab and newline; line and paragraph separators, which tear JSON Lines apart in careless readers; overrides
# and isolates of writing direction, which show a text in another order than it has; the byte order mark; lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def text_fault(value: object, *, is_id: bool = False) -> str | None:
    """Say what is wrong with a text, or None; ids are also short, of one line, and without blanks at either end."""
    if not isinstance(value, str):
        return f"{short(value)} is {type(value).__name__}, not text; give a string"
    if 0 < len(value) <= MAX_ID and value.isascii() and value.isprintable() and value[0] != " " != value[-1]:
        return None  # by far the most: a short line with nothing odd in it
    if bad := _FORBIDDEN.search(value):
        code = f"U+{ord(bad[0]):04X}"
        return f"{short(value)} has the invisible or control character {code} at {bad.start()}; remove it"
    limit = MAX_ID if is_id else MAX_TEXT
    if len(value) > limit:
        return f"{short(value)} has {len(value):,} characters, the limit is {limit:,}; shorten it and keep the rest behind `url`"
    if not value.strip():
        return "the text is empty; leave the field out instead"
    if is_id and (value != value.strip() or "\n" in value or "\t" in value):
        return f"{short(value)} has blanks at an end, a tab or a line break; an id is one line without them"
    return None


def short(value: object) -> str:
    """Show a value in an error: in ASCII, so that nothing hidden is printed, and cut at 40 characters or so."""
    text = ascii(value[:40]) if isinstance(value, str) else ascii(value)[:60]
    return f"{text[:-1]}…{text[-1]}" if isinstance(value, str) and len(value) > 40 else text


def near(name: object, known: Iterable[str]) -> list[str]:
    """Return up to three known names that resemble this one, best first: but for capitals or two letters swapped, then others."""
    from difflib import get_close_matches

    if not isinstance(name, str):
        return []
    names = sorted(known)
    alike = [one for one in names if _all_but_alike(one.casefold(), name.casefold())]
    return list(dict.fromkeys((*alike, *get_close_matches(name, names, n=3))))[:3]


def _all_but_alike(one: str, other: str) -> bool:
    """Whether two names are equal but for two letters beside each other that are swapped."""
    differing = [i for i, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    if len(one) != len(other) or len(differing) not in {0, 2}:
        return False
    first, last = (*differing, 0, 0)[:2]
    return last <= first + 1 and one[first] == other[last] and one[last] == other[first]


def visible(text: str) -> str:
    r"""Return a text with what a terminal would act upon shown as an escape: ``\x1b`` as four characters.

    Line breaks and tabs stay.
    """
    return _FORBIDDEN.sub(lambda bad: ascii(bad[0])[1:-1], text)
