"""A scenario passes where the claim stands as said, and fails with the story and the difference."""

import pytest

from timeline import ClaimAdded, Entry, Policy, RefusedError, Source, Status, TimeError, UnknownClaimError, Verdict
from timeline.testing import given

anna = Source("anna", party="north")
bert = Source("bert", party="south")
YES = anna.affirms("open", said="2024-05-01", quantity="about 40")
NO = bert.denies("open", said="2024-05-02", up_to="2024-05-01")
CONFIRMED = Verdict(claim="open", finding="confirmed", by="desk", basis="seen", said="2024-05-01")


def failure(scenario, **expected) -> str:
    with pytest.raises(AssertionError) as caught:
        scenario.then(**expected)
    return str(caught.value)


@pytest.mark.parametrize(
    "expected",
    [
        {"status": "disputed"},
        {"status": Status.DISPUTED, "before": "reported"},
        {"figures": "about 40", "verdict": None},
        {"internal": False, "admitted": False, "retreated": False, "due": False, "needs_review": False},
        {"up_to": None},
    ],
    ids=str,
)
def test_what_follows_is_as_expected(expected):
    given(anna, bert, YES).when(NO).then(claim="open", **expected)


@pytest.mark.parametrize(
    ("expected", "headline"),
    [
        ({"status": "denied"}, "open: status is disputed, not denied"),
        ({"before": "open"}, "open: before is reported, not open"),
        ({"figures": ["about 40", "not 3"]}, "open: figures is about 40, not about 40 and not 3"),
        ({"figures": ()}, "open: figures is about 40, not none"),
        ({"verdict": "confirmed"}, "open: verdict is none, not confirmed"),
        ({"internal": True, "due": True}, "open: internal is False, not True; due is False, not True"),
        ({"up_to": "2024-05-01"}, "open: up_to is none, not 2024-05-01"),
        ({"admitted": True}, "open: admitted is False, not True"),
        ({"retreated": True}, "open: retreated is False, not True"),
        ({"needs_review": True}, "open: needs_review is False, not True"),
    ],
    ids=str,
)
def test_a_difference_is_the_first_line_of_the_failure(expected, headline):
    assert failure(given(anna, bert, YES).when(NO), claim="open", **expected).splitlines()[0] == headline


def test_a_failure_shows_the_story_before_and_after_what_moved_the_claim_and_what_was_expected():
    message = failure(given(anna, YES).when(bert, NO), claim="open", status="denied")
    assert message.splitlines()[1:] == [
        "",
        "given",
        "  source anna: anna, party north",
        "  2024-05-01: anna affirms open (about 40)",
        "when",
        "  source bert: bert, party south",
        "  2024-05-02: bert denies open up to 2024-05-01",
        "",
        "before",
        "claim  status    figures   because of       since",
        "-----  --------  --------  ---------------  ----------",
        "open   reported  about 40  anna 2024-05-01  2024-05-01",
        "",
        "after",
        "claim  status    figures   because of                               since",
        "-----  --------  --------  ---------------------------------------  ----------",
        "open   disputed  about 40  anna 2024-05-01; bert denies 2024-05-02  2024-05-02",
        "",
        "what moved open",
        "  unreported → reported, about 40 because of 2024-05-01: anna affirms open (about 40)",
        "  reported, about 40 → disputed, about 40 because of 2024-05-02: bert denies open up to 2024-05-01",
        "",
        "expected",
        "  status: denied",
    ]


def test_a_claim_that_nothing_moved_says_so():
    message = failure(given(ClaimAdded(claim="hall")).when(YES), claim="hall", status="denied")
    assert "what moved hall\n  nothing did" in message


def test_each_thing_is_read_off_the_claim():
    given(CONFIRMED).when(NO).then(claim="open", verdict="confirmed", needs_review=True, up_to="2024-05-01", status="denied")
    given(anna, YES).when(anna.denies("open", said="2024-05-01", quantity="3")).then(
        claim="open", internal=True, figures=["not 3", "about 40"]
    )
    given(YES).when(anna.cannot_confirm("open", said="2024-05-03")).then(claim="open", retreated=True)
    ann = Source("ann", party="north")
    given(anna, ann, anna.denies("open", said="2024-05-01")).when(ann.affirms("open", said="2024-05-03")).then(
        claim="open", admitted=True
    )
    future = ClaimAdded(claim="open", future=True, due="2024-05-02")
    given(future).when(anna.affirms("open", said="2024-05-03")).then(claim="open", due=True)


def test_a_time_compares_by_its_ends_not_by_its_words():
    given().when(NO).then(claim="open", up_to="2024-05-01T00:00:00Z/2024-05-01T23:59:59.999999Z")
    assert "up_to is 2024-05-01, not 2024-05-02" in failure(given().when(NO), claim="open", up_to="2024-05-02")


def test_several_claims_are_asked_one_after_the_other():
    scenario = given(YES).when(bert.affirms("gate", said="2024-05-02"))
    assert scenario.then(claim="open", status="reported").then(claim="gate", status="reported") is scenario


def test_a_claim_of_which_nobody_had_heard_was_unreported():
    given().when(YES).then(claim="open", before="unreported", status="reported")


def test_the_cuts_and_the_policy_are_those_that_were_given():
    late = Entry(event=NO, recorded="2024-05-09")
    given(YES, as_of="2024-05-01").when(NO).then(claim="open", status="reported")
    given(YES, known_at="2024-05-08").when(late).then(claim="open", status="reported")
    given(YES, known_at="2024-05-09").when(late).then(claim="open", status="disputed")
    given(policy=Policy(min_origins=1)).when(YES).then(claim="open", status="corroborated")
    assert "when\n  2024-05-02: bert denies" in failure(given(YES).when(late), claim="open", status="open")


def test_what_the_timeline_refuses_is_expected_with_its_reason():
    foreign = given(anna, bert, YES).when(bert.retracts(YES, said="2024-05-03"))
    assert foreign.then_refused("cannot retract") is foreign
    assert foreign.then_refused() is foreign
    with pytest.raises(AssertionError, match="refused, but not saying 'no such'"):
        foreign.then_refused("no such")
    with pytest.raises(RefusedError, match="record a denial instead"):
        foreign.then(claim="open", status="reported")


def test_what_is_taken_where_a_refusal_was_expected_fails_with_the_story():
    with pytest.raises(AssertionError, match=r"(?s)taken, not refused.*after\nclaim") as caught:
        given(YES).when(NO).then_refused()
    assert "what moved" not in str(caught.value)


@pytest.mark.parametrize(
    ("expected", "error", "message"),
    [
        ({"status": "denid"}, ValueError, r"'denid' is not a status; did you mean 'denied'\? give one of unreported, "),
        ({"status": 3}, ValueError, "^3 is not a status; give one of"),
        ({"before": "true"}, ValueError, "'true' is not a status"),
        ({"verdict": "true"}, ValueError, "'true' is not a finding; give one of confirmed"),
        ({"internal": "yes"}, ValueError, "'yes' is not true or false"),
        ({"up_to": "soon"}, TimeError, "'soon' is not a time"),
        ({}, TypeError, "expects nothing, so it cannot fail; give one of before, status"),
        ({"statu": "open"}, TypeError, r"cannot expect statu; give one of before, status"),
    ],
    ids=str,
)
def test_what_cannot_be_expected_is_an_error_and_no_failure(expected, error, message):
    with pytest.raises(error, match=message):
        given(YES).when(NO).then(claim="open", **expected)


def test_an_unknown_claim_is_an_error_with_the_nearest_ones():
    with pytest.raises(UnknownClaimError, match=r"no claim 'opn'.*did you mean 'open'"):
        given(YES).when(NO).then(claim="opn", status="open")


def test_a_scenario_without_an_event_is_an_error():
    with pytest.raises(TypeError, match="when\\(\\) was given no event"):
        given(YES).when()
