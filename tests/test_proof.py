"""Proofs travel as the texts of C2SP: they read back, verify against a checkpoint, and fail when anything is changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merkle_vectors import VECTORS, Kept, log_entries
from timeline import ProofError
from timeline.stores._c2sp import base64_text
from timeline.stores._keys import SigningKey, VerifierKey
from timeline.stores._merkle import EMPTY_ROOT, CompactRange, consistency_proof, inclusion_proof, leaf_hash
from timeline.stores._note import Checkpoint, SignedNote, sign
from timeline.stores._proof import ConsistencyProof, InclusionProof

LOG_KEY = VerifierKey.parse((VECTORS / "tlog" / "VKEY").read_text(encoding="ascii").strip())
NOTES = [SignedNote.parse((VECTORS / "tlog" / f"checkpoint.{size}").read_bytes()) for size in range(16)]
CHECKPOINTS = [Checkpoint.open(note, LOG_KEY) for note in NOTES]
LEAVES = [leaf_hash(data) for data in log_entries()]
KEY = SigningKey("example.com/front", bytes(32))
HASH = base64_text(bytes(32))
NODES = Kept(*LEAVES)
SIZES = range(1, 16)
INCLUSIONS = [(index, size) for size in SIZES for index in range(size)]
GROWTHS = [(old, size) for size in range(16) for old in range(size + 1)]


def included(index: int, size: int, extra: bytes | None = None) -> InclusionProof:
    return InclusionProof(index=index, hashes=inclusion_proof(NODES, index, size), note=NOTES[size], extra=extra)


def grown(old: int, size: int) -> ConsistencyProof:
    return ConsistencyProof(old=old, hashes=consistency_proof(NODES, old, size), note=NOTES[size])


def test_every_entry_of_the_log_of_others_is_proved_under_every_checkpoint_of_theirs() -> None:
    assert len(INCLUSIONS) == 120
    for index, size in INCLUSIONS:
        proof = InclusionProof.parse(included(index, size).encode())
        assert proof == included(index, size)
        assert proof.verify(LEAVES[index], LOG_KEY) == CHECKPOINTS[size]
        with pytest.raises(ProofError):
            proof.verify(LEAVES[index - 1] if size > 1 else bytes(32), LOG_KEY)


def test_every_growth_of_the_log_of_others_is_proved() -> None:
    assert len(GROWTHS) == 136
    for old, size in GROWTHS:
        proof = ConsistencyProof.parse(grown(old, size).encode())
        assert proof == grown(old, size)
        assert proof.verify(CHECKPOINTS[old], LOG_KEY) == CHECKPOINTS[size]


def test_an_inclusion_proof_is_written_as_the_specification_says() -> None:
    first, second = map(base64_text, inclusion_proof(NODES, 2, 3) + inclusion_proof(NODES, 0, 2))
    assert included(2, 3).encode().decode() == f"c2sp.org/tlog-proof@v1\nindex 2\n{first}\n\n{NOTES[3]}"
    with_extra = included(0, 2, extra=b"leaf").encode().decode()
    assert with_extra == f"c2sp.org/tlog-proof@v1\nextra bGVhZg==\nindex 0\n{second}\n\n{NOTES[2]}"


def test_a_consistency_proof_is_written_as_the_specification_says() -> None:
    (only,) = map(base64_text, consistency_proof(NODES, 2, 3))
    assert grown(2, 3).encode().decode() == f"old 2\n{only}\n\n{NOTES[3]}"
    assert grown(0, 3).encode().decode() == f"old 0\n\n{NOTES[3]}"


@given(st.binary(min_size=1) | st.none())
def test_extra_data_read_back_and_are_not_vouched_for(extra: bytes | None) -> None:
    proof = InclusionProof.parse(included(3, 9, extra).encode())
    assert proof.extra == extra
    assert proof.verify(LEAVES[3], LOG_KEY).size == 9


@given(st.sampled_from(INCLUSIONS), st.integers(0, 7), st.data())
def test_any_changed_bit_of_an_inclusion_proof_fails(case, bit: int, data) -> None:
    index, size = case
    text = bytearray(included(index, size).encode())
    text[data.draw(st.integers(0, len(text) - 1))] ^= 1 << bit
    with pytest.raises(ProofError):
        InclusionProof.parse(bytes(text)).verify(LEAVES[index], LOG_KEY)


@given(st.sampled_from([(old, size) for old, size in GROWTHS if 0 < old < size]), st.integers(0, 7), st.data())
def test_any_changed_bit_of_a_consistency_proof_fails(case, bit: int, data) -> None:
    old, size = case
    text = bytearray(grown(old, size).encode())
    text[data.draw(st.integers(0, len(text) - 1))] ^= 1 << bit
    with pytest.raises(ProofError):
        ConsistencyProof.parse(bytes(text)).verify(CHECKPOINTS[old], LOG_KEY)


def test_a_log_that_was_rewritten_cannot_prove_that_it_only_grew() -> None:
    rewritten = [*LEAVES[:4], leaf_hash(b"other"), *LEAVES[5:]]
    tree, _ = CompactRange().append(*rewritten)
    note = sign(Checkpoint(origin=KEY.name, size=15, root=tree.root).text(), KEY)
    before = Checkpoint(origin=KEY.name, size=7, root=CHECKPOINTS[7].root)
    proof = ConsistencyProof(old=7, hashes=consistency_proof(Kept(*rewritten), 7, 15), note=note)
    with pytest.raises(ProofError, match=r"the proof from 7 to 15, old root: leads to .* the log was changed"):
        proof.verify(before, KEY.verifier)


def test_a_log_that_lost_its_tail_cannot_prove_that_it_only_grew() -> None:
    proof = ConsistencyProof(old=9, hashes=(), note=NOTES[8])
    with pytest.raises(ProofError, match="a tree of 8 leaves cannot have grown from one of 9"):
        proof.verify(CHECKPOINTS[9], LOG_KEY)


def test_a_proof_from_another_size_is_refused_with_both() -> None:
    with pytest.raises(ProofError, match="the proof is from size 3, and the checkpoint of 4; ask for a proof from that"):
        grown(3, 9).verify(CHECKPOINTS[4], LOG_KEY)


def test_from_an_empty_log_there_is_nothing_to_prove_and_hashes_are_refused() -> None:
    empty = Checkpoint(origin=LOG_KEY.name, size=0, root=EMPTY_ROOT)
    assert grown(0, 5).verify(empty, LOG_KEY) == CHECKPOINTS[5]
    with pytest.raises(ProofError, match="shows nothing"):
        ConsistencyProof(old=0, hashes=(bytes(32),), note=NOTES[5]).verify(empty, LOG_KEY)


def test_the_checkpoint_of_a_proof_must_be_of_the_same_log_and_key() -> None:
    other = Checkpoint(origin="example.com/other", size=3, root=CHECKPOINTS[3].root)
    with pytest.raises(ProofError, match=r"the checkpoint is of 'example\.com/log/testdata', not of 'example\.com/other'"):
        grown(3, 9).verify(other, LOG_KEY)
    with pytest.raises(ProofError, match=r"not by example\.com/front"):
        grown(3, 9).verify(CHECKPOINTS[3], KEY.verifier)
    with pytest.raises(ProofError, match=r"not of 'example\.com/other'"):
        included(3, 9).verify(LEAVES[3], LOG_KEY, origin="example.com/other")


INCLUSION = included(2, 3).encode().decode()
CONSISTENCY = grown(2, 3).encode().decode()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a proof: lines, an empty line, a checkpoint; it may be cut off"),
        (INCLUSION.replace("@v1", "@v2"), "the proof does not begin with c2sp.org/tlog-proof@v1; it is in another form"),
        (INCLUSION.replace("index 2\n", ""), "where the line of the index should be; it is damaged"),
        (INCLUSION.replace("index 2", "index 02"), "the index is '02', not a whole number without leading zeros"),
        (INCLUSION.replace("index", "extra AB==\nindex"), "the extra data is not standard base64: 'AB=='"),
        (INCLUSION.replace("index", "extra \nindex"), "the extra data is not standard base64: ''"),
        (INCLUSION.replace("index", "extra AA==\nextra AA==\nindex"), "where the line of the index should be"),
        (f"c2sp.org/tlog-proof@v1\n\n{NOTES[3]}", "the proof has '' where the line of the index should be"),
        (f"c2sp.org/tlog-proof@v1\nextra AA==\n\n{NOTES[3]}", "the proof has '' where the line of the index should be"),
        (INCLUSION.replace("index 2\n", "index 2\nAB==\n"), "hash 1 of the proof is not standard base64: 'AB=='"),
        (INCLUSION.replace("index 2\n", "index 2\nAA==\n"), "hash 1 of the proof has 1 bytes, not 32; it is damaged"),
        (INCLUSION.replace("index 2\n", "index 2\n" + f"{HASH}\n" * 64), "has 65 hashes, and none needs more than 63"),
        (INCLUSION[:-1], "is not a note"),
    ],
    ids=range(13),
)
def test_what_is_not_an_inclusion_proof_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProofError) as caught:
        InclusionProof.parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not a proof"),
        (INCLUSION, "the proof has 'c2sp.org/tlog-proof@v1' where the line of the old should be"),
        (CONSISTENCY.replace("old 2", "old x"), "the old size is 'x', not a whole number without leading zeros"),
        (CONSISTENCY.replace("old 2\n", "old 2\nAA==\n"), "hash 1 of the proof has 1 bytes, not 32"),
    ],
    ids=range(4),
)
def test_what_is_not_a_consistency_proof_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProofError) as caught:
        ConsistencyProof.parse(text)
    assert message in str(caught.value)


def test_a_proof_that_could_not_be_written_cannot_be_made() -> None:
    with pytest.raises(ProofError, match="indices count from 0"):
        InclusionProof(index=-1, hashes=(), note=NOTES[1])
    with pytest.raises(ProofError, match="extra data are not empty"):
        InclusionProof(index=0, hashes=(), note=NOTES[1], extra=b"")
    with pytest.raises(ProofError, match="the old size is -1; sizes are 0 or more"):
        ConsistencyProof(old=-1, hashes=(), note=NOTES[1])
