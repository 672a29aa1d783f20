"""A customer's phone in the demo, without its page."""

import httpx

from tests.servers import Server

QUEEN_STREET = "+14165550100"


async def texts_in(demo: Server, text: str, *, customer: str) -> None:
    """As somebody who texts with Queen Street."""
    async with httpx.AsyncClient(base_url=f"{demo.url}/simulator") as phone:
        new = {"app_number": QUEEN_STREET, "customer": customer, "text": text}
        assert (await phone.post("/phone/texts", json=new)).is_success
