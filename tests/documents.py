"""Documents: the examples of a page of Markdown, run in their order in one folder, as a reader would."""

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
from click.testing import CliRunner

from timeline.cli import main

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TERMINAL = {"COLUMNS": "100", "NO_COLOR": None, "FORCE_COLOR": None}
"""The terminal that the pages show: a hundred columns, no colour."""


def fences(page: Path) -> list[tuple[str, str]]:
    """Return the kind and the text of each block between fences."""
    return FENCE.findall(page.read_text(encoding="utf-8"))


def typed(block: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a terminal session with what is shown below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def terminal(command: str) -> str:
    """Return what a command of ours prints; ``> FILE`` writes it there, ``# …`` is a remark."""
    program, *arguments = shlex.split(command, comments=True)
    assert program.rpartition("/")[2] == "timeline", command
    into = arguments[-1] if ">" in arguments else None
    ran = CliRunner(env=TERMINAL).invoke(main, arguments[: -2 if into else None], prog_name="timeline")
    if into is None:
        return ran.output
    Path(into).write_text(ran.stdout, encoding="utf-8")
    return ran.stderr


def understood(line: str) -> None:
    """Take a command line apart without running it; raises what a user would be told of an option that there is not."""
    words = shlex.split(line.partition("&&")[0], comments=True)
    words = words[: next((i for i, word in enumerate(words) if word in {">", ">>", "|"}), None)]
    command = main.commands[words[1]]
    whole = click.Context(main, **main.context_settings)
    command.make_parser(click.Context(command, info_name=words[1], parent=whole)).parse_args(words[2:])


def failures(page: Path) -> tuple[int, list[str]]:
    """Run the examples of a page in the present folder; return how many there are, and what differs from what is shown."""
    wrong: list[str] = []
    tried = 0
    names: dict[str, object] = {"__name__": "__main__"}
    runner = doctest.DocTestRunner(verbose=False)
    for kind, block in fences(page):
        if kind == "python" and block.startswith(">>>"):
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), 0)
            tried += len(test.examples)
            test.globs = names
            runner.run(test, out=wrong.append, clear_globs=False)
        elif kind == "console":
            for command, shown in typed(block):
                tried += 1
                printed = terminal(command)
                if printed.rstrip("\n") != shown.rstrip("\n"):
                    wrong.append(f"$ {command}\nexpected:\n{shown}\nprinted:\n{printed}")
    return tried, wrong
