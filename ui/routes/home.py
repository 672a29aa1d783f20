"""/: greets the user and leads to what they may use."""

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from domain.services import Services
from ui.access import viewer
from ui.routes.desk import Desk
from ui.security.site_config import SiteConfig


def routes(services: Services, *, config: SiteConfig) -> APIRouter:
    router = APIRouter()
    desk = Desk(services, config)

    @router.get("/")
    async def home(request: Request) -> Response:
        member = viewer(request)
        now = services.dashboard.now()
        standing = await services.dashboard.summary(by=member) if member.may_converse else None
        longest = standing.longest_since if standing else None
        return await desk.show(
            request,
            "home.html",
            greeting=greeting(now.astimezone(await desk.clock_of(member))),
            first_name=member.first_name,
            standing=standing,
            longest=duration(now - longest) if longest else None,
        )

    return router


def greeting(here: datetime) -> str:
    if here.hour < 5:
        return "Hello"
    if here.hour < 12:
        return "Good morning"
    return "Good afternoon" if here.hour < 18 else "Good evening"


def duration(waited: timedelta) -> str:
    """In the two largest units that say something: "3 d 4 h", "1 h 12 min", "5 min"."""
    minutes = max(0, int(waited.total_seconds())) // 60
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
