"""Text as it may enter, and as it is shown."""

import pytest
import wcwidth

from timeline._shown import columns, fitted, marked, width, wrapped
from timeline._text import near, short, text_fault, visible


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
    assert [width(text) for text in ("abc", "한국", "e\u0301", "\u1160", "\u11ff")] == [3, 4, 1, 0, 0]
    assert columns([("a", "b"), ("한국", "c")]) == "a     b\n----  -\n한국  c"


def test_a_width_is_what_a_well_kept_table_of_widths_says():
    for text in ("abc", "한국", "e\u0301", "a\ufe0f", "السلام", "ไทย", "\u200e\u200b", "각", "１", "\u1112\u1161\u11ab"):
        assert width(text) == wcwidth.wcswidth(text), text


def test_what_a_terminal_would_act_upon_is_shown_as_an_escape():
    assert visible("a\x1b[31m\u202eb\n\tc\ud800") == "a\\x1b[31m\\u202eb\n\tc\\ud800"


def test_text_is_wrapped_at_blanks_and_long_words_wherever_they_must_be():
    assert wrapped("one two  three", 7) == ["one two", "three"]
    assert wrapped("a abcdefgh", 3) == ["a", "abc", "def", "gh"]
    assert wrapped("한국 한국어", 4) == ["한국", "한국", "어"]
    assert wrapped("", 5) == wrapped(" ", 5) == [""]
    assert wrapped("한국", 1) == ["한", "국"]
    assert wrapped("a b c", 5) == ["a b c"]


def test_the_widest_column_gives_way_first_and_words_are_broken_last():
    assert fitted([10, 30], [5, 5], 42) == [10, 30]
    assert fitted([10, 30], [5, 5], 32) == [10, 20]
    assert fitted([10, 30], [10, 5], 18) == [10, 6]
    assert fitted([10, 30], [10, 20], 22) == [10, 10]
    assert fitted([1, 1], [1, 1], 0) == [1, 1]
    assert fitted([5, 5], [5, 5], 4) == [1, 1]
    assert fitted([40, 30], [40, 5], 42) == [24, 16]


def test_a_table_is_made_to_fit():
    rows = [("a", "b"), ("one two", "three four"), ("x", "")]
    assert columns(rows, 14) == "a       b\n------  ------\none     three\ntwo     four\nx"


def test_right_to_left_text_and_no_other_is_closed_once_so_that_its_neighbours_stay_put():
    assert marked("abc 한국") == "abc 한국"
    assert marked("약 1,500명") == "약 1,500명"
    assert marked("dates 2024") == "dates 2024"
    assert marked("السلام") == "\u200eالسلام\u200e"
    assert marked(marked("السلام")) == marked("السلام")


def test_a_table_without_a_limit_keeps_the_blanks_of_its_cells():
    assert columns([("a  b",)]) == "a  b\n----"


def test_in_a_table_that_is_made_to_fit_words_stay_whole_while_another_column_gives_way():
    rows = [("abcdefgh", "a b c d e"), ("x", "")]
    assert columns(rows, 12) == "abcdefgh  a\n          b\n          c\n          d\n          e\n--------  --\nx"
    assert columns([("a", "b"), ("one two", "x")], 6) == "a    b\n---  -\none  x\ntwo"


def test_up_to_three_near_names_are_given_the_nearest_first():
    known = ["presents", "present1", "presen", "absent", "prezents", "resent"]
    assert near("present", known) == ["presents", "present1", "resent"]
