"""Everything that is stored, and the units of work it is read and written in."""

from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from typing import Protocol

from domain.model.events import Event
from domain.ports.attachments import Attachments, DraftAttachments
from domain.ports.audit import Audit
from domain.ports.backlog import Watch
from domain.ports.conversations import Conversations, Messages, Outbox, Timeline
from domain.ports.dashboard import Overview
from domain.ports.drafts import Drafts
from domain.ports.erasure import Erasures
from domain.ports.notifications import Notifications, PushDevices
from domain.ports.opt_outs import OptOuts
from domain.ports.people import Companies, People
from domain.ports.retention import OutdatedRows
from domain.ports.sync_state import SyncState
from domain.ports.two_factor import TwoSteps
from domain.ports.unrouted import Unrouted


class Repositories(Protocol):
    """Everything that is stored, at one moment."""

    @property
    @abstractmethod
    def companies(self) -> Companies: ...

    @property
    @abstractmethod
    def people(self) -> People: ...

    @property
    @abstractmethod
    def two_steps(self) -> TwoSteps: ...

    @property
    @abstractmethod
    def conversations(self) -> Conversations: ...

    @property
    @abstractmethod
    def messages(self) -> Messages: ...

    @property
    @abstractmethod
    def outbox(self) -> Outbox: ...

    @property
    @abstractmethod
    def timeline(self) -> Timeline: ...

    @property
    @abstractmethod
    def opt_outs(self) -> OptOuts: ...

    @property
    @abstractmethod
    def drafts(self) -> Drafts: ...

    @property
    @abstractmethod
    def unrouted(self) -> Unrouted: ...

    @property
    @abstractmethod
    def attachments(self) -> Attachments: ...

    @property
    @abstractmethod
    def draft_attachments(self) -> DraftAttachments: ...

    @property
    @abstractmethod
    def look_ups(self) -> SyncState: ...

    @property
    @abstractmethod
    def erasures(self) -> Erasures: ...

    @property
    @abstractmethod
    def audit(self) -> Audit: ...

    @property
    @abstractmethod
    def overview(self) -> Overview: ...

    @property
    @abstractmethod
    def notifications(self) -> Notifications: ...

    @property
    @abstractmethod
    def outdated_rows(self) -> OutdatedRows: ...

    @property
    @abstractmethod
    def push_devices(self) -> PushDevices: ...

    @property
    @abstractmethod
    def watch(self) -> Watch: ...


class Transaction(Repositories, Protocol):
    """One unit of work. Leaving it commits, and then publishes the events recorded in it."""

    @abstractmethod
    def record(self, event: Event) -> None: ...


class Store(Protocol):
    @property
    @abstractmethod
    def is_damaged(self) -> bool:
        """Whether a part of the database could not be read since the start."""

    @abstractmethod
    def transaction(self) -> AbstractAsyncContextManager[Transaction]:
        """Write. One at a time: never wait for the network inside. Raise `NotStored`."""

    @abstractmethod
    def reading(self) -> AbstractAsyncContextManager[Repositories]:
        """Read, beside any writer. Raise `DatabaseDamaged`."""

    @abstractmethod
    def searching(self, *, to_the_end: bool = False) -> AbstractAsyncContextManager[Repositories]:
        """Read what may take long, without holding up what is read by `reading`.

        Raise `TookTooLong` rather than go on for more than a moment, unless `to_the_end`.
        """
