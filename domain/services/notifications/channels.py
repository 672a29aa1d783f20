"""The notification channels: composes e-mail, SMS and push messages, and sends them."""

from domain.gateways.phones import PhoneNumbers
from domain.model.carrier_errors import Rejected
from domain.model.invisible import is_blank
from domain.model.notifications import SENDER_LENGTH, Notification, NotificationText, shortened
from domain.model.phones import UNKNOWN_SENDER
from domain.model.users import Channel
from domain.ports.notifications import Email, Mail, Push, SmsNotifier
from domain.services.notifications.content import NotificationContext


class Channels:
    """`mail` is `None` where the operator has configured no mail server."""

    def __init__(
        self,
        *,
        mail: Mail | None,
        push: Push,
        sms_notifier: SmsNotifier,
        phones: PhoneNumbers,
        public_base_url: str,
    ) -> None:
        self._mail = mail
        self._push = push
        self._sms_notifier = sms_notifier
        self._phones = phones
        self._base_url = public_base_url.rstrip("/")

    @property
    def channels(self) -> tuple[Channel, ...]:
        usual = (Channel.PUSH, Channel.SMS)
        return (*usual, Channel.EMAIL) if self._mail else usual

    async def send(self, notification: Notification, context: NotificationContext) -> None:
        """Raise a `CarrierFailure`."""
        text = self._compose(context)
        match notification.recipient.channel:
            case Channel.EMAIL if self._mail:
                await self._mail.send(self._email(text, context))
            case Channel.SMS:
                await self._send_sms(text, context)
            case Channel.PUSH if context.device:
                await self._push.push(text, to=context.device)
            case channel:
                raise Rejected(f"no way to send {channel}")

    def _compose(self, context: NotificationContext) -> NotificationText:
        conversation, country = context.conversation, context.company.country
        number = self._phones.format(conversation.customer_number, country=country)
        names = (conversation.title or "", number)
        sender = next((name for name in names if not is_blank(name)), UNKNOWN_SENDER)
        return NotificationText(
            conversation_id=conversation.id,
            sender=shortened(" ".join(sender.split()), SENDER_LENGTH),
            point_of_contact=context.point_of_contact,
            count=context.count,
            text=context.text,
        )

    def _email(self, text: NotificationText, context: NotificationContext) -> Email:
        return Email(
            to=context.user.email,
            name=context.user.name,
            subject=text.subject,
            paragraphs=(f"{text.heading}:", text.sentence),
            action="Open the conversation",
            link=self._base_url + text.path,
            thread=text.thread,
        )

    async def _send_sms(self, text: NotificationText, context: NotificationContext) -> None:
        sender, phone = context.company.notification_number, context.user.phone
        if not sender or not phone:
            raise Rejected("no number")
        await self._sms_notifier.send_sms(
            text.sms(self._base_url + text.path), sender=sender, to=phone
        )
