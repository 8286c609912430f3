"""Signed notes and checkpoints, C2SP: short texts that say how far a log has come, under signatures that others check.

The formats are those of c2sp.org/signed-note and c2sp.org/tlog-checkpoint.
"""

from typing import Final

from attrs import frozen

from timeline._text import short
from timeline.errors import ProofError
from timeline.stores._c2sp import CONTROL, as_text, base64_bytes, base64_text, check_name, decimal
from timeline.stores._keys import KEY_ID_BYTES, SECRET, SigningKey, VerifierKey
from timeline.stores._merkle import EMPTY_ROOT, HASH_BYTES

__all__ = ["Checkpoint", "Signature", "SignedNote", "sign"]

_DASH: Final = "\u2014 "


@frozen
class Signature:
    """One signature line of a note: the name and the id of the key, and the bytes of the signature."""

    name: str
    key_id: bytes
    value: bytes

    def __attrs_post_init__(self) -> None:
        check_name(self.name)
        if len(self.key_id) != KEY_ID_BYTES or not self.value:
            raise ProofError("a signature has the 4 bytes of its key's id and then its own; the line is cut off")

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64_text(self.key_id + self.value)}"


@frozen
class SignedNote:
    """A text that ends with a line break, and the signatures under it; nothing in it holds before `verify` has returned."""

    text: str
    signatures: tuple[Signature, ...]

    def __attrs_post_init__(self) -> None:
        as_text(self.text)
        if not self.text.endswith("\n") or CONTROL.search(self.text):
            raise ProofError(f"{short(self.text)} is not the text of a note: that ends with a line break, without controls")
        if not self.signatures:
            raise ProofError("the note has no signature; take one that has")

    @classmethod
    def parse(cls, data: bytes | str) -> "SignedNote":
        """Return the note of its bytes or text; `ProofError` where it is not one. The signatures are not checked yet."""
        text = as_text(data)
        if text.startswith(SECRET):
            raise ProofError("the text is a private key, not a note; keep it to yourself, and give the note")
        body, parted, lines = text.rpartition("\n\n")
        if not parted or not lines.endswith("\n"):
            raise ProofError(f"{short(text)} is not a note: text, an empty line, signature lines; it may be cut off")
        return cls(f"{body}\n", tuple(_signature(line) for line in lines[:-1].split("\n")))

    def encode(self) -> bytes:
        """Return the note as bytes in UTF-8."""
        return f"{self}".encode()

    def __str__(self) -> str:
        return f"{self.text}\n" + "".join(f"{signature}\n" for signature in self.signatures)

    def verify(self, *keys: VerifierKey) -> tuple[VerifierKey, ...]:
        """Return the keys, of those given, that have signed; signatures of others are passed over, as C2SP says.

        Raises `ProofError` when none of them has signed, or when a signature of one of them is wrong.
        """
        known = {(key.name, key.id): key for key in keys}
        signed: dict[VerifierKey, None] = {}
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                key.verify(signature.value, self.text.encode())
                signed[key] = None
        if not signed:
            names = ", ".join(f"{signature.name}+{signature.key_id.hex()}" for signature in self.signatures)
            wanted = ", ".join(f"{key.name}+{key.id.hex()}" for key in keys) or "no key"
            how = "give the public key that begins so, or do not rely on the note"
            raise ProofError(f"the note is signed by the key {names}, not by {wanted}; {how}")
        return tuple(signed)


def sign(text: str, *keys: SigningKey) -> SignedNote:
    """Return the text, which ends with a line break, signed by each key.

    Ed25519 is deterministic: the same text and key give the same note. Raises `MissingExtraError` without the extra
    ``proofs``.
    """
    data = as_text(text).encode()
    return SignedNote(text, tuple(Signature(key.name, key.verifier.id, key.sign(data)) for key in keys))


def _signature(line: str) -> Signature:
    name, parted, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not parted:
        raise ProofError(f"{short(line)} is not a signature line: a dash, the name of the key, base64; it may be cut off")
    data = base64_bytes(encoded, f"the signature of {short(name)}")
    return Signature(name, data[:KEY_ID_BYTES], data[KEY_ID_BYTES:])


@frozen(kw_only=True)
class Checkpoint:
    """How far a log has come: its origin, how many entries it has, and the root of its tree; c2sp.org/tlog-checkpoint.

    ``extensions`` are further lines, opaque; C2SP advises against them. Raises `ProofError` where something is off.

    >>> print(Checkpoint(origin="example.com/front", size=0, root=EMPTY_ROOT).text(), end="")
    example.com/front
    0
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __attrs_post_init__(self) -> None:
        for line in (self.origin, *self.extensions):
            if not line or "\n" in line or CONTROL.search(line):
                raise ProofError(f"{short(line)} is not a line of a checkpoint, which is not empty and without controls")
        if self.size < 0 or len(self.root) != HASH_BYTES:
            raise ProofError(f"size {self.size} with a root of {len(self.root)} bytes; sizes are 0 or more, roots 32 bytes")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise ProofError("a checkpoint of size 0 has a root that is not the empty tree's; it is damaged")

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Return the checkpoint that the text of a note tells; `ProofError` where it is none."""
        lines = text.split("\n")
        if len(lines) < 4 or lines.pop():
            raise ProofError(f"{short(text)} is not a checkpoint: lines of origin, size and root; it may be cut off")
        origin, size, root, *extensions = lines
        return cls(
            origin=origin,
            size=decimal(size, "the size of a checkpoint"),
            root=base64_bytes(root, "the root of a checkpoint"),
            extensions=tuple(extensions),
        )

    @classmethod
    def open(cls, note: SignedNote, key: VerifierKey, *, origin: str | None = None) -> "Checkpoint":
        """Return the checkpoint of a note that the log's key has signed.

        ``origin`` is the log that it must be of; None: the log whose name is the key's, as C2SP advises. Raises
        `ProofError` where the signature or the origin is another.
        """
        note.verify(key)
        checkpoint = cls.parse(note.text)
        wanted = key.name if origin is None else origin
        if checkpoint.origin != wanted:
            raise ProofError(f"the checkpoint is of {short(checkpoint.origin)}, not of {short(wanted)}; take that log's own")
        return checkpoint

    def text(self) -> str:
        """Return the text to be signed."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, base64_text(self.root), *self.extensions))
