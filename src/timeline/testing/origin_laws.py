"""Origin laws: what holds of origins: links, resting on others, repeats."""

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from attrs import evolve

from timeline import (
    UNKNOWN_SOURCE,
    Claim,
    Entry,
    Origin,
    OriginsLinked,
    Policy,
    Report,
    SourceAdded,
    Stance,
    Status,
    Story,
    Timeline,
    When,
)
from timeline.testing.comparing import after_all, reports_of, voice_of

__all__ = [
    "a_link_makes_one_of_two",
    "a_vaguer_repeat_takes_nothing_away",
    "evidence_is_credited_to_who_released_it",
    "linking_never_adds_an_origin",
    "resting_on_others_adds_no_origin",
    "what_is_said_later_changes_no_credit",
]


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
                if (report.source, report.claim) not in resting and (one := _echo_of(report, after_all(timeline))) is not None:
                    echoed = Story([*timeline, Entry(event=one)])[claim.id]
                    assert _names_of(echoed.affirming) <= _names_of(claim.affirming), f"{one!r} added an origin to {claim!r}"
                    assert _names_of(echoed.denying) <= _names_of(claim.denying), f"{one!r} added an origin to {claim!r}"


def a_vaguer_repeat_takes_nothing_away(timeline: Timeline) -> None:
    """Who says again, some time or other, what counts already, changes no status, no figure and no report on the other side.

    Asked of affirmations that rest on nothing, also of those by which a denial that counts would be admitted to be wrong or
    overtaken: a denial that is repeated speaks of the world at that time, and a word that rests on others passes on theirs.
    A verdict may need review after it: it may have been said later than the verdict.
    """
    said = When(f"1900-01-01/{after_all(timeline).latest:%Y-%m-%d}")
    for entries in (timeline.entries, *_answered(timeline)):
        story = Story(entries)
        for claim in story.values():
            for report in (report for origin in claim.affirming for report in origin.reports):
                if not report.basis and report.source != UNKNOWN_SOURCE:
                    again = Report(source=report.source, claim=claim.id, stance=Stance.AFFIRM, said=said)
                    told = Story([*entries, Entry(event=again)])[claim.id]
                    standing = evolve(told.standing, needs_review=claim.needs_review)
                    assert standing == claim.standing, f"{again!r} made {claim!r} {told!r}"
                    assert told.denying == claim.denying, f"{again!r} changed who denies {claim!r} to {told.denying}"


def _answered(timeline: Timeline) -> Iterator[tuple[Entry, ...]]:
    """Yield a story with an answer to the first denial that counts: by a colleague of the denier, and by somebody else."""
    story = timeline.replay()
    denials = (report for claim in story.values() for origin in claim.denying for report in origin.reports)
    for denial in islice(denials, 1):
        for party in (story.state.desk.party(denial.source), "somebody else"):
            note = SourceAdded(source="an answer", party=party)
            answer = Report(source="an answer", claim=denial.claim, stance=Stance.AFFIRM, said=after_all(timeline))
            yield *timeline, Entry(event=note), Entry(event=answer)


def what_is_said_later_changes_no_credit(timeline: Timeline) -> None:
    """What others said resting on a source is credited as before when that source speaks later, resting on somebody else.

    Asked of one that says again what it said before, and of one that asks a question. Links are left aside: they join whom
    all that counts is credited to.
    """
    entries = [entry for entry in timeline if not isinstance(entry.event, OriginsLinked)]
    story = Story(entries)
    for later in _later_words(reports_of(story), after_all(timeline)):
        told = Story([*entries, Entry(event=later)])[later.claim]
        before, after = _credits(story[later.claim], later.source), _credits(told, later.source)
        same = all(before[one] == after[one] for one in before.keys() & after.keys())
        assert same, f"{later!r} changed whom others are credited to, from {before} to {after}"


def _later_words(reports: list[Report], said: When) -> Iterator[Report]:
    """Yield what those that reports rest on could say later, resting on somebody else."""
    rested_on = {(name, report.claim): None for report in reports for name in report.basis}
    for source, claim in rested_on:
        yield Report(source=source, claim=claim, stance=Stance.QUERY, said=said, basis="somebody else")
    for report in reports:
        if report.stance in {Stance.AFFIRM, Stance.DENY} and voice_of(report) in rested_on:
            fields = {"claim": report.claim, "stance": report.stance, "up_to": report.up_to}
            yield Report(source=report.source, said=said, basis="somebody else", **fields)  # type: ignore[arg-type]  # by name


def _credits(claim: Claim, but: str) -> dict[str, set[frozenset[str]]]:
    """Return the members of the origins that each report counts for, by its id; those of one source are left out."""
    found: dict[str, set[frozenset[str]]] = {}
    for origin in (*claim.affirming, *claim.denying):
        for report in origin.reports:
            if report.source != but:
                found.setdefault(report.id, set()).add(origin.members)
    return found


def evidence_is_credited_to_who_released_it(timeline: Timeline) -> None:
    """Who rests on an item alone is credited to the party of the first who listed it without resting on it, else to the item.

    Links are left aside.
    """
    entries = [entry for entry in timeline if not isinstance(entry.event, OriginsLinked)]
    story = Story(entries)
    reports = sorted(reports_of(story), key=lambda report: report.order)
    for item in dict.fromkeys(item for report in reports for item in report.evidence):
        listing = (report for report in reports if item in report.evidence and item not in report.basis)
        first = next((story.state.desk.party(report.source) for report in listing), item)
        reader = Report(source="a reader", claim="what it shows", stance=Stance.AFFIRM, said=after_all(timeline), basis=item)
        told = Story([*entries, Entry(event=reader)])["what it shows"]
        found = [origin.members for origin in told.affirming]
        assert found == [{first}], f"{item} is credited to {found}, not to {first}"


def a_link_makes_one_of_two(timeline: Timeline) -> None:
    """Two origins on one side are one when a link names them, a report of each, or the parties that speak in these."""
    for by in ("party", "speaker"):
        story = timeline.replay(policy=Policy(origin_by=by))
        for claim in story.values():
            for one, two in (*pairwise(claim.affirming), *pairwise(claim.denying)):
                reports = one.reports[0], two.reports[0]
                parties = [story.state.desk.party(report.source) for report in reports if not report.basis]
                for names in ([one.name, two.name], [report.id for report in reports], parties):
                    if len(set(names)) > 1:
                        link = Entry(event=OriginsLinked(origins=names))
                        told = Story([*timeline, link], policy=story.policy)[claim.id]
                        together = [o for o in (*told.affirming, *told.denying) if {*reports} <= {*o.reports}]
                        assert together, f"{link!r} leaves apart {reports}, by {by}"


def _echo_of(report: Report, said: When) -> Report | None:
    """Return what a new voice says after a report, resting on its source; None where nobody knows who that is."""
    if report.source == UNKNOWN_SOURCE:
        return None
    fields = {
        "claim": report.claim,
        "stance": report.stance,
        "up_to": report.up_to,
        "happened": report.happened,
    }
    return Report(source="echo", basis=report.source, said=said, **fields)  # type: ignore[arg-type]  # by name


def _names_of(origins: Iterable[Origin]) -> set[str]:
    """Return the names of origins."""
    return {origin.name for origin in origins}
