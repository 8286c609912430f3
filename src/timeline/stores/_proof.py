"""Proofs as texts that travel with their checkpoint, C2SP: that an entry is in the log, and that the log only grew."""

from collections.abc import Sequence
from typing import Final

from attrs import frozen

from timeline._text import short
from timeline.errors import ProofError
from timeline.stores._c2sp import as_text, base64_bytes, base64_text, decimal
from timeline.stores._keys import VerifierKey
from timeline.stores._merkle import HASH_BYTES, verify_consistency, verify_inclusion
from timeline.stores._note import Checkpoint, SignedNote

__all__ = ["ConsistencyProof", "InclusionProof"]

_HEADER: Final = "c2sp.org/tlog-proof@v1"
_MAX_HASHES: Final = 63


@frozen(kw_only=True)
class InclusionProof:
    """That a leaf is in a log: its index, the hashes from its sibling up, and the signed checkpoint that they lead to.

    The text is that of c2sp.org/tlog-proof; a file of it ends in ``.tlog-proof``::

        c2sp.org/tlog-proof@v1
        extra <base64>
        index <from 0>
        <base64 of a hash, one a line>

        <checkpoint>

    ``index`` counts from 0: it is the position of the entry less 1. ``extra`` is whatever the verifier may need to make
    the leaf, such as the data of an envelope; it is not vouched for. None: no such line.
    """

    index: int
    hashes: tuple[bytes, ...]
    note: SignedNote
    extra: bytes | None = None

    def __attrs_post_init__(self) -> None:
        _check(self.hashes)
        if self.index < 0 or self.extra == b"":
            raise ProofError(f"index {self.index}, extra {self.extra!r}: indices count from 0, extra data are not empty")

    @classmethod
    def parse(cls, data: bytes | str) -> "InclusionProof":
        """Return the proof of its bytes or text; `ProofError` where it is none. Nothing is verified yet."""
        lines, note = _parts(as_text(data))
        if not lines or lines.pop(0) != _HEADER:
            raise ProofError(f"the proof does not begin with {_HEADER}; it is in another form or of a newer version")
        extra = base64_bytes(_after("extra", lines), "the extra data") if lines and lines[0].startswith("extra ") else None
        index = decimal(_after("index", lines), "the index")
        return cls(index=index, hashes=_hashes(lines), note=note, extra=extra)

    def encode(self) -> bytes:
        """Return the text of the proof, in UTF-8."""
        extra = [] if self.extra is None else [f"extra {base64_text(self.extra)}"]
        return _text([_HEADER, *extra, f"index {self.index}"], self.hashes, self.note)

    def verify(self, leaf: bytes, key: VerifierKey, *, origin: str | None = None) -> Checkpoint:
        """Return the checkpoint of the log that holds the leaf, given as hash; ``origin`` as `Checkpoint.open` takes it.

        Raises `ProofError` where the checkpoint is not signed by the key, or the leaf is not in its tree at this index.
        """
        checkpoint = Checkpoint.open(self.note, key, origin=origin)
        verify_inclusion(leaf=leaf, index=self.index, size=checkpoint.size, proof=self.hashes, root=checkpoint.root)
        return checkpoint


@frozen(kw_only=True)
class ConsistencyProof:
    """That a log only grew: the size it had, the hashes, and the signed checkpoint that it has come to.

    The text is the body of a request ``add-checkpoint`` of c2sp.org/tlog-witness, which a witness takes as it is::

        old <size>
        <base64 of a hash, one a line>

        <checkpoint>
    """

    old: int
    hashes: tuple[bytes, ...]
    note: SignedNote

    def __attrs_post_init__(self) -> None:
        _check(self.hashes)
        if self.old < 0:
            raise ProofError(f"the old size is {self.old}; sizes are 0 or more")

    @classmethod
    def parse(cls, data: bytes | str) -> "ConsistencyProof":
        """Return the proof of its bytes or text; `ProofError` where it is none. Nothing is verified yet."""
        lines, note = _parts(as_text(data))
        old = decimal(_after("old", lines), "the old size")
        return cls(old=old, hashes=_hashes(lines), note=note)

    def encode(self) -> bytes:
        """Return the text of the proof, in UTF-8."""
        return _text([f"old {self.old}"], self.hashes, self.note)

    def verify(self, old: Checkpoint, key: VerifierKey) -> Checkpoint:
        """Return the new checkpoint when the log that ``old`` is of has only grown since; ``old`` was verified before.

        From a size of 0 every log has grown, and the proof is empty. Raises `ProofError` where the checkpoint is not signed
        by the key, is of another log, or the older tree is not the beginning of the newer.
        """
        checkpoint = Checkpoint.open(self.note, key, origin=old.origin)
        if old.size != self.old:
            raise ProofError(f"the proof is from size {self.old}, and the checkpoint of {old.size}; ask for a proof from that")
        if old.size or self.hashes:
            verify_consistency(
                old=old.size, size=checkpoint.size, proof=self.hashes, old_root=old.root, root=checkpoint.root
            )
        return checkpoint


def _parts(text: str) -> tuple[list[str], SignedNote]:
    """Return the lines before the first empty one, and the note behind it."""
    head, parted, note = text.partition("\n\n")
    if not parted:
        raise ProofError(f"{short(text)} is not a proof: lines, an empty line, a checkpoint; it may be cut off")
    return head.split("\n"), SignedNote.parse(note)


def _after(word: str, lines: list[str]) -> str:
    """Take the next line, which begins with the word, and return the rest of it."""
    line = lines.pop(0) if lines else ""
    if not line.startswith(f"{word} "):
        raise ProofError(f"the proof has {short(line)} where the line of the {word} should be; it is damaged")
    return line.removeprefix(f"{word} ")


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    return tuple(base64_bytes(line, f"hash {number} of the proof") for number, line in enumerate(lines, 1))


def _check(hashes: Sequence[bytes]) -> None:
    if len(hashes) > _MAX_HASHES:
        raise ProofError(f"the proof has {len(hashes)} hashes, and none needs more than {_MAX_HASHES}; it is damaged")
    for number, found in enumerate(hashes, 1):
        if len(found) != HASH_BYTES:
            raise ProofError(f"hash {number} of the proof has {len(found)} bytes, not {HASH_BYTES}; it is damaged")


def _text(head: Sequence[str], hashes: Sequence[bytes], note: SignedNote) -> bytes:
    return "\n".join([*head, *map(base64_text, hashes), "", str(note)]).encode()
