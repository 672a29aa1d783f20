"""CheckResult hosts by name, but none inside our own network."""

from ipaddress import ip_address

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver


class PrivateAddress(OSError):
    """A name that leads into a private network."""


class PublicResolver(AbstractResolver):
    """A name may lead into our own network only when the operator chose it.

    Whoever connects to an address without a name does not come by here.
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
