"""Keys of Ed25519 as texts, C2SP: what a log signs with, and what others check it with.

The formats are those of c2sp.org/signed-note, signatures those of RFC 8032. The extra ``proofs`` brings the arithmetic.
"""

import re
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from timeline.errors import MissingExtraError, ProofError
from timeline.stores._c2sp import base64_bytes, base64_text, check_name

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

__all__ = ["KEY_ID_BYTES", "SECRET", "SigningKey", "VerifierKey"]

KEY_ID_BYTES: Final = 4
"""The length of the id that tells keys of one name apart."""

_ED25519: Final = b"\x01"
_KEY_BYTES: Final = 32
SECRET: Final = "PRIVATE+KEY+"
"""How the text of a private key begins."""
_PARTS: Final = re.compile(r"([^+]*)\+([0-9a-f]{8})\+(.+)", re.DOTALL)


@frozen
class VerifierKey:
    """The public half of a key: its name, by custom a URL without scheme, and the 32 bytes of Ed25519.

    >>> key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    >>> key.name, key.id.hex(), str(VerifierKey.parse(str(key)))[:24]
    ('example.com/foo', '530d903a', 'example.com/foo+530d903a')
    """

    name: str
    public: bytes

    def __attrs_post_init__(self) -> None:
        check_name(self.name)
        _check_length(self.public)

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Return the key of a vkey, ``name+id+base64``, c2sp.org/signed-note; `ProofError` where it is not one."""
        name, key_id, public = _parts(text, "the verifier key")
        key = cls(name, public)
        _check_id(key, key_id)
        return key

    @property
    def id(self) -> bytes:
        """The 4 bytes that tell keys of one name apart: SHA-256 of the name, a line break, 0x01 and the public key."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:KEY_ID_BYTES]

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return when the signature is this key's over the data; `ProofError` when it is not."""
        try:
            from cryptography.exceptions import InvalidSignature
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
        except ImportError:
            raise MissingExtraError("proofs", "checking a signature", "cryptography") from None
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, data)
        except (InvalidSignature, ValueError):
            raise ProofError(f"the signature of {self.name} does not hold; the text was changed, do not rely on it") from None

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64_text(_ED25519 + self.public)}"


@frozen
class SigningKey:
    """The private half of a key: its name and the 32 bytes of seed of Ed25519, RFC 8032 section 5.1.5; never shown.

    >>> SigningKey("example.com/front", bytes(32))
    SigningKey(name='example.com/front')
    """

    name: str
    seed: bytes = field(repr=False)

    def __attrs_post_init__(self) -> None:
        check_name(self.name)
        _check_length(self.seed)

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        """Return the key of ``PRIVATE+KEY+name+id+base64``, the form of Go's sumdb/note; `ProofError` where it is not one.

        Raises `MissingExtraError` without the extra ``proofs``, as everything that signs or verifies.
        """
        if not text.startswith(SECRET):
            raise ProofError(f"the text is not a signing key, which begins with {SECRET}; give the private key")
        name, key_id, seed = _parts(text.removeprefix(SECRET), "the signing key")
        key = cls(name, seed)
        _check_id(key.verifier, key_id)
        return key

    @property
    def verifier(self) -> VerifierKey:
        """The public half, to be given to everybody who checks."""
        return VerifierKey(self.name, _private(self.seed).public_key().public_bytes_raw())

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of signature over the data; the same for the same data."""
        return _private(self.seed).sign(data)

    def secret(self) -> str:
        """Return ``PRIVATE+KEY+name+id+base64``: whoever reads it can sign as the log; keep it where only the log reads."""
        return f"{SECRET}{self.name}+{self.verifier.id.hex()}+{base64_text(_ED25519 + self.seed)}"


def _private(seed: bytes) -> "Ed25519PrivateKey":
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError:
        raise MissingExtraError("proofs", "signing", "cryptography") from None
    return Ed25519PrivateKey.from_private_bytes(seed)


def _parts(text: str, what: str) -> tuple[str, str, bytes]:
    """Return name, id and key of ``name+id+base64``; no error shows the text, which may be secret."""
    if not (found := _PARTS.fullmatch(text)):
        raise ProofError(f"{what} is not name, id of 8 hex digits and base64, joined by +; copy the whole line, without blanks")
    name, key_id, encoded = found.groups()
    try:
        data = base64_bytes(encoded, what)
    except ProofError:
        raise ProofError(f"{what} of {name} does not end in standard base64; copy the whole line") from None
    if data[:1] != _ED25519:
        raise ProofError(f"{what} of {name} is of type {data[0]}, and only Ed25519, type 1, is known; give a key of that type")
    return name, key_id, data[1:]


def _check_id(key: VerifierKey, key_id: str) -> None:
    if key.id.hex() != key_id:
        raise ProofError(f"the key of {key.name} has the id {key.id.hex()}, not {key_id}; name or key was changed")


def _check_length(key: bytes) -> None:
    if len(key) != _KEY_BYTES:
        raise ProofError(f"a key of {len(key)} bytes; those of Ed25519 have {_KEY_BYTES}")
