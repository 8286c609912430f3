"""Laws: what holds of every timeline, each a plain function named as the sentence it is, raising `AssertionError`.

Each takes a timeline and tries every cut, split or change that the timeline gives occasion for; of a timeline with more
than `compare.ALL` moments, entries or places to split, about that many, spread over all of them. Give your own timelines to
them, or those of `timeline.testing.strategies`. What a law is not asked of stands in its docstring.
"""

from collections.abc import Callable
from itertools import pairwise, zip_longest

from attrs import evolve

import timeline as public
from timeline import (
    LEGAL_MOVES,
    UNKNOWN_SOURCE,
    ClaimAdded,
    Clarification,
    Correction,
    Entry,
    OriginsLinked,
    Report,
    Retraction,
    Stance,
    State,
    Status,
    Story,
    Timeline,
    Verdict,
    apply,
    cut,
    fold,
    merge,
)
from timeline._diff import diff
from timeline._why import why
from timeline.codecs import decode, encode
from timeline.testing.compare import (
    after_all,
    agree,
    all_differ,
    answers,
    as_right,
    assert_frozen,
    concerns,
    echo_of,
    few,
    ids_of,
    live_of,
    moments,
    moves_told,
    names_of,
    original_of,
    possible_statuses,
    recorded_late,
    recordings,
    releases,
    reports_of,
    standing_of,
    status_alone,
    status_moves,
    story_of,
    told_of,
    until,
    voice_of,
)
from timeline.testing.plain import certainly_after
from timeline.testing.rule_laws import (
    a_source_stands_by_its_last_words,
    anybody_elses_retraction_changes_nothing,
    every_amendment_finds_its_report,
    the_log_is_in_the_order_recorded,
    the_newest_verdict_holds,
    the_status_is_what_the_rules_say,
    times_are_placed_by_their_zone,
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
    "anybody_elses_retraction_changes_nothing",
    "appending_twice_is_appending_once",
    "codec_round_trips",
    "counting_never_gives_a_verdict",
    "diff_then_patch_arrives",
    "every_amendment_finds_its_report",
    "every_move_is_legal",
    "linking_never_adds_an_origin",
    "merge_is_fold_of_union",
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
    "what_was_known_never_changes",
    "why_is_enough",
]

COMMITS = (Stance.AFFIRM, Stance.DENY)


def order_does_not_matter(timeline: Timeline) -> None:
    """Entries folded in any order make one state and one story, at every cut."""
    entries = timeline.entries
    for as_of in few(moments(timeline)):
        expected = answers(timeline.replay(as_of=as_of))
        for shuffled in (
            entries[::-1],
            entries[1::2] + entries[::2],
            tuple(sorted(entries, key=lambda e: e.id)),
        ):
            assert fold(shuffled) == fold(entries), f"folded in another order it is another state: {shuffled}"
            agree(
                answers(story_of(cut(shuffled, as_of=as_of), as_of)),
                expected,
                f"in another order, as of {as_of}",
            )


def appending_twice_is_appending_once(timeline: Timeline) -> None:
    """An event that is there already is passed over, also when it was recorded again later."""
    for entry in timeline:
        again = evolve(entry, recorded=recorded_late(entry))
        assert timeline.append(entry) == timeline, f"appended again, it is another timeline: {entry!r}"
        assert timeline.append(again) == timeline, f"recorded again, it is another timeline: {again!r}"
    assert timeline.append(*timeline) == timeline, "appended again as a whole, it is another timeline"
    assert fold((*timeline, *timeline)) == fold(timeline), "folded twice, it is another state"


def replay_is_cut_then_fold(timeline: Timeline) -> None:
    """A story is the fold of the cut, nothing more; and a cut takes in all that was said and recorded by then, inclusive."""
    amended = {entry.event.of for entry in timeline if isinstance(entry.event, Correction)}
    for as_of in few(moments(timeline)):
        for known_at in few(recordings(timeline)):
            kept, story = (
                cut(timeline, as_of=as_of, known_at=known_at),
                timeline.replay(as_of=as_of, known_at=known_at),
            )
            assert story.state == fold(kept), f"replay(as_of={as_of}, known_at={known_at}) is not cut, then fold"
            agree(answers(story_of(kept, as_of)), answers(story), f"as of {as_of}, known at {known_at}")
            for entry in timeline:
                if isinstance(entry.event, Report | Verdict | Retraction) and not amended:
                    due = until(entry.event.said, as_of) and until(entry.recorded, known_at)
                    assert (entry in kept) is due, f"as of {as_of}, known at {known_at}: {entry!r} kept is not {due}"


def a_tighter_cut_is_a_part(timeline: Timeline) -> None:
    """What an earlier cut leaves, a later one leaves too.

    On said-time this holds whatever is known. On recorded time it is asked without a cut on said-time, since learning
    of a correction may move a report beyond that cut.
    """
    for known_at in few(recordings(timeline)):
        for tight, wide in pairwise(few(moments(timeline))):
            inner, outer = (cut(timeline, as_of=as_of, known_at=known_at) for as_of in (tight, wide))
            assert set(inner) <= set(outer), f"as of {tight} has what as of {wide} has not"
    for tight, wide in pairwise(few(recordings(timeline))):
        assert set(cut(timeline, known_at=tight)) <= set(cut(timeline, known_at=wide)), f"{tight} knew more than {wide}"


def the_two_clocks_commute(timeline: Timeline) -> None:
    """Cut by one clock and then by the other, in either order, the story is the same; where nothing is corrected."""
    if any(isinstance(entry.event, Correction) for entry in timeline):
        return
    for as_of in few(moments(timeline)):
        for known_at in few(recordings(timeline)):
            both = answers(timeline.replay(as_of=as_of, known_at=known_at))
            said_first = cut(cut(timeline, as_of=as_of), known_at=known_at)
            known_first = cut(cut(timeline, known_at=known_at), as_of=as_of)
            for entries in (said_first, known_first):
                agree(
                    answers(story_of(entries, as_of)),
                    both,
                    f"clock by clock, as of {as_of}, known at {known_at}",
                )


def what_was_known_never_changes(timeline: Timeline) -> None:
    """Entries recorded after a moment change no answer about what was known at that moment, or before."""
    known = few(recordings(timeline))
    for index, moment in enumerate(known[:-1]):
        early = [entry for entry in timeline if until(entry.recorded, moment)]
        for known_at in known[max(0, index - 1) : index + 1]:
            for as_of in few(moments(timeline)):
                then = answers(story_of(cut(early, as_of=as_of, known_at=known_at), as_of))
                now = answers(timeline.replay(as_of=as_of, known_at=known_at))
                agree(now, then, f"known at {known_at}, as of {as_of}, told later than {moment}")


def a_late_report_lands_in_its_place(timeline: Timeline) -> None:
    """A report, retraction or verdict recorded late stands where it stood, for every ``as_of`` as known in the end."""
    for entry in few(timeline.entries):
        if isinstance(entry.event, Report | Retraction | Verdict):
            late = [evolve(e, recorded=recorded_late(e)) if e is entry else e for e in timeline]
            for as_of in few(moments(timeline)):
                told = answers(story_of(cut(late, as_of=as_of), as_of))
                agree(
                    told,
                    answers(timeline.replay(as_of=as_of)),
                    f"with {entry.id} recorded late, as of {as_of}",
                )


def merge_is_fold_of_union(timeline: Timeline) -> None:
    """Parts of a log folded apart and merged are the whole: in any order, any grouping, and with what overlaps."""
    entries = timeline.entries
    again = tuple(evolve(entry, recorded=recorded_late(entry)) for entry in entries)
    whole = fold(entries)
    for i in few(range(len(entries) + 1)):
        one, two, three = fold(entries[: i + 1]), fold(entries[i:]), fold(again)
        assert merge(one, two) == merge(two, one) == whole, f"split at {i}, the parts merged are not the whole"
        assert merge(merge(one, two), three) == merge(one, merge(three, two)), f"split at {i}, grouping matters"
        assert merge(one, two, three) == whole, "of one event recorded twice the first is not kept"
        assert merge(one, one) == one, f"merged with itself, the part up to {i} is another state"
        agree(answers(Story(merge(two, one))), answers(timeline.replay()), f"split at {i} and merged")


def a_checkpoint_plus_the_tail_is_the_whole(timeline: Timeline) -> None:
    """A state kept on the way, with the rest applied to it, is the state of the whole, and tells the same story."""
    entries = timeline.entries
    for i in few(range(len(entries) + 1)):
        state = fold(entries[:i])
        answers(Story(state))
        for entry in entries[i:]:
            state = apply(state, entry)
        assert state == fold(entries), f"a checkpoint after {i} entries with the tail is not the whole"
        agree(answers(Story(state)), answers(timeline.replay()), f"from a checkpoint after {i} entries")


def every_move_is_legal(timeline: Timeline) -> None:
    """Every change of a claim's status is in the table of legal moves, its cause taken as it was corrected."""
    for claim, move, step in moves_told(timeline.replay()):
        legal = move.before is move.after or move in LEGAL_MOVES
        assert legal, f"{claim}: {move} is not a legal move; it was made by {step.entry!r}"


def transitions_chain(timeline: Timeline) -> None:
    """Each transition takes up where the one before it left off, and a cut at its moment shows where that moment ended."""
    story = timeline.replay()
    for claim in story:
        chain = list(story.transitions(claim))
        standing = Story(State(), claims=(claim,))[claim].standing
        assert standing.status is Status.UNREPORTED, f"{claim} begins as {standing.status}"
        for move in chain:
            assert move.before == standing, f"{claim}: {move} does not take up {standing}"
            assert move.after != move.before, f"{claim}: {move} changes nothing"
            standing = move.after
        assert standing == story[claim].standing, f"{claim}: the chain ends elsewhere than the story"
        for move, after in zip_longest(chain, chain[1:]):
            assert after is None or move.at.order <= after.at.order, f"{claim}: {after} goes back in time"
            if after is None or after.at != move.at:
                shown = timeline.replay(as_of=move.at)[claim].standing
                assert shown == move.after, f"{claim} as of {move.at} is {shown}, not {move.after}"


def status_follows_from_reports(timeline: Timeline) -> None:
    """The status is a function of what is live on both sides, and verdicts have no part in it."""
    for as_of in few(moments(timeline)):
        story = timeline.replay(as_of=as_of)
        silent = Story([e for e in story.state if not isinstance(e.event, Verdict | ClaimAdded)], claims=story)
        for claim in story.values():
            assert claim.status in possible_statuses(claim), f"{claim!r} has {claim.affirming} against {claim.denying}"
            assert silent[claim.id].status is claim.status, f"{claim!r}: its status follows from more than reports"
            heard = {family.report for family in story.state.by_claim.get(claim.id, ())}
            assert set(claim.because) <= heard, f"{claim!r} rests on what is not on file"
            for side, stance in ((claim.affirming, Stance.AFFIRM), (claim.denying, Stance.DENY)):
                assert {r.stance for o in side for r in o.reports} <= {stance}, f"{claim!r} counts what is no {stance}"


def a_claim_is_touched_only_by_its_own(timeline: Timeline) -> None:
    """A claim is what it is by its own reports, their amendments, verdicts on it, book-keeping and evidence released."""
    story = timeline.replay()
    state = story.state
    for claim in story.values():
        own = {f.original.id for f in state.families.values() if original_of(f).claim == claim.id or releases(f)}
        kept = [entry for entry in state if concerns(entry, claim.id, own, state)]
        alone = Story(kept, claims=(claim.id,))[claim.id]
        assert told_of(alone) == told_of(claim), f"without what is not its own, {claim!r} is {alone!r}"


def counting_never_gives_a_verdict(timeline: Timeline) -> None:
    """Without a desk's act there is no verdict, however many affirm; a verdict that holds is one that a desk gave."""
    story = timeline.replay()
    given = {entry.event for entry in timeline if isinstance(entry.event, Verdict)}
    crowd = [
        Entry(event=Report(source=f"voice {i}", claim=claim, stance=stance, said=after_all(timeline)))
        for i in range(3)
        for claim in story
        for stance in COMMITS
    ]
    silent = Story([*(e for e in timeline if not isinstance(e.event, Verdict)), *crowd])
    for claim in silent.values():
        assert claim.verdict is None, f"{claim!r} has a verdict that nobody gave"
        assert not claim.needs_review, f"{claim!r} has no verdict to review"
    for claim in story.values():
        assert claim.verdict is None or claim.verdict in given, f"{claim!r} has a verdict that nobody gave"


def non_committing_reports_move_nothing(timeline: Timeline) -> None:
    """A report that commits to nothing moves a claim from unreported to open at most; a retreat lets its own side fall.

    Not asked of reports that name a basis or release evidence: whom others are credited to may follow from these; nor of
    reports that a link names.
    """
    linked = {name for entry in timeline if isinstance(entry.event, OriginsLinked) for name in entry.event.origins}
    committed = {voice_of(report) for report in reports_of(timeline.replay()) if report.stance in COMMITS}
    for move in status_moves(timeline):
        report = move.cause.event
        plain = isinstance(report, Report) and not (report.basis or report.evidence or linked)
        if isinstance(report, Report) and plain and report.stance not in COMMITS:
            heard = (move.before.status, move.after.status) == (Status.UNREPORTED, Status.OPEN)
            retreat = report.stance is Stance.NOT_CONFIRM and voice_of(report) in committed
            assert heard or retreat, f"{report!r} moved {move.claim} from {move.before.status} to {move.after.status}"


def a_retraction_leaves_silence(timeline: Timeline) -> None:
    """Retracted, a report no longer counts, and nothing that it had displaced comes back; before that nothing changes.

    What its source said to the same effect, maybe no earlier, may count in its place.
    """
    story = timeline.replay()
    for family in story.state.families.values():
        retraction, report = family.retraction(story.state.desk), family.report
        if retraction is None or report is None or not isinstance(retraction.event, Retraction):
            continue
        of = {entry.id for entry in family.retractions}
        kept = [entry for entry in timeline if entry.id not in of]
        since = max(report.said.order, retraction.event.said.order)[0]
        for as_of in few(moments(timeline)):
            told, silent = story_of(cut(kept, as_of=as_of), as_of), timeline.replay(as_of=as_of)
            if as_of is not None and as_of.order[0] < since:
                agree(answers(silent), answers(told), f"before the retraction of {report.id}, as of {as_of}")
            elif all_differ(silent):
                before, after = (live_of(one, report) for one in (told, silent))
                back = {one for one in after - before if one.stance is report.stance and not certainly_after(report.said, one.said)}
                assert after - back == before - {report}, f"{retraction!r} leaves {after}, not {before - {report}}"


def a_correction_is_as_if_said_right(timeline: Timeline) -> None:
    """As soon as a correction is known, the story at every ``as_of`` is as if the report had been said right at once.

    Not asked where two reports are corrected into one and the same, since then nobody could have said it twice.
    """
    for known_at in few(recordings(timeline)):
        known = [entry for entry in timeline if until(entry.recorded, known_at)]
        state = fold(known)
        if not all_differ(Story(state)):
            continue
        right = [told for entry in known for told in as_right(entry, state)]
        for as_of in few(moments(timeline)):
            told = timeline.replay(as_of=as_of, known_at=known_at)
            expected = Story(cut(right, as_of=as_of), as_of=as_of, claims=told)
            for claim in told:
                same = ids_of(told[claim]) == ids_of(expected[claim])
                assert same, f"{claim} as of {as_of}: {told[claim]!r}, said right {expected[claim]!r}"


def a_clarification_changes_words_only(timeline: Timeline) -> None:
    """Without clarifications every claim stands as it stands, by the same reports."""
    rest = [entry for entry in timeline if not isinstance(entry.event, Clarification)]
    for as_of in few(moments(timeline)):
        story = timeline.replay(as_of=as_of)
        plain = Story(cut(rest, as_of=as_of), as_of=as_of, claims=story)
        for claim in story:
            assert ids_of(story[claim]) == ids_of(plain[claim]), f"as of {as_of} a clarification changed {claim}"


def linking_never_adds_an_origin(timeline: Timeline) -> None:
    """A link leaves as many origins or fewer on either side, and moves a status only from corroborated to reported."""
    story = timeline.replay()
    reports = sorted(story.state.families)
    spoken = [name for report in reports_of(story) for name in (report.source, story.state.desk.party(report.source))]
    items = [name for report in reports_of(story) for name in report.basis]
    names = [*dict.fromkeys((*spoken[:4], *items[:1], UNKNOWN_SOURCE, *reports[:2]))]
    links = [Entry(event=OriginsLinked(origins=pair)) for pair in pairwise(names)]
    links += [entry for entry in timeline if isinstance(entry.event, OriginsLinked)]
    for link in links:
        without = Story([e for e in timeline if e.id != link.id])
        linked = Story([*timeline, link])
        for claim in story:
            old, new = without[claim], linked[claim]
            fewer = len(new.affirming) <= len(old.affirming) and len(new.denying) <= len(old.denying)
            assert fewer, f"{link!r} added an origin: {old!r} became {new!r}"
            moved = (old.status, new.status)
            legal = old.status is new.status or moved == (Status.CORROBORATED, Status.REPORTED)
            assert legal, f"{link!r} moved {claim} from {moved[0]} to {moved[1]}"


def resting_on_others_adds_no_origin(timeline: Timeline) -> None:
    """A new voice that rests on one who counts already adds no origin.

    Asked of those who speak on the claim on their own account throughout: who rests on others by turns is credited to
    all of them.
    """
    story = timeline.replay()
    reports = reports_of(story)
    resting = {(report.source, report.claim) for report in reports if report.basis}
    for claim in story.values():
        for origin in (*claim.affirming, *claim.denying):
            for report in origin.reports:
                if (report.source, report.claim) not in resting and (one := echo_of(report, after_all(timeline))) is not None:
                    echoed = Story([*timeline, Entry(event=one)])[claim.id]
                    assert names_of(echoed.affirming) <= names_of(claim.affirming), f"{one!r} added an origin to {claim!r}"
                    assert names_of(echoed.denying) <= names_of(claim.denying), f"{one!r} added an origin to {claim!r}"


def diff_then_patch_arrives(timeline: Timeline) -> None:
    """What changed, applied to the one story, gives the other; each change is a change and names its causes."""
    said, known = few(moments(timeline)), few(recordings(timeline))
    pairs = [(as_of, None) for as_of in said] + [(None, at) for at in known] + [(at, at) for at in said]
    stories = [timeline.replay(as_of=as_of, known_at=known_at) for as_of, known_at in pairs]
    for one, two in pairwise(stories):
        for before, after in ((one, two), (two, one)):
            found = diff(before, after)
            agree(answers(found.patch(before)), answers(after), f"patched from {before!r} to {after!r}")
            assert found.patch(before) == after, f"patched from {before!r} it is not {after!r}"
            changed = {claim for claim in {*before, *after} if standing_of(before, claim) != standing_of(after, claim)}
            assert {change.claim for change in found.changes} == changed, f"{found} does not name what changed: {changed}"
            for change in found.changes:
                assert change.causes, f"nothing caused {change} from {before!r} to {after!r}"


def why_is_enough(timeline: Timeline) -> None:
    """The reports that are named as the reason alone give the same status, and none of them can be spared."""
    story = timeline.replay()
    for claim in story.values():
        entries = why(story, claim.id).entries
        assert status_alone(story, claim.id, entries) is claim.status, f"{claim!r} is not given by {entries}"
        for family in (story.state.families[e.id] for e in entries if isinstance(e.event, Report)):
            rest = [entry for entry in entries if entry not in family.entries]
            assert status_alone(story, claim.id, rest) is not claim.status, f"{claim!r} stands without {family.original!r}"


def codec_round_trips(timeline: Timeline) -> None:
    """Encoded and decoded again, an entry is the same entry and encodes to the same bytes, on one line."""
    for entry in timeline:
        line = encode(entry)
        again = decode(line)
        assert again == entry, f"{line!r} decodes to {again!r}, not {entry!r}"
        assert again.id == entry.id, f"{line!r} decodes to another id"
        assert encode(again) == line, f"{line!r} encodes anew to {encode(again)!r}"
        assert b"\n" not in line, f"{line!r} is more than one line"


def repr_round_trips(timeline: Timeline) -> None:
    """The repr of an entry is a call that gives an equal entry; so is that of what a transition holds.

    Of a timeline as a whole it is so unless a later entry took the effect from an amendment that was taken in good faith:
    said anew, all at once, that amendment is refused.
    """
    names = {name: getattr(public, name) for name in public.__all__}
    for entry in timeline:
        again = eval(repr(entry), names)
        assert again == entry, f"{entry!r} evaluates to {again!r}"
        assert again.id == entry.id, f"{entry!r} evaluates to one with another id"
        assert repr(again) == repr(entry), f"{entry!r} is shown anew as {again!r}"


def nothing_is_mutable(timeline: Timeline) -> None:
    """Nothing that a timeline or its stories hand out can be changed, and telling changes nothing."""
    before, shown = timeline.entries, repr(timeline)
    story = timeline.replay()
    for value in (*timeline, *story.values(), *story.transitions()):
        assert_frozen(value, type(value).__name__)
    timeline.append(Report(source="z", claim="c", stance="affirm", said=after_all(timeline)))
    assert timeline.entries is before, "appending changed the timeline"
    assert repr(timeline) == shown, "telling changed the timeline"
    for value in (story, story.state.families, story.state.by_claim):
        assert not hasattr(value, "__setitem__"), f"{type(value).__name__} can be written to"


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
    times_are_placed_by_their_zone,
    the_status_is_what_the_rules_say,
    a_source_stands_by_its_last_words,
    anybody_elses_retraction_changes_nothing,
    every_amendment_finds_its_report,
    the_newest_verdict_holds,
)
"""Every law, in the order of the design."""
