"""Puts a notification into the form of its channel, and hands it to who carries it there."""

from domain.gateways.phones import PhoneNumbers
from domain.model.carrier_errors import Rejected
from domain.model.invisible import is_blank
from domain.model.notifications import SENDER_LENGTH, Notification, NotificationText, shortened
from domain.model.phones import UNKNOWN_SENDER
from domain.model.users import Channel
from domain.ports.notifications import Email, Mail, Push, SmsNotifier
from domain.services.notifications.content import NotificationContext


class Channels:
    """`mail` is missing where the operator has set up no mail server."""

    def __init__(
        self,
        *,
        mail: Mail | None,
        push: Push,
        pager: SmsNotifier,
        phones: PhoneNumbers,
        public_base_url: str,
    ) -> None:
        self._mail = mail
        self._push = push
        self._pager = pager
        self._phones = phones
        self._base_url = public_base_url.rstrip("/")

    @property
    def channels(self) -> tuple[Channel, ...]:
        usual = (Channel.PUSH, Channel.SMS)
        return (*usual, Channel.EMAIL) if self._mail else usual

    async def send(self, notification: Notification, tidings: NotificationContext) -> None:
        """Raise a `CarrierFailure`."""
        told = self._told(tidings)
        match notification.recipient.channel:
            case Channel.EMAIL if self._mail:
                await self._mail.send(self._letter(told, tidings))
            case Channel.SMS:
                await self._text(told, tidings)
            case Channel.PUSH if tidings.device:
                await self._push.push(told, to=tidings.device)
            case channel:
                raise Rejected(f"no way to send {channel}")

    def _told(self, tidings: NotificationContext) -> NotificationText:
        conversation, country = tidings.conversation, tidings.company.country
        number = self._phones.written(conversation.customer_number, country=country)
        names = (conversation.title or "", number)
        sender = next((name for name in names if not is_blank(name)), UNKNOWN_SENDER)
        return NotificationText(
            conversation_id=conversation.id,
            sender=shortened(" ".join(sender.split()), SENDER_LENGTH),
            point_of_contact=tidings.point_of_contact,
            count=tidings.count,
            text=tidings.text,
        )

    def _letter(self, told: NotificationText, tidings: NotificationContext) -> Email:
        return Email(
            to=tidings.user.email,
            name=tidings.user.name,
            subject=told.subject,
            paragraphs=(f"{told.heading}:", told.sentence),
            action="Open the conversation",
            link=self._base_url + told.path,
            thread=told.thread,
        )

    async def _text(self, told: NotificationText, tidings: NotificationContext) -> None:
        sender, phone = tidings.company.notification_number, tidings.user.phone
        if not sender or not phone:
            raise Rejected("no number")
        await self._pager.text(told.sms(self._base_url + told.path), sender=sender, to=phone)
