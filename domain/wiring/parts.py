"""What services share: the database, gateways, and services that others need."""

from functools import cached_property
from pathlib import Path

from domain.gateways.clock import SystemClock
from domain.gateways.images.adapter import PillowPictures
from domain.gateways.mail import SmtpMail
from domain.gateways.metrics import Metrics
from domain.gateways.passwords import Argon2Passwords
from domain.gateways.phones import PhoneNumbers
from domain.gateways.public_url_probe import PublicUrlProbe
from domain.gateways.settings import Settings, secret_key
from domain.gateways.twilio.account_api import TwilioAccountApi
from domain.gateways.twilio.carrier import TwilioCarrier
from domain.gateways.twilio.media import TwilioMedia
from domain.gateways.web_push import WebPush, push_key
from domain.services.accounts.link_emails import AccountEmails
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
from domain.services.messaging.reconciliation.inbound_sync import InboundSync
from domain.services.messaging.reconciliation.unknown_outcomes import UnknownOutcomeResolver
from domain.services.notifications.channels import Channels
from domain.services.notifications.queue import NotificationQueue
from domain.services.notifications.worker import NotificationWorker
from domain.services.operations.diagnostics.public_url import PublicUrlCheck
from domain.services.operations.diagnostics.runner import Diagnostics
from domain.services.operations.diagnostics.twilio import AccountCheck
from domain.services.operations.monitor import SystemMonitor
from storage.database import Database
from storage.media_files import MediaFolder

PUSH_KEY = "push-key"


class Parts:
    """Each part is made when it is first asked for, and there is one of it.

    `database` is another file than the settings name, for commands that must leave that alone.
    """

    def __init__(self, settings: Settings, *, database: Path | None = None) -> None:
        self.settings = settings
        self._database = database or settings.database
        self.clock = SystemClock()
        self.hub = EventHub()
        self.metrics = Metrics()
        self.passwords = Argon2Passwords()
        self.phones = PhoneNumbers()

    @cached_property
    def store(self) -> Database:
        return Database(self._database, publish=self.hub.publish, observe=self.metrics.database)

    # Messaging

    @cached_property
    def carrier(self) -> TwilioCarrier:
        return TwilioCarrier(self.settings.twilio)

    @cached_property
    def inbound(self) -> InboundService:
        return InboundService(
            store=self.store, clock=self.clock, notification_queue=self.notification_queue
        )

    @cached_property
    def delivery_tracker(self) -> DeliveryTracker:
        return DeliveryTracker(store=self.store, clock=self.clock, account=self.carrier.account)

    @cached_property
    def delivery(self) -> DeliveryService:
        return DeliveryService(
            store=self.store,
            carrier=self.carrier,
            clock=self.clock,
            delivery_tracker=self.delivery_tracker,
            links=self.media_links,
            policy=DeliveryPolicy(pause_per_number=1 / self.settings.messages_per_second),
            metrics=self.metrics,
        )

    @cached_property
    def unknown_outcomes(self) -> UnknownOutcomeResolver:
        return UnknownOutcomeResolver(
            store=self.store,
            carrier=self.carrier,
            clock=self.clock,
            delivery_tracker=self.delivery_tracker,
            delivery=self.delivery,
        )

    @cached_property
    def inbound_sync(self) -> InboundSync:
        return InboundSync(
            store=self.store, carrier=self.carrier, clock=self.clock, inbound=self.inbound
        )

    # Pictures and other files

    @cached_property
    def media_files(self) -> MediaFolder:
        return MediaFolder(self.settings.data_dir / "media")

    @cached_property
    def media_source(self) -> TwilioMedia:
        return TwilioMedia(self.settings.twilio)

    @cached_property
    def media_links(self) -> MediaLinks:
        return MediaLinks(
            secret_key=secret_key(self.settings),
            public_base_url=self.settings.base_url,
            clock=self.clock,
        )

    @cached_property
    def pictures(self) -> PillowPictures:
        return PillowPictures()

    @cached_property
    def fitter(self) -> AttachmentFitter:
        return AttachmentFitter(store=self.store, files=self.media_files, pictures=self.pictures)

    @cached_property
    def uploads(self) -> UploadsService:
        return UploadsService(
            store=self.store, clock=self.clock, files=self.media_files, pictures=self.pictures
        )

    @cached_property
    def media(self) -> MediaService:
        return MediaService(
            store=self.store,
            clock=self.clock,
            files=self.media_files,
            thumbnails=self.pictures,
            links=self.media_links,
        )

    @cached_property
    def downloader(self) -> MediaDownloader:
        return MediaDownloader(
            store=self.store,
            clock=self.clock,
            files=self.media_files,
            source=self.media_source,
            thumbnails=self.pictures,
        )

    # Notifications

    @cached_property
    def presence(self) -> Presence:
        return Presence(self.hub)

    @cached_property
    def mail(self) -> SmtpMail | None:
        settings, url = self.settings, self.settings.smtp_url.get_secret_value()
        return SmtpMail(url, sender=settings.mail_from, brand=settings.brand) if url else None

    @cached_property
    def account_emails(self) -> AccountEmails:
        return AccountEmails(mail=self.mail, public_base_url=self.settings.pages_url)

    @cached_property
    def push(self) -> WebPush:
        """A push service may ask the contact when something is wrong with what we send."""
        settings = self.settings
        is_public = settings.pages_url.startswith("https://")
        contact = settings.pages_url if is_public else "mailto:nobody@localhost"
        if settings.mail_from:
            contact = f"mailto:{settings.mail_from}"
        return WebPush(push_key(settings.data_dir / PUSH_KEY), contact=contact)

    @cached_property
    def channels(self) -> Channels:
        return Channels(
            mail=self.mail,
            push=self.push,
            sms_notifier=self.carrier,
            phones=self.phones,
            public_base_url=self.settings.pages_url,
        )

    @cached_property
    def notification_queue(self) -> NotificationQueue:
        fold_seconds = self.settings.notify_fold_seconds
        return NotificationQueue(channels=self.channels.channels, fold_seconds=fold_seconds)

    @cached_property
    def notification_worker(self) -> NotificationWorker:
        return NotificationWorker(
            store=self.store, clock=self.clock, presence=self.presence, channels=self.channels
        )

    # Operations

    @cached_property
    def monitor(self) -> SystemMonitor:
        return SystemMonitor(
            store=self.store,
            clock=self.clock,
            hub=self.hub,
            metrics=self.metrics,
            unknown_outcomes=self.unknown_outcomes,
            inbound_sync=self.inbound_sync,
        )

    @cached_property
    def diagnostics(self) -> Diagnostics:
        settings, account = self.settings, TwilioAccountApi(self.settings.twilio)
        return Diagnostics(
            store=self.store,
            clock=self.clock,
            account=account,
            account_check=AccountCheck(
                account, clock=self.clock, public_base_url=settings.base_url
            ),
            public_url_check=PublicUrlCheck(
                PublicUrlProbe(settings.twilio, local_url=settings.local_url),
                secret_key=secret_key(settings),
                is_called=account.is_real,
            ),
            messages_per_second=settings.messages_per_second,
        )
