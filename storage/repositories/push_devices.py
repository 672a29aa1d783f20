"""The browsers that are told by push, in SQLite."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from domain.model.notifications import PushDevice
from storage.connection import DatabaseConnection
from storage.dialects import insert
from storage.mapping import columns_of
from storage.tables.notifications import is_waiting, notifications, push_devices

DEVICE = columns_of(PushDevice, push_devices)


class PushDeviceRepository:
    def __init__(self, connection: DatabaseConnection) -> None:
        self._connection = connection

    async def add(self, device: PushDevice, *, user_id: int, sign_in_id: int, at: datetime) -> None:
        """Add a browser for whoever signed in there last; the id is made here."""
        keys = {"p256dh": device.p256dh, "auth": device.auth}
        values = {"user_id": user_id, "sign_in_id": sign_in_id, "at": at, **keys}
        new = insert(push_devices).values(endpoint=device.endpoint, **values)
        await self._connection.execute(
            new.on_conflict_do_update(index_elements=["endpoint"], set_=values)
        )

    async def get(self, device_id: int) -> PushDevice | None:
        row = await self._connection.fetch_one(
            select(*DEVICE).where(push_devices.c.id == device_id)
        )
        return PushDevice(**row._mapping) if row else None

    async def remove(self, device_id: int) -> None:
        """Remove with the devices what waits to be told there."""
        await remove_devices(self._connection, push_devices.c.id == device_id)

    async def remove_endpoint(self, endpoint: str, *, user_id: int) -> None:
        own = (push_devices.c.endpoint == endpoint) & (push_devices.c.user_id == user_id)
        await remove_devices(self._connection, own)

    async def count(self, user_id: int) -> int:
        own = select(func.count()).where(push_devices.c.user_id == user_id)
        return int(await self._connection.scalar(own))


async def remove_devices(connection: DatabaseConnection, which: ColumnElement[bool]) -> None:
    """Remove with the devices what waits to be told there."""
    ids = select(push_devices.c.id).where(which)
    waiting = delete(notifications).where(is_waiting(), notifications.c.device_id.in_(ids))
    await connection.execute(waiting)
    await connection.execute(delete(push_devices).where(which))
