"""Text as it may enter, and as it is shown."""

import pytest

from timeline._text import columns, short, text_fault, width


@pytest.mark.parametrize(
    "hidden", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\u2066", "\ufeff", "\ud800", "\r"]
)
def test_text_that_hides_something_is_refused_and_shown_in_ascii(hidden):
    told = text_fault(f"ab{hidden}c")
    assert f"has the invisible or control character U+{ord(hidden):04X} at 2; remove it" in told
    assert told.isascii()


@pytest.mark.parametrize("text", ["a\tb\nc", "«Привет»", "한국", "e\u0301", "👍🏽"])
def test_text_of_every_script_is_taken(text):
    assert text_fault(text) is None


def test_text_has_a_limit():
    assert "has 100,001 characters, the limit is 100,000; shorten it and keep the rest" in text_fault(
        "a" * 100_001
    )
    assert text_fault("a" * 100_000) is None
    assert text_fault("a" * 300, is_id=True) is None
    for wrong in ("a\tb", "a\nb", " a", "a "):
        assert "an id is one line without them" in text_fault(wrong, is_id=True)
    assert text_fault(" \n") == "the text is empty; leave the field out instead"


def test_a_value_in_an_error_is_short_and_in_ascii():
    assert short("a" * 40) == repr("a" * 40)
    assert short("a" * 41) == f"'{'a' * 40}…'"
    assert short("é") == "'\\xe9'"
    assert len(short(list(range(1000)))) == 60


def test_a_table_is_aligned_by_the_columns_that_a_text_takes():
    assert [width(text) for text in ("abc", "한국", "e\u0301")] == [3, 4, 1]
    assert columns([("a", "b"), ("한국", "c")]) == "a     b\n----  -\n한국  c"
