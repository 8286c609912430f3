"""Every kind of event: its rules, its id, what it shows; and the faults."""

from functools import partial

import pytest
from attrs import evolve
from attrs.exceptions import FrozenInstanceError

from full_report import FULL
from timeline import (
    UNKNOWN_SOURCE,
    ClaimAdded,
    ClaimsRelated,
    Clarification,
    Correction,
    EventError,
    Fault,
    Finding,
    OriginsLinked,
    Quantity,
    Relation,
    Report,
    Retraction,
    SourceAdded,
    Stance,
    Unrecognized,
    Verdict,
    When,
)
from timeline._amendments import as_report
from timeline._events import claims_of, public_at
from timeline._fields import as_bool, as_id, as_ids, as_quantity, as_text, as_when, as_zone, choose

REPORT = Report(source="nis", claim="present", stance="affirm", said="2024-10-18")
EVENTS = [
    REPORT,
    FULL,
    Report(claim="present", stance="not_confirm", reason="unverified", said="2024-10-18"),
    Correction(of="r1", report=REPORT, said="2024-10-20", by="desk", note="a zero too many"),
    Correction(of="r1", report=FULL, said="2024-10-20", published="2024-10-21", id="c1"),
    Correction(of="r1", said="2024-10-20"),
    Clarification(of="r1", quote="They are there", said="2024-10-20", lang="en", url="https://example.org"),
    Retraction(source="nis", of="r1", said="2024-10-20", quote="We were wrong", via="reuters"),
    Verdict(claim="present", finding="confirmed", by="desk", basis="images", said="2024-10-28"),
    SourceAdded(source="nis", name="NIS", party="south-korea", office="intelligence", tz="Asia/Seoul"),
    SourceAdded(source="nis", said="2024-10-20"),
    ClaimAdded(claim="arrival", text="They will arrive", future=True, due="2024-10-27"),
    ClaimAdded(claim="arrival"),
    ClaimsRelated(claim="present", relation="implies", other="sent", note="who is there was sent"),
    OriginsLinked(origins=("nis", "mod"), note="one briefing"),
    Unrecognized(type="Rumour", record='{"type": "Rumour"}'),
]


def ids(event):
    return type(event).__name__


@pytest.mark.parametrize("event", EVENTS, ids=ids)
def test_what_an_event_shows_evaluates_to_an_equal_one(event):
    again = eval(repr(event))
    assert again == event
    assert again.id == event.id
    assert repr(again) == repr(event)
    assert hash(again) == hash(event)


@pytest.mark.parametrize("event", EVENTS, ids=ids)
def test_an_event_cannot_be_changed(event):
    for name in ("id", "said", "claim", "source"):
        if hasattr(event, name):
            with pytest.raises(FrozenInstanceError):
                setattr(event, name, "other")


def test_an_id_is_derived_from_content_where_none_is_given():
    same = Report(source="nis", claim="present", stance=Stance.AFFIRM, said=When("2024-10-18"))
    assert REPORT.id == same.id
    assert REPORT.id.startswith("report-")
    assert len({event.id for event in EVENTS}) == len(EVENTS)


def test_an_id_given_as_it_would_be_derived_is_no_given_id():
    again = evolve(REPORT, id=REPORT.id)
    assert again == REPORT
    assert again.given_id is None
    assert repr(again) == repr(REPORT)


@pytest.mark.parametrize(
    "change",
    [
        {"said": "2024-10-19"},
        {"said": When("2024-10-18", zone="Asia/Seoul")},
        {"said": When("2024-10-18", words="on Friday")},
        {"quote": "They are here"},
        {"via": ("a", "b")},
        {"via": ("a,1:b",)},
        {"quantity": 5},
        {"quantity": Quantity("5", low=5, high=5, unit="km")},
        {"certainty": "certain"},
        {"source": UNKNOWN_SOURCE},
    ],
)
def test_an_event_evolved_has_an_id_of_its_own(change):
    changed = evolve(REPORT, **change)
    assert changed.id != REPORT.id
    assert changed.id.startswith("report-")
    assert evolve(changed, **{name: getattr(REPORT, name) for name in change}).id == REPORT.id


def test_a_claim_about_the_future_and_a_corrected_report_are_part_of_the_id():
    assert ClaimAdded(claim="c").id != ClaimAdded(claim="c", future=True).id
    ones = [Correction(of="r1", report=report, said="2024-10-20").id for report in (None, REPORT, FULL)]
    assert len(set(ones)) == 3


def test_plain_strings_and_collections_are_taken_for_every_field():
    assert FULL.via == ("reuters", "bbc")
    assert FULL.basis == ("briefing",)
    assert FULL.cites == ("a", "b")
    assert FULL.quantity == Quantity("more than 10,000 soldiers", low=10000, strict=True, of="soldiers")
    assert FULL.published.latest == When("2024-10-18T05:30:00Z").latest


def faults(make, /, **fields):
    with pytest.raises(EventError) as error:
        make(**fields)
    assert str(error.value) == "\n".join(map(str, error.value.faults))
    return str(error.value)


def report(**fields):
    return Report(**{"source": "nis", "claim": "present", "stance": "affirm", "said": "2024-10-18", **fields})


@pytest.mark.parametrize(
    ("make", "fields", "message"),
    [
        (
            report,
            {"stance": "says"},
            "stance: 'says' is not a stance; give one of affirm, deny, not_confirm, query",
        ),
        (report, {"stance": []}, "stance: [] is not a stance"),
        (
            report,
            {"certainty": "sure"},
            "certainty: 'sure' is not a certainty; give one of certain, probable, possible",
        ),
        (report, {"reason": "lazy"}, "reason: 'lazy' is not a reason; give one of unverified, no_evidence"),
        (report, {"said": None}, "said: is missing; say when it was said"),
        (
            report,
            {"said": "2024-10-18/.."},
            "said: it has no end, so nobody can tell when it had been said; give the last",
        ),
        (report, {"said": "soon"}, "said: 'soon' is not a time"),
        (report, {"said": "2024-10-18T10:00"}, "said: '2024-10-18T10:00' has no offset"),
        (report, {"up_to": "2024-10-18"}, "up_to: only a denial speaks up to a time; leave it out"),
        (
            report,
            {"stance": "deny", "up_to": "2024/.."},
            "up_to: it has no end; give the last day that the denial",
        ),
        (report, {"reason": "unverified"}, "reason: goes with not_confirm only; leave it out"),
        (report, {"basis": ["mod", "nis"]}, "basis: 'nis' cannot rest on itself; leave it out"),
        (report, {"basis": 5}, "basis: 5 is int; give a list of ids"),
        (
            report,
            {"via": ["ok", "", 3]},
            "via.1: the text is empty; leave the field out instead\nvia.2: 3 is int, not text",
        ),
        (report, {"via": ["ok", " x"]}, "via.1: ' x' has blanks at an end, a tab or a line break"),
        (report, {"cites": {"a": 1}}, "cites: {'a': 1} is dict; give a list of ids"),
        (report, {"evidence": ["v"] * 1001}, "evidence: 1,001 items, the limit is 1,000; shorten the list"),
        (report, {"quote": ""}, "quote: the text is empty; leave the field out instead"),
        (report, {"quote": 7}, "quote: 7 is int, not text; give a string"),
        (report, {"quantity": True}, "quantity: True is bool, not a number; give a number or words"),
        (report, {"claim": " present"}, "claim: ' present' has blanks at an end, a tab or a line break"),
        (report, {"claim": "c" * 301}, "has 301 characters, the limit is 300; shorten it"),
        (report, {"source": None}, "source: None is NoneType, not text; give a string"),
        (report, {"id": "a\nb"}, "id: 'a\\nb' has blanks at an end, a tab or a line break"),
        (Correction, {"of": "r1", "said": None}, "said: is missing; say when it was corrected"),
        (Correction, {"of": "r1", "said": "2024/.."}, "said: it has no end"),
        (Correction, {"of": "r1", "said": "2024", "report": 5}, "report: is int, not a report"),
        (Correction, {"of": "r1", "said": "2024", "report": {"claim": "c"}}, "report: the report missing"),
        (
            Clarification,
            {"of": "r1", "quote": None, "said": None},
            "quote: is missing; give the words as they should",
        ),
        (Clarification, {"of": "r1", "quote": "x", "said": None}, "said: is missing; say when it was clarified"),
        (Clarification, {"of": "r1", "quote": "x", "said": "2024/.."}, "said: it has no end"),
        (
            Retraction,
            {"source": "nis", "of": "r1", "said": None},
            "said: is missing; say when it was retracted",
        ),
        (Retraction, {"source": "nis", "of": "r1", "said": "2024/.."}, "said: it has no end"),
        (
            Retraction,
            {"source": "unknown", "of": "r1", "said": "2024"},
            "source: an unknown source cannot be seen to",
        ),
        (
            Verdict,
            {"claim": "c", "finding": "true", "by": "desk", "basis": "x", "said": "2024"},
            "finding: 'true' is not a finding; give one of confirmed, refuted, inconclusive, withdrawn",
        ),
        (
            Verdict,
            {"claim": "c", "finding": "confirmed", "by": "desk", "basis": None, "said": None},
            "said: is missing; say when the verdict was given\nbasis: is missing; say what",
        ),
        (
            Verdict,
            {"claim": "c", "finding": "confirmed", "by": "desk", "basis": "x", "said": "2024/.."},
            "said: it has no end",
        ),
        (SourceAdded, {"source": "nis", "said": "2024/.."}, "said: it has no end"),
        (ClaimAdded, {"claim": "c", "said": "2024/.."}, "said: it has no end"),
        (ClaimsRelated, {"claim": "c", "relation": "implies", "other": "d", "said": "2024/.."}, "said: it has no end"),
        (OriginsLinked, {"origins": ["a", "b"], "said": "2024/.."}, "said: it has no end"),
        (Unrecognized, {"type": "Rumour", "record": 5}, "record: 5 is int, not text"),
        (ClaimAdded, {"claim": "c", "future": "yes"}, "future: 'yes' is not true or false"),
        (
            ClaimAdded,
            {"claim": "c", "due": "2024"},
            "due: only a claim about the future falls due; set future",
        ),
        (
            ClaimAdded,
            {"claim": "c", "future": True, "due": "2024/.."},
            "due: it has no end, so it never falls due",
        ),
        (
            ClaimsRelated,
            {"claim": "c", "relation": "likes", "other": "d"},
            "relation: 'likes' is not a relation; give one of implies, excludes, condition_of",
        ),
        (
            ClaimsRelated,
            {"claim": "c", "relation": "implies", "other": "c"},
            "other: 'c' cannot be related to itself; name another claim",
        ),
        (OriginsLinked, {"origins": "nis"}, "origins: a link joins at least two"),
        (OriginsLinked, {"origins": ["nis", "nis"]}, "origins: a link joins at least two"),
        (OriginsLinked, {"origins": 3}, "origins: 3 is int; give a list of ids"),
    ],
)
def test_an_event_that_breaks_a_rule_is_refused_with_the_field_the_reason_and_what_to_do(
    make, fields, message
):
    assert message in faults(make, **fields)


def test_a_set_of_ids_with_something_else_in_it_is_a_fault():
    assert faults(report, via={1, "a"}) == "via.0: 1 is int, not text; give a string"


def test_all_faults_of_an_event_are_told_at_once():
    told = faults(report, claim="", stance="says", said="soon", quote=5, via=["", "b"], quantity=[], basis=4)
    assert [line.split(": ")[0] for line in told.split("\n")] == [
        "claim",
        "stance",
        "said",
        "quote",
        "quantity",
        "via.0",
        "basis",
    ]


def test_what_is_missing_is_told_beside_what_is_wrong_and_each_field_once():
    told = faults(
        report, claim="", said=None, basis=["nis", "mod"], stance="says", reason="lazy", up_to="2024-10-18"
    )
    assert [line.split(": ")[0] for line in told.split("\n")] == [
        "claim",
        "stance",
        "reason",
        "said",
        "basis",
    ]
    assert faults(report, basis=["nis", ""]).startswith("basis.1: ")


def test_the_faults_of_a_report_within_a_correction_are_told_with_their_path():
    fields = {"source": "nis", "claim": "", "stance": "says", "said": "2024-10-18"}
    told = faults(Correction, of="r1", said="soon", report=fields)
    assert [line.split(": ")[0] for line in told.split("\n")] == ["report.claim", "report.stance", "said"]


def test_a_field_that_a_report_does_not_have_is_a_fault():
    assert "unexpected keyword argument 'mood'" in faults(
        Correction, of="r1", said="2024", report={"mood": "bad"}
    )


def test_a_mapping_is_taken_for_the_report_of_a_correction():
    fields = {"source": "nis", "claim": "present", "stance": "affirm", "said": "2024-10-18"}
    assert Correction(of="r1", said="2024", report=fields).report == REPORT
    assert as_report(None) is None
    fault = Fault("is wrong")
    assert as_report(fault) is fault


def test_a_refused_field_kept_as_a_fault_is_told_in_whichever_field_it_is_given():
    wrong = Fault("is wrong")
    told = faults(report, claim=wrong, stance=wrong, said=wrong, quote=wrong, quantity=wrong, via=wrong)
    assert told.split("\n") == [
        f"{name}: is wrong" for name in ("claim", "stance", "said", "quote", "quantity", "via")
    ]
    assert faults(ClaimAdded, claim="c", future=wrong) == "future: is wrong"


def test_statements_sort_by_the_end_of_when_they_were_said_its_beginning_and_the_id():
    for event in (REPORT, EVENTS[7], EVENTS[8]):
        assert event.order == (*event.said.order, event.id)


def test_the_public_could_know_of_an_event_when_it_was_published_else_when_it_was_said():
    assert public_at(FULL) == FULL.published
    assert public_at(REPORT) == REPORT.said
    assert public_at(evolve(REPORT, published="2024-10-18/..")) == REPORT.said
    assert public_at(ClaimAdded(claim="c")) is None
    assert public_at(Unrecognized(type="Rumour", record="{}")) is None


def test_every_claim_that_events_name_is_given():
    related = ClaimsRelated(claim="a", relation=Relation.EXCLUDES, other="b")
    verdict = Verdict(claim="v", finding=Finding.CONFIRMED, by="desk", basis="x", said="2024")
    named = claims_of([REPORT, related, ClaimAdded(claim="c"), verdict, OriginsLinked(origins=("x", "y"))])
    assert list(named) == ["present", "a", "b", "c", "v"]


def test_a_source_note_with_a_zone_that_does_not_exist_is_refused():
    with pytest.raises(EventError, match="tz: 'Mars/Olympus' is not a time zone"):
        SourceAdded(source="x", tz="Mars/Olympus")
    with pytest.raises(EventError, match="tz: 3 is not a time zone"):
        SourceAdded(source="x", tz=3)


def test_ids_in_a_set_are_taken_in_their_order_and_there_may_be_a_thousand():
    names = [f"item {n:04}" for n in range(1_000)]
    assert report(evidence=set(names)).evidence == report(evidence=names).evidence == tuple(names)


@pytest.mark.parametrize("take", [as_bool, as_id, as_ids, as_quantity, as_text, as_when, as_zone, partial(choose, Stance)])
def test_a_fault_that_was_found_before_is_passed_on_as_it_is(take):
    fault = Fault("is missing")
    assert take(fault) is fault


def test_an_id_that_an_earlier_release_gave_is_given_by_every_later_one():
    assert ClaimAdded(claim="c", future=True).id == "claim-a3a973a05a1bdff3cae53772"
    assert evolve(FULL, id=None).id == "report-2e56f3f06871e75ce353b726"


def test_a_field_with_a_fault_in_one_of_its_items_is_not_asked_for_more():
    assert faults(OriginsLinked, origins=["a", " x"]) == (
        "origins.1: ' x' has blanks at an end, a tab or a line break; an id is one line without them"
    )
    assert faults(report, up_to="soon").count("up_to:") == 1
