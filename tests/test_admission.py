"""Which amendments a log refuses: judged in the order of the log, so that what was taken once is taken again."""

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from korea import DEFENCE, KREMLIN, NIS
from timeline import (
    Clarification,
    Correction,
    Entry,
    RefusedError,
    Report,
    Retraction,
    Source,
    Status,
    Timeline,
    Verdict,
    check,
)
from timeline.testing import entries
from timeline.testing.strategies import appended

REPORT = NIS.affirms("present", said="2024-10-18")
FOREIGN = KREMLIN.retracts(REPORT, said="2024-10-20")
MISFILED = Correction(of=REPORT.id, report=DEFENCE.denies("present", said="2024-10-18"), said="2024-10-20")
DESK = (NIS, DEFENCE, KREMLIN)


@given(st.lists(entries(), min_size=1, max_size=2), st.booleans())
@settings(max_examples=min(150, settings.default.max_examples * 2))
def test_what_a_log_has_taken_it_takes_again(told, backwards):
    flat = [entry for some in told for entry in some]
    timeline = appended(flat[::-1] if backwards else flat)
    assert Timeline(timeline) == timeline
    for size in range(len(timeline)):
        Timeline(timeline.entries[:size])


@pytest.mark.parametrize("wrong", [FOREIGN, MISFILED], ids=["foreign", "misfiled"])
def test_an_amendment_recorded_before_its_report_waits_and_is_noticed_not_refused(wrong):
    story = Timeline(DESK).append(wrong).append(REPORT, recorded="2024-11-01")
    assert Timeline(story) == story
    assert story.replay()["present"].status is Status.REPORTED
    assert any("no effect" in notice.message for notice in check(story))


@pytest.mark.parametrize("wrong", [FOREIGN, MISFILED], ids=["foreign", "misfiled"])
def test_a_report_that_a_wrong_amendment_follows_in_the_log_is_refused_with_its_name(wrong):
    waiting = Timeline(DESK).append(wrong)
    with pytest.raises(RefusedError, match=f"{REPORT.id}: with it '{wrong.id}', which follows it in the log, is wrong"):
        waiting.append(REPORT)
    assert len(waiting) == 4


def test_a_source_noted_before_a_retraction_that_it_makes_foreign_is_refused():
    story = Timeline(DESK).append(REPORT, DEFENCE.retracts(REPORT, said="2024-10-20"))
    moved = Source("mnd", party="elsewhere")
    with pytest.raises(RefusedError, match="is wrong: source: 'mnd' cannot retract what 'nis' said"):
        story.append(moved.added(said="2024-10-01"))


def test_a_party_that_changes_later_leaves_earlier_retractions_in_the_log():
    story = Timeline(DESK).append(REPORT, DEFENCE.retracts(REPORT, said="2024-10-20"))
    moved = story.append(Source("mnd", party="elsewhere").added(said="2024-12-01"))
    assert Timeline(moved) == moved
    assert any("no effect" in notice.message for notice in check(moved))


def test_an_amendment_of_a_version_that_comes_late_is_judged_when_it_comes():
    right = NIS.affirms("present", said="2024-10-18", quantity=3)
    corrected = Correction(of=REPORT.id, report=right, said="2024-10-19")
    foreign = KREMLIN.retracts(right, said="2024-10-20")
    story = Timeline(DESK).append(foreign, REPORT)
    with pytest.raises(RefusedError, match="peskov"):
        story.append(corrected)
    with pytest.raises(RefusedError, match="peskov"):
        Timeline(DESK).append(foreign, corrected).append(REPORT)
    assert len(story.append(corrected, recorded="2024-12-01")) == 6


def test_a_source_note_is_refused_only_for_what_follows_it():
    early = Entry(event=Retraction(of="lost", source="mnd", said="2024-10-01"))
    clearer = Clarification(of="lost", quote="as meant", said="2024-10-01")
    story = Timeline(DESK).append(early, clearer)
    assert len(story.append(Source("mnd", party="elsewhere"))) == 6


def test_leaving_out_a_report_leaves_the_rest_as_it_was_taken():
    other = DEFENCE.affirms("present", said="2024-10-17", id="other")
    both = NIS.affirms("present", said="2024-10-18", quantity=3, id="v")
    story = Timeline(DESK).append(
        REPORT, other, Correction(of=REPORT.id, report=both, said="2024-10-19"), NIS.retracts("v", said="2024-10-20")
    )
    left = story.without(report=REPORT.id)
    assert [entry.position for entry in left] == list(range(1, len(left) + 1))
    assert len(left.append(REPORT)) == len(left) + 1


def test_an_id_stands_for_one_thing_the_reports_that_corrections_bring_too():
    right = NIS.affirms("present", said="2024-10-18", quantity=3, id="n1")
    correction = Correction(of=REPORT.id, report=right, said="2024-10-19")
    other = KREMLIN.denies("present", said="2024-10-20", id="n1")
    named = Correction(of=REPORT.id, report=NIS.denies("present", said="2024-10-18", id="n1"), said="2024-10-21")
    story = Timeline(DESK).append(REPORT, correction)
    for wrong, path in ((other, "n1.id"), (named, f"{named.id}.report.id")):
        with pytest.raises(RefusedError, match="two events under one id 'n1'") as caught:
            story.append(KREMLIN.relays("present", said="2024-10-22"), wrong)
        assert [fault.path for fault in caught.value.faults] == [path]
        assert len(story) == 5
    with pytest.raises(RefusedError, match="one is a Report, the other a Verdict"):
        story.append(Verdict(claim="present", finding="confirmed", by="desk", basis="as seen", said="2024-10-21", id="n1"))
    with pytest.raises(RefusedError, match=r"report\.id: two events under one id"):
        Timeline(DESK).append(REPORT, other, correction)
    differing = "source 'peskov' and 'nis'; claim 'absent' and 'present'; stance 'deny' and 'affirm' …"
    with pytest.raises(RefusedError, match=differing):
        Timeline(DESK).append(evolve(other, claim="absent", id="n1"), REPORT, correction)
    assert len(story.append(right)) == 6


def test_what_differs_is_shown_short():
    one, two = (NIS.affirms("present", said="2024-10-18", quote=word * 50_000, id="r") for word in "ab")
    with pytest.raises(RefusedError) as caught:
        Timeline([one, two])
    assert len(str(caught.value)) < 400


def test_where_an_event_of_a_batch_is_refused_is_told_by_its_place():
    story = Timeline(DESK).append(REPORT)
    with pytest.raises(RefusedError) as caught:
        story.append(REPORT, NIS, FOREIGN, REPORT, MISFILED)
    assert [(place, event_id, fault.path) for place, event_id, fault in caught.value.refused] == [
        (2, FOREIGN.id, "source"),
        (4, MISFILED.id, "report.source"),
    ]


def test_another_voice_of_a_party_is_judged_when_the_party_of_the_one_it_retracts_changes():
    story = Timeline(DESK).append(REPORT, DEFENCE.retracts(REPORT, said="2024-10-20"))
    with pytest.raises(RefusedError, match="'mnd' cannot retract what 'nis' said"):
        story.append(Source("nis", party="elsewhere").added(said="2024-10-01"))


@pytest.mark.parametrize(
    ("other", "differ"),
    [
        ({"stance": "deny"}, "stance 'affirm' and 'deny';"),
        ({"stance": "deny", "said": "2024-01-02", "quantity": 3}, "stance 'affirm' and 'deny'; said '2024-01-01' and "
                                                                  "'2024-01-02'; quantity None and '3';"),
        ({"claim": "d", "stance": "deny", "said": "2024-01-02", "quantity": 3}, "claim 'c' and 'd'; stance 'affirm' and 'deny'; "
                                                                                "said '2024-01-01' and '2024-01-02' …;"),
    ],
)
def test_two_events_under_one_id_are_told_apart_by_up_to_three_fields(other, differ):
    fields = {"source": "a", "claim": "c", "stance": "affirm", "said": "2024-01-01", "id": "r"}
    with pytest.raises(RefusedError, match=f"two events under one id 'r': they differ in {differ} leave the id out, or give"):
        Timeline([Report(**fields), Report(**{**fields, **other})])


def test_an_amendment_of_what_is_no_report_is_refused_by_its_field():
    verdict = Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2024-01-01", id="v")
    with pytest.raises(RefusedError, match="of: 'v' is a Verdict, not a report; name a report"):
        Timeline([verdict, Clarification(of="v", quote="x", said="2024-01-02")])


def test_all_that_is_wrong_with_one_event_is_told():
    other = KREMLIN.denies("present", said="2024-10-19", id="x")
    wrong = Correction(of=REPORT.id, report=DEFENCE.affirms("present", said="2024-10-18", id="x"), said="2024-10-20", id="w")
    with pytest.raises(RefusedError) as refused:
        Timeline([*DESK, REPORT, other, wrong])
    clash, misfiled = str(refused.value).splitlines()
    assert clash.startswith("w.report.id: two events under one id 'x': they differ in source 'peskov' and 'mnd'")
    assert misfiled.startswith("w.report.source: a correction cannot move 'nis' to 'mnd'")
