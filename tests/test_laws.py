"""Every law holds of every story of a small colliding world."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from hypothesis import Phase, find, given, settings

from drawn import same
from korea import NIS
from timeline import (
    Correction,
    Cut,
    OriginsLinked,
    Report,
    Retraction,
    Stance,
    State,
    Status,
    Timeline,
)
from timeline.testing import LAWS, cuts, laws, reports, timelines
from timeline.testing.frozen import refuses

few = settings(same, max_examples=min(60, settings.default.max_examples))
first = settings(same, max_examples=2000, phases=(Phase.generate,))


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_every_law_holds_of_drawn_stories(law: Callable[[Timeline], None]) -> None:
    few(given(timelines())(law))()


def test_every_law_is_public_and_says_what_it_holds() -> None:
    assert {law.__name__ for law in LAWS} | {"LAWS"} == set(laws.__all__)
    assert all(law.__doc__ for law in LAWS)


@few
@given(timelines(), cuts())
def test_any_cut_tells_a_story(timeline: Timeline, cut: Cut) -> None:
    story = timeline.replay(as_of=cut.as_of, known_at=cut.known_at)
    assert all(isinstance(claim.status, Status) for claim in story.values())


@pytest.mark.parametrize("status", Status)
def test_the_small_world_has_every_status(status: Status) -> None:
    find(
        timelines(),
        lambda timeline: any(c.status is status for c in timeline.replay().values()),
        settings=first,
    )


@pytest.mark.parametrize("stance", Stance)
def test_the_small_world_has_every_stance(stance: Stance) -> None:
    find(reports(), lambda report: report.stance is stance, settings=first)


@pytest.mark.parametrize(
    "happens",
    [
        lambda family, state: any(e.event.report is None for e in family.corrections),
        lambda family, state: any(e.event.of in state.root for e in family.corrections),
        lambda family, state: family.retraction(state.desk) is not None,
        lambda family, state: bool(family.retractions) and family.retraction(state.desk) is None,
        lambda family, state: any(e.recorded_us < family.original.recorded_us for e in family.corrections),
        lambda family, state: bool(family.corrections and family.clarifications),
        lambda family, state: bool(family.corrections and family.retractions),
    ],
    ids=[
        "void",
        "corrected again",
        "retracted",
        "retracted by another",
        "before its report",
        "and clarified",
        "both",
    ],
)
def test_the_small_world_has_every_amendment(happens: Callable[[object, State], bool]) -> None:
    def seen(timeline: Timeline) -> bool:
        state = timeline.replay().state
        return any(happens(family, state) for family in state.families.values())

    find(timelines(), seen, settings=first)


def test_two_reports_corrected_into_one_are_left_aside_by_the_laws_that_need_them_apart():
    right = Report(source="a", claim="c", stance="affirm", said="2024-01-02")
    wrong = [Report(source="a", claim="c", stance="deny", said=f"2024-01-0{day}") for day in (3, 4)]
    fixed = [Correction(of=report.id, report=right, said="2024-01-05") for report in wrong]
    timeline = Timeline([*wrong, *fixed, Retraction(source="a", of=wrong[0].id, said="2024-01-06")])
    laws.a_correction_is_as_if_said_right(timeline)
    laws.a_retraction_leaves_silence(timeline)


def test_what_can_be_set_is_no_value():
    with pytest.raises(AssertionError, match=r"entry\.event can be set"):
        refuses(SimpleNamespace(event=1), "event", "entry")


def test_a_link_that_names_a_report_of_another_claim_is_told_as_the_rules_have_it():
    elsewhere = Report(source="x", claim="other", stance="affirm", said="2024-10-18")
    link = OriginsLinked(origins=[elsewhere.id, "south-korea"])
    timeline = Timeline([NIS, NIS.affirms("present", said="2024-10-18"), elsewhere, link])
    laws.the_status_is_what_the_rules_say(timeline)


def test_a_vague_last_word_is_left_aside_by_the_law_of_what_all_took_back():
    sure, vague = NIS.affirms("present", said="2024-10-18"), NIS.affirms("present", said="2024-10-17/2024-10-20")
    gone = [Retraction(source="nis", of=report.id, said="2024-10-22") for report in (sure, vague)]
    laws.a_withdrawn_claim_is_one_that_all_took_back(Timeline([NIS, sure, vague, *gone]))
