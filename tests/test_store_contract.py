"""The store in memory keeps the contract of stores, and the contract catches every store that breaks it."""

import unicodedata
import unittest
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Event, current_thread, main_thread
from time import sleep

import pytest
from attrs import evolve

from timeline import ConflictError, Entry, Fault, RefusedError, Report, Source, StoreError, Timeline, Unrecognized, When
from timeline.codecs import decode, encode
from timeline.stores import Appended, Head
from timeline.testing import STORE_LAWS, MemoryStore, memory_stores, store_contract, store_writers
from timeline.testing.memory_store import MemoryLog

TestMemoryStore = store_contract(memory_stores())

anna = Source("anna")
YES = anna.affirms("open", said="2024-05-01")
NO = anna.denies("open", said="2024-05-02")

BROKEN: list[tuple[type[MemoryStore], str, type[Exception]]] = []


def breaks(law: str, error: type[Exception] = AssertionError) -> Callable[[type[MemoryStore]], type[MemoryStore]]:
    def added(kind: type[MemoryStore]) -> type[MemoryStore]:
        BROKEN.append((kind, law, error))
        return kind

    return added


def moved(entry: Entry, by: int) -> Entry:
    return evolve(entry, position=entry.position + by)


@breaks("what_is_appended_is_read_back_in_order")
class ReadsTheNewestFirst(MemoryStore):
    def read(self, **cuts):
        return reversed(list(super().read(**cuts)))


@breaks("positions_count_from_one_without_a_gap")
class CountsFromZero(MemoryStore):
    def read(self, **cuts):
        return (moved(entry, -1) for entry in super().read(**cuts))


@breaks("positions_count_from_one_without_a_gap")
class LeavesGapsAfterConflicts(MemoryStore):
    def append(self, *events, expected=None):
        try:
            return super().append(*events, expected=expected)
        except ConflictError:
            self._log.gap = getattr(self._log, "gap", 0) + 1
            raise

    def read(self, **cuts):
        return (moved(entry, getattr(self._log, "gap", 0)) for entry in super().read(**cuts))


@breaks("appending_again_does_nothing_and_says_so")
class RecordsRepeats(MemoryStore):
    def append(self, *events, expected=None):
        again = [e for e in events if getattr(e, "id", None) in self._log.timeline and isinstance(e, Report)]
        fresh = [evolve(event, id=f"{event.id} {len(self._log.timeline)}") for event in again]
        return super().append(*(e for e in events if e not in again), *fresh, expected=expected)


@breaks("an_append_says_what_is_new")
class DoesNotSayWhatWasKnown(MemoryStore):
    def append(self, *events, expected=None):
        return evolve(super().append(*events, expected=expected), known=())


@breaks("an_append_says_what_is_new")
class TellsTheHeadBefore(MemoryStore):
    def append(self, *events, expected=None):
        before = self.head
        return evolve(super().append(*events, expected=expected), head=before)


@breaks("an_append_says_what_is_new")
class KeepsAnOldHead(MemoryStore):
    @property
    def head(self):
        return Head(position=min(1, len(self._log.timeline)), recorded=super().head.recorded)


@breaks("appending_nothing_does_nothing")
class ExpectsNothingOfNothing(MemoryStore):
    def append(self, *events, expected=None):
        return super().append(*events, expected=expected if events else None)


@breaks("one_id_with_two_contents_is_refused")
class KeepsTheFirstOfTwoContents(MemoryStore):
    def append(self, *events, expected=None):
        known = self._log.timeline
        same = [known[e.id].event if getattr(e, "id", None) in known else e for e in events]
        return super().append(*same, expected=expected)


@breaks("one_id_with_two_contents_is_refused")
class RefusesWithoutNamingBoth(MemoryStore):
    def append(self, *events, expected=None):
        try:
            return super().append(*events, expected=expected)
        except RefusedError as error:
            raise RefusedError((place, name, Fault("duplicate key")) for place, name, _ in error.refused) from None


@breaks("a_conflict_says_what_came_between")
class NeverConflicts(MemoryStore):
    def _expect(self, expected):
        pass


@breaks("a_conflict_says_what_came_between")
class ConflictsWithoutSayingWhy(MemoryStore):
    def _expect(self, expected):
        try:
            super()._expect(expected)
        except ConflictError as error:
            raise ConflictError(error.expected, error.position, ()) from None


@breaks("a_conflict_says_what_came_between")
class ImportsWhateverIsExpected(MemoryStore):
    def import_history(self, entries, *, expected=None):
        return super().import_history(entries)


@breaks("a_conflict_says_what_came_between")
class ConflictsOnlyWhenBehind(MemoryStore):
    def _expect(self, expected):
        if expected is not None and expected < len(self._log.timeline):
            super()._expect(expected)


@breaks("a_batch_is_recorded_whole_or_not_at_all")
class KeepsHalfABatch(MemoryStore):
    def append(self, *events, expected=None):
        self._expect(expected)
        done = [super(KeepsHalfABatch, self).append(event) for event in events]
        added, known = ([e for one in done for e in getattr(one, name)] for name in ("added", "known"))
        return Appended(added=tuple(added), known=tuple(known), head=self.head)


@breaks("a_batch_is_recorded_whole_or_not_at_all")
class KeepsWhatCameBeforeNoEvent(MemoryStore):
    def append(self, *events, expected=None):
        if "no event" in events:
            super().append(*events[:-1])
        return super().append(*events, expected=expected)


@breaks("a_batch_is_recorded_whole_or_not_at_all")
class PassesOverWhatIsNoEvent(MemoryStore):
    def append(self, *events, expected=None):
        return super().append(*(event for event in events if not isinstance(event, str)), expected=expected)


@breaks("what_a_timeline_refuses_a_store_refuses")
class TakesForeignRetractions(MemoryStore):
    def _record(self, batch):
        try:
            return super()._record(batch)
        except RefusedError as error:
            if "retract" not in str(error):
                raise
            return Appended(added=tuple(batch), known=(), head=self.head)


@breaks("records_of_unknown_types_are_kept")
class ForgetsUnknownTypes(MemoryStore):
    def append(self, *events, expected=None):
        return super().append(*(e for e in events if not isinstance(e, Unrecognized)), expected=expected)


@breaks("records_of_unknown_types_are_kept")
class RecordsUnknownTypesWhenTheyWereRecordedElsewhere(MemoryStore):
    def read(self, **cuts):
        for entry in super().read(**cuts):
            yield evolve(decode(encode(entry)), position=entry.position)


@breaks("recorded_time_never_runs_backwards")
class TrustsItsClock(MemoryStore):
    def append(self, *events, expected=None):
        batch = [Entry(event=event, recorded=self._clock()) for event in events]
        self._expect(expected)
        return self._record(batch)


@breaks("imported_history_keeps_its_recorded_times")
class ImportsAtItsOwnTime(MemoryStore):
    def import_history(self, entries, *, expected=None):
        return super().append(*(entry.event for entry in entries), expected=expected)


@breaks("imported_history_keeps_its_recorded_times")
class KeepsMilliseconds(MemoryStore):
    def import_history(self, entries, *, expected=None):
        cut = [evolve(e, recorded=f"{e.recorded.text[:19]}Z") for e in entries]
        return super().import_history(cut, expected=expected)


@breaks("undated_book_keeping_comes_with_its_history")
class KnewWhatIsUndatedAtItsHead(MemoryStore):
    def import_history(self, entries, *, expected=None):
        head, undated = self.head.recorded, When("0001-01-01T00:00:00Z")
        told = [evolve(one, recorded=head) if head is not None and one.recorded == undated else one for one in entries]
        return super().import_history(told, expected=expected)


@breaks("history_that_runs_back_is_refused")
class SortsWhatItImports(MemoryStore):
    def import_history(self, entries, *, expected=None):
        return super().import_history(sorted(entries, key=lambda entry: entry.recorded.order), expected=expected)


@breaks("history_that_runs_back_is_refused")
class ImportsBehindItsHead(MemoryStore):
    def import_history(self, entries, *, expected=None):
        return self._record(list(entries))


@breaks("a_refused_history_leaves_nothing_behind")
class ImportsUntilItFails(MemoryStore):
    def import_history(self, entries, *, expected=None):
        done = [super(ImportsUntilItFails, self).import_history([entry]) for entry in entries]
        added, known = ([e for one in done for e in getattr(one, name)] for name in ("added", "known"))
        return Appended(added=tuple(added), known=tuple(known), head=self.head)


@breaks("what_is_known_at_the_head_is_everything")
class HasAHeadFromTheDayBefore(MemoryStore):
    @property
    def head(self):
        head = super().head
        return head if head.recorded is None else evolve(head, recorded=When("2024-01-01T00:00:00Z"))


@breaks("what_is_known_at_the_head_is_everything")
class RecordsAtTheVeryTimeOfItsHead(MemoryStore):
    def append(self, *events, expected=None):
        self._expect(expected)
        recorded = self.head.recorded or self._clock()
        return self._record([Entry(event=event, recorded=recorded) for event in events])


@breaks("the_timeline_is_what_is_read")
class TellsATimelineWithoutItsEnd(MemoryStore):
    def timeline(self):
        return Timeline(super().timeline().entries[:-1])


@breaks("a_store_takes_what_a_timeline_takes", RefusedError)
class RefusesWhatAmendsAReportToCome(MemoryStore):
    def append(self, *events, expected=None):
        for event in events:
            if getattr(event, "of", None) == "lost":
                raise RefusedError([])
        return super().append(*events, expected=expected)


@breaks("read_gives_what_comes_after_a_position")
class ReadsFromAPositionOn(MemoryStore):
    def read(self, *, after=0, **names):
        return super().read(after=max(0, after - 1), **names)


@breaks("read_keeps_to_a_claim")
class ReadsClaimsByTheirBeginning(MemoryStore):
    def read(self, *, claim=None, **cuts):
        for entry in super().read(**cuts):
            if claim is None or getattr(entry.event, "claim", "").startswith(claim):
                yield entry


@breaks("read_keeps_to_a_claim")
class FoldsTheCaseOfClaims(MemoryStore):
    def read(self, *, claim=None, **cuts):
        for entry in super().read(**cuts):
            if claim is None or getattr(entry.event, "claim", "").lower() == claim.lower():
                yield entry


@breaks("read_keeps_to_a_source")
class ReadsEverySource(MemoryStore):
    def read(self, *, source=None, **cuts):
        return super().read(**cuts)


@breaks("read_keeps_to_a_source")
class ReadsEitherSourceOrClaim(MemoryStore):
    def read(self, *, source=None, claim=None, **cuts):
        return super().read(source=source, claim=None if source else claim, **cuts)


@breaks("hostile_texts_come_back_as_they_were")
class NormalisesText(MemoryStore):
    def read(self, **cuts):
        for entry in super().read(**cuts):
            quote = getattr(entry.event, "quote", None)
            text = None if quote is None else unicodedata.normalize("NFC", quote)
            yield entry if quote == text else evolve(entry, event=evolve(entry.event, quote=text))


@breaks("hostile_texts_come_back_as_they_were")
class CutsLongText(MemoryStore):
    def read(self, **cuts):
        for entry in super().read(**cuts):
            long = len(getattr(entry.event, "quote", None) or "") > 65_535
            yield evolve(entry, event=evolve(entry.event, quote=entry.event.quote[:65_535])) if long else entry


@breaks("opened_again_it_holds_the_same")
class LosesTheLastEntryWhenClosed(MemoryStore):
    def close(self):
        self._log.timeline = Timeline(self._log.timeline.entries[:-1])


@breaks("opened_again_it_holds_the_same")
class StartsAnewWhenOpened(MemoryStore):
    def __init__(self, log=None, *, clock=lambda: datetime.now(UTC)):
        super().__init__(MemoryLog(), clock=clock)


@breaks("folders_are_kept_apart")
class HasOneLogForAll(MemoryStore):
    everything = MemoryLog()

    def __init__(self, log=None, *, clock=lambda: datetime.now(UTC)):
        super().__init__(self.everything, clock=clock)


@breaks("closing_twice_is_fine", OSError)
class ClosesOnce(MemoryStore):
    closed = False

    def close(self):
        if self.closed:
            raise OSError("closed already")
        self.closed = True


@breaks("closing_twice_is_fine")
class SwallowsErrors(MemoryStore):
    def __exit__(self, *error):
        return True


@breaks("several_handles_are_one_store")
class KnowsWhatItSawFirst(MemoryStore):
    seen: Timeline | None = None

    def timeline(self):
        self.seen = self.seen or super().timeline()
        return self.seen

    @property
    def head(self):
        self.seen_head = getattr(self, "seen_head", None) or super().head
        return self.seen_head


@breaks("a_log_read_by_half_stops_no_writer", RuntimeError)
class BreaksOffWhenOthersWrite(MemoryStore):
    def read(self, **cuts):
        length = len(self._log.timeline)
        for entry in super().read(**cuts):
            if len(self._log.timeline) != length:
                raise RuntimeError("the log changed during iteration")
            yield entry


@breaks("follow_gives_what_is_there_and_then_what_is_new")
class FollowsOnlyWhatIsThere(MemoryStore):
    def follow(self, *, after=0, timeout=None):
        return self.read(after=after)


@breaks("a_reader_that_tails_sees_each_entry_once_in_order")
class SkipsWhenWritersAreFast(MemoryStore):
    def follow(self, *, after=0, timeout=None):
        return (entry for entry in super().follow(after=after, timeout=timeout) if entry.position % 20)


@breaks("a_reader_that_tails_sees_each_entry_once_in_order")
class TellsTheLastTwice(MemoryStore):
    def follow(self, *, after=0, timeout=None) -> Iterator[Entry]:
        for entry in super().follow(after=after, timeout=timeout):
            yield entry
            if entry.position == 15:
                yield entry


@breaks("a_reader_that_tails_sees_each_entry_once_in_order", StoreError)
class IsLockedForAllButOneThread(MemoryStore):
    def append(self, *events, expected=None):
        if current_thread() is not main_thread():
            raise StoreError("the database is locked")
        return super().append(*events, expected=expected)


@breaks("of_two_that_expect_one_position_one_is_told")
class ChecksBeforeItLocks(MemoryStore):
    def append(self, *events, expected=None):
        self._expect(expected)
        sleep(0.002)
        return super().append(*events)


@breaks("what_several_append_at_once_is_recorded_once")
class SaysThatItAddedWhatOthersDid(MemoryStore):
    def append(self, *events, expected=None):
        appended = super().append(*events, expected=expected)
        return evolve(appended, added=(*appended.added, *appended.known))


@pytest.mark.parametrize(("kind", "law", "error"), BROKEN, ids=lambda value: getattr(value, "__name__", value))
def test_a_broken_store_breaks_the_contract(kind, law, error, tmp_path, monkeypatch):
    monkeypatch.setattr(store_writers, "PATIENCE", 2.0)
    holds = next(one for one in STORE_LAWS if one.__name__ == law)
    with pytest.raises(error):
        holds(memory_stores(kind), tmp_path)


def test_every_law_of_the_contract_is_broken_by_some_store():
    assert {law.__name__ for law in STORE_LAWS} == {law for _, law, _ in BROKEN}


def test_the_contract_is_a_test_case_that_any_runner_takes():
    case = store_contract(memory_stores(LosesTheLastEntryWhenClosed))
    assert issubclass(case, unittest.TestCase)
    names = unittest.defaultTestLoader.getTestCaseNames(case)
    assert names == sorted(f"test_{law.__name__}" for law in STORE_LAWS)
    result = unittest.TestResult()
    case("test_opened_again_it_holds_the_same").run(result)
    case("test_appending_nothing_does_nothing").run(result)
    assert (result.testsRun, len(result.failures), len(result.errors)) == (2, 1, 0)


def test_the_store_in_memory_takes_its_clock_and_goes_a_microsecond_on_where_that_runs_back():
    hours = iter(["12", "11", "13"])
    store = MemoryStore(clock=lambda: f"2024-05-01T{next(hours)}:00:00Z")
    for event in (anna, YES, NO):
        store.append(event)
    assert [entry.recorded.text[11:-1] for entry in store.read()] == ["12:00:00", "12:00:00.000001", "13:00:00"]


def test_what_was_known_at_the_head_of_the_store_in_memory_stays_though_its_clock_stands(tmp_path):
    (holds,) = (law for law in STORE_LAWS if law.__name__ == "what_is_known_at_the_head_is_everything")
    holds(memory_stores(clock=lambda: "2024-05-01T12:00:00Z"), tmp_path)


def test_an_empty_store_in_memory_is_followed_from_before_its_beginning():
    assert list(MemoryStore().follow(after=-1, timeout=0)) == []


def test_a_writer_or_reader_that_is_stuck_fails(monkeypatch):
    monkeypatch.setattr(store_writers, "PATIENCE", 0.05)
    release = Event()
    with pytest.raises(AssertionError, match="a reader or writer is stuck"):
        store_writers.together(lambda: release.wait() and None)
    release.set()
