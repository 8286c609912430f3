"""Phrases for a day, such as "on Friday", read against the day of publication; whatever could mean two days is refused."""

import re
from datetime import datetime, time
from typing import Any

from timeline import When
from timeline._text import short
from timeline.errors import MissingExtraError, TimeError

__all__ = ["DATE_RULE", "day_of"]

DATE_RULE = "the day that dateparser reads in {language}, the last one up to publication on {base}{zone}"
"""How a phrase is read."""

_ADVICE = "give the date beside it"
# dateparser reads the bare weekday, and not the little word that goes before or after it in these languages.
_LITTLE_WORDS = {
    "de": re.compile(r"^am\s+", re.IGNORECASE),
    "es": re.compile(r"^el\s+", re.IGNORECASE),
    "ko": re.compile(r"(?<=[일제])에$"),
    "uk": re.compile(r"^[ув]\s+", re.IGNORECASE),
}


def day_of(words: str, *, published: When | None, zone: str | None, language: str) -> tuple[When, str]:
    """Return the day (or month, or year) that a phrase means in a text published then, and the rule by which it was read.

    Only what has one reading is taken: a day that comes out otherwise with day and month swapped, a number without
    letters, a part of a day, a week, and what would be after publication, are refused with a `TimeError`. The day of
    publication is that in ``zone``, else in the zone or the offset of ``published``. Raises `MissingExtraError` without the extra
    `story-timeline[sheet]`.
    """
    if published is None:
        raise TimeError(f"{short(words)} can be read only against the day of publication; fill in published, or {_ADVICE}")
    zone = zone or published.zone
    if zone is None and published.is_instant:
        published = When(published.text[:10])  # the day as it was where the offset holds
    base = When.resolve("today", published=published, zone=zone).text
    if not any(char.isalpha() for char in words):
        raise TimeError(f"{short(words)} has no words, and numbers can be read in several ways; {_ADVICE}")
    readings = {_read(words, base, language, order) for order in ("DMY", "MDY")}
    if len(readings) > 1:
        raise TimeError(f"{short(words)} means two days, as day or month comes first; {_ADVICE}")
    text = readings.pop()
    found = None if text is None else When(text, words=words)
    if found is None:
        raise TimeError(f"{short(words)} is not a day, month or year that can be read in {short(language)}; {_ADVICE}")
    if found.certainly_after(When(base)):
        raise TimeError(f"{short(words)} would be {text}, after publication on {base}; {_ADVICE}")
    return found, DATE_RULE.format(language=language, base=base, zone=f" in {zone}" if zone else "")


def _read(words: str, base: str, language: str, order: str) -> str | None:
    """Return a phrase as a date, month or year; None where it is none of these."""
    settings = {
        "RELATIVE_BASE": datetime.fromisoformat(base),
        "PREFER_DATES_FROM": "current_period",
        "RETURN_TIME_AS_PERIOD": True,
        "DATE_ORDER": order,
    }
    little = _LITTLE_WORDS.get(language)
    try:
        found = _parser(language, settings).get_date_data(little.sub("", words.strip()) if little else words)
    except ValueError:
        raise TimeError(f"dateparser does not know the language {short(language)}; {_ADVICE}") from None
    sizes = {"day": 10, "month": 7, "year": 4}
    if found.date_obj is None or found.date_obj.time() != time.min or found.period not in sizes:
        return None
    return str(found.date_obj.date().isoformat()[: sizes[found.period]])


def _parser(language: str, settings: dict[str, Any]) -> Any:
    try:
        from dateparser.date import DateDataParser
    except ImportError:
        raise MissingExtraError("sheet", "reading phrases for dates", "dateparser and babel") from None
    return DateDataParser(languages=[language], settings=settings)
