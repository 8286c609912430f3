"""Commands for spreadsheets and databases: template, import, export."""

import click

__all__ = ["COMMANDS"]

COMMANDS: tuple[click.Command, ...] = ()
