"""Refusals of what comes in the carrier's name."""

from domain.model.errors import DomainError


class ForgedWebhook(DomainError):
    """`names_us`: it claims to be of our account, which strangers do not know."""

    def __init__(self, *, names_us: bool = False) -> None:
        self.names_us = names_us
        super().__init__("This request was not signed by the carrier.")


class MalformedWebhook(DomainError):
    def __init__(self, missing: str) -> None:
        super().__init__(f"This request lacks {missing}.")
