"""Who sends a request: the member whom the session guard has found, and their browser."""

from fastapi import Request

from domain.model.actor import Member


def viewer(request: Request) -> Member:
    """Of a path that is not open to all; also to be asked for with `Depends`."""
    member: Member = request.state.member
    return member


def conversing_viewer(request: Request) -> Member:
    """Raise `NotPermitted`, which is answered with a page, for those without Live Conversations."""
    member = viewer(request)
    member.require_conversations()
    return member


def client_info(request: Request) -> dict[str, str]:
    """The network address and the browser, which are stored with a sign-in."""
    return {
        "address": request.client.host if request.client else "unknown",
        "device": request.headers.get("user-agent", ""),
    }
