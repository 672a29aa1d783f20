"""Links by which the carrier gets pictures."""

import pytest

from domain.model.picture_errors import UnknownAttachment
from domain.services.media.links import MediaLinks
from tests.domain.conftest import PUBLIC
from tests.support.media_links import token_of


# SPEC: MMS-6
# TRUST: 2.3-48
async def test_the_carrier_gets_links_that_lead_to_the_pictures_and_expire(house):
    conversation = await house.conversation_with()
    added = await house.add(conversation)
    message = await house.send(conversation, "", attachments=[added.id])
    await house.deliver()

    [url] = house.carrier.taken[-1].media_urls
    content = await house.media.get_by_link(token_of(url))

    assert content.attachment == message.attachments[0]
    assert len(content.path.read_bytes()) == content.attachment.size
    house.clock.pass_by(hours=25)
    await house.media.get_by_link(token_of(url))
    house.clock.pass_by(hours=24)
    with pytest.raises(UnknownAttachment):
        await house.media.get_by_link(token_of(url))


# TRUST: 2.3-48
@pytest.mark.parametrize("spoil", [0, 1, 2, 7, 12, 21, -2])
async def test_a_link_that_was_tampered_with_leads_nowhere(house, spoil):
    conversation = await house.conversation_with()
    added = await house.add(conversation)
    message = await house.send(conversation, "", attachments=[added.id])
    token = token_of(house.links.to(message.attachments[0].id))
    spoiled = list(token)
    spoiled[spoil] = "8" if token[spoil] != "8" else "9"

    for other in ("".join(spoiled), token[:-1], token[token.index(".") :], ""):
        with pytest.raises(UnknownAttachment):
            await house.media.get_by_link(other)


# TRUST: 2.3-18
async def test_a_link_outlives_its_key_for_as_long_as_the_key_is_named(house):
    def links(keys):
        return MediaLinks(secret_key=keys, public_base_url=PUBLIC, clock=house.clock)

    of_before, of_now = token_of(links("old").to(7)), token_of(links("new, old").to(7))

    assert links("new, old").attachment_in(of_before) == 7
    assert links("new").attachment_in(of_now) == 7
    for keys, token in (("new", of_before), ("old", of_now)):
        with pytest.raises(UnknownAttachment):
            links(keys).attachment_in(token)
