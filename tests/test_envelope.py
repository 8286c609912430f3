"""The envelope vouches for an entry without holding what was said, and stays as it was when that is redacted."""

import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timeline import RecordError, When
from timeline.stores._canonical import canonical
from timeline.stores._envelope import SALT_BYTES, Envelope, Tombstone, payload_digest
from timeline.stores._merkle import leaf_hash

SALTS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1)
SALT = bytes(range(32))
PAYLOAD = canonical({"id": "r1", "quote": "they are here", "type": "report"})
ENVELOPE = Envelope.seal(PAYLOAD, salt=SALT, story="front", position=7, recorded="2024-10-18T10:00:00Z")
STONE = Tombstone(by="legal desk", said="2025-02-03T09:00:00Z", ground="order 5 O 12/25", payload=ENVELOPE.payload)
ENVELOPES = st.builds(
    Envelope.seal, st.binary(), salt=SALTS, story=TEXTS, position=st.integers(1, 10**9), recorded=st.just(ENVELOPE.recorded)
)


def test_the_leaf_is_written_as_the_docstring_says() -> None:
    digest = sha256(SALT + PAYLOAD).hexdigest()
    expected = f'{{"payload":"sha256:{digest}","position":7,"recorded":"2024-10-18T10:00:00Z","story":"front","version":1}}'
    assert ENVELOPE.leaf_data() == expected.encode()
    assert ENVELOPE.leaf() == leaf_hash(expected.encode())


@given(ENVELOPES)
def test_an_envelope_is_canonical_and_reads_back(envelope: Envelope) -> None:
    data = envelope.leaf_data()
    assert canonical(json.loads(data)) == data
    assert Envelope.parse(data) == envelope
    assert eval(repr(envelope)) == envelope


@given(SALTS, SALTS, st.binary(), st.binary())
def test_another_salt_or_payload_has_another_digest(salt: bytes, other: bytes, payload: bytes, changed: bytes) -> None:
    pairs = {(salt, payload), (other, payload), (salt, changed), (other, changed)}
    assert len({payload_digest(payload, salt) for salt, payload in pairs}) == len(pairs)


def test_it_holds_its_payload_and_no_other() -> None:
    assert ENVELOPE.holds(PAYLOAD, salt=SALT)
    assert not ENVELOPE.holds(PAYLOAD + b" ", salt=SALT)
    assert not ENVELOPE.holds(PAYLOAD, salt=bytes(32))


def test_nothing_of_what_was_said_is_in_the_leaf_nor_can_a_guess_of_it_be_tested_without_the_salt() -> None:
    leaf = ENVELOPE.leaf_data()
    secrets = [b"they are here", b"r1", SALT, sha256(PAYLOAD).hexdigest().encode()]
    assert [secret for secret in secrets if secret in leaf] == []
    assert set(json.loads(leaf)) == {"payload", "position", "recorded", "story", "version"}


def test_after_a_redaction_the_leaf_is_the_same() -> None:
    kept = ENVELOPE.leaf_data()  # all that a store has left, beside the tombstone
    assert Envelope.parse(kept).leaf() == ENVELOPE.leaf()
    assert Tombstone.decode(STONE.encode()).payload == Envelope.parse(kept).payload


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_has_32_bytes(length: int) -> None:
    assert SALT_BYTES == 32
    with pytest.raises(RecordError, match=f"salt: has {length} bytes; take 32 random bytes, new ones for every entry"):
        payload_digest(b"", bytes(length))


def test_all_faults_of_an_envelope_are_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        Envelope(story="", position=0, recorded="\x00", payload="sha256:ABC")
    assert [fault.path for fault in caught.value.faults] == ["story", "recorded", "position", "payload"]
    assert "0 is not a position; they are whole numbers and count from 1" in str(caught.value)
    assert "'sha256:ABC' is not a digest; it is sha256: and 64 hex digits in lower case" in str(caught.value)


@pytest.mark.parametrize("position", [True, 1.0, "1", None])
def test_a_position_is_a_whole_number(position) -> None:
    with pytest.raises(RecordError, match="is not a position"):
        Envelope(story="front", position=position, recorded="2024-10-18T10:00:00Z", payload=ENVELOPE.payload)


def test_a_digest_is_text() -> None:
    with pytest.raises(RecordError, match=r"payload: b'.*' is not a digest"):
        Envelope(story="front", position=1, recorded="2024-10-18T10:00:00Z", payload=b"sha256:00")  # type: ignore[arg-type]  # it is what is refused


def changed(data: bytes, **members) -> bytes:
    return canonical(json.loads(data) | members)


def without(data: bytes, name: str) -> bytes:
    return canonical({key: value for key, value in json.loads(data).items() if key != name})


LEAF, WRITTEN = ENVELOPE.leaf_data(), STONE.encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not JSON, and the envelope should be"),
        (b"\xff", "is not JSON, and the envelope should be"),
        (b"[" * 100_000, "is not JSON, and the envelope should be"),
        (b"[]", "is no envelope, which has payload, position, recorded, story and version 1"),
        (without(LEAF, "story"), "is no envelope"),
        (changed(LEAF, id="r1"), "is no envelope"),
        (changed(LEAF, version=2), "it was changed, or a newer release wrote it"),
        (changed(LEAF, version=True), "is not in canonical form"),
        (LEAF.replace(b",", b", "), "is not in canonical form"),
        (changed(LEAF, position=0), "position: 0 is not a position"),
    ],
    ids=range(10),
)
def test_a_leaf_that_is_not_an_envelope_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(RecordError) as caught:
        Envelope.parse(data)
    assert message in str(caught.value)


def test_a_tombstone_says_who_when_and_on_what_ground() -> None:
    assert json.loads(WRITTEN) == {
        "by": "legal desk",
        "ground": "order 5 O 12/25",
        "marks": [],
        "payload": ENVELOPE.payload,
        "said": "2025-02-03T09:00:00Z",
        "version": 1,
    }
    assert canonical(json.loads(WRITTEN)) == WRITTEN
    assert Tombstone.decode(WRITTEN) == STONE
    assert Tombstone(by=STONE.by, said=When("2025-02-03T09:00:00Z"), ground=STONE.ground, payload=STONE.payload) == STONE


def test_all_faults_of_a_tombstone_are_told_at_once() -> None:
    with pytest.raises(RecordError) as caught:
        Tombstone(by=" ", said="2025-02-03", ground="", payload="", marks="r1")
    assert [fault.path for fault in caught.value.faults] == ["by", "ground", "said", "payload", "marks"]
    assert "'2025-02-03' is not an instant; give date, time and offset" in str(caught.value)


def test_a_time_that_cannot_be_placed_is_refused() -> None:
    with pytest.raises(RecordError, match="said: "):
        Tombstone(by="desk", said="2025-02-03T09:00:00", ground="an order", payload=ENVELOPE.payload)


@pytest.mark.parametrize(
    "data", [b"{", without(WRITTEN, "ground"), changed(WRITTEN, version=True), WRITTEN + b"\n", changed(WRITTEN, payload="x"),
             changed(WRITTEN, marks=5)]
)
def test_what_is_not_a_tombstone_is_refused(data: bytes) -> None:
    with pytest.raises(RecordError):
        Tombstone.decode(data)
