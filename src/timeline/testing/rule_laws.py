"""Rule laws: the rules from reports to status, each compared with the core where it can be said in a few plain words."""

from collections.abc import Iterator

from timeline import (
    UNKNOWN_SOURCE,
    ClaimAdded,
    Entry,
    Event,
    Finding,
    Policy,
    Report,
    SourceAdded,
    Stance,
    Status,
    Story,
    Timeline,
    Verdict,
)
from timeline.testing.comparing import after_all, few, moments, reports_of, voice_of
from timeline.testing.plain import Plain, agree_by_the_rules, certainly_after

__all__ = [
    "a_source_stands_by_its_last_words",
    "a_withdrawn_claim_is_one_that_all_took_back",
    "the_last_date_of_denials_is_shown",
    "the_newest_note_holds",
    "the_newest_verdict_holds",
    "the_status_is_what_the_rules_say",
]

_COUNTED = (Stance.AFFIRM, Stance.DENY, Stance.NOT_CONFIRM)


def the_status_is_what_the_rules_say(timeline: Timeline) -> None:
    """The status, the reports that count on either side, and what is shown beside it, are what the rules say, told otherwise.

    Asked of claims on which every known source speaks at most once, or, in the end, of what they would be by the last or the
    first word of each; `timeline.testing.plain` has the rules.
    """
    for as_of in few(moments(timeline)):
        story = timeline.replay(as_of=as_of)
        for claim in story.values():
            agree_by_the_rules(claim, Plain(story.state, claim.id), f"{claim!r} as of {as_of}")
    story = timeline.replay()
    for claim in story.values():
        for entries in (timeline.entries, *_thinned(story, claim.id)):
            for by in ("party", "office", "speaker"):
                told = Story(entries, claims=(claim.id,), policy=Policy(origin_by=by))
                agree_by_the_rules(told[claim.id], Plain(told.state, claim.id, by), f"{told[claim.id]!r} by {by}")


def _thinned(story: Story, claim: str) -> Iterator[list[Entry]]:
    """Yield the entries of a story in which every known source speaks once on a claim: its last word, and its first."""
    families = sorted(story.state.by_claim.get(claim, ()), key=lambda family: family.told.order)
    families = [family for family in families if family.told.source != UNKNOWN_SOURCE]
    for ordered in (families, families[::-1]):
        kept = {family.told.source: family for family in ordered}
        gone = {entry.id for family in families if kept[family.told.source] is not family for entry in family.entries}
        if gone:
            yield [entry for entry in story.state if entry.id not in gone]


def a_source_stands_by_its_last_words(timeline: Timeline) -> None:
    """Alone, a source is counted for what it said last: no certainly later word of another kind displaces it.

    Of affirming and denying, the last of each that is left counts. Where that was retracted, the one before it does, but
    only if it may have been said as late: a retraction does not bring back what was certainly said before.
    """
    state = timeline.replay().state
    desk = [entry for entry in state if isinstance(entry.event, SourceAdded)]
    voices: dict[tuple[str, str], list[Report]] = {}
    for report in reports_of(timeline.replay()):
        if report.source != UNKNOWN_SOURCE:
            voices.setdefault(voice_of(report), []).append(report)
    for (source, claim), reports in voices.items():
        mine = [f for f in state.families.values() if f.report in reports]
        retracted = {f.report for f in mine if f.retraction(state.desk)}
        alone = Story([*desk, *(entry for family in mine for entry in family.entries)], claims=(claim,))[claim]
        found = {report for origin in (*alone.affirming, *alone.denying) for report in origin.reports}
        expected = _last_words(reports, retracted)
        assert found == expected, f"{source} on {claim} stands by {found}; what it said last is {expected}"


def _last_words(reports: list[Report], retracted: set[Report | None]) -> set[Report]:
    """Return the last affirmation and the last denial of those that nothing displaced.

    Where the last was retracted it is the one before it, unless the last was certainly said after that one.
    """
    counted = sorted((report for report in reports if report.stance in _COUNTED), key=lambda report: report.order)
    left = [
        one
        for one in counted
        if not any(other.stance is not one.stance and certainly_after(other.said, one.said) for other in counted)
    ]
    found: set[Report] = set()
    for stance in _COUNTED[:2]:
        mine = [report for report in left if report.stance is stance]
        stand = [one for one in mine if one not in retracted and not certainly_after(mine[-1].said, one.said)]
        found.update(stand[-1:])
    return found


def the_newest_verdict_holds(timeline: Timeline) -> None:
    """Of the last verdicts of each desk the newest holds, unless withdrawn; what is said against it later asks for review."""
    story = timeline.replay()
    for claim in story.values():
        given = [entry.event for entry in story.state if isinstance(entry.event, Verdict) and entry.event.claim == claim.id]
        last = {verdict.by: verdict for verdict in sorted(given, key=lambda verdict: verdict.order)}
        standing = [verdict for verdict in last.values() if verdict.finding is not Finding.WITHDRAWN]
        newest = max(standing, key=lambda verdict: verdict.order, default=None)
        assert claim.verdict == newest, f"{claim!r} has the verdict {claim.verdict!r}; the newest that stands is {newest!r}"
        against = {Finding.CONFIRMED: claim.denying, Finding.REFUTED: claim.affirming}
        origins = against.get(newest.finding, ()) if newest else ()
        later = [r for o in origins for r in o.reports if newest and r.said.order[0] > newest.said.order[0]]
        assert claim.needs_review is bool(later), f"{claim!r} needs review: {later}"


def a_withdrawn_claim_is_one_that_all_took_back(timeline: Timeline) -> None:
    """Where nothing counts, a claim is withdrawn if it was affirmed and everybody retracted the last affirmation, else not.

    Asked where each source's earlier affirmations were certainly said before its last one.
    """
    story = timeline.replay()
    for claim in story.values():
        if not (claim.affirming or claim.denying):
            mine = [f for f in story.state.by_claim.get(claim.id, ()) if f.report and f.report.stance is Stance.AFFIRM]
            mine.sort(key=lambda family: family.told.order)
            last = {_speaker(family.told): family for family in mine}
            if all(f is last[v := _speaker(f.told)] or certainly_after(last[v].told.said, f.told.said) for f in mine):
                expected = bool(last) and all(family.retraction(story.state.desk) for family in last.values())
                assert (claim.status is Status.WITHDRAWN) is expected, f"{claim!r}: all took it back is {expected}"


def _speaker(report: Report) -> str:
    """Return the source of a report; of unknown ones each is another."""
    return report.id if report.source == UNKNOWN_SOURCE else report.source


def the_newest_note_holds(timeline: Timeline) -> None:
    """Of several notes on one source, or on one claim, the one recorded last holds; of two recorded at once, that by id."""
    desk = timeline.replay().state.desk
    notes: dict[object, tuple[Event, Event | None]] = {}
    for entry in sorted(timeline, key=lambda entry: (entry.recorded_us, entry.id)):
        match event := entry.event:
            case SourceAdded():
                notes["source", event.source] = event, desk.source(event.source)
            case ClaimAdded():
                notes["claim", event.claim] = event, desk.claim(event.claim)
            case _:
                pass
    for last, held in notes.values():
        assert held == last, f"{held!r} holds; the newest note is {last!r}"


def the_last_date_of_denials_is_shown(timeline: Timeline) -> None:
    """A claim that is denied up to a date is so still when somebody denies it, later, up to an earlier date."""
    story = timeline.replay()
    for claim in story.values():
        if claim.up_to is not None:
            denial = Report(source="a late one", claim=claim.id, stance=Stance.DENY, said=after_all(timeline), up_to="1900-01-01")
            told = Story([*timeline, Entry(event=denial)])[claim.id]
            assert told.up_to == claim.up_to, f"with {denial!r} {claim!r} is denied up to {told.up_to}"
