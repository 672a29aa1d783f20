"""A carrier that takes messages, or does not."""

from dataclasses import replace

from domain.model.attachments import InboundMedia
from domain.model.carrier import CarrierRecord, ListedText, Taken
from domain.model.carrier_errors import CarrierFailure, NotSent
from domain.model.messages import DeliveryStatus, OutboundAttempt
from domain.ports.carrier import Carrier

ACCOUNT = "AC" + "1" * 32


class ScriptedCarrier(Carrier):
    """Takes messages like the real one, and goes wrong on request."""

    account = ACCOUNT

    def __init__(self, clock) -> None:
        self._clock = clock
        self.troubles: list[CarrierFailure | None] = []
        self.taken: list[OutboundAttempt] = []
        self.listed: list[CarrierRecord] = []
        self.trouble_listing: CarrierFailure | None = None
        self.unshowable: set[str] = set()
        """Messages about which, or about whose files, it answers with an error."""
        self.received: list[ListedText] = []
        """What customers wrote, whether or not a webhook told of it."""
        self.media: dict[str, tuple[InboundMedia, ...]] = {}

    @property
    def texts(self) -> list[str]:
        return [outgoing.body for outgoing in self.taken]

    async def send(self, outgoing: OutboundAttempt) -> str:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble
        return Taken(carrier_id=self.take(outgoing))

    def take(self, outgoing: OutboundAttempt) -> str:
        """What the carrier does with a message, whether or not its answer gets through."""
        self.taken.append(outgoing)
        carrier_id = f"SM{len(self.taken):032}"
        self.listed.append(
            CarrierRecord(
                carrier_id=carrier_id,
                body=outgoing.body,
                created_at=self._clock.now(),
                status="sent",
                delivery=DeliveryStatus.SENT,
                error=None,
            )
        )
        return carrier_id

    async def sent_since(self, moment, *, app_number, customer_number, thorough=True):
        if self.trouble_listing:
            raise self.trouble_listing
        return [record for record in self.listed if record.created_at >= moment]

    async def received_since(self, moment):
        if self.trouble_listing:
            raise self.trouble_listing
        return [text for text in self.received if text.at >= moment]

    async def media_of(self, carrier_id):
        if carrier_id in self.unshowable:
            raise NotSent
        return self.media[carrier_id]

    async def look_up(self, carrier_id):
        if self.trouble_listing:
            raise self.trouble_listing
        if carrier_id in self.unshowable:
            raise NotSent
        return next((each for each in self.listed if each.carrier_id == carrier_id), None)

    def becomes(self, carrier_id, delivery, *, error=None) -> None:
        """The end of a message, of which no callback tells."""
        place = next(at for at, each in enumerate(self.listed) if each.carrier_id == carrier_id)
        self.listed[place] = replace(
            self.listed[place], status=str(delivery), delivery=delivery, error=error
        )
