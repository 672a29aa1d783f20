"""The command line: the demo, the server, and administration. Wires the parts together."""

import asyncio
import os
import socket
import tomllib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from domain.demo.history import Demo, PastMessage
from domain.demo.images import demo_image
from domain.gateways.clock import SystemClock
from domain.gateways.images.adapter import PillowPictures
from domain.gateways.instrumented_store import InstrumentedStore
from domain.gateways.listening import listen
from domain.gateways.listening import serve as serve_at
from domain.gateways.logs import set_up_logs
from domain.gateways.metrics import PrometheusMetrics
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import LibPhoneNumbers
from domain.gateways.public_url_probe import PublicUrlProbe
from domain.gateways.settings import Settings, UnusableSettings, read_settings, secret_key
from domain.gateways.smtp_mail import SmtpMail
from domain.gateways.totp import Totp
from domain.gateways.twilio.account_api import TwilioAccountApi
from domain.gateways.twilio.carrier import TwilioCarrier
from domain.gateways.twilio.media import TwilioMedia
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.gateways.web_push import WebPush, push_key
from domain.model.actor import ALL
from domain.model.diagnostics import CheckResult, failed
from domain.model.errors import DomainError
from domain.model.messages import Direction
from domain.ports.clock import Clock
from domain.ports.company_archives import CompanyArchives, CompanyContents
from domain.ports.diagnostics import Premises
from domain.ports.metrics import Metrics
from domain.ports.store import Store
from domain.services import Services
from domain.services.accounts.forgotten_password import ForgottenPasswordService
from domain.services.accounts.link_emails import AccountEmails
from domain.services.accounts.one_time_links import OneTimeLinksService
from domain.services.accounts.profile import ProfileService
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.two_factor import TwoFactorService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.company import CompanyService
from domain.services.admin.erasure import ErasureNotifier, ErasureService, ErasureTarget
from domain.services.admin.operator import OperatorService
from domain.services.admin.setup import SetupService
from domain.services.admin.users import UsersService
from domain.services.inbox.conversation_list import ConversationListService
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.dashboard import DashboardService
from domain.services.inbox.drafts import DraftsService
from domain.services.inbox.start import StartService
from domain.services.inbox.templates import TemplatesService
from domain.services.live.hub import EventHub
from domain.services.live.presence import Presence
from domain.services.media.download import MediaDownloader
from domain.services.media.files import MediaService
from domain.services.media.fit import AttachmentFitter
from domain.services.media.links import MediaLinks
from domain.services.media.uploads import UploadsService
from domain.services.messaging.delivery import DeliveryPolicy, DeliveryService
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.messaging.inbound import InboundService
from domain.services.messaging.inbound_sync import InboundSync
from domain.services.messaging.send import MessagingService
from domain.services.messaging.status_polling import StatusPoller
from domain.services.messaging.unknown_outcomes import UnknownOutcomeResolver
from domain.services.notifications.channels import Channels
from domain.services.notifications.push_subscriptions import PushSubscriptionsService
from domain.services.notifications.queue import NotificationQueue
from domain.services.notifications.worker import NotificationWorker
from domain.services.operations.cleanup import CleanupService
from domain.services.operations.diagnostics.data_dir import check_data_dir
from domain.services.operations.diagnostics.public_url import PublicUrlCheck
from domain.services.operations.diagnostics.runner import Diagnostics
from domain.services.operations.diagnostics.twilio import AccountCheck
from domain.services.operations.health import HealthService
from domain.services.operations.monitor import SystemMonitor
from domain.services.operations.restore_detection import RestoreDetection
from domain.services.operations.worker import Worker
from domain.simulator import AppNumber, Simulator
from storage.backup import DataDirBackups
from storage.company_archive import StoredCompanies
from storage.data_dir import clear
from storage.data_dir_check import look_at_premises
from storage.database import Database
from storage.media_files import FolderOfMedia
from storage.opening import opened_for_command, opened_for_server
from storage.secure_delete import SqliteSecureDelete
from ui.backup_commands import add_backups
from ui.check_command import report
from ui.commands import add_administration
from ui.company_archive_commands import add_company_archives
from ui.door.connections import (
    KEEP_ALIVE_SECONDS,
    LARGEST_FRAME_BYTES,
    HttpProtocol,
    SocketProtocol,
    raise_file_limit,
)
from ui.door.house import House
from ui.erase_command import add_erasing
from ui.site import build_site
from ui.terminal import new_commands, run_commands

T = TypeVar("T")

DEMO_SCRIPTS = Path(__file__).parent / "assets" / "demo"
DEMO_ACCOUNT = "AC" + "d0" * 16
DEMO_PASSWORD = "demo-password"
DEMO_HINT = f"This is a demo: amira@demo.test, password {DEMO_PASSWORD}."

PUSH_KEY = "push-key"

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


def load_settings(*, quietly: bool = False) -> Settings:
    """`quietly`: what went well is said by the command itself, unless the log is asked for."""
    try:
        settings = read_settings()
    except UnusableSettings as error:
        exit_with(str(error))
    is_set = not quietly or "log_level" in settings.model_fields_set
    level = settings.log_level if is_set else "warning"
    set_up_logs(level=level, as_json=settings.log_format == "json")
    return settings


@contextmanager
def prepared(
    settings: Settings, opened: Callable[[Path, Path], AbstractContextManager[Path | None]]
) -> Iterator[None]:
    """The folder, the tables and the secrets, before anything is done with them."""
    try:
        with opened(settings.data_dir, settings.database) as backup:
            if backup:
                typer.echo(f"The database was updated. How it was before is kept in {backup}")
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
    app = wire(settings)
    site = build_site(
        app.services,
        house=House(
            brand=settings.brand,
            public_base_url=settings.base_url,
            secret_key=secret_key(settings),
            also_open=("/simulator",) if simulator else (),
            metrics_token=settings.metrics_token.get_secret_value(),
            demo_hint=DEMO_HINT if simulator else "",
        ),
        running=lambda: running(settings, app, simulator),
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
async def running(
    settings: Settings, app: "App", simulator: Simulator | None
) -> AsyncIterator[None]:
    """Start in order, stop in reverse: the store closes when nobody writes any more.

    The simulator comes first, because workers call the carrier at once.
    """
    if simulator:
        await simulator.start()
    for worker in app.workers:
        await worker.start()
    await print_banner(settings, app, simulator)
    try:
        yield
    finally:
        for worker in reversed(app.workers):
            await worker.stop()
        if simulator:
            await simulator.stop()
        await app.messaging.carrier.close()
        await app.media.source.close()
        app.media.pictures.close()
        await app.notifications.push.close()
        await app.store.close()


async def print_banner(settings: Settings, app: "App", simulator: Simulator | None) -> None:
    typer.echo(f"{settings.brand} runs at {settings.base_url}")
    if simulator:
        typer.echo("Sign in as amira@demo.test, jonas@demo.test, olga@demo.test or nora@demo.test")
        typer.echo(f"Password: {DEMO_PASSWORD}")
        typer.echo(f"The customer's phone: {settings.base_url}/simulator")
    elif token := await app.services.setup.link():
        typer.echo(f"Set it up within 24 hours: {settings.base_url}/set-up/{token}")


# Wiring


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    store: Database
    media: "Media"
    notifications: "Notifications"
    messaging: "Messaging"
    services: Services
    workers: tuple[Worker, ...]


def wire(settings: Settings) -> App:
    hub, clock, metrics = EventHub(), SystemClock(), PrometheusMetrics()
    store = Database(settings.database, publish=hub.publish)
    recovery = RestoreDetection(store=store, clock=clock)
    carrier = TwilioCarrier(settings.twilio)
    media = wire_media(settings, store=store, clock=clock)
    notifications = wire_notifications(settings, carrier, store=store, clock=clock, hub=hub)
    messaging = wire_messaging(
        settings,
        carrier,
        store=store,
        clock=clock,
        links=media.links,
        notification_queue=notifications.queue,
        metrics=metrics,
    )
    monitoring = wire_monitoring(
        settings, messaging, store=store, clock=clock, hub=hub, metrics=metrics
    )
    for listener in (
        messaging.delivery.on_event,
        media.downloader.on_event,
        notifications.worker.on_event,
    ):
        hub.add_listener(listener)
    return App(
        store=store,
        media=media,
        notifications=notifications,
        messaging=messaging,
        services=wire_services(
            InstrumentedStore(store, metrics),
            hub=hub,
            media=media,
            notifications=notifications,
            messaging=messaging,
            monitoring=monitoring,
            webhooks=TwilioWebhooks(settings.twilio),
            codes=Totp(settings.brand),
        ),
        workers=(
            Worker("live updates", lambda: hub.run(store, clock)),
            Worker("erasure notifier", ErasureNotifier(store=store, hub=hub).run),
            Worker("restore detection", recovery.run),
            *messaging.workers(recovery),
            *media.workers,
            *notifications.workers(recovery),
            *monitoring.workers,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Messaging:
    """What exchanges messages with the carrier."""

    carrier: TwilioCarrier
    delivery_tracker: DeliveryTracker
    inbound: InboundService
    delivery: DeliveryService
    unknown_outcomes: UnknownOutcomeResolver
    status_poller: StatusPoller
    inbound_sync: InboundSync

    def workers(self, recovery: RestoreDetection) -> tuple[Worker, ...]:
        return (
            Worker("delivery", recovery.after_recovery(self.delivery.run)),
            Worker("unknown outcomes", self.unknown_outcomes.run),
            Worker("status polling", self.status_poller.run),
            Worker("inbound sync", recovery.after_recovery(self.inbound_sync.run)),
        )


def wire_messaging(
    settings: Settings,
    carrier: TwilioCarrier,
    *,
    store: Store,
    clock: Clock,
    links: MediaLinks,
    notification_queue: NotificationQueue,
    metrics: Metrics,
) -> Messaging:
    delivery_tracker = DeliveryTracker(store=store, clock=clock, account=carrier.account)
    inbound = InboundService(store=store, clock=clock, notification_queue=notification_queue)
    delivery = DeliveryService(
        store=store,
        carrier=carrier,
        clock=clock,
        delivery_tracker=delivery_tracker,
        links=links,
        policy=DeliveryPolicy(pause_per_number=1 / settings.messages_per_second),
        metrics=metrics,
    )
    return Messaging(
        carrier=carrier,
        delivery_tracker=delivery_tracker,
        inbound=inbound,
        delivery=delivery,
        unknown_outcomes=UnknownOutcomeResolver(
            store=store,
            carrier=carrier,
            clock=clock,
            delivery_tracker=delivery_tracker,
            delivery=delivery,
        ),
        status_poller=StatusPoller(
            store=store, carrier=carrier, clock=clock, delivery_tracker=delivery_tracker
        ),
        inbound_sync=InboundSync(store=store, carrier=carrier, clock=clock, inbound=inbound),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """What stores, fits and downloads files."""

    source: TwilioMedia
    pictures: PillowPictures
    links: MediaLinks
    fitter: AttachmentFitter
    uploads: UploadsService
    service: MediaService
    downloader: MediaDownloader
    cleanup: CleanupService

    @property
    def workers(self) -> tuple[Worker, ...]:
        return (
            Worker("media download", self.downloader.run),
            Worker("cleanup", self.cleanup.run),
        )


def wire_media(settings: Settings, *, store: Database, clock: Clock) -> Media:
    files = FolderOfMedia(settings.data_dir / "media")
    pictures = PillowPictures()
    source = TwilioMedia(settings.twilio)
    links = MediaLinks(
        secret_key=secret_key(settings), public_base_url=settings.base_url, clock=clock
    )
    return Media(
        source=source,
        pictures=pictures,
        links=links,
        fitter=AttachmentFitter(store=store, files=files, pictures=pictures),
        uploads=UploadsService(store=store, clock=clock, files=files, pictures=pictures),
        service=MediaService(
            store=store, clock=clock, files=files, thumbnails=pictures, links=links
        ),
        downloader=MediaDownloader(
            store=store, clock=clock, files=files, source=source, thumbnails=pictures
        ),
        cleanup=CleanupService(store=store, clock=clock, files=files, retention=settings.retention),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notifications:
    """What notifies users."""

    presence: Presence
    push: WebPush
    account_emails: AccountEmails
    queue: NotificationQueue
    worker: NotificationWorker

    def workers(self, recovery: RestoreDetection) -> tuple[Worker, ...]:
        return (Worker("notifications", recovery.after_recovery(self.worker.run)),)


def wire_notifications(
    settings: Settings, carrier: TwilioCarrier, *, store: Store, clock: Clock, hub: EventHub
) -> Notifications:
    presence = Presence(hub)
    push = WebPush(push_key(settings.data_dir / PUSH_KEY), contact=contact(settings))
    mail_server = mail(settings)
    channels = Channels(
        mail=mail_server,
        push=push,
        sms_notifier=carrier,
        phones=LibPhoneNumbers(),
        public_base_url=settings.pages_url,
    )
    return Notifications(
        presence=presence,
        push=push,
        account_emails=AccountEmails(mail=mail_server, public_base_url=settings.pages_url),
        queue=NotificationQueue(
            channels=channels.channels, fold_seconds=settings.notify_fold_seconds
        ),
        worker=NotificationWorker(store=store, clock=clock, presence=presence, channels=channels),
    )


def mail(settings: Settings) -> SmtpMail | None:
    server = settings.mail_server
    if server is None:
        return None
    return SmtpMail(server, sender=settings.mail_from, brand=settings.brand)


def contact(settings: Settings) -> str:
    """Whom a push service may ask when something is wrong with what we send."""
    if settings.mail_from:
        return f"mailto:{settings.mail_from}"
    is_public = settings.pages_url.startswith("https://")
    return settings.pages_url if is_public else "mailto:nobody@localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """What monitors and diagnoses the installation."""

    metrics: PrometheusMetrics
    monitor: SystemMonitor
    diagnostics: Diagnostics

    @property
    def workers(self) -> tuple[Worker, ...]:
        return (
            Worker("system monitor", self.monitor.run),
            Worker("loop lag", self.monitor.measure_loop_lag),
        )


def wire_monitoring(
    settings: Settings,
    messaging: Messaging,
    *,
    store: Database,
    clock: Clock,
    hub: EventHub,
    metrics: PrometheusMetrics,
) -> Monitoring:
    monitor = SystemMonitor(
        store=store,
        clock=clock,
        hub=hub,
        metrics=metrics,
        unknown_outcomes=messaging.unknown_outcomes,
        inbound_sync=messaging.inbound_sync,
    )
    diagnostics = wire_diagnostics(settings, store=store, clock=clock)
    return Monitoring(metrics=metrics, monitor=monitor, diagnostics=diagnostics)


def wire_services(
    store: Store,
    *,
    hub: EventHub,
    media: Media,
    notifications: Notifications,
    messaging: Messaging,
    monitoring: Monitoring,
    webhooks: TwilioWebhooks,
    codes: Totp,
) -> Services:
    clock, passwords, phones = SystemClock(), Argon2Passwords(), LibPhoneNumbers()
    sign_in = SignInService(store=store, clock=clock, passwords=passwords)
    sending = MessagingService(store=store, clock=clock, fitter=media.fitter)
    return Services(
        sign_in=sign_in,
        uploads=media.uploads,
        diagnostics=monitoring.diagnostics,
        company=CompanyService(store=store, clock=clock, phones=phones),
        conversations=ConversationsService(store=store, clock=clock),
        push_subscriptions=PushSubscriptionsService(
            store=store, clock=clock, push=notifications.push
        ),
        drafts=DraftsService(store=store, clock=clock),
        forgotten_password=ForgottenPasswordService(
            store=store, clock=clock, account_emails=notifications.account_emails
        ),
        health=HealthService(store=store, clock=clock),
        hub=hub,
        inbound=messaging.inbound,
        one_time_links=OneTimeLinksService(store=store, clock=clock, passwords=passwords),
        audit_log=AuditLogService(store=store),
        account_emails=notifications.account_emails,
        conversation_list=ConversationListService(store=store, phones=phones),
        metrics=monitoring.metrics,
        media=media.service,
        messaging=sending,
        dashboard=DashboardService(store=store, clock=clock),
        users=UsersService(store=store, clock=clock, sign_in=sign_in),
        presence=notifications.presence,
        profile=ProfileService(store=store, clock=clock, phones=phones, sign_in=sign_in),
        delivery_tracker=messaging.delivery_tracker,
        setup=SetupService(store=store, clock=clock, passwords=passwords, phones=phones),
        start=StartService(store=store, clock=clock, phones=phones, messaging=sending),
        templates=TemplatesService(store=store, clock=clock),
        two_factor=TwoFactorService(
            store=store, clock=clock, passwords=passwords, codes=codes, sign_in=sign_in
        ),
        monitor=monitoring.monitor,
        webhooks=webhooks,
    )


def wire_diagnostics(settings: Settings, *, store: Database, clock: Clock) -> Diagnostics:
    account = TwilioAccountApi(settings.twilio)
    return Diagnostics(
        store=store,
        clock=clock,
        account=account,
        account_check=AccountCheck(account, clock=clock, public_base_url=settings.base_url),
        public_url_check=PublicUrlCheck(
            PublicUrlProbe(settings.twilio, local_url=settings.local_url),
            secret_key=secret_key(settings),
            is_called=account.is_real,
        ),
        messages_per_second=settings.messages_per_second,
    )


# The demo


def demo_settings(settings: Settings, folder: Path) -> Settings:
    """Twilio is played by the simulator, in this process and over HTTP all the same."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = settings.model_copy(update={"data_dir": folder})
    token = sha256(secret_key(settings).encode()).hexdigest()[:32]
    return read_settings(
        data_dir=folder,
        twilio_account_sid=DEMO_ACCOUNT,
        twilio_auth_token=token,
        twilio_api_key="",
        twilio_api_secret="",
        twilio_messaging_service_sid="",
        twilio_api_base_url=f"{settings.base_url}/simulator",
    )


async def seeded_simulator(settings: Settings) -> Simulator:
    """The demo's companies and their history, in our database and on the customers' phones."""
    store = Database(settings.database, publish=no_listeners)
    try:
        async with store.reading() as stored:
            is_new = not await stored.companies.any()
        history = await play_demo(store, settings) if is_new else []
        async with store.reading() as stored:
            points_of_contact = await stored.companies.points_of_contact(ALL)
    finally:
        await store.close()
    numbers = [
        AppNumber(point_of_contact.app_number, point_of_contact.name)
        for point_of_contact in points_of_contact
    ]
    simulator = new_simulator(settings, numbers)
    for message in history:
        simulator.import_history(
            message.body,
            sid=message.carrier_id,
            direction=Direction.INBOUND if message.is_inbound else Direction.OUTBOUND,
            app_number=message.app_number,
            customer_number=message.customer_number,
            at=message.at,
            error=message.error,
            pictures=message.pictures,
        )
    return simulator


async def play_demo(store: Database, settings: Settings) -> list[PastMessage]:
    scripts = [tomllib.loads(path.read_text()) for path in sorted(DEMO_SCRIPTS.glob("*.toml"))]
    password_hash = await Argon2Passwords().hash(DEMO_PASSWORD)
    clock = SystemClock()
    media = wire_media(settings, store=store, clock=clock)
    demo = Demo(
        store=store,
        now=clock.now(),
        account=DEMO_ACCOUNT,
        phones=LibPhoneNumbers(),
        uploads=media.uploads,
        fitter=media.fitter,
        draw=demo_image,
        media_url=f"{settings.twilio_api_base_url}/2010-04-01/Accounts/{DEMO_ACCOUNT}/Messages",
    )
    return await demo.play(scripts, password_hash=password_hash)


def new_simulator(settings: Settings, numbers: Sequence[AppNumber]) -> Simulator:
    async def app_numbers() -> Sequence[AppNumber]:
        return numbers

    return Simulator(
        account_sid=DEMO_ACCOUNT,
        auth_token=settings.auth_tokens[0],
        webhook_base_url=settings.base_url,
        app_numbers=app_numbers,
        journal_path=settings.data_dir / "simulator.jsonl",
    )


async def no_listeners(_events: object) -> None:
    """For processes that show no pages."""


# Administration, also while the server runs


@commands.command()
def check() -> None:
    """Print the settings, secrets masked, and look at everything that has to work."""
    settings = load_settings(quietly=True)
    for line in settings.describe():
        typer.echo(line)
    data_dir = look_at_premises(settings.data_dir, settings.database)
    report([*check_data_dir(data_dir), *asyncio.run(check_surroundings(settings, data_dir))])


async def check_surroundings(settings: Settings, data_dir: Premises) -> list[CheckResult]:
    """Check Twilio and the public address, as far as the settings name them."""
    try:
        settings.require_twilio()
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        secret_key(settings)
    except (UnusableSettings, OSError) as error:
        return [failed("Settings", str(error))]
    # A database that is not of this very version cannot be asked, and must stay as it is.
    database = settings.database if data_dir.is_current else Path(":memory:")
    store = Database(database, publish=no_listeners)
    diagnostics = wire_diagnostics(settings, store=store, clock=SystemClock())
    try:
        return await (
            diagnostics.run_for_all() if data_dir.is_current else diagnostics.run_checks([])
        )
    finally:
        await store.close()


def administer(work: Callable[[OperatorService], Awaitable[T]]) -> T:
    """Run one command against the database; a refusal is printed in its own words."""
    return with_database(
        lambda store, _: work(
            OperatorService(
                store=store,
                clock=SystemClock(),
                passwords=Argon2Passwords(),
                phones=LibPhoneNumbers(),
            )
        )
    )


class ErasureRunner:
    """Each step on its own, so that nothing is held while the operator is asked."""

    def look(self, number: str, company: str | None, /) -> ErasureTarget:
        return self._do(lambda erasure: erasure.find(number, company=company))

    def erase(self, customer: ErasureTarget, /) -> bool:
        return self._do(lambda erasure: erasure.erase(customer))

    def _do(self, work: Callable[[ErasureService], Awaitable[T]]) -> T:
        return with_database(
            lambda store, settings: work(
                ErasureService(
                    store=store,
                    clock=SystemClock(),
                    phones=LibPhoneNumbers(),
                    secure_delete=SqliteSecureDelete(
                        settings.database, settings.data_dir / "media"
                    ),
                )
            )
        )


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
        with prepared(settings, opened_for_command):
            return work(
                StoredCompanies(
                    settings.database,
                    settings.data_dir / "media",
                    clock=SystemClock(),
                    version=version("live-conversations"),
                )
            )


def with_database(work: Callable[[Database, Settings], Awaitable[T]]) -> T:
    settings = load_settings(quietly=True)

    async def run() -> T:
        store = Database(settings.database, publish=no_listeners)
        try:
            return await work(store, settings)
        finally:
            await store.close()

    with prepared(settings, opened_for_command):
        return asyncio.run(run())


def exit_with(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(code=1)


def main() -> None:
    # Everything this program writes is readable by its owner alone.
    os.umask(0o077)
    add_backups(commands, lambda: DataDirBackups(load_settings(quietly=True).data_dir))
    add_administration(commands, administer)
    add_erasing(commands, ErasureRunner())
    add_company_archives(commands, CompanyArchiveRunner())
    run_commands(commands)


if __name__ == "__main__":
    main()
