"""Addresses that can be listened at, and those that cannot."""

import socket

import pytest

from domain.gateways.listening import listen
from domain.gateways.settings import UnusableSettings, read_settings


# FAULT: S-7
def test_an_address_that_cannot_be_listened_at_is_told_in_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(UnusableSettings, match=f"PORT is {port}, where another program"):
            listen("127.0.0.1", port)
    for host in ("nowhere.invalid", "192.0.2.1"):
        with pytest.raises(UnusableSettings, match=f"HOST is “{host}”, which is no address"):
            listen(host, port)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("0.0.0.0", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:8080"),
        ("::1", "http://[::1]:8080"),
        ("10.0.0.7", "http://10.0.0.7:8080"),
    ],
)
def test_the_address_on_this_machine_is_one_that_can_be_opened(host, address):
    assert read_settings(host=host).base_url == address
