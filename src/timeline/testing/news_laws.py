"""News laws: what makes a denial fall: for each denial of a story, what would be said against it, by the rules."""

from collections.abc import Iterator

from attrs import evolve

from timeline import UNKNOWN_SOURCE, Entry, Event, Report, SourceAdded, Stance, Story, Timeline, When
from timeline.testing.comparing import after_all, reports_of
from timeline.testing.plain import Plain, agree_by_the_rules

__all__ = ["only_news_overtakes_a_denial"]

_LONG_AGO, _TO_COME = "1900-01-01", "2999-01-01"


def only_news_overtakes_a_denial(timeline: Timeline) -> None:
    """Whatever is said against a denial, alone, the claim stands as the rules say, told in another way.

    It is said by others or by unknown ones, later or on the same day, again or for the first time, of what happened before,
    since, or will happen; resting on the denier, or on one who had said it long ago; by a colleague of the denier. So it is
    of the same denial by nobody knows whom.
    """
    story = timeline.replay()
    notes: list[Event] = [entry.event for entry in timeline if isinstance(entry.event, SourceAdded)]
    for denial in reports_of(story):
        if denial.stance is Stance.DENY and not denial.basis:
            party = story.state.desk.party(denial.source)
            for one in (denial, evolve(denial, source=UNKNOWN_SOURCE, id=None)):
                for said in _answers(one, party, after_all(timeline)):
                    told = Story([Entry(event=event) for event in dict.fromkeys((*notes, one, *said))])
                    claim = told[one.claim]
                    agree_by_the_rules(claim, Plain(told.state, claim.id), f"{claim!r}: {one!r}, {said}")


def _answers(denial: Report, party: str, later: When) -> Iterator[tuple[Event, ...]]:
    """Yield what may be said against a denial; ``later`` is a moment after it."""

    def affirms(source: str, said: When | str = later, **more: object) -> Report:
        return Report(source=source, claim=denial.claim, stance=Stance.AFFIRM, said=said, **more)  # type: ignore[arg-type]  # by name

    colleague = SourceAdded(source="a colleague", party=party)
    two = SourceAdded(source="a witness", party="a house"), SourceAdded(source="another", party="a house")
    yield (affirms(UNKNOWN_SOURCE),)
    yield (affirms(UNKNOWN_SOURCE, happened=later),)
    yield (affirms(UNKNOWN_SOURCE, denial.said),)
    for happened in (None, _LONG_AGO, later, _TO_COME):
        yield (affirms("a witness", happened=happened),)
        yield *two, affirms("a witness", _LONG_AGO), affirms("another", happened=happened)
        yield affirms("an outlet", _LONG_AGO), affirms("a witness", basis="an outlet", happened=happened)
        yield (affirms("a witness", basis=denial.source, happened=happened),)
    for said in (denial.up_to or denial.said, f"{_LONG_AGO}/{later.latest:%Y-%m-%d}"):
        yield (affirms("a witness", said),)
    for said in (denial.said, later):
        yield colleague, affirms("a colleague", said)
