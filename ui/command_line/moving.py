"""Moving to PostgreSQL from a terminal."""

from collections.abc import Callable, Mapping
from typing import Protocol

import typer

from domain.model.errors import DomainError


class Move(Protocol):
    def run(self) -> Mapping[str, int]:
        """How many rows of each table were moved. Raise `DomainError`."""


def add_moving(commands: typer.Typer, move_to: Callable[[str], Move]) -> None:
    @commands.command()
    def move_database(url: str) -> None:
        """Copy the database in DATA_DIR to the PostgreSQL one at URL. Stop the server first."""
        if not url:
            raise typer.BadParameter("Name the PostgreSQL database as DATABASE_URL would.")
        try:
            counts = move_to(url).run()
        except DomainError as refusal:
            typer.echo(str(refusal), err=True)
            raise typer.Exit(code=1) from None
        for table, count in counts.items():
            typer.echo(f"{table}: {count:,}")
        typer.echo(
            "All rows are there, and the same. Set DATABASE_URL, and start the server. Pictures "
            "and other files stay in DATA_DIR; so does the file, which is not used any more."
        )
