"""These are the use cases. `Services` is the whole back end as the pages see it.

Each folder holds the use cases of one field:

- `inbox` lists, opens and starts conversations, and keeps drafts, templates and the timeline.
- `messaging` receives and sends messages, follows their delivery status, reconciles both with
  the carrier, and honours opt-outs.
- `media` uploads, fits, downloads and hands out the files of messages.
- `live` brings committed events to open pages through the event hub, and tracks presence.
- `notifications` queues and sends e-mail, SMS and push notifications to users.
- `accounts` signs users in and out, with passwords, two-factor codes, a login throttle and
  one-time links.
- `admin` manages users and companies, sets up the first of them, writes the audit log, erases
  customers, and does what the operator asks for on the command line.
- `operations` runs the background workers, and monitors, diagnoses and cleans up.
"""

from dataclasses import dataclass

from domain.gateways.metrics import Metrics
from domain.ports.carrier import WebhookParser
from domain.services.accounts.forgotten_password import ForgottenPasswordService
from domain.services.accounts.link_emails import AccountEmails
from domain.services.accounts.one_time_links import OneTimeLinksService
from domain.services.accounts.profile import ProfileService
from domain.services.accounts.sign_in import SignInService
from domain.services.accounts.two_factor import TwoFactorService
from domain.services.admin.audit import AuditLogService
from domain.services.admin.company import CompanyService
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
from domain.services.media.files import MediaService
from domain.services.media.uploads import UploadsService
from domain.services.messaging.delivery_status import DeliveryTracker
from domain.services.messaging.inbound import InboundService
from domain.services.messaging.send import MessagingService
from domain.services.notifications.push_subscriptions import PushSubscriptionsService
from domain.services.operations.diagnostics.runner import Diagnostics
from domain.services.operations.health import HealthService
from domain.services.operations.monitor import SystemMonitor


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    account_emails: AccountEmails
    audit_log: AuditLogService
    company: CompanyService
    conversation_list: ConversationListService
    conversations: ConversationsService
    dashboard: DashboardService
    delivery_tracker: DeliveryTracker
    diagnostics: Diagnostics
    drafts: DraftsService
    forgotten_password: ForgottenPasswordService
    health: HealthService
    hub: EventHub
    inbound: InboundService
    media: MediaService
    messaging: MessagingService
    metrics: Metrics
    monitor: SystemMonitor
    one_time_links: OneTimeLinksService
    presence: Presence
    profile: ProfileService
    push_subscriptions: PushSubscriptionsService
    setup: SetupService
    sign_in: SignInService
    start: StartService
    templates: TemplatesService
    two_factor: TwoFactorService
    uploads: UploadsService
    users: UsersService
    webhooks: WebhookParser
