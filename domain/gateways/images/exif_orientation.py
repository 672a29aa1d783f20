"""Which way is up, from the Exif notes of a camera."""

import struct

UPRIGHT = 1
ORIENTATION = 0x0112
SHORT = 3
HEADER = b"Exif\0\0"
BYTE_ORDERS = {b"II": "<", b"MM": ">"}
ENTRY_BYTES = 12


def orientation(exif: bytes) -> int:
    """1 to 8, as the standard numbers them; upright where there is no note or it is damaged."""
    notes = exif.removeprefix(HEADER)
    try:
        found = _noted(notes, BYTE_ORDERS[notes[:2]])
    except (KeyError, struct.error):
        return UPRIGHT
    return found if 1 <= found <= 8 else UPRIGHT


def _noted(notes: bytes, order: str) -> int:
    (first,) = struct.unpack_from(f"{order}I", notes, 4)
    (count,) = struct.unpack_from(f"{order}H", notes, first)
    for entry in range(count):
        at = first + 2 + entry * ENTRY_BYTES
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", notes, at)
        if (tag, kind) == (ORIENTATION, SHORT):
            return int(value)
    return UPRIGHT
