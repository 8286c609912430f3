"""PostgresStory: what a store in PostgreSQL does with its story, as steps: the one logic of the blocking and the awaited."""

from typing import Final

from attrs import frozen

from timeline import Entry, Timeline, When
from timeline.errors import ConflictError, ProofError, RefusedError, StoreError
from timeline.stores._batch import Batch, admitted
from timeline.stores._clock import Clock, read_clock
from timeline.stores._effects import Ask, Steps
from timeline.stores._gathered import Gathered
from timeline.stores._given import Given
from timeline.stores._kept import Kept
from timeline.stores._keys import SigningKey
from timeline.stores._merkle import Nodes, Tiled, consistency_proof, inclusion_proof
from timeline.stores._note import SignedNote
from timeline.stores._postgres_address import Address
from timeline.stores._postgres_session import PostgresSession
from timeline.stores._postgres_tables import PAGE, Locked, PostgresTables
from timeline.stores._proof import ConsistencyProof, InclusionProof
from timeline.stores._recalled import Recalled, asked_for
from timeline.stores._record import Record
from timeline.stores._rows import HEIGHT, StoryState, Written
from timeline.stores._signing import Signing
from timeline.stores._store import Appended, Head
from timeline.stores._striking import naming, see_struck, tombstone_of
from timeline.stores._verified import Redacted

__all__ = ["PostgresStory", "Settings"]


@frozen(kw_only=True)
class Settings:
    """How a store was opened; without a ``clock`` the server's is asked."""

    key: SigningKey | None = None
    clock: Clock | None = None
    readonly: bool = False
    timeout: float = 30.0
    notify: bool = False


class PostgresStory:
    """One story of a PostgreSQL database; every method is steps, to be performed one at a time."""

    def __init__(self, url: str, story: str, settings: Settings) -> None:
        address = Address.parse(url)
        self.path: Final = address.shown
        self.named: Final = address.story
        self.story: Final = address.named(story)
        self.session: Final = PostgresSession(address, readonly=settings.readonly, timeout=settings.timeout)
        self.tables: Final = PostgresTables(self.path, self.story)
        self._settings = settings
        self._signing = Signing(self.path, self.story, settings.key)
        self._kept = Kept()
        self._kept_of = 0

    def open(self) -> Steps[None]:
        """Connect, and finish a redaction that was begun, where that can be done now."""

        def work() -> Steps[None]:
            yield from ()

        yield from self.session.run(work)
        if not self._settings.readonly:
            try:
                yield from self.session.run(self.tables.scrub)
            except StoreError:  # whoever redacted was told; what was struck counts for nothing meanwhile
                return

    def stories(self) -> Steps[tuple[str, ...]]:
        """Return the names of the stories that have entries, in the order in which they were begun."""

        def work() -> Steps[tuple[str, ...]]:
            (found,) = yield Ask((("SELECT name FROM timeline.story WHERE size > 0 ORDER BY number", ()),))
            return tuple(row[0] for row in found)

        return (yield from self.session.run(work))

    def record(self, given: Given, expected: int | None) -> Steps[Appended]:
        """Record what is new of what is given, all or none.

        Where the connection is lost before the answer to the commit, it is looked whether that came to pass: so the same
        is never recorded twice, and what it says is true of this append.
        """
        self._see_writable()
        ids = asked_for(given.told)
        lost: list[tuple[Written, Appended]] = []

        def work() -> Steps[Appended]:
            locked = yield from self.tables.locked(ids)
            if lost and (yield from self.tables.has(lost[-1][0])):
                yield from self.tables.unlocked()
                self.tables.committed(lost[-1][0])
                return lost[-1][1]
            state = locked.state
            if expected is not None and expected != state.head.position:
                between = yield from self.tables.ids(state.number, max(0, expected))
                raise ConflictError(expected, state.head.position, between)
            clock = self._settings.clock or (lambda: When.at(locked.now))
            new = yield from self._admitted(given, given.entries(state.head, clock), ids, locked)
            if not new.new:
                yield from self.tables.unlocked()
                return Appended(added=(), known=new.known, head=state.head)
            written = self.tables.rows.written(new.new, state, given.sealed or {}, 0)
            appended = Appended(added=new.new, known=new.known, head=written.state.head)
            lost.append((written, appended))
            yield from self.tables.add(written, notify=self._settings.notify)
            return appended

        return (yield from self.session.run(work))

    def _admitted(self, given: Given, entries: list[Entry], ids: list[str], locked: Locked) -> Steps[Batch]:
        """Return what of the entries is new; fetches what the batch is held against until nothing is missing."""
        stones = yield from self.tables.tombstones(locked.state)
        log = Recalled(ids, locked.known, locked.brought, stones)
        while True:
            try:
                batch = admitted(entries, log, locked.state.head, given.sealed)
            except RefusedError:
                if log.is_whole:
                    raise
            else:
                if log.is_whole:
                    return batch
            log.learn(*(yield from self.tables.recall(locked.state.number, log.ids, log.names)))

    def head(self) -> Steps[Head]:
        """Return how far the story has come."""
        return (yield from self._state()).head

    def page(
        self, after: int, until: int | None, claim: str | None = None, source: str | None = None
    ) -> Steps[tuple[list[Entry], int, int]]:
        """Return the next entries after a position that name the claim and the source, and up to where they were looked for.

        The last of the three is up to where there is something; give it as ``until`` for the next page.
        """
        what = ("claim", claim) if claim is not None else ("source", source) if source is not None else None

        def work() -> Steps[tuple[list[Entry], int, int]]:
            state = yield from self.tables.state()
            end = state.head.position if until is None else min(until, state.head.position)
            if after >= end:
                return [], end, end
            if what is None:
                rows = yield from self.tables.page(state.number, after, end)
            else:
                rows = yield from self.tables.named(state.number, what, after, end)
            entries = self.tables.entries(rows)
            if claim is not None and source is not None:
                entries = [entry for entry in entries if getattr(entry.event, "source", None) == source]
            return entries, rows[-1][0] if len(rows) == PAGE else end, end

        return (yield from self.session.run(work))

    def records(self, after: int, until: int | None) -> Steps[tuple[list[Record], int, int]]:
        """Return the next entries after a position as they are kept, and the rest as `page` does."""

        def work() -> Steps[tuple[list[Record], int, int]]:
            state = yield from self.tables.state()
            end = state.head.position if until is None else min(until, state.head.position)
            rows = yield from self.tables.page(state.number, after, end)
            return [self.tables.record(row) for row in rows], after + len(rows), end

        return (yield from self.session.run(work))

    def timeline(self) -> Steps[Timeline]:
        """Return the whole timeline; what was read before through the same connection is not read again."""
        while True:
            state = yield from self._state()
            of = self.session.connections
            kept = self._kept.after(state.redactions) if of == self._kept_of else Kept(redactions=state.redactions)
            while kept.position < state.head.position:
                entries, at, _ = yield from self.page(kept.position, state.head.position)
                kept = kept.longer(entries, at)
            now = yield from self._state()
            if now.redactions == state.redactions and self.session.connections == of:
                self._kept, self._kept_of = kept, of
                return kept.timeline

    def checkpoint(self) -> Steps[SignedNote]:
        """Return the signed checkpoint of the story as it is now."""
        return self._signing.checkpoint((yield from self._state()).tree)

    def prove(self, position: int) -> Steps[InclusionProof]:
        """Return the proof that an entry is in the log."""
        state = yield from self._state()
        if not 0 < position <= (size := state.head.position):
            raise ProofError(f"{self.path} has no entry {position}: positions go from 1 to {size}")
        (record,), _, _ = yield from self.records(position - 1, position)
        asked = Gathered()
        inclusion_proof(Tiled(asked, HEIGHT), position - 1, size)
        nodes = yield from self._gathered(state, asked)
        return self._signing.inclusion(state.tree, nodes, record.envelope(self.story))

    def prove_since(self, old_size: int) -> Steps[ConsistencyProof]:
        """Return the proof that the log only grew."""
        state = yield from self._state()
        asked = Gathered()
        consistency_proof(Tiled(asked, HEIGHT), old_size, state.tree.size)
        return self._signing.consistency(state.tree, (yield from self._gathered(state, asked)), old_size)

    def _gathered(self, state: StoryState, asked: Gathered) -> Steps[Nodes]:
        wanted = asked.wanted
        found = yield from self.session.run(lambda: self.tables.hashes(state.number, wanted))
        return Tiled(Gathered.of(self.path, zip(wanted, found, strict=True)), HEIGHT)

    def redact(self, position: int, *, by: str, ground: str, forget: bool) -> Steps[Redacted]:
        """Take the payload of an entry out of the tables for good."""
        self._see_writable()
        lost: list[Redacted] = []

        def work() -> Steps[Redacted]:
            locked = yield from self.tables.locked()
            state = locked.state
            there = 0 < position <= state.head.position
            rows = (yield from self.tables.page(state.number, position - 1, position)) if there else []
            if lost and rows and rows[0][6] == lost[-1].tombstone.encode().decode():
                yield from self.tables.unlocked()
                return lost[-1]
            row = see_struck(self.path, position, state.head, rows)
            (entry,), record = self.tables.entries([row]), self.tables.record(row)
            said = read_clock(self._settings.clock or (lambda: When.at(locked.now)))
            stone = tombstone_of(record, entry, self.story, by=by, said=said, ground=ground, forget=forget)
            named_by: list[int] = []
            after = 0
            while after < state.head.position:
                rows = yield from self.tables.page(state.number, after, state.head.position)
                named_by += naming(entry, rows, lambda row: self.tables.entries([row])[0])
                after += len(rows)
            lost.append(Redacted(position=position, tombstone=stone, named_by=tuple(one for one in named_by if one != position)))
            yield from self.tables.strike(state.number, position, stone)
            return lost[-1]

        found = yield from self.session.run(work)
        try:
            yield from self.session.run(self.tables.scrub)
        except StoreError as error:
            reason = f"entry {position} is struck, but old pages of the tables may still hold it ({error})"
            advice = "have their owner run VACUUM FULL timeline.entry, or open the store again when nobody else uses it"
            raise StoreError(f"{reason}; {advice}, and they are taken away") from error
        return found

    def _state(self) -> Steps[StoryState]:
        return (yield from self.session.run(self.tables.state))

    def _see_writable(self) -> None:
        if self._settings.readonly:
            raise StoreError(f"{self.path} was opened with readonly=True, and cannot be written: open it without that")
