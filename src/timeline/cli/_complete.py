"""The command that makes a shell complete the others: completion."""

import click
from click.shell_completion import get_completion_class

from timeline.cli._screen import as_json_option, tell

__all__ = ["COMMANDS"]

_VARIABLE = "_TIMELINE_COMPLETE"


@click.command(short_help="Print the script that makes SHELL complete all this.")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@as_json_option
@click.pass_context
def completion(ctx: click.Context, shell: str, as_json: bool) -> None:
    """Print the script that makes SHELL complete commands, options, files and claims.

    For bash: timeline completion bash > ~/.timeline.bash, and `. ~/.timeline.bash` in ~/.bashrc.
    """
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "timeline", _VARIABLE).source()
    return tell({"document": "completion", "version": 1, "shell": shell, "script": script}) if as_json else tell(script)


COMMANDS = (completion,)
