"""The demo as a running program: Twilio played by the simulator, companies with a past."""

import tomllib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from domain.demo.history import Demo
from domain.demo.images import demo_image
from domain.gateways.settings import Settings, read_settings, secret_key
from domain.model.actor import ALL
from domain.simulator import AppNumber, PastText, Simulator
from domain.wiring import App

SCRIPTS = Path(__file__).parents[2] / "assets" / "demo"
ACCOUNT = "AC" + "d0" * 16
PASSWORD = "demo-password"
HINT = (
    f"This is a demo: sign in as amira, jonas, olga or nora@demo.test, password {PASSWORD}. "
    "The customers’ phone is at /simulator."
)


def demo_settings(settings: Settings, folder: Path) -> Settings:
    """Twilio is played by the simulator, in this process and over HTTP all the same."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = settings.model_copy(update={"data_dir": folder})
    token = sha256(secret_key(settings).encode()).hexdigest()[:32]
    return read_settings(
        data_dir=folder,
        database_url="",
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=token,
        twilio_api_key="",
        twilio_api_secret="",
        twilio_messaging_service_sid="",
        twilio_api_base_url=f"{settings.base_url}/simulator",
    )


async def seeded_simulator(settings: Settings) -> Simulator:
    """The demo's companies and their history, in our database and on the customers' phones."""
    app = App(settings)
    try:
        async with app.store.reading() as stored:
            is_new = not await stored.companies.exist()
        texted = await play_demo(app) if is_new else []
        async with app.store.reading() as stored:
            places = await stored.companies.points_of_contact(ALL)
    finally:
        await app.store.close()
    simulator = _simulator(settings, [AppNumber(place.app_number, place.name) for place in places])
    for past in texted:
        simulator.import_history(past)
    return simulator


async def play_demo(app: App) -> list[PastText]:
    """Write the companies of the demo and their past. Return all that was texted in it."""
    scripts = [tomllib.loads(path.read_text()) for path in sorted(SCRIPTS.glob("*.toml"))]
    demo = Demo(
        store=app.store,
        now=app.clock.now(),
        account=ACCOUNT,
        phones=app.phones,
        uploads=app.uploads,
        fitter=app.fitter,
        draw=demo_image,
        media_url=f"{app.settings.twilio_api_base_url}/2010-04-01/Accounts/{ACCOUNT}/Messages",
    )
    return await demo.play(scripts, password_hash=await app.passwords.hash(PASSWORD))


def _simulator(settings: Settings, numbers: Sequence[AppNumber]) -> Simulator:
    async def app_numbers() -> Sequence[AppNumber]:
        return numbers

    return Simulator(
        account_sid=ACCOUNT,
        auth_token=settings.auth_tokens[0],
        webhook_base_url=settings.base_url,
        app_numbers=app_numbers,
        journal_path=settings.data_dir / "simulator.jsonl",
    )
