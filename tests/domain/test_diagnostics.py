"""Stories about Olga, who wants to know why nothing arrives, and is told how to mend it."""

import os
import sys
from asyncio import create_subprocess_exec, subprocess

import pytest

from domain.model.diagnostics import CheckStatus
from domain.model.errors import NotPermitted, UnknownPointOfContact
from domain.services.operations.diagnostics.public_url import PICTURES, SIGNATURE
from domain.services.operations.diagnostics.runner import SENDING_RATE
from domain.services.operations.diagnostics.twilio import ACCOUNT, CLOCK
from storage.copying import copy_database
from tests.servers import LEFT_BEHIND, ROOT
from tests.simulator.rig import ACCOUNT as ACCOUNT_SID
from tests.simulator.rig import HARBOUR, QUEEN_STREET, TOKEN
from tests.support.diagnostics import ELSEWHERE, KEY_OF_THE_HOUSE
from tests.support.diagnostics import premises as premises


# SPEC: ACC-9
async def test_where_all_is_well_olga_reads_so_of_each_thing(premises):
    found = await premises.finds()

    assert {finding.status for finding in found.values()} == {CheckStatus.OK}
    assert list(found) == [
        ACCOUNT,
        CLOCK,
        f"{HARBOUR} (Harbour)",
        f"Webhook of {HARBOUR}",
        f"{QUEEN_STREET} (Queen Street)",
        f"Webhook of {QUEEN_STREET}",
        SIGNATURE,
        PICTURES,
        SENDING_RATE,
    ]
    assert all(finding.fix == "" for finding in found.values())


async def test_asking_changes_nothing(premises):
    await premises.finds()

    assert await premises.house.listed() == []
    assert premises.simulator.texts == []


# Who may


# SPEC: ACC-6 ACC-9
async def test_only_administrators_look_and_only_at_their_own_numbers(premises, clock):
    house = premises.house
    async with house.store.transaction() as tx:
        fork = await tx.companies.add("Green Fork", live_conversations=True, at=clock.now())
        kitchen = await tx.companies.add_point_of_contact(
            fork.id, "Kitchen", app_number="+14165550190", is_default=True, at=clock.now()
        )
    check_up = premises.check_up()

    assert not any("Kitchen" in subject for subject in await premises.finds())
    assert any("Kitchen" in each.subject for each in await check_up.run_for_all())
    for attempt in (
        check_up.run(by=house.amira),
        check_up.set_webhook(house.harbour.id, by=house.amira),
    ):
        with pytest.raises(NotPermitted):
            await attempt
    with pytest.raises(UnknownPointOfContact):
        await check_up.set_webhook(kitchen.id, by=house.olga)


async def test_without_a_place_olga_is_told_where_to_begin(store, clock, premises):
    found = {each.subject: each for each in await premises.check_up().run_checks([])}

    assert "no point of contact yet" in found["Numbers"].message


# The command line


async def check(data_dir, **settings):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(LEFT_BEHIND)}
    process = await create_subprocess_exec(
        sys.executable,
        str(ROOT / "main.py"),
        "check",
        env=kept | {"DATA_DIR": str(data_dir)} | settings,
        cwd=data_dir,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    told, _ = await process.communicate()
    return process.returncode, told.decode()


# SPEC: OPS-1 OPS-2
async def test_the_operator_reads_the_same_on_the_command_line(premises, database_path, tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    copy_database(database_path, folder / "live-conversations.db")
    settings = {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_API_BASE_URL": f"{premises.address}/simulator",
        "PUBLIC_BASE_URL": premises.address.replace("//", "//proxy:pass@"),
        "PORT": premises.address.rpartition(":")[2],
        "SECRET_KEY": KEY_OF_THE_HOUSE,
    }
    premises.simulator.set_inbound_webhook(HARBOUR, to=ELSEWHERE)

    wrong, told = await check(folder, **settings)

    assert wrong == 1
    assert f"WRONG Webhook of {HARBOUR}" in told
    assert f"ok    {SIGNATURE}" in told
    assert "ok    Database: Intact and up to date." in told
    assert f"TWILIO_ACCOUNT_SID = {ACCOUNT_SID}" in told
    for secret in (TOKEN, KEY_OF_THE_HOUSE, "proxy:pass"):
        assert secret not in told
    premises.simulator.set_inbound_webhook(
        HARBOUR, to=f"{premises.address}/webhooks/twilio/inbound#rc=3&rp=all"
    )


# SPEC: OPS-2
async def test_before_the_first_start_the_operator_reads_what_is_missing(tmp_path):
    wrong, told = await check(tmp_path)

    assert wrong == 1
    assert "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, PUBLIC_BASE_URL" in told
    assert "There is none yet; the first start makes it." in told
    assert list(tmp_path.iterdir()) == []
