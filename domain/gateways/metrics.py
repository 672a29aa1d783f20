"""Metrics of the process, kept and rendered by Prometheus' own library."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from domain.model.diagnostics import Backlog

PREFIX = "live_conversations"
QUICK = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
"""Bounds in seconds for what should take milliseconds."""


class Metrics:
    """Counts and times what happens; never who or what it was about.

    Has a registry of its own, so that one process can have two of them.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._webhooks = self._counter("webhooks", "Requests of the carrier.", "kind", "result")
        self._sends = self._counter("sends", "Messages the carrier was asked to take.", "result")
        self._database = self._histogram(
            "database_seconds", "One unit of work, also of workers.", "kind"
        )
        self._lag = self._histogram("loop_lag_seconds", "How late the event loop was.")
        self._messages = self._gauge("messages", "Messages on their way.", "state")
        self._oldest = self._gauge("oldest_due_seconds", "Wait of the longest due message.")
        self._files = self._gauge("files_to_fetch", "Files still to be fetched.")
        self._unrouted = self._gauge("unrouted", "Messages to a number of nobody's.")
        self._pages = self._gauge("open_pages", "Pages that hear of news.")

    def webhook(self, kind: str, result: str) -> None:
        self._webhooks.labels(kind, result).inc()

    def sent(self, result: str) -> None:
        """The carrier was asked to take a message, and this came of it."""
        self._sends.labels(result).inc()

    def database(self, kind: str, seconds: float) -> None:
        self._database.labels(kind).observe(seconds)

    def loop_lag(self, seconds: float) -> None:
        """How late the event loop was."""
        self._lag.observe(seconds)

    def render(self, queue: Backlog, *, open_pages: int, now: datetime) -> bytes:
        """Everything, in the text format of Prometheus."""
        for state in ("queued", "sending", "unknown"):
            self._messages.labels(state).set(getattr(queue, state))
        waited = (now - queue.oldest_due).total_seconds() if queue.oldest_due else 0
        self._oldest.set(max(0, waited))
        self._files.set(queue.files)
        self._unrouted.set(queue.unrouted)
        self._pages.set(open_pages)
        return generate_latest(self._registry)

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"{PREFIX}_{name}", about, labels, registry=self._registry)

    def _gauge(self, name: str, about: str, *labels: str) -> Gauge:
        return Gauge(f"{PREFIX}_{name}", about, labels, registry=self._registry)

    def _histogram(self, name: str, about: str, *labels: str) -> Histogram:
        return Histogram(f"{PREFIX}_{name}", about, labels, buckets=QUICK, registry=self._registry)
