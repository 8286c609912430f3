"""The contract of codecs: what a pair of functions that write and read entries promises, as a test case for any pair."""

import unittest
from collections.abc import Callable, Iterator

from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

import timeline as public
from timeline import Entry, RecordError, Timeline
from timeline.testing.contract import as_test_case
from timeline.testing.samples import EVERY_KIND, UNKNOWN_RECORDS, hostile_events
from timeline.testing.strategies import timelines

__all__ = ["CODEC_LAWS", "Decode", "Encode", "codec_contract"]

Encode = Callable[[Entry], bytes]
Decode = Callable[[bytes], Entry]
CodecLaw = Callable[[Encode, Decode], None]

_BLANK_OR_BINARY = (b"", b"\n", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf{}")
GARBAGE = (*_BLANK_OR_BINARY, b"null", b"0", b"[]", b"{}", b'"text"', b"not a record", b"{" * 2_000)
"""What is no record in any format that keeps who said what and when."""

settled = settings(deadline=None)


def samples() -> Iterator[Entry]:
    """Yield one entry of each kind, the hostile ones, and times of recording that are easily lost."""
    yield from (Entry(event=event) for event in (*EVERY_KIND, *hostile_events()))
    for recorded in ("0001-01-01T00:00:00Z", "1969-12-31T23:59:59.999999Z", "2024-05-01T00:00:00.000001Z", "9999-12-31"):
        yield Entry(event=EVERY_KIND[2], recorded=recorded)


def _same(one: Entry, two: object, what: str) -> None:
    assert type(two) is Entry, f"{what}: {type(two).__name__} came back, not an Entry"
    assert two == one, f"{what}: {str(one)[:1000]!a} came back as {str(two)[:1000]!a}"


def every_kind_comes_back_as_it_was(encode: Encode, decode: Decode) -> None:
    """Every field of every kind of event, hostile texts, the recorded time to the microsecond."""
    for entry in samples():
        data = encode(entry)
        assert type(data) is bytes, f"encode gives {type(data).__name__}, not bytes"
        _same(entry, decode(data), "decode(encode(entry))")


def any_story_comes_back_as_it_was(encode: Encode, decode: Decode) -> None:
    """The entries of any story come back equal, so that the story does."""

    @settled
    @given(timelines())
    def law(told: Timeline) -> None:
        for entry in told:
            _same(entry, decode(encode(entry)), "decode(encode(entry))")

    law()


def equal_entries_have_equal_bytes(encode: Encode, decode: Decode) -> None:
    """Wherever they stand in a log and however they were made: from their code, from their bytes, with a field set anew."""
    for entry in samples():
        data = encode(entry)
        for what, twin in (
            ("the same entry once more", entry),
            ("at another position", evolve(entry, position=7)),
            ("from its own code", eval(repr(entry), vars(public).copy())),
            ("from its own bytes", decode(data)),
            ("with its id given", evolve(entry, event=evolve(entry.event, id=entry.id))),
        ):
            assert twin == entry, f"{what}: {twin!r} is not equal to {entry!r}"
            assert encode(twin) == data, f"{what}: {encode(twin)!r}, not {data!r}"


def different_entries_have_different_bytes(encode: Encode, decode: Decode) -> None:
    """Nothing that makes two entries two is left out."""
    seen: dict[bytes, Entry] = {}
    for entry in (*samples(), *UNKNOWN_RECORDS):
        other = seen.setdefault(encode(entry), entry)
        assert other == entry, f"one record for two entries: {other!r} and {entry!r}"


def records_of_unknown_types_are_kept(encode: Encode, decode: Decode) -> None:
    """What this release does not know comes back equal, and as the same bytes."""
    for entry in UNKNOWN_RECORDS:
        data = encode(entry)
        back = decode(data)
        _same(entry, back, "a record of an unknown type")
        assert encode(back) == data, f"a record of an unknown type: {encode(back)!r}, not {data!r}"


def a_record_that_is_cut_off_is_refused(encode: Encode, decode: Decode) -> None:
    """Every beginning of a record is refused with `RecordError`."""
    for entry in (Entry(event=event) for event in EVERY_KIND):
        data = encode(entry)
        for length in range(len(data)):
            _refuses(decode, data[:length], must=True)


def garbage_is_refused(encode: Encode, decode: Decode) -> None:
    """What is no record is refused with `RecordError`, never with another error, never taken."""
    for garbage in GARBAGE:
        _refuses(decode, garbage, must=True)


def damage_is_refused_or_is_another_record(encode: Encode, decode: Decode) -> None:
    """Random bytes, alone or over a part of a record, give an entry or `RecordError`, and no other error."""
    whole = [encode(Entry(event=event)) for event in EVERY_KIND]

    @settled
    @given(st.sampled_from(whole), st.integers(0, 2_000), st.binary(max_size=30))
    def law(data: bytes, place: int, junk: bytes) -> None:
        at = place % len(data)
        _refuses(decode, junk, must=False)
        _refuses(decode, data[:at] + junk + data[at + len(junk) :], must=False)

    law()


def _refuses(decode: Decode, data: bytes, *, must: bool) -> None:
    try:
        taken = decode(data)
    except RecordError as error:
        reason = str(error)
    except Exception as error:
        raise AssertionError(f"{data[:200]!r} is refused with {type(error).__name__} ({error}), not RecordError") from error
    else:
        reason = _taken(taken, data, must=must)
    assert reason, f"{data[:200]!r} is refused without a reason"


def _taken(taken: object, data: bytes, *, must: bool) -> str:
    """Return that an entry was taken; raises where it is none, or where it had to be refused."""
    assert type(taken) is Entry, f"{data[:200]!r} gives {type(taken).__name__}, neither an Entry nor RecordError"
    assert not must, f"{data[:200]!r} is no record and was taken for {taken!r}"
    return "taken"


CODEC_LAWS: tuple[CodecLaw, ...] = (
    every_kind_comes_back_as_it_was,
    any_story_comes_back_as_it_was,
    equal_entries_have_equal_bytes,
    different_entries_have_different_bytes,
    records_of_unknown_types_are_kept,
    a_record_that_is_cut_off_is_refused,
    garbage_is_refused,
    damage_is_refused_or_is_another_record,
)
"""What holds of every codec; each takes the function that writes an entry and the one that reads it."""


def codec_contract(encode: Encode, decode: Decode) -> type[unittest.TestCase]:
    """Return a test case that holds a codec to its contract; give it a name in a test module, and it runs.

    ``encode`` gives an entry's bytes, ``decode`` the entry of bytes; the position belongs to the log and is in neither.

    >>> from timeline.codecs import decode, encode
    >>> from timeline.testing import codec_contract
    >>> TestLines = codec_contract(encode, decode)
    """
    return as_test_case(
        "CodecContract", "What every codec promises.", CODEC_LAWS, lambda law: law(encode, decode)
    )
