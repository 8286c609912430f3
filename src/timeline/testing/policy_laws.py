"""Policy laws: what holds of every policy, on every small evidence and on every story."""

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations, product

from attrs import evolve

from timeline import (
    LEGAL_MOVES,
    ClaimsRelated,
    Evidence,
    Move,
    Origin,
    PolicyError,
    PolicyLike,
    Report,
    Stance,
    Status,
    Story,
    Timeline,
    Verdict,
)
from timeline._policy import judge
from timeline.testing.comparing import answers, moves_told, voice_of

__all__ = ["EVIDENCE_LAWS", "POLICY_LAWS", "explored_moves_are_legal"]

_SILENT = tuple(
    Report(source="z", claim="c", stance=stance, said="2024-01-05")
    for stance in Stance
    if stance not in {Stance.AFFIRM, Stance.DENY}
)
LEGAL = frozenset(LEGAL_MOVES)
_RANK = {Status.DENIED: 0, Status.REPORTED: 2, Status.CORROBORATED: 3}


def _origin(name: str, stance: Stance, **more: str) -> Origin:
    return Origin(
        name=name,
        members=frozenset({name}),
        reports=(Report(source=name, claim="c", stance=stance, said="2024-01-01", **more),),
    )


def small_evidence() -> Iterator[Evidence]:
    """Yield every small evidence: up to three origins on either side, one of them unknown, denials dated or flat."""
    yield Evidence(heard=False)
    affirming = [_origin(name, Stance.AFFIRM) for name in ("unknown", "a", "b", "x")]
    for_it = [(), affirming[1:2], affirming[:1], affirming[:2], affirming[1:3], affirming[1:4]]
    for dated in ({}, {"up_to": "2024-01-01"}):
        denying = [_origin(name, Stance.DENY, **dated) for name in ("a", "y", "z")]
        for one, two, neither in product(for_it, range(4), ((), _SILENT[:1], _SILENT)):
            yield Evidence(heard=True, affirming=tuple(one), denying=tuple(denying[:two]), neither=tuple(neither))
    for flags in product((False, True), repeat=3):
        retracted, retreated, admitted = flags
        yield Evidence(heard=True, only_retracted=retracted, retreated=retreated, admitted=admitted)


def judged(policy: PolicyLike, evidence: Evidence) -> Status:
    """Return the status that a policy gives; raises `AssertionError` where it raises or gives no status."""
    try:
        return judge(policy, evidence)
    except PolicyError as error:
        raise AssertionError(f"{error}\nfor {evidence!r}") from error
    except Exception as error:
        raise AssertionError(f"{policy!r} raised {error!r}; it must give a status for every evidence: {evidence!r}") from error


def it_is_total(policy: PolicyLike) -> None:
    """Every evidence has a status, and always the same."""
    for evidence in small_evidence():
        first, second = judged(policy, evidence), judged(policy, evidence)
        assert first is second, f"{policy!r} gave {first} and then {second} for {evidence!r}"


def the_order_of_reports_does_not_matter(policy: PolicyLike) -> None:
    """Evidence in another order has the same status."""
    for evidence in small_evidence():
        status = judged(policy, evidence)
        for one, two in product(permutations(evidence.affirming), permutations(evidence.denying)):
            other = evolve(evidence, affirming=one, denying=two, neither=evidence.neither[::-1])
            found = judged(policy, other)
            assert found is status, f"in another order {status} becomes {found}: {evidence!r} and {other!r}"


def a_duplicate_changes_nothing(policy: PolicyLike) -> None:
    """An origin that says the same again counts as it did."""
    for evidence in small_evidence():
        status = judged(policy, evidence)
        other = evolve(evidence, affirming=_again(evidence.affirming), denying=_again(evidence.denying))
        found = judged(policy, other)
        assert found is status, f"said twice by one origin, {status} becomes {found}: {other!r}"


def _again(origins: tuple[Origin, ...]) -> tuple[Origin, ...]:
    later = {"said": "2024-01-02", "id": None}
    return tuple(evolve(o, reports=(*o.reports, *(evolve(r, **later) for r in o.reports))) for o in origins)  # type: ignore[arg-type]  # by name


def non_committing_reports_count_for_nothing(policy: PolicyLike) -> None:
    """What is said without commitment changes no status, but that something was heard at all."""
    for evidence in small_evidence():
        if evidence.neither:
            status, without = judged(policy, evidence), judged(policy, evolve(evidence, neither=()))
            assert status is without, f"without what commits to nothing {status} becomes {without}: {evidence!r}"


def linking_origins_never_raises_a_status(policy: PolicyLike) -> None:
    """Two origins found to be one never make a claim stand better than before."""
    for evidence in small_evidence():
        status = judged(policy, evidence)
        for side in ("affirming", "denying"):
            origins: tuple[Origin, ...] = getattr(evidence, side)
            if len(origins) > 1:
                found = judged(policy, evolve(evidence, **{side: (_linked(*origins[:2]), *origins[2:])}))  # type: ignore[arg-type]  # by name
                raised = _RANK.get(found, 1) > _RANK.get(status, 1)
                assert not raised, f"linking two origins raised {status} to {found}: {evidence!r}"


def _linked(one: Origin, two: Origin) -> Origin:
    return Origin(name=min(one.name, two.name), members=one.members | two.members, reports=(*one.reports, *two.reports))


EVIDENCE_LAWS: tuple[Callable[[PolicyLike], None], ...] = (
    it_is_total,
    the_order_of_reports_does_not_matter,
    a_duplicate_changes_nothing,
    non_committing_reports_count_for_nothing,
    linking_origins_never_raises_a_status,
)


def explored_moves_are_legal(found: Mapping[Move, Timeline], legal: frozenset[Move]) -> None:
    """Every move that small stories make is a legal one."""
    for move, timeline in found.items():
        if move.before is not move.after:
            where = f"it is made by\n\nfrom timeline import *\n\ntimeline = {timeline!r}"
            assert move in legal, f"{move} is not in the table of legal moves; {where}"


def order_free(timeline: Timeline, policy: PolicyLike, _: frozenset[Move] = LEGAL) -> None:
    """Entries in another order, and each of them twice, tell the same story."""
    story = timeline.replay(policy=policy)
    for entries in (timeline.entries[::-1], timeline.entries * 2):
        told = Story(entries, policy=policy)
        assert answers(told) == answers(story), f"in another order, or twice: {answers(told)}, not {answers(story)}"


def counting_gives_no_verdict(timeline: Timeline, policy: PolicyLike, _: frozenset[Move] = LEGAL) -> None:
    """A verdict is one that a desk gave, and no status is one."""
    given = {entry.event for entry in timeline if isinstance(entry.event, Verdict)}
    for claim in timeline.replay(policy=policy).values():
        assert isinstance(claim.status, Status), f"{claim.status!r} is not a Status"
        assert claim.verdict is None or claim.verdict in given, f"{claim!r} has a verdict that nobody gave"


def _on_its_own(timeline: Timeline, policy: PolicyLike) -> Story:
    """Return the story under a policy; where that counts what follows from related claims, without the relations."""
    entries = (e for e in timeline if not (policy.count_derived and isinstance(e.event, ClaimsRelated)))
    return Story(entries, policy=policy)


def silence_moves_nothing(timeline: Timeline, policy: PolicyLike, _: frozenset[Move] = LEGAL) -> None:
    """A plain report that commits to nothing moves unreported to open at most; a retreat lets its own side fall."""
    story = _on_its_own(timeline, policy)
    reports = [family.report for family in story.state.families.values() if family.report is not None]
    named = {name for link in story.state.desk.links for name in link.origins}
    committed = {voice_of(report) for report in reports if report.stance in {Stance.AFFIRM, Stance.DENY}}
    for claim, move, step in moves_told(story):
        report = step.family.report if step.family is not None else None
        if move.before is move.after or report is None or move.cause not in {each.stance.value for each in _SILENT}:
            continue
        if not (report.basis or report.evidence or named):
            heard = (move.before, move.after) == (Status.UNREPORTED, Status.OPEN)
            retreat = report.stance is Stance.NOT_CONFIRM and voice_of(report) in committed
            assert heard or retreat, f"{report!r} moved {claim} from {move.before} to {move.after}"


def only_legal_moves(timeline: Timeline, policy: PolicyLike, legal: frozenset[Move] = LEGAL) -> None:
    """Every change of status is a legal move."""
    for claim, move, step in moves_told(_on_its_own(timeline, policy)):
        fine = move.before is move.after or move in legal
        assert fine, f"{claim}: {move} is not in the table of legal moves; it was made by {step.entry!r}"


def _has(*kinds: type) -> Callable[[Timeline], bool]:
    return lambda timeline: any(isinstance(entry.event, kinds) for entry in timeline)


def _is_silent(timeline: Timeline) -> bool:
    return any(getattr(entry.event, "stance", None) in {report.stance for report in _SILENT} for entry in timeline)


POLICY_LAWS: tuple[
    tuple[Callable[[Timeline, PolicyLike, frozenset[Move]], None], Callable[[Timeline], bool]], ...
] = (
    (order_free, _has(Report)),
    (counting_gives_no_verdict, _has(Report)),
    (silence_moves_nothing, _is_silent),
    (only_legal_moves, _has(Report)),
)
"""Each law with what must be true of a story for it to be asked."""
