"""Bright Home is written into one file, and nothing else is."""

from zipfile import ZipFile

import pytest

from domain.model.company_archives import CannotBeExported, FileIsThere
from domain.model.errors import UnknownCompany
from storage.company_export import _rows_of
from tests.storage.conftest import DANA
from tests.support.company_archives import HASH, change, green_fork
from tests.support.company_archives import exported as exported
from tests.support.company_archives import here as here
from tests.support.company_archives import installation as installation
from tests.support.company_archives import there as there


# SPEC: OPS-2
async def test_nothing_of_another_company_and_no_secret_is_in_the_archive(office, here, tmp_path):
    kitchen = await green_fork(office)
    await office.text_in(await office.conversation(DANA, at=kitchen), "A table for two")
    await office.text_in(await office.conversation(DANA), "A lamp for two")

    here.companies.export_company("Bright Home", tmp_path / "bright.zip")

    with ZipFile(tmp_path / "bright.zip") as archive:
        written = b"".join(archive.read(name) for name in archive.namelist())
    for word in (b"A lamp for two", b"amira@bright.test"):
        assert word in written
    for word in (b"Fork", b"Kitchen", b"0190", b"rosa", b"A table for two", b"a hash", b"hush"):
        assert word not in written


# SPEC: OPS-2
async def test_a_picture_that_is_lost_or_damaged_is_told_and_stops_nothing(
    exported, here, there, tmp_path
):
    content = tmp_path / "media" / HASH[:2] / HASH
    for damage in (lambda: content.write_bytes(b"noise"), content.unlink):
        damage()
        exported.unlink()
        contents = here.companies.export_company("Bright Home", exported)
        assert (contents.files, contents.missing_files) == (0, 1)
        assert "0 files (1 were missing already)" in contents.in_words
    assert there.companies.import_company(exported).missing_files == 1


# SPEC: OPS-2
async def test_an_existing_file_is_kept_and_an_unknown_company_makes_none(here, exported):
    before = exported.read_bytes()

    with pytest.raises(FileIsThere, match="exists already and stays as it is"):
        here.companies.export_company("Bright Home", exported)
    with pytest.raises(UnknownCompany, match="no company called “Nobody”"):
        here.companies.export_company("Nobody", exported.with_name("nobody.zip"))

    assert exported.read_bytes() == before
    assert [each.name for each in exported.parent.glob("*.zip*")] == ["bright.zip"]
    assert exported.stat().st_mode & 0o777 == 0o600


# SPEC: OPS-2
async def test_an_export_is_of_one_moment_whatever_is_written_meanwhile(
    here, exported, monkeypatch
):
    def write_first(*arguments):
        change(here.database, "UPDATE messages SET text = 'Meanwhile'")
        return _rows_of(*arguments)

    monkeypatch.setattr("storage.company_export._rows_of", write_first)
    here.companies.export_company("Bright Home", exported.with_name("later.zip"))

    with ZipFile(exported.with_name("later.zip")) as archive:
        written = archive.read("tables/messages.jsonl")
    assert b"It is broken" in written
    assert b"Meanwhile" not in written


# SPEC: OPS-2
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE messages SET author_id = 77 WHERE author_id IS NOT NULL",
        "UPDATE messages SET at = 'yesterday'",
    ],
)
async def test_what_no_installation_would_take_is_not_saved(here, exported, damage):
    exported.unlink()
    change(here.database, damage)

    with pytest.raises(CannotBeExported, match="stored of Bright Home is damaged or contradicts"):
        here.companies.export_company("Bright Home", exported)
    assert not list(exported.parent.glob("*.zip*"))
