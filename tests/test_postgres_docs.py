"""What the how-to page about PostgreSQL shows runs as it stands, in its order, on a server of the tests."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

import postgres_server
from command_line import run
from timeline import stores

PAGE = Path(__file__).parents[1] / "docs" / "how-to" / "move-to-postgresql.md"
BLOCK = re.compile(r"^```(py|sql|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
URL = "postgresql://desk@db.example/news"


@pytest.mark.skipif(bool(postgres_server.named()), reason="roles are made on a server of our own only")
def test_the_page_about_postgresql_runs_in_its_order(database, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    parts = urlsplit(database)
    desk = urlunsplit(parts._replace(netloc=f"desk:choose another one@{parts.hostname}:{parts.port}".replace(" ", "%20")))
    names, ran = {}, []
    with psycopg.connect(database, autocommit=True) as owner:
        for kind, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
            ran.append(kind)
            if kind == "sql":
                owner.execute(capsys.readouterr().out)  # what the block before has printed
                owner.execute(text)
            elif kind == "sh":
                with stores.open("story.db", readonly=True) as file:
                    stores.save(file.timeline(), "more.jsonl")
                for line in text.splitlines():
                    done = run(*shlex.split(line.replace(URL, desk))[1:])
                    assert done.exit_code == 0, done.output
            else:
                exec(compile(text.replace(URL, desk), str(PAGE), "exec"), names)
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("DROP OWNED BY desk, visitor")
        owner.execute("DROP ROLE desk, visitor")
    assert ran == ["py", "sql", "py", "sh", "py", "py"]
    assert "disputed" in capsys.readouterr().out
