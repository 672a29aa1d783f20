"""Checks the data folder, the free disk space and the database."""

from collections.abc import Iterator

from domain.model.diagnostics import CheckResult, DataDirStatus, failed, ok, warning

FOLDER, SPACE, DATABASE = "Data folder", "Room on the disk", "Database"
MIN_FREE_BYTES = 200_000_000
"""Below this no more files are stored."""
COMFORTABLE_BYTES = 1_000_000_000
SPACE_FIX = "Delete what is not needed, or move the data to a larger disk."


def check_data_dir(data_dir: DataDirStatus) -> Iterator[CheckResult]:
    if data_dir.is_writable:
        yield ok(FOLDER, f"{data_dir.folder} can be written.")
    else:
        yield failed(
            FOLDER,
            f"{data_dir.folder} cannot be written.",
            "Give it to the user the server runs as, or set DATA_DIR to another.",
        )
    yield _check_space(data_dir.free_bytes)
    yield _check_database(data_dir)


def _check_space(free_bytes: int) -> CheckResult:
    words = f"{free_bytes / 1_000_000_000:,.1f} GB are free."
    if free_bytes < MIN_FREE_BYTES:
        return failed(SPACE, f"{words} No more files are taken in.", SPACE_FIX)
    if free_bytes < COMFORTABLE_BYTES:
        return warning(SPACE, words, SPACE_FIX)
    return ok(SPACE, words)


def _check_database(data_dir: DataDirStatus) -> CheckResult:
    if not data_dir.has_database:
        return ok(DATABASE, "There is none yet; the first start makes it.")
    if not data_dir.is_intact:
        return failed(
            DATABASE,
            "It is damaged.",
            "Stop the server and put a backup in its place: uv run main.py restore FILE",
        )
    if data_dir.is_newer:
        return failed(
            DATABASE,
            "It was written by a newer version of this program.",
            "Start that version, or restore a backup made before the update.",
        )
    if data_dir.is_older:
        return ok(DATABASE, "Intact; the next start brings it up to date.")
    return ok(DATABASE, "Intact and up to date.")
