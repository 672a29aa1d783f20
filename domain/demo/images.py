"""Pictures for the demo, drawn when it is seeded."""

from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1200, 900
QUALITY = 88

Draw = ImageDraw.ImageDraw


@cache
def demo_image(name: str) -> bytes:
    """A JPEG of one of the `SCENES`."""
    wall, floor, paint = SCENES[name]
    picture = Image.new("RGB", (WIDTH, HEIGHT), wall)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 640, WIDTH, HEIGHT), fill=floor)
    paint(draw)
    light = Image.radial_gradient("L").resize((WIDTH, HEIGHT))
    picture = Image.composite(Image.new("RGB", picture.size, "#1a1c22"), picture, _faint(light))
    written = BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


def _faint(light: Image.Image) -> Image.Image:
    return light.point([max(0, level - 110) // 2 for level in range(256)])


def _coat(draw: Draw) -> None:
    draw.polygon([(440, 200), (760, 200), (900, 420), (820, 480), (800, 820), (400, 820),
                  (380, 480), (300, 420)], fill="#3d5a80")  # fmt: skip
    draw.polygon([(540, 200), (660, 200), (600, 320)], fill="#ee6c4d")
    draw.line((600, 320, 600, 820), fill="#293241", width=10)
    for y in range(340, 620, 26):
        draw.line((588, y, 612, y), fill="#e0fbfc", width=6)
    draw.line((600, 620, 660, 700), fill="#e0fbfc", width=8)


def _receipt(draw: Draw) -> None:
    draw.polygon([(420, 120), (790, 150), (760, 840), (390, 810)], fill="#fdfdf8")
    for number, y in enumerate(range(220, 700, 52)):
        draw.line((460, y, 600 + 30 * (number % 3), y + 6), fill="#4a4e58", width=9)
        draw.line((690, y + 10, 740, y + 12), fill="#4a4e58", width=9)
    draw.line((450, 730, 740, 752), fill="#14161c", width=14)


def _sofa(draw: Draw) -> None:
    draw.rounded_rectangle((180, 360, 1020, 700), radius=60, fill="#81b29a")
    for left in (250, 610):
        draw.rounded_rectangle((left, 500, left + 340, 690), radius=36, fill="#9cc7b2")
    for left in (130, 960):
        draw.rounded_rectangle((left, 460, left + 110, 740), radius=46, fill="#6a9a83")
    for left in (220, 940):
        draw.rectangle((left, 740, left + 40, 800), fill="#5b4636")


def _lamp(draw: Draw) -> None:
    draw.ellipse((430, 730, 770, 810), fill="#3b3f46")
    draw.line((600, 770, 600, 330), fill="#3b3f46", width=22)
    draw.polygon([(470, 150), (730, 150), (820, 400), (380, 400)], fill="#f2cc8f")
    draw.ellipse((560, 380, 640, 460), fill="#fff3d1")


def _cake(draw: Draw) -> None:
    draw.ellipse((280, 640, 920, 800), fill="#e8e8ee")
    draw.rounded_rectangle((360, 420, 840, 720), radius=40, fill="#f4acb7")
    draw.rounded_rectangle((360, 420, 840, 520), radius=40, fill="#fff1f3")
    for left in range(430, 800, 90):
        draw.rectangle((left, 320, left + 16, 424), fill="#5b8e7d")
        draw.ellipse((left - 6, 270, left + 22, 330), fill="#f9c74f")


SCENES: Mapping[str, tuple[str, str, Callable[[Draw], None]]] = {
    "coat": ("#d9dde6", "#b08968", _coat),
    "receipt": ("#7f5539", "#6f4a31", _receipt),
    "sofa": ("#f4f1de", "#c9ada7", _sofa),
    "lamp": ("#cad2c5", "#84a98c", _lamp),
    "cake": ("#fde2e4", "#d8c3a5", _cake),
}
"""The wall, the floor, and what stands in front of them."""
