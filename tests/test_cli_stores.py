"""The commands for stores: each does its one thing, and every failure is one clear line."""

import json
import os
import sqlite3
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from command_line import PLAIN, SEED, run
from timeline import Source, Timeline, stores
from timeline.cli import main
from timeline.codecs import encode
from timeline.stores import save

ANNA = Source("anna")


@pytest.fixture
def store(tmp_path):
    path = tmp_path / "story.db"
    assert run("append", path, SEED, "--history").exit_code == 0
    return path


def test_append_makes_a_store_and_passes_over_what_it_has(tmp_path):
    path = tmp_path / "story.db"
    shown = run("append", path, SEED)
    assert shown.output.startswith(f"{path}: 40 new, 0 known; now at position 40, recorded 20")
    assert run("append", path, SEED).output.startswith(f"{path}: 0 new, 40 known; now at position 40, recorded 20")
    shown = run("append", path, SEED, "--expected", 7)
    assert (shown.exit_code, "Error: the store is at position 40, not 7" in shown.output) == (1, True)


def test_what_the_store_commands_say_fits_the_terminal(store, tmp_path):
    for args in (("append", store, SEED), ("verify", store), ("salvage", store, tmp_path / "out.jsonl")):
        shown = run(*args, env={"COLUMNS": "40"})
        assert shown.exit_code == 0
        assert max(map(len, shown.output.splitlines())) <= 40
        assert len(shown.output.splitlines()) > 1
    one = tmp_path / "one.db"
    assert run("append", one, "-", input=encode(next(iter(stores.load(SEED))))).exit_code == 0
    assert f"{one}: story main: 1 entry whole, root " in run("verify", one).output


def test_append_reads_the_standard_input(tmp_path):
    path = tmp_path / "story.db"
    line = encode(next(iter(stores.load(SEED))))
    assert run("append", path, "-", input=line).output.startswith(f"{path}: 1 new")
    shown = run("append", path, "-", input=b"{\n" + line + b"\n[]\n")
    assert shown.exit_code == 1
    assert shown.output.startswith("standard input:1: not JSON")
    assert "\nstandard input:3: [] is not a record" in shown.output
    new = tmp_path / "new.db"
    assert run("append", new, "-", input=b"").output == f"{new}: 0 new, 0 known; now at position 0\n"


def test_a_file_and_the_standard_input_are_read_alike(tmp_path):
    file, lines = tmp_path / "lines.jsonl", SEED.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([lines[0], *reversed(lines)]))
    for name, options in (("history", ["--history"]), ("now", [])):
        from_file, from_input = (tmp_path / f"{name}-{one}.db" for one in ("file", "input"))
        assert run("append", from_file, file, *options).output.split(": ")[1].startswith("40 new, 0 known")
        assert run("append", from_input, "-", *options, input=file.read_bytes()).exit_code == 0
        told = [[entry.id for entry in stores.load(SEED)]]
        for path in (from_file, from_input):
            with stores.open(path) as opened:
                told.append([entry.id for entry in opened.read()])
        assert told[1] == told[2]
        assert sorted(told[0]) == sorted(told[1])


def test_the_reading_commands_take_a_store_as_they_take_a_file(store):
    for command in ("at {} 2024-10-18", "diff {} 2024-10-17 2024-10-18", "log {}", "why {} present"):
        from_store, from_file = (run(*command.format(file).split()) for file in (store, SEED))
        assert from_store.exit_code == 0
        assert from_store.output == from_file.output
    assert run("check", store).output == f"{store}: 40 entries, no fault, 0 to look at again\n"


def test_a_story_is_named_and_the_ones_that_are_there_are_told(store):
    assert run("append", store, SEED, "--story", "other", "--history").exit_code == 0
    assert run("at", store, "2024-10-18", "--story", "other").output == run("at", SEED, "2024-10-18").output
    shown = run("log", store, "--story", "nowhere")
    assert (shown.exit_code, shown.output) == (
        1, f"Error: {store} has no story 'nowhere'; it has 'main', 'other': name one with --story\n"
    )  # fmt: skip
    assert run("verify", store).output.count("40 entries whole") == 2
    assert run("verify", store, "--story", "other").output.count("40 entries whole") == 1
    assert run("verify", store, "--story", "nowhere").exit_code == 1


def test_an_empty_store_is_said_to_be_empty(tmp_path):
    path = tmp_path / "story.db"
    stores.open(path).close()
    assert run("log", path).output == f"Error: {path} has no story 'main': it is empty\n"
    assert "story main: 0 entries whole" in run("verify", path).output
    assert "no head is kept outside" in run("verify", path).output


def test_verify_says_what_is_whole_or_names_the_first_bad_position(store):
    shown = run("verify", store)
    assert shown.exit_code == 0
    assert f"{store}: story main: 40 entries whole, root " in shown.output
    assert "the head outside vouches for 40" in shown.output
    connection = sqlite3.connect(store)
    connection.execute("UPDATE entry SET salt = randomblob(32) WHERE key % 1099511627776 = 9")
    connection.commit()
    connection.close()
    shown = run("verify", store)
    assert shown.exit_code == 1
    assert shown.output.startswith(f"Error: {store} is damaged from position 9 on: the entry is not what was recorded there; ")
    target = store.with_name("out.jsonl")
    shown = run("salvage", store, target)
    assert (shown.exit_code, shown.output) == (
        1, f"{target}: 39 entries brought out whole\nError: {store}: 1 entry is lost: 9\n"
    )  # fmt: skip
    assert target.read_bytes().count(b"\n") == 39
    assert "is there already" in run("salvage", store, target).output


def test_a_whole_store_is_salvaged_whole(store, tmp_path):
    shown = run("salvage", store, tmp_path / "out.jsonl")
    assert (shown.exit_code, shown.output) == (0, f"{tmp_path / 'out.jsonl'}: 40 entries brought out whole\n")


def test_prove_prints_what_others_can_check(store, tmp_path):
    made = run("key", "example.com/front", tmp_path / "key")
    assert stat.S_IMODE(os.stat(tmp_path / "key").st_mode) == 0o600
    vkey = stores.VerifierKey.parse(made.output.strip())
    again = run("key", "example.com/front", tmp_path / "key")
    assert (again.exit_code, "key: File exists; name a new file" in again.output) == (1, True)
    first = run("prove", store, "--key", tmp_path / "key").output
    old = stores.Checkpoint.open(stores.SignedNote.parse(first), vkey)
    assert old.size == 40
    proof = stores.InclusionProof.parse(run("prove", store, 7, "--key", tmp_path / "key").output)
    assert proof.verify(stores.leaf_hash(proof.extra), vkey) == old
    with stores.open(store) as opened:
        opened.append(ANNA)
    growth = stores.ConsistencyProof.parse(run("prove", store, "--since", 40, "--key", tmp_path / "key").output)
    assert growth.verify(old, vkey).size == 41
    (tmp_path / "checkpoint").write_text(first)
    assert "41 entries whole" in run("verify", store, "--against", tmp_path / "checkpoint", "--vkey", vkey).output


def test_a_proof_is_the_same_bytes_whatever_the_terminal_can_show(store, tmp_path):
    run("key", "example.com/front", tmp_path / "key")
    args = ["prove", str(store), "7", "--key", str(tmp_path / "key")]
    in_latin1, in_utf8 = (CliRunner(charset=charset, env=PLAIN).invoke(main, args) for charset in ("latin-1", "utf-8"))
    assert in_latin1.stdout_bytes == in_utf8.stdout_bytes
    assert stores.InclusionProof.parse(in_latin1.stdout_bytes.decode()).index == 6


def test_a_checkpoint_is_held_against_the_story_that_it_is_of_and_no_other(store, tmp_path):
    key, note = tmp_path / "key", tmp_path / "note"
    vkey = run("key", "example.com/front", key).output.strip()
    run("append", store, SEED, "--story", "other")
    note.write_text(run("prove", store, "--key", key, "--story", "other").output)
    shown = run("verify", store, "--against", note, "--vkey", vkey)
    assert shown.exit_code == 0
    main, other = shown.output.splitlines()
    assert main.endswith("; the head outside vouches for 40")
    assert other.endswith("; the head outside vouches for 40; the checkpoint vouches for 40")
    told = json.loads(run("verify", store, "--against", note, "--vkey", vkey, "--json").output)
    assert [one["against"] for one in told["stories"]] == [None, 40]
    args = ("--against", note, "--vkey", vkey)
    assert "40 entries whole" in run("verify", store, "--story", "other", *args).output
    assert "the checkpoint is of 'example.com/front/other'" in run("verify", store, "--story", "main", *args).output


def test_a_checkpoint_is_said_to_vouch_also_where_no_head_does(store, tmp_path):
    key, note = tmp_path / "key", tmp_path / "note"
    vkey = run("key", "example.com/front", key).output.strip()
    note.write_text(run("prove", store, "--key", key).output)
    Path(f"{store}.head").unlink()
    shown = run("verify", store, "--against", note, "--vkey", vkey)
    assert shown.output.endswith("; no head is kept outside; the checkpoint vouches for 40\n")


def test_a_checkpoint_that_cannot_be_held_against_a_store_says_why(store, tmp_path):
    keys = {name: run("key", name, tmp_path / f"{n}.key").output.strip() for n, name in enumerate(("a.org/x", "b.org/y"))}
    note = tmp_path / "note"
    note.write_text(run("prove", store, "--key", tmp_path / "0.key").output)
    shown = run("verify", store, "--against", note, "--vkey", keys["b.org/y"])
    begins = ["+".join(key.split("+")[:2]) for key in keys.values()]
    assert (shown.exit_code, shown.output) == (
        1,
        f"Error: {note}: the note is signed by the key {begins[0]}, not by {begins[1]}; "
        "give the public key that begins so, or do not rely on the note; nothing was verified\n",
    )
    shown = run("verify", store, "--against", tmp_path / "0.key", "--vkey", keys["a.org/x"])
    assert "0.key: the text is a private key, not a note" in shown.output


def test_redact_asks_then_takes_the_payload_away_and_names_what_names_it(tmp_path):
    path = tmp_path / "story.db"
    report = ANNA.affirms("open", said="2024-05-01", quote="Zwiebelkuchen")
    with stores.open(path) as store:
        store.append(report, ANNA.retracts(report, said="2024-05-02"))
    args = ("redact", path, 1, "--by", "legal desk", "--ground", "order 5 O 12/25")
    refused = run(*args, input="n\n")
    assert (refused.exit_code, "cannot be brought back. Go on?" in refused.output) == (1, True)
    assert b"Zwiebelkuchen" in path.read_bytes()
    done = run(*args, "--yes")
    assert done.exit_code == 0
    assert f"{path}: entry 1 is redacted, by legal desk, 20" in done.output
    assert done.output.endswith(f"{path}: look also at 2, which name it by its id\n")
    assert b"Zwiebelkuchen" not in path.read_bytes()
    assert "2 entries whole, 1 redacted, root" in run("verify", path).output
    words = "by legal desk; ground: order 5 O 12/25"
    assert words in run("log", path).output.splitlines()[0]
    assert words in json.loads(run("log", path, "--json").output)["entries"][0]["words"]
    again = tmp_path / "again.jsonl"
    save(Timeline().append(report), again)
    shown = run("append", path, again)
    assert shown.exit_code == 1
    assert shown.output.endswith("order 5 O 12/25; this would bring it back: leave it out\n")
    assert run(*args[:2], 2, *args[3:], input="y\n").exit_code == 0
    assert "which name it" not in run("verify", path).output


def test_redact_names_the_option_where_nobody_can_be_asked(store):
    shown = run("redact", store, 1, "--by", "desk", "--ground", "order")
    assert shown.exit_code == 2
    assert "nobody answered, and nothing was done; --yes goes on without asking" in shown.output
    with stores.open(store) as opened:
        assert opened.verify().redacted == ()


def test_a_file_that_no_store_has_made_has_no_root_until_it_is_sealed(tmp_path):
    path = tmp_path / "story.jsonl"
    save(Timeline().append(ANNA, ANNA.affirms("x", said="2024-05-01")), path)
    shown = run("verify", path)
    assert shown.output == run("verify", path).output
    assert "2 entries whole, but not sealed yet, so that a change would not be seen; append to it" in shown.output
    (told,) = json.loads(run("verify", path, "--json").output)["stories"]
    assert (told["root"], told["unsealed"]) == (None, 2)
    assert run("append", path, "-", input=encode(next(iter(stores.load(SEED))))).exit_code == 0
    (told,) = json.loads(run("verify", path, "--json").output)["stories"]
    assert (len(told["root"]), told["unsealed"]) == (64, 0)
    assert f"3 entries whole, root {told['root']}; the head outside vouches for 3" in run("verify", path).output


def test_what_a_redaction_forgets_can_be_appended_again(tmp_path):
    path, file = tmp_path / "story.db", tmp_path / "reports.jsonl"
    save(Timeline().append(ANNA.affirms("open", said="2024-05-01")), file)
    run("append", path, file)
    assert run("redact", path, 1, "--by", "desk", "--ground", "order", "--yes", "--forget").exit_code == 0
    assert "1 new, 0 known; now at position 2" in run("append", path, file).output


def test_recorded_times_that_an_append_leaves_aside_are_hinted_at(tmp_path):
    path, file = tmp_path / "story.db", tmp_path / "reports.jsonl"
    report = ANNA.affirms("open", said="2024-05-01")
    what = f"{file} says when its entries were recorded; what is new has the time of this append instead"
    hint = f"{what}, as --history was not given\n"
    save(Timeline().append(report), file)
    assert hint not in run("append", path, file).output  # recorded when it was said, as without a recorded time
    save(Timeline().append(report).append(ANNA.denies("open", said="2024-05-02"), recorded="2024-05-03"), file)
    shown = run("append", path, file)
    assert "1 new, 1 known" in shown.output
    assert shown.stderr == hint
    assert run("append", path, file).stderr == ""  # nothing is new
    assert run("append", tmp_path / "history.db", file, "--history").stderr == ""
    assert json.loads(run("append", tmp_path / "json.db", file, "--json").stdout)["position"] == 2


def test_history_from_two_sheets_is_appended_though_nobody_dated_their_book_keeping(tmp_path):
    path, files = tmp_path / "story.db", []
    for name, day in (("anna", "2024-05-01"), ("bert", "2024-05-02")):
        sheet, file = tmp_path / f"{name}.csv", tmp_path / f"{name}.jsonl"
        sheet.write_text(f"source,party,claim,claim_text,stance,said\n{name},p,open,The bridge is open,affirm,{day}\n")
        assert run("import", sheet, "-o", file).exit_code == 0
        files.append(file)
    for file in (*files, *files):
        assert run("append", path, file, "--history").exit_code == 0
    with stores.open(path) as opened:
        found = [(entry.recorded.text[:10], type(entry.event).__name__) for entry in opened.read()]
    assert found == [
        ("0001-01-01", "SourceAdded"), ("0001-01-01", "ClaimAdded"), ("2024-05-01", "Report"),
        ("2024-05-02", "SourceAdded"), ("2024-05-02", "Report"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("append", "{store}", "nowhere.jsonl"), "Error: nowhere.jsonl: No such file or directory\n"),
        (("append", "{store}", "a\0b"), "is not a file name"),
        (("append", "{folder}/no/story.db", "{seed}"), "cannot be opened: see that the file and its folder exist"),
        (("append", "{folder}/notes.txt", "{seed}"), "is not a SQLite file: name another file"),
        (("verify", "nowhere.db"), "Error: nowhere.db: No such file or directory\n"),
        (("verify", "{folder}/notes.txt"), "is not a SQLite file"),
        (("verify", "{store}", "--against", "x"), "--against and --vkey go together"),
        (("verify", "{store}", "--against", "nowhere", "--vkey", "x"), "not name, id of 8 hex digits and base64"),
        (("prove", "{store}", "1", "--since", "1", "--key", "x"), "give a POSITION or --since, not both"),
        (("prove", "{store}", "1"), "Missing option '--key'"),
        (
            ("prove", "{store}", "1", "--key", "nowhere"),
            "Error: nowhere: No such file or directory; check the name, and whether the folder is there\n",
        ),
        (("prove", "{store}", "1", "--key", "{seed}"), "the text is not a signing key, which begins with PRIVATE+KEY+"),
        (("redact", "{store}", "99", "--by", "x", "--ground", "y", "--yes"), "has no entry 99: positions go from 1 to 40"),
        (("salvage", "nowhere.db", "out"), "Error: nowhere.db: No such file or directory\n"),
        (("salvage", "{store}", "out", "--story", "x"), "has no story 'x'"),
        (("at", "{store}/x", "2024"), "Not a directory"),
        (("at", "{folder}", "2024"), "Is a directory"),
        (("key", "a b", "x"), "Error: "),
    ],
)
def test_a_wrong_input_gets_one_clear_line(store, args, message):
    store.with_name("notes.txt").write_text("notes\n" * 200)
    shown = run(*[arg.format(store=store, folder=store.parent, seed=SEED) if "{" in arg else arg for arg in args])
    assert shown.exit_code in {1, 2}
    assert message in shown.output
    assert "Traceback" not in shown.output
    assert shown.stderr.count("Error: ") == 1


def test_a_redaction_by_nobody_is_one_line_that_begins_with_its_field(store):
    shown = run("redact", store, "1", "--by", " ", "--ground", "y", "--yes")
    assert (shown.exit_code, shown.stderr) == (1, "by: the text is empty; leave the field out instead\n")


def test_a_file_of_another_program_is_no_store(tmp_path):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    for command in (["log", path], ["verify", path], ["append", path, SEED]):
        assert run(*command).output == f"Error: {path} is a SQLite file but no store of timelines: name another file\n"


def test_lines_are_a_store_too_and_a_line_that_was_not_finished_is_shown(tmp_path):
    path = tmp_path / "story.jsonl"
    assert run("append", path, SEED, "--history").output.startswith(f"{path}: 40 new, 0 known; now at position 40")
    assert run("log", path).output == run("log", SEED).output
    path.write_bytes(path.read_bytes() + b'{"half')
    shown = run("verify", path)
    assert shown.exit_code == 0
    assert shown.output.endswith(f"{path}: the last 6 bytes are of a line that was not finished, and are left out\n")


def test_lines_of_a_story_of_another_name_are_verified_and_proved_by_that_name(tmp_path):
    path, key = tmp_path / "story.jsonl", tmp_path / "key"
    run("key", "example.com/front", key)
    assert run("append", path, SEED, "--history", "--story", "front").exit_code == 0
    shown = run("verify", path, "--story", "front")
    assert (shown.exit_code, f"{path}: story front: 40 entries whole, root " in shown.output) == (0, True)
    assert run("prove", path, 3, "--key", key, "--story", "front").output.startswith("c2sp.org/tlog-proof@v1\n")
    assert "what was recorded there, or the story has another name than 'main'; " in run("verify", path).output
    assert "does not tell the name of its story" in " ".join(run("verify", "--help").output.split())


def test_every_store_command_answers_in_json(tmp_path):
    file, key, out = tmp_path / "story.db", tmp_path / "key", tmp_path / "out.jsonl"
    reports = tmp_path / "reports.jsonl"
    lines = SEED.read_bytes().splitlines(keepends=True)
    reports.write_bytes(b"".join(lines))

    def told(*args):
        shown = run(*args, "--json")
        assert shown.exit_code == 0, shown.output
        document = json.loads(shown.output)
        assert document.pop("version") == 1
        return document

    assert set(told("key", "example.com/front", key)) == {"document", "file", "public"}
    appended = told("append", file, reports)
    assert (len(appended["added"]), appended["known"], appended["position"]) == (40, [], 40)
    (whole,) = told("verify", file)["stories"]
    assert (whole["story"], whole["size"], whole["redacted"], whole["torn"]) == ("main", 40, [], None)
    proved = told("prove", file, 3, "--key", key)
    assert (proved["position"], proved["since"]) == (3, None)
    assert proved["proof"].startswith("c2sp.org/tlog-proof@v1\n")
    assert told("redact", file, 3, "--by", "desk", "--ground", "an order", "--yes")["position"] == 3
    assert told("salvage", file, out) == {"document": "salvage", "file": str(out), "saved": 40, "lost": []}
    assert told("at", file, "2024-10-18")["document"] == "story"
