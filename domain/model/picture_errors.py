"""Refusals of pictures and other files."""

from domain.model.errors import DomainError


class UnusablePicture(DomainError):
    def __init__(self, why: str) -> None:
        super().__init__(why)


class EmptyFile(UnusablePicture):
    def __init__(self) -> None:
        super().__init__("The file is empty.")


class FileTooLarge(UnusablePicture):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The file is too large: {limit // 1_000_000} MB is the limit. "
            "Make the picture smaller and add it again."
        )


class WrongKindOfFile(UnusablePicture):
    def __init__(self, kind: str) -> None:
        super().__init__(f"Only JPEG and PNG pictures can be sent, and this is {kind}.")


class BrokenPicture(UnusablePicture):
    def __init__(self) -> None:
        super().__init__("The picture is damaged or incomplete. Save it again and add that file.")


class TooManyPixels(UnusablePicture):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"The picture has too many pixels: {limit // 1_000_000} million is the limit. "
            "Make it smaller and add it again."
        )


class TooManyScans(UnusablePicture):
    def __init__(self) -> None:
        super().__init__(
            "The picture is stored in a way that takes too long to read. "
            "Save it again as a plain JPEG and add that file."
        )


class TooCostly(UnusablePicture):
    def __init__(self) -> None:
        super().__init__(
            "The picture takes too much memory or time to read. "
            "Save it again as a smaller JPEG and add that file."
        )


class PicturesDoNotFit(DomainError):
    def __init__(self) -> None:
        super().__init__("The pictures do not fit into one message. Remove some of them.")


class UnknownAttachment(DomainError):
    def __init__(self) -> None:
        super().__init__("This attachment does not exist, or is not one of yours.")


class TooManyFiles(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"A message can have {limit} attachments at most. Send the rest in another."
        )


class TooMuchToday(DomainError):
    def __init__(self, limit: int) -> None:
        super().__init__(
            f"You have added {limit // 1_000_000} MB of pictures within a day, which is the limit. "
            "Please go on tomorrow."
        )


class DiskFull(DomainError):
    def __init__(self) -> None:
        super().__init__(
            "The server's disk is full, so nothing can be added. Please tell your administrator."
        )
