"""Phrases for a day, such as "on Friday", read against the day of publication; whatever could mean two days is refused."""

import re
from datetime import date, datetime, time
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
# Words that make a bound, or about a day, of a day; dateparser passes them over.
_BOUNDING = {
    "ar": re.compile(r"\b(بعد|حتى|نحو|حوالي)\b"),
    "de": re.compile(r"\b(ab|bis|etwa|circa|ca|gegen|nach|seit|um|ungefähr)\b"),
    "en": re.compile(r"\b(about|after|around|before(?! yesterday)|by|circa|from|just|since|till|until)\b"),
    "es": re.compile(r"\b(antes|desde|después|hacia|hasta|para|sobre|tras)\b"),
    "fr": re.compile(r"\b(après|avant(?!-hier)|depuis|dès|environ|jusqu|vers)\b"),
    "ko": re.compile(r"(부터|까지|경|쯤|께|이후|이전)\b"),
    "ru": re.compile(r"\b(до|к|около|от|по|после|с|примерно)\b"),
    "uk": re.compile(r"\b(близько|від|до|з|із|к|після|по|приблизно)\b"),
}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_UNITS = {"decade", "year", "month", "week", "day"}


def day_of(words: str, *, published: When | None, zone: str | None, language: str) -> tuple[When, str]:
    """Return the day (or month, or year) that a phrase means in a text published then, and the rule by which it was read.

    Only what has one reading is taken: a day that comes out otherwise with day and month swapped, a number without
    letters, a part of a day, a week, a bound ("by Friday"), a length ("2 days"), a weekday that the date is not, and what
    would be after publication, are refused with a `TimeError`. The day of publication is that in ``zone``, else in the zone
    or the offset of ``published``. Raises `MissingExtraError` without the extra `story-timeline[sheet]`.
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
    if text is None:
        raise TimeError(f"{short(words)} is not a day, month or year that can be read in {short(language)}; {_ADVICE}")
    found = When(text, words=words)
    if found.certainly_after(When(base)):
        raise TimeError(f"{short(words)} would be {text}, after publication on {base}; {_ADVICE}")
    if fault := _meant_otherwise(words, text, language):
        raise TimeError(f"{short(words)} {fault}; {_ADVICE}")
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


def _meant_otherwise(words: str, text: str, language: str) -> str | None:
    """Return why a phrase that dateparser reads as this day, month or year does not mean it; None where it does."""
    from dateparser.conf import settings
    from dateparser.languages.loader import default_loader

    bounding = _BOUNDING.get(language)
    if bounding and (found := bounding.search(words.lower())):
        return f"is no day but bounds one, or is about one, as “{found[0]}” says"
    plain = next(iter(default_loader.get_locales(languages=[language]))).translate(words.lower(), settings=settings)
    said = set(re.findall(r"[a-z]+", plain))  # dateparser's own words, which are English ones
    if said & _UNITS and "ago" not in said:
        return "is a length of time, not a day"
    named = said & set(_WEEKDAYS)
    if named and len(text) < 10:
        return f"names a weekday and would be all of {text}"
    day = _WEEKDAYS[date.fromisoformat(text).weekday()] if named else None
    return None if named <= {day} else f"would be {text}, a {str(day).title()}"


def _parser(language: str, settings: dict[str, Any]) -> Any:
    try:
        from dateparser.date import DateDataParser
    except ImportError:
        raise MissingExtraError("sheet", "reading phrases for dates", "dateparser and babel") from None
    return DateDataParser(languages=[language], settings=settings)
