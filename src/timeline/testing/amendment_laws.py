"""Amendment laws: what holds of retractions, corrections and clarifications, and of what else a log refuses."""

from collections.abc import Iterator

from attrs import evolve

from timeline import (
    UNKNOWN_SOURCE,
    Claim,
    Clarification,
    Correction,
    Entry,
    Event,
    OriginsLinked,
    RefusedError,
    Report,
    Retraction,
    Stance,
    State,
    Story,
    Timeline,
    When,
    cut,
    fold,
)
from timeline._family import Family
from timeline.testing.comparing import (
    after_all,
    agree,
    answers,
    few,
    moments,
    recorded_late,
    recordings,
    reports_of,
    story_of,
    until,
    voice_of,
)
from timeline.testing.plain import certainly_after

__all__ = [
    "a_clarification_changes_words_only",
    "a_correction_is_as_if_said_right",
    "a_retraction_leaves_silence",
    "anybody_elses_retraction_changes_nothing",
    "every_amendment_finds_its_report",
    "nobody_else_amends_a_report",
]


def a_retraction_leaves_silence(timeline: Timeline) -> None:
    """Retracted, a report no longer counts, and nothing that it had displaced comes back; before that nothing changes.

    What its source said to the same effect, maybe no earlier, may count in its place. Asked of the retractions on file, and
    of one more of each report that counts.
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
            elif _all_differ(silent):
                _assert_silence(told, silent, report)
    if _all_differ(story):
        for report in _counted(story):
            gone = Retraction(source=report.source, of=report.id, said=after_all(timeline))
            _assert_silence(story, Story([*timeline, Entry(event=gone)]), report)


def _counted(story: Story) -> list[Report]:
    """Return the reports of known sources that count."""
    found = [report for claim in story.values() for o in (*claim.affirming, *claim.denying) for report in o.reports]
    return [report for report in found if report.source != UNKNOWN_SOURCE]


def _assert_silence(told: Story, silent: Story, report: Report) -> None:
    before, after = (_live_of(one, report) for one in (told, silent))
    same = {one for one in after - before if one.stance is report.stance}
    back = {one for one in same if not certainly_after(report.said, one.said)}
    assert after - back == before - {report}, f"retracted, {report!r} leaves {after}, not {before - {report}}"


def a_correction_is_as_if_said_right(timeline: Timeline) -> None:
    """As soon as a correction is known, the story at every ``as_of`` is as if the report had been said right at once.

    Not asked where two reports are corrected into one and the same, since then nobody could have said it twice.
    """
    for known_at in few(recordings(timeline)):
        known = [entry for entry in timeline if until(entry.recorded, known_at)]
        state = fold(known)
        if not _all_differ(Story(state)):
            continue
        right = [told for entry in known for told in _as_right(entry, state)]
        for as_of in few(moments(timeline)):
            told = timeline.replay(as_of=as_of, known_at=known_at)
            expected = Story(cut(right, as_of=as_of), as_of=as_of, claims=told)
            for claim in told:
                same = _ids_of(told[claim]) == _ids_of(expected[claim])
                assert same, f"{claim} as of {as_of}: {told[claim]!r}, said right {expected[claim]!r}"


def a_clarification_changes_words_only(timeline: Timeline) -> None:
    """Without clarifications every claim stands as it stands, by the same reports."""
    rest = [entry for entry in timeline if not isinstance(entry.event, Clarification)]
    for as_of in few(moments(timeline)):
        story = timeline.replay(as_of=as_of)
        plain = Story(cut(rest, as_of=as_of), as_of=as_of, claims=story)
        for claim in story:
            assert _ids_of(story[claim]) == _ids_of(plain[claim]), f"as of {as_of} a clarification changed {claim}"


def anybody_elses_retraction_changes_nothing(timeline: Timeline) -> None:
    """Where another party than the one that said it retracts a report, every claim stands as without that."""
    for known_at in few(recordings(timeline)):
        state = timeline.replay(known_at=known_at).state
        foreign = {
            entry.id
            for family in state.families.values()
            for entry in family.retractions
            if isinstance(entry.event, Retraction) and isinstance(family.original.event, Report)
            if state.desk.party(entry.event.source) != state.desk.party(family.original.event.source)
        }
        if foreign:
            rest = cut((entry for entry in timeline if entry.id not in foreign), known_at=known_at)
            told = answers(timeline.replay(known_at=known_at))
            agree(told, answers(Story(rest)), f"without what others retracted, known at {known_at}")


def every_amendment_finds_its_report(timeline: Timeline) -> None:
    """What amends a report on file, or a correction of one, through any number of corrections, goes with that report."""
    state = timeline.replay().state
    for entry in timeline:
        of, seen = getattr(entry.event, "of", ""), {entry.id}
        while of in state and of not in seen and isinstance(correction := state[of].event, Correction):
            seen.add(of)
            of = correction.of
        if of in state.families:
            assert entry in state.families[of].entries, f"{entry!r} does not go with its report {of}"


def nobody_else_amends_a_report(timeline: Timeline) -> None:
    """A log refuses the retraction of a report by a stranger, and a correction that moves a report to another claim.

    It refuses as well a report that such a retraction follows in the log.
    """
    said = after_all(timeline)
    for entry in few([entry for entry in timeline if isinstance(entry.event, Report)]):
        report = entry.event
        assert isinstance(report, Report)
        moved = evolve(report, claim=f"not {report.claim}", id=None)
        wrong = Retraction(source="a stranger", of=report.id, said=said)
        _assert_refused(timeline, wrong, recorded_late(entry))
        _assert_refused(timeline, Correction(of=report.id, report=moved, said=said), recorded_late(entry))
    awaited = Report(source="somebody", claim="c", stance=Stance.AFFIRM, said=said, id="to come")
    waits = Retraction(source="a stranger", of=awaited.id, said=said)
    _assert_refused(timeline.append(waits, recorded=recorded_late(Entry(event=waits))), awaited, said)


def _assert_refused(timeline: Timeline, event: Event, recorded: When) -> None:
    try:
        timeline.append(event, recorded=recorded)
    except RefusedError:
        return
    raise AssertionError(f"the log took {event!r}")


def _all_differ(story: Story) -> bool:
    """Whether no two reports are, as corrected, one and the same."""
    ids = [report.id for report in reports_of(story)]
    return len(ids) == len(set(ids))


def _live_of(story: Story, report: Report) -> set[Report]:
    """Return what counts of the source of a report, on its claim."""
    claim = story[report.claim]
    found = [one for origin in (*claim.affirming, *claim.denying) for one in origin.reports]
    return {one for one in (*found, *claim.neither) if voice_of(one) == voice_of(report)}


def _as_corrected(family: Family) -> Report | None:
    """Return what the newest correction that keeps to source and claim says; None where the record is void."""
    first = family.original.event
    assert isinstance(first, Report)
    right: Report | None = first
    for entry in sorted(family.corrections, key=lambda entry: entry.newest):
        assert isinstance(entry.event, Correction)
        new = entry.event.report
        right = new if new is None or voice_of(new) == voice_of(first) else right
    return right


def _right_id(name: str, state: State) -> str:
    """Return the id of the report as it should be, for that of any version; any other name as it is."""
    family = state.families.get(state.root.get(name, name))
    right = None if family is None else _as_corrected(family)
    return name if right is None else right.id


def _as_right(entry: Entry, state: State) -> Iterator[Entry]:
    """Yield what would be on file in an entry's place, had every report been said right at once."""
    match entry.event:
        case Report() as event:
            right = _as_corrected(state.families[event.id])
            if right is not None:
                yield evolve(entry, event=right)
        case Retraction() as event:
            yield evolve(entry, event=evolve(event, of=_right_id(event.of, state), id=event.id))
        case OriginsLinked() as event:
            origins = [_right_id(name, state) for name in event.origins]
            yield evolve(entry, event=evolve(event, origins=origins, id=event.id))
        case Correction() | Clarification():
            return
        case _:
            yield entry


def _ids_of(claim: Claim) -> object:
    """Return how a claim stands, with ids in the place of reports."""
    sides = [[(o.name, o.members, [r.id for r in o.reports]) for o in side] for side in (claim.affirming, claim.denying)]
    return claim.standing, sides, [report.id for report in (*claim.neither, *claim.because)]
