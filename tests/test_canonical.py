"""Canonical JSON is that of RFC 8785, byte for byte, and says what it cannot say."""

import json
import struct
from enum import Enum

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from command_line import SEED
from merkle_vectors import VECTORS
from timeline import RecordError
from timeline.codecs import encode
from timeline.stores import load
from timeline.stores._canonical import canonical

INPUTS = sorted((VECTORS / "jcs" / "input").glob("*.json"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def test_there_are_six_inputs() -> None:
    assert len(INPUTS) == 6


@pytest.mark.parametrize("file", INPUTS, ids=lambda file: file.stem)
def test_the_inputs_of_the_standard_give_its_outputs(file) -> None:
    expected = (VECTORS / "jcs" / "output" / file.name).read_bytes()
    assert canonical(json.loads(file.read_bytes())) == expected


def test_ten_thousand_numbers_are_written_as_the_standard_says() -> None:
    lines = (VECTORS / "jcs" / "es6_numbers_10000.txt").read_text(encoding="ascii").splitlines()
    pairs = [line.split(",") for line in lines]
    numbers = [struct.unpack(">d", bytes.fromhex(bits.zfill(16)))[0] for bits, _ in pairs]
    assert len(lines) == 10_000
    assert [canonical(number).decode() for number in numbers] == [text for _, text in pairs]


@given(VALUES)
def test_it_agrees_with_the_library_of_others(value) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_is_written_reads_back_and_is_written_the_same(value) -> None:
    written = canonical(value)
    assert json.loads(written, parse_int=float) == value  # as RFC 8785 reads numbers: each an IEEE double
    assert canonical(json.loads(written)) == written


def test_keys_are_ordered_by_their_utf_16_units_not_by_their_code_points() -> None:
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()
    assert sorted(["\ufb33", "\U0001f600"]) == ["\ufb33", "\U0001f600"]


def test_a_tuple_is_an_array() -> None:
    assert canonical((1, (2,), ())) == b"[1,[2],[]]"


def test_records_of_the_seed_story_are_canonical_already(seed_entries) -> None:
    assert len(seed_entries) > 20
    for entry in seed_entries:
        assert canonical(json.loads(encode(entry))) == encode(entry)


@pytest.fixture
def seed_entries():
    return tuple(load(SEED))


class Colour(str, Enum):
    RED = "red"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (float("nan"), "nan is not a number that JSON has; leave the field out or give a number"),
        ({"a": [1, float("-inf")]}, "a[1]: -inf is not a number that JSON has; leave the field out or give a number"),
        ({"n": 2**53 + 1}, "n: 9007199254740993 is rounded by readers of JSON, beyond 2**53 - 1; give it as text"),
        ([-(2**53) - 1], "[0]: -9007199254740993 is rounded by readers of JSON, beyond 2**53 - 1; give it as text"),
        ([10**21], "[0]: 1000000000000000000000 is rounded by readers of JSON, beyond 2**53 - 1; give it as text"),
        (1 << 16609, "a whole number of 16,610 bits is rounded by readers of JSON, beyond 2**53 - 1; give it as text"),
        ({"e": {"q": "a\ud800"}}, "e.q: is text with half a character (U+D800), which UTF-8 does not have; remove it"),
        (
            {"e": {"\udfff": 1}},
            "e: has a key that is text with half a character (U+DFFF), which UTF-8 does not have; remove it",
        ),
        ({"e": {1: 2}}, "e: has the key 1, and keys of JSON are text; write it as text"),
        ({"e": b"x"}, "e: b'x' is a bytes, which JSON does not have; unstructure it first"),
        (Colour.RED, "'red' is a Colour, which JSON does not have; unstructure it first"),
    ],
    ids=range(11),
)
def test_what_canonical_json_cannot_say_is_refused_with_its_path(value, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        canonical(value)
    assert str(caught.value) == message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        canonical({"a": float("nan"), "b": (True, None, 1, 1.5, "x", 2**60 + 1), 3: "c"})
    assert [fault.path for fault in caught.value.faults] == ["a", "b[5]", ""]


def test_what_is_nested_without_end_is_refused() -> None:
    value: list = []
    value.append(value)
    with pytest.raises(RecordError, match="nested too deeply"):
        canonical(value)


def test_great_whole_numbers_are_taken_where_no_reader_rounds_them() -> None:
    assert canonical([2**53, -(2**53), 57355217500305580, 10**20]) == (
        b"[9007199254740992,-9007199254740992,57355217500305580,100000000000000000000]"
    )


@given(st.integers(2, 10**6))
def test_a_whole_float_and_the_integer_are_one_number(number: int) -> None:
    assert canonical(float(number)) == canonical(number)
