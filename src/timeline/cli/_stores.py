"""The commands for stores: append, verify, prove, redact, salvage, and key, which makes a key to prove with."""

import os
import sys
from pathlib import Path

import click

from timeline import Entry, RecordError, StoreError, stores
from timeline._text import short
from timeline.codecs import decode

__all__ = ["STORE_COMMANDS", "open_story"]

_STORY = click.option("--story", metavar="NAME", default="main", help="Which story of the store; main by default.")
_KEY = click.option("--key", metavar="FILE", required=True, help="The private key, as `timeline key` makes it.")


def open_story(file: str, story: str, *, readonly: bool = False, key: stores.SigningKey | None = None) -> stores.VerifiableStore:
    """Return the store of a story that is there; raises `StoreError` with the names of those that are."""
    _there(file)
    known = stores.stories(file)
    if story not in known:
        there = f"; it has {', '.join(map(repr, known))}: name one with --story" if known else ": it is empty"
        raise StoreError(f"{file} has no story {story!r}{there}")
    return stores.open(file, story, readonly=readonly, key=key)


@click.command("append")
@click.argument("store")
@click.argument("file")
@_STORY
@click.option("--expected", type=int, metavar="POSITION", help="Refuse unless the store stands there.")
@click.option("--history", is_flag=True, help="Keep the recorded times of FILE, which is history, instead of now.")
def append(store: str, file: str, *, story: str, expected: int | None, history: bool) -> None:
    """Append the entries of FILE, JSON Lines or - for the standard input, to STORE: all of them or none.

    STORE is made where there is none. What is there already is passed over.
    """
    entries = _entries(file)
    with stores.open(store, story) as opened:
        if history:
            done = opened.import_history(entries, expected=expected)
        else:
            done = opened.append(*(entry.event for entry in entries), expected=expected)
        at = "" if done.head.recorded is None else f", recorded {done.head.recorded.text}"
        click.echo(f"{store}: {len(done.added)} new, {len(done.known)} known; now at position {done.head.position}{at}")


@click.command("verify")
@click.argument("store")
@click.option("--story", metavar="NAME", help="Only this story; all of them by default.")
@click.option("--against", metavar="FILE", help="A checkpoint that was kept elsewhere; needs --vkey.")
@click.option("--vkey", metavar="KEY", help="The public key that the checkpoint is signed with.")
def verify(store: str, *, story: str | None, against: str | None, vkey: str | None) -> None:
    """See that STORE is as it was recorded, and name the first bad position where it is not (exit 1)."""
    if (against is None) != (vkey is None):
        raise click.UsageError("--against and --vkey go together: a checkpoint, and the key that it is signed with")
    _there(store)
    names = [story] if story is not None else list(stores.stories(store)) or ["main"]
    for name in names:
        with open_story(store, name, readonly=True) if story else stores.open(store, name, readonly=True) as opened:
            found = opened.verify(against=None if against is None else _checkpoint(against, vkey or "", name))
            kept = f"the head outside vouches for {found.kept}" if found.kept is not None else "no head is kept outside"
            struck = f", {len(found.redacted)} redacted" if found.redacted else ""
            click.echo(f"{store}: story {name}: {found.size} entries whole{struck}, root {found.root.hex()}; {kept}")
            if found.torn is not None:
                click.echo(found.torn)


@click.command("prove")
@click.argument("store")
@click.argument("position", type=int, required=False)
@click.option("--since", type=int, metavar="SIZE", help="Prove that the log only grew since it had SIZE entries.")
@_KEY
@_STORY
def prove(store: str, position: int | None, *, since: int | None, key: str, story: str) -> None:
    """Print the proof that entry POSITION is in STORE, or with --since that it only grew; with neither, a checkpoint.

    The forms are those of C2SP: a tlog-proof, the body of add-checkpoint, a signed checkpoint.
    """
    if position is not None and since is not None:
        raise click.UsageError("give a POSITION or --since, not both: they are two proofs")
    signing = stores.SigningKey.parse(Path(key).read_text(encoding="ascii", errors="replace").strip())
    with open_story(store, story, key=signing, readonly=True) as opened:
        if position is not None:
            made = opened.prove(position).encode()
        else:
            made = opened.checkpoint().encode() if since is None else opened.prove_since(since).encode()
        click.echo(made.decode(), nl=False)


@click.command("redact")
@click.argument("store")
@click.argument("position", type=int)
@click.option("--by", required=True, metavar="WHO", help="Who redacts: a person or a desk.")
@click.option("--ground", required=True, metavar="WORDS", help="On what ground, such as the court and number of an order.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_STORY
def redact(store: str, position: int, *, by: str, ground: str, yes: bool, story: str) -> None:
    """Take the payload of entry POSITION out of every file of STORE, for good; a tombstone says who, when and why."""
    with open_story(store, story) as opened:
        if not yes:
            click.confirm(f"Entry {position} of {store} will be gone and cannot be brought back. Go on?", abort=True)
        done = opened.redact(position, by=by, ground=ground)
    click.echo(f"{store}: entry {position} is redacted, by {by}, {done.tombstone.said.text}, {ground}")
    if done.named_by:
        click.echo(f"{store}: look also at {', '.join(map(str, done.named_by))}, which name it by its id")


@click.command("salvage")
@click.argument("store")
@click.argument("target")
@_STORY
def salvage(store: str, target: str, story: str) -> None:
    """Bring what is whole of a damaged STORE out into TARGET, a new file of JSON Lines, and say what is lost (exit 1)."""
    _there(store)
    found = stores.salvage(store, target, story=story)
    click.echo(f"{target}: {found.saved} entries brought out whole")
    if found.lost:
        shown = ", ".join(map(str, found.lost[:20])) + (" …" if len(found.lost) > 20 else "")
        raise click.ClickException(f"{store}: {len(found.lost)} entries are lost: {shown}")


@click.command("key")
@click.argument("name")
@click.argument("file")
def key(name: str, file: str) -> None:
    """Make a key to prove with: the private half goes into FILE, which only you can read, the public half is printed.

    NAME is what others know the log by, by custom a URL without scheme, such as example.com/front.
    """
    made = stores.SigningKey(name, os.urandom(32))
    secret, public = made.secret(), str(made.verifier)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{secret}\n")
    click.echo(public)


STORE_COMMANDS: tuple[click.Command, ...] = (append, verify, prove, redact, salvage, key)


def _there(file: str) -> None:
    if "\0" in file:
        raise click.UsageError(f"{short(file)} is not a file name")
    if not Path(file).exists():
        raise StoreError(f"{file}: No such file or directory")


def _entries(file: str) -> list[Entry]:
    """Return the entries of a file or of the standard input; nothing is judged but each line."""
    if file != "-":
        _there(file)
        return list(stores.load(file))
    faults, entries = [], []
    for number, line in enumerate(sys.stdin.buffer, 1):
        try:
            entries.append(decode(line))
        except RecordError as error:
            faults += [fault.at("-", number) for fault in error.faults]
    if faults:
        raise RecordError(faults)
    return entries


def _checkpoint(file: str, vkey: str, story: str) -> stores.Checkpoint:
    verifier = stores.VerifierKey.parse(vkey)
    origin = None if story == "main" else f"{verifier.name}/{story}"
    return stores.Checkpoint.open(stores.SignedNote.parse(Path(file).read_bytes()), verifier, origin=origin)
