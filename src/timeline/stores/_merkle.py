"""Merkle tree, RFC 6962: hashes, roots, and proofs that an entry is in a log and that a log only grew.

A node is addressed by (level, index): level 0 holds the leaves, and node (n, i) covers the leaves from ``i * 2**n`` up
to and without ``(i + 1) * 2**n``. Only nodes whose leaves are all there are ever kept, so none that was kept changes.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Final, Protocol, TypeAlias

from attrs import frozen

from timeline.errors import ProofError

__all__ = [
    "EMPTY_ROOT",
    "HASH_BYTES",
    "CompactRange",
    "Node",
    "Nodes",
    "Tiled",
    "consistency_proof",
    "inclusion_proof",
    "leaf_hash",
    "node_hash",
    "root_at",
    "verify_consistency",
    "verify_inclusion",
]

HASH_BYTES: Final = 32
"""The length of a hash, SHA-256."""

EMPTY_ROOT: Final = sha256().digest()
"""The root of a tree without leaves, RFC 6962 section 2.1."""

Node: TypeAlias = tuple[int, int, bytes]
"""(level, index, hash) of a node whose leaves are all there."""


class Nodes(Protocol):
    """Where the hashes of a tree are kept."""

    def get(self, level: int, index: int) -> bytes:
        """Return the hash of node (level, index), which is asked for only when all its leaves are in the tree."""


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256 of 0x00 and the data, RFC 6962 section 2.1."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256 of 0x01 and both children, RFC 6962 section 2.1."""
    return sha256(b"\x01" + left + right).digest()


@frozen
class CompactRange:
    """The right edge of a tree, all that is needed to append to it and to know its root.

    ``hashes`` are those of the largest whole subtrees, from left to right: one for each 1 in ``size`` written in binary;
    `ProofError` for any other number of them.

    >>> tree, nodes = CompactRange().append(leaf_hash(b"a"), leaf_hash(b"b"), leaf_hash(b"c"))
    >>> [(level, index) for level, index, _ in nodes]
    [(0, 0), (0, 1), (1, 0), (0, 2)]
    >>> tree.root.hex()[:16], tree.size, len(tree.hashes)
    ('36642e73c2540ab1', 3, 2)
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __attrs_post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise ProofError(
                f"a tree of size {self.size} has one hash for each 1 in its size in binary, not {len(self.hashes)}; "
                "take the range from the nodes of the tree: CompactRange.of(nodes, size)"
            )

    @classmethod
    def of(cls, nodes: Nodes, size: int) -> "CompactRange":
        """Return the right edge of the tree of the first ``size`` leaves; reads at most log2(size) + 1 nodes."""
        return cls(size, tuple(nodes.get(level, index) for level, index in _whole(0, size)))

    def append(self, *leaves: bytes, every: int = 1) -> tuple["CompactRange", list[Node]]:
        """Return the tree with more leaves, given as hashes, and the nodes that are now whole, in the order they became so.

        They are the nodes of all levels, or above the leaves those of ``every`` so-manieth. Costs at most 2 node hashes a
        leaf on average.
        """
        size, hashes, nodes = self.size, list(self.hashes), []
        for leaf in leaves:
            level, index, node = 0, size, leaf
            if every == 1:
                nodes.append((0, index, node))
            while index & 1:
                level, index, node = level + 1, index >> 1, node_hash(hashes.pop(), node)
                if level % every == 0:
                    nodes.append((level, index, node))
            hashes.append(node)
            size += 1
        return CompactRange(size, tuple(hashes)), nodes

    @property
    def root(self) -> bytes:
        """The root of the tree, RFC 6962 section 2.1."""
        return _folded(self.hashes)


@frozen
class Tiled:
    """Nodes over a store that keeps only every ``height``-th level: 0, ``height``, 2 × ``height`` …

    The levels between are computed from the one below, at most ``2**(height - 1)`` reads for each. With a height of 4 a
    store keeps one node for 15 leaves beside the leaves themselves, and a proof over a million reads 150 at most.
    The idea is that of C2SP tlog-tiles, whose height is 8.
    """

    nodes: Nodes
    height: int = 4

    def get(self, level: int, index: int) -> bytes:
        """Return the hash of node (level, index)."""
        if level % self.height == 0:
            return self.nodes.get(level, index)
        return node_hash(self.get(level - 1, 2 * index), self.get(level - 1, 2 * index + 1))


def root_at(nodes: Nodes, size: int) -> bytes:
    """Return the root of the tree of the first ``size`` leaves, RFC 6962 section 2.1; reads O(log size) nodes."""
    return CompactRange.of(nodes, size).root


def inclusion_proof(nodes: Nodes, index: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that leaf ``index``, from 0, is in the tree of the first ``size`` leaves; RFC 6962 section 2.1.1.

    At most ceil(log2(size)) hashes, from the leaf's sibling up; O(log size) reads. Raises `ProofError` when there is no
    such leaf.
    """
    _leaf_of(index, size)
    begin, end, path = 0, size, []
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_hash(nodes, middle, end))
            end = middle
        else:
            path.append(_hash(nodes, begin, middle))
            begin = middle
    return tuple(reversed(path))


def consistency_proof(nodes: Nodes, old: int, size: int) -> tuple[bytes, ...]:
    """Return the proof that the tree of ``old`` leaves is the beginning of that of ``size``; RFC 6962 section 2.1.2.

    At most ceil(log2(size)) + 1 hashes; O(log size) reads. Empty for equal sizes, and for an ``old`` of 0, which begins
    every tree. Raises `ProofError` when ``old`` is greater than ``size``.
    """
    _sizes(old, size)
    begin, end, path = 0, size, []
    while old and end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            path.append(_hash(nodes, middle, end))
            end = middle
        else:
            path.append(_hash(nodes, begin, middle))
            begin = middle
    if begin:
        path.append(_hash(nodes, begin, end))
    return tuple(reversed(path))


def verify_inclusion(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return when the proof shows that the leaf with hash ``leaf`` is at ``index``, from 0, in the tree with this root.

    Raises `ProofError` when it does not; the algorithm is that of RFC 9162 section 2.1.3.2.
    """
    _leaf_of(index, size)
    _lengths(leaf, root, *proof)
    what = f"the proof for leaf {index} of {size}"
    at, last, node = index, size - 1, leaf
    for sibling in proof:
        if not last:
            raise ProofError(f"{what} has more hashes than it needs; it is not for this tree")
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            at, last = _up(at, last)
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError(f"{what} has fewer hashes than it needs; it is cut off")
    _same(node, root, what)


def verify_consistency(*, old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """Return when the proof shows that the tree of ``old`` leaves with ``old_root`` is the beginning of that with ``root``.

    Raises `ProofError` when it does not, and for an ``old`` of 0: an empty tree begins every other, so that a proof of
    it shows nothing. The algorithm is that of RFC 9162 section 2.1.4.2.
    """
    _sizes(old, size)
    _lengths(old_root, root, *proof)
    what = f"the proof from {old} to {size}"
    if not old:
        raise ProofError(f"{what} shows nothing: an empty tree begins every other; prove from an older size above 0")
    if old == size:
        if proof:
            raise ProofError(f"{what} has {len(proof)} hashes, and equal sizes need none; it is not for this tree")
        _same(old_root, root, what)
        return
    older, newer = _both_roots(old, size, proof if old & (old - 1) else (old_root, *proof), what)
    _same(older, old_root, f"{what}, old root:")
    _same(newer, root, f"{what}, new root:")


def _both_roots(old: int, size: int, proof: Sequence[bytes], what: str) -> tuple[bytes, bytes]:
    """Return the roots of both trees as a consistency proof gives them; its first hash is in both."""
    if not proof:
        raise ProofError(f"{what} is empty; it is cut off")
    at, last = old - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    older = newer = proof[0]
    for sibling in proof[1:]:
        if not last:
            raise ProofError(f"{what} has more hashes than it needs; it is not for this tree")
        if at & 1 or at == last:
            older, newer = node_hash(sibling, older), node_hash(sibling, newer)
            at, last = _up(at, last)
        else:
            newer = node_hash(newer, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofError(f"{what} has fewer hashes than it needs; it is cut off")
    return older, newer


def _up(at: int, last: int) -> tuple[int, int]:
    """Climb past the levels at which the node is the last and has no sibling."""
    while at and not at & 1:
        at, last = at >> 1, last >> 1
    return at, last


def _split(size: int) -> int:
    """Return the greatest power of 2 below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _whole(begin: int, end: int) -> Iterable[tuple[int, int]]:
    """Yield the addresses of the largest whole subtrees of a range that begins at a multiple of its first one."""
    while begin < end:
        level = (end - begin).bit_length() - 1
        yield level, begin >> level
        begin += 1 << level


def _hash(nodes: Nodes, begin: int, end: int) -> bytes:
    return _folded([nodes.get(level, index) for level, index in _whole(begin, end)])


def _folded(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    *rest, root = hashes
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


def _leaf_of(index: int, size: int) -> None:
    if not 0 <= index < size:
        raise ProofError(f"there is no leaf {index} in a tree of {size}; leaves count from 0 to the size less 1")


def _sizes(old: int, size: int) -> None:
    if not 0 <= old <= size:
        raise ProofError(f"a tree of {size} leaves cannot have grown from one of {old}; give the smaller size first")


def _lengths(*hashes: bytes) -> None:
    for found in hashes:
        if len(found) != HASH_BYTES:
            raise ProofError(f"a hash of {len(found)} bytes is not SHA-256, which has {HASH_BYTES}; the proof is damaged")


def _same(found: bytes, expected: bytes, what: str) -> None:
    if found != expected:
        raise ProofError(
            f"{what} leads to {found.hex()}, not to {expected.hex()}; "
            "the log was changed, or the proof belongs to another tree"
        )
