"""The command line: each command on the real story; every wrong input one clear line and no traceback."""

import os
import subprocess
import sys

import pytest

from command_line import SEED, run
from timeline import LEGAL_MOVES, Source, Timeline
from timeline.cli import main
from timeline.views import moves_mermaid, moves_table, table

STORY = Timeline().append(Source("anna").affirms("c", said="2024-05-01")).replay()


def test_demo_shows_two_dates_and_what_moved_in_between():
    shown = run("demo")
    assert shown.exit_code == 0
    assert "What stood at the end of 2024-10-17" in shown.output
    assert "present: open → corroborated, around 1,500" in shown.output
    assert "denied (up to 2024-10-17)" in shown.output


def test_at_shows_a_table_on_either_clock():
    assert "corroborated" in run("at", SEED, "2024-10-18").output
    assert "corroborated" not in run("at", SEED, "2024-10-18", "--known-at", "2024-10-17").output


def test_diff_says_what_changed_and_why():
    shown = run("diff", SEED, "2024-10-17", "2024-10-18").output
    assert "because it was said: 2024-10-18: National Intelligence Service affirms present" in shown
    assert run("diff", SEED, "2024-10-18", "2024-10-18").output == "nothing changed\n"


def test_diff_moves_either_clock():
    same_day = ("diff", SEED, "2024-10-18", "2024-10-18", "--known-at", "2024-10-17")
    assert "because we learned it 2024-10-18" in run(*same_day, "--known-at", "2024-10-18").output
    assert run(*same_day).output == "nothing changed\n"
    misused = run(*same_day, "--known-at", "2024-10-18", "--known-at", "2024-10-19")
    assert misused.exit_code == 2
    assert "--known-at stands 3 times; give it once, or twice" in misused.output


def test_log_shows_every_entry_and_what_it_moved():
    shown = run("log", SEED).output
    assert shown.count("\n") > 40
    assert "   ++ present: reported → corroborated, around 1,500" in shown


def test_why_names_the_reports_that_are_enough():
    shown = run("why", SEED, "present").output
    assert shown.startswith("++ present (“North Korean troops are in Russia”) is corroborated: independent origins affirm it")
    assert shown.count("   - ") == 2


def test_check_passes_the_real_story_and_counts_it(tmp_path):
    shown = run("check", SEED)
    assert shown.exit_code == 0
    assert "40 entries, no fault, 0 to look at again" in shown.output
    odd = tmp_path / "odd.jsonl"
    odd.write_text('{"type":"retraction","of":"nowhere","source":"nis","said":"2024-10-18"}\n')
    shown = run("check", str(odd))
    assert shown.exit_code == 0
    assert "of: 'nowhere' is not on file" in shown.output


def test_check_names_every_fault_with_file_and_line(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"type":"report","stance":"x","said":"2024-10-18T10:00","claim":"c"}\n{\n')
    shown = run("check", str(path))
    assert shown.exit_code == 1
    assert f"{path}:1: event.stance: 'x' is not a stance" in shown.output
    assert f"{path}:1: event.said: '2024-10-18T10:00' has no offset" in shown.output
    assert f"{path}:2: not JSON" in shown.output
    assert all(line.startswith(f"{path}:") for line in shown.output.splitlines())


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("at", "nowhere.jsonl", "2024"), "nowhere.jsonl: No such file or directory"),
        (("at", SEED, "2024-10-18T10:00"), "has no offset"),
        (("at", SEED, "2024/.."), "as_of: '2024/..' has no end"),
        (("why", SEED, "presnt"), "no claim 'presnt' in this timeline; did you mean 'present'?"),
        (("at", "a\0b", "2024"), "is not a file name"),
        (("nonsense",), "No such command"),
    ],
)
def test_a_wrong_input_gets_one_clear_line(args, message):
    shown = run(*args)
    assert shown.exit_code in {1, 2}
    assert message in shown.output
    assert "Traceback" not in shown.output
    assert shown.stderr.count("Error: ") == 1


def test_moves_are_printed_as_a_table_and_as_a_diagram():
    assert run("moves").output.strip() == moves_table()
    assert run("moves", "--mermaid").output.strip() == moves_mermaid()
    assert moves_mermaid().count("-->") == 1 + len({(move.before, move.after) for move in LEGAL_MOVES})
    assert "corroborated  -" in moves_table()


def test_the_command_runs_as_a_program_whatever_the_encoding_of_the_terminal():
    done = subprocess.run(
        [sys.executable, "-c", "from timeline.cli import main; main()", "demo"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_table_is_what_a_story_prints():
    assert [line.split()[-1:] for line in table(STORY).splitlines()] == [line.split()[-1:] for line in str(STORY).splitlines()]


def test_a_stream_that_has_no_encoding_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr(sys, "stdout", object())
    main.callback()
    assert type(sys.stdout) is object


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (OSError(28, "No space left on device"), "Error: the output: No space left on device; free some space and try again\n"),
        (BrokenPipeError(32, "Broken pipe"), ""),
    ],
)
def test_an_output_that_cannot_be_written_is_said_so_and_a_closed_pipe_ends_quietly(monkeypatch, error, message):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr("timeline.cli._look.table", fail)
    shown = run("at", SEED, "2024-10-18")
    assert (shown.exit_code, shown.output) == (1, message)


@pytest.mark.parametrize(
    "args",
    [
        ("at", SEED, "someday"),
        ("at", SEED, "--known-at", "2024-10-18/.."),
        ("diff", SEED, "2024-10-17", "later"),
        ("why", SEED, "present", "--as-of", "18.10.2024"),
    ],
)
def test_a_date_that_is_none_is_a_misuse(args):
    shown = run(*args)
    assert (shown.exit_code, shown.stderr.startswith("Error: ")) == (2, True)
