"""The Merkle tree is that of RFC 6962: every vector of others, every proof of random trees, every changed bit."""

import json
from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merkle_vectors import VECTORS, Kept, leaves_of, log_entries, path, subproof, tree_hash, unbase64, unhex
from timeline import ProofError
from timeline.stores._merkle import (
    EMPTY_ROOT,
    CompactRange,
    Tiled,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_at,
    verify_consistency,
    verify_inclusion,
)

REFERENCE = json.loads((VECTORS / "rfc6962_reference.json").read_text(encoding="ascii"))
SIZES = st.integers(1, 80)


def cases(name: str) -> list:
    lines = (VECTORS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [pytest.param(case := json.loads(line), id=case["name"]) for line in lines]


INCLUSION, CONSISTENCY = cases("inclusion"), cases("consistency")


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


# The vectors of others


def test_there_are_98_cases_of_each_kind() -> None:
    assert len(INCLUSION) == len(CONSISTENCY) == 98


@pytest.mark.parametrize("case", INCLUSION)
def test_inclusion_proofs_of_others_are_taken_and_refused_as_they_say(case) -> None:
    def verify() -> None:
        verify_inclusion(
            leaf=b64decode(case["leafHash"]),
            index=case["leafIdx"],
            size=case["treeSize"],
            proof=unbase64(case["proof"]),
            root=b64decode(case["root"]),
        )

    if case["wantErr"]:
        with pytest.raises(ProofError):
            verify()
    else:
        verify()


@pytest.mark.parametrize("case", CONSISTENCY)
def test_consistency_proofs_of_others_are_taken_and_refused_as_they_say(case) -> None:
    def verify() -> None:
        verify_consistency(
            old=case["size1"],
            size=case["size2"],
            proof=unbase64(case["proof"]),
            old_root=b64decode(case["root1"]),
            root=b64decode(case["root2"]),
        )

    # One case is a happy one with roots of 12 bytes, which are no hashes of SHA-256: we refuse them.
    short_roots = case["name"] == "additional/sizes-are-equal-one-and-proof-is-empty"
    assert len(b64decode(case["root1"])) == 12 or not short_roots
    if case["wantErr"] or short_roots:
        with pytest.raises(ProofError):
            verify()
    else:
        verify()


def test_the_reference_tree_has_the_hashes_it_should_at_every_node_and_every_size() -> None:
    leaves = [leaf_hash(data) for data in unhex(REFERENCE["leaf_inputs_hex"])]
    by_level = {
        (level, index): bytes.fromhex(text)
        for level, row in enumerate(REFERENCE["node_hashes_hex_by_level"])
        for index, text in enumerate(row)
    }
    assert Kept(*leaves).hashes == by_level
    assert len(by_level) == 15
    roots = unhex(REFERENCE["root_hashes_hex_by_size"])
    assert [CompactRange().append(*leaves[:size])[0].root for size in range(9)] == roots
    assert [root_at(Kept(*leaves), size) for size in range(9)] == roots
    assert roots[0] == EMPTY_ROOT


def test_the_reference_tree_gives_the_known_proofs() -> None:
    nodes = Kept(*(leaf_hash(data) for data in unhex(REFERENCE["leaf_inputs_hex"])))
    known = REFERENCE["inclusion_known_answers"]
    assert len(known) == 5
    for case in known:
        assert list(inclusion_proof(nodes, case["leaf_index"], case["tree_size"])) == unhex(case["path_hex"])
    known = REFERENCE["consistency_known_answers"]
    assert len(known) == 4
    for case in known:
        assert list(consistency_proof(nodes, case["size1"], case["size2"])) == unhex(case["proof_hex"])


def test_the_entries_of_the_log_of_others_hash_to_its_tile() -> None:
    leaves = [leaf_hash(data) for data in log_entries()]
    assert len(leaves) == 15
    assert b"".join(leaves) == (VECTORS / "tlog" / "hashes").read_bytes()


# The definitions


@given(SIZES)
def test_appending_agrees_with_the_recursive_definition(size: int) -> None:
    leaves = leaves_of(size)
    assert CompactRange().append(*leaves)[0].root == tree_hash(leaves)


@given(SIZES, SIZES)
def test_appending_at_once_and_in_parts_is_the_same(first: int, second: int) -> None:
    leaves = leaves_of(first + second)
    part, some = CompactRange().append(*leaves[:first])
    whole, rest = part.append(*leaves[first:])
    assert (whole, [*some, *rest]) == CompactRange().append(*leaves)


@given(SIZES)
def test_every_node_that_is_whole_is_given_once_and_is_its_childrens_hash(size: int) -> None:
    _, nodes = CompactRange().append(*leaves_of(size))
    hashes = {(level, index): node for level, index, node in nodes}
    assert len(hashes) == len(nodes) == sum(size >> level for level in range(size.bit_length()))
    for (level, index), node in hashes.items():
        if level:
            assert node == node_hash(hashes[level - 1, 2 * index], hashes[level - 1, 2 * index + 1])


@given(st.data(), SIZES)
def test_proofs_are_those_of_the_recursive_definitions(data, size: int) -> None:
    leaves, index = leaves_of(size), data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    nodes = Kept(*leaves, *leaves_of(data.draw(st.integers(0, 40))))
    assert list(inclusion_proof(nodes, index, size)) == path(index, leaves)
    assert list(consistency_proof(nodes, old, size)) == subproof(old, leaves, True)
    assert root_at(nodes, size) == tree_hash(leaves)


@given(st.data(), SIZES)
def test_every_inclusion_proof_verifies_and_any_changed_bit_fails(data, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    nodes, leaves = Kept(*leaves_of(size)), leaves_of(size)
    proof, root = inclusion_proof(nodes, index, size), root_at(nodes, size)
    verify_inclusion(leaf=leaves[index], index=index, size=size, proof=proof, root=root)
    changed = list(map(bytes, (leaves[index], root, *proof)))
    at, bit = data.draw(st.integers(0, len(changed) - 1)), data.draw(st.integers(0, 255))
    changed[at] = flipped(changed[at], bit)
    with pytest.raises(ProofError):
        verify_inclusion(leaf=changed[0], index=index, size=size, proof=changed[2:], root=changed[1])


@given(st.data(), SIZES)
def test_every_consistency_proof_verifies_and_any_changed_bit_fails(data, size: int) -> None:
    old = data.draw(st.integers(1, size))
    nodes = Kept(*leaves_of(size))
    proof, old_root, root = consistency_proof(nodes, old, size), root_at(nodes, old), root_at(nodes, size)
    verify_consistency(old=old, size=size, proof=proof, old_root=old_root, root=root)
    changed = [old_root, root, *proof]
    at, bit = data.draw(st.integers(0, len(changed) - 1)), data.draw(st.integers(0, 255))
    changed[at] = flipped(changed[at], bit)
    with pytest.raises(ProofError):
        verify_consistency(old=old, size=size, proof=changed[2:], old_root=changed[0], root=changed[1])


@given(st.data(), st.integers(2, 80))
def test_a_proof_for_another_place_or_length_is_refused(data, size: int) -> None:
    index, other = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    nodes, leaves = Kept(*leaves_of(size)), leaves_of(size)
    proof, root = inclusion_proof(nodes, index, size), root_at(nodes, size)
    for place, hashes in ((other, proof), (index, proof[:-1]), (index, (*proof, root)), (index, proof[1:])):
        with pytest.raises(ProofError):
            verify_inclusion(leaf=leaves[index], index=place, size=size, proof=hashes, root=root)


@given(st.data(), st.integers(2, 80))
def test_a_consistency_proof_of_another_length_is_refused(data, size: int) -> None:
    old = data.draw(st.integers(1, size - 1))
    nodes = Kept(*leaves_of(size))
    proof, old_root, root = consistency_proof(nodes, old, size), root_at(nodes, old), root_at(nodes, size)
    for hashes in (proof[:-1], (*proof, root), proof[1:], ()):
        with pytest.raises(ProofError):
            verify_consistency(old=old, size=size, proof=hashes, old_root=old_root, root=root)


# A store's layout


@given(st.data(), SIZES, st.integers(1, 8))
def test_a_store_that_keeps_every_nth_level_gives_the_same_proofs(data, size: int, height: int) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    every, some = Kept(*leaves_of(size)), Tiled(Kept(*leaves_of(size), height=height), height)
    assert inclusion_proof(some, index, size) == inclusion_proof(every, index, size)
    assert consistency_proof(some, old, size) == consistency_proof(every, old, size)
    assert CompactRange.of(some, size) == CompactRange.of(every, size) == every.tree


class Endless:
    """A tree of any size whose nodes are made up as they are asked for; counts what is read."""

    def __init__(self) -> None:
        self.reads = 0

    def get(self, level: int, index: int) -> bytes:
        self.reads += 1
        return leaf_hash(b"%d %d" % (level, index))


@settings(max_examples=300)
@given(st.integers(500_000, 1_000_000), st.data())
def test_a_proof_over_a_million_reads_few_nodes_and_has_at_most_700_bytes(size: int, data) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    for height, most in ((1, 40), (4, 150)):
        for prove, place in ((inclusion_proof, index), (consistency_proof, old)):
            nodes = Endless()
            proof = prove(Tiled(nodes, height), place, size)
            assert sum(map(len, proof)) <= 700
            assert nodes.reads <= most


# What is refused


def test_an_older_tree_of_no_leaves_needs_no_proof_and_proves_nothing() -> None:
    assert consistency_proof(Kept(*leaves_of(3)), 0, 3) == ()
    with pytest.raises(ProofError, match="an empty tree begins every other"):
        verify_consistency(old=0, size=3, proof=(), old_root=EMPTY_ROOT, root=root_at(Kept(*leaves_of(3)), 3))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_that_is_not_there_cannot_be_proved(index: int, size: int) -> None:
    with pytest.raises(ProofError, match=f"there is no leaf {index} in a tree of {size}; leaves count from 0"):
        inclusion_proof(Kept(*leaves_of(3)), index, size)


@pytest.mark.parametrize(("old", "size"), [(4, 3), (-1, 3)])
def test_a_log_does_not_grow_backwards(old: int, size: int) -> None:
    with pytest.raises(ProofError, match=f"a tree of {size} leaves cannot have grown from one of {old}"):
        consistency_proof(Kept(*leaves_of(3)), old, size)


def test_equal_sizes_with_other_roots_are_refused() -> None:
    one, two = leaves_of(2)
    verify_consistency(old=1, size=1, proof=(), old_root=one, root=one)
    with pytest.raises(ProofError, match="the log was changed, or the proof belongs to another tree"):
        verify_consistency(old=1, size=1, proof=(), old_root=one, root=two)
    with pytest.raises(ProofError, match="equal sizes need none"):
        verify_consistency(old=1, size=1, proof=(one,), old_root=one, root=one)


def test_a_range_has_one_hash_for_each_one_in_its_size() -> None:
    with pytest.raises(ProofError, match="a tree of size 3 has one hash for each 1 in its size in binary, not 1"):
        CompactRange(3, (EMPTY_ROOT,))
    with pytest.raises(ProofError, match="a tree of size -1"):
        CompactRange(-1, (EMPTY_ROOT,))
