"""Administration from a terminal, also while the server runs."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Protocol, TypeVar

import typer

from domain.model.users import User
from domain.services.admin.operator import NewCredentials, OperatorService

T = TypeVar("T")

CompanyName = Annotated[str, typer.Option("--company", help="The name of the company.")]
OnlyAt = Annotated[str | None, typer.Option("--company", help="Only of this company.")]


class Administer(Protocol):
    """Does something with the database, and prints a refusal in its own words."""

    def __call__(self, work: Callable[[OperatorService], Awaitable[T]], /) -> T: ...


def add_administration(commands: typer.Typer, administer: Administer) -> None:
    commands.add_typer(_companies(administer), name="company")
    commands.add_typer(_users(administer), name="user")
    commands.add_typer(_points_of_contact(administer), name="point-of-contact")
    commands.add_typer(_feature(administer), name="feature")


def _companies(administer: Administer) -> typer.Typer:
    companies = _group("Companies.")

    @companies.command()
    def create(
        name: str,
        live_conversations: Annotated[
            bool, typer.Option("--live-conversations", help="Switch the feature on.")
        ] = False,
    ) -> None:
        """Create a company."""
        created = administer(
            lambda admin: admin.create_company(name, live_conversations=live_conversations)
        )
        typer.echo(f"Created the company {created.name}.")

    @companies.command("list")
    def list_companies() -> None:
        """List all companies, and whether Live Conversations is on."""
        for company in administer(lambda admin: admin.companies()):
            _row(company.name, "on" if company.live_conversations else "off")

    @companies.command()
    def notification_number(company: str, number: str) -> None:
        """Choose the number from which the users of a company are texted."""
        chosen = administer(lambda admin: admin.set_notification_number(company, number))
        typer.echo(f"The users of {company} are texted from {chosen}.")

    return companies


def _users(administer: Administer) -> typer.Typer:
    users = _group("Users.")

    @users.command()
    def create(
        email: str,
        name: Annotated[str, typer.Option(help="First and last name.")],
        company: CompanyName,
        admin: Annotated[bool, typer.Option("--admin", help="Make them an administrator.")] = False,
        point_of_contact: Annotated[
            list[str] | None, typer.Option(help="Where they work; may be given several times.")
        ] = None,
    ) -> None:
        """Create a user and print a password for them."""
        access = administer(
            lambda administration: administration.create_user(
                email,
                name=name,
                company=company,
                is_admin=admin,
                points_of_contact=point_of_contact or (),
            )
        )
        _print_credentials(access)

    @users.command()
    def reset_password(email: str) -> None:
        """Print a new password for a user, and sign them out everywhere."""
        _print_credentials(administer(lambda admin: admin.reset_password(email)))

    @users.command()
    def two_step_off(email: str) -> None:
        """Let a user sign in without a code, who lost the phone and the recovery codes."""
        administer(lambda admin: admin.switch_off_two_step(email))
        typer.echo(f"{email} signs in with the password alone, until they set it up again.")

    _add_list(users, administer)
    return users


def _add_list(users: typer.Typer, administer: Administer) -> None:
    @users.command("list")
    def list_users(company: OnlyAt = None) -> None:
        """List users: company, address, name, what they are."""
        for employer, user in administer(lambda admin: admin.users(company)):
            _row(employer.name, user.email, user.name, _kind(user))


def _points_of_contact(administer: Administer) -> typer.Typer:
    places = _group("Points of contact.")

    @places.command()
    def create(
        name: str,
        number: Annotated[str, typer.Option(help="The app number, such as +1 416 555 0100.")],
        company: CompanyName,
    ) -> None:
        """Create a place that customers text with."""
        place = administer(
            lambda admin: admin.create_point_of_contact(name, number=number, company=company)
        )
        typer.echo(f"Created {place.name}, which customers text at {place.app_number}.")

    @places.command("list")
    def list_places(company: OnlyAt = None) -> None:
        """List points of contact: company, app number, name."""
        for owner, place in administer(lambda admin: admin.points_of_contact(company)):
            _row(owner.name, place.app_number, place.name)

    @places.command()
    def close(name: str, company: CompanyName) -> None:
        """Let no conversation start there any more; those that are there stay."""
        administer(lambda admin: admin.close_point_of_contact(name, company=company))
        typer.echo(f"Closed {name}. Its conversations stay, and can be moved.")

    @places.command()
    def unrouted() -> None:
        """List the numbers that customers text and no point of contact has."""
        counts = administer(lambda admin: admin.unrouted())
        for number, count in counts.items():
            typer.echo(f"{number}: {count} {'message' if count == 1 else 'messages'}")
        if not counts:
            typer.echo("There is none.")

    return places


def _feature(administer: Administer) -> typer.Typer:
    feature = _group("Live Conversations of a company.")

    @feature.command()
    def on(company: str) -> None:
        """Switch it on."""
        administer(lambda admin: admin.switch_feature(company, on=True))
        typer.echo(f"Live Conversations is on for {company}.")

    @feature.command()
    def off(company: str) -> None:
        """Switch it off; what customers text is still taken in."""
        administer(lambda admin: admin.switch_feature(company, on=False))
        typer.echo(f"Live Conversations is off for {company}. Its messages are still taken in.")

    return feature


def _group(about: str) -> typer.Typer:
    return typer.Typer(no_args_is_help=True, help=about)


def _row(*columns: str) -> None:
    """With tabs between them, for other programs."""
    typer.echo("\t".join(columns))


def _kind(user: User) -> str:
    if not user.active:
        return "deactivated"
    return "administrator" if user.rights.is_admin else "user"


def _print_credentials(access: NewCredentials) -> None:
    typer.echo(f"{access.email} signs in with the password {access.password}")
    typer.echo("It is shown only now.")
