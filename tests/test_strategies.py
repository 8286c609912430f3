"""What the strategies draw: within their limits, hard cases often, simple ones when made simpler."""

import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from drawn import same
from timeline import (
    UNKNOWN_SOURCE,
    Claim,
    Correction,
    Cut,
    Entry,
    Event,
    OriginsLinked,
    Quantity,
    Report,
    Retraction,
    Source,
    SourceAdded,
    Stance,
    Timeline,
    Verdict,
    When,
)
from timeline.testing import claims, cuts, entries, events, quantities, reports, sources, timelines, whens
from timeline.testing.hostile import HOSTILE

few = settings(same, max_examples=60)
LITTLE = [Report, Retraction]
first = settings(same, max_examples=500, phases=(Phase.generate,))


@pytest.mark.parametrize(
    ("strategy", "kind"),
    [
        (reports(), Report),
        (events(), Event),
        (sources(), Source),
        (claims(), Claim),
        (whens(), When),
        (quantities(), Quantity),
        (timelines(), Timeline),
        (entries(min_size=1).map(lambda told: told[0]), Entry),
        (cuts(), Cut),
    ],
    ids=["reports", "events", "sources", "claims", "whens", "quantities", "timelines", "entries", "cuts"],
)
def test_each_strategy_makes_what_it_is_named_after(strategy: st.SearchStrategy[object], kind: type) -> None:
    @few
    @given(strategy)
    def made(value: object) -> None:
        assert isinstance(value, kind)

    made()


@few
@given(timelines(claims=["present"], sources=["nis", "asahi"], stances=["deny"], kinds=LITTLE, max_size=4, max_delay=0))
def test_a_story_keeps_within_its_limits(timeline: Timeline) -> None:
    assert len(timeline) <= 4
    for entry in timeline:
        assert isinstance(entry.event, Report | Retraction)
        assert entry.event.source in {"nis", "asahi"}
        assert entry.recorded.order[0] == entry.event.said.order[0]
        if isinstance(entry.event, Report):
            assert (entry.event.claim, entry.event.stance) == ("present", Stance.DENY)


@few
@given(entries(min_size=3, max_size=6), entries(min_size=3, max_size=6, kinds=LITTLE))
def test_a_story_is_as_long_as_was_asked(told: list[Entry], little: list[Entry]) -> None:
    assert 3 <= len(little) <= 6
    assert 3 <= len(told) <= 6 + 4 + 3  # the sources of a known story, and its links, come on top


@few
@given(events(kinds=[Retraction, Correction]), events(kinds=[Verdict]), claims(claims=["one"]), sources(ids=["nis"]))
def test_events_claims_and_sources_keep_within_their_limits(one: Event, two: Event, claim: Claim, source: Source) -> None:
    assert isinstance(one, Retraction | Correction)
    assert isinstance(two, Verdict)
    assert claim.id == "one"
    assert source.id == "nis"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: timelines(claims=[]), "claims is []: there is nothing"),
        (lambda: timelines(claims="present"), "claims is 'present': there is nothing"),
        (lambda: timelines(sources=["a", " b"]), "sources: ' b' has blanks"),
        (lambda: timelines(stances=["confirm"]), "stances: 'confirm' is not a stance; give some of affirm"),
        (lambda: timelines(kinds=[Entry]), "is not a kind of event that is drawn; give some of Report"),
        (lambda: timelines(max_delay=-1), "max_delay is -1; give a whole number from 0 on"),
        (lambda: timelines(max_delay=True), "max_delay is True"),
        (lambda: timelines(min_size=3, max_size=2), "max_size is 2; give a whole number from 3 on"),
        (lambda: entries(min_size="x"), "min_size is 'x'"),  # type: ignore[arg-type]  # it is what is refused
        (lambda: reports(stances=[]), "stances is []"),
        (lambda: events(kinds=[]), "kinds is []"),
        (lambda: claims(claims=[3]), "claims: 3 is int, not text"),  # type: ignore[list-item]  # it is what is refused
        (lambda: sources(ids=[]), "ids is []"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused_when_it_is_given(wrong: Callable[[], object], message: str) -> None:
    with pytest.raises(InvalidArgument) as error:
        wrong()
    assert message in str(error.value)


def _reports(timeline: Timeline) -> list[Report]:
    return [entry.event for entry in timeline if isinstance(entry.event, Report)]


HARD: dict[str, Callable[[Timeline], bool]] = {
    "recorded late": lambda t: any(e.recorded_us > e.event.said.order[0] for e in t if isinstance(e.event, Report)),
    "recorded before it was said": lambda t: any(e.recorded_us < r.said.order[0] for e in t if isinstance(r := e.event, Report)),
    "equal instants": lambda t: len(i := [r.said.order for r in _reports(t) if r.said.is_instant]) > len(set(i)),
    "a day beside an instant": lambda t: len({r.said.is_instant for r in _reports(t)}) == 2,
    "a change of clocks": lambda t: any(r.said.zone or "T04:00:00+03" in r.said.text for r in _reports(t)),
    "a dated denial": lambda t: any(r.up_to for r in _reports(t)),
    "a retraction before its report": lambda t: any(
        e.event.of == later.id for e in t if isinstance(e.event, Retraction) for later in t.entries[e.position :]
    ),
    "a correction of a correction": lambda t: any(
        e.event.of.startswith("correction") for e in t if isinstance(e.event, Correction)
    ),
    "a link learned late": lambda t: any(isinstance(e.event, OriginsLinked) and e.position == len(t) > 2 for e in t),
    "one party with two voices": lambda t: len([e for e in t if isinstance(e.event, SourceAdded) and e.event.party == "p"]) > 1,
    "another script": lambda t: any(r.source == "яна" or "그" in (r.quote or "") for r in _reports(t)),
    "an unknown source": lambda t: any(r.source == UNKNOWN_SOURCE for r in _reports(t)),
    "resting on another": lambda t: any(r.basis for r in _reports(t)),
    "an item released": lambda t: any(r.evidence for r in _reports(t)),
    "something that happened": lambda t: any(r.happened for r in _reports(t)),
    "a figure": lambda t: any(r.quantity for r in _reports(t)),
    "one claim's id the beginning of another's": lambda t: {r.claim for r in _reports(t)} >= {"c", "c-2"},
    "twice the same": lambda t: len(_reports(t)) > len({(r.source, r.claim, r.stance) for r in _reports(t)}),
}


def test_hard_cases_come_often() -> None:
    counts = dict.fromkeys(HARD, 0)

    @first
    @given(timelines())
    def counted(timeline: Timeline) -> None:
        for name, hard in HARD.items():
            counts[name] += bool(hard(timeline))

    counted()
    assert {name for name, count in counts.items() if count < 5} == set()  # each in one of a hundred stories at least


def test_a_story_shrinks_to_what_matters() -> None:
    both = lambda t: any(claim.status.value == "corroborated" for claim in t.replay().values())  # noqa: E731  # the name says what is looked for
    found = find(timelines(), both, settings=same)
    assert sum(not isinstance(entry.event, SourceAdded) for entry in found) <= 2
    assert len(find(timelines(), lambda timeline: len(timeline) > 0, settings=same)) == 1


def test_types_have_their_strategies_without_an_import_of_the_kit() -> None:
    code = """
import sys
from hypothesis import find, settings, strategies as st, Phase
from timeline import *
assert "timeline.testing.strategies" not in sys.modules, "the kit was imported before it was asked for"
quick = settings(database=None, phases=(Phase.generate,))
for kind in (Timeline, Entry, Report, Retraction, Correction, Verdict, OriginsLinked, Source, Claim, When, Quantity, Cut):
    made = find(st.from_type(kind), lambda value: True, settings=quick)
    assert isinstance(made, kind), (kind, made)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_registration_is_of_the_entry_point_and_can_be_repeated() -> None:
    from timeline.testing.registration import register

    register()
    for kind in (Timeline, Entry, Retraction):
        assert isinstance(find(st.from_type(kind), lambda value: True, settings=first), kind)


def test_a_long_text_of_a_failing_example_is_short_code():
    (long,) = [text for text in HOSTILE if len(text) > 1_000]
    assert repr(long) == "'x' * 100000"
    assert eval(repr(long)) == long
