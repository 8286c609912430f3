"""Figures in words, such as "about 1,500" or "bis zu 12.000", read by rules in a stated locale; never guessed."""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from timeline import Quantity
from timeline._text import short
from timeline.errors import MissingExtraError

__all__ = ["WORDS", "figure_of", "locale_of"]

WORDS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "en": {
            "between": "between",
            "near": "about|around|some|approximately|roughly|almost|nearly",
            "above": "more than|over|above",
            "below": "fewer than|less than|under|below",
            "from": "at least|no fewer than|no less than",
            "up_to": "up to|at most|no more than",
            "times": "hundred|thousand|million|billion|trillion|dozen|hundreds|thousands|millions|dozens|k|m|bn",
            "to": "to",
            "and": "and",
        },
        "de": {
            "between": "zwischen",
            "near": "etwa|rund|ungefähr|circa|ca.|fast|knapp",
            "above": "mehr als|über",
            "below": "weniger als|unter",
            "from": "mindestens|wenigstens",
            "up_to": "bis zu|höchstens|maximal",
            "times": "hundert|tausend|million|millionen|milliarde|milliarden|mio.|mrd.|dutzend",
            "to": "bis",
            "and": "und",
        },
        "fr": {
            "between": "entre",
            "near": "environ|près de|quelque|presque",
            "above": "plus de",
            "below": "moins de",
            "from": "au moins",
            "up_to": "jusqu'à|au plus|au maximum",
            "times": "cent|mille|million|millions|milliard|milliards|douzaine|douzaines",
            "to": "à",
            "and": "et",
        },
        "es": {
            "between": "entre",
            "near": "unos|unas|alrededor de|cerca de|casi|aproximadamente",
            "above": "más de",
            "below": "menos de",
            "from": "al menos|por lo menos",
            "up_to": "hasta|como máximo",
            "times": "cien|mil|millón|millones|docena|docenas",
            "to": "a",
            "and": "y",
        },
        "uk": {
            "between": "між",
            "near": "близько|приблизно|майже",
            "above": "понад|більше|більше ніж",
            "below": "менше|менше ніж",
            "from": "щонайменше|не менше",
            "up_to": "до|щонайбільше|не більше",
            "times": "тисяча|тисячі|тисяч|тис.|мільйон|мільйони|мільйонів|млн|мільярд|мільярдів|млрд",
            "to": "до",
            "and": "і|й|та",
        },
        "ru": {
            "between": "между",
            "near": "около|примерно|почти",
            "above": "более|больше|свыше",
            "below": "менее|меньше",
            "from": "не менее|как минимум",
            "up_to": "до|не более|максимум",
            "times": "тысяча|тысячи|тысяч|тыс.|миллион|миллиона|миллионов|млн|миллиард|миллиардов|млрд",
            "to": "до",
            "and": "и",
        },
        "ko": {"near": "약|대략", "up_to": "최대", "from": "최소", "counters": "명|개|대|건|척|발|곳"},
    }
)
"""By language, the words that say what a number bounds. "About" widens nothing; a number word after the number (``times``)
leaves the figure in words; ``counters`` stand right after the number."""

_NUMBER = r"\d+(?:[.,'’٬٫\u00a0\u202f ]\d+)*"
_SIDES = {
    "near": "the number itself, “{word}” is kept in the words",
    "above": "“{word}” is a lower bound, exclusive",
    "below": "“{word}” is an upper bound, exclusive",
    "from": "“{word}” is a lower bound",
    "up_to": "“{word}” is an upper bound",
    "": "the number itself",
}


def locale_of(name: str) -> Any:
    """Return the locale of a name such as en or de_CH; raises `ValueError`, and `MissingExtraError` without the extra."""
    try:
        from babel import Locale, UnknownLocaleError
    except ImportError:
        raise MissingExtraError("sheet", "reading figures in a locale", "dateparser and babel") from None
    try:
        return Locale.parse(name, sep="-" if "-" in name else "_")
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{short(name)} is not a locale; give a language, with a region if need be: en, de_CH, ko") from None


def figure_of(words: str, locale: str | None) -> tuple[Quantity, str]:
    """Return the figure in a phrase, and the rule by which it was read.

    Without a digit it stays words. Raises `ValueError` for a phrase with digits and no locale, with a number that the locale
    does not write so, or with one whose decimals may be thousands (12.000); and `MissingExtraError` without the extra
    `story-timeline[sheet]`.
    """
    if not any(char.isdecimal() for char in words):
        return Quantity(words), "no number in it: kept as words"
    if locale is None:
        raise ValueError(f"{short(words)} can be read only in a locale; fill in locale, or low and high")
    known = locale_of(locale)
    table = WORDS.get(known.language, {})
    side, word, rest = _side(" ".join(words.split()), table)
    match = re.fullmatch(_after(table, side), rest, re.IGNORECASE)
    if match is None or _times(match["of"], table) or side not in (_TWO if match["second"] else _ONE):
        return Quantity(words), f"no rule for it in {locale}: kept as words"
    first = _number(match["first"], known)
    of = match["of"] or match["counter"]
    if match["second"]:
        last = _number(match["second"], known)
        return Quantity(words, low=first, high=last, of=of), f"from the first number to the second, as {locale} writes them"
    low, high = (first if side in sides else None for sides in _BOUNDS)
    rule = f"{_SIDES[side].format(word=word)}, as {locale} writes it"
    return Quantity(words, low=low, high=high, strict=side in {"above", "below"}, of=of), rule


_ONE = ("", "near", "above", "below", "from", "up_to")
_TWO = ("", "between")
_BOUNDS = ({"", "near", "above", "from"}, {"", "near", "below", "up_to"})


def _side(words: str, table: Mapping[str, str]) -> tuple[str, str, str]:
    """Return which side a phrase bounds, the word that says so, and the rest."""
    found = [(word, side) for side in (*_ONE, *_TWO) for word in table.get(side, "").split("|")]
    for word, side in sorted(found, key=lambda pair: -len(pair[0])):
        if word and words.lower().startswith(f"{word} "):
            return side, words[: len(word)], words[len(word) :].strip()
    return "", "", words


def _after(table: Mapping[str, str], side: str) -> str:
    """Return the pattern of what follows: a number, or two, and what is counted where the language is known.

    After "between" it is "and" that joins two numbers, elsewhere "to" or a dash: "3 and 4" may be two figures.
    """
    to = r"\s*[-–~]\s*" + (rf"|\s+(?:{table['to']})\s+" if "to" in table else "")
    to = rf"\s+(?:{table['and']})\s+" if side == "between" else to
    counter = rf"(?P<counter>{table['counters']})?" if "counters" in table else "(?P<counter>(?!))?"
    of = r"(?:\s+(?P<of>[^\W\d][^\d]*))?" if table else "(?P<of>(?!))?"
    return rf"(?P<first>{_NUMBER})(?:(?:{to})(?P<second>{_NUMBER}))?{counter}{of}"


def _times(of: str | None, table: Mapping[str, str]) -> bool:
    return of is not None and of.split()[0].lower() in table.get("times", "").split("|")


def _number(text: str, locale: Any) -> int | float:
    """Return a number as a locale writes it; any blank, and any apostrophe, stands for the one that parts its thousands.

    A decimal mark before exactly three digits is refused: in another locale it parts thousands.
    """
    from babel.numbers import NumberFormatError, get_decimal_symbol, get_group_symbol, parse_decimal

    digits = "".join(str(int(char)) if char.isdecimal() else _ARABIC.get(char, char) for char in text)
    arabic = digits != text and locale.language == "ar"
    group = get_group_symbol(locale)
    for family in (" \u00a0\u202f", "'’"):
        if group in family:
            digits = "".join(group if char in family else char for char in digits)
    try:
        number: Decimal = parse_decimal(digits, locale="en" if arabic else locale, strict=True)
    except NumberFormatError as error:
        raise ValueError(f"{short(text)} is not a number as {locale} writes one ({error}); give low and high") from None
    mark = "." if arabic else get_decimal_symbol(locale)
    whole, _, rest = digits.partition(mark)
    if len(rest) == 3 and whole.isdecimal() and whole.strip("0") and len(whole) <= 3:
        raise ValueError(f"{short(text)} is {number} in {locale} and a thousand times that elsewhere; give low and high")
    return int(number) if number == number.to_integral_value() else float(number)


_ARABIC = {"٬": ",", "٫": "."}
