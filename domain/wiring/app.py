"""The running program: its background workers, and what pages, routes and commands call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cached_property

from domain.gateways.totp import Totp
from domain.gateways.twilio.webhooks import TwilioWebhooks
from domain.services import Services
from domain.services.accounts.forgotten_password import ForgottenPasswordService
from domain.services.accounts.one_time_links import OneTimeLinksService
from domain.services.accounts.profile import ProfileService
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.two_factor import TwoFactorService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.company import CompanyService
from domain.services.admin.erasure import ErasureNotifier, ErasureService
from domain.services.admin.operator import OperatorService
from domain.services.admin.setup import SetupService
from domain.services.admin.users import UsersService
from domain.services.inbox.conversation_list import ConversationListService
from domain.services.inbox.conversations import ConversationsService
from domain.services.inbox.dashboard import DashboardService
from domain.services.inbox.drafts import DraftsService
from domain.services.inbox.start import StartService
from domain.services.inbox.templates import TemplatesService
from domain.services.messaging.reconciliation.status_polling import StatusPoller
from domain.services.messaging.send import MessagingService
from domain.services.notifications.push_subscriptions import PushSubscriptionsService
from domain.services.operations.cleanup import CleanupService
from domain.services.operations.health import HealthService
from domain.services.operations.restore_detection import RestoreDetection
from domain.services.operations.worker import Worker, every
from domain.wiring.parts import Parts
from storage.secure_delete import SecureDelete

ERASURE_CHECK_SECONDS = 3.0
CLEANUP_SECONDS = 60 * 60


class App(Parts):
    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Start the workers in order and stop them in the opposite one.

        The database is closed when nobody writes any more.
        """
        for worker in self.workers:
            await worker.start()
        try:
            yield
        finally:
            for worker in reversed(self.workers):
                await worker.stop()
            await self.carrier.close()
            await self.media_source.close()
            self.pictures.close()
            await self.store.close()

    @cached_property
    def workers(self) -> tuple[Worker, ...]:
        """Everything that goes on in the background."""
        store, clock, carrier = self.store, self.clock, self.carrier
        recovery = RestoreDetection(store=store, clock=clock)
        after_recovery = recovery.after_recovery
        status_poller = StatusPoller(
            store=store, carrier=carrier, clock=clock, delivery_tracker=self.delivery_tracker
        )
        erasure_notifier = ErasureNotifier(store=store, hub=self.hub)
        cleanup = CleanupService(
            store=store,
            clock=clock,
            files=self.media_files,
            retention=self.settings.retention,
        )
        for worker in (self.delivery, self.downloader, self.notification_worker):
            self.hub.add_listener(worker.on_event)
        return (
            Worker("live updates", lambda: self.hub.run(store, clock)),
            Worker("erasure notifier", every(ERASURE_CHECK_SECONDS, erasure_notifier.check)),
            Worker("restore detection", recovery.run),
            Worker("delivery", after_recovery(self.delivery.run)),
            Worker("unknown outcomes", self.unknown_outcomes.run),
            Worker("status polling", status_poller.run),
            Worker("inbound sync", after_recovery(self.inbound_sync.run)),
            Worker("media download", self.downloader.run),
            Worker("cleanup", every(CLEANUP_SECONDS, cleanup.clean_up)),
            Worker("notifications", after_recovery(self.notification_worker.run)),
            Worker("system monitor", self.monitor.run),
            Worker("loop lag", self.monitor.measure_loop_lag),
        )

    @cached_property
    def services(self) -> Services:
        """What pages and routes call."""
        store, clock, sign_in = self.store, self.clock, self.sign_in
        passwords, phones, emails = self.passwords, self.phones, self.account_emails
        messaging = MessagingService(store=store, clock=clock, fitter=self.fitter)
        return Services(
            account_emails=emails,
            audit_log=AuditLogService(store=store),
            company=CompanyService(store=store, clock=clock, phones=phones),
            conversation_list=ConversationListService(store=store, phones=phones),
            conversations=ConversationsService(store=store, clock=clock),
            dashboard=DashboardService(store=store, clock=clock),
            delivery_tracker=self.delivery_tracker,
            diagnostics=self.diagnostics,
            drafts=DraftsService(store=store, clock=clock),
            forgotten_password=ForgottenPasswordService(
                store=store, clock=clock, account_emails=emails
            ),
            health=HealthService(store=store, clock=clock),
            hub=self.hub,
            inbound=self.inbound,
            media=self.media,
            messaging=messaging,
            metrics=self.metrics,
            monitor=self.monitor,
            one_time_links=OneTimeLinksService(store=store, clock=clock, passwords=passwords),
            presence=self.presence,
            profile=ProfileService(store=store, clock=clock, phones=phones, sign_in=sign_in),
            push_subscriptions=PushSubscriptionsService(store=store, clock=clock, push=self.push),
            setup=SetupService(store=store, clock=clock, passwords=passwords, phones=phones),
            sign_in=sign_in,
            start=StartService(store=store, clock=clock, phones=phones, messaging=messaging),
            templates=TemplatesService(store=store, clock=clock),
            two_factor=self.two_factor,
            uploads=self.uploads,
            users=UsersService(store=store, clock=clock, sign_in=sign_in),
            webhooks=TwilioWebhooks(self.settings.twilio),
        )

    @cached_property
    def sign_in(self) -> SignInService:
        return SignInService(store=self.store, clock=self.clock, passwords=self.passwords)

    @cached_property
    def two_factor(self) -> TwoFactorService:
        return TwoFactorService(
            store=self.store,
            clock=self.clock,
            passwords=self.passwords,
            codes=Totp(self.settings.brand),
            sign_in=self.sign_in,
        )

    @property
    def operator(self) -> OperatorService:
        return OperatorService(
            store=self.store, clock=self.clock, passwords=self.passwords, phones=self.phones
        )

    @property
    def erasure(self) -> ErasureService:
        settings = self.settings
        secure_delete = SecureDelete(settings.database, settings.data_dir / "media")
        return ErasureService(
            store=self.store, clock=self.clock, phones=self.phones, secure_delete=secure_delete
        )
