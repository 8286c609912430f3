"""How words are changed afterwards: rule 10, corrections, clarifications and retractions."""

import pytest
from attrs import evolve

from korea import DEFENCE, KREMLIN, KYIV, NIS, line, told
from timeline import (
    Clarification,
    Correction,
    Entry,
    RefusedError,
    Report,
    Retraction,
    Status,
)

REPORT = NIS.affirms("present", said="2024-10-18", quote="They are here", quantity=1500)


def corrected(report, of=REPORT, recorded="2024-11-01", **details):
    event = Correction(of=of if isinstance(of, str) else of.id, report=report, said=recorded, **details)
    return Entry(event=event, recorded=recorded)


def test_an_update_is_a_newer_report_and_the_old_one_was_right_when_said():
    update = NIS.affirms("present", said="2024-10-20", quantity=3000)
    assert told(REPORT, update).figures[0].quantity.low == 3000
    assert told(REPORT, update, as_of="2024-10-19").figures[0].quantity.low == 1500


def test_a_correction_replaces_the_report_for_the_whole_of_said_time_from_when_it_was_recorded():
    right = NIS.affirms("present", said="2024-10-18", quantity=150)
    events = REPORT, corrected(right)
    assert told(*events).figures[0].quantity.low == 150
    assert told(*events, as_of="2024-10-18").figures[0].quantity.low == 150
    assert told(*events, known_at="2024-10-31").figures[0].quantity.low == 1500


def test_a_correction_may_turn_an_affirmation_into_a_denial():
    assert told(REPORT, corrected(NIS.denies("present", said="2024-10-18"))).status is Status.DENIED


def test_a_corrected_time_moves_the_report_in_said_time():
    events = REPORT, corrected(NIS.affirms("present", said="2024-10-08"))
    assert told(*events, as_of="2024-10-08").status is Status.REPORTED
    assert told(*events, as_of="2024-10-08", known_at="2024-10-20").status is Status.UNREPORTED


def test_a_correction_without_a_report_makes_the_record_void():
    claim = told(REPORT, corrected(None))
    assert claim.status is Status.UNREPORTED
    assert claim.history[0].id == REPORT.id
    assert len(claim.history) == 2


def test_a_void_record_displaces_nothing():
    wrong = NIS.denies("present", said="2024-10-20")
    assert told(REPORT, wrong).status is Status.DENIED
    assert told(REPORT, wrong, corrected(None, of=wrong)).status is Status.REPORTED


def test_a_corrected_correction_restores_what_it_says():
    wrong = corrected(None, recorded="2024-11-01")
    restored = corrected(REPORT, of=wrong.event.id, recorded="2024-11-02")
    assert told(REPORT, wrong, restored).status is Status.REPORTED
    assert told(REPORT, wrong, restored, known_at="2024-11-01").status is Status.UNREPORTED


def test_a_correction_may_name_any_version_and_means_the_first():
    second = NIS.affirms("present", said="2024-10-18", quantity=150)
    third = NIS.affirms("present", said="2024-10-18", quantity=15)
    one = corrected(second, recorded="2024-11-01")
    for named in (REPORT.id, one.event.id, second.id):
        assert (
            told(REPORT, one, corrected(third, of=named, recorded="2024-11-02")).figures[0].quantity.low == 15
        )


def test_of_several_corrections_the_newest_recorded_holds_in_whatever_order_they_come():
    one = corrected(NIS.affirms("present", said="2024-10-18", quantity=150), recorded="2024-11-01")
    two = corrected(NIS.affirms("present", said="2024-10-18", quantity=15), recorded="2024-11-02")
    assert told(REPORT, one, two).figures[0].quantity.low == 15
    assert told(two, one, REPORT).figures[0].quantity.low == 15


def test_a_correction_that_would_move_a_report_is_refused_with_what_to_do():
    with pytest.raises(
        RefusedError, match=r"report.source: a correction cannot move 'nis' to 'mnd'; void the record"
    ):
        line(REPORT, corrected(DEFENCE.affirms("present", said="2024-10-18")))
    with pytest.raises(
        RefusedError, match=r"report.claim: a correction cannot move 'present' to 'elsewhere'"
    ):
        line(REPORT, corrected(NIS.affirms("elsewhere", said="2024-10-18")))


def test_a_correction_waits_for_its_report():
    early = corrected(NIS.affirms("present", said="2024-10-18", quantity=150), recorded="2024-10-18")
    assert told(early, Entry(event=REPORT, recorded="2024-11-01")).figures[0].quantity.low == 150


def test_a_clarification_changes_the_words_only():
    clearer = Clarification(
        of=REPORT.id, quote="They are there", lang="en", url="https://example.org", said="2024-10-19"
    )
    claim = told(REPORT, clearer)
    (report,) = claim.because
    assert (report.quote, report.lang, report.url) == ("They are there", "en", "https://example.org")
    assert evolve(report, quote=REPORT.quote, lang=None, url=None, id=REPORT.id) == REPORT
    assert report.id == REPORT.id
    assert claim.standing == told(REPORT).standing
    assert claim.history[-1].event == clearer


def test_a_clarification_without_a_language_leaves_the_language():
    spoken = NIS.affirms(
        "present", said="2024-10-18", quote="Sie sind da", lang="de", url="https://example.org"
    )
    (report,) = told(spoken, Clarification(of=spoken.id, quote="Sie sind dort", said="2024-10-19")).because
    assert (report.lang, report.url) == ("de", "https://example.org")


def test_a_later_correction_ends_a_clarification_and_a_later_clarification_changes_the_correction():
    right = NIS.affirms("present", said="2024-10-18", quote="One hundred and fifty")
    clearer = Clarification(of=REPORT.id, quote="They are there", said="2024-10-19")
    before, after = Entry(event=clearer, recorded="2024-10-19"), Entry(event=clearer, recorded="2024-11-02")
    assert told(REPORT, before, corrected(right)).because[0].quote == "One hundred and fifty"
    assert told(REPORT, corrected(right), after).because[0].quote == "They are there"


def test_a_clarification_recorded_before_its_report_holds_beside_a_misfiled_correction():
    clearer = Entry(event=Clarification(of=REPORT.id, quote="They are there", said="2024-10-19"), recorded="2024-10-20")
    misfiled = corrected(DEFENCE.denies("present", said="2024-10-18"), recorded="2024-10-21")
    report = Entry(event=REPORT, recorded="2024-11-01")
    assert told(clearer, report).because[0].quote == "They are there"
    assert told(clearer, misfiled, report).because[0].quote == "They are there"


def test_a_clarification_of_a_void_record_changes_nothing():
    clearer = Entry(
        event=Clarification(of=REPORT.id, quote="They are there", said="2024-10-19"), recorded="2024-11-02"
    )
    assert told(REPORT, corrected(None), clearer).status is Status.UNREPORTED


def test_a_retraction_of_the_only_affirmation_leaves_the_claim_withdrawn():
    claim = told(REPORT, NIS.retracts(REPORT, said="2024-10-20"))
    assert claim.status is Status.WITHDRAWN
    assert claim.because == (REPORT,)
    assert told(REPORT, NIS.retracts(REPORT, said="2024-10-20"), as_of="2024-10-19").status is Status.REPORTED


def test_another_voice_of_the_party_may_retract():
    assert told(REPORT, DEFENCE.retracts(REPORT.id, said="2024-10-20")).status is Status.WITHDRAWN


def test_a_foreign_retraction_is_refused_with_the_advice_to_record_a_denial():
    with pytest.raises(
        RefusedError, match=r"'peskov' cannot retract what 'nis' said.*record a denial instead"
    ):
        line(REPORT, KREMLIN.retracts(REPORT, said="2024-10-20"))


def test_a_retraction_heard_before_its_report_waits_for_it():
    early = NIS.retracts(REPORT, said="2024-10-10")
    claim = told(early, REPORT)
    assert claim.status is Status.WITHDRAWN
    assert told(early, REPORT, as_of="2024-10-17").status is Status.UNREPORTED
    moves = [(str(move.at), move.after.status) for move in line(early, REPORT).transitions("present")]
    assert moves == [("2024-10-18", Status.REPORTED), ("2024-10-18", Status.WITHDRAWN)]


def test_what_a_retracted_report_had_displaced_does_not_come_back():
    denial = NIS.denies("present", said="2024-10-20")
    claim = told(REPORT, denial, NIS.retracts(denial, said="2024-10-22"))
    assert claim.status is Status.OPEN
    assert claim.because == ()


def test_who_spoke_after_the_retracted_report_is_not_silenced():
    again = NIS.affirms("present", said="2024-10-20")
    assert told(REPORT, again, NIS.retracts(REPORT, said="2024-10-22")).status is Status.REPORTED


def test_the_last_affirmation_retracted_silences_the_source_whatever_it_had_affirmed_before():
    again = NIS.affirms("present", said="2024-10-20")
    assert told(REPORT, again, NIS.retracts(again, said="2024-10-22")).status is Status.WITHDRAWN


def test_a_claim_is_not_withdrawn_where_another_affirmation_ended_otherwise():
    other = KYIV.affirms("present", said="2024-10-18")
    retreat = KYIV.cannot_confirm("present", said="2024-10-19")
    claim = told(REPORT, NIS.retracts(REPORT, said="2024-10-20"), other, retreat)
    assert claim.status is Status.OPEN
    assert claim.retreated


def test_who_had_retracted_and_then_cannot_confirm_has_not_retreated():
    claim = told(
        REPORT, NIS.retracts(REPORT, said="2024-10-19"), NIS.cannot_confirm("present", said="2024-10-20")
    )
    assert not claim.retreated


def test_a_retracted_question_is_no_longer_shown():
    asked = NIS.queries("present", said="2024-10-18")
    claim = told(asked, NIS.retracts(asked, said="2024-10-19"))
    assert claim.status is Status.OPEN
    assert claim.neither == ()


def test_of_two_retractions_the_first_in_order_holds():
    late, early = NIS.retracts(REPORT, said="2024-10-22"), DEFENCE.retracts(REPORT, said="2024-10-20")
    assert str(told(REPORT, late, early).since) == "2024-10-20"


def test_an_unknown_source_may_be_corrected_like_any_other():
    rumour = Report(claim="present", stance="affirm", said="2024-10-08")
    right = Report(claim="present", stance="deny", said="2024-10-08")
    assert told(rumour, corrected(right, of=rumour)).status is Status.DENIED


def test_a_retraction_of_a_void_record_retracts_nothing():
    claim = told(REPORT, corrected(None), Retraction(source="nis", of=REPORT.id, said="2024-10-20"))
    assert claim.status is Status.UNREPORTED


def test_everything_stays_in_the_history():
    events = REPORT, NIS.retracts(REPORT, said="2024-10-20"), corrected(REPORT)
    assert len(told(*events).history) == 3


def test_of_two_affirmations_of_one_day_one_may_be_retracted_and_the_other_stands():
    both = [NIS.affirms("present", said="2024-10-18", quantity=figure) for figure in (150, 1500)]
    for gone, left in (both, both[::-1]):
        claim = told(*both, NIS.retracts(gone, said="2024-10-20"))
        assert (claim.status, claim.because) == (Status.REPORTED, (left,))
    claim = told(*both, *(NIS.retracts(one, said="2024-10-20") for one in both))
    assert claim.status is Status.WITHDRAWN


def test_what_a_later_word_had_displaced_does_not_come_back_when_a_vaguer_repeat_is_retracted():
    vague = NIS.affirms("present", said="2024-10-18/2024-10-24")
    later = NIS.denies("present", said="2024-10-20")
    assert told(REPORT, vague, later).status is Status.DISPUTED
    assert told(REPORT, vague, later, NIS.retracts(vague, said="2024-10-26")).status is Status.DENIED
