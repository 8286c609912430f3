"""Which entries moved a claim where only our knowledge changed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import same
from timeline import (
    ClaimsRelated,
    Clarification,
    Correction,
    Cut,
    Entry,
    OriginsLinked,
    Policy,
    Report,
    Source,
    Status,
    Timeline,
    Verdict,
)
from timeline._learned import _Bearing
from timeline._telling import Telling
from timeline.testing import cuts, timelines

many = settings(same, max_examples=min(150, settings.default.max_examples * 2))
POLICIES = st.sampled_from([Policy(), Policy(count_derived=True), Policy(origin_by="speaker")])


@many
@given(timelines(), cuts(), POLICIES)
def test_the_part_that_can_bear_on_a_claim_is_enough_for_its_standing(timeline, cut, policy):
    story = timeline.replay(as_of=cut.as_of, known_at=cut.known_at, policy=policy)
    bearing = _Bearing(story.state, policy)
    for claim in story:
        assert bearing._standing(bearing._of(claim), claim) == story[claim].standing


@many
@given(timelines(), cuts(), cuts(), POLICIES)
def test_every_change_has_a_cause_that_only_one_of_the_stories_has_or_that_was_said_between(timeline, one, two, policy):
    changed = timeline.diff(one, two, policy=policy)
    differing = {entry.id for entry in (*changed.added, *changed.removed)}
    for change in changed.changes:
        assert change.causes, change
        assert {cause.entry.id for cause in change.causes if not cause.learned} <= differing


def caused(timeline, known, **options):
    before, after = (Cut(known_at=at) for at in known)
    return {change.claim: [c.entry.event for c in change.causes] for change in timeline.diff(before, after, **options).changes}


A, B, C = Source("a", party="p"), Source("b", party="q"), Source("c", party="r")
AFFIRMS = [one.affirms("present", said="2024-10-18") for one in (A, B)]


def test_a_link_learned_late_is_the_cause_and_an_unrelated_one_is_not():
    link = OriginsLinked(origins=["p", "x"], said="2024-11-01")
    on = OriginsLinked(origins=["x", "q"], said="2024-11-01")
    other = OriginsLinked(origins=["r", "s"], said="2024-11-01")
    story = Timeline([A, B, C, *AFFIRMS, link, on, other])
    assert caused(story, ("2024-10-31", "2024-11-01")) == {"present": sorted([link, on], key=lambda e: e.id)}


def test_a_partys_name_learned_late_is_the_cause():
    story = Timeline([A, B, C, *AFFIRMS, Source("b", party="p").added(said="2024-11-01"), C.added(said="2024-11-01")])
    assert caused(story, ("2024-10-31", "2024-11-01")) == {"present": [Source("b", party="p").added(said="2024-11-01")]}


def test_a_release_on_another_claim_that_is_learned_late_is_the_cause():
    shown = C.affirms("video", said="2024-10-16", evidence=["the-video"])
    rests = A.affirms("present", said="2024-10-17", basis=["the-video"])
    own = C.affirms("present", said="2024-10-18")
    story = Timeline([A, C, rests, own, Entry(event=shown, recorded="2024-11-01")])
    assert story.replay(known_at="2024-10-31")["present"].status is Status.CORROBORATED
    assert caused(story, ("2024-10-31", "2024-11-01")) == {"video": [shown], "present": [shown]}
    void = Entry(event=Correction(of=shown.id, said="2024-12-01"), recorded="2024-12-01")
    assert caused(story.append(void), ("2024-11-30", "2024-12-01"))["present"] == [void.event]


def test_the_party_of_who_retracts_is_the_cause_when_it_is_learned_late():
    said = A.affirms("present", said="2024-10-18")
    early = Entry(event=B.retracts(said, said="2024-10-19"), recorded="2024-10-17")
    note = Source("b", party="p").added(said="2024-11-01")
    assert caused(Timeline([A, B, early, said, note]), ("2024-10-31", "2024-11-01")) == {"present": [note]}


def test_where_each_of_two_would_have_been_enough_both_are_causes():
    shown = [C.affirms(claim, said="2024-10-16", evidence=["the-video"]) for claim in ("video", "sound")]
    rests, own = A.affirms("present", said="2024-10-17", basis=["the-video"]), C.affirms("present", said="2024-10-18")
    story = Timeline([A, C, rests, own])
    late = story.append(*(Entry(event=one, recorded="2024-11-01") for one in shown))
    assert caused(late, ("2024-10-31", "2024-11-01"))["present"] == sorted(shown, key=lambda one: one.id)


def test_a_relation_learned_late_is_the_cause_where_derived_support_counts():
    relation = ClaimsRelated(claim="fighting", relation="implies", other="present", said="2024-11-01")
    story = Timeline([A, B, A.affirms("present", said="2024-10-18"), B.affirms("fighting", said="2024-10-18"), relation])
    known = ("2024-10-31", "2024-11-01")
    assert caused(story, known) == {}
    assert caused(story, known, policy=Policy(count_derived=True)) == {"present": [relation]}


def test_what_was_known_already_was_not_learned_when_a_correction_moves_it_into_the_cut():
    said = A.affirms("present", said="2024-10-18")
    sooner = Correction(of=said.id, report=A.affirms("present", said="2024-10-16"), said="2024-10-20")
    story = Timeline([A, said, sooner])
    before, after = (Cut(as_of="2024-10-17", known_at=f"2024-10-{day}") for day in (19, 20))
    assert str(story.diff(before, after)).splitlines()[1:] == [
        "  because we learned it 2024-10-20: 2024-10-20: correction of the report of 2024-10-18 by a on present: "
        "as it should be: 2024-10-16: a affirms present"
    ]
    assert "because we had not learned it yet (2024-10-20" in str(story.diff(after, before))


def test_only_the_correction_that_holds_is_a_cause():
    said = A.affirms("present", said="2024-10-18")
    first, second = (
        Correction(of=said.id, report=report, said=f"2024-10-{day}")
        for day, report in ((20, None), (21, A.denies("present", said="2024-10-18")))
    )
    assert caused(Timeline([A, said, first, second]), ("2024-10-19", "2024-10-21")) == {"present": [second]}


def test_only_the_retraction_that_holds_is_a_cause_and_a_clarification_never_is():
    said = A.affirms("present", said="2024-10-18")
    first, second = (A.retracts(said, said=f"2024-10-{day}") for day in (20, 21))
    clearer = Clarification(of=said.id, quote="they are", said="2024-10-20")
    assert caused(Timeline([A, said, first, second, clearer]), ("2024-10-19", "2024-10-21")) == {"present": [first]}


def test_a_verdict_learned_late_is_a_cause():
    verdict = Verdict(claim="present", finding="confirmed", by="desk", basis="as seen", said="2024-10-20")
    assert caused(Timeline([A, AFFIRMS[0], verdict]), ("2024-10-19", "2024-10-21")) == {"present": [verdict]}


def test_backwards_a_diff_says_what_had_not_happened_yet_and_beside_another_story_what_is_left_out():
    story = Timeline([A, B, *AFFIRMS])
    assert "because it had not been said yet: 2024-10-18: a affirms" in str(story.diff("2024-10-18", "2024-10-17"))
    left = story.replay().diff(story.without(source="b").replay())
    assert str(left).splitlines() == [
        "present: corroborated → reported",
        "  because it is left out: 2024-10-18: b affirms present",
    ]


def test_what_is_learned_of_a_later_day_is_no_cause_on_an_earlier_one():
    late = Entry(event=B.denies("present", said="2024-10-20"), recorded="2024-10-20")
    later = Entry(event=B.affirms("present", said="2024-10-18"), recorded="2024-10-20")
    story = Timeline([A, B, AFFIRMS[0], late, later])
    before, after = (Cut(as_of="2024-10-18", known_at=f"2024-10-{day}") for day in (19, 20))
    (change,) = story.diff(before, after).changes
    assert [cause.entry.event for cause in change.causes] == [later.event]


def test_a_diff_tells_each_claim_its_own_entries_only(monkeypatch):
    told = []
    take = Telling.take
    monkeypatch.setattr(Telling, "take", lambda telling, step: (told.append(step), take(telling, step)))

    def work(claims):
        reports = [Report(source=f"s{i % 9}", claim=f"c{i}", stance="affirm", said="2024-01-01") for i in range(claims)]
        late = [Report(source=f"t{i % 9}", claim=f"c{i}", stance="deny", said="2024-01-01") for i in range(claims)]
        notes = [Source(f"s{i}", party=f"p{i}").added(said="2024-02-01") for i in range(claims)]
        story = Timeline([*reports, *(Entry(event=r, recorded="2024-02-01") for r in late), *notes])
        told.clear()
        assert len(story.diff(Cut(known_at="2024-01-31"), Cut(known_at="2024-02-01")).changes) == claims
        return len(told)

    assert work(300) <= 10 * work(30) + 300


LATE = {"published": "2024-11-01"}
"""What is recorded between the two days that `KNOWN` names."""
KNOWN = ("2024-10-25", "2024-11-05")


def test_of_several_reports_learned_late_those_are_causes_that_the_claim_rests_on():
    colleague = Source("colleague", party="p")
    first, second = A.affirms("c", said="2024-10-18", **LATE), colleague.affirms("c", said="2024-10-19", **LATE)
    asked = A.queries("c", said="2024-10-20", **LATE)
    timeline = Timeline([A, colleague, first, second, asked])
    for known in (KNOWN, KNOWN[::-1]):
        assert {event.id for event in caused(timeline, known)["c"]} == {first.id, second.id}


def test_a_report_learned_late_is_a_cause_with_the_correction_that_holds():
    said = A.affirms("c", said="2024-10-18", **LATE)
    right = A.affirms("c", said="2024-10-18", quantity=3)
    fixed = Correction(of=said.id, report=right, said="2024-10-19", **LATE)
    asked = A.queries("c", said="2024-10-20", **LATE)
    found = caused(Timeline([A, said, fixed, asked]), KNOWN)["c"]
    assert {event.id for event in found} == {said.id, fixed.id}


def test_what_had_been_said_before_a_denial_and_is_learned_late_is_the_cause_though_nothing_rests_on_it():
    denial, news = B.denies("c", said="2024-10-10", up_to="2024-10-10"), A.affirms("c", said="2024-10-18")
    before = A.affirms("c", said="2024-10-01", **LATE)
    words = Clarification(of=news.id, quote="as meant", said="2024-10-19", **LATE)
    assert caused(Timeline([A, B, denial, news, before, words]), KNOWN) == {"c": [before]}


def test_of_two_notes_learned_late_the_one_without_effect_is_no_cause():
    link = OriginsLinked(origins=["p", "q"], said="2024-11-01")
    note = Source("a", name="Anna", party="p").added(said="2024-11-01")
    assert caused(Timeline([A, B, *AFFIRMS, link, note]), KNOWN) == {"present": [link]}


def test_a_report_on_a_narrower_claim_is_a_cause_where_what_follows_counts():
    implies = ClaimsRelated(claim="narrow", relation="implies", other="wide")
    late = A.affirms("narrow", said="2024-10-18", **LATE)
    timeline = Timeline([A, B, implies, B.queries("wide", said="2024-10-01"), late])
    assert caused(timeline, KNOWN, policy=Policy(count_derived=True))["wide"] == [late]
    assert "wide" not in caused(timeline, KNOWN)


def test_what_both_know_is_no_cause_where_a_correction_moved_it_beyond_the_cut():
    source = Source("a")
    told = Entry(event=source.affirms("c", said="2024-01-01", id="r"), recorded="2024-01-01")

    def fixed(number, said, recorded):
        right = source.denies("c", said=said, id=f"r{number}")
        return Entry(event=Correction(of="r", report=right, said=recorded, id=f"fix{number}"), recorded=recorded)

    timeline = Timeline([source, told, fixed(1, "2024-01-01", "2024-01-02"), fixed(2, "2024-01-05", "2024-01-03")])
    early = Cut(as_of="2024-01-02", known_at="2024-01-02")
    late = Cut(as_of="2024-01-03", known_at="2024-01-03")
    for before, after in ((early, late), (late, early)):
        (change,) = timeline.diff(before, after).changes
        assert [cause.entry.id for cause in change.causes] == ["fix2"]


def test_a_difference_names_only_what_one_of_the_stories_has_and_says_how_each_came():
    said, late = A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-02")
    timeline = Timeline([A, B, said, late])
    found = timeline.diff("2024-01-01", "2024-01-02")
    assert [entry.event for entry in found.added] == [late]
    assert "  because it was said: 2024-01-02: b affirms c" in str(found).splitlines()
    assert "  because it had not been said yet: 2024-01-02: b affirms c" in str(timeline.diff("2024-01-02", "2024-01-01"))
    again = Timeline([A, B, said]).append(late, recorded="2024-01-09")
    assert [entry.event for entry in timeline.replay().diff(again.replay()).added] == [late]


def test_a_claim_that_a_story_does_not_know_stands_as_the_policy_says_of_silence():
    class Patient:
        origin_by, count_derived, desks = "party", False, None

        def status(self, evidence):
            return Status.OPEN

    (timeline, policy) = Timeline([A.affirms("c", said="2024-01-05")]), Patient()
    assert timeline.diff(Cut(known_at="2024-01-01"), Cut(known_at="2024-01-09"), policy=policy).changes == ()
