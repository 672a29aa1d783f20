"""Files as people have them: good, odd, broken and evil. All are made here, none is kept."""

import io
import struct
import zlib

from PIL import Image, ImageCms, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def photo(width: int = 400, height: int = 300, grain: int = 30) -> Image.Image:
    """A gradient that tells which corner is which, with the noise of a camera."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    noise = Image.effect_noise((width, height), grain)
    return Image.merge(
        "RGB", (Image.blend(across, noise, 0.2), Image.blend(down, noise, 0.2), noise)
    )


def screenshot(width: int = 800, height: int = 1200) -> Image.Image:
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for line in range(20, height - 20, 24):
        draw.text(
            (20, line), f"Line {line} of a long chat about a sofa and its cover " * 3, "black"
        )
    return image


def jpeg(image: Image.Image, **options: object) -> bytes:
    return saved(image, "JPEG", **options)


def png(image: Image.Image, **options: object) -> bytes:
    return saved(image, "PNG", **options)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def turned_photo(orientation: int) -> bytes:
    """Brightest red at the left and least green at the top, once it is turned upright."""
    return jpeg(photo(), exif=exif(orientation), quality=90)


def exif(orientation: int = 1) -> Image.Exif:
    """With the place where it was taken."""
    notes = Image.Exif()
    notes[0x0112] = orientation
    notes[0x010E] = "SECRET"
    notes.get_ifd(0x8825)[2] = (43.0, 39.0, 11.0)
    return notes


def telltale_jpeg() -> bytes:
    """Notes in every place that a JPEG has for them, and another picture behind the first."""
    image = photo()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = jpeg(
        image, exif=exif(), comment=b"SECRET", icc_profile=profile, xmp=b"<x>SECRET</x>", quality=90
    )
    iptc = b"\xff\xed" + struct.pack(">H", 2 + 20) + b"Photoshop 3.0\0SECRET"
    return content[:2] + iptc + content[2:] + b"SECRET" + jpeg(image)


def telltale_png() -> bytes:
    notes = PngInfo()
    notes.add_text("Comment", "SECRET")
    notes.add_itxt("XML:com.adobe.xmp", "SECRET")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return png(screenshot(), pnginfo=notes, exif=exif(), icc_profile=profile) + b"SECRET"


def wide_gamut_photo() -> bytes:
    """Colours of a profile in which red and blue have changed places."""
    red, green, blue = photo().split()
    return jpeg(Image.merge("RGB", (blue, green, red)), icc_profile=swapped_profile(), quality=95)


def swapped_profile() -> bytes:
    """sRGB, but for the names of two of its primaries."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    return swapped.replace(b"s\0R\0G\0B", b"B\0G\0R\0s").replace(b"sRGB", b"BGRs")


def chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def header(width: int, height: int, depth: int = 8, colours: int = 2) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colours, 0, 0, 0))


def png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """900 million white pixels in 100 kB."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * (width // 8)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    return PNG_MAGIC + header(width, height, 1, 0) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def without_palette() -> bytes:
    """A PNG whose pixels are numbers of colours, and which has no colours."""
    pixels = chunk(b"IDAT", zlib.compress(bytes(8 * 9)))
    return PNG_MAGIC + header(8, 8, colours=3) + pixels + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A chunk of notes that unpacks to 80 MB."""
    notes = chunk(b"zTXt", b"note\0\0" + zlib.compress(bytes(80_000_000), 1))
    return with_chunk(png(photo()), notes)


def with_chunk(content: bytes, added: bytes) -> bytes:
    after_header = len(PNG_MAGIC) + 25
    return content[:after_header] + added + content[after_header:]


def scan_bomb(scans: int = 900) -> bytes:
    """Each scan is a pass over 64 million pixels."""
    content = jpeg(Image.new("L", (8, 8)), progressive=True)
    frame = content.index(b"\xff\xc2")
    huge = content[: frame + 5] + struct.pack(">HH", 8000, 8000) + content[frame + 9 :]
    scan = huge[huge.rindex(b"\xff\xda") : -2]
    return huge[:-2] + scan * scans + b"\xff\xd9"


def vast_jpeg(width: int = 65_000, height: int = 65_000) -> bytes:
    content = jpeg(Image.new("L", (8, 8)))
    frame = content.index(b"\xff\xc0")
    return content[: frame + 5] + struct.pack(">HH", height, width) + content[frame + 9 :]


def animation() -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "blue", "lime")]
    return png(frames[0], save_all=True, append_images=frames[1:])


def deep_grey() -> bytes:
    """16 bits a pixel: dark at the left, bright at the right."""
    across = Image.linear_gradient("L").rotate(90).convert("I").point(lambda value: value * 257)
    return png(across.convert("I;16"))


def glass() -> bytes:
    """A black pane: nothing of it at the left, all at the right."""
    pane = Image.new("RGBA", (256, 256), "black")
    pane.putalpha(Image.linear_gradient("L").rotate(90))
    return png(pane)


def transparent(width: int = 6300, height: int = 6300) -> bytes:
    """39.7 million pixels in a file of 150 kB, and 4 bytes each in memory."""
    return png(Image.new("RGBA", (width, height), (200, 30, 90, 128)))


def scanned_apart() -> bytes:
    """A baseline JPEG whose colours come one after the other, so that all are held to the end."""
    content = jpeg(Image.new("RGB", (8, 8)), subsampling="4:4:4")
    frame, scan = content.index(b"\xff\xc0"), content.index(b"\xff\xda")
    huge = content[: frame + 5] + struct.pack(">HH", 12_000, 12_000) + content[frame + 9 : scan]
    scans = [
        b"\xff\xda\0\x08\x01" + bytes([each, 0x11 if each > 1 else 0]) + b"\0\x3f\0" + b"\0" * 9
        for each in (1, 2, 3)
    ]
    return huge + b"".join(scans) + b"\xff\xd9"


def chat(width: int = 1080, height: int = 9000) -> Image.Image:
    """A long conversation, captured while it was scrolled: bubbles with two lines of text."""
    image = Image.new("RGB", (width, height), (244, 245, 248))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(34)
    for number, top in enumerate(range(40, height - 220, 190)):
        is_theirs = number % 3 != 1
        left, right = (40, width - 220) if is_theirs else (220, width - 40)
        fill, ink = ("white", "black") if is_theirs else ((91, 63, 214), "white")
        draw.rounded_rectangle((left, top, right, top + 150), 34, fill=fill)
        draw.text((left + 30, top + 20), f"Order {8800 + number}: two lamps, green,", ink, font)
        draw.text((left + 30, top + 70), f"total {120 + 7 * number}.50", ink, font)
    return image
