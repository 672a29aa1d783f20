"""Stories of the sockets of pages: whose page one speaks for, and where it was opened."""

import pytest
from socketio.exceptions import ConnectionError as Refused

from tests.ui.visitors import until

EVIL = "https://evil.example"


# TRUST: 2.3-31
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_stolen_page_id_is_worth_nothing_without_the_cookie(
    visitor, amira, pressed, transport
):
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie="", by=transport)


# TRUST: 2.3-31
async def test_a_stolen_page_id_is_worth_nothing_with_the_cookie_of_another(visitor, amira):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie=olga.cookie)


async def test_the_owner_of_a_page_may_come_back_to_it(amira, pressed):
    tab = await amira.open()
    await tab.close()

    await tab.connect(cookie=amira.cookie)
    await tab.press()

    await until(lambda: pressed == ["Amira Benali"])


# TRUST: 2.3-31
async def test_a_socket_speaks_for_its_own_page_only(visitor, amira, pressed):
    olga = visitor()
    await olga.sign_in("olga@bright.test")
    hers, olgas = await amira.open(), await olga.open()

    await hers.press(through=olgas)
    await olgas.press()

    await until(lambda: pressed)
    assert pressed == ["Olga Lindqvist"]


# TRUST: 2.3-30
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_page_of_another_site_gets_no_socket(amira, transport):
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie=amira.cookie, origin=EVIL, by=transport)


# TRUST: 2.3-30
async def test_a_page_of_another_site_reads_nothing_from_a_socket(amira):
    answer = await amira.get("/_nicegui_ws/socket.io/?EIO=4&transport=polling", Origin=EVIL)

    assert answer.status_code == 400
    assert "access-control-allow-origin" not in answer.headers


# TRUST: 2.3-30
async def test_who_does_not_say_where_they_come_from_gets_no_websocket(amira):
    tab = await amira.open()
    await tab.close()

    with pytest.raises(Refused):
        await tab.connect(cookie=amira.cookie, origin=None)


# TRUST: R13
async def test_a_dead_line_is_noticed_and_told_of_within_sixteen_seconds(amira):
    tab = await amira.open()

    engine = tab.socket.eio
    assert engine.ping_interval + engine.ping_timeout <= 14
