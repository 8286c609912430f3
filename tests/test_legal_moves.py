"""Which moves are legal: the table, and that other policies have others."""

import subprocess
import sys

import pytest

from timeline import LEGAL_MOVES, Policy, Status, _moves, legal_moves


@pytest.mark.no_cover
def test_the_table_of_legal_moves_is_what_telling_every_small_story_finds():
    # in a process of its own: measuring coverage makes the 30,000 stories three times as slow
    code = "from timeline import LEGAL_MOVES, legal_moves; found = legal_moves(); print(set(found) ^ set(LEGAL_MOVES)); "
    done = subprocess.run([sys.executable, "-c", code + "assert found == LEGAL_MOVES"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout


def test_another_policy_has_other_moves(monkeypatch):
    monkeypatch.setattr(_moves, "_DEPTH", 2)
    found = legal_moves(Policy(min_origins=5))
    assert found
    assert not [move for move in found if Status.CORROBORATED in {move.before, move.after}]
    assert list(found) == [move for move in LEGAL_MOVES if move in found]
    statuses, causes = list(Status), [*dict.fromkeys(move.cause for move in LEGAL_MOVES)]
    assert list(LEGAL_MOVES) == sorted(LEGAL_MOVES, key=lambda m: (statuses.index(m.before), statuses.index(m.after)))
    assert set(causes) == {"affirm", "deny", "not_confirm", "query", "decline", "suppose", "relay", "retraction", "release"}
    assert set(legal_moves()) < set(LEGAL_MOVES)
