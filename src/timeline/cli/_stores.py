"""The commands for stores: append, verify, prove, redact, salvage, and key, which makes a key to prove with."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from timeline import Entry, ProofError, stores
from timeline._text import short
from timeline.cli._files import files, open_story, there
from timeline.cli._screen import as_json_option, counted, note, say, tell, working
from timeline.stores._postgres_address import story_of

__all__ = ["COMMANDS"]

_STORY = click.option("--story", metavar="NAME", default="main", help="Which story of the store; main by default.")
_UNSEALED = "but not sealed yet, so that a change would not be seen; append to it, or append it to a .db store, to seal it"
_KEY = click.option("--key", metavar="FILE", required=True, help="The private key, as `timeline key` makes it.")


@click.command("append", short_help="Append the entries of FILE to STORE: all or none.")
@click.argument("store", shell_complete=files)
@click.argument("file", shell_complete=files)
@_STORY
@click.option("--expected", type=int, metavar="POSITION", help="Refuse unless the store stands there.")
@click.option("--history", is_flag=True, help="Keep the recorded times of FILE, which is history, instead of now.")
@as_json_option
def append(store: str, file: str, *, story: str, expected: int | None, history: bool, as_json: bool) -> None:
    """Append the entries of FILE, JSON Lines or - for the standard input, to STORE: all of them or none.

    STORE is made where there is none. What is there already is passed over.
    """
    name = stores.shown(store)
    with working(f"reading {stores.shown(file)}"):
        entries = _entries(file)
    with working(f"appending to {name}"), stores.open(store, story) as opened:
        if history:
            done = opened.import_history(entries, expected=expected)
        else:
            done = opened.append(*(entry.event for entry in entries), expected=expected)
    recorded = None if done.head.recorded is None else done.head.recorded.text
    if as_json:
        head = {"position": done.head.position, "recorded": recorded}
        _tell("append", added=_named(done.added), known=_named(done.known), **head)
    else:
        say(_appended(name, done, recorded))
    if not history and done.added and not {entry.id for entry in done.added}.isdisjoint(_timed(entries)):
        what = f"{file} says when its entries were recorded; what is new has the time of this append instead"
        note(f"{what}, as --history was not given")


def _timed(entries: Iterable[Entry]) -> set[str]:
    """Return the ids of the entries that tell more of when they were recorded than their events do."""
    return {entry.id for entry in entries if entry.recorded != Entry(event=entry.event).recorded}


def _appended(store: str, done: stores.Appended, recorded: str | None) -> str:
    at = "" if recorded is None else f", recorded {recorded}"
    return f"{store}: {len(done.added)} new, {len(done.known)} known; now at position {done.head.position}{at}"


@click.command("verify", short_help="See that STORE is as it was recorded.")
@click.argument("store", shell_complete=files)
@click.option("--story", metavar="NAME", help="Only this story; all of them by default.")
@click.option("--against", metavar="FILE", help="A checkpoint that was kept elsewhere; needs --vkey.")
@click.option("--vkey", metavar="KEY", help="The public key that the checkpoint is signed with.")
@as_json_option
def verify(store: str, *, story: str | None, against: str | None, vkey: str | None, as_json: bool) -> None:
    """See that STORE is as it was recorded, and name the first bad position where it is not (exit 1).

    A file of JSON Lines does not tell the name of its story: where that is not main, give it with --story.
    """
    if (against is None) != (vkey is None):
        raise click.UsageError("--against and --vkey go together: a checkpoint, and the key that it is signed with")
    there(store)
    shown = stores.shown(store)
    names = [story_of(store, story)] if story is not None else list(stores.stories(store)) or [story_of(store, "main")]
    checkpoints = {} if against is None else _checkpoint(against, vkey or "", names)
    whole = []
    for name in names:
        with (
            working(f"verifying {shown}"),
            open_story(store, name, readonly=True) if story else stores.open(store, name, readonly=True) as opened,
        ):
            against_this = checkpoints.get(name)
            found = opened.verify(against=against_this)
        held = None if against_this is None else against_this.size
        whole.append({"story": name, **_verified(found), "against": held})
        if not as_json:
            say(_whole(shown, name, found, held))
    if as_json:
        _tell("verify", store=shown, stories=whole)


def _whole(store: str, story: str, found: stores.Verified, held: int | None) -> str:
    kept = f"the head outside vouches for {found.kept}" if found.kept is not None else "no head is kept outside"
    struck = f", {len(found.redacted)} redacted" if found.redacted else ""
    root = _UNSEALED if found.unsealed else f"root {found.root.hex()}; {kept}"
    line = f"{store}: story {story}: {counted(found.size, 'entry', 'entries')} whole{struck}, {root}"
    line += "" if held is None else f"; the checkpoint vouches for {held}"
    return line if found.torn is None else f"{line}\n{found.torn}"


def _verified(found: stores.Verified) -> dict[str, object]:
    return {
        "size": found.size,
        "root": None if found.unsealed else found.root.hex(),
        "redacted": list(found.redacted),
        "kept": found.kept,
        "torn": found.torn,
        "unsealed": found.unsealed,
    }


@click.command("prove", short_help="Print a proof that an entry is in STORE.")
@click.argument("store", shell_complete=files)
@click.argument("position", type=int, required=False)
@click.option("--since", type=int, metavar="SIZE", help="Prove that the log only grew since it had SIZE entries.")
@_KEY
@_STORY
@as_json_option
def prove(store: str, position: int | None, *, since: int | None, key: str, story: str, as_json: bool) -> None:
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
    if as_json:
        return _tell("prove", position=position, since=since, proof=made.decode())
    return click.echo(made, nl=False)


@click.command("redact", short_help="Take an entry out of STORE for good.")
@click.argument("store", shell_complete=files)
@click.argument("position", type=int)
@click.option("--by", required=True, metavar="WHO", help="Who redacts: a person or a desk.")
@click.option("--ground", required=True, metavar="WORDS", help="On what ground, such as the court and number of an order.")
@click.option("--forget", is_flag=True, help="Leave nothing to know it by, and take it when it is appended again.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@_STORY
@as_json_option
def redact(
    store: str, position: int, *, by: str, ground: str, forget: bool, yes: bool, story: str, as_json: bool
) -> None:
    """Take the payload of entry POSITION out of every file of STORE, for good; a tombstone says who, when and why.

    What was redacted is refused when it is appended again.
    """
    name = stores.shown(store)
    with open_story(store, story) as opened:
        if not yes:
            _ask(f"Entry {position} of {name} will be gone and cannot be brought back")
        done = opened.redact(position, by=by, ground=ground, forget=forget)
    said = done.tombstone.said.text
    if as_json:
        return _tell("redact", position=position, by=by, said=said, ground=ground, named_by=list(done.named_by))
    say(f"{name}: entry {position} is redacted, by {by}, {said}, {ground}")
    if done.named_by:
        say(f"{name}: look also at {', '.join(map(str, done.named_by))}, which name it by its id")
    return None


def _ask(what: str) -> None:
    """Go on only where somebody says so; where nobody answers, name the option that says it."""
    try:
        sure = click.confirm(f"{what}. Go on?")
    except click.Abort:
        raise click.UsageError("nobody answered, and nothing was done; --yes goes on without asking") from None
    if not sure:
        raise click.Abort


@click.command("salvage", short_help="Bring out what is whole of a damaged STORE.")
@click.argument("store", shell_complete=files)
@click.argument("target", shell_complete=files)
@_STORY
@as_json_option
def salvage(store: str, target: str, story: str, as_json: bool) -> None:
    """Bring what is whole of a damaged STORE out into TARGET, a new file of JSON Lines, and say what is lost (exit 1)."""
    there(store)
    with working(f"bringing out {stores.shown(store)}"):
        found = stores.salvage(store, target, story=story)
    if as_json:
        _tell("salvage", file=target, saved=found.saved, lost=list(found.lost))
    else:
        say(f"{target}: {counted(found.saved, 'entry', 'entries')} brought out whole")
    if found.lost:
        shown = ", ".join(map(str, found.lost[:20])) + (" …" if len(found.lost) > 20 else "")
        raise click.ClickException(f"{store}: {counted(len(found.lost), 'entry is', 'entries are')} lost: {shown}")


@click.command("key", short_help="Make a key to prove with.")
@click.argument("name")
@click.argument("file", shell_complete=files)
@as_json_option
def key(name: str, file: str, as_json: bool) -> None:
    """Make a key to prove with: the private half goes into FILE, which only you can read, the public half is printed.

    NAME is what others know the log by, by custom a URL without scheme, such as example.com/front.
    """
    made = stores.SigningKey(name, os.urandom(32))
    secret, public = made.secret(), str(made.verifier)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{secret}\n")
    if as_json:
        return _tell("key", file=file, public=public)
    return tell(public)


def _tell(document: str, **values: object) -> None:
    tell({"document": document, "version": 1, **values})


def _named(entries: Iterable[Entry]) -> list[str]:
    return [entry.id for entry in entries]


COMMANDS: tuple[click.Command, ...] = (append, verify, prove, redact, salvage, key)


def _entries(file: str) -> list[Entry]:
    """Return the entries of a file or of the standard input, in the order of their log."""
    if stores.is_server(file):
        raise click.UsageError(f"{stores.shown(file)} is a store, and what is appended is read from a file of JSON Lines")
    if file == "-":
        return list(stores.read(sys.stdin.buffer, "standard input"))
    there(file)
    return list(stores.load(file))


def _checkpoint(file: str, vkey: str, names: Iterable[str]) -> dict[str, stores.Checkpoint]:
    """Return the checkpoint in a file, by the story that it is of, which is one of those named."""
    try:
        verifier, note = stores.VerifierKey.parse(vkey), stores.SignedNote.parse(Path(file).read_bytes())
        note.verify(verifier)
        found = stores.Checkpoint.parse(note.text)
    except ProofError as error:
        raise click.ClickException(f"{file}: {error}; nothing was verified") from None
    origins = {verifier.name if name == "main" else f"{verifier.name}/{name}": name for name in names}
    if found.origin not in origins:
        known = " or ".join(map(short, origins))
        raise click.ClickException(f"{file}: the checkpoint is of {short(found.origin)}, not of {known}; nothing was verified")
    return {origins[found.origin]: found}
