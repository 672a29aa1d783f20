"""What all commands have in common: their version, and that they end in sentences."""

import sys
from importlib.metadata import version
from typing import Annotated

import typer

ABOUT = """Live Conversations: a web inbox in which a team texts with its customers.

Look around with `demo`, go live with `serve`, and see with `check` whether all is well."""


def new_commands() -> typer.Typer:
    commands = typer.Typer(no_args_is_help=True, add_completion=False, help=ABOUT)

    @commands.callback()
    def program(
        _version: Annotated[
            bool,
            typer.Option("--version", help="Print the version.", callback=_print_version),
        ] = False,
    ) -> None: ...

    return commands


def run_commands(commands: typer.Typer) -> None:
    """A folder that is not there, or a file that may not be read, is no fault of ours."""
    try:
        commands()
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"This did not work. {where}{error.strerror or error}.", err=True)
        sys.exit(1)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"Live Conversations {version('live-conversations')}")
        raise typer.Exit
