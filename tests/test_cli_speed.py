"""How long each command takes on the seed story, as a program of its own: at most half a second of work."""

import subprocess
import sys

import pytest

from timeline.cli import main
from timeline.cli._look import SEED

resource = pytest.importorskip("resource", reason="no resource usage to read on this system")
ENOUGH = 0.5
SEED_FILE = str(SEED)
ASKED = {
    "append": ("append", "{out}/new.db", SEED_FILE),
    "at": ("at", SEED_FILE, "2024-10-18"),
    "check": ("check", SEED_FILE),
    "claimreview": ("claimreview", SEED_FILE),
    "completion": ("completion", "bash"),
    "demo": ("demo",),
    "diff": ("diff", SEED_FILE, "2024-10-17", "2024-10-18"),
    "export": ("export", SEED_FILE, "--to", "sqlite", "-o", "{out}/export.db"),
    "feed": ("feed", SEED_FILE, "--address", "https://news.example/feed"),
    "import": ("import", "{store}.csv"),
    "key": ("key", "news.example/log", "{out}/key"),
    "log": ("log", SEED_FILE),
    "moves": ("moves",),
    "page": ("page", SEED_FILE),
    "prove": ("prove", "{store}", "1", "--key", "{store}.key"),
    "redact": ("redact", "{out}/copy.db", "1", "--by", "desk", "--ground", "order 1", "--yes"),
    "salvage": ("salvage", "{store}", "{out}/salvaged.jsonl"),
    "schema": ("schema",),
    "template": ("template",),
    "verify": ("verify", "{store}"),
    "why": ("why", SEED_FILE, "present"),
}


def test_every_command_is_timed():
    assert set(ASKED) == set(main.commands)


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of the seed story, with a key and a sheet beside it."""
    path = tmp_path_factory.mktemp("store") / "story.db"
    for args in (
        ("append", str(path), SEED_FILE),
        ("key", "news.example/log", f"{path}.key"),
        ("export", SEED_FILE, "--to", "csv", "-o", f"{path}.csv"),
    ):
        main.main(args, standalone_mode=False)
    return path


def work(args):
    """Return the seconds of processor time that a command takes: the time on the clock is that of others too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-c", "from timeline.cli import main; main()", *args]
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def quick(attempts):
    """Whether one of some attempts takes no longer than it may; the first that does ends them."""
    return any(work(args) < ENOUGH for args in attempts)


def test_help_is_there_at_once():
    assert quick([["--help"]] * 3)


@pytest.mark.parametrize("name", ASKED)
def test_a_command_answers_within_half_a_second(name, store, tmp_path):
    def attempts():
        for number in range(3):
            out = tmp_path / str(number)
            out.mkdir()
            (out / "copy.db").write_bytes(store.read_bytes())
            (out / "copy.db.head").write_bytes(store.with_name("story.db.head").read_bytes())
            yield [arg.format(out=out, store=store) for arg in ASKED[name]]

    assert quick(attempts())
