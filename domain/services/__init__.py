"""Use cases. `Services` is the whole back end as the pages see it."""

from dataclasses import dataclass

from domain.ports.carrier import Webhooks
from domain.services.accounts import AccountsService
from domain.services.conversations import ConversationsService
from domain.services.drafts import DraftsService
from domain.services.health import HealthService
from domain.services.hub import EventHub
from domain.services.inbound import InboundService
from domain.services.messaging import MessagingService
from domain.services.progress import Progress
from domain.services.set_up import SetUpService
from domain.services.templates import TemplatesService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    accounts: AccountsService
    conversations: ConversationsService
    drafts: DraftsService
    health: HealthService
    hub: EventHub
    inbound: InboundService
    messaging: MessagingService
    progress: Progress
    set_up: SetUpService
    templates: TemplatesService
    webhooks: Webhooks
