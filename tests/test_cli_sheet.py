"""The commands template, import and export, with files and with pipes."""

import json
import os
import sqlite3
from contextlib import closing

import pytest

from command_line import SEED, run
from timeline import Correction, Source, Timeline, fold
from timeline.codecs.sheet import COLUMNS, encode_timelinejs, template
from timeline.stores import load, save
from timeline.views import REPLAY


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_template_is_written_as_it_is_and_explained():
    assert run("template").stdout_bytes == template()
    shown = run("template", "--explain", env={"COLUMNS": "60"}).output
    assert max(map(len, shown.splitlines())) <= 60
    assert all(column.name in shown for column in COLUMNS)
    assert len(json.loads(run("template", "--json").output)["columns"]) == len(COLUMNS)


def test_a_sheet_becomes_a_story_and_says_how_it_was_read(tmp_path):
    (tmp_path / "reports.csv").write_bytes(template())
    shown = run("import", "reports.csv", "-o", "story.jsonl")
    assert (shown.exit_code, shown.stdout) == (0, "")
    assert "row 2, said_words: 'on Friday' is read as 2024-10-18: the day that dateparser reads in en" in shown.stderr
    assert shown.stderr.endswith("3 entries, 2 phrases read\n")
    assert "reported" in run("at", "story.jsonl").output


def test_a_story_goes_through_pipes_to_a_sheet_and_back():
    sheet = run("export", SEED, "--to", "csv").stdout_bytes
    back = run("import", "-", input=sheet)
    assert back.stderr == "40 entries, 0 phrases read\n"
    entries = run("at", "-", "2024-10-18", input=back.stdout_bytes).output
    assert sorted(entries.splitlines()) == sorted(run("at", SEED, "2024-10-18").output.splitlines())


def test_what_was_read_is_given_in_json(tmp_path):
    (tmp_path / "reports.csv").write_bytes(template())
    told = json.loads(run("import", "reports.csv", "-o", "story.jsonl", "--json").output)
    assert (told["document"], told["entries"], told["file"]) == ("import", 3, "story.jsonl")
    assert set(told["readings"][0]) == {"row", "column", "words", "result", "rule"}


def test_a_sheet_has_no_stories_to_choose_from_and_one_entry_is_one(tmp_path):
    (tmp_path / "reports.csv").write_text("source,claim,stance,said\nanna,c,affirm,2024-05-01\n")
    assert "No such option" in run("import", "reports.csv", "--story", "main").stderr
    assert run("import", "reports.csv").stderr == "1 entry, 0 phrases read\n"


def test_timelinejs_is_known_by_its_name_or_by_what_is_said(tmp_path):
    (tmp_path / "slides.json").write_bytes(encode_timelinejs(load(SEED)).data)
    assert run("import", "slides.json", "-o", "one.jsonl").exit_code == 0
    (tmp_path / "slides").write_bytes((tmp_path / "slides.json").read_bytes())
    assert run("import", "slides", "--from", "timelinejs", "-o", "two.jsonl").exit_code == 0
    assert fold(load("one.jsonl")) == fold(load("two.jsonl"))


def test_the_locale_of_a_sheet_can_be_said_once(tmp_path):
    rows = 'source,claim,stance,said,figure\nanna,c,affirm,2024-05-01,"bis zu 1.500"\n'
    (tmp_path / "reports.csv").write_text(rows)
    assert run("import", "reports.csv", "-o", "story.jsonl", "--locale", "de").exit_code == 0
    assert "reports.csv:2: E (figure): 'bis zu 1.500' can be read only in a locale" in run("import", "reports.csv").stderr


def test_faults_of_a_sheet_exit_with_1_and_write_nothing(tmp_path):
    (tmp_path / "reports.csv").write_text("source,claim,stance,said\nanna,c,x,y\n")
    shown = run("import", "reports.csv", "-o", "story.jsonl")
    assert shown.exit_code == 1
    assert shown.stderr.count("reports.csv:2: ") == 2
    assert not (tmp_path / "story.jsonl").exists()
    assert run("import", "-", input="x\n").stderr.startswith("standard input:1: A: 'x' is not a column")


def test_what_is_there_already_is_replaced_only_by_force(tmp_path):
    (tmp_path / "story.jsonl").write_text("mine\n")
    (tmp_path / "reports.csv").write_bytes(template())
    shown = run("import", "reports.csv", "-o", "story.jsonl")
    assert shown.exit_code == 2
    assert "story.jsonl is there already; give another name, or --force to replace it" in shown.stderr
    assert (tmp_path / "story.jsonl").read_text() == "mine\n"
    assert run("import", "reports.csv", "-o", "story.jsonl", "--force").exit_code == 0


@pytest.mark.parametrize(
    "args",
    [
        ("page", "story.jsonl", "-o", "story.jsonl"),
        ("page", "store.db", "-o", "./store.db"),
        ("page", "story.jsonl", "-o", "link.jsonl"),
        ("import", "reports.csv", "-o", "reports.csv"),
        ("export", "store.db", "--to", "sqlite", "-o", "store.db"),
        ("export", "s.metadata.json", "--to", "sqlite", "-o", "s.db"),
    ],
)
def test_what_is_read_is_never_written_over(tmp_path, args):
    data = SEED.read_bytes()
    for name in ("story.jsonl", "s.metadata.json"):
        (tmp_path / name).write_bytes(data)
    (tmp_path / "link.jsonl").symlink_to("story.jsonl")
    (tmp_path / "reports.csv").write_bytes(template())
    assert run("append", "store.db", "story.jsonl").exit_code == 0
    before = (tmp_path / args[1]).read_bytes()
    for force in ((), ("--force",)):
        shown = run(*args, *force)
        assert (shown.exit_code, "is what is read, and would be lost; give another name with -o" in shown.stderr) == (2, True)
    assert (tmp_path / args[1]).read_bytes() == before


STORE_LOST = "is a store, and all that it holds would be lost; give another name with -o"


@pytest.mark.parametrize(
    "args",
    [
        ("export", SEED, "--to", "sqlite", "-o", "store.db"),
        ("export", SEED, "--to", "csv", "-o", "link.db"),
        ("import", "reports.csv", "-o", "store.db"),
        ("page", SEED, "-o", "./store.db"),
        ("demo", "--page", "store.db"),
    ],
)
def test_a_store_is_never_written_over_also_by_force(tmp_path, args):
    (tmp_path / "reports.csv").write_bytes(template())
    assert run("append", "store.db", SEED).exit_code == 0
    (tmp_path / "link.db").symlink_to("store.db")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for force in ((), ("--force",)):
        shown = run(*args, *force)
        assert (shown.exit_code, f"{args[-1]} {STORE_LOST}" in shown.stderr) == (2, True)
        assert "Traceback" not in shown.stderr
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_an_export_is_replaced_by_force_and_what_may_have_been_a_store_is_not(tmp_path):
    export = ("export", SEED, "--to", "sqlite", "-o", "tables.db")
    assert run(*export).exit_code == 0
    assert run(*export, "--force").exit_code == 0
    run("append", "store.db", SEED)
    whole = (tmp_path / "store.db").read_bytes()
    (tmp_path / "store.db").write_bytes(whole[:100] + bytes(4_000) + whole[4_100:])
    assert f"store.db {STORE_LOST}" in run("page", SEED, "-o", "store.db", "--force").stderr
    (tmp_path / "empty.db").touch()
    assert run("page", SEED, "-o", "empty.db", "--force").exit_code == 0


def test_a_page_is_written_over_a_file_only_by_force_and_never_over_a_folder(tmp_path):
    (tmp_path / "out.html").write_text("mine\n")
    assert "out.html is there already" in run("page", SEED, "-o", "out.html").stderr
    assert (tmp_path / "out.html").read_text() == "mine\n"
    assert run("page", SEED, "-o", "out.html", "--force").exit_code == 0
    assert run("page", "-", "-o", "out.html", "--force", input=SEED.read_bytes()).exit_code == 0
    assert ". is a folder; give the name of a file" in run("page", SEED, "-o", ".", "--force").stderr
    assert "'' is not a file name" in run("page", SEED, "-o", "").stderr
    assert run("page", SEED, "-o", os.devnull).exit_code == 0
    assert "is what is read" in run("demo", "--page", SEED, "--force").stderr


def test_a_database_comes_with_its_metadata(tmp_path):
    told = json.loads(run("export", SEED, "--to", "sqlite", "-o", "seed.db", "--json").output)
    assert told["files"] == ["seed.db", "seed.metadata.json"]
    assert json.loads((tmp_path / "seed.metadata.json").read_text())["databases"]["seed"]["queries"]["replay"]["sql"] == REPLAY
    with closing(sqlite3.connect(tmp_path / "seed.db")) as database:
        assert len(database.execute(REPLAY, {"as_of": "2024-10-17", "known_at": ""}).fetchall()) == 12
    assert "seed.db is there already" in run("export", SEED, "--to", "sqlite", "-o", "seed.db").stderr
    piped = run("export", SEED, "--to", "sqlite", "-o", "-")
    assert piped.stdout_bytes.startswith(b"SQLite format 3\0")


def test_what_a_format_cannot_hold_is_said(tmp_path):
    anna = Source("anna")
    report = anna.affirms("c", said="2024-05-01")
    save(Timeline().append(report, Correction(of=report.id, said="2024-05-02")), tmp_path / "story.jsonl")
    shown = run("export", "story.jsonl", "--to", "csv", "-o", "out.csv")
    assert "not held by csv: 1 × correction, applied where it has an effect\n" in shown.stderr
    told = json.loads(run("export", "story.jsonl", "--to", "timelinejs", "-o", "out.json", "--json").output)
    assert "1 × report that is void, withdrawn or there twice" in told["left_out"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("export", SEED, "--to", "sqlite"), "a database needs a name; give -o tables.db"),
        (("export", SEED, "--to", "csv", "--json"), "with --json the file cannot go to standard output; name a file"),
        (("import", SEED, "-o", "a\0b"), "is not a file name"),
        (("import", "nowhere.csv"), "nowhere.csv: No such file or directory"),
        (("export", SEED, "--to", "csv", "-o", "nowhere/x.csv"), "No such file or directory"),
    ],
)
def test_a_misuse_gets_one_clear_line(args, message):
    shown = run(*args)
    assert shown.exit_code in {1, 2}
    assert message in shown.stderr
    assert "Traceback" not in shown.stderr
    assert shown.stderr.count("Error: ") == 1


def test_what_cannot_be_written_whole_is_named_and_leaves_nothing(tmp_path, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    out = tmp_path / "story.html"
    shown = run("page", str(SEED), "-o", str(out))
    assert shown.exit_code == 1
    assert f"{out}: No space left on device" in shown.stderr
    assert list(tmp_path.iterdir()) == []
