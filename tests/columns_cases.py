"""The cases of columns and of engines: policies, of a user's own too, and stories that whole numbers are enough for."""

from hypothesis import strategies as st

from timeline import (
    Correction,
    Entry,
    Event,
    Evidence,
    OriginsLinked,
    Policy,
    Report,
    Retraction,
    SourceAdded,
    Status,
    Timeline,
)

POLICIES = (
    Policy(),
    Policy(min_origins=1),
    Policy(min_origins=3),
    Policy(origin_by="office"),
    Policy(origin_by="speaker"),
    Policy(count_derived=True),
)


class Loudest:
    """A policy of a user's own: whoever has more voices is right."""

    origin_by = "speaker"
    count_derived = False
    desks = None

    def status(self, evidence: Evidence) -> Status:
        return Status.REPORTED if len(evidence.affirming) > len(evidence.denying) else Status.OPEN


class Same(Policy):
    """The default policy, as one of a user's own: every claim is told from its records."""


DAYS = [f"2024-01-{day:02d}" for day in range(1, 7)]
SOURCES = ("anna", "boris", "carla", "dina")
PARTIES = ("north", "south")


@st.composite
def plain_timelines(draw: st.DrawFn) -> Timeline:
    """Draw a story that is told from columns: reports that rest on nothing, corrections, retractions, links learned late."""
    made = [
        Entry(
            event=SourceAdded(
                source=name, party=draw(st.sampled_from((*PARTIES, None))), office=draw(st.sampled_from((None, "o")))
            )
        )
        for name in SOURCES
    ]
    reports: list[Report] = []
    for number in range(draw(st.integers(1, 12))):
        said = draw(st.sampled_from([*DAYS, *(f"{day}T12:00:00Z" for day in DAYS), "2024-01-02/2024-01-05"]))
        stance = draw(st.sampled_from(("affirm", "affirm", "deny", "not_confirm", "query")))
        claim = draw(st.sampled_from(("c", "d")))
        reports.append(Report(source=draw(st.sampled_from(SOURCES)), claim=claim, stance=stance, said=said, id=f"r{number}"))
        made.append(Entry(event=reports[-1], recorded=draw(st.sampled_from(DAYS))))
    for report in draw(st.lists(st.sampled_from(reports), max_size=3)):
        said, recorded = draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))
        stance = draw(st.sampled_from(("affirm", "deny")))
        right = draw(st.sampled_from((None, Report(source=report.source, claim=report.claim, stance=stance, said=said))))
        event: Event = draw(st.sampled_from((
            Retraction(source=report.source, of=report.id, said=said),
            Correction(of=report.id, report=right, said=said),
        )))  # fmt: skip
        made.append(Entry(event=event, recorded=recorded))
    for link in draw(st.lists(st.sampled_from([*SOURCES, *PARTIES, "o"]), max_size=2).map(lambda names: names[:2])):
        other = draw(st.sampled_from([name for name in (*SOURCES, *PARTIES) if name != link]))
        made.append(Entry(event=OriginsLinked(origins=(link, other)), recorded=draw(st.sampled_from(DAYS))))
    return Timeline(sorted({entry.id: entry for entry in made}.values(), key=lambda entry: entry.recorded_us))
