"""Use cases. `Services` is the whole back end as the pages see it."""

from dataclasses import dataclass

from domain.ports.carrier import Webhooks
from domain.ports.measures import Measures
from domain.services.accounts import AccountsService
from domain.services.attachments import AttachmentsService
from domain.services.check_up import CheckUpService
from domain.services.company import CompanyService
from domain.services.conversations import ConversationsService
from domain.services.devices import DevicesService
from domain.services.drafts import DraftsService
from domain.services.forgotten import ForgottenPasswordService
from domain.services.health import HealthService
from domain.services.hub import EventHub
from domain.services.inbound import InboundService
from domain.services.invitations import InvitationsService
from domain.services.ledger import LedgerService
from domain.services.letters import LettersService
from domain.services.listing import ListingService
from domain.services.media import MediaService
from domain.services.messaging import MessagingService
from domain.services.overview import OverviewService
from domain.services.people import PeopleService
from domain.services.presence import Presence
from domain.services.profile import ProfileService
from domain.services.progress import Progress
from domain.services.set_up import SetUpService
from domain.services.starting import StartingService
from domain.services.templates import TemplatesService
from domain.services.two_step import TwoStepService
from domain.services.watch import WatchService


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    accounts: AccountsService
    attachments: AttachmentsService
    check_up: CheckUpService
    company: CompanyService
    conversations: ConversationsService
    devices: DevicesService
    drafts: DraftsService
    forgotten: ForgottenPasswordService
    health: HealthService
    hub: EventHub
    inbound: InboundService
    invitations: InvitationsService
    ledger: LedgerService
    letters: LettersService
    listing: ListingService
    measures: Measures
    media: MediaService
    messaging: MessagingService
    overview: OverviewService
    people: PeopleService
    presence: Presence
    profile: ProfileService
    progress: Progress
    set_up: SetUpService
    starting: StartingService
    templates: TemplatesService
    two_step: TwoStepService
    watch: WatchService
    webhooks: Webhooks
