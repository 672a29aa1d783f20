"""Real pictures to measure with: from Debian's packages, kept in the system's temporary folder."""

import io
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

CACHE = Path(tempfile.gettempdir()) / "live-conversations-photographs"
PACKAGES = ("lomiri-wallpapers-16.04", "mate-backgrounds", "libjxl-testdata")

PHOTOGRAPHS = (
    "backgrounds/Bridge_by_Sander_Klootwijk.jpg",
    "backgrounds/Dragonfly_by_Bolly.jpg",
    "backgrounds/Picture_0B_by_freespace.jpg",
    "backgrounds/aitzgorri_by_Aitzol_Berasategi.jpg",
    "backgrounds/analogpattern_by_Peter_Nerlich.jpg",
    "backgrounds/life_by_Aitzol_Berasategi.jpg",
    "backgrounds/picosdeeuropa_by_Aitzol_Berasategi.jpg",
    "backgrounds/seeding_by_Clements_Engelhardt.jpg",
    "backgrounds/mate/abstract/Elephants_3840x2160.jpg",
    "backgrounds/mate/nature/Blinds.jpg",
    "libjxl-testdata/jxl/flower/flower.png",
)
"""Under `usr/share`: from 2 to 13 megapixels, some calm and some busy."""
PHONE_12_MP, PHONE_48_MP = (4032, 3024), (8064, 6048)
GRAIN = 12
SCREENS = {"phone": (1170, 2532), "long": (1170, 5064), "desktop": (2560, 1440)}

Maker = Callable[[], bytes]


def photographs() -> dict[str, bytes]:
    """As people have them, by their names."""
    _fetch()
    return {Path(each).stem: _unpacked(each).read_bytes() for each in PHOTOGRAPHS}


def of_a_phone(size: tuple[int, int], nth: int = 0) -> bytes:
    """One of the photographs as a phone would have stored it: large, grainy, on its side."""
    return _kept(f"phone-{size[0]}-{nth}.jpg", lambda: _phone_photograph(size, nth))


def screenshots() -> list[bytes]:
    """Of pages of text with a chart, their edges smoothed."""
    return [
        _kept(f"screen-{name}.png", partial(_screenshot, size)) for name, size in SCREENS.items()
    ]


def _phone_photograph(size: tuple[int, int], nth: int) -> bytes:
    _fetch()
    image = Image.open(_unpacked(PHOTOGRAPHS[nth])).convert("RGB").resize(size, reducing_gap=2)
    grain = Image.effect_noise(size, GRAIN).convert("RGB")
    return _saved(
        ImageChops.add(image, grain, 1, -128), "JPEG", quality=88, exif=_notes_of_a_phone()
    )


def _notes_of_a_phone() -> Image.Exif:
    notes = Image.Exif()
    notes[0x0112] = 6
    notes.get_ifd(0x8825)[2] = (43.0, 39.0, 11.0)
    return notes


def _screenshot(size: tuple[int, int]) -> bytes:
    image = Image.new("RGB", size, "#f7f7f8")
    draw = ImageDraw.Draw(image)
    text, heading = ImageFont.load_default(30), ImageFont.load_default(54)
    draw.text((60, 80), "Deliveries this week", "#1b1b1f", heading)
    for nth in range(24):
        draw.rectangle(
            (60, 200 + nth * 40, 60 + nth * 43 % 700, 228 + nth * 40), f"#{nth * 9:02x}66cc"
        )
    for nth, top in enumerate(range(180, size[1] - 60, 44)):
        line = f"{nth:02} Sofa {nth * 7919} Queen Street, 4:{nth:02} pm, paid"
        for left in range(60 if top > 1200 else 900, size[0], 840):
            draw.text((left, top), line, "#333", text)
    return _saved(image, "PNG")


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _kept(name: str, make: Maker) -> bytes:
    file = CACHE / name
    if not file.exists():
        CACHE.mkdir(exist_ok=True)
        file.write_bytes(make())
    return file.read_bytes()


def _fetch() -> None:
    CACHE.mkdir(exist_ok=True)
    if all(_unpacked(each).exists() for each in PHOTOGRAPHS):
        return
    subprocess.run(["apt-get", "download", "-q", *PACKAGES], cwd=CACHE, check=True)
    for package in CACHE.glob("*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, CACHE], check=True)


def _unpacked(path: str) -> Path:
    return CACHE / "usr" / "share" / path
