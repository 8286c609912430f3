"""Columns answer as replay does: by numpy, without it, and for what columns are not enough for."""

import random
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from columns_cases import DAYS, POLICIES, Loudest, plain_timelines
from drawn import same
from revised_figures import tell as tell_revised_figures
from seed_story import tell as tell_seed_story
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Correction,
    Cut,
    Entry,
    Event,
    OriginsLinked,
    PolicyLike,
    Source,
    SourceAdded,
    Status,
    Timeline,
    UnknownClaimError,
)
from timeline.bulk import Columns
from timeline.bulk._table import Table
from timeline.bulk._whole import packed, unpacked
from timeline.testing import cuts, timelines


def agrees(timeline: Timeline, *when: Cut, policies: tuple[PolicyLike, ...] = POLICIES) -> None:
    columns = Columns(timeline)
    for cut in when:
        for policy in policies:
            story = timeline.replay(as_of=cut.as_of, known_at=cut.known_at, policy=policy)
            right = {claim: story[claim].status for claim in story}
            assert dict(columns.statuses(as_of=cut.as_of, known_at=cut.known_at, policy=policy)) == right, (cut, policy)
            alone = {c: columns.status(c, as_of=cut.as_of, known_at=cut.known_at, policy=policy) for c in story}
            assert alone == right, (cut, policy)


@given(timelines(), st.lists(cuts(), min_size=1, max_size=4))
@settings(same, max_examples=60)
def test_any_story_at_any_cuts_is_answered_by_columns_as_by_replay(timeline: Timeline, when: list[Cut]) -> None:
    agrees(timeline, *when, policies=(*POLICIES, Loudest()))


@given(plain_timelines(), st.sampled_from(DAYS), st.sampled_from(DAYS))
@settings(same, max_examples=150)
def test_any_story_that_columns_are_enough_for(timeline: Timeline, as_of: str, known_at: str) -> None:
    agrees(timeline, Cut(as_of=as_of, known_at=known_at), Cut(as_of=as_of), Cut())


def test_the_seed_story_on_every_day(road: str) -> None:
    days = [None, *(f"2024-10-{day}" for day in range(14, 21))]
    agrees(tell_seed_story(), *(Cut(as_of=as_of, known_at=known_at) for as_of in days for known_at in days))


@pytest.fixture(scope="module")
def acts() -> Timeline:
    return tell_revised_figures()


@pytest.mark.no_cover
def test_the_real_acts_at_random_pairs_of_dates(acts: Timeline, road: str, long: bool) -> None:
    columns, dice, story = Columns(acts), random.Random(0), acts.replay()
    claims = sorted(story)
    of = {claim: Timeline([*story.state.notes, *story.history(claim)]) for claim in claims}
    for _ in range(500 if long else 30):
        claim, day, known = dice.choice(claims), *(f"202{dice.randrange(2, 7)}-{dice.randrange(1, 13):02d}-15" for _ in range(2))
        right = of[claim].replay(as_of=day, known_at=known)
        assert columns.status(claim, as_of=day, known_at=known) is right[claim].status
        found = columns.statuses(as_of=day, known_at=known)
        assert (claim in found) == (claim in right)
        assert found[claim] is right[claim].status


def test_a_policy_of_ones_own_is_never_approximated(road: str) -> None:
    agrees(tell_seed_story(), Cut(), Cut(as_of="2024-10-17"), policies=(Loudest(),))


A, B = (Source(name, party=party) for name, party in (("anna", "north"), ("boris", "south")))


def test_a_link_joins_from_when_it_was_known(road: str) -> None:
    link = OriginsLinked(origins=("north", "boris"))
    told = [A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-02")]
    columns = Columns(Timeline([A, B, *told, Entry(event=link, recorded="2024-01-04")]))
    for known_at, status in (("2024-01-03", Status.CORROBORATED), ("2024-01-04", Status.REPORTED)):
        assert columns.status("c", known_at=known_at) is status
        assert columns.statuses(known_at=known_at)["c"] is status


def test_a_claim_is_known_from_when_it_was_named(road: str) -> None:
    late = Entry(event=B.affirms("late", said="2024-01-01"), recorded="2024-01-05")
    columns = Columns(Timeline([A.affirms("c", said="2024-01-01"), late, ClaimAdded(claim="silent")]))
    early = columns.statuses(known_at="2024-01-04")
    assert (list(early), len(early)) == (["silent", "c"], 2)
    assert "late" not in early
    assert early["late"] is Status.UNREPORTED is early["silent"]
    assert list(columns.statuses()) == ["silent", "c", "late"]


@pytest.mark.parametrize("ask", [Columns.status, lambda columns, claim: columns.statuses()[claim]])
def test_a_claim_that_nobody_named_is_an_error_with_what_is_near(ask) -> None:
    with pytest.raises(UnknownClaimError, match="present"):
        ask(Columns(Timeline([A.affirms("present", said="2024-01-01")])), "presnt")


def test_statuses_are_a_mapping_that_counts_itself() -> None:
    statuses = Columns(Timeline([A.affirms("c", said="2024-01-01"), A.denies("d", said="2024-01-01")])).statuses()
    assert repr(statuses) == "<Statuses of 2 claims: 1 reported, 1 denied>"
    assert repr(Columns(Timeline()).statuses()) == "<Statuses of 0 claims>"
    assert repr(Columns(Timeline())) == "<Columns of 0 entries on 0 claims>"
    assert 7 not in statuses


def test_a_party_that_changes_is_told_from_the_entries(road: str) -> None:
    moved = SourceAdded(source="boris", party="north", said="2024-01-03")
    told = [A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-02")]
    agrees(Timeline([A, B, *told, moved]), *(Cut(known_at=f"2024-01-0{day}") for day in range(1, 5)))


def test_what_related_claims_add_counts_where_the_policy_says_so(road: str) -> None:
    related = ClaimsRelated(claim="c", relation="implies", other="wide")
    told = [A.affirms("c", said="2024-01-01"), B.affirms("other", said="2024-01-01")]
    agrees(Timeline([A, B, related, *told]), Cut())


def test_a_link_by_a_name_that_is_also_an_event(road: str) -> None:
    """The report's id is the name of a source: which of the two a link means depends on what had been told."""
    told = [A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-02"), A.affirms("d", said="2024-01-03", id="boris")]
    agrees(Timeline([A, B, *told, OriginsLinked(origins=("anna", "boris"))]), Cut(), Cut(as_of="2024-01-02"))


def test_a_correction_that_names_another_claim_has_no_effect(road: str) -> None:
    told = A.affirms("c", said="2024-01-01", id="r")
    misfiled = Correction(of="r", report=A.denies("d", said="2024-01-01"), said="2024-01-01")
    timeline = Timeline([A, Entry(event=misfiled, recorded="2024-01-02"), Entry(event=told, recorded="2024-01-03")])
    agrees(timeline, *(Cut(known_at=f"2024-01-0{day}") for day in range(1, 5)))


def test_what_happened_after_a_denial_overtakes_it(road: str) -> None:
    told = [A.denies("c", said="2024-01-01"), B.affirms("c", said="2024-01-03", happened="2024-01-02")]
    agrees(Timeline([A, B, *told]), Cut(), Cut(as_of="2024-01-02"))


def test_a_source_that_only_relays_is_no_origin_but_a_link_of_what_it_rests_on_is_one(road: str) -> None:
    told = [A.affirms("c", said="2024-01-01", evidence="video"), B.affirms("c", said="2024-01-01")]
    relayed = Source("carla").relays("c", said="2024-01-02", basis="video")
    agrees(Timeline([A, B, *told, relayed]), Cut(), Cut(as_of="2024-01-01"))
    agrees(Timeline([A, B, *told, relayed, OriginsLinked(origins=("video", "boris"))]), Cut(), Cut(as_of="2024-01-01"))


def test_a_link_by_a_report_on_another_claim(road: str) -> None:
    told = [A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-01"), A.denies("d", said="2024-01-02", id="r1")]
    resting = Source("carla").affirms("c", said="2024-01-01", basis="anna")
    right = A.denies("d", said="2024-01-05")
    fixed = Correction(of="r1", report=right, said="2024-01-06", id="k")
    for name in ("r1", "k", right.id):
        links = [OriginsLinked(origins=(name, other)) for other in ("anna", "boris")]
        for more in ([], [resting]):
            agrees(Timeline([A, B, *told, *more, fixed, *links]), Cut(), *(Cut(as_of=f"2024-01-0{day}") for day in range(1, 6)))


def test_a_party_that_is_called_unknown_is_nobody(road: str) -> None:
    notes = [SourceAdded(source=name, party="unknown") for name in ("anna", "boris")]
    told = [A.affirms("c", said="2024-01-01"), B.denies("c", said="2024-01-03")]
    agrees(Timeline([*notes, *told]), Cut(), Cut(as_of="2024-01-01"))


def test_two_records_corrected_to_the_same_report(road: str) -> None:
    right = A.affirms("c", said="2024-01-03")
    told = [A.affirms("c", said="2024-01-01", id="r0"), A.denies("c", said="2024-01-02", id="r1")]
    fixed = [Entry(event=Correction(of=of, report=right, said="2024-01-04"), recorded="2024-01-04") for of in ("r0", "r1")]
    agrees(Timeline([A, *told, *fixed, A.retracts("r0", said="2024-01-05")]), Cut(), Cut(as_of="2024-01-04"))


def grows(*batches: list[Event | Source | Entry], policies: tuple[PolicyLike, ...] = POLICIES) -> None:
    """See that columns of the first batch, given the others one after the other, answer as the timeline of all does."""
    timeline = Timeline(batches[0])
    columns = Columns(timeline)
    for batch in batches[1:]:
        columns.statuses()
        before = set(timeline)
        timeline = timeline.append(*batch)
        columns = columns.then(set(timeline) - before)
    for cut in (Cut(), Cut(as_of="2024-01-02"), Cut(known_at="2024-01-03")):
        for policy in policies:
            story = timeline.replay(as_of=cut.as_of, known_at=cut.known_at, policy=policy)
            right = {claim: story[claim].status for claim in story}
            assert dict(columns.statuses(as_of=cut.as_of, known_at=cut.known_at, policy=policy)) == right
            assert {c: columns.status(c, as_of=cut.as_of, known_at=cut.known_at, policy=policy) for c in right} == right


YES = A.affirms("c", said="2024-01-01", id="yes")


def test_what_is_there_already_is_passed_over(road: str) -> None:
    timeline = Timeline([A, B, YES])
    columns = Columns(timeline)
    assert repr(columns.then(timeline)) == repr(columns)
    grows([A, B, YES], [YES, B.affirms("d", said="2024-01-02")], [])


def test_what_comes_later_makes_columns_not_enough(road: str) -> None:
    grows([A, B, YES, B.affirms("c", said="2024-01-01")], [A.denies("c", said="2024-01-01")], [A.affirms("c", said="2024-01-05")])
    happened = B.affirms("c", said="2024-01-03", happened="2024-01-02")
    grows([A, B, happened], [A.denies("c", said="2024-01-01")], [A.affirms("d", said="2024-01-01")])
    grows([A, B, YES], [B.affirms("c", said="2024-01-02", basis="anna")], [A.denies("c", said="2024-01-04")])


def test_a_late_report_lands_among_the_others(road: str) -> None:
    late = Entry(event=A.denies("c", said="2024-01-01"), recorded="2024-01-04")
    told: list[Event | Source | Entry] = [A, B, A.affirms("c", said="2024-01-03"), B.denies("c", said="2024-01-03")]
    grows(told, [late], [Entry(event=YES, recorded="2024-01-05")])


def test_amendments_of_what_was_known_and_of_what_comes(road: str) -> None:
    right = A.denies("c", said="2024-01-01", evidence="video", id="right")
    fixed = Correction(of="yes", report=right, said="2024-01-02", id="k")
    back = A.retracts("right", said="2024-01-03")
    for batches in ([[fixed], [back]], [[back], [fixed]], [[fixed, back]]):
        grows([A, B, YES], *batches, [B.affirms("c", said="2024-01-03", basis="video")])
        grows([A, B], *batches, [YES])


def test_links_and_notes_that_come_later(road: str) -> None:
    told = [A, B, YES, B.affirms("c", said="2024-01-02", id="b"), Source("south", party="south").affirms("c", said="2024-01-02")]
    own = Source("south", party="south")
    for link in (("north", "south"), ("b", "north"), ("video", "south"), ("k", "boris")):
        linked = OriginsLinked(origins=link)
        shown = A.affirms("d", said="2024-01-01", evidence="video")
        fixed = Correction(of="b", report=B.affirms("c", said="2024-01-03", evidence="video"), said="2024-01-03", id="k")
        grows([own, *told], [linked], [shown], [fixed])
        grows([own, *told], [shown], [fixed], [linked])
    moved = SourceAdded(source="boris", party="north", said="2024-01-03")
    grows([own, *told], [moved], [ClaimAdded(claim="early"), ClaimsRelated(claim="c", relation="implies", other="wide")])


def test_much_that_changed_is_put_together_again(road: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.bulk._columns._FEW", 1)
    grows([A, B, YES], *([B.denies(f"c{n}", said="2024-01-02"), A.affirms(f"c{n}", said="2024-01-01")] for n in range(4)))


def test_a_note_that_was_recorded_sooner_comes_later_and_a_party_never_changed(road: str) -> None:
    anna = Source("anna", party="north")
    spoken = Entry(event=anna.affirms("c", said="2024-01-01"), recorded="2024-01-03")
    columns = Columns(Timeline([spoken, Entry(event=anna.added(), recorded="2024-01-05")]))
    assert columns.statuses()["c"] is Status.REPORTED  # told from its entries, as nobody knew her party when she spoke
    sooner = Entry(event=SourceAdded(source="anna", party="north", name="Anna"), recorded="2024-01-01")
    grown = columns.then([sooner])
    assert grown.statuses()["c"] is grown.status("c") is Status.REPORTED


@pytest.mark.parametrize("size", [24, 1 << 20])
def test_a_table_is_the_same_from_its_pieces(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.bulk._whole._PIECE", size)
    table = Columns(tell_seed_story())._growth.shelf.whole
    pieces = [*packed(table)]
    again = unpacked(iter(pieces), table.sources)
    for name in Table.__slots__:
        if not name.startswith("__"):
            assert getattr(again, name) == getattr(table, name), name
    assert [again.sheet(claim).pack() for claim in again.claims] == [table.sheet(claim).pack() for claim in table.claims]
    assert [unpacked(iter(pieces[:count]), table.sources) for count in range(len(pieces))] == [None] * len(pieces)


@pytest.mark.parametrize("bits", [63, 12])
def test_rows_are_put_in_order_however_little_room_there_is(bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    np = pytest.importorskip("numpy")
    from timeline.bulk import _row_arrays

    monkeypatch.setattr(_row_arrays, "_BITS", bits)
    dice = np.random.default_rng(0)
    for count in (0, 1, 7, 500):
        party, at = np.sort(dice.integers(0, 90, count)).astype(np.int32), dice.integers(10**6, 10**6 + 900, count)
        assert list(_row_arrays.in_order(party, at)) == sorted(range(count), key=lambda row: (party[row], at[row]))


@pytest.mark.parametrize("numpy", [True, False])
def test_stretches_are_added_up_with_numpy_and_without(numpy: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timeline.bulk._table._MANY", 0)
    if not numpy:
        monkeypatch.setitem(sys.modules, "numpy", None)
    grows([A, B, YES, B.denies("c", said="2024-01-02")], [B.affirms("d", said="2024-01-02")])


def test_columns_that_grow_learn_of_links(road: str) -> None:
    one, other = Source("one", party="north"), Source("other", party="south")
    story = Timeline([one, other, one.affirms("c", said="2024-01-01"), other.affirms("c", said="2024-01-02")])
    columns = Columns(story)
    assert columns.status("c") is Status.CORROBORATED
    linked = columns.then(story.append(OriginsLinked(origins=("north", "south")), recorded="2024-01-03"))
    assert linked.status("c") is Status.REPORTED
    assert linked.status("c", known_at="2024-01-02") is Status.CORROBORATED
