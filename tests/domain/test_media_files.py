"""What a file is, and what it is called for other people."""

import pytest

from domain.model.media import carrier_filename, default_filename, sniff_type
from tests.fakes import noise, photo


@pytest.mark.parametrize(
    ("content", "claimed", "media_type"),
    [
        (photo(), "text/html", "image/jpeg"),
        (noise(4, 4), "image/jpeg", "image/png"),
        (b"GIF89a....", "", "image/gif"),
        (b"RIFF....WEBPVP8 ", "", "image/webp"),
        (b"%PDF-1.7", "image/png", "application/pdf"),
        (b"\0\0\0\x18ftypmp42", "", "video/mp4"),
        (b"BEGIN:VCARD\r\n", "text/x-vcard; charset=utf-8", "text/vcard"),
        (b"<svg onload=alert(1)>", "image/svg+xml", "application/octet-stream"),
        (b"<script>alert(1)</script>", "image/jpeg", "application/octet-stream"),
        (b"who knows", "text/plain; charset=utf-8", "text/plain"),
        (b"who knows", "text/html\r\nX-Evil: 1", "application/octet-stream"),
        (b"", "", "application/octet-stream"),
    ],
)
# SPEC: MMS-6
def test_a_file_is_what_its_content_says(content, claimed, media_type):
    assert sniff_type(content[:512], claimed=claimed) == media_type


def test_files_without_a_name_are_counted():
    assert default_filename(2, "image/jpeg") == "attachment-2.jpg"
    assert default_filename(1, "application/vnd.ms-evil/../..") == "attachment-1.bin"
    assert default_filename(1, "") == "attachment-1.bin"


# TRUST: 2.3-50
@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("coat.jpeg", "coat.jpg"),
        ("My winter coat (final) 2026.PNG", "My-winter-coat-f.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ('"; filename=evil.exe', "filename-evil.jpg"),
        ("写真", "picture.jpg"),
        ("", "picture.jpg"),
    ],
)
def test_a_name_on_its_way_to_a_phone_is_short_and_harmless(written, short):
    name = carrier_filename(written, "image/jpeg")

    assert name == short
    assert len(name) <= 20
