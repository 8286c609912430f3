"""What a type checker makes of every public call; mypy and a second checker read this, and nothing runs it."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, assert_type, cast
from unittest import TestCase

import pendulum
from hypothesis.strategies import SearchStrategy

import timeline as tl
from timeline import bulk, codecs, stores, testing, views
from timeline.bulk import Columns, Moved, Moves, Statuses
from timeline.bulk._by_record import ByRecord
from timeline.bulk._growth import Growth
from timeline.codecs import sheet
from timeline.testing.scenario import Scenario


def saying(
    source: tl.Source,
    report: tl.Report,
    fault: tl.Fault,
    when: tl.When,
    figure: tl.Quantity,
) -> None:
    """Events, sources, times, figures."""
    assert_type(tl.Source("nis", name="NIS", party="south-korea", office="nis", tz="Asia/Seoul"), tl.Source)
    assert_type(source.added(said="2024-10-18"), tl.SourceAdded)
    assert_type(source.affirms("c", said=date(2024, 10, 18), certainty="probable", basis=["a"], quantity=3), tl.Report)
    assert_type(source.denies("c", said=datetime(2024, 10, 18), up_to="2024-10-17"), tl.Report)
    assert_type(source.cannot_confirm("c", said="2024-10-18", reason=tl.Reason.UNVERIFIED), tl.Report)
    assert_type(source.queries("c", said=when), tl.Report)
    assert_type(source.declines("c", said="2024-10-18"), tl.Report)
    assert_type(source.supposes("c", said="2024-10-18"), tl.Report)
    assert_type(source.relays("c", said="2024-10-18", via="wire"), tl.Report)
    assert_type(source.retracts(report, said="2024-10-18"), tl.Retraction)
    assert_type(source.retracts(report.id, said="2024-10-18", quote="q", published="2024-10-18"), tl.Retraction)
    assert_type(tl.Report(claim="c", stance="affirm", said="2024-10-18"), tl.Report)
    assert_type(report.order, tuple[int, int, str])
    assert_type(report.stance, tl.Stance)
    assert_type(report.quantity, tl.Quantity | None)
    assert_type(report.basis, tuple[str, ...])
    assert_type(tl.Correction(of=report.id, report=report, said="2024-10-18", by="desk", note="misheard"), tl.Correction)
    assert_type(tl.Clarification(of=report.id, quote="q", said="2024-10-18"), tl.Clarification)
    assert_type(tl.Retraction(source="nis", of=report.id, said="2024-10-18"), tl.Retraction)
    assert_type(tl.Verdict(claim="c", finding="refuted", by="desk", basis="b", said="2024-10-18"), tl.Verdict)
    assert_type(tl.SourceAdded(source="nis", party="p"), tl.SourceAdded)
    assert_type(tl.ClaimAdded(claim="c", text="t", future=True, due="2024-12-01"), tl.ClaimAdded)
    assert_type(tl.ClaimsRelated(claim="c", relation="implies", other="d"), tl.ClaimsRelated)
    assert_type(tl.OriginsLinked(origins=["a", "b"]), tl.OriginsLinked)
    assert_type(tl.Unrecognized(type="x", record="{}"), tl.Unrecognized)
    assert_type(tl.When("2024-10-18", zone="Asia/Seoul", words="on Friday"), tl.When)
    assert_type(tl.When.at(0), tl.When)
    assert_type(tl.When.resolve("on Friday", published="2024-10-18"), tl.When)
    assert_type(when.certainly_after(when), bool)
    assert_type(when.earliest, pendulum.DateTime | None)
    assert_type(when.order, tuple[int, int])
    assert_type(when.approximate, bool)
    assert_type(tl.Quantity("about 1,500", low=1500, high=1500), tl.Quantity)
    assert_type(tl.Quantity.read("1,500"), tl.Quantity)
    assert_type(figure.meets(figure), bool | None)
    assert_type(tl.Fault("is missing", path="said"), tl.Fault)
    assert_type(fault.within("event"), tl.Fault)
    assert_type(fault.at("story.jsonl", 3), tl.Fault)


def asking(
    timeline: tl.Timeline,
    source: tl.Source,
    report: tl.Report,
    entry: tl.Entry,
    policy: tl.PolicyLike,
    story: tl.Story,
) -> None:
    """The log, and what is asked of it."""
    assert_type(tl.Timeline([source, report, entry]), tl.Timeline)
    assert_type(timeline.append(source, report, entry, recorded="2024-10-18T09:00:00Z"), tl.Timeline)
    assert_type(timeline.extend([entry]), tl.Timeline)
    assert_type(timeline.entries, tuple[tl.Entry, ...])
    assert_type(timeline["id"], tl.Entry)
    assert_type(len(timeline), int)
    assert_type("id" in timeline, bool)
    assert_type(list(timeline), list[tl.Entry])
    assert_type(timeline.replay(as_of="2024-10-18", known_at=None, policy=policy), tl.Story)
    assert_type(timeline.transitions("c", known_at="2024-10-18", policy=policy), Iterator[tl.Transition])
    assert_type(timeline.diff("2024-10-17", tl.Cut(as_of="2024-10-18"), policy=policy), tl.Diff)
    assert_type(timeline.without(source="nis", party="p", report=report.id), tl.Timeline)
    assert_type(timeline.project(0, lambda count, event: count + 1, as_of="2024-10-18"), int)
    assert_type(tl.Entry(event=report, recorded="2024-10-18T09:00:00Z"), tl.Entry)
    assert_type(entry.id, str)
    assert_type(entry.event, tl.Event)
    assert_type(entry.recorded, tl.When)
    assert_type(story["c"], tl.Claim)
    assert_type(story.diff(story), tl.Diff)
    assert_type(story.why("c"), tl.Why)
    assert_type(story.transitions("c"), Iterator[tl.Transition])
    assert_type(story.history("c"), tuple[tl.Entry, ...])
    assert_type(story["c"].status, tl.Status)
    assert_type(story["c"].label, str)
    assert_type(story["c"].since, tl.When | None)
    assert_type(story["c"].history, tuple[tl.Entry, ...])
    assert_type(story["c"].standing, tl.Standing)
    assert_type(story["c"].because_text, str)
    assert_type(story["c"].figures_meet, bool | None)
    assert_type(story["c"].affirming, tuple[tl.Origin, ...])
    assert_type(story["c"].because, tuple[tl.Report, ...])
    assert_type(story["c"].verdict, tl.Verdict | None)
    assert_type(story.diff(story).patch(story), tl.Story)
    assert_type(story.diff(story).changes, tuple[tl.Change, ...])
    assert_type(story.diff(story).changes[0].causes, tuple[tl.Cause, ...])
    assert_type(story.why("c").reports, tuple[tl.Report, ...])
    assert_type(next(story.transitions()).cause, tl.Entry)
    assert_type(tl.check(timeline), tuple[tl.Notice, ...])
    assert_type(tl.cut(timeline, as_of="2024-10-18", known_at="2024-10-18"), tuple[tl.Entry, ...])
    assert_type(tl.fold(timeline), tl.State)
    assert_type(tl.apply(tl.fold([]), entry), tl.State)
    assert_type(tl.merge(tl.fold([]), tl.fold([])), tl.State)
    assert_type(tl.fold([]).claims, tuple[str, ...])
    assert_type(tl.fold([]).family(entry).report, tl.Report | None)
    assert_type(list(tl.fold([]).of(tl.Report)), list[tl.Entry])
    assert_type(tl.State({}), tl.State)
    assert_type(tl.State.keeping({}), tl.State)
    assert_type(tl.State({}).beyond(tl.State({})), tuple[tl.Entry, ...])
    assert_type(tl.Story(tl.fold([])), tl.Story)


def rules(
    evidence: tl.Evidence,
    policy: tl.PolicyLike,
    origin: tl.Origin,
) -> None:
    """Policies."""
    assert_type(tl.Policy(min_origins=3, origin_by="office", count_derived=True, desks=["desk"]), tl.Policy)
    assert_type(tl.Policy().status(evidence), tl.Status)
    assert_type(policy.status(evidence), tl.Status)
    assert_type(tl.Evidence(heard=True), tl.Evidence)
    assert_type(evidence.affirming, tuple[tl.Origin, ...])
    assert_type(origin.named, bool)
    assert_type(origin.members, frozenset[str])
    assert_type(tl.legal_moves(policy), tuple[tl.Move, ...])
    assert_type(tl.LEGAL_MOVES, tuple[tl.Move, ...])
    assert_type(tl.Move(tl.Status.OPEN, "affirm", tl.Status.REPORTED), tl.Move)
    assert_type(tl.Status("open"), tl.Status)


def columns(
    timeline: tl.Timeline,
    growth: Growth,
) -> None:
    """The same fold over columns."""
    assert_type(Columns(timeline), Columns)
    assert_type(Columns(timeline).status("c", as_of="2024-10-18", known_at=None), tl.Status)
    assert_type(Columns(timeline).statuses(as_of="2024-10-18"), Statuses)
    assert_type(Columns(timeline).statuses()["c"], tl.Status)
    assert_type(Columns(timeline).moves("c", known_at="2024-10-18"), Moves)
    assert_type(Columns(timeline).moves()[0], Moved)
    assert_type(Columns(timeline).moves()[0].after, tl.Status)
    assert_type(Columns(timeline).moves()[1:], Moves)
    assert_type(Columns(timeline).then([]), Columns)
    assert_type(Columns.of(growth), Columns)


def engines(timeline: tl.Timeline, policy: tl.PolicyLike, engine: bulk.Engine, connected: bulk.Connected) -> None:
    """The same, by engines over tables."""
    table = bulk.StoryTable.of(timeline)
    assert_type(table, bulk.StoryTable)
    assert_type(table.rows, tuple[tuple[Any, ...], ...])
    assert_type(bulk.save_parquet(timeline, "story.parquet"), int)
    assert_type(bulk.replay("story.parquet", as_of="2024-10-18", known_at=None, policy=policy), Statuses)
    others = bulk.DuckDB(memory_limit="2GB", threads=2, parts=2), bulk.Sqlite(), bulk.Spark(None), bulk.Postgres(None)
    for one in others:
        assert_type(bulk.replay(table, engine=one), Statuses)
        assert_type(one.name, str)
    with engine.connect(table), engine.lent(timeline):
        pass
    table.arrow()
    assert_type(bulk.Postgres(None).save(timeline, "told"), int)
    trial = bulk.Trial.of(timeline, cuts=5, seed=1)
    assert_type(bulk.Trial.made_up(1_000), bulk.Trial)
    assert_type(trial.right(tl.Cut()), dict[str, tl.Status])
    assert_type(trial.checksums, tuple[str, ...])
    assert_type(bulk.verify("duckdb", trial, table="story.parquet"), bulk.Verified)
    assert_type(bulk.checksum({"c": tl.Status.OPEN}), str)
    assert_type(connected.kinds(), Mapping[str, str])
    connected.view("SELECT 1")
    connected.speakers([])
    assert_type(connected.rows("SELECT 1"), Sequence[Sequence[Any]])
    told = cast(ByRecord, None)
    assert_type(connected.answers("SELECT 1", told), Iterable[tuple[str, int]])
    assert_type(bulk.INTERCHANGE[0], bulk.InterchangeColumn)


def records(
    entry: tl.Entry,
    timeline: tl.Timeline,
) -> None:
    """Codecs and sheets."""
    assert_type(codecs.encode(entry), bytes)
    assert_type(codecs.decode(b"{}"), tl.Entry)
    assert_type(codecs.structure({}), tl.Entry)
    assert_type(codecs.unstructure(entry), dict[str, Any])
    assert_type(codecs.schema(), dict[str, Any])
    assert_type(sheet.decode_csv(b"", name="sheet", locale="en"), sheet.Sheet)
    assert_type(sheet.decode_csv(b"").timeline, tl.Timeline)
    assert_type(sheet.decode_csv(b"").readings, tuple[sheet.Reading, ...])
    assert_type(sheet.decode_timelinejs(b""), sheet.Sheet)
    assert_type(sheet.encode_csv(timeline), sheet.Export)
    assert_type(sheet.encode_csv(timeline).data, bytes)
    assert_type(sheet.encode_csv(timeline).left_out, tuple[str, ...])
    assert_type(sheet.encode_timelinejs(timeline), sheet.Export)
    assert_type(sheet.template(), bytes)


def keeping(
    timeline: tl.Timeline,
    report: tl.Report,
    entry: tl.Entry,
    path: Path,
    stream: BinaryIO,
    store: stores.VerifiableStore,
    plain: stores.Store,
) -> None:
    """Stores."""
    assert_type(stores.load(path, progress=print), tl.Timeline)
    assert_type(stores.read(stream, "name"), tl.Timeline)
    stores.save(timeline, path)
    assert_type(stores.open(path, "main", wal=True, readonly=False, timeout=1.0), stores.VerifiableStore)
    assert_type(stores.stories(path), tuple[str, ...])
    assert_type(stores.is_database(path), bool)
    assert_type(stores.is_server("postgresql://db.example/news"), bool)
    assert_type(stores.shown("postgresql://desk:secret@db.example/news"), str)
    assert_type(stores.postgres_tables(partitions=2), str)
    assert_type(stores.salvage(path, path, story="main"), stores.Salvaged)
    assert_type(stores.leaf_hash(b""), bytes)
    assert_type(plain.append(report, expected=0), stores.Appended)
    assert_type(plain.import_history([entry]), stores.Appended)
    assert_type(plain.timeline(), tl.Timeline)
    assert_type(plain.read(after=0, claim="c", source="nis"), Iterator[tl.Entry])
    assert_type(plain.follow(after=0, timeout=1.0), Iterator[tl.Entry])
    assert_type(plain.head, stores.Head)
    plain.close()
    assert_type(store.append(report).added, tuple[tl.Entry, ...])
    assert_type(store.append(report).head, stores.Head)
    assert_type(store.records(after=0), Iterator[stores.Record])
    assert_type(store.columns(), Columns)
    assert_type(store.verify(against=None), stores.Verified)
    assert_type(store.checkpoint(), stores.SignedNote)
    assert_type(store.prove(1), stores.InclusionProof)
    assert_type(store.prove_since(1), stores.ConsistencyProof)
    assert_type(store.redact(1, by="desk", ground="order", forget=True), stores.Redacted)
    assert_type(store.head.recorded, tl.When | None)
    assert_type(store.head.position, int)


async def awaiting(report: tl.Report, entry: tl.Entry) -> None:
    """A store that is awaited."""
    async with stores.open_async("postgresql://db.example/news", "main", readonly=False, timeout=1.0, notify=True) as store:
        assert_type(store, stores.AsyncStore)
        assert_type(await store.append(report, expected=0), stores.Appended)
        assert_type(await store.import_history([entry]), stores.Appended)
        assert_type(await store.timeline(), tl.Timeline)
        assert_type(store.read(after=1, claim="c", source="s"), AsyncIterator[tl.Entry])
        assert_type(store.records(after=1), AsyncIterator[stores.Record])
        assert_type(store.follow(after=1, timeout=1.0), AsyncIterator[tl.Entry])
        assert_type(await store.head(), stores.Head)
        await store.close()


def proving(
    note: stores.SignedNote,
    key: stores.VerifierKey,
    signer: stores.SigningKey,
    checkpoint: stores.Checkpoint,
    inclusion: stores.InclusionProof,
    consistency: stores.ConsistencyProof,
    envelope: stores.Envelope,
    record: stores.Record,
    tombstone: stores.Tombstone,
) -> None:
    """Checkpoints, proofs, keys."""
    assert_type(stores.Checkpoint.open(note, key, origin="example.com"), stores.Checkpoint)
    assert_type(stores.Checkpoint.parse(""), stores.Checkpoint)
    assert_type(checkpoint.text(), str)
    assert_type(checkpoint.size, int)
    assert_type(stores.ConsistencyProof.parse(b""), stores.ConsistencyProof)
    assert_type(consistency.encode(), bytes)
    assert_type(consistency.verify(checkpoint, key), stores.Checkpoint)
    assert_type(stores.InclusionProof.parse(b""), stores.InclusionProof)
    assert_type(inclusion.encode(), bytes)
    assert_type(inclusion.verify(b"", key), stores.Checkpoint)
    assert_type(stores.Envelope.parse(b""), stores.Envelope)
    assert_type(stores.Envelope.seal(b"", salt=b"", story="main", position=1, recorded=""), stores.Envelope)
    assert_type(envelope.leaf(), bytes)
    assert_type(envelope.leaf_data(), bytes)
    assert_type(envelope.holds(b"", salt=b""), bool)
    assert_type(record.entry(), tl.Entry)
    assert_type(record.envelope("main"), stores.Envelope)
    assert_type(record.line(), bytes)
    assert_type(record.named(), stores.Record)
    assert_type(stores.SignedNote.parse(""), stores.SignedNote)
    assert_type(note.encode(), bytes)
    assert_type(note.verify(key), tuple[stores.VerifierKey, ...])
    assert_type(stores.SigningKey.parse(""), stores.SigningKey)
    assert_type(signer.secret(), str)
    assert_type(signer.sign(b""), bytes)
    assert_type(signer.verifier, stores.VerifierKey)
    assert_type(stores.VerifierKey.parse(""), stores.VerifierKey)
    key.verify(b"", b"")
    assert_type(key.id, bytes)
    assert_type(stores.Tombstone.decode(b""), stores.Tombstone)
    assert_type(stores.Tombstone.mark("", ""), str)
    assert_type(tombstone.encode(), bytes)
    assert_type(tombstone.is_of(""), bool)
    assert_type(tombstone.id, str)


def views_(
    timeline: tl.Timeline,
    story: tl.Story,
    diff: tl.Diff,
    why: tl.Why,
    screen: views.Screen,
) -> None:
    """Views."""
    assert_type(views.table(story, width=80, colour=True), str)
    assert_type(views.changes(diff, width=80), str)
    assert_type(views.chronicle(timeline, claim="c", source="nis"), Iterator[str])
    assert_type(views.notices(tl.check(timeline), "name"), str)
    assert_type(views.reasons(why), str)
    assert_type(views.transitions(timeline, "c"), views.TransitionTable)
    assert_type(list(views.transitions(story)), list[tl.Transition])
    assert_type(views.rows(timeline, "status"), views.Rows)
    assert_type(views.rows(story)[0], dict[str, Any])
    assert_type(views.rows(story)[1:], views.Rows)
    assert_type(views.rows(story).values(), Iterator[tuple[Any, ...]])
    assert_type(views.rows(story).names, tuple[str, ...])
    assert_type(views.periods(timeline), Iterator[views.Period])
    assert_type(views.sqlite(timeline), bytes)
    assert_type(views.datasette("story.db"), str)
    assert_type(views.page(timeline, title="t"), str)
    assert_type(views.chart(timeline), views.Chart)
    assert_type(views.feed(timeline, address="https://example.org", title="t", author="a", most=10), str)
    assert_type(views.claimreview(story), list[dict[str, Any]])
    assert_type(views.claimreview_json(story), str)
    assert_type(views.story_document(story), dict[str, Any])
    assert_type(views.diff_document(diff), dict[str, Any])
    assert_type(views.log_document(timeline, claim="c"), dict[str, Any])
    assert_type(views.why_document(why), dict[str, Any])
    assert_type(views.check_document("name", 1), dict[str, Any])
    assert_type(views.moves_document(), dict[str, Any])
    assert_type(views.moves_table(width=80), str)
    assert_type(views.moves_mermaid(), str)
    assert_type(views.as_json({}), str)
    assert_type(screen.grid([["a"]], [None]), str)
    assert_type(screen.lines("text"), Iterator[str])
    assert_type(screen.paint("text", tl.Status.OPEN), str)


def testing_(
    timeline: tl.Timeline,
    source: tl.Source,
    report: tl.Report,
    policy: tl.PolicyLike,
    law: Callable[[tl.Timeline], object],
    path: Path,
    coverage: testing.Coverage,
) -> None:
    """The testing kit."""
    assert_type(testing.given(source, report).when(report).then(claim="c", status="open"), Scenario)
    assert_type(testing.given(report).when(report).then_refused("denial"), Scenario)
    testing.check_always(law, max_examples=1)
    testing.check_fold(0, lambda count, event: count + 1)
    testing.check_laws(timeline)
    testing.check_policy(policy)
    assert_type(testing.reproduction(law, timeline), str)
    assert_type(testing.minimize(law, timeline), tl.Timeline)
    assert_type(testing.explore(policy, depth=2), testing.Exploration)
    assert_type(testing.explore().changes, tuple[tl.Move, ...])
    assert_type(testing.explore().mermaid(), str)
    assert_type(testing.compare(policy, policy), tuple[testing.Disagreement, ...])
    assert_type(testing.compare(policy, policy)[0].timeline, tl.Timeline)
    coverage.add(timeline)
    assert_type(coverage.missing, tuple[tl.Move, ...])
    assert_type(coverage.percent, float)
    assert_type(coverage.data(), list[dict[str, str | int | bool]])
    assert_type(coverage.mermaid(), str)
    coverage.assert_covered()
    coverage.update([])
    assert_type(testing.store_contract(testing.memory_stores()), type[TestCase])
    assert_type(testing.memory_stores()(path), testing.MemoryStore)
    assert_type(testing.MemoryStore(), testing.MemoryStore)
    assert_type(testing.codec_contract(codecs.encode, codecs.decode), type[TestCase])
    assert_type(testing.history_machine(policy), type[TestCase])
    assert_type(testing.claims(), SearchStrategy[tl.Claim])
    assert_type(testing.cuts(), SearchStrategy[tl.Cut])
    assert_type(testing.entries(max_size=3), SearchStrategy[list[tl.Entry]])
    assert_type(testing.events(), SearchStrategy[tl.Event])
    assert_type(testing.hostile_texts(max_size=10), SearchStrategy[str])
    assert_type(testing.hostile_timelines(), SearchStrategy[tl.Timeline])
    assert_type(testing.quantities(), SearchStrategy[tl.Quantity])
    assert_type(testing.reports(claims=("c",)), SearchStrategy[tl.Report])
    assert_type(testing.sources(ids=("a",)), SearchStrategy[tl.Source])
    assert_type(testing.timelines(min_size=1), SearchStrategy[tl.Timeline])
    assert_type(testing.whens(), SearchStrategy[tl.When])
    with coverage.recording() as recorded:
        assert_type(recorded, testing.Coverage)
