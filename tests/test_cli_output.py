"""How the commands write: JSON for each, standard input, colour, width, progress, completion, errors."""

import io
import json
import sys
import threading
from importlib.metadata import version
from pathlib import Path

import pytest
from click.shell_completion import ShellComplete
from hypothesis import given, settings

from command_line import SEED, run
from timeline import Source, Timeline, Unrecognized
from timeline._text import text_fault
from timeline.cli import _screen, main
from timeline.cli._screen import look, worded, working
from timeline.stores import save
from timeline.testing import hostile_texts
from timeline.views import log_document


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self):
        return True


ASKED = {
    "demo": ("demo",),
    "story": ("at", SEED, "2024-10-18"),
    "diff": ("diff", SEED, "2024-10-17", "2024-10-18"),
    "log": ("log", SEED),
    "why": ("why", SEED, "present"),
    "check": ("check", SEED),
    "moves": ("moves",),
    "template": ("template",),
    "completion": ("completion", "bash"),
}
KEYS = {
    "demo": {"stories", "diff"},
    "story": {"as_of", "known_at", "claims"},
    "diff": {"before_as_of", "before_known_at", "after_as_of", "after_known_at", "changes"},
    "log": {"entries"},
    "why": {"claim", "status", "entries", "words"},
    "check": {"file", "entries", "faults", "notices"},
    "moves": {"moves"},
    "template": {"columns"},
    "completion": {"shell", "script"},
}


@pytest.mark.parametrize("document", ASKED)
def test_every_command_answers_in_json(document):
    shown = run(*ASKED[document], "--json")
    assert shown.exit_code == 0
    assert shown.output.isascii()
    told = json.loads(shown.output)
    assert (told.pop("document"), told.pop("version")) == (document, 1)
    assert set(told) == KEYS[document]


REFERENCE = Path(__file__).parents[1] / "docs" / "reference" / "json.md"


@pytest.mark.parametrize("document", [*KEYS, "import", "export"])
def test_every_document_and_all_its_keys_are_described(document):
    described = REFERENCE.read_text(encoding="utf-8")
    keys = {"import": {"file", "entries", "readings"}, "export": {"to", "files", "left_out"}}.get(document) or KEYS[document]
    assert all(f"`{name}`" in described for name in {document, *keys})


def test_every_key_of_a_claim_is_described():
    described = REFERENCE.read_text(encoding="utf-8")
    claim = json.loads(run("at", SEED, "2024-10-18", "--json").output)["claims"][2]
    inner = [*claim, *claim["figures"][0], *claim["because"][0]]
    assert [key for key in inner if f"`{key}`" not in described] == []


def test_every_command_has_the_option_for_json():
    for name, command in main.commands.items():
        assert "--json" in {option for param in command.params for option in param.opts}, name


def test_a_claim_in_json_has_all_that_the_table_shows():
    told = json.loads(run("at", SEED, "2024-10-18", "--json").output)
    claims = {claim["claim"]: claim for claim in told["claims"]}
    assert (told["as_of"], told["known_at"]) == ("2024-10-18", None)
    present, moved = claims["present"], claims["moved"]
    assert (present["status"], present["since"], present["verdict"]) == ("corroborated", "2024-10-18", None)
    assert present["figures"][0]["words"] == "around 1,500"
    assert [report["source"] for report in present["because"]] == ["nis", "spravdi"]
    assert (moved["up_to"], moved["figures"][0]["denied"]) == ("2024-10-17", True)


def test_the_log_in_json_has_the_records_and_what_they_changed():
    entries = json.loads(run("log", SEED, "--claim", "present", "--json").output)["entries"]
    assert {entry["record"]["event"]["claim"] for entry in entries} == {"present"}
    moved = [change for entry in entries for change in entry["changes"]]
    assert [change["after"]["status"] for change in moved] == ["reported", "corroborated", "open"]
    unknown = Timeline().append(Unrecognized(type="poll", record='{"event":{"type":"poll"}}'))
    assert log_document(unknown)["entries"][0]["record"] == '{"event":{"type":"poll"}}'


def test_a_diff_in_json_says_what_was_learned():
    same = ("diff", SEED, "2024-10-18", "2024-10-18", "--known-at", "2024-10-17", "--known-at", "2024-10-18")
    change = json.loads(run(*same, "--json").output)["changes"][0]
    assert (change["before"]["status"], change["after"]["status"]) == ("unreported", "reported")
    assert all(cause["learned"] for cause in change["causes"])


def test_faults_in_json_are_on_standard_output_and_exit_with_1(tmp_path):
    path = tmp_path / "bad.jsonl"
    path.write_text('{"type":"report","stance":"x","said":"2024-10-18","claim":"c"}\n')
    shown = run("check", str(path), "--json")
    assert shown.exit_code == 1
    assert json.loads(shown.stdout)["faults"] == [
        {"line": 1, "path": "event.stance", "message": json.loads(shown.stdout)["faults"][0]["message"]}
    ]
    assert "'x' is not a stance" in shown.stdout


def test_notices_in_json_name_entry_and_path(tmp_path):
    path = tmp_path / "odd.jsonl"
    path.write_text('{"type":"retraction","of":"nowhere","source":"nis","said":"2024-10-18"}\n')
    told = json.loads(run("check", str(path), "--json").output)
    assert (told["faults"], told["notices"][0]["path"]) == ([], "of")


def test_a_minus_reads_standard_input():
    assert run("at", "-", "2024-10-18", input=SEED.read_bytes()).output == run("at", SEED, "2024-10-18").output
    assert run("check", "-", input=b"{\n").output.startswith("standard input:1: not JSON")


def test_without_a_date_at_shows_what_stands_now():
    assert run("at", SEED).output == run("at", SEED, "2024-10-18").output


def test_a_source_can_be_left_out():
    assert "corroborated" not in run("at", SEED, "--without", "spravdi", "--without", "nis").output
    assert "did you mean 'nis'?" in run("at", SEED, "--without", "nsi").output


def test_a_party_or_one_report_can_be_left_out_too(tmp_path):
    anna, otto, ben = Source("anna", party="north"), Source("otto", party="north"), Source("ben", party="ben")
    path = tmp_path / "story.jsonl"
    events = (anna.affirms("c", said="2024-05-01", id="r1"), otto.denies("d", said="2024-05-01"))
    save(Timeline().append(anna, otto, ben, *events, ben.affirms("c", said="2024-05-02")), path)

    def statuses(*without):
        shown = json.loads(run("at", str(path), *(f"--without={name}" for name in without), "--json").output)
        return {claim["claim"]: claim["status"] for claim in shown["claims"]}

    assert statuses() == {"c": "corroborated", "d": "denied"}
    assert statuses("anna") == statuses("r1") == {"c": "reported", "d": "denied"}
    assert statuses("north") == {"c": "reported"}
    assert statuses("ben", "r1") == {"d": "denied"}
    unknown = run("at", str(path), "--without", "nroth")
    assert (unknown.exit_code, unknown.stderr.count("did you mean")) == (1, 1)
    assert "no report, source or party 'nroth' in this timeline; did you mean 'north'?" in unknown.stderr


WRONG = [
    ("sheet.csv", b"source,claim,stance,said\n" + b"nis,present,affirm,2024-10-18\n" * 30, "it looks like CSV: timeline import "),
    ("sheet.csv", b"\xef\xbb\xbfsource;claim\n", "it looks like CSV: timeline import "),
    ("book.xlsx", b"PK\x03\x04" + b"\n" * 30, "it looks like a workbook; save its sheet as CSV"),
    ("tl.json", b'{\n"events":\n[{"start_date": {}}]}', "it looks like TimelineJS's JSON: timeline import --from timelinejs "),
]


@pytest.mark.parametrize(("name", "data", "hint"), WRONG)
@pytest.mark.parametrize("command", ["at", "check"])
def test_a_file_of_another_kind_gets_one_fault_and_a_hint(tmp_path, command, name, data, hint):
    path = tmp_path / name
    path.write_bytes(data)
    shown = run(command, str(path))
    lines = shown.stderr.splitlines()
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert lines[0].startswith(f"{path}:1: ")
    assert lines[-1].startswith(hint)
    assert len(lines) <= 3


def test_of_many_faults_ten_are_told_but_all_where_they_are_asked_for(tmp_path):
    path = tmp_path / "story.jsonl"
    path.write_bytes(b"{}\n" * 1_200)
    lines = run("at", str(path)).stderr.splitlines()
    assert len(lines) == 11
    assert lines[9].startswith(f"{path}:10: ")
    assert lines[10] == "and 1,190 more; `timeline check FILE` names them all"
    assert len(run("check", str(path)).stderr.splitlines()) == 1_200
    path.write_bytes(b"{}\n" * 10)
    assert len(run("at", str(path)).stderr.splitlines()) == 10
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("source,claim,stance,said\n" + "nis,present,affirm,someday\n" * 20)
    assert len(run("import", str(sheet)).stderr.splitlines()) == 20


def test_where_there_is_nothing_that_is_said(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    assert run("at", str(path)).output == run("log", str(path)).output == "no reports\n"


def test_the_version_is_that_of_the_distribution():
    assert run("--version").output == f"story-timeline {version('story-timeline')}\n"


def test_every_command_is_told_of_in_a_whole_sentence():
    shown = run("--help", env={"COLUMNS": "80"}).output
    assert shown[shown.index("Commands:") :].count(".\n") == len(main.commands)
    assert "..." not in shown[shown.index("Commands:") :]


def test_demo_and_page_name_their_output_alike(tmp_path):
    names = [next(param.opts for param in main.commands[name].params if param.name == "out") for name in ("demo", "page")]
    assert names[0][:2] == names[1] == ["-o", "--output"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("ta",), "No such command 'ta'; did you mean 'at'?"),
        (("DIFF",), "No such command 'DIFF'; did you mean 'diff'?"),
        (("why", SEED, "moevd"), "did you mean 'moved'?"),
        (("dif",), "No such command 'dif'; did you mean 'diff'?"),
        (("xyzzy",), "No such command 'xyzzy'; `timeline --help` lists them"),
        (("log", SEED, "--source", "rute"), "did you mean 'rutte'?"),
        (("log", SEED, "--claim", "movd"), "did you mean 'moved'?"),
        (("at", ""), "'' is not a file name"),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_a_mistyped_name_gets_the_nearest_ones(args, message):
    shown = run(*args)
    assert shown.exit_code in {1, 2}
    assert message in shown.output
    assert "Traceback" not in shown.output


def test_a_table_is_as_wide_as_columns_says():
    assert max(map(len, run("at", SEED, env={"COLUMNS": "80"}).output.splitlines())) <= 80
    assert max(map(len, run("at", SEED, env={"COLUMNS": "nonsense"}).output.splitlines())) > 80


@pytest.mark.parametrize(
    ("environment", "terminal", "colour"),
    [
        ({}, False, False),
        ({}, True, True),
        ({"NO_COLOR": "1"}, True, False),
        ({"NO_COLOR": ""}, True, True),
        ({"FORCE_COLOR": "1"}, False, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, True, False),
    ],
)
def test_colour_is_for_a_terminal_unless_the_environment_says_otherwise(monkeypatch, environment, terminal, colour):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", Terminal() if terminal else io.StringIO())
    assert look()["colour"] is colour
    assert (look()["width"] is None) is not terminal


def test_forced_colour_gets_through_a_pipe():
    assert "\x1b[1;34m++\x1b[0m" in run("at", SEED, env={"FORCE_COLOR": "1"}).output


def test_what_takes_time_says_so_on_a_terminal_and_cleans_up(monkeypatch):
    stream, ticked = Terminal(), threading.Event()
    write = stream.write

    def noticed(text):
        written = write(text)
        if " 1 s" in text:
            ticked.set()
        return written

    monkeypatch.setattr(stream, "write", noticed)
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(_screen, "_EVERY", 0.001)
    with working("reading a\x1bb", after=0.0):
        assert ticked.wait(30)
    shown = stream.getvalue()
    assert shown.startswith("\r\x1b[2Kreading a\\x1bb … 0 s\r\x1b[2Kreading a\\x1bb … 1 s")
    assert shown.endswith("\r\x1b[2K")


def test_the_line_of_progress_is_as_wide_as_the_terminal_at_most():
    assert _screen._cut("reading 보고서.jsonl", 11) == "reading 보"
    assert _screen._cut("reading", 8) == "reading"
    assert _screen._cut("e\u0301\u0301e\u0301", 1) == "e\u0301\u0301"


def test_what_is_done_at_once_or_in_a_pipe_says_nothing(monkeypatch):
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with working("reading", after=60.0):
        pass
    assert stream.getvalue() == ""
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    with working("reading", after=0.0):
        pass
    assert pipe.getvalue() == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_of_the_shell(shell):
    assert f"_TIMELINE_COMPLETE={shell}_complete" in run("completion", shell).output


def test_the_shell_completes_commands_files_and_claims():
    complete = ShellComplete(main, {}, "timeline", "_TIMELINE_COMPLETE")
    assert [item.value for item in complete.get_completions([], "wh")] == ["why"]
    assert [item.type for item in complete.get_completions(["at"], "x")] == ["file"]
    found = complete.get_completions(["why", str(SEED)], "p")
    assert {item.value: item.help for item in found} == {"present": "corroborated", "preparing": "reported"}
    assert complete.get_completions(["why", "nowhere.jsonl"], "p") == []
    for command in ("append", "append x", "verify", "prove", "redact", "salvage", "salvage x", "key name"):
        assert [item.type for item in complete.get_completions(command.split(), "x")] == ["file"], command
    for option in ("log", "at"):
        args = [option, str(SEED), "--source" if option == "log" else "--without"]
        assert [item.value for item in complete.get_completions(args, "r")] == ["rutte", "ryder"]


@settings(max_examples=60)
@given(hostile_texts(refused=True))
def test_no_control_byte_of_an_argument_reaches_the_terminal(text):
    for args in (("at", text), ("why", SEED, text), (text,), (f"--{text}",), ("export", SEED, "--to", text)):
        shown = run(*args)
        assert shown.exit_code in {0, 1, 2}
        for line in filter(str.strip, shown.output.replace("\t", " ").split("\n")):
            assert "control character" not in (text_fault(line[:1000]) or ""), (args, line)


def test_a_file_name_that_acts_upon_a_terminal_is_shown_as_an_escape(tmp_path):
    path = tmp_path / "a\x1b[31m.jsonl"
    save(Timeline().append(Source("anna").affirms("c", said="2024-05-01")), path)
    assert "a\\x1b[31m.jsonl: 1 entry, no fault" in run("check", str(path)).output
    path.write_text("{\n")
    assert "a\\x1b[31m.jsonl:1: not JSON" in run("check", str(path)).output


def test_a_message_of_clicks_own_is_cleaned_too():
    shown = run("completion", "ba\x1bsh")
    assert shown.exit_code == 2
    assert "\x1b" not in shown.output


@pytest.mark.parametrize("columns", ["40", "80"])
def test_help_fits_the_terminal(columns):
    for args in ((), *((name,) for name in main.commands)):
        shown = run(*args, "--help", env={"COLUMNS": columns}).output
        assert max(map(len, shown.splitlines())) <= int(columns), args


def test_a_message_is_broken_between_words_on_a_terminal_only(monkeypatch):
    message = "a\x1bb: the file is not as it should be; mend it\nand this is the second fault"
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert worded(message) == message.replace("\x1b", "\\x1b")
    monkeypatch.setenv("COLUMNS", "31")
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert worded(message) == "a\\x1bb: the file is not as\n  it should be; mend it\nand this is the second fault"
    assert worded("x" * 50, "Error: ") == f"{'x' * 23}\n  {'x' * 23}\n  {'x' * 4}"
    assert worded("a b\nc", "Error: ") == "a b\nc"


@pytest.mark.parametrize("command", [("at", SEED), ("why", SEED, "present")])
def test_a_date_stands_in_its_place_or_as_an_option_but_not_both(command):
    dated = run(*command, "2024-10-17")
    assert dated.exit_code == 0
    assert dated.output == run(*command, "--as-of", "2024-10-17").output != run(*command).output
    both = run(*command, "2024-10-17", "--as-of", "2024-10-17")
    assert (both.exit_code, "DATE and --as-of are the same; give one of them" in both.output) == (2, True)
