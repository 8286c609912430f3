"""A pytest plugin: ``--timeline-coverage`` says which moves of status a run of tests really made.

Outside the package, and importing nothing of it before it is asked to, so that pytest runs that do not use it pay
nothing and a measurement of code coverage begins before the package is imported.
"""

import json
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

_KEY = pytest.StashKey[Any]()
_OUTPUT = "timeline_coverage"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("timeline")
    group.addoption(
        "--timeline-coverage",
        nargs="?",
        const="-",
        metavar="FILE",
        help="record the moves of status that the tests make; print a table, and write FILE (.json: data, .mmd: Mermaid)",
    )
    group.addoption(
        "--timeline-coverage-fail-under",
        type=float,
        default=0,
        metavar="PERCENT",
        help="with --timeline-coverage: fail where fewer than PERCENT of the legal moves of status were made",
    )


@pytest.hookimpl(wrapper=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None, Any, Any]:
    """Begin to record, before anything is collected."""
    if session.config.getoption("--timeline-coverage"):
        from timeline.testing.coverage import Coverage

        coverage = Coverage()
        running = ExitStack()
        running.enter_context(coverage.recording())
        session.config.stash[_KEY] = coverage
        session.config.add_cleanup(running.close)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a worker of pytest-xdist has recorded."""
    coverage = node.config.stash.get(_KEY, None)
    if coverage is not None:
        coverage.update(json.loads(getattr(node, "workeroutput", {}).get(_OUTPUT, "[]")))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what was recorded to the controller, or write it, and fail where it is too little."""
    coverage = session.config.stash.get(_KEY, None)
    if coverage is None:
        return
    output = getattr(session.config, "workeroutput", None)
    if output is not None:
        output[_OUTPUT] = json.dumps(coverage.data())
        return
    where = session.config.getoption("--timeline-coverage")
    if where != "-":
        shown = {".json": lambda: json.dumps(coverage.data(), indent=1), ".mmd": coverage.mermaid}
        Path(where).write_text(shown.get(Path(where).suffix, lambda: str(coverage))() + "\n", encoding="utf-8")
    too_little = coverage.percent < session.config.getoption("--timeline-coverage-fail-under")
    if too_little and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the table."""
    coverage = config.stash.get(_KEY, None)
    if coverage is not None:
        terminalreporter.section("moves of status")
        terminalreporter.line(str(coverage))
        least = config.getoption("--timeline-coverage-fail-under")
        if coverage.percent < least:
            made = f"{coverage.percent:.1f} % of the legal moves were made"
            terminalreporter.line(f"FAIL: {made}, {least:g} % are required", red=True)
