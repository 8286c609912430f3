"""Every seeded bug is noticed by the kit alone; here each by the law that it breaks, the command tries all laws."""

import pytest

from korea import NIS
from timeline import Source, Status, Timeline
from timeline.testing import laws, mutants
from timeline.testing.laws import LAWS
from timeline.testing.mutants import MUTANTS, Killed, Mutant, _page, applied, killed, survivors

BY_NAME = {mutant.name: mutant for mutant in MUTANTS}
BROKEN = {
    "what_evidence_shows_elsewhere_is_no_change": "a_diff_is_that_of_two_replays",
    "what_follows_is_no_change": "a_diff_is_that_of_two_replays",
    "alone_a_claim_follows_from_nothing": "a_claim_alone_is_as_among_all",
    "only_the_first_date_is_looked_at": "a_diff_is_that_of_two_replays",
    "a_cut_leaves_out_what_was_recorded_at_its_moment": "replay_is_cut_then_fold",
    "a_cut_leaves_out_what_was_said_at_its_moment": "replay_is_cut_then_fold",
    "a_retraction_counts_the_moment_after": "replay_is_cut_then_fold",
    "a_day_counts_from_its_morning": "replay_is_cut_then_fold",
    "a_corrected_date_is_not_cut_by": "a_correction_is_as_if_said_right",
    "book_keeping_is_cut_by_when_it_was_noted": "transitions_chain",
    "of_two_records_the_last_is_kept": "merge_is_fold_of_union",
    "of_two_records_the_one_read_last_is_kept": "merge_is_fold_of_union",
    "a_merge_loses_what_it_did_not_know": "merge_is_fold_of_union",
    "a_checkpoint_skips_its_boundary": "a_checkpoint_plus_the_tail_is_the_whole",
    "a_correction_of_a_correction_is_lost": "every_amendment_finds_its_report",
    "a_claim_takes_what_begins_alike": "a_claim_is_touched_only_by_its_own",
    "families_can_be_written_to": "nothing_is_mutable",
    "the_last_to_show_a_video_released_it": "evidence_is_credited_to_who_released_it",
    "who_rests_on_a_video_released_it": "evidence_is_credited_to_who_released_it",
    "what_is_cut_has_only_the_last_days": "a_tighter_cut_is_a_part",
    "a_story_has_only_the_last_days": "replay_is_cut_then_fold",
    "a_claim_takes_all_there_is": "a_claim_is_touched_only_by_its_own",
    "corrections_are_not_applied": "a_correction_is_as_if_said_right",
    "the_first_correction_holds": "a_correction_is_as_if_said_right",
    "a_void_record_stays": "a_correction_is_as_if_said_right",
    "a_correction_moves_a_report_to_another_claim": "a_correction_is_as_if_said_right",
    "a_clarification_dates_the_report_anew": "a_clarification_changes_words_only",
    "anybody_can_retract": "anybody_elses_retraction_changes_nothing",
    "parties_are_not_known": "the_status_is_what_the_rules_say",
    "an_office_speaks_for_itself_alone": "the_status_is_what_the_rules_say",
    "the_oldest_note_on_a_source_holds": "the_newest_note_holds",
    "strangers_take_back_what_others_said": "nobody_else_amends_a_report",
    "the_log_moves_reports": "nobody_else_amends_a_report",
    "a_log_is_judged_by_what_came_later": "what_a_log_took_it_takes_again",
    "what_follows_in_the_log_is_not_looked_at": "nobody_else_amends_a_report",
    "a_query_displaces": "a_source_stands_by_its_last_words",
    "the_last_read_displaces": "a_source_stands_by_its_last_words",
    "nothing_is_displaced": "a_source_stands_by_its_last_words",
    "a_retraction_takes_all_its_source_said": "a_retraction_leaves_silence",
    "a_retraction_drops_another_sources_report": "a_retraction_leaves_silence",
    "a_retraction_does_nothing": "a_retraction_leaves_silence",
    "a_retraction_holds_before_its_report": "a_retraction_leaves_silence",
    "a_retraction_resurrects": "a_retraction_leaves_silence",
    "a_cut_on_the_day_before": "transitions_chain",
    "a_retraction_of_one_withdraws_the_claim": "a_withdrawn_claim_is_one_that_all_took_back",
    "a_retraction_brings_back_the_repeat_before": "a_retraction_leaves_silence",
    "the_last_word_is_passed_on": "what_is_said_later_changes_no_credit",
    "the_next_word_is_the_last": "what_is_said_later_changes_no_credit",
    "silence_tells_what_it_rests_on": "what_is_said_later_changes_no_credit",
    "statements_are_told_as_recorded": "a_late_report_lands_in_its_place",
    "statements_are_told_as_they_arrive": "order_does_not_matter",
    "the_first_move_is_not_told": "transitions_chain",
    "the_oldest_verdict_holds": "the_newest_verdict_holds",
    "a_withdrawn_verdict_holds": "the_newest_verdict_holds",
    "two_origins_make_a_verdict": "counting_never_gives_a_verdict",
    "a_repeat_forgets_the_figure": "a_vaguer_repeat_takes_nothing_away",
    "nobody_contradicts_a_verdict": "the_newest_verdict_holds",
    "a_denial_is_dated_too_early": "the_last_date_of_denials_is_shown",
    "affirmations_win": "status_follows_from_reports",
    "one_more_origin_is_asked": "the_status_is_what_the_rules_say",
    "reports_are_counted_not_origins": "status_follows_from_reports",
    "nothing_is_ever_withdrawn": "a_withdrawn_claim_is_one_that_all_took_back",
    "a_relay_is_counted": "non_committing_reports_move_nothing",
    "the_earlier_voice_of_a_party_stands": "the_status_is_what_the_rules_say",
    "another_party_takes_it_back": "the_status_is_what_the_rules_say",
    "a_dated_denial_is_never_overtaken": "only_news_overtakes_a_denial",
    "unknown_sources_overtake": "only_news_overtakes_a_denial",
    "a_denial_is_overtaken_by_its_own_origin": "only_news_overtakes_a_denial",
    "what_happened_later_is_no_news": "only_news_overtakes_a_denial",
    "a_repeat_is_news": "only_news_overtakes_a_denial",
    "an_echo_is_news": "only_news_overtakes_a_denial",
    "a_foretold_happening_is_news": "only_news_overtakes_a_denial",
    "what_had_happened_by_then_is_news": "only_news_overtakes_a_denial",
    "what_is_said_of_the_denied_day_is_news": "only_news_overtakes_a_denial",
    "a_flat_denial_is_dated": "only_news_overtakes_a_denial",
    "a_vaguer_repeat_undoes_an_admission": "a_vaguer_repeat_takes_nothing_away",
    "a_repeat_undoes_the_news": "a_vaguer_repeat_takes_nothing_away",
    "nothing_is_admitted": "only_news_overtakes_a_denial",
    "a_dispute_within_a_house_is_none": "the_status_is_what_the_rules_say",
    "two_unknown_ones_are_one": "only_news_overtakes_a_denial",
    "unknown_sources_are_a_party": "only_news_overtakes_a_denial",
    "a_claim_taken_back_reads_as_never_reported": "every_move_is_legal",
    "an_echo_is_an_origin": "resting_on_others_adds_no_origin",
    "a_chain_is_not_followed": "the_status_is_what_the_rules_say",
    "evidence_is_its_own_origin": "evidence_is_credited_to_who_released_it",
    "linked_origins_are_still_two": "a_link_makes_one_of_two",
    "a_link_adds_what_it_names": "linking_never_adds_an_origin",
    "a_link_by_a_party_joins_nobody": "a_link_makes_one_of_two",
    "a_link_by_a_report_joins_nobody": "a_link_makes_one_of_two",
    "the_log_does_not_know_what_it_holds": "appending_twice_is_appending_once",
    "a_story_hears_what_another_was_told": "timelines_of_one_beginning_are_apart",
    "the_log_is_in_the_order_of_arrival": "the_log_is_in_the_order_recorded",
    "what_was_learned_later_was_known_before": "the_two_clocks_commute",
    "yesterday_is_told_by_the_desk_of_today": "what_was_known_never_changes",
    "touching_times_are_ordered": "a_source_stands_by_its_last_words",
    "a_zone_is_not_looked_at": "times_are_placed_by_their_zone",
    "an_offset_is_dropped": "times_are_placed_by_their_zone",
    "a_patch_takes_nothing_away": "diff_then_patch_arrives",
    "nothing_was_learned": "diff_then_patch_arrives",
    "all_of_it_is_the_reason": "why_is_enough",
    "nothing_is_the_reason": "why_is_enough",
    "a_file_forgets_the_zone": "codec_round_trips",
    "a_file_forgets_when_it_was_recorded": "the_straight_road_is_the_plain_one",
    "a_line_read_fast_forgets_when_it_was_recorded": "the_straight_road_is_the_plain_one",
    "a_line_read_fast_takes_any_version": "the_straight_road_is_the_plain_one",
    "a_repr_forgets_the_zone": "repr_round_trips",
    "columns_know_of_a_retraction_too_soon": "columns_answer_as_replay_does",
    "columns_show_a_report_once_more": "columns_answer_as_replay_does",
    "columns_never_take_back": "columns_move_as_transitions_do",
    "columns_move_by_what_is_learned_later": "columns_move_as_transitions_do",
    "columns_let_the_earlier_of_a_party_win": "columns_answer_as_replay_does",
    "columns_put_in_order_what_has_none": "columns_answer_as_replay_does",
    "columns_lose_what_waited_for_its_report": "columns_grow_as_their_timeline_does",
    "columns_miss_a_correction_of_a_correction": "columns_grow_as_their_timeline_does",
    "columns_grow_without_looking_at_order": "columns_grow_as_their_timeline_does",
    "an_engine_shows_a_report_once_more": "engines_answer_as_replay_does",
    "an_engine_knows_of_a_retraction_too_soon": "engines_answer_as_replay_does",
}
"""For each bug a law that notices it, as ``python -m timeline.testing.mutants`` names them."""


def test_there_are_enough_and_each_says_what_a_newsroom_would_see() -> None:
    assert len(BY_NAME) == len(MUTANTS) >= 60
    assert all(mutant.sees for mutant in MUTANTS)
    assert set(BROKEN) == set(BY_NAME)


@pytest.mark.parametrize("name", BROKEN)
def test_the_kit_notices_every_bug(name: str) -> None:
    law = getattr(laws, BROKEN[name])
    kill = killed(BY_NAME[name], laws=[law], max_examples=3_000, shrink=False)
    assert kill is not None
    assert (kill.law, kill.mutant) == (BROKEN[name], BY_NAME[name])
    assert kill.story is not None
    law(kill.story.append())  # the right core keeps the law


@pytest.mark.parametrize("name", ["nothing_is_displaced", "a_query_displaces", "of_two_records_the_last_is_kept"])
def test_the_story_that_shows_a_bug_is_small(name: str) -> None:
    kill = killed(BY_NAME[name], laws=[getattr(laws, BROKEN[name])])
    assert kill is not None
    assert 1 <= kill.size <= 3


def test_a_bug_of_the_policy_is_noticed_by_check_policy_where_no_law_is_asked() -> None:
    kill = killed(BY_NAME["reports_are_counted_not_origins"], laws=[], max_examples=1)
    assert kill is not None
    assert (kill.law, kill.size) == ("check_policy", 0)
    assert killed(BY_NAME["a_repr_forgets_the_zone"], laws=[], max_examples=1) is None


def change_of_mind() -> None:
    nis = Source("nis")
    story = Timeline([nis.affirms("present", said="2024-10-18"), nis.denies("present", said="2024-10-19")])
    assert story.replay()["present"].status is Status.DENIED


def test_the_bugs_that_a_test_of_ones_own_does_not_notice_are_named() -> None:
    some = [BY_NAME["nothing_is_displaced"], BY_NAME["a_repr_forgets_the_zone"]]
    assert survivors(change_of_mind, some) == (BY_NAME["a_repr_forgets_the_zone"],)


def test_the_core_is_right_again_afterwards_also_when_the_block_raises() -> None:
    with pytest.raises(AssertionError), applied(BY_NAME["nothing_is_displaced"]):
        change_of_mind()
    change_of_mind()


def test_a_bug_whose_code_is_gone_says_so() -> None:
    gone = Mutant("gone", "nothing", "timeline._live:Voice.add", "no such code", "")
    message = r"gone: timeline\._live:Voice\.add has 'no such code' 0 times, not once"
    with pytest.raises(LookupError, match=message), applied(gone):
        pass


def test_the_command_prints_each_and_fails_where_one_survives(monkeypatch, capsys) -> None:
    monkeypatch.setattr(mutants, "MUTANTS", (BY_NAME["of_two_records_the_last_is_kept"],))
    mutants.main()
    printed = capsys.readouterr().out
    assert "of_two_records_the_last_is_kept" in printed
    assert "1 of 1 bugs found, 1 within 200 examples; median story 1 events" in printed
    harmless = Mutant("harmless", "nothing", "timeline._live:Voice.add", "stance = report.stance", "stance = report.stance ")
    monkeypatch.setattr(mutants, "MUTANTS", (BY_NAME["of_two_records_the_last_is_kept"], harmless))
    monkeypatch.setattr(mutants, "killed", lambda mutant: None if mutant is harmless else killed(mutant))
    with pytest.raises(SystemExit):
        mutants.main()
    assert "SURVIVES" in capsys.readouterr().out
    monkeypatch.setattr(mutants, "MUTANTS", (harmless,))
    with pytest.raises(SystemExit):
        mutants.main()
    assert "0 of 1 bugs found, 0 within 200 examples; 0 s" in capsys.readouterr().out


def test_every_law_notices_some_bug() -> None:
    assert {law.__name__ for law in LAWS} == set(BROKEN.values())


def test_a_page_takes_the_table_of_what_was_found():
    first, second = MUTANTS[:2]
    found = [(first, Killed(mutant=first, law="a_law", examples=3, story=Timeline([NIS]))), (second, None)]
    page = _page("# Bugs\n\nwords\n\n## Found\n\nold\n", "1 of 2 bugs found", found)
    assert page.startswith("# Bugs\n\nwords\n\n## Found\n\n1 of 2 bugs found.\n\n| what a newsroom would see |")
    assert f"| {first.sees} | {first.name} | a_law | 3 |" in page
    assert f"| {second.sees} | {second.name} | nothing | |" in page
    assert "old" not in page


def test_the_command_writes_the_page(tmp_path, capsys):
    page = tmp_path / "bugs.md"
    page.write_text("# Bugs\n\n## Found\n", encoding="utf-8")
    mutants.main(["--write", str(page), "of_two_records_the_last_is_kept"])
    assert "1 of 1 bugs found" in capsys.readouterr().out
    assert "| of_two_records_the_last_is_kept |" in page.read_text(encoding="utf-8")
