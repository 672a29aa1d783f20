"""What the channels of notifications are called, and their icons."""

from collections.abc import Mapping

from domain.model.users import Channel

NAMES: Mapping[Channel, str] = {
    Channel.EMAIL: "Email",
    Channel.SMS: "SMS",
    Channel.PUSH: "Browser push",
    Channel.SOUND: "Sound",
}
ICONS: Mapping[Channel, str] = {
    Channel.EMAIL: "email",
    Channel.SMS: "sms",
    Channel.PUSH: "notifications",
    Channel.SOUND: "sound",
}
