"""A Twilio for a server of one's own: the simulator, in a thread with a loop of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from domain.simulator import AppNumber, NetworkTiming, Simulator
from domain.simulator.message import Text
from tests.servers import free_port
from tests.simulator.rig import ACCOUNT, TOKEN, serving

QUICK = NetworkTiming(until_sent=0.05, until_delivered=0.05)


class Carrier:
    def __init__(self, *, webhook_base_url: str, numbers: Sequence[str]) -> None:
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._over = asyncio.Event()
        self._is_up = threading.Event()
        self._simulator = Simulator(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            webhook_base_url=webhook_base_url,
            app_numbers=lambda: named(numbers),
            timing=QUICK,
        )

    @property
    def settings(self) -> dict[str, str]:
        """For the server that texts with it."""
        return {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "TWILIO_API_BASE_URL": f"http://127.0.0.1:{self.port}",
        }

    @contextmanager
    def running(self) -> Iterator[None]:
        thread = threading.Thread(target=self._loop.run_until_complete, args=[self._run()])
        thread.start()
        self._is_up.wait(10)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._over.set)
            thread.join(10)
            self._loop.close()

    def texts(self, text: str, *, customer: str, to: str) -> None:
        """A customer writes."""
        self._do(lambda: self._simulator.text(text, customer_number=customer, app_number=to))

    def leads(self, number: str, to: str) -> None:
        """As somebody has set it in the console."""
        self._do(lambda: self._simulator.set_inbound_webhook(number, to=to))

    @property
    def taken(self) -> list[Text]:
        """What the team has texted, oldest first."""
        return [text for text in self._simulator.texts if not text.is_inbound]

    def _do(self, act: Callable[[], object]) -> None:
        self._loop.call_soon_threadsafe(act)

    async def _run(self) -> None:
        async with serving(self._simulator.app, port=self.port):
            await self._simulator.start()
            self._is_up.set()
            await self._over.wait()
            await self._simulator.stop()


async def named(numbers: Sequence[str]) -> list[AppNumber]:
    return [AppNumber(number, number) for number in numbers]
