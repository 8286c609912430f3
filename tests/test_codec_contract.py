"""The codec of the library keeps the contract of codecs, and the contract catches every codec that breaks it."""

import json
import unittest
from collections.abc import Callable
from itertools import count

import pytest
from attrs import evolve

from timeline import Entry, RecordError, Unrecognized, When
from timeline.codecs import decode, encode
from timeline.errors import Fault
from timeline.testing import CODEC_LAWS, codec_contract
from timeline.testing.codec_laws import Decode, Encode
from timeline.testing.samples import ANNA

Codec = tuple[Encode, Decode]

TestLines = codec_contract(encode, decode)


def framed(entry: Entry) -> bytes:
    return b"R" + len(encode(entry)).to_bytes(4) + encode(entry)


def unframed(data: bytes) -> Entry:
    if data[:1] != b"R" or int.from_bytes(data[1:5]) != len(data) - 5:
        raise RecordError([Fault("not a frame")])
    return decode(data[5:])


TestFrames = codec_contract(framed, unframed)

BROKEN: list[tuple[str, Codec, str]] = []


def breaks(law: str, saying: str) -> Callable[[Callable[[], Codec]], Callable[[], Codec]]:
    def added(codec: Callable[[], Codec]) -> Callable[[], Codec]:
        BROKEN.append((law, codec(), saying))
        return codec

    return added


def replaced(entry: Entry, **fields: object) -> Entry:
    kept = {name: value for name, value in fields.items() if getattr(entry.event, name, None)}
    return evolve(entry, event=evolve(entry.event, **kept)) if kept else entry


@breaks("every_kind_comes_back_as_it_was", "came back as")
def loses_the_words() -> Codec:
    return encode, lambda data: replaced(decode(data), quote="lost")


@breaks("every_kind_comes_back_as_it_was", "came back as")
def loses_the_zone() -> Codec:
    def decoded(data: bytes) -> Entry:
        entry = decode(data)
        said = getattr(entry.event, "said", None)
        return replaced(entry, said=said and When(said.text), id=entry.id)

    return encode, decoded


@breaks("every_kind_comes_back_as_it_was", "came back as")
def keeps_seconds() -> Codec:
    return encode, lambda data: evolve(decode(data), recorded=f"{decode(data).recorded.text[:19]}Z")


@breaks("every_kind_comes_back_as_it_was", "encode gives str, not bytes")
def gives_text() -> Codec:
    return (lambda entry: encode(entry).decode()), decode


@breaks("every_kind_comes_back_as_it_was", "dict came back, not an Entry")
def gives_a_mapping() -> Codec:
    return encode, json.loads


@breaks("every_kind_comes_back_as_it_was", "came back as")
def writes_ascii() -> Codec:
    return (lambda entry: encode(entry).decode().encode("ascii", "replace")), decode


@breaks("any_story_comes_back_as_it_was", "came back as")
def turns_every_stance_into_a_denial() -> Codec:
    return encode, lambda data: replaced(decode(data), stance="deny", up_to=None, id=decode(data).id)


@breaks("equal_entries_have_equal_bytes", "at another position")
def writes_the_position() -> Codec:
    return (lambda entry: encode(entry) + b" " * entry.position), decode


@breaks("equal_entries_have_equal_bytes", "the same entry once more")
def numbers_its_records() -> Codec:
    numbers = count()
    return (lambda entry: encode(entry) + b" " * (next(numbers) % 7)), decode


@breaks("equal_entries_have_equal_bytes", "from its own (code|bytes)|with its id given")
def depends_on_which_object_it_is() -> Codec:
    return (lambda entry: encode(entry) + b" " * (id(entry.event) // 16 % 97)), decode


@breaks("different_entries_have_different_bytes", "one record for two entries")
def forgets_when_it_was_recorded() -> Codec:
    return (lambda entry: encode(Entry(event=entry.event))), decode


@breaks("records_of_unknown_types_are_kept", "a record of an unknown type")
def tidies_what_it_does_not_know() -> Codec:
    def encoded(entry: Entry) -> bytes:
        unknown = isinstance(entry.event, Unrecognized)
        return json.dumps(json.loads(entry.event.record), sort_keys=True).encode() if unknown else encode(entry)

    return encoded, decode


@breaks("records_of_unknown_types_are_kept", "not b")
def adds_to_what_it_does_not_know() -> Codec:
    numbers = count()

    def encoded(entry: Entry) -> bytes:
        return encode(entry) + b"\n" * (next(numbers) % 2)

    return encoded, decode


@breaks("a_record_that_is_cut_off_is_refused", "is no record and was taken for")
def mends_what_is_cut_off() -> Codec:
    def decoded(data: bytes) -> Entry:
        try:
            return decode(data)
        except RecordError:
            return decode(data + b"}")

    return encode, decoded


@breaks("garbage_is_refused", "is no record and was taken for")
def takes_an_empty_record() -> Codec:
    return encode, lambda data: decode(data) if data.strip() else Entry(event=ANNA)


@breaks("garbage_is_refused", "with JSONDecodeError .* not RecordError")
def lets_foreign_errors_through() -> Codec:
    return encode, lambda data: decode(json.dumps(json.loads(data)).encode())


@breaks("garbage_is_refused", "NoneType, neither an Entry nor RecordError")
def gives_none() -> Codec:
    def decoded(data: bytes) -> Entry | None:
        try:
            return decode(data)
        except RecordError:
            return None

    return encode, decoded


@breaks("garbage_is_refused", "refused without a reason")
def gives_no_reason() -> Codec:
    def decoded(data: bytes) -> Entry:
        try:
            return decode(data)
        except RecordError:
            raise RecordError([]) from None

    return encode, decoded


@breaks("damage_is_refused_or_is_another_record", "not RecordError")
def trusts_its_input() -> Codec:
    return encode, lambda data: decode(data.decode("utf-8").encode())


@pytest.mark.parametrize(("law", "codec", "saying"), BROKEN)
def test_a_broken_codec_breaks_the_contract(law, codec, saying):
    holds = next(one for one in CODEC_LAWS if one.__name__ == law)
    with pytest.raises(AssertionError, match=saying):
        holds(*codec)


def test_every_law_of_the_contract_is_broken_by_some_codec():
    assert {law.__name__ for law in CODEC_LAWS} == {law for law, _, _ in BROKEN}


def test_a_broken_codec_fails_the_test_case():
    result = unittest.TestResult()
    codec_contract(*gives_none())("test_garbage_is_refused").run(result)
    assert len(result.failures) == 1
