"""The conformance vectors, the recursive definitions of RFC 6962 to hold the quick ones to, and a tree in memory."""

from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from timeline.stores._merkle import CompactRange, leaf_hash

VECTORS = Path(__file__).parent / "data" / "merkle"


def unhex(texts: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def unbase64(texts: Sequence[str] | None) -> list[bytes]:
    return [b64decode(text) for text in texts or []]


def log_entries() -> list[bytes]:
    """The entries of the C2SP log: each after its length in 2 bytes, most significant first."""
    data, entries = (VECTORS / "tlog" / "entries").read_bytes(), []
    while data:
        end = 2 + int.from_bytes(data[:2])
        entries.append(data[2:end])
        data = data[end:]
    return entries


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, over the hashes of leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    split = greatest_power_below(len(leaves))
    return sha256(b"\x01" + tree_hash(leaves[:split]) + tree_hash(leaves[split:])).digest()


def path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    split = greatest_power_below(len(leaves))
    if index < split:
        return [*path(index, leaves[:split]), tree_hash(leaves[split:])]
    return [*path(index - split, leaves[split:]), tree_hash(leaves[:split])]


def subproof(old: int, leaves: Sequence[bytes], complete: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2; ``complete`` is its b."""
    if old == len(leaves):
        return [] if complete else [tree_hash(leaves)]
    split = greatest_power_below(len(leaves))
    if old <= split:
        return [*subproof(old, leaves[:split], complete), tree_hash(leaves[split:])]
    return [*subproof(old - split, leaves[split:], False), tree_hash(leaves[:split])]


def greatest_power_below(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


class Kept:
    """Nodes in memory."""

    def __init__(self, *leaves: bytes, height: int = 1) -> None:
        self.tree, nodes = CompactRange().append(*leaves)
        self.hashes = {(level, index): node for level, index, node in nodes if level % height == 0}

    def get(self, level: int, index: int) -> bytes:
        return self.hashes[level, index]


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(size)]
