"""Quantity: a figure in the words used, and the interval that the words give."""

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from timeline import Quantity, QuantityError, Report
from timeline._quantity import as_quantity


@pytest.mark.parametrize(
    ("words", "low", "high", "strict", "of"),
    [
        ("1,500", 1500, 1500, False, None),
        ("1500 soldiers", 1500, 1500, False, "soldiers"),
        ("about 1,500", 1500, 1500, False, None),
        ("Almost 12,000 North Korean troops", 12000, 12000, False, "North Korean troops"),
        ("more than 10,000 soldiers", 10000, None, True, "soldiers"),
        ("over 3 million shells", 3_000_000, None, True, "shells"),
        ("above 5", 5, None, True, None),
        ("at least 3,000", 3000, None, False, None),
        ("no fewer than 3,000", 3000, None, False, None),
        ("no less than 3,000", 3000, None, False, None),
        ("fewer than 100", None, 100, True, None),
        ("under 100", None, 100, True, None),
        ("less than 100", None, 100, True, None),
        ("below 2.5", None, 2.5, True, None),
        ("up to 12,000 troops", None, 12000, False, "troops"),
        ("at most 12", None, 12, False, None),
        ("no more than 12", None, 12, False, None),
        ("3,000-4,000", 3000, 4000, False, None),
        ("3,000–4,000 men", 3000, 4000, False, "men"),
        ("3,000 to 4,000", 3000, 4000, False, None),
        ("between 3,000 and 4,000 men", 3000, 4000, False, "men"),
        ("1.5 million", 1_500_000, 1_500_000, False, None),
        ("2 billion", 2_000_000_000, 2_000_000_000, False, None),
        ("12 thousand", 12_000, 12_000, False, None),
        ("0.25", 0.25, 0.25, False, None),
        ("2.0", 2, 2, False, None),
    ],
)
def test_a_phrase_is_read_by_its_rules(words, low, high, strict, of):
    assert Quantity.read(words) == Quantity(words, low=low, high=high, strict=strict, of=of)


@pytest.mark.parametrize(
    "words",
    ["thousands", "a dozen", "1.500,00", "1,50", "12 or 13", "4,000-3,000", "about 3,000-4,000", "5" * 250],
)
def test_anything_else_stays_words_only(words):
    assert Quantity.read(words) == Quantity(words)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("1,500", "1,500", True),
        ("1,500", "11,000", False),
        ("11,000", "1,500", False),
        ("more than 10,000", "up to 12,000", True),
        ("more than 10,000", "10,000", False),
        ("at least 10,000", "10,000", True),
        ("up to 10,000", "at least 10,000", True),
        ("fewer than 10,000", "at least 10,000", False),
        ("more than 10", "more than 20", True),
        ("3,000-4,000", "4,000-5,000", True),
        ("thousands", "1,500", None),
        ("1,500", "thousands", None),
    ],
)
def test_two_figures_meet_where_they_have_a_point_in_common(one, other, meet):
    assert Quantity.read(one).meets(Quantity.read(other)) is meet


def test_figures_in_different_units_are_not_compared():
    assert (
        Quantity("3 km", low=3, high=3, unit="km").meets(Quantity("3 miles", low=3, high=3, unit="mile"))
        is None
    )


@given(*[st.integers(0, 20)] * 4)
def test_intervals_meet_exactly_where_a_whole_number_is_in_both(a, b, c, d):
    (low, high), (low2, high2) = sorted((a, b)), sorted((c, d))
    one, other = Quantity("one", low=low, high=high), Quantity("other", low=low2, high=high2)
    common = set(range(low, high + 1)) & set(range(low2, high2 + 1))
    assert one.meets(other) is other.meets(one) is bool(common)


def test_whatever_stands_for_a_figure_is_taken():
    figure = Quantity("1,500", low=1500, high=1500)
    assert as_quantity(figure) is figure
    assert as_quantity("1,500") == as_quantity(1500) == figure
    assert as_quantity({"words": "1,500", "low": 1500, "high": 1500}) == figure
    assert as_quantity(2.5) == Quantity("2.5", low=2.5, high=2.5)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (True, "True is bool, not a number; give a number or words"),
        ([1], r"\[1\] is list, not a number"),
        (float("nan"), r"nan is not a finite number up to 2\*\*53; correct it"),
        (float("inf"), "inf is not a finite number"),
        (2**54, "is not a finite number"),
        ({"low": 1}, r"\{'low': 1\} is not a quantity: give words, and low, high, strict, unit, of as known"),
        ({"words": "1", "lo": 1}, "is not a quantity"),
        ({"words": ""}, "the text is empty"),
        ("", "the text is empty"),
    ],
)
def test_what_is_no_figure_is_refused(value, message):
    with pytest.raises(QuantityError, match=message):
        as_quantity(value)


def test_all_that_is_wrong_with_a_figure_is_told_at_once():
    with pytest.raises(
        ValueError, match="5 is int, not text; give a string; 'x' is str, not a number; give a number or words; strict is 1;"
    ):
        Quantity(5, low="x", strict=1)


def test_no_figure_is_none():
    with pytest.raises(ValueError, match="NoneType, not text"):
        Quantity(None)


def test_a_figure_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="low 4,000 is above high 3,000; swap them"):
        Quantity("between", low=4000, high=3000)


def test_a_figure_shows_the_words_used():
    assert str(Quantity.read("more than 10,000 soldiers")) == "more than 10,000 soldiers"
    assert repr(Quantity("thousands")) == "Quantity('thousands')"
    assert repr(Quantity.read("1.5 million")) == "Quantity('1.5 million', low=1500000, high=1500000)"


@pytest.mark.parametrize(
    "figure",
    [
        Quantity("thousands"),
        Quantity.read("more than 10,000 soldiers"),
        Quantity("3 km", low=3, high=3.5, unit="km"),
        Quantity("none", low=0, high=0),
    ],
)
def test_what_a_figure_shows_evaluates_to_an_equal_one(figure):
    assert eval(repr(figure)) == figure


def test_a_figure_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        Quantity("thousands").low = 1000


@pytest.mark.parametrize(
    ("words", "low", "high", "of"),
    [
        ("10 to 20 million", 10_000_000, 20_000_000, None),
        ("5-7 thousand", 5_000, 7_000, None),
        ("between 3 and 4 thousand soldiers", 3_000, 4_000, "soldiers"),
        ("500 to 2 million", None, None, None),
        ("between 5", None, None, None),
        ("between 3 to 4", None, None, None),
        ("about 3-4", None, None, None),
        ("3 and 4 soldiers", None, None, None),
        ("10,000 or more", None, None, None),
        ("10,000 a month", None, None, None),
        ("1,500 in Russia", 1_500, 1_500, None),
    ],
)
def test_what_a_phrase_does_not_say_plainly_stays_words(words, low, high, of):
    read = Quantity.read(words)
    assert (read.words, read.low, read.high, read.of) == (words, low, high, of)


def test_the_ends_of_an_interval_may_be_decimal_and_may_be_one_number():
    for words, low, high in (("1.5-2 million", 1_500_000, 2_000_000), ("2.5-2.5", 2.5, 2.5)):
        assert (Quantity.read(words).low, Quantity.read(words).high) == (low, high)


def test_a_phrase_of_200_characters_is_not_read():
    assert Quantity.read("3 " + "x" * 197).low == 3
    assert Quantity.read("3 " + "x" * 198).low is None


def test_a_mapping_may_give_every_field_of_a_figure():
    fields = {"words": "3 km", "low": 3, "high": 4, "strict": True, "unit": "km", "of": "road"}
    assert as_quantity(fields) == Quantity(**fields)


def test_the_largest_figure_is_one_that_every_reader_of_json_keeps():
    assert Quantity("many", low=2**53).low == 2**53
    with pytest.raises(ValueError, match=r"9007199254740993 is not a finite number up to 2\*\*53; correct it"):
        Quantity("many", low=2**53 + 1)


def test_a_whole_number_is_one_number_however_it_is_written():
    whole, decimal = (Report(source="a", claim="c", stance="affirm", said="2024-01-01", quantity=n) for n in (
        {"words": "one", "low": 1}, {"words": "one", "low": 1.0}))  # fmt: skip
    assert (whole, whole.id, repr(whole)) == (decimal, decimal.id, repr(decimal))


@pytest.mark.parametrize("number", [10**399, -(10**399), float("inf"), float("nan"), 2.0**54], ids=list("abcde"))
def test_a_number_that_no_reader_rounds_alike_is_refused(number):
    with pytest.raises(QuantityError, match=r"is not a finite number up to 2\*\*53"):
        Quantity("many", low=number)
