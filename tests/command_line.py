"""The command line as tests call it, with nothing of the terminal that they are run in; and the file of the real story."""

from click.testing import CliRunner

from timeline.cli import main
from timeline.cli._look import SEED

__all__ = ["PLAIN", "SEED", "run"]

PLAIN = dict.fromkeys(("COLUMNS", "FORCE_COLOR", "NO_COLOR"))


def run(*args, **how):
    return CliRunner(env=PLAIN).invoke(main, [str(arg) for arg in args], **how)
