"""Resolves host names, but not to private addresses (SSRF)."""

from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class PrivateAddress(OSError):
    """A host name that resolves to a private address."""


class PublicResolver(AbstractResolver):
    """Only the host `allow`, which the operator chose, may resolve to a private address.

    aiohttp does not resolve IP literals: check those elsewhere.
    """

    def __init__(self, *, allow: str) -> None:
        self._allow = allow
        self._system = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        results = await self._system.resolve(host, port, family)  # type: ignore[arg-type]
        if host != self._allow and any(not _is_public(result["host"]) for result in results):
            raise PrivateAddress(f"{host} leads into a private network")
        return results

    async def close(self) -> None:
        await self._system.close()


def _is_public(address: str) -> bool:
    return ip_address(address.partition("%")[0]).is_global
