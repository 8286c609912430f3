"""Mutation testing of the core: mutmut, taught two things; docs/explanation/mutation.md says how to read what it finds.

``python tests/mutation.py run`` and everything else that ``mutmut`` answers.

* mutmut leaves every decorated function alone, and half of what the core derives stands in properties. To copy one is
  safe: the copies are plain functions, and only what chooses between them is decorated.
* mutmut collects the tests anew for every mutant, which takes ten times as long as running them. Here they are collected
  once, before the workers are forked, and each worker runs the quickest first.
"""

import os
import signal
import sys
from itertools import pairwise
from types import FrameType

import libcst as cst
from _pytest.config import _prepareconfig
from _pytest.main import Session
from mutmut.mutation import file_mutation
from mutmut.runners.harness import PytestRunner, change_cwd
from mutmut.state import state

PROPERTIES = {"property", "cached_property"}
SECONDS = 20
"""How long one test may take; the slowest takes two seconds."""
TIMEOUT = 36    # as mutmut reads it

skips, arranged = file_mutation.MutationVisitor._skip_node_and_children, file_mutation.function_trampoline_arrangement


def is_property(node: cst.CSTNode) -> bool:
    """Whether a node is a function whose only decorator makes it a property."""
    if not isinstance(node, cst.FunctionDef) or len(node.decorators) != 1:
        return False
    decorator = node.decorators[0].decorator
    return isinstance(decorator, cst.Name) and decorator.value in PROPERTIES


def skip_node_and_children(visitor, node):
    return False if is_property(node) else skips(visitor, node)


def function_trampoline_arrangement(function, mutants, class_name):
    if not is_property(function):
        return arranged(function, mutants, class_name)
    plain = function.with_changes(decorators=[])
    before, (chooser, *copies), after, names = arranged(plain, mutants, class_name)
    chooser = chooser.with_changes(decorators=[*function.decorators, *chooser.decorators])
    return before, [chooser, *copies], after, names


def warm_up(runner):
    """Collect the tests, in the process that all workers are forked from."""
    with change_cwd("mutants"):
        arguments = ["--rootdir=.", "-s", *runner._pytest_add_cli_args, *runner._pytest_add_cli_args_test_selection]
        config = _prepareconfig(arguments)
        config._do_configure()
        runner.session = Session.from_config(config)
        config.hook.pytest_sessionstart(session=runner.session)
        config.hook.pytest_collection(session=runner.session)


def run_tests(runner, *, mutant_name, tests):
    """Run the tests that reach a mutant, the quickest first, up to the one that fails; return what mutmut makes of it."""
    if not hasattr(runner, "session"):
        runner.warm_up()
    with change_cwd("mutants"):
        items = [item for item in runner.session.items if not tests or item.nodeid in set(tests)]
        items.sort(key=lambda item: state().duration_by_test.get(item.nodeid, 0))
        signal.signal(signal.SIGALRM, gone_on_for_too_long)
        for item, following in pairwise([*items, None]):
            signal.alarm(SECONDS)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if runner.session.testsfailed:
                return 1
        signal.alarm(0)
    return 0


def gone_on_for_too_long(number: int, frame: FrameType | None) -> None:
    os._exit(TIMEOUT)


PytestRunner.warm_up, PytestRunner.run_tests = warm_up, run_tests
file_mutation.MutationVisitor._skip_node_and_children = skip_node_and_children
file_mutation.function_trampoline_arrangement = function_trampoline_arrangement

if __name__ == "__main__":
    from mutmut.__main__ import cli

    os.environ["PATH"] = os.pathsep.join((os.path.dirname(sys.executable), os.environ["PATH"]))  # mypy of this environment
    cli()
