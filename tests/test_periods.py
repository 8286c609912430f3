"""Periods: at every pair of instants the rows of the database that hold there are what replay gives."""

import random
import sqlite3
from contextlib import closing

from hypothesis import given, settings

from changing_instants import instants, replayed
from seed_story import tell
from timeline import (
    ClaimAdded,
    ClaimsRelated,
    Correction,
    OriginsLinked,
    Policy,
    Source,
    SourceAdded,
    Timeline,
    Verdict,
    When,
)
from timeline.testing import timelines
from timeline.views import REPLAY, periods, sqlite

anna, ben = Source("anna", party="north"), Source("ben", party="south")


def pairs(timeline, count):
    chance, moments = random.Random(7), instants(timeline)
    return [(chance.choice(moments), chance.choice(moments)) for _ in range(count)]


def asked(database, as_of, known_at):
    """Return what the canned query says, by claim; no claim has two answers."""
    rows = database.execute(REPLAY, {"as_of": str(as_of), "known_at": str(known_at)}).fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0]: row[1:12] for row in rows}


def compare(timeline, count, policy=None):
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(sqlite(timeline, policy=policy))
        for as_of, known_at in pairs(timeline, count):
            assert asked(database, as_of, known_at) == replayed(timeline, as_of, known_at, policy), (as_of, known_at)


def test_the_database_of_the_seed_story_answers_200_random_pairs_of_instants_as_replay_does():
    compare(tell(), 200)


@settings(max_examples=60)
@given(timelines(max_size=10))
def test_the_database_of_any_timeline_answers_as_replay_does(timeline):
    compare(timeline, 12)


@settings(max_examples=30)
@given(timelines(max_size=10))
def test_it_does_so_under_another_policy_too(timeline):
    compare(timeline, 12, Policy(count_derived=True, min_origins=1, origin_by="speaker"))


def test_what_bears_on_a_claim_from_afar_is_taken_into_account():
    release = anna.affirms("d", said="2024-01-01", evidence="video")
    resting = ben.affirms("c", said="2024-01-02", basis="video")
    wrong = anna.affirms("c", said="2024-01-03")
    told = Timeline().append(release, resting, wrong, anna, ben)
    told = told.append(Correction(of=wrong.id, said="2024-01-06"), recorded="2024-01-06")
    told = told.append(
        OriginsLinked(origins=("north", "south"), said="2024-01-07"),
        ClaimsRelated(claim="d", relation="implies", other="e", said="2024-01-07"),
        ClaimsRelated(claim="e", relation="implies", other="f", said="2024-01-08"),
        Verdict(claim="c", finding="confirmed", by="desk", basis="seen", said="2024-01-08"),
        SourceAdded(source="ben", party="north", said="2024-01-09"),
        ClaimAdded(claim="g", text="a claim that nobody speaks of", said="2024-01-09"),
    )
    compare(told, 200)
    compare(told, 200, Policy(count_derived=True))


def test_before_a_claim_is_heard_of_there_is_no_answer():
    told = Timeline().append(anna.affirms("c", said="2024-01-02"), recorded="2024-01-05")
    (before, after) = sorted(periods(told), key=lambda period: period.said_from)
    assert before.known_from == after.known_from == When("2024-01-05").latest_us
    assert (before.answer.status.value, after.answer.status.value) == ("unreported", "reported")
    assert before.said_to == after.said_from == When("2024-01-02").latest_us
    assert (after.said_to, after.known_to) == (None, None)
    assert list(periods(Timeline())) == []


def test_an_answer_that_did_not_change_is_one_period():
    told = Timeline().append(anna.affirms("c", said="2024-01-02"))
    again = told.append(anna.affirms("c", said="2024-01-03"), ben.affirms("other", said="2024-01-04"))
    reported = [p for p in periods(again) if p.claim == "c" and p.answer.status.value == "reported"]
    assert [p.answer.because for p in reported] == ["anna 2024-01-02"] * 2 + ["anna 2024-01-03"]
    unreported = [p for p in periods(again) if p.claim == "c" and p.answer.status.value == "unreported"]
    assert len(unreported) == 1
