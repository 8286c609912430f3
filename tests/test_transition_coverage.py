"""Which moves of status tests really make: counted, shown, required, and collected by pytest."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from drawn import same
from timeline import LEGAL_MOVES, Evidence, Move, Policy, Source, Status, Timeline
from timeline.testing import Coverage, explore, timelines

pytest_plugins = ["pytester"]
NIS = Source("nis")
FIRST = Move(Status.UNREPORTED, "affirm", Status.REPORTED)
SECOND = Move(Status.REPORTED, "relay", Status.REPORTED)
STORY = Timeline([NIS.affirms("present", said="2024-10-18"), NIS.relays("present", said="2024-10-19")])


@pytest.mark.no_cover
def test_all_legal_moves_are_made_by_the_default_strategies_within_2000_examples() -> None:
    coverage = Coverage()

    @settings(same, max_examples=2000)
    @given(timelines())
    def told(timeline: Timeline) -> None:
        coverage.add(timeline)

    told()
    coverage.assert_covered()
    assert coverage.percent == 100
    assert {move for move in coverage.counts if move.before is not move.after} <= set(LEGAL_MOVES)


def test_moves_are_counted_as_they_are_computed() -> None:
    coverage = Coverage()
    with coverage.recording() as recorded:
        assert recorded is coverage
        assert STORY.replay()["present"].status is Status.REPORTED
        assert len(list(STORY.transitions())) == 1
    assert {*coverage.counts} == {FIRST, SECOND}
    before = dict(coverage.counts)
    assert STORY.append(NIS.denies("present", said="2024-10-20")).replay()["present"].status is Status.DENIED
    assert dict(coverage.counts) == before


def test_what_is_added_is_counted_once() -> None:
    coverage = Coverage()
    coverage.add(STORY, STORY)
    assert coverage.counts == {FIRST: 2, SECOND: 2}


def test_the_walk_tells_many_stories_with_one_telling_and_each_is_counted_right() -> None:
    coverage = Coverage()
    with coverage.recording():
        found = explore(depth=2)
    extra = {*coverage.counts} - {*found}  # a release that nothing rests on yet is walked and is no step of the claim
    assert {*found} <= {*coverage.counts}
    assert {(move.cause, move.before is move.after) for move in extra} <= {("release", True)}


class Broken(Policy):
    def status(self, evidence: Evidence) -> Status:
        return "true" if evidence.affirming else super().status(evidence)  # type: ignore[return-value]  # it is what is refused


def test_a_policy_that_raises_does_so_as_without_recording() -> None:
    coverage = Coverage()
    with coverage.recording(), pytest.raises(ValueError, match="must return a Status"):
        STORY.replay(policy=Broken())["present"]
    assert not coverage.counts


def test_what_is_missing_is_named() -> None:
    coverage = Coverage()
    coverage.add(STORY)
    coverage.assert_covered(FIRST, SECOND)
    with pytest.raises(AssertionError, match="1 of 1 moves of status were never made:\n  denied --affirm--> reported"):
        coverage.assert_covered(Move(Status.DENIED, "affirm", Status.REPORTED))
    with pytest.raises(AssertionError, match=f"{len(LEGAL_MOVES) - 1} of {len(LEGAL_MOVES)} moves"):
        coverage.assert_covered()
    assert len(coverage.missing) == len(LEGAL_MOVES) - 1
    assert Coverage(legal=()).percent == 100


def test_it_is_shown_as_a_table_as_a_diagram_and_as_data() -> None:
    odd = Move(Status.OPEN, "query", Status.DENIED)
    coverage = Coverage(legal=[FIRST])
    coverage.add(STORY)
    coverage.counts[odd] += 3
    text = str(coverage)
    assert "open        query   denied    3  not in the table of legal moves" in text
    assert text.endswith("1 of 1 legal moves of status were made")
    assert "unreported --> reported : affirm 1" in coverage.mermaid()
    assert "    reported --> reported" not in coverage.mermaid()
    rows = json.loads(json.dumps(coverage.data()))
    assert {"before": "open", "cause": "query", "after": "denied", "legal": False, "count": 3} in rows
    twice = Coverage(legal=[FIRST, odd])
    twice.update(rows)
    twice.update(rows)
    assert twice.counts == {FIRST: 2, SECOND: 2, odd: 6}


TEST = """
from timeline import Source, Timeline

def test_it_is_reported():
    nis = Source("nis")
    assert Timeline([nis.affirms("present", said="2024-10-18")]).replay()["present"].status.value == "reported"

def test_it_is_denied():
    nis = Source("nis")
    assert Timeline([nis.denies("present", said="2024-10-18")]).replay()["present"].status.value == "denied"
"""


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])
def test_pytest_collects_it_without_a_change_to_the_tests(pytester: pytest.Pytester, workers: tuple[str, ...]) -> None:
    pytester.makepyfile(TEST)
    done = pytester.runpytest_subprocess("--timeline-coverage", "-p", "no:cacheprovider", *workers)
    assert done.ret == 0
    made = ["unreported*affirm*reported*1", "unreported*deny*denied*1"]
    done.stdout.fnmatch_lines(["*moves of status*", *made, "2 of * legal moves*"])


def test_pytest_writes_it_and_fails_where_it_is_too_little(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(TEST)
    for name in ("moves.json", "moves.mmd", "moves.txt"):
        done = pytester.runpytest_subprocess(f"--timeline-coverage={name}", "--timeline-coverage-fail-under=50")
        assert done.ret == pytest.ExitCode.TESTS_FAILED
        done.stdout.fnmatch_lines(["FAIL: 2.* % of the legal moves were made, 50 % are required"])
    folder = Path(pytester.path)
    assert sum(row["count"] for row in json.loads((folder / "moves.json").read_text())) == 2
    assert (folder / "moves.mmd").read_text().startswith("stateDiagram-v2")
    assert "legal moves of status were made" in (folder / "moves.txt").read_text()


def test_a_run_that_was_interrupted_stays_so_where_it_is_too_little(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(f"{TEST}\ndef test_it_is_interrupted():\n    raise KeyboardInterrupt\n")
    done = pytester.runpytest_subprocess("--timeline-coverage", "--timeline-coverage-fail-under=50")
    assert done.ret == pytest.ExitCode.INTERRUPTED
    done.stdout.fnmatch_lines(["FAIL: 2.* % of the legal moves were made, 50 % are required"])


def test_a_run_without_the_option_imports_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import sys\n\ndef test_it():\n    assert 'timeline' not in sys.modules\n")
    done = pytester.runpytest_subprocess("-p", "no:hypothesispytest")
    assert done.ret == 0
    done.stdout.no_fnmatch_line("*moves of status*")


def test_moves_that_were_never_made_add_nothing():
    counted = Coverage()
    counted.update({**row, "count": 0} for row in Coverage().data())
    assert counted.data() == Coverage().data()
