"""Settings of a server that can go live."""

from domain.gateways.settings import read_settings

NEEDED = {
    "twilio_account_sid": "AC" + "1" * 32,
    "twilio_auth_token": "the-auth-token",
    "public_base_url": "https://inbox.bright.test",
}


def settings(folder, **values):
    return read_settings(data_dir=folder, **values)
