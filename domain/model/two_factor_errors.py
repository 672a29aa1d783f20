"""Refusals about two-factor authentication."""

from domain.model.errors import DomainError


class CodeNeeded(DomainError):
    """The password was right; `pending_token` identifies the sign-in until its code is given."""

    def __init__(self, pending_token: str) -> None:
        self.pending_token = pending_token
        super().__init__("Now type the code from your app.")


class PendingSignInExpired(DomainError):
    def __init__(self) -> None:
        super().__init__("That took too long. Sign in again.")


class WrongCode(DomainError):
    def __init__(self) -> None:
        super().__init__("Wrong code, or already used. Try the next one.")


class ReauthenticationFailed(DomainError):
    def __init__(self) -> None:
        super().__init__("That is neither your password nor a valid code.")


class TwoStepNotBegun(DomainError):
    def __init__(self) -> None:
        super().__init__("Two-step sign-in is not being set up. Begin again.")


class TwoStepIsOn(DomainError):
    def __init__(self) -> None:
        super().__init__("Two-step sign-in is on already.")


class TwoStepIsOff(DomainError):
    def __init__(self) -> None:
        super().__init__("Two-step sign-in is off already.")


class OwnTwoFactor(DomainError):
    def __init__(self) -> None:
        super().__init__("Switch off your own two-step sign-in under Account.")
