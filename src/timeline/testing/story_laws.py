"""Story laws: what holds of every story: its moves, what it follows from, what changed, why, and that nothing is mutable."""

from collections.abc import Iterable, Iterator
from itertools import pairwise, zip_longest

from attrs import evolve

from timeline import (
    LEGAL_MOVES,
    Claim,
    ClaimAdded,
    Clarification,
    Correction,
    Cut,
    Entry,
    OriginsLinked,
    Policy,
    Report,
    Retraction,
    Stance,
    Standing,
    State,
    Status,
    Story,
    Timeline,
    Transition,
    Verdict,
)
from timeline._diff import diff
from timeline._family import Family
from timeline._why import why
from timeline.testing.comparing import (
    after_all,
    agree,
    answers,
    few,
    moments,
    moves_told,
    recordings,
    reports_of,
    voice_of,
)
from timeline.testing.frozen import assert_frozen

__all__ = [
    "a_claim_alone_is_as_among_all",
    "a_claim_is_touched_only_by_its_own",
    "a_diff_is_that_of_two_replays",
    "counting_never_gives_a_verdict",
    "diff_then_patch_arrives",
    "every_move_is_legal",
    "non_committing_reports_move_nothing",
    "nothing_is_mutable",
    "status_follows_from_reports",
    "transitions_chain",
    "why_is_enough",
]

COMMITS = (Stance.AFFIRM, Stance.DENY)


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
            assert claim.status in _possible_statuses(claim), f"{claim!r} has {claim.affirming} against {claim.denying}"
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
        own = {f.original.id for f in state.families.values() if _original_of(f).claim == claim.id or _releases(f)}
        kept = [entry for entry in state if _concerns(entry, claim.id, own, state)]
        alone = Story(kept, claims=(claim.id,))[claim.id]
        assert _told_of(alone) == _told_of(claim), f"without what is not its own, {claim!r} is {alone!r}"


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
    """A plain report that commits to nothing moves a claim from unreported to open at most; a retreat lets its own side fall.

    Plain is a report that names no basis and releases no evidence, in a story without links: whom others are credited to may
    follow from these.
    """
    linked = {name for entry in timeline if isinstance(entry.event, OriginsLinked) for name in entry.event.origins}
    committed = {voice_of(report) for report in reports_of(timeline.replay()) if report.stance in COMMITS}
    for move in _status_moves(timeline):
        report = move.cause.event
        plain = isinstance(report, Report) and not (report.basis or report.evidence or linked)
        if isinstance(report, Report) and plain and report.stance not in COMMITS:
            heard = (move.before.status, move.after.status) == (Status.UNREPORTED, Status.OPEN)
            retreat = report.stance is Stance.NOT_CONFIRM and voice_of(report) in committed
            assert heard or retreat, f"{report!r} moved {move.claim} from {move.before.status} to {move.after.status}"


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
            changed = {claim for claim in {*before, *after} if _standing_of(before, claim) != _standing_of(after, claim)}
            assert {change.claim for change in found.changes} == changed, f"{found} does not name what changed: {changed}"
            for change in found.changes:
                ends = _standing_of(before, change.claim), _standing_of(after, change.claim)
                assert (change.before, change.after) == ends, f"{change} leads not from {ends[0]} to {ends[1]}"
                assert change.causes, f"nothing caused {change} from {before!r} to {after!r}"


def a_diff_is_that_of_two_replays(timeline: Timeline) -> None:
    """Asked for what changed, a timeline says what two whole replays say: changes, causes, entries, in that order."""
    said, known = few(moments(timeline)), few(recordings(timeline))
    on_one_clock = [Cut(as_of=at) for at in said] + [Cut(known_at=at) for at in known]
    on_both = [Cut(as_of=at, known_at=at) for at in said]
    for cuts, policy in ((on_one_clock, Policy()), (on_both, Policy(count_derived=True, origin_by="speaker"))):
        stories = [timeline.replay(as_of=when.as_of, known_at=when.known_at, policy=policy) for when in cuts]
        for number, (one, two) in enumerate(pairwise(zip(cuts, stories, strict=True))):
            (earlier, before), (later, after) = (two, one) if number % 2 else (one, two)
            found, expected = timeline.diff(earlier, later, policy=policy), diff(before, after)
            assert found == expected, f"from {earlier} to {later} it is\n{found}\nnot, as two replays have it,\n{expected}"


def a_claim_alone_is_as_among_all(timeline: Timeline) -> None:
    """Asked for one claim, a story tells it of what bears on it alone, and gives what it gives among all claims."""
    for at in (None, *few(moments(timeline))):
        for known_at, policy in ((None, Policy()), (at, Policy(count_derived=True, origin_by="speaker"))):
            among = dict(timeline.replay(as_of=at, known_at=known_at, policy=policy))
            for name, claim in among.items():
                alone = timeline.replay(as_of=at, known_at=known_at, policy=policy)[name]
                assert alone == claim, f"alone it is {alone!r}, among all claims {claim!r}"
                told = (alone.since, alone.history), (claim.since, claim.history)
                assert told[0] == told[1], f"{claim!r} has since and history {told[0]} alone, {told[1]} among all claims"


def why_is_enough(timeline: Timeline) -> None:
    """The reports that are named as the reason alone give the same status and marks, and none of them can be spared."""
    story = timeline.replay()
    for claim in story.values():
        entries = why(story, claim.id).entries
        wanted = evolve(claim.standing, figures=())
        assert _standing_alone(story, claim.id, entries) == wanted, f"{claim!r} is not given by {entries}"
        for family in (story.state.families[e.id] for e in entries if isinstance(e.event, Report)):
            rest = [entry for entry in entries if entry not in family.entries]
            assert _standing_alone(story, claim.id, rest) != wanted, f"{claim!r} stands without {family.original!r}"


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


def _status_moves(timeline: Timeline) -> Iterator[Transition]:
    """Yield every change of status, each cause with its report as it was corrected."""
    story = timeline.replay()
    for move in story.transitions():
        if move.before.status is not move.after.status:
            family = story.state.families.get(move.cause.id)
            cause = evolve(move.cause, event=family.report) if family and family.report else move.cause
            yield evolve(move, cause=cause)


def _possible_statuses(claim: Claim) -> set[Status]:
    """Return the statuses that fit what is live on a claim, under the default policy."""
    match (min(len(claim.affirming), 2), bool(claim.denying)):
        case (0, False):
            return {Status.UNREPORTED, Status.OPEN, Status.WITHDRAWN}
        case (0, True):
            return {Status.DENIED}
        case (count, False):
            return {Status.REPORTED if count < 2 else Status.CORROBORATED}
        case _:
            return {Status.DISPUTED}


def _original_of(family: Family) -> Report:
    """Return a report as it was first recorded."""
    assert isinstance(family.original.event, Report)
    return family.original.event


def _releases(family: Family) -> bool:
    """Return whether a report, as it should be, releases evidence."""
    return family.report is not None and bool(family.report.evidence)


def _concerns(entry: Entry, claim: str, own: set[str], state: State) -> bool:
    """Whether an entry is one of the claim's own, ``own`` being the ids of its reports."""
    match entry.event:
        case Report() as event:
            return event.id in own
        case Correction() | Clarification() | Retraction() as event:
            return state.root.get(event.of, event.of) in own
        case Verdict() as event:
            return event.claim == claim
        case _:
            return True


def _standing_of(story: Story, claim: str) -> object:
    """Return how a claim stands; where a story does not know it, as nobody has spoken of it."""
    return (story if claim in story else Story(State(), claims=(claim,)))[claim].standing


def _standing_alone(story: Story, claim: str, entries: Iterable[Entry]) -> Standing:
    """Return how a claim stands by entries alone, under the story's book-keeping, figures left out."""
    alone = State({entry.id: entry for entry in entries}, desk=story.state.desk)
    return evolve(Story(alone, claims=(claim,))[claim].standing, figures=())


def _told_of(claim: Claim) -> object:
    """Return how a claim stands and by whom."""
    return (
        claim.standing,
        claim.affirming,
        claim.denying,
        claim.neither,
        claim.because,
        claim.retreated,
        claim.admitted,
    )
