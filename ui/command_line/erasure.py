"""Erases a customer from a terminal: shows what there is, asks, and tells what became of it."""

from typing import Annotated, Protocol

import typer

from domain.services.admin.erasure import ErasureTarget

Number = Annotated[str, typer.Argument(help="The customer's number, such as +1 416 555 0110.")]
CompanyName = Annotated[
    str | None, typer.Option("--company", help="Needed where there are several companies.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


class ErasureCommands(Protocol):
    """Both print a refusal in its own words."""

    def look(self, number: str, company: str | None, /) -> ErasureTarget: ...

    def erase(self, customer: ErasureTarget, /) -> bool: ...


def add_erasure(commands: typer.Typer, erasing: ErasureCommands) -> None:
    @commands.command()
    def erase_customer(number: Number, company: CompanyName = None, yes: Yes = False) -> None:
        """Erase all that is stored of a customer, for good. An opt-out stays."""
        customer = erasing.look(number, company)
        found = (
            f"Of {customer.number} there is {customer.summary.description} at {customer.company}."
        )
        typer.echo(found)
        if not yes:
            typer.confirm("Erase it for good? It cannot be brought back.", abort=True)
        is_clean = erasing.erase(customer)
        typer.echo("Erased.")
        if not is_clean:
            typer.echo(
                "The log beside the database (-wal) is in use and may still hold some of it: "
                "run this command again, or restart the server."
            )
        typer.echo("Twilio and your backups keep their own copies: see docs/privacy.md.")
