"""Files that are no exported company, or that somebody has changed."""

from zipfile import ZipFile

import pytest

from domain.model.errors import DomainError
from tests.support.company_archives import HASH, MEMBER, PICTURE, everything_in, rewrite
from tests.support.company_archives import exported as exported
from tests.support.company_archives import here as here
from tests.support.company_archives import installation as installation
from tests.support.company_archives import there as there

NO_COMPANY = "is not an exported company of Live Conversations, or it is damaged."


def each_row(table, **values):
    def changed(lines):
        return [line | values for line in lines]

    return lambda file: rewrite(file, rows_of={table: changed})


def manifest(**values):
    return lambda file: rewrite(file, manifest=lambda told: told.update(values))


def spoil_the_picture(file):
    content = bytearray(file.read_bytes())
    content[content.index(PICTURE)] ^= 1
    file.write_bytes(content)


def spoil_a_digest(file):
    def spoil(told):
        told["members"]["tables/messages.jsonl"]["sha256"] = "0" * 64

    rewrite(file, manifest=spoil)


def point_at_a_key(file):
    """The name of a file is put together with the hash of its content."""

    def point(lines):
        return [line | {"content_hash": "../../secret-key"} for line in lines]

    def tell(told):
        told["missing_files"] = 1

    rewrite(file, rows_of={"attachments": point}, manifest=tell, without=MEMBER)


def lie_about_the_size(file):
    def lie(told):
        told["members"]["tables/messages.jsonl"]["size"] = 1

    rewrite(file, manifest=lie)


def remove(name):
    def without(file):
        with ZipFile(file) as archive:
            held = {each: archive.read(each) for each in archive.namelist() if each != name}
        with ZipFile(file, "w") as archive:
            for each, content in held.items():
                archive.writestr(each, content)

    return without


def foreign_zip(file):
    with ZipFile(file, "w") as archive:
        archive.writestr("letter.txt", "Dear Olga")


DAMAGES = {
    "a spoiled byte": (spoil_the_picture, NO_COMPANY),
    "a spoiled digest": (spoil_a_digest, NO_COMPANY),
    "a cut": (lambda file: file.write_bytes(file.read_bytes()[:-40]), NO_COMPANY),
    "half of it": (lambda file: file.write_bytes(file.read_bytes()[:900]), NO_COMPANY),
    "an empty file": (lambda file: file.write_bytes(b""), NO_COMPANY),
    "a letter": (lambda file: file.write_text("Dear Olga"), NO_COMPANY),
    "a zip of something else": (foreign_zip, NO_COMPANY),
    "another kind": (manifest(kind="a company of Others"), NO_COMPANY),
    "a later format": (manifest(format=2, version="9.1"), "by a newer version"),
    "later tables": (manifest(tables="9999", version="9.1"), "Conversations (9.1). Update this"),
    "earlier tables": (manifest(tables="0001", version="0.0.9"), "older version"),
    "a broken manifest": (manifest(members=["letter"]), NO_COMPANY),
    "a name that is not its own": (manifest(company="Green Fork"), NO_COMPANY),
    "a name that paints": (manifest(company="\x1b[31mRed"), NO_COMPANY),
    "a wrong count of files": (manifest(missing_files=1), NO_COMPANY),
    "no manifest": (remove("manifest.json"), NO_COMPANY),
    "no picture": (remove(MEMBER), NO_COMPANY),
    "no table": (remove("tables/timeline.jsonl"), NO_COMPANY),
    "a member nobody knows": (lambda f: rewrite(f, also=[("letter", "Dear")]), NO_COMPANY),
    "a member that climbs": (lambda f: rewrite(f, also=[("../../evil", "x")]), NO_COMPANY),
    "a climber that is told": (
        lambda f: rewrite(f, members={f"../../{HASH}": PICTURE}),
        NO_COMPANY,
    ),
    "a table nobody knows": (
        lambda f: rewrite(f, members={"tables/sign_ins.jsonl": b"{}\n"}),
        NO_COMPANY,
    ),
    "a size that is not true": (lie_about_the_size, NO_COMPANY),
    "a column nobody knows": (each_row("users", shoe_size=42), NO_COMPANY),
    "a password": (each_row("users", password_hash="hush"), NO_COMPANY),
    "a number that is a word": (each_row("messages", attempt="one"), NO_COMPANY),
    "a number that is too large": (each_row("messages", attempt=2**63), NO_COMPANY),
    "a truth that is a number": (each_row("users", active=1), NO_COMPANY),
    "a time that is none": (each_row("messages", at="yesterday"), NO_COMPANY),
    "a time without a zone": (each_row("messages", at="2026-01-01T00:00:00"), NO_COMPANY),
    "nothing where there must be something": (each_row("messages", text=None), NO_COMPANY),
    "a file elsewhere": (point_at_a_key, NO_COMPANY),
    "a conversation of others": (each_row("messages", conversation_id=77), NO_COMPANY),
    "one id for all": (each_row("messages", id=1), NO_COMPANY),
    "two companies": (
        lambda f: rewrite(
            f, rows_of={"companies": lambda told: [*told, *(line | {"id": 2} for line in told)]}
        ),
        NO_COMPANY,
    ),
    "no company": (lambda f: rewrite(f, rows_of={"companies": lambda _: []}), NO_COMPANY),
    "a row that is a list": (lambda f: rewrite(f, rows_of={"users": lambda _: [[]]}), NO_COMPANY),
}


# SPEC: OPS-2
# FAULT: S-9
@pytest.mark.parametrize(("damage", "said"), DAMAGES.values(), ids=list(DAMAGES))
async def test_what_is_damaged_or_not_ours_is_refused_and_leaves_nothing(
    exported, there, damage, said
):
    damage(exported)
    before = everything_in(there)

    for work in (there.companies.check, there.companies.import_company):
        with pytest.raises(DomainError) as refusal:
            work(exported)
        assert said in str(refusal.value)
        assert str(refusal.value).endswith("Nothing was imported.")
    assert everything_in(there) == before
    assert not list(there.folder.parent.rglob("evil"))


# SPEC: OPS-2
async def test_what_is_larger_than_the_disk_is_refused_before_it_is_unpacked(
    exported, there, monkeypatch
):
    monkeypatch.setattr("storage.company_archive.SPARE_BYTES", 10**18)

    with pytest.raises(DomainError, match="for which the disk has no room"):
        there.companies.import_company(exported)
    assert not (there.folder / "media").exists()
