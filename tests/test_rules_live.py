"""What each voice stands by, and what a party stands by: rules 1 to 3 and 5, each in its smallest example."""

import pytest

from korea import KREMLIN, KYIV, NIS
from timeline import (
    Correction,
    Evidence,
    Policy,
    PolicyError,
    Report,
    Source,
    SourceAdded,
    Status,
    Timeline,
)

DEFENCE = Source("mnd", party="south-korea", office="defence-ministry")
MINISTER = Source("minister", party="south-korea", office="defence-ministry")


def told(*events, claim="present", policy=None, **cut):
    everybody = (NIS, DEFENCE, MINISTER, KYIV, KREMLIN)
    return Timeline([*everybody, *events]).replay(policy=policy, **cut)[claim]


def test_a_claim_that_nobody_has_spoken_of_is_unreported():
    first = NIS.affirms("present", said="2024-10-18")
    assert told(first, as_of="2024-10-17").status is Status.UNREPORTED
    assert told(first, as_of="2024-10-17").because == ()
    assert told(first, as_of="2024-10-17").since is None


def test_one_origin_that_affirms_makes_a_claim_reported():
    claim = told(NIS.affirms("present", said="2024-10-18"))
    assert claim.status is Status.REPORTED
    assert str(claim.since) == "2024-10-18"


def test_two_origins_that_affirm_make_a_claim_corroborated():
    claim = told(NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19"))
    assert claim.status is Status.CORROBORATED
    assert [origin.name for origin in claim.affirming] == ["south-korea", "ukraine"]


def test_a_policy_may_ask_for_more_origins_or_for_fewer():
    said = (NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19"))
    assert told(*said, policy=Policy(min_origins=3)).status is Status.REPORTED
    assert told(said[0], policy=Policy(min_origins=1)).status is Status.CORROBORATED


def test_repetition_and_volume_count_for_nothing():
    said = [NIS.affirms("present", said=f"2024-10-{day}") for day in range(18, 28)]
    assert told(*said).status is Status.REPORTED


def test_two_voices_of_one_party_are_one_origin():
    claim = told(NIS.affirms("present", said="2024-10-18"), DEFENCE.affirms("present", said="2024-10-19"))
    assert claim.status is Status.REPORTED
    assert len(claim.affirming[0].reports) == 2


def test_a_source_without_a_party_speaks_for_itself():
    claim = told(Report(source="a", claim="present", stance="affirm", said="2024-10-18"))
    assert claim.affirming[0].name == "a"


@pytest.mark.parametrize("stance", ["not_confirm", "query", "decline", "suppose", "relay"])
def test_what_does_not_commit_opens_a_claim_and_no_more(stance):
    claim = told(Report(source="reuters", claim="present", stance=stance, said="2024-10-18"))
    assert claim.status is Status.OPEN
    assert [report.stance.value for report in claim.because] == [stance]


@pytest.mark.parametrize("stance", ["query", "decline", "suppose", "relay"])
def test_to_ask_to_decline_to_suppose_and_to_relay_displace_nothing(stance):
    later = Report(source="nis", claim="present", stance=stance, said="2024-10-20")
    claim = told(NIS.affirms("present", said="2024-10-18"), later)
    assert claim.status is Status.REPORTED
    assert claim.neither == (later,)


def test_a_claim_is_denied_when_it_is_only_denied():
    claim = told(KREMLIN.denies("present", said="2024-10-10"))
    assert claim.status is Status.DENIED
    assert claim.up_to is None


def test_a_dated_denial_shows_up_to_when_it_speaks():
    claim = told(KREMLIN.denies("present", said="2024-10-10", up_to="2024-10-10"))
    assert claim.label == "denied (up to 2024-10-10)"


def test_the_latest_of_several_dated_denials_is_shown():
    early = KREMLIN.denies("present", said="2024-10-10", up_to="2024-10-10")
    late = KYIV.denies("present", said="2024-10-12", up_to="2024-10-12")
    assert str(told(early, late).up_to) == "2024-10-12"


def test_one_flat_denial_among_dated_ones_leaves_no_date_to_show():
    dated = KREMLIN.denies("present", said="2024-10-10", up_to="2024-10-10")
    assert told(dated, KYIV.denies("present", said="2024-10-12")).up_to is None


def test_a_denial_of_one_party_and_an_affirmation_of_another_are_a_dispute():
    claim = told(KREMLIN.denies("present", said="2024-10-10"), NIS.affirms("present", said="2024-10-18"))
    assert claim.status is Status.DISPUTED
    assert not claim.internal


def test_a_later_statement_of_the_same_source_displaces_the_earlier_one():
    claim = told(NIS.affirms("present", said="2024-10-18"), NIS.denies("present", said="2024-10-19"))
    assert claim.status is Status.DENIED
    assert not claim.admitted


def test_an_old_statement_that_arrives_late_displaces_nothing_newer():
    newer, older = NIS.affirms("present", said="2024-10-18"), NIS.denies("present", said="2024-10-08")
    late = Timeline([NIS, newer]).append(older, recorded="2024-11-01")
    assert late.replay()["present"].status is Status.REPORTED
    assert late.replay(as_of="2024-10-10")["present"].status is Status.DENIED


def test_opposite_commitments_of_one_source_on_one_day_are_both_live():
    claim = told(NIS.affirms("present", said="2024-10-18"), NIS.denies("present", said="2024-10-18"))
    assert claim.status is Status.DISPUTED
    assert claim.label == "disputed (internal)"


def test_two_voices_of_one_party_that_contradict_each_other_on_one_day_are_an_internal_dispute():
    claim = told(NIS.affirms("present", said="2024-10-18"), DEFENCE.denies("present", said="2024-10-18"))
    assert claim.status is Status.DISPUTED
    assert claim.internal


def test_a_dispute_in_which_another_party_takes_part_is_not_internal():
    here = NIS.affirms("present", said="2024-10-18"), DEFENCE.denies("present", said="2024-10-18")
    assert not told(*here, KYIV.affirms("present", said="2024-10-18")).internal


def test_a_refusal_to_confirm_that_cannot_be_ordered_against_a_commitment_yields_to_it():
    claim = told(NIS.affirms("present", said="2024-10-18"), NIS.cannot_confirm("present", said="2024-10-18"))
    assert claim.status is Status.REPORTED
    assert claim.neither == ()
    assert not claim.retreated


def test_to_say_later_that_one_cannot_confirm_is_a_retreat():
    later = NIS.cannot_confirm("present", said="2024-10-19")
    claim = told(NIS.affirms("present", said="2024-10-18"), later)
    assert claim.status is Status.OPEN
    assert claim.retreated
    assert claim.label == "open (retreated)"
    assert claim.because == (later,)


def test_to_affirm_again_ends_a_retreat():
    said = (
        NIS.affirms("present", said="2024-10-18"),
        NIS.cannot_confirm("present", said="2024-10-19"),
        NIS.affirms("present", said="2024-10-20"),
    )
    assert told(*said).status is Status.REPORTED
    assert not told(*said).retreated


def test_who_falls_silent_on_a_denial_has_not_retreated():
    claim = told(NIS.denies("present", said="2024-10-18"), NIS.cannot_confirm("present", said="2024-10-19"))
    assert claim.status is Status.OPEN
    assert not claim.retreated


def test_an_admission_of_the_party_that_had_denied_overtakes_its_denial():
    first = KREMLIN.denies("present", said="2024-10-10")
    ministry = Source("shoigu", party="russia")
    admission = ministry.affirms("present", said="2024-10-24")
    claim = told(ministry, first, admission)
    assert claim.status is Status.REPORTED
    assert claim.label == "reported (admitted)"
    assert claim.because == (admission,)


def test_an_admission_that_the_party_takes_back_by_a_later_denial_is_no_longer_shown_as_one():
    ministry, embassy = Source("shoigu", party="russia"), Source("embassy", party="russia")
    claim = told(
        ministry,
        embassy,
        KREMLIN.denies("present", said="2024-10-10"),
        ministry.affirms("present", said="2024-10-24"),
        embassy.denies("present", said="2024-10-26"),
    )
    assert claim.label == "denied"


def test_a_denial_stands_again_when_the_admission_of_another_voice_is_retracted():
    ministry = Source("shoigu", party="russia")
    admission = ministry.affirms("present", said="2024-10-24")
    denial = KREMLIN.denies("present", said="2024-10-10")
    claim = told(ministry, denial, admission, ministry.retracts(admission, said="2024-10-25"))
    assert claim.label == "denied"
    assert claim.because == (denial,)


def test_a_later_denial_of_another_voice_of_the_party_overtakes_its_affirmation_and_admits_nothing():
    claim = told(NIS.affirms("present", said="2024-10-18"), DEFENCE.denies("present", said="2024-10-19"))
    assert claim.status is Status.DENIED
    assert not claim.admitted


def test_one_party_never_overtakes_another_by_speaking_later():
    claim = told(NIS.affirms("present", said="2024-10-18"), KREMLIN.denies("present", said="2024-10-24"))
    assert claim.status is Status.DISPUTED


def test_the_voices_of_an_office_overtake_each_other_and_those_of_its_party_do_not():
    by_office = Policy(origin_by="office")
    minister = MINISTER.affirms("present", said="2024-10-18")
    assert (
        told(minister, DEFENCE.denies("present", said="2024-10-19"), policy=by_office).status is Status.DENIED
    )
    claim = told(minister, NIS.denies("present", said="2024-10-19"), policy=by_office)
    assert claim.status is Status.DISPUTED
    assert [origin.name for origin in (*claim.affirming, *claim.denying)] == ["defence-ministry", "nis"]


def test_by_speaker_every_voice_is_an_origin():
    said = MINISTER.affirms("present", said="2024-10-18"), DEFENCE.affirms("present", said="2024-10-18")
    assert told(*said, policy=Policy(origin_by="speaker")).status is Status.CORROBORATED
    assert told(*said, policy=Policy(origin_by="office")).status is Status.REPORTED


def test_a_source_that_nobody_introduced_is_its_own_office_and_its_own_party():
    said = Report(source="stranger", claim="present", stance="affirm", said="2024-10-18")
    for by in ("party", "office", "speaker"):
        assert told(said, policy=Policy(origin_by=by)).affirming[0].name == "stranger"


def test_the_newest_note_on_a_source_holds():
    said = NIS.affirms("present", said="2024-10-18"), KYIV.affirms("present", said="2024-10-19")
    moved = SourceAdded(source="budanov", party="south-korea", said="2024-10-20")
    assert told(*said, moved).status is Status.REPORTED


def test_unknown_sources_share_one_origin():
    said = [Report(claim="present", stance="affirm", said=day) for day in ("2024-10-08", "2024-10-09")]
    claim = told(*said)
    assert claim.status is Status.REPORTED
    assert [origin.name for origin in claim.affirming] == ["unknown"]
    assert not claim.affirming[0].named


def test_an_unknown_source_corroborates_a_named_one():
    claim = told(
        Report(claim="present", stance="affirm", said="2024-10-08"), NIS.affirms("present", said="2024-10-18")
    )
    assert claim.status is Status.CORROBORATED


def test_unknown_sources_alone_never_corroborate():
    unknown = Report(claim="present", stance="affirm", said="2024-10-08")
    assert told(unknown, policy=Policy(min_origins=1)).status is Status.REPORTED


def test_unknown_sources_never_displace_nor_overtake_each_other():
    claim = told(
        Report(claim="present", stance="affirm", said="2024-10-08"),
        Report(claim="present", stance="deny", said="2024-10-09"),
    )
    assert claim.status is Status.DISPUTED


def test_a_policy_that_makes_no_sense_is_refused():
    for wrong in (0, True, "2", 1.5):
        with pytest.raises(PolicyError, match=f"min_origins is {wrong!r}; give a whole number from 1 on"):
            Policy(min_origins=wrong)
    with pytest.raises(PolicyError, match="origin_by is 'nation'; give party, office or speaker"):
        Policy(origin_by="nation")
    with pytest.raises(PolicyError, match="count_derived is 'yes'; give true or false"):
        Policy(count_derived="yes")
    for wrong in (5, [5], [["desk"]], {b"desk"}):
        with pytest.raises(PolicyError, match=r"^desks is .*; give a set of their names"):
            Policy(desks=wrong)
    with pytest.raises(PolicyError, match="'strict' is str, which has no origin_by, not a policy"):
        told(policy="strict")


def test_the_status_of_a_users_own_policy_is_used_and_must_be_a_status():
    class Cautious:
        origin_by, count_derived, desks = "party", False, None
        answer: object = Status.OPEN

        def status(self, evidence: Evidence):
            return self.answer

    own = Cautious()
    said = NIS.affirms("present", said="2024-10-18")
    assert told(said, policy=own).status is Status.OPEN
    own.answer = "reported"
    with pytest.raises(PolicyError, match=r"Cautious.status gave 'reported'; it must return a Status"):
        _ = told(said, policy=own)


def test_a_vaguer_repeat_does_not_undo_an_admission():
    denial, admission = DEFENCE.denies("present", said="2024-10-17"), NIS.affirms("present", said="2024-10-18")
    repeat = NIS.affirms("present", said="2024-10-17/2024-10-19")
    assert told(denial, admission).admitted
    claim = told(denial, admission, repeat)
    assert (claim.status, claim.admitted) == (Status.REPORTED, True)
    again = NIS.denies("present", said="2024-10-17/2024-10-19")
    affirms = DEFENCE.affirms("present", said="2024-10-17")
    assert told(affirms, NIS.denies("present", said="2024-10-18"), again).status is Status.DENIED


def test_two_unnamed_sources_that_contradict_each_other_are_no_dispute_within_one_origin():
    unnamed = [Report(claim="present", stance=stance, said="2024-10-18") for stance in ("affirm", "deny")]
    claim = told(*unnamed)
    assert (claim.status, claim.internal) == (Status.DISPUTED, False)


def test_a_void_record_leaves_the_other_reports_of_its_claim():
    void, stands = NIS.affirms("present", said="2024-10-17"), KREMLIN.denies("present", said="2024-10-18")
    claim = told(void, stands, Correction(of=void.id, said="2024-10-19"))
    assert claim.status is Status.DENIED


def test_a_vaguer_repeat_that_is_taken_back_does_not_bring_back_what_a_denial_displaced():
    said, repeat = NIS.affirms("present", said="2024-10-17"), NIS.affirms("present", said="2024-10-17/2024-10-20")
    denial, taken = NIS.denies("present", said="2024-10-18"), NIS.retracts(repeat, said="2024-10-21")
    assert told(said, repeat, denial).status is Status.DISPUTED
    assert told(said, repeat, denial, taken).status is Status.DENIED
