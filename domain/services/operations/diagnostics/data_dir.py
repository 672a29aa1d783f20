"""What there is to say about the folder of the data and the database in it."""

from collections.abc import Iterator

from domain.model.diagnostics import DataDirStatus, Finding, fine, unsure, wrong

FOLDER, ROOM, DATABASE = "Data folder", "Room on the disk", "Database"
LEAST_BYTES = 200_000_000
"""Below this no more files are taken in."""
COMFORTABLE_BYTES = 1_000_000_000
ROOM_STEP = "Delete what is not needed, or move the data to a larger disk."


def findings_on(premises: DataDirStatus) -> Iterator[Finding]:
    if premises.is_writable:
        yield fine(FOLDER, f"{premises.folder} can be written.")
    else:
        yield wrong(
            FOLDER,
            f"{premises.folder} cannot be written.",
            "Give it to the user the server runs as, or set DATA_DIR to another.",
        )
    yield _of_room(premises.free_bytes)
    yield _of_database(premises)


def _of_room(free_bytes: int) -> Finding:
    words = f"{free_bytes / 1_000_000_000:,.1f} GB are free."
    if free_bytes < LEAST_BYTES:
        return wrong(ROOM, f"{words} No more files are taken in.", ROOM_STEP)
    if free_bytes < COMFORTABLE_BYTES:
        return unsure(ROOM, words, ROOM_STEP)
    return fine(ROOM, words)


def _of_database(premises: DataDirStatus) -> Finding:
    if not premises.has_database:
        return fine(DATABASE, "There is none yet; the first start makes it.")
    if not premises.is_intact:
        return wrong(
            DATABASE,
            "It is damaged.",
            "Stop the server and put a backup in its place: uv run main.py restore FILE",
        )
    if premises.is_newer:
        return wrong(
            DATABASE,
            "It was written by a newer version of this program.",
            "Start that version, or restore a backup made before the update.",
        )
    if premises.is_older:
        return fine(DATABASE, "Intact; the next start brings it up to date.")
    return fine(DATABASE, "Intact and up to date.")
