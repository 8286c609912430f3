"""Keys, signed notes and checkpoints are those of C2SP: other people's verify here, and what is off is refused."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge import KEY
from merkle_vectors import VECTORS, log_entries
from timeline import MissingExtraError, ProofError
from timeline.stores._c2sp import MAX_NOTE, base64_text
from timeline.stores._keys import SigningKey, VerifierKey
from timeline.stores._merkle import EMPTY_ROOT, CompactRange, leaf_hash
from timeline.stores._note import Checkpoint, Signature, SignedNote, sign

LOG_KEY = VerifierKey.parse((VECTORS / "tlog" / "VKEY").read_text(encoding="ascii").strip())
PUBLIC = KEY.verifier
KEY_NAMED = SigningKey("a", bytes(32))
OTHER = SigningKey("example.com/front", bytes(32))
EMPTY = Checkpoint(origin="example.com/front", size=0, root=EMPTY_ROOT)
NOTE = sign("A note.\n", KEY)
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n")).map(lambda text: f"{text}\n")


# Other people's


@pytest.mark.parametrize("size", range(16))
def test_the_checkpoints_of_others_verify_and_their_entries_hash_to_the_roots(size: int) -> None:
    data = (VECTORS / "tlog" / f"checkpoint.{size}").read_bytes()
    checkpoint = Checkpoint.open(SignedNote.parse(data), LOG_KEY)
    tree, _ = CompactRange().append(*map(leaf_hash, log_entries()[:size]))
    assert checkpoint == Checkpoint(origin="example.com/log/testdata", size=size, root=tree.root)
    assert SignedNote.parse(data).encode() == data


def test_there_are_sixteen_of_them() -> None:
    assert len(list((VECTORS / "tlog").glob("checkpoint.*"))) == 16


def test_the_example_of_the_specification_verifies() -> None:
    key = VerifierKey.parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
    note = SignedNote.parse(
        "This is an example message.\n\n"
        "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    assert note.verify(key) == (key,)


def test_the_example_of_the_go_library_is_signed_byte_for_byte() -> None:
    key = SigningKey.parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
    assert str(key.verifier) == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    line = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    assert str(sign(text, key)) == f"{text}\n{line}\n"


# Keys


@given(st.binary(min_size=32, max_size=32))
def test_keys_read_back(seed: bytes) -> None:
    key = SigningKey("example.com/front", seed)
    assert SigningKey.parse(key.secret()) == key
    assert VerifierKey.parse(str(key.verifier)) == key.verifier


def test_a_signing_key_is_never_shown() -> None:
    seed = KEY.secret()[-40:-4]
    broken = [KEY.secret()[:-1], KEY.secret() + "\n", KEY.secret().replace("+AQ", "+BA"), KEY.secret()[8:], f"{KEY.secret()}=="]
    shown = [repr(KEY), str(KEY)]
    for text in broken:
        with pytest.raises(ProofError) as caught:
            SigningKey.parse(text)
        shown.append(str(caught.value))
    assert shown[:2] == ["SigningKey(name='example.com/front')"] * 2
    assert len(shown) == 7
    assert [text for text in shown if seed in text] == []


VKEY = str(KEY.verifier)
KEY_ID = KEY.verifier.id.hex()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the verifier key is not name, id of 8 hex digits and base64, joined by +"),
        (VKEY.replace(KEY_ID, KEY_ID.upper() + "A"), "the verifier key is not name, id of 8 hex digits and base64"),
        (VKEY.replace(KEY_ID, "00000000"), f"the key of example.com/front has the id {KEY_ID}, not 00000000; name or key was"),
        (VKEY[:-1], "the verifier key of example.com/front does not end in standard base64; copy the whole line"),
        (
            f"a+{KEY_ID}+{base64_text(bytes([4]) + bytes(32))}",
            "the verifier key of a is of type 4, and only Ed25519, type 1, is known",
        ),
        (f"a+{KEY_ID}+{base64_text(bytes([1]) + bytes(31))}", "a key of 31 bytes; those of Ed25519 have 32"),
        (f"+{KEY_ID}+{base64_text(bytes([1]) + bytes(32))}", "'' is not the name of a key, which has no blanks and no +"),
        (f"a b+{KEY_ID}+{base64_text(bytes([1]) + bytes(32))}", "'a b' is not the name of a key"),
        (f"a\x00+{KEY_ID}+{base64_text(bytes([1]) + bytes(32))}", "'a\\x00' is not the name of a key"),
    ],
    ids=range(9),
)
def test_what_is_not_a_verifier_key_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProofError) as caught:
        VerifierKey.parse(text)
    assert message in str(caught.value)


def test_a_name_with_a_plus_is_refused() -> None:
    with pytest.raises(ProofError, match=r"'a\+b' is not the name of a key"):
        VerifierKey("a+b", KEY.verifier.public)


def test_a_verifier_key_cannot_sign() -> None:
    with pytest.raises(ProofError, match=r"the text is not a signing key, which begins with PRIVATE\+KEY\+"):
        SigningKey.parse(VKEY)


def test_a_signing_key_with_another_id_is_refused() -> None:
    with pytest.raises(ProofError, match=f"has the id {KEY_ID}, not 00000000"):
        SigningKey.parse(KEY.secret().replace(KEY_ID, "00000000"))


def test_a_seed_has_32_bytes() -> None:
    with pytest.raises(ProofError, match="a key of 33 bytes"):
        SigningKey("a", bytes(33))


def test_a_public_key_that_is_no_point_of_the_curve_verifies_nothing() -> None:
    key = VerifierKey("a", b"\x02" + bytes(30) + b"\xff")
    with pytest.raises(ProofError, match="the signature of a does not hold"):
        key.verify(bytes(64), b"")


@pytest.mark.parametrize("act", [lambda: NOTE.verify(PUBLIC), lambda: sign("A note.\n", KEY)], ids=["verify", "sign"])
def test_without_the_extra_the_error_names_it(act, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.ed25519", None)
    with pytest.raises(MissingExtraError, match=r"pip install -e '\.\[proofs\]'") as caught:
        act()
    assert caught.value.extra == "proofs"


# Notes


@given(TEXTS)
def test_a_note_reads_back_and_verifies(text: str) -> None:
    note = sign(text, KEY, KEY_NAMED)
    assert SignedNote.parse(note.encode()) == SignedNote.parse(str(note)) == note
    assert note.verify(KEY.verifier) == (KEY.verifier,)
    assert note.verify(KEY_NAMED.verifier, KEY.verifier) == (KEY.verifier, KEY_NAMED.verifier)
    assert note.text == text


@given(st.integers(0, 7), st.data())
def test_any_changed_bit_of_a_note_is_refused(bit: int, data) -> None:
    note = bytearray(NOTE.encode())
    note[data.draw(st.integers(0, len(note) - 1))] ^= 1 << bit
    with pytest.raises(ProofError):
        SignedNote.parse(bytes(note)).verify(KEY.verifier)


def test_signatures_of_unknown_keys_are_passed_over_also_of_the_same_name() -> None:
    assert sign("A note.\n", OTHER, KEY, KEY_NAMED).verify(KEY.verifier) == (KEY.verifier,)


def test_a_key_that_has_signed_twice_is_told_once() -> None:
    assert sign("A note.\n", KEY, KEY).verify(KEY.verifier) == (KEY.verifier,)


def test_a_wrong_signature_of_a_known_key_spoils_the_note_though_another_is_right() -> None:
    wrong = Signature(KEY.name, KEY.verifier.id, bytes(64))
    note = SignedNote("A note.\n", (*sign("A note.\n", KEY_NAMED).signatures, wrong))
    assert note.verify(KEY_NAMED.verifier) == (KEY_NAMED.verifier,)
    with pytest.raises(ProofError, match=r"the signature of example\.com/front does not hold"):
        note.verify(KEY_NAMED.verifier, KEY.verifier)


def test_a_note_that_none_of_the_keys_signed_is_refused_with_the_names() -> None:
    with pytest.raises(ProofError) as caught:
        NOTE.verify(OTHER.verifier)
    keys = [f"{key.name}+{key.verifier.id.hex()}" for key in (KEY, OTHER)]
    how = "give the public key that begins so, or do not rely on the note"
    assert str(caught.value) == f"the note is signed by the key {keys[0]}, not by {keys[1]}; {how}"
    assert str(KEY.verifier).startswith(keys[0])
    with pytest.raises(ProofError, match="not by no key"):
        NOTE.verify()


@pytest.mark.parametrize("count", [16, 100])
def test_notes_of_many_signatures_are_read(count: int) -> None:
    keys = [SigningKey(f"witness.example/{number}", bytes(32)) for number in range(count)]
    note = SignedNote.parse(sign("A note.\n", *keys).encode())
    assert len(note.verify(*(key.verifier for key in keys))) == count


LINE = str(NOTE.signatures[0])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "'' is not a note: text, an empty line, signature lines; it may be cut off"),
        (b"\xff", "is not UTF-8; it is not a note, or damaged"),
        ("\ud800", "is not UTF-8"),
        (b"x" * (MAX_NOTE + 1), "the note has 1,000,001 bytes, the limit is 1,000,000; it is not one of a log"),
        ("A note.\n\n", "is not a note"),
        (f"A note.\n\n{LINE}", "is not a note"),
        (f"A note.\n{LINE}\n", "is not a note"),
        (f"A\tnote.\n\n{LINE}\n", "is not the text of a note"),
        (f"A note.\r\n\n{LINE}\n", "is not the text of a note"),
        (f"A note.\n\n{LINE[1:]}\n", "is not a signature line: a dash, the name of the key, base64; it may be cut off"),
        ("A note.\n\n— name\n", "'\\u2014 name' is not a signature line"),
        (f"A note.\n\n{LINE} \n", "the signature of 'example.com/front' is not standard base64"),
        (f"A note.\n\n{LINE[:-1]}\n", "the signature of 'example.com/front' is not standard base64"),
        (f"A note.\n\n{LINE[:-2]}x=\n", "the signature of 'example.com/front' is not standard base64"),
        ("A note.\n\n— name AAAA\n", "a signature has the 4 bytes of its key's id and then its own; the line is cut off"),
        ("A note.\n\n— name AAAAAA==\n", "a signature has the 4 bytes of its key's id and then its own"),
        ("A note.\n\n— a+b AAAAAAA=\n", "'a+b' is not the name of a key"),
    ],
    ids=range(17),
)
def test_what_is_not_a_note_is_refused(data: bytes | str, message: str) -> None:
    with pytest.raises(ProofError) as caught:
        SignedNote.parse(data)
    assert message in str(caught.value)


@pytest.mark.parametrize("text", ["", "A note.", "A\x07note.\n", "\ud800\n"])
def test_only_whole_lines_can_be_signed(text: str) -> None:
    with pytest.raises(ProofError):
        sign(text, KEY)


def test_a_note_without_signatures_is_none() -> None:
    with pytest.raises(ProofError, match="the note has no signature"):
        sign("A note.\n")


# Checkpoints


@given(st.integers(1, 2**60), st.binary(min_size=32, max_size=32), st.lists(st.text("abc — ", min_size=1)))
def test_a_checkpoint_reads_back(size: int, root: bytes, extensions: list[str]) -> None:
    checkpoint = Checkpoint(origin="example.com/front", size=size, root=root, extensions=tuple(extensions))
    assert Checkpoint.parse(checkpoint.text()) == checkpoint
    note = SignedNote.parse(sign(checkpoint.text(), KEY, KEY_NAMED).encode())
    assert Checkpoint.open(note, KEY.verifier) == checkpoint


def test_a_checkpoint_must_be_of_the_log_that_one_asks_for() -> None:
    note = sign(EMPTY.text(), KEY_NAMED)
    with pytest.raises(ProofError, match=r"the checkpoint is of 'example\.com/front', not of 'a'; take that log's own"):
        Checkpoint.open(note, KEY_NAMED.verifier)
    assert Checkpoint.open(note, KEY_NAMED.verifier, origin="example.com/front") == EMPTY
    with pytest.raises(ProofError, match=r"not of 'example\.com/back'"):
        Checkpoint.open(note, KEY_NAMED.verifier, origin="example.com/back")


def test_a_checkpoint_that_the_key_did_not_sign_is_refused() -> None:
    with pytest.raises(ProofError, match=r"the note is signed by the key example\.com/front\+[0-9a-f]{8}, not by"):
        Checkpoint.open(sign(EMPTY.text(), OTHER), KEY.verifier)


ROOT = base64_text(EMPTY_ROOT)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is not a checkpoint: lines of origin, size and root; it may be cut off"),
        (f"a\n0\n{ROOT}", "is not a checkpoint"),
        (f"a\n0\n{ROOT}\nan extension that is cut o", "is not a checkpoint"),
        ("a\n0\n", "is not a checkpoint"),
        (f"\n0\n{ROOT}\n", "'' is not a line of a checkpoint, which is not empty and without controls"),
        (f"a\n0\n{ROOT}\n\nx\n", "'' is not a line of a checkpoint"),
        (f"a\n0\n{ROOT}\n\tx\n", "'\\tx' is not a line of a checkpoint"),
        (f"a\n01\n{ROOT}\n", "the size of a checkpoint is '01', not a whole number without leading zeros; it is damaged"),
        (f"a\n-1\n{ROOT}\n", "the size of a checkpoint is '-1'"),
        (f"a\n٣\n{ROOT}\n", "the size of a checkpoint is "),
        (f"a\n{'9' * 20}\n{ROOT}\n", "the size of a checkpoint is "),
        (f"a\n1\n{ROOT[:-4]}\n", "size 1 with a root of 30 bytes; sizes are 0 or more, roots 32 bytes"),
        ("a\n1\nAB==\n", "the root of a checkpoint is not standard base64: 'AB=='; it is damaged"),
        (f"a\n0\n{base64_text(bytes(32))}\n", "a checkpoint of size 0 has a root that is not the empty tree's; it is damaged"),
    ],
    ids=range(14),
)
def test_what_is_not_a_checkpoint_is_refused(text: str, message: str) -> None:
    with pytest.raises(ProofError) as caught:
        Checkpoint.parse(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("values", [{"origin": "a\nb"}, {"size": -1}, {"root": b""}, {"extensions": ("",)}])
def test_a_checkpoint_that_could_not_be_written_cannot_be_made(values) -> None:
    good = {"origin": "a", "size": 1, "root": bytes(32)}
    assert Checkpoint(**good).size == 1
    with pytest.raises(ProofError):
        Checkpoint(**good | values)


def test_a_private_key_that_is_taken_for_a_note_is_not_shown() -> None:
    with pytest.raises(ProofError) as caught:
        SignedNote.parse(SigningKey("a", bytes(range(32))).secret())
    assert str(caught.value) == "the text is a private key, not a note; keep it to yourself, and give the note"
