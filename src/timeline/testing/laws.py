"""Laws: what holds of every timeline, each a plain function named as the sentence it is, raising `AssertionError`.

Each takes a timeline and tries every cut, split or change that the timeline gives occasion for; of a timeline with more
than `compare.ALL` moments, entries or places to split, about that many, spread over all of them. Give your own timelines to
them, or those of `timeline.testing.strategies`. What a law is not asked of stands in its docstring.
"""

from collections.abc import Callable

from timeline import Timeline
from timeline.testing.amendment_laws import (
    a_clarification_changes_words_only,
    a_correction_is_as_if_said_right,
    a_retraction_leaves_silence,
    anybody_elses_retraction_changes_nothing,
    every_amendment_finds_its_report,
    nobody_else_amends_a_report,
)
from timeline.testing.log_laws import (
    a_checkpoint_plus_the_tail_is_the_whole,
    a_late_report_lands_in_its_place,
    a_tighter_cut_is_a_part,
    appending_twice_is_appending_once,
    codec_round_trips,
    merge_is_fold_of_union,
    order_does_not_matter,
    replay_is_cut_then_fold,
    repr_round_trips,
    the_log_is_in_the_order_recorded,
    the_two_clocks_commute,
    times_are_placed_by_their_zone,
    what_a_log_took_it_takes_again,
    what_was_known_never_changes,
)
from timeline.testing.origin_laws import (
    a_vaguer_repeat_takes_nothing_away,
    linking_never_adds_an_origin,
    resting_on_others_adds_no_origin,
    what_is_said_later_changes_no_credit,
)
from timeline.testing.rule_laws import (
    a_source_stands_by_its_last_words,
    a_withdrawn_claim_is_one_that_all_took_back,
    the_newest_verdict_holds,
    the_status_is_what_the_rules_say,
)
from timeline.testing.story_laws import (
    a_claim_is_touched_only_by_its_own,
    counting_never_gives_a_verdict,
    diff_then_patch_arrives,
    every_move_is_legal,
    non_committing_reports_move_nothing,
    nothing_is_mutable,
    status_follows_from_reports,
    transitions_chain,
    why_is_enough,
)

__all__ = [
    "LAWS",
    "a_checkpoint_plus_the_tail_is_the_whole",
    "a_claim_is_touched_only_by_its_own",
    "a_clarification_changes_words_only",
    "a_correction_is_as_if_said_right",
    "a_late_report_lands_in_its_place",
    "a_retraction_leaves_silence",
    "a_source_stands_by_its_last_words",
    "a_tighter_cut_is_a_part",
    "a_vaguer_repeat_takes_nothing_away",
    "a_withdrawn_claim_is_one_that_all_took_back",
    "anybody_elses_retraction_changes_nothing",
    "appending_twice_is_appending_once",
    "codec_round_trips",
    "counting_never_gives_a_verdict",
    "diff_then_patch_arrives",
    "every_amendment_finds_its_report",
    "every_move_is_legal",
    "linking_never_adds_an_origin",
    "merge_is_fold_of_union",
    "nobody_else_amends_a_report",
    "non_committing_reports_move_nothing",
    "nothing_is_mutable",
    "order_does_not_matter",
    "replay_is_cut_then_fold",
    "repr_round_trips",
    "resting_on_others_adds_no_origin",
    "status_follows_from_reports",
    "the_log_is_in_the_order_recorded",
    "the_newest_verdict_holds",
    "the_status_is_what_the_rules_say",
    "the_two_clocks_commute",
    "times_are_placed_by_their_zone",
    "transitions_chain",
    "what_a_log_took_it_takes_again",
    "what_is_said_later_changes_no_credit",
    "what_was_known_never_changes",
    "why_is_enough",
]

LAWS: tuple[Callable[[Timeline], None], ...] = (
    order_does_not_matter,
    appending_twice_is_appending_once,
    replay_is_cut_then_fold,
    a_tighter_cut_is_a_part,
    the_two_clocks_commute,
    what_was_known_never_changes,
    a_late_report_lands_in_its_place,
    merge_is_fold_of_union,
    a_checkpoint_plus_the_tail_is_the_whole,
    every_move_is_legal,
    transitions_chain,
    status_follows_from_reports,
    a_claim_is_touched_only_by_its_own,
    counting_never_gives_a_verdict,
    non_committing_reports_move_nothing,
    a_retraction_leaves_silence,
    a_correction_is_as_if_said_right,
    a_clarification_changes_words_only,
    linking_never_adds_an_origin,
    resting_on_others_adds_no_origin,
    diff_then_patch_arrives,
    why_is_enough,
    codec_round_trips,
    repr_round_trips,
    nothing_is_mutable,
    the_log_is_in_the_order_recorded,
    what_a_log_took_it_takes_again,
    times_are_placed_by_their_zone,
    the_status_is_what_the_rules_say,
    a_source_stands_by_its_last_words,
    a_withdrawn_claim_is_one_that_all_took_back,
    a_vaguer_repeat_takes_nothing_away,
    what_is_said_later_changes_no_credit,
    anybody_elses_retraction_changes_nothing,
    nobody_else_amends_a_report,
    every_amendment_finds_its_report,
    the_newest_verdict_holds,
)
"""Every law, in the order of the design."""
