"""Every move that a policy allows with its shortest story; where two policies disagree; the core of a failure."""

from collections.abc import Sequence
from random import Random

import pytest

from timeline import LEGAL_MOVES, Entry, Event, Move, Policy, Report, Source, SourceAdded, Stance, Status, Timeline
from timeline.testing import compare, explore, laws, minimize
from timeline.testing.comparing import moves_told
from timeline.testing.exploring import rebuilt
from timeline.testing.mutants import MUTANTS, applied
from timeline.testing.witnesses import PARTIES, VOICES, WITNESSES, witness

FOUND = explore(depth=2)


def told(timeline: Timeline) -> list[Move]:
    return [move for claim, move, _ in moves_told(timeline.replay()) if claim == "c"]


def test_every_move_has_a_story_that_makes_it_last() -> None:
    for move, timeline in FOUND.items():
        assert told(timeline)[-1] == move, timeline
    assert len(FOUND) > 40


def test_moves_that_change_nothing_are_there_and_are_no_changes() -> None:
    stays = Move(Status.REPORTED, "relay", Status.REPORTED)
    assert stays in FOUND
    assert stays not in FOUND.changes
    assert {*FOUND.changes} < {*LEGAL_MOVES}


def test_the_shortest_story_is_the_shortest() -> None:
    timeline = FOUND[Move(Status.UNREPORTED, "affirm", Status.REPORTED)]
    assert [entry.event.stance for entry in timeline if isinstance(entry.event, Report)] == [Stance.AFFIRM]


def test_it_is_shown_as_a_table_and_as_a_diagram() -> None:
    assert "unreported    affirm" in str(FOUND)
    assert "2024-01-01: a affirms c; 2024-01-01: a denies c" in str(FOUND)
    assert "reported --> disputed : deny" in FOUND.mermaid()


def test_another_policy_has_other_moves() -> None:
    found = explore(Policy(min_origins=9), depth=2)
    assert not [move for move in found.changes if Status.CORROBORATED in {move.before, move.after}]


def stories(text: str) -> Timeline:
    desk: list[Event] = [SourceAdded(source=s, party=party) for s, party in zip(VOICES, PARTIES, strict=True)]
    days = [f"2024-01-0{day}" for day in range(1, 6)]
    return Timeline([*desk, *witness(text, VOICES, ("c", "d"), days, item="video")])


@pytest.mark.parametrize("move", WITNESSES)
def test_every_witness_makes_its_move(move: str) -> None:
    before, cause, after = move.split()
    assert told(stories(WITNESSES[move]))[-1] == Move(Status(before), cause, Status(after))


def test_there_is_a_witness_of_every_legal_move() -> None:
    silent = {"decline", "suppose", "relay"}
    named = {" ".join((move.before.value, move.cause, move.after.value)) for move in LEGAL_MOVES if move.cause not in silent}
    assert named == set(WITNESSES)


def test_no_two_moves_share_a_witness() -> None:
    assert len(WITNESSES) > 70
    assert len(set(WITNESSES.values())) == len(WITNESSES)


def test_two_policies_disagree_first_where_it_takes_least() -> None:
    found = compare(Policy(), Policy(min_origins=3), depth=2)
    assert [(each.old, each.new) for each in found] == [(Status.CORROBORATED, Status.REPORTED)]
    assert sum(isinstance(entry.event, Report) for entry in found[0].timeline) == 1
    assert str(found[0]).startswith("corroborated → reported: 2024-01-01: o affirms c")
    assert compare(Policy(), Policy(), depth=2) == ()


def test_policies_that_credit_otherwise_are_compared_as_well() -> None:
    kinds = {(each.old, each.new) for each in compare(Policy(), Policy(origin_by="speaker"), depth=2)}
    assert (Status.REPORTED, Status.CORROBORATED) in kinds
    assert (Status.DENIED, Status.DISPUTED) in kinds


def long_log(size: int) -> list[Entry]:
    dice = Random(1)
    sources = [Source(f"s{i}") for i in range(9)]
    dates = [f"2024-01-{dice.randrange(1, 29):02}" for _ in range(size)]
    said = (dice.choice(sources).affirms(f"c{dice.randrange(9)}", said=date) for date in dates)
    return [Entry(event=event) for event in dict.fromkeys(said)]


def test_a_long_log_is_cut_down_to_the_entries_that_matter() -> None:
    nis = Source("nis")
    said, denied = nis.affirms("present", said="2024-01-03"), nis.denies("present", said="2024-01-05")
    log = Timeline([*long_log(150)[:75], nis, said, *long_log(150)[75:], denied])
    mutant = next(mutant for mutant in MUTANTS if mutant.name == "nothing_is_displaced")
    with applied(mutant):
        assert [entry.event for entry in minimize(laws.a_source_stands_by_its_last_words, log)] == [said, denied]


@pytest.mark.parametrize("kept", [(0,), (3, 4), (0, 7), (1, 3, 5, 7)])
def test_whatever_is_needed_is_kept_and_nothing_else(kept: Sequence[int]) -> None:
    entries = Timeline(long_log(8)).entries
    needed = {entries[i].id for i in kept}

    def law(timeline: Timeline) -> None:
        assert not needed <= {entry.id for entry in timeline}

    assert {entry.id for entry in minimize(law, Timeline(entries))} == needed


def test_a_law_that_holds_has_nothing_to_cut_down_to() -> None:
    with pytest.raises(ValueError, match="transitions_chain holds of this timeline"):
        minimize(laws.transitions_chain, Timeline(long_log(5)))


def test_what_is_refused_where_others_are_missing_is_left_out() -> None:
    a, b = Source("a"), Source("b")
    said = a.affirms("c", said="2024-01-01")
    notes = [Source(name, party="p").added() for name in "ab"]
    whole = Timeline([*notes, said, b.retracts(said, said="2024-01-02")])
    assert rebuilt(whole) == whole
    assert [entry.event for entry in rebuilt(entry for entry in whole if entry.event != notes[1])] == [notes[0], said]
