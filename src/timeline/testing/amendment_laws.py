"""Amendment laws: what holds of retractions, corrections and clarifications, and of what else a log refuses."""

from attrs import evolve

from timeline import (
    UNKNOWN_SOURCE,
    Clarification,
    Correction,
    Entry,
    Event,
    RefusedError,
    Report,
    Retraction,
    Stance,
    Story,
    Timeline,
    When,
    cut,
    fold,
)
from timeline.testing.comparing import (
    after_all,
    agree,
    all_differ,
    answers,
    as_right,
    few,
    ids_of,
    live_of,
    moments,
    recorded_late,
    recordings,
    story_of,
    until,
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
            elif all_differ(silent):
                _assert_silence(told, silent, report)
    if all_differ(story):
        for report in _counted(story):
            gone = Retraction(source=report.source, of=report.id, said=after_all(timeline))
            _assert_silence(story, Story([*timeline, Entry(event=gone)]), report)


def _counted(story: Story) -> list[Report]:
    """Return the reports of known sources that count."""
    found = [report for claim in story.values() for o in (*claim.affirming, *claim.denying) for report in o.reports]
    return [report for report in found if report.source != UNKNOWN_SOURCE]


def _assert_silence(told: Story, silent: Story, report: Report) -> None:
    before, after = (live_of(one, report) for one in (told, silent))
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
