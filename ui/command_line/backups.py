"""Backups from a terminal: made while the server runs, checked, and put back."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer

from domain.model.backups import BackupContents
from domain.model.errors import DomainError

T = TypeVar("T")


class Backups(Protocol):
    """Each refuses with a `DomainError` whose words are for the operator."""

    def backup(self, file: Path) -> BackupContents: ...

    def restore(self, file: Path) -> BackupContents: ...

    def check(self, file: Path) -> BackupContents: ...


CheckOnly = Annotated[bool, typer.Option("--check", help="Only read FILE and say what is in it.")]


def add_backups(commands: typer.Typer, backups: Callable[[], Backups]) -> None:
    @commands.command()
    def backup(file: Path) -> None:
        """Save the database, files and keys to FILE, also while the server runs."""
        contents = _refused_in_words(lambda: backups().backup(file))
        typer.echo(f"Saved to {file}: {contents.in_words}. It holds your keys: keep it safe.")

    @commands.command()
    def restore(file: Path, check: CheckOnly = False) -> None:
        """Put all that FILE holds in place of what is here. Stop the server first."""
        if check:
            contents = _refused_in_words(lambda: backups().check(file))
            typer.echo(f"{file} is intact: {contents.in_words}.")
            return
        contents = _refused_in_words(lambda: backups().restore(file))
        typer.echo(f"Restored from {file}: {contents.in_words}.")
        typer.echo(
            "What waits to be sent in it is looked up at Twilio first, and is sent only when "
            "somebody asks for it again."
        )


def _refused_in_words(work: Callable[[], T]) -> T:
    try:
        return work()
    except DomainError as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(code=1) from None
