"""The log as a value: appending, refusing, replaying, leaving out, projecting."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest

from timeline import (
    ClaimAdded,
    Clarification,
    Correction,
    Cut,
    Entry,
    OriginsLinked,
    Policy,
    PolicyError,
    Quantity,
    RefusedError,
    Report,
    Retraction,
    Source,
    Status,
    Story,
    TimeError,
    Timeline,
    UnknownEventError,
    Unrecognized,
    Verdict,
    apply,
    cut,
    fold,
    merge,
)
from timeline._runs import Run

NIS = Source("nis", name="National Intelligence Service", party="south-korea", tz="Asia/Seoul")
ZELENSKYY = Source("zelenskyy", party="ukraine", tz="Europe/Kyiv")
SPRAVDI = Source("spravdi", party="ukraine", tz="Europe/Kyiv")
PRESENT = NIS.affirms("present", said="2024-10-18", quantity="about 1,500", published="2024-10-19")
MOVED = ZELENSKYY.denies("moved", said="2024-10-17", up_to="2024-10-17", quantity="10,000 soldiers")
A, B = Source("a", party="p"), Source("b", party="q")


def test_the_first_story_of_the_readme():
    story = Timeline().append(MOVED, PRESENT)
    assert story.replay()["present"].status is Status.REPORTED
    assert story.replay(as_of="2024-10-17")["present"].status is Status.UNREPORTED
    assert "denied (up to 2024-10-17)" in str(story.replay(as_of="2024-10-17")["moved"])


def test_appending_gives_a_new_timeline_and_leaves_the_old_one():
    old = Timeline([NIS])
    new = old.append(PRESENT)
    assert (len(old), len(new)) == (1, 2)
    assert PRESENT.id in new
    assert PRESENT.id not in old
    assert new[PRESENT.id].event == PRESENT
    assert old.append() == old
    assert new.append(PRESENT, NIS) == new
    assert hash(new.append(PRESENT)) == hash(new)
    assert new != old
    with pytest.raises(UnknownEventError, match="did you mean"):
        new[PRESENT.id[:-1]]


def test_entries_stand_in_the_order_of_their_recorded_times_and_positions_count_from_1():
    late = Timeline([PRESENT]).append(MOVED)
    assert [entry.event for entry in late] == [MOVED, PRESENT]
    assert [entry.position for entry in late] == [1, 2]
    assert str(late[PRESENT.id].recorded) == "2024-10-19"
    given = Timeline().append(PRESENT, recorded="2024-12-01T00:00:00Z")
    assert given[PRESENT.id].recorded.text == "2024-12-01T00:00:00Z"
    assert Timeline(given) == given
    assert eval(repr(late), {**globals(), "Quantity": Quantity}) == late  # a figure in it is shown as a Quantity


def test_a_look_up_gives_the_place_at_which_an_entry_was_appended():
    late = Timeline([PRESENT]).append(MOVED)
    assert [late[entry.id].position for entry in late.entries] == [2, 1]


def test_a_thousand_single_appends_are_kept_in_one_run():
    story = Timeline()
    for day in range(1000):
        story = story.append(NIS.affirms("present", said=date(2024, 1, 1) + timedelta(days=day)))
    assert len(story) == len(story.entries) == 1000
    assert len(story._log.seen) == 1


def test_a_thousand_appends_each_beside_another_are_kept_in_few_runs():
    story = Timeline()
    told = []
    for day in range(1000):
        one = NIS.affirms("present", said=date(2024, 1, 1) + timedelta(days=day))
        story.append(one)  # dropped: the run has grown, and the next append finds that it goes on for another
        story = story.append(one)
        told.append(one)
    assert [entry.event for entry in story] == told
    assert len(story._log.seen) <= 10


def test_threads_that_append_to_one_timeline_have_each_their_own():
    beginning = Timeline([NIS, ZELENSKYY])
    together = Barrier(8)

    def tell(number: int) -> Timeline:
        together.wait()
        story = beginning
        for day in range(200):
            said = date(2024, 1, 1) + timedelta(days=day)
            story = story.append(NIS.affirms(f"claim-{number}", said=said, id=f"r{day}"))
        return story

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(tell, range(8)))
    for number, story in enumerate(told):
        assert [entry.id for entry in story] == [*(e.id for e in beginning), *(f"r{day}" for day in range(200))]
        assert set(story.replay()) == {f"claim-{number}"}
    assert len(beginning) == 2


class Beaten(dict):
    """Whoever asks here is beaten to it: the run has grown when the answer comes, or is about to."""

    def __init__(self, done: bool) -> None:
        self.done = done

    def setdefault(self, end: int, entries: dict[str, Entry]) -> dict[str, Entry]:
        return entries if self.done else {}


@pytest.mark.parametrize("done", [True, False])
def test_a_run_grows_for_one_of_two_who_ask_at_a_time(done):
    class Last(list):
        def __len__(self) -> int:  # the first to look sees an end that is gone when he looks again
            self.looks = getattr(self, "looks", 0) + 1
            return 0 if self.looks == 1 else 1

    run = Run(0)
    object.__setattr__(run, "_growing", Beaten(done))
    object.__setattr__(run, "entries", Last())
    run._growing[0] = "whoever it is"
    assert not run.grow({PRESENT.id: Entry(event=PRESENT, position=1)}, 0)
    assert not run.by_id
    assert (0 in run._growing) is not done


def test_what_is_pickled_of_a_timeline_is_its_own():
    beginning = Timeline([NIS, PRESENT])
    beginning.append(MOVED)
    assert b"zelenskyy" not in pickle.dumps(beginning)
    again = pickle.loads(pickle.dumps(beginning.append(ZELENSKYY)))
    assert again == beginning.append(ZELENSKYY)
    assert again.append(MOVED) == beginning.append(ZELENSKYY, MOVED)


def test_all_that_is_refused_is_said_at_once():
    story = Timeline([NIS, ZELENSKYY, PRESENT, MOVED])
    with pytest.raises(RefusedError) as caught:
        story.append(
            ZELENSKYY.retracts(PRESENT, said="2024-10-20"),
            Correction(of=PRESENT.id, said="2024-10-20", report=MOVED),
            Retraction(of=NIS.added().id, source="nis", said="2024-10-20"),
        )
    text = str(caught.value)
    assert len(caught.value.faults) == 3
    assert "record a denial instead" in text
    assert "a correction cannot move 'nis' to 'zelenskyy'" in text
    assert "is a SourceAdded, not a report" in text


def test_another_voice_of_the_party_may_retract_by_any_version():
    fixed = Report(source="zelenskyy", claim="moved", stance="affirm", said="2024-10-17")
    corrected = Correction(of=MOVED.id, report=fixed, said="2024-10-18")
    story = Timeline([ZELENSKYY, SPRAVDI, MOVED, corrected])
    for version in (MOVED.id, corrected.id, fixed.id):
        retracted = story.append(SPRAVDI.retracts(version, said="2024-10-20"))
        assert retracted.replay()["moved"].status is Status.WITHDRAWN
    with pytest.raises(RefusedError):
        story.append(NIS.retracts(fixed, said="2024-10-20"))


def test_a_source_whose_party_was_noted_anew_is_of_the_newest():
    renamed = Source("spravdi", party="other").added(said="2024-11-01")
    story = Timeline([ZELENSKYY, SPRAVDI, renamed, MOVED])
    with pytest.raises(RefusedError):
        story.append(SPRAVDI.retracts(MOVED, said="2024-11-02"))
    assert Timeline([renamed, SPRAVDI]).replay().state.desk.party("spravdi") == "other"


def test_amendments_in_a_circle_wait_for_ever_and_hurt_nobody():
    one = Correction(of="two", said="2024-10-18", id="one")
    two = Correction(of="one", said="2024-10-18", id="two")
    story = Timeline([one, two, NIS.retracts("one", said="2024-10-19"), PRESENT])
    assert story.replay(as_of="2024-10-30")["present"].status is Status.REPORTED
    assert list(story.replay(as_of="2024-10-01")) == ["present"]
    assert story.replay(as_of="2024-10-01")["present"].status is Status.UNREPORTED


def test_replay_takes_dates_texts_and_instants_and_both_ends_are_inclusive():
    story = Timeline([PRESENT])
    for as_of in ("2024-10-18", date(2024, 10, 18), datetime(2024, 10, 19, tzinfo=UTC), "2024-10-18T23:59:59.999999Z"):
        assert story.replay(as_of=as_of)["present"].status is Status.REPORTED
    assert story.replay(as_of="2024-10-18T23:59:59.999998Z")["present"].status is Status.UNREPORTED
    assert story.replay(known_at="2024-10-19")["present"].status is Status.REPORTED
    assert story.replay(known_at="2024-10-18")["present"].status is Status.UNREPORTED
    for bad in (datetime(2024, 10, 18), "2024-10-18/..", "yesterday", 5):
        with pytest.raises(TimeError):
            story.replay(as_of=bad)


def test_replay_is_fold_of_cut():
    story = Timeline([NIS, PRESENT, MOVED])
    made = fold(cut(story, as_of="2024-10-17", known_at="2024-10-20"))
    assert story.replay(as_of="2024-10-17", known_at="2024-10-20").state == made
    assert made != Story()
    assert hash(made) == hash(fold(made))
    assert merge(made, fold([])) == made == apply(made, Entry(event=MOVED))


def test_what_was_recorded_first_is_kept_of_one_event_recorded_twice():
    early, late = Entry(event=PRESENT, recorded="2024-10-20"), Entry(event=PRESENT, recorded="2024-10-25")
    assert list(fold([late, early])) == list(fold([early, late])) == [early]
    assert fold([early])[PRESENT.id] == early
    assert len(fold([early])) == 1


def test_stories_compare_by_entries_policy_and_cut():
    story = Timeline([PRESENT])
    assert story.replay() == story.replay()
    assert story.replay() != story.replay(policy=Policy(min_origins=3))
    assert story.replay() != story.replay(as_of="2024-10-30")
    assert story.replay() != 5
    assert "present" in story.replay()
    assert repr(story.replay(as_of="2024-10-30")) == "<Story of 1 claims, as_of=2024-10-30>"
    with pytest.raises(TypeError, match="unhashable"):
        hash(story.replay())


def test_without_leaves_out_a_source_a_party_or_a_report_with_its_amendments():
    words = Clarification(of=PRESENT.id, quote="already in Russia", said="2024-10-20")
    verdict = Verdict(claim="present", finding="confirmed", by="nis", basis="seen", said="2024-10-21")
    story = Timeline([NIS, ZELENSKYY, PRESENT, MOVED, words, NIS.retracts(PRESENT, said="2024-10-22"), verdict])
    assert [e.event for e in story.without(source="nis")] == [NIS.added(), ZELENSKYY.added(), MOVED]
    assert story.without(party="south-korea") == story.without(source="nis")
    assert [e.event for e in story.without(report=PRESENT.id)] == [NIS.added(), ZELENSKYY.added(), MOVED, verdict]
    for name in ({"source": "nsi"}, {"party": "south-corea"}, {"report": "x"}):
        with pytest.raises(UnknownEventError):
            story.without(**name)


def test_project_gives_the_events_as_corrected_in_the_order_of_statements():
    fixed = Report(source="nis", claim="present", stance="affirm", said="2024-10-16")
    void = ZELENSKYY.affirms("present", said="2024-10-01")
    story = Timeline(
        [
            PRESENT,
            MOVED,
            NIS,
            ClaimAdded(claim="present"),
            Correction(of=PRESENT.id, report=fixed, said="2024-10-20"),
            void,
            Correction(of=void.id, said="2024-10-21"),
        ]
    )
    told = story.project((), lambda seen, event: (*seen, event), as_of="2024-10-18")
    assert told == (NIS.added(), ClaimAdded(claim="present"), fixed, MOVED)
    then = story.project((), lambda seen, event: (*seen, event), known_at="2024-10-19")
    assert then == (NIS.added(), ClaimAdded(claim="present"), void, MOVED, PRESENT)
    assert story.project(0, lambda count, event: count + 1) == 4


def test_diff_tells_what_happened_from_what_we_learned():
    late = NIS.affirms("present", said="2024-10-16", published="2024-10-25")
    story = Timeline([NIS, ZELENSKYY, late, ZELENSKYY.affirms("present", said="2024-10-18")])
    known = story.diff(Cut(as_of="2024-10-17", known_at="2024-10-20"), Cut(as_of="2024-10-18", known_at="2024-10-30"))
    (change,) = known.changes
    assert (change.before.status, change.after.status) == (Status.UNREPORTED, Status.CORROBORATED)
    assert [(cause.entry.event.source, cause.learned) for cause in change.causes] == [("zelenskyy", False), ("nis", True)]
    assert "because we learned it 2024-10-25: 2024-10-16: National Intelligence Service affirms present" in str(known)
    assert known.patch(known.before) == known.after
    back = story.diff(Cut(as_of="2024-10-18", known_at="2024-10-30"), Cut(as_of="2024-10-17", known_at="2024-10-20"))
    assert [(cause.entry.event.source, cause.learned) for cause in back.changes[0].causes] == [
        ("nis", True),
        ("zelenskyy", False),
    ]
    assert back.patch(back.before) == back.after
    assert str(story.diff("2024-10-18", "2024-10-18")) == "nothing changed"


def test_diff_of_stories_under_two_policies_has_no_answer():
    story = Timeline([PRESENT])
    with pytest.raises(PolicyError, match=r"^the two stories are under two policies, so not every change has a cause; "):
        story.replay().diff(story.replay(policy=Policy(min_origins=3)))


def test_diff_names_a_link_learned_late_a_retraction_a_correction_and_a_verdict_as_learned():
    mine, theirs = NIS.affirms("present", said="2024-10-16"), ZELENSKYY.affirms("present", said="2024-10-16")
    base = Timeline([mine, theirs])
    fixed = Report(source="nis", claim="present", stance="deny", said="2024-10-16")
    for event in (
        OriginsLinked(origins=["nis", "zelenskyy"], said="2024-10-25"),
        Retraction(of=mine.id, source="nis", said="2024-10-17", published="2024-10-25"),
        Correction(of=mine.id, report=fixed, said="2024-10-25"),
        Verdict(claim="present", finding="refuted", by="desk", basis="x", said="2024-10-17", published="2024-10-25"),
    ):
        story = base.append(event)
        found = story.diff(Cut(as_of="2024-10-18", known_at="2024-10-20"), Cut(as_of="2024-10-18", known_at="2024-10-30"))
        (change,) = found.changes
        assert [(cause.entry.event, cause.learned) for cause in change.causes] == [(event, True)]


def test_transitions_name_before_after_moment_and_cause():
    moves = list(Timeline([NIS, ZELENSKYY, PRESENT, MOVED]).transitions("present"))
    (move,) = moves
    assert (move.before.status, move.after.status, move.at.latest) == (
        Status.UNREPORTED,
        Status.REPORTED,
        PRESENT.said.latest,
    )
    assert move.cause.event == PRESENT
    assert len(list(Timeline([PRESENT, MOVED]).transitions())) == 2
    assert list(Timeline([PRESENT]).transitions(known_at="2024-10-01")) == []


def test_what_the_desk_notes_between_two_cuts_can_change_every_claim():
    link = OriginsLinked(origins=("south-korea", "ukraine"))
    told = Timeline([NIS, ZELENSKYY, PRESENT, ZELENSKYY.affirms("present", said="2024-10-18")])
    story = told.append(link, recorded="2024-10-25")
    before, after = Cut(known_at="2024-10-24"), Cut(known_at="2024-10-26")
    found = story.diff(before, after)
    assert [(change.before.status, change.after.status) for change in found.changes] == [(Status.CORROBORATED, Status.REPORTED)]
    assert found == story.replay(known_at="2024-10-24").diff(story.replay(known_at="2024-10-26"))


def test_a_note_that_is_only_dated_between_two_cuts_on_said_time_changes_no_claim():
    link = OriginsLinked(origins=("south-korea", "ukraine"), said="2024-10-18")
    story = Timeline([NIS, ZELENSKYY, PRESENT, link, ZELENSKYY.affirms("present", said="2024-10-19")])
    part = story._moments.part(Cut(as_of="2024-10-17"), Cut(as_of="2024-10-18"), derived=False)
    assert part is not None
    assert part.claims == {"present"}
    assert story.diff("2024-10-17", "2024-10-18") == story.replay(as_of="2024-10-17").diff(story.replay(as_of="2024-10-18"))


def test_values_can_be_pickled():
    assert pickle.loads(pickle.dumps(PRESENT)) == PRESENT


def test_project_gives_retractions_and_verdicts_after_what_they_are_about():
    verdict = Verdict(claim="present", finding="confirmed", by="desk", basis="seen", said="2024-10-21")
    retraction = NIS.retracts(PRESENT, said="2024-10-20")
    story = Timeline([verdict, retraction, PRESENT])
    assert story.project((), lambda seen, event: (*seen, event)) == (PRESENT, retraction, verdict)


def test_figures_of_several_origins_are_told_with_their_names():
    story = Timeline([PRESENT, ZELENSKYY.affirms("present", said="2024-10-18", quantity="10,000")]).replay()
    assert str(story["present"]).startswith("present: corroborated, about 1,500 (nis); 10,000 (zelenskyy), because of")
    assert [origin.name for origin in story["present"].affirming] == ["nis", "zelenskyy"]


def test_what_is_not_recognized_counts_nowhere_and_is_projected():
    odd = Unrecognized(type="rumour", record="{}")
    story = Timeline([odd, A.affirms("c", said="2024-01-01")])
    assert [origin.name for origin in story.replay()["c"].affirming] == ["a"]
    assert story.project((), lambda seen, event: (*seen, event)) == (odd, A.affirms("c", said="2024-01-01"))


def test_what_is_asked_of_a_timeline_is_asked_under_the_policy_and_the_cut_that_are_given():
    timeline = Timeline([A, B, A.affirms("c", said="2024-01-01"), B.affirms("c", said="2024-01-05")])
    assert [move.after.status for move in timeline.transitions(policy=Policy(min_origins=1))] == [Status.CORROBORATED]
    assert [move.after.status for move in timeline.transitions(policy=Policy(min_origins=3))] == [Status.REPORTED]
    assert timeline.project(0, lambda count, event: count + isinstance(event, Report), as_of="2024-01-04") == 1


def test_without_a_voice_its_retractions_were_not_heard_either_and_places_are_counted_anew():
    colleague, said = Source("colleague", party="p"), A.affirms("c", said="2024-01-01")
    taken = colleague.retracts(said, said="2024-01-02")
    timeline = Timeline([B.affirms("c", said="2023-12-01"), A, colleague, said, taken])
    assert timeline.without(source="colleague").replay()["c"].status is Status.CORROBORATED
    assert timeline.without(source="b").replay()["c"].status is Status.WITHDRAWN
    left = timeline.without(source="b")
    assert [left[entry.id].position for entry in left] == list(range(1, len(left) + 1))
    with pytest.raises(UnknownEventError, match="did you mean 'colleague'"):
        timeline.without(source="coleague")
