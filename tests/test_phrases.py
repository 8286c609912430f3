"""Phrases in a sheet: read by rules that are shown, in a stated language, or refused; never guessed."""

import sys

import pytest

from timeline import MissingExtraError, Quantity, RecordError, TimeError, When
from timeline.codecs.sheet import WORDS, decode_csv
from timeline.codecs.sheet._dates import day_of
from timeline.codecs.sheet._figures import figure_of, locale_of

FRIDAY = When("2024-10-18")


@pytest.mark.parametrize(
    ("language", "words", "date"),
    [
        ("en", "on Friday", "2024-10-18"),
        ("en", "on Thursday", "2024-10-17"),
        ("en", "on Saturday", "2024-10-12"),
        ("en", "yesterday", "2024-10-17"),
        ("en", "3 days ago", "2024-10-15"),
        ("en", "17 October", "2024-10-17"),
        ("en", "October 17, 2023", "2023-10-17"),
        ("en", "in May", "2024-05"),
        ("en", "last year", "2023"),
        ("de", "am Freitag", "2024-10-18"),
        ("de", "gestern", "2024-10-17"),
        ("fr", "jeudi", "2024-10-17"),
        ("es", "el viernes", "2024-10-18"),
        ("uk", "у п'ятницю", "2024-10-18"),
        ("ru", "в пятницу", "2024-10-18"),
        ("ko", "금요일에", "2024-10-18"),
        ("ko", "10월 17일", "2024-10-17"),
        ("ar", "أمس", "2024-10-17"),
    ],
)
def test_a_phrase_is_read_against_the_day_of_publication(language, words, date):
    when, rule = day_of(words, published=FRIDAY, zone=None, language=language)
    assert when == When(date, words=words)
    assert rule == f"the day that dateparser reads in {language}, the last one up to publication on 2024-10-18"


@pytest.mark.parametrize("day", range(10, 25))
@pytest.mark.parametrize("name", ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"])
def test_a_weekday_is_the_one_that_the_core_finds_too(name, day):
    published = When(f"2024-10-{day}")
    when, _ = day_of(f"on {name}", published=published, zone=None, language="en")
    assert when == When.resolve(f"on {name}", published=published)


def test_the_day_of_publication_is_counted_in_the_zone_of_the_source():
    published = When("2024-10-18T22:00:00Z")
    assert day_of("today", published=published, zone="Asia/Seoul", language="en")[0].text == "2024-10-19"
    when, rule = day_of("today", published=published, zone=None, language="en")
    assert when.text == "2024-10-18"
    assert "Seoul" not in rule


@pytest.mark.parametrize(
    ("published", "zone", "day"),
    [
        ("2024-10-18T23:30:00-05:00", None, "2024-10-18"),
        ("2024-10-19T01:30:00+09:00", None, "2024-10-19"),
        ("2024-10-18T23:30:00Z", None, "2024-10-18"),
        ("2024-10-18T23:30:00-05:00", "UTC", "2024-10-19"),
    ],
)
def test_without_a_zone_the_day_of_publication_is_that_of_its_offset(published, zone, day):
    assert day_of("today", published=When(published), zone=zone, language="en")[0].text == day


def test_without_a_zone_of_the_source_that_of_publication_holds():
    published = When("2024-10-18T23:30:00Z", zone="Asia/Seoul")
    when, rule = day_of("yesterday", published=published, zone=None, language="en")
    assert when.text == "2024-10-18"
    assert rule.endswith("on 2024-10-19 in Asia/Seoul")


@pytest.mark.parametrize(
    ("language", "words", "message"),
    [
        ("en", "10/11/2024", "numbers can be read in several ways"),
        ("en", "12", "numbers can be read in several ways"),
        ("en", "on 10/11/2024", "means two days, as day or month comes first"),
        ("en", "last week", "is not a day, month or year that can be read in 'en'"),
        ("en", "2 hours ago", "is not a day, month or year"),
        ("en", "Friday morning", "is not a day, month or year"),
        ("en", "soon", "is not a day, month or year"),
        ("en", "tomorrow", "would be 2024-10-19, after publication on 2024-10-18; give the date beside it"),
        ("en", "3 December", "would be 2024-12-03, after publication"),
        ("xx", "Friday", "dateparser does not know the language 'xx'"),
    ],
)
def test_what_could_be_two_days_or_none_is_refused(language, words, message):
    with pytest.raises(TimeError, match=message):
        day_of(words, published=FRIDAY, zone=None, language=language)


@pytest.mark.parametrize(
    ("language", "words", "message"),
    [
        *(("en", f"{word} Friday", f"or is about one, as “{word}” says") for word in ("after", "by", "from", "about")),
        ("en", "by 12 October", "bounds one, or is about one, as “by” says; give the date beside it"),
        ("en", "a year before", "as “before” says"),
        ("de", "etwa Freitag", "as “etwa” says"),
        ("fr", "après vendredi", "as “après” says"),
        ("uk", "близько 12 жовтня", "as “близько” says"),
        ("ru", "около 12 октября", "as “около” says"),
        ("ko", "10월 17일부터", "as “부터” says"),
        ("en", "2 days", "is a length of time, not a day; give the date beside it"),
        ("en", "a day", "is a length of time"),
        ("de", "2 Tage", "is a length of time"),
        ("fr", "2 jours", "is a length of time"),
        ("ko", "2일", "is a length of time"),
        ("en", "Sunday, October 18", "would be 2024-10-18, a Friday; give the date beside it"),
        ("en", "Friday 13th", "would be 2024-10-13, a Sunday"),
        ("en", "Thursday or Friday 18 October", "is not a day|would be 2024-10-18, a Friday"),
        ("de", "Montag, 18. Oktober", "would be 2024-10-18, a Friday"),
        ("ko", "10월 17일(금)", "would be 2024-10-17, a Thursday"),
        ("en", "Friday 2024", "names a weekday and would be all of 2024;"),
        ("en", "sat in May", "names a weekday and would be all of 2024-05;"),
    ],
)
def test_what_means_something_else_or_contradicts_itself_is_refused(language, words, message):
    with pytest.raises(TimeError, match=message):
        day_of(words, published=When("2024-10-20"), zone=None, language=language)


@pytest.mark.parametrize(
    ("language", "words", "date"),
    [
        ("en", "Friday, October 18", "2024-10-18"),
        ("de", "Freitag, 18. Oktober", "2024-10-18"),
        ("de", "vor 2 Tagen", "2024-10-18"),
        ("fr", "avant-hier", "2024-10-18"),
        ("fr", "il y a 2 jours", "2024-10-18"),
        ("es", "hace 2 días", "2024-10-18"),
        ("ru", "2 дня назад", "2024-10-18"),
        ("ko", "10월 17일(목)", "2024-10-17"),
        ("ko", "2일 전", "2024-10-18"),
        ("ja", "昨日", "2024-10-19"),
        ("en", "day before yesterday", "2024-10-18"),
        ("en", "this month", "2024-10"),
    ],
)
def test_what_agrees_with_itself_is_read(language, words, date):
    assert day_of(words, published=When("2024-10-20"), zone=None, language=language)[0].text == date


def test_without_a_day_of_publication_there_is_nothing_to_read_against():
    with pytest.raises(TimeError, match="fill in published, or give the date beside it"):
        day_of("on Friday", published=None, zone=None, language="en")


@pytest.mark.parametrize(
    ("locale", "words", "low", "high", "strict", "of"),
    [
        ("en", "about 1,500", 1500, 1500, False, None),
        ("en", "up to 12,000 troops", None, 12000, False, "troops"),
        ("en", "more than 10,000", 10000, None, True, None),
        ("en", "fewer than 5", None, 5, True, None),
        ("en", "at least 1.5", 1.5, None, False, None),
        ("en", "3,000-4,000", 3000, 4000, False, None),
        ("en", "3,000 to 4,000 men", 3000, 4000, False, "men"),
        ("en", "between 3,000 and 4,000", 3000, 4000, False, None),
        ("ru", "между 3 000 и 4 000", 3000, 4000, False, None),
        ("uk", "між 3 і 4", 3, 4, False, None),
        ("uk", "3 до 4", 3, 4, False, None),
        ("ru", "3 до 4", 3, 4, False, None),
        ("de", "zwischen 3 und 4 Soldaten", 3, 4, False, "Soldaten"),
        ("de", "3 bis 4", 3, 4, False, None),
        ("fr", "entre 3 et 4", 3, 4, False, None),
        ("fr", "3 à 4", 3, 4, False, None),
        ("es", "entre 3 y 4", 3, 4, False, None),
        ("es", "3 a 4", 3, 4, False, None),
        ("de", "etwa 1.500", 1500, 1500, False, None),
        ("de", "bis zu 12.000 Soldaten", None, 12000, False, "Soldaten"),
        ("de_CH", "mehr als 1’500", 1500, None, True, None),
        ("fr", "environ 1 500 soldats", 1500, 1500, False, "soldats"),
        ("es", "más de 1.500", 1500, None, True, None),
        ("uk", "близько 1 500", 1500, 1500, False, None),
        ("ru", "не менее 10 000", 10000, None, False, None),
        ("ko", "약 1,500명", 1500, 1500, False, "명"),
        ("ko", "최대 12,000명", None, 12000, False, "명"),
        ("ar", "١٬٥٠٠", 1500, 1500, False, None),
        ("ja", "1,500", 1500, 1500, False, None),
        ("en", "0.125", 0.125, 0.125, False, None),
        ("en", "1,234.125", 1234.125, 1234.125, False, None),
        ("en", "1234.125", 1234.125, 1234.125, False, None),
        ("en", "1.5000", 1.5, 1.5, False, None),
    ],
)
def test_a_figure_is_read_in_its_locale(locale, words, low, high, strict, of):  # noqa: PLR0917 - the columns of the table
    figure, rule = figure_of(words, locale)
    assert figure == Quantity(words, low=low, high=high, strict=strict, of=of)
    assert locale in rule


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "about 3 million"),
        ("en", "2 dozen men"),
        ("en", "nearly 3,000 to 4,000"),
        ("en", "between 3,000"),
        ("en", "between 3 to 4"),
        ("en", "between 3-4"),
        ("en", "3 and 4 soldiers"),
        ("de", "3 und 4 Soldaten"),
        ("fr", "3 et 4 soldats"),
        ("es", "3 y 4 soldados"),
        ("uk", "3 і 4"),
        ("uk", "3 й 4"),
        ("uk", "3 та 4"),
        ("ru", "3 и 4"),
        ("en", "1,500 or 2,000"),
        ("de", "rund 3 Millionen"),
        ("ko", "1만 2천"),
        ("ja", "約1,500人"),
        ("en", "the 7th of 9"),
    ],
)
def test_a_figure_without_a_rule_stays_words(locale, words):
    assert figure_of(words, locale) == (Quantity(words), f"no rule for it in {locale}: kept as words")


def test_a_figure_without_a_number_stays_words_in_no_locale_at_all():
    assert figure_of("thousands", None) == (Quantity("thousands"), "no number in it: kept as words")


@pytest.mark.parametrize(
    ("locale", "words", "message"),
    [
        (None, "about 1,500", "can be read only in a locale; fill in locale, or low and high"),
        ("en", "1,5", "is not a number as en writes one"),
        ("en", "up to 12.000", "'12.000' is 12.000 in en and a thousand times that elsewhere; give low and high"),
        ("en", "1.500", "and a thousand times that elsewhere"),
        ("de", "bis zu 12,000", "and a thousand times that elsewhere"),
        ("fr", "12,500 soldats", "and a thousand times that elsewhere"),
        ("ko", "1.500명", "and a thousand times that elsewhere"),
        ("ar", "١٫٥٠٠", "and a thousand times that elsewhere"),
        ("xx_YY", "1", "'xx_YY' is not a locale; give a language"),
        ("", "1", "'' is not a locale"),
    ],
)
def test_a_figure_that_could_be_two_numbers_is_refused(locale, words, message):
    with pytest.raises(ValueError, match=message):
        figure_of(words, locale)


def test_every_language_has_words_for_what_bounds_a_number():
    for language, table in WORDS.items():
        assert str(locale_of(language)) == language
        for side in ("near", "up_to", "from"):
            for word in table[side].split("|"):
                assert figure_of(f"{word} 5", language)[0].words == f"{word} 5"


HEADS = "source,claim,stance,said,said_words,published,figure,locale,tz\n"


def test_a_sheet_shows_how_each_phrase_was_read():
    row = 'nis,c,affirm,,am Freitag,2024-10-18,"bis zu 1.500 Mann",de,Asia/Seoul\nnis,c,deny,,on Friday,2024-10-18,thousands,,'
    told = decode_csv(f"{HEADS}{row}".encode(), locale="en")
    assert [str(reading) for reading in told.readings] == [
        "row 2, said_words: 'am Freitag' is read as 2024-10-18: the day that dateparser reads in de, "
        "the last one up to publication on 2024-10-18 in Asia/Seoul",
        "row 2, figure: 'bis zu 1.500 Mann' is read as ..1500 Mann: “bis zu” is an upper bound, as de writes it",
        "row 3, said_words: 'on Friday' is read as 2024-10-18: the day that dateparser reads in en, "
        "the last one up to publication on 2024-10-18",
        "row 3, figure: 'thousands' is read as words only: no number in it: kept as words",
    ]


def test_an_exclusive_bound_is_shown_as_one():
    told = decode_csv(f"{HEADS}nis,c,affirm,2024-10-18,,,over 5 men,en,".encode())
    assert told.readings[0].result == "5.. exclusive men"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("nis,c,affirm,,on Friday,2024-10-18,,,", "E (said_words): 'on Friday' can be read only in a language"),
        ("nis,c,affirm,,on Friday,2024-10-18,,xx_YY,", "E (said_words): 'xx_YY' is not a locale"),
        ("nis,c,affirm,,on Friday,,,en,", "E (said_words): 'on Friday' can be read only against the day of publication"),
        (
            "nis,c,affirm,,on Friday,,,,",
            "E (said_words): 'on Friday' can be read only in a language and against the day of publication; "
            "fill in locale and published, or give the date in said",
        ),
        (
            "nis,c,affirm,,on Friday,,,xx_YY,",
            "E (said_words): 'xx_YY' is not a locale; give a language, with a region if need be: en, de_CH, ko; "
            "and fill in published",
        ),
        ("nis,c,affirm,2024-10-18,,,12,,", "G (figure): '12' can be read only in a locale"),
    ],
)
def test_what_a_phrase_lacks_is_a_fault_with_its_row_and_column(row, message):
    with pytest.raises(RecordError) as told:
        decode_csv(f"{HEADS}{row}".encode())
    assert str(told.value).startswith(f"sheet:2: {message}")
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("library", ["babel", "dateparser.date"])
def test_a_missing_library_is_named_with_its_extra(monkeypatch, library):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=r"pip install -e '\.\[sheet\]'") as told:
        decode_csv(f"{HEADS}nis,c,affirm,,on Friday,2024-10-18,,en,".encode())
    assert told.value.extra == "sheet"
    assert "needs dateparser and babel, which are not installed; " in str(told.value)


def test_a_sheet_without_phrases_needs_no_library(monkeypatch):
    for name in {*sys.modules, "babel", "dateparser"}:
        if name.partition(".")[0] in {"babel", "dateparser"}:
            monkeypatch.setitem(sys.modules, name, None)
    assert len(decode_csv(f"{HEADS}nis,c,affirm,2024-10-18,,2024-10-18,thousands,,".encode()).timeline) == 1


@pytest.mark.parametrize(
    "words",
    [
        "about 1,500",
        "up to 12,000 troops",
        "more than 10",
        "under 5",
        "at least 1.5",
        "3,000-4,000",
        "between 1 and 2",
        "between 3 to 4",
        "between 3-4",
        "3 and 4 soldiers",
        "few",
    ],
)
def test_english_is_read_as_the_core_reads_it(words):
    assert figure_of(words, "en")[0] == Quantity.read(words)


def test_a_range_that_falls_is_a_fault():
    with pytest.raises(ValueError, match="low 4,000 is above high 3,000; swap them"):
        figure_of("4,000 to 3,000", "en")
