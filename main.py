"""The command line: the demo, the server, and the operator's commands."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from domain.demo.server import HINT, PASSWORD, demo_settings, seeded_simulator
from domain.gateways.clock import SystemClock
from domain.gateways.listening import listen
from domain.gateways.listening import serve as serve_at
from domain.gateways.logs import set_up_logs
from domain.gateways.settings import Settings, UnusableSettings, read_settings, secret_key
from domain.gateways.web_push import push_key
from domain.model.company_archives import CompanyContents
from domain.model.diagnostics import CheckResult, DataDirStatus, failed
from domain.model.errors import DomainError
from domain.services.admin.erasure import ErasureTarget
from domain.services.admin.operator import OperatorService
from domain.services.operations.diagnostics.data_dir import check_data_dir
from domain.simulator import Simulator
from domain.wiring import App
from domain.wiring.parts import PUSH_KEY
from storage.backup import DataDirBackups
from storage.company_archive import CompanyArchives
from storage.data_dir import clear
from storage.data_dir_check import inspect_data_dir
from storage.move import DatabaseMove
from storage.opening import file_of, file_opened_for_command, opened_for_command, opened_for_server
from ui.app import build_app
from ui.command_line.administration import add_administration
from ui.command_line.backups import add_backups
from ui.command_line.check import print_results
from ui.command_line.company_archives import add_company_archives
from ui.command_line.erasure import add_erasure
from ui.command_line.moving import add_moving
from ui.command_line.terminal import new_commands, run_commands
from ui.security.connections import (
    KEEP_ALIVE_SECONDS,
    LARGEST_FRAME_BYTES,
    HttpProtocol,
    SocketProtocol,
    raise_file_limit,
)
from ui.security.site_config import SiteConfig

T = TypeVar("T")

commands = new_commands()

# Serving


@commands.command()
def serve() -> None:
    """Run the server. On an empty database it prints a one-time link to set it up."""
    settings = load_settings()
    try:
        settings.require_twilio()
    except UnusableSettings as error:
        exit_with(str(error))
    sockets = listen_at(settings)
    with prepared(settings, opened_for_server):
        run_server(settings, sockets)


@commands.command()
def demo(
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget what the demo holds.")] = False,
) -> None:
    """Run everything with demo companies and a simulated phone. Needs no account at Twilio."""
    settings = load_settings()
    sockets = listen_at(settings)
    folder = settings.data_dir / "demo"
    try:
        if fresh:
            clear(folder)
        settings = demo_settings(settings, folder)
    except (UnusableSettings, DomainError) as error:
        exit_with(str(error))
    with prepared(settings, opened_for_server):
        run_server(settings, sockets, simulator=asyncio.run(seeded_simulator(settings)))


def load_settings(*, quietly: bool = False, **overrides: str) -> Settings:
    """`quietly`: what went well is said by the command itself, unless the log is asked for."""
    try:
        settings = read_settings(**overrides)
    except UnusableSettings as error:
        exit_with(str(error))
    is_asked_for = not quietly or "log_level" in settings.model_fields_set
    level = settings.log_level if is_asked_for else "warning"
    set_up_logs(level=level, as_json=settings.log_format == "json")
    return settings


@contextmanager
def prepared(
    settings: Settings, opened: Callable[[Path, Path | str], AbstractContextManager[Path | None]]
) -> Iterator[None]:
    """The folder, the tables and the secrets, before anything is done with them."""
    try:
        with opened(settings.data_dir, settings.database) as copy:
            if copy:
                typer.echo(f"The database was updated. How it was before is kept in {copy}")
            secret_key(settings)
            push_key(settings.data_dir / PUSH_KEY)
            yield
    except (UnusableSettings, DomainError) as refusal:
        exit_with(str(refusal))


def listen_at(settings: Settings) -> list[socket.socket]:
    try:
        return listen(settings.host, settings.port)
    except UnusableSettings as error:
        exit_with(str(error))


def run_server(
    settings: Settings, sockets: list[socket.socket], *, simulator: Simulator | None = None
) -> None:
    app = App(settings)
    site = build_app(
        app.services,
        config=SiteConfig(
            brand=settings.brand,
            public_base_url=settings.base_url,
            secret_key=secret_key(settings),
            also_open=("/simulator",) if simulator else (),
            metrics_token=settings.metrics_token.get_secret_value(),
            demo_hint=HINT if simulator else "",
        ),
        running=lambda: running(app, simulator),
        simulator=simulator.app if simulator else None,
    )
    raise_file_limit()
    serve_at(
        site,
        sockets,
        http=HttpProtocol,
        ws=SocketProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        ws_max_size=LARGEST_FRAME_BYTES,
        ws_per_message_deflate=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=3,
    )


@asynccontextmanager
async def running(app: App, simulator: Simulator | None) -> AsyncIterator[None]:
    """The simulator starts first and stops last, because workers call the carrier at once."""
    if simulator:
        await simulator.start()
    try:
        async with app.running():
            await print_banner(app, simulator)
            yield
    finally:
        if simulator:
            await simulator.stop()


async def print_banner(app: App, simulator: Simulator | None) -> None:
    settings = app.settings
    typer.echo(f"{settings.brand} runs at {settings.base_url}")
    if simulator:
        typer.echo("Sign in as amira@demo.test, jonas@demo.test, olga@demo.test or nora@demo.test")
        typer.echo(f"Password: {PASSWORD}")
        typer.echo(f"The customer's phone: {settings.base_url}/simulator")
    elif token := await app.services.setup.link():
        typer.echo(f"Set it up within 24 hours: {settings.base_url}/set-up/{token}")


# Administration, also while the server runs


@commands.command()
def check() -> None:
    """Print the settings, secrets masked, and look at everything that has to work."""
    settings = load_settings(quietly=True)
    for line in settings.describe():
        typer.echo(line)
    try:
        data_dir = inspect_data_dir(settings.data_dir, settings.database)
    except DomainError as error:
        exit_with(str(error))
    print_results([*check_data_dir(data_dir), *asyncio.run(check_surroundings(settings, data_dir))])


async def check_surroundings(settings: Settings, data_dir: DataDirStatus) -> list[CheckResult]:
    """Check Twilio and the public address, as far as the settings name them."""
    try:
        settings.require_twilio()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        secret_key(settings)
    except (UnusableSettings, OSError) as error:
        return [failed("Settings", str(error))]
    # A database that is not of this very version cannot be asked, and must stay as it is.
    app = App(settings, database=None if data_dir.is_current else Path(":memory:"))
    try:
        if data_dir.is_current:
            return await app.diagnostics.run_for_all()
        return await app.diagnostics.run_checks([])
    finally:
        await app.store.close()


def administer(work: Callable[[OperatorService], Awaitable[T]]) -> T:
    """Run one command against the database; a refusal is printed in its own words."""
    return with_app(lambda app: work(app.operator))


class ErasureRunner:
    """Each step on its own, so that nothing is held while the operator is asked."""

    def look(self, number: str, company: str | None, /) -> ErasureTarget:
        return with_app(lambda app: app.erasure.find(number, company=company))

    def erase(self, customer: ErasureTarget, /) -> bool:
        return with_app(lambda app: app.erasure.erase(customer))


class CompanyArchiveRunner:
    """Beside the server or without one."""

    def export_company(self, name: str, file: Path, /) -> CompanyContents:
        return self._do(lambda archives: archives.export_company(name, file))

    def import_company(self, file: Path, /) -> CompanyContents:
        return self._do(lambda archives: archives.import_company(file))

    def check(self, file: Path, /) -> CompanyContents:
        return self._do(lambda archives: archives.check(file))

    def _do(self, work: Callable[[CompanyArchives], T]) -> T:
        settings = load_settings(quietly=True)
        with prepared(settings, file_opened_for_command):
            return work(
                CompanyArchives(
                    file_of(settings.database),
                    settings.data_dir / "media",
                    clock=SystemClock(),
                    version=version("live-conversations"),
                )
            )


def backups() -> DataDirBackups:
    return DataDirBackups(file_of(load_settings(quietly=True).database).parent)


def move_to(url: str) -> DatabaseMove:
    source, target = (load_settings(quietly=True, database_url=each) for each in ("", url))
    return DatabaseMove(source.data_dir, file_of(source.database), target.database_url)


def with_app(work: Callable[[App], Awaitable[T]]) -> T:
    settings = load_settings(quietly=True)

    async def run() -> T:
        app = App(settings)
        try:
            return await work(app)
        finally:
            await app.store.close()

    with prepared(settings, opened_for_command):
        return asyncio.run(run())


def exit_with(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(code=1)


def main() -> None:
    # Everything this program writes is readable by its owner alone.
    os.umask(0o077)
    add_backups(commands, backups)
    add_administration(commands, administer)
    add_erasure(commands, ErasureRunner())
    add_company_archives(commands, CompanyArchiveRunner())
    add_moving(commands, move_to)
    run_commands(commands)


if __name__ == "__main__":
    main()
