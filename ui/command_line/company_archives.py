"""One company as a file, from a terminal: saved here, and added to another installation."""

from pathlib import Path
from typing import Annotated, Protocol

import typer

from domain.model.company_archives import CompanyContents

File = Annotated[Path, typer.Argument(metavar="FILE")]
CompanyName = Annotated[str, typer.Option("--company", help="The name of the company.")]
CheckOnly = Annotated[bool, typer.Option("--check", help="Only say what would be added.")]


class CompanyArchiving(Protocol):
    """All print a refusal in its own words."""

    def export_company(self, name: str, file: Path, /) -> CompanyContents: ...

    def import_company(self, file: Path, /) -> CompanyContents: ...

    def check(self, file: Path, /) -> CompanyContents: ...


def add_company_archives(commands: typer.Typer, archiving: CompanyArchiving) -> None:
    @commands.command("export")
    def export_company(file: File, company: CompanyName) -> None:
        """Save one company to FILE, for another installation."""
        contents = archiving.export_company(company, file)
        typer.echo(f"Saved to {file}: {contents.in_words}.")
        typer.echo(
            "It holds all their texts: keep it safe. Passwords and drafts are not in it. "
            "Nothing here was changed."
        )
        if contents.unclear:
            typer.echo(
                f"{_texts(contents.unclear)} on the way. They are sent from here; there, nobody "
                "can tell whether they were."
            )

    @commands.command("import")
    def import_company(file: File, check: CheckOnly = False) -> None:
        """Add the company that was exported to FILE, all of it or nothing."""
        if check:
            contents = archiving.check(file)
            typer.echo(f"{file} is intact and can be imported: {contents.in_words}.")
            return
        contents = archiving.import_company(file)
        typer.echo(f"Imported from {file}: {contents.in_words}.")
        typer.echo(
            "Its users have no passwords here. Make one for each: "
            "uv run main.py user reset-password EMAIL"
        )
        if contents.unclear:
            typer.echo(
                f"{_texts(contents.unclear)} on the way at the export. They are shown as failed, "
                "and are sent only when somebody asks for it."
            )


def _texts(count: int) -> str:
    return "One text was" if count == 1 else f"{count:,} texts were"
