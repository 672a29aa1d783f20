"""Who is looking. The guard has let them in; pages and routes ask here who it was."""

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
