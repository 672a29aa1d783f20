"""What stops the start, and in which words."""

import pytest

from domain.gateways.settings import Settings, UnusableSettings, read_settings
from domain.gateways.settings.settings import allowed
from tests.support.settings import NEEDED, settings


# SPEC: OPS-1
@pytest.mark.parametrize("missing", NEEDED)
def test_what_is_missing_is_named(tmp_path, missing):
    with pytest.raises(UnusableSettings, match=missing.upper()):
        settings(tmp_path, **NEEDED | {missing: ""}).require_twilio()


# SPEC: OPS-1
# TRUST: 2.3-13
@pytest.mark.parametrize(
    ("address", "is_good"),
    [
        ("https://inbox.bright.test", True),
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://inbox.bright.test", False),
        ("http://10.0.0.7", False),
    ],
)
def test_passwords_never_travel_in_the_open(tmp_path, address, is_good):
    usable = settings(tmp_path, **NEEDED | {"public_base_url": address})
    if is_good:
        usable.require_twilio()
        return
    with pytest.raises(UnusableSettings, match="https://"):
        usable.require_twilio()


SID = "1" * 32
WRONG = {
    "host": ["", "[::1]", "1.2.3", "two words", "a/b"],
    "port": ["", "eighty", "0", "65536", "8080.5", "-1"],
    "data_dir": ["", "data\0", "data\n"],
    "database_url": [
        *("inbox", "sqlite:///inbox.db", "postgresql://h/d", "postgres://h/d"),
        *("postgresql+asyncpg://", "postgresql+asyncpg://h", "postgresql+asyncpg://h/"),
        *("postgresql+asyncpg:///d", "postgresql+asyncpg://h/a b", "postgresql+asyncpg://h/d#1"),
        *("postgresql+asyncpg://h:99999/d", "postgresql+asyncpg://h/d/e"),
        "postgresql+asyncpg://h/d?sslmode=require",
    ],
    "public_base_url": [
        *(
            "https://",
            "inbox.bright.test",
            "ftp://inbox.bright.test",
            "https://inbox.bright.test/a",
        ),
        *("https://inbox.bright.test?a=b", "https://inbox.bright.test#a", "https://a b.test"),
        *("https://inbox.bright.test:0", "https://inbox.bright.test:99999", "https://1.2.3"),
    ],
    "twilio_account_sid": ["hello", "AC1", f"SK{SID}", f"AC{SID} ", f"ac{SID}", "AC" + "x" * 32],
    "twilio_auth_token": ["a token", ",", "new,", "tokén"],
    "twilio_api_key": ["hello", f"AC{SID}"],
    "twilio_api_secret": ["a secret", "a,b"],
    "twilio_messaging_service_sid": ["banana", f"AC{SID}"],
    "twilio_api_base_url": [
        *("", "banana", "http://api.twilio.com", "https://api.twilio.com?a=b"),
    ],
    "messages_per_second": ["", "0", "-1", "fast", "1001", "nan", "inf"],
    "smtp_url": [
        "mail.bright.test",
        "http://mail.bright.test",
        "smtp://",
        "smtp://a b",
        "smtp://h/p",
    ],
    "mail_from": ["inbox", "@bright.test", "inbox@", "two words@bright.test", "a@b@c"],
    "notify_fold_seconds": ["", "-1", "long", "86401", "nan"],
    "secret_key": ["short", "a" * 64, ","],
    "trusted_proxies": ["banana", "*", "10.0.0.1/8", "10.0.0.1,", "0.0.0.0/0", "10.0.0.1 10.0.0.2"],
    "metrics_token": ["two words", "a,b"],
    "brand": ["", "  ", "x" * 41, "Chat\nter"],
    "log_level": ["", "loud"],
    "log_format": ["", "xml"],
    "retain_unrouted_days": ["", "0", "36501", "1.5", "ninety"],
    "retain_delivery_steps_days": ["", "1", "36501", "1.5", "a year"],
}
SECRET = {"twilio_auth_token", "twilio_api_secret", "smtp_url", "secret_key", "metrics_token"}


# FAULT: S-7
# SPEC: OPS-1
@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_used_is_named_with_what_was_read_and_what_is_allowed(name):
    for written in WRONG[name]:
        with pytest.raises(UnusableSettings) as refused:
            read_settings(**{name: written})
        read = "•••" if name in SECRET and written else written
        assert str(refused.value) == f"{name.upper()} is “{read}”. Write {allowed(name)}."


# FAULT: S-7
def test_every_setting_is_tried_with_wrong_values():
    assert WRONG.keys() == Settings.model_fields.keys()


# FAULT: S-7
@pytest.mark.parametrize(
    "settings",
    [
        {"host": "::"},
        {"host": "localhost"},
        {"data_dir": "."},
        {"database_url": "postgresql+asyncpg://us:p%40ss@db.bright.test:5432/inbox?ssl=require"},
        {"database_url": "postgresql+asyncpg://us@/inbox?host=/run/postgresql"},
        {"public_base_url": "https://proxy:pass@inbox.bright.test:8443/"},
        {"public_base_url": "http://[::1]:8080"},
        {"twilio_auth_token": "new-token, old-token"},
        {"twilio_api_base_url": "http://127.0.0.1:8080/simulator"},
        {"twilio_api_base_url": "https://api.dublin.ie1.twilio.com"},
        {"twilio_api_key": f"SK{SID}", "twilio_api_secret": "pssst"},
        {"smtp_url": "smtps://us:p%40ss@mail.bright.test:465/", "mail_from": "inbox@localhost"},
        {"trusted_proxies": ""},
        {"trusted_proxies": "10.0.0.2, 10.1.0.0/24,fd00::/8"},
        {"brand": "Chatter & Söhne"},
    ],
    ids=str,
)
def test_what_is_allowed_is_taken(settings):
    read_settings(**settings)


# FAULT: S-7
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"twilio_api_key": f"SK{SID}"}, "TWILIO_API_SECRET"),
        ({"twilio_api_secret": "pssst"}, "TWILIO_API_KEY"),
        ({"smtp_url": "smtp://mail.bright.test"}, "MAIL_FROM"),
    ],
)
def test_one_of_two_is_refused_with_the_name_of_the_other(one, other):
    with pytest.raises(UnusableSettings, match=f"{other} is not: set both"):
        read_settings(**one)


# FAULT: S-7
def test_a_folder_for_the_data_is_no_file(tmp_path):
    (tmp_path / "file").write_text("a letter")

    for folder in (tmp_path / "file", tmp_path / "file" / "data"):
        with pytest.raises(UnusableSettings, match=r"DATA_DIR is “.*Write a folder"):
            read_settings(data_dir=folder)


# FAULT: S-7
def test_all_that_is_wrong_is_told_at_once_and_no_password_with_it():
    with pytest.raises(UnusableSettings) as refused:
        read_settings(port="x", public_base_url="https://us:pa/ss@inbox.bright.test", brand="")

    said = str(refused.value)
    assert [line.split()[0] for line in said.splitlines()] == ["PORT", "PUBLIC_BASE_URL", "BRAND"]
    assert "pa/ss" not in said


@pytest.fixture
def env_file(tmp_path, monkeypatch):
    """`.env` in the folder that the program is started from."""
    monkeypatch.chdir(tmp_path)
    return tmp_path / ".env"


# FAULT: S-7 S-12
def test_settings_are_read_from_the_folder_the_program_is_started_from(env_file):
    env_file.write_text("\ufeffBRAND=Bright\n# a remark\n\nexport log_level=error\n")

    assert (read_settings().brand, read_settings().log_level) == ("Bright", "error")


# FAULT: S-7
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("TWILIO_ACOUNT_SID=AC1", "TWILIO_ACOUNT_SID in .env is no setting. Did you mean TWILIO_A"),
        ("COLOUR=blue", "COLOUR in .env is no setting. All settings are in docs/configuration.md."),
        ("BRAND=Bright\nTWILIO_AUTH_TOKEN", "Line 2 of .env is no setting. Write NAME=value."),
        ("BRAND: Bright", "Line 1 of .env is no setting. Write NAME=value."),
        ("MEDIA_URL=s3://h/d", "MEDIA_URL is set, but pictures and other files are always kept"),
        (b"BRAND=Caf\xe9", ".env is not text in UTF-8."),
    ],
)
def test_what_is_no_setting_in_the_file_is_refused(env_file, written, said):
    env_file.write_bytes(written if isinstance(written, bytes) else written.encode())

    with pytest.raises(UnusableSettings) as refused:
        read_settings()
    assert str(refused.value).startswith(said)


# FAULT: S-7
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("TWILIO_ACOUNT_SID", "Did you mean TWILIO_ACCOUNT_SID?"),
        ("TWILIO_API_KEY_SID", "Did you mean TWILIO_API_KEY?"),
        ("TRUSTED_PROXY", "Did you mean TRUSTED_PROXIES?"),
        ("SMTP_URI", "Did you mean SMTP_URL?"),
        ("PUBLIC_URL", ""),
        ("TWILIO_PHONE_NUMBER", ""),
        ("MEDIA_URL", "always kept in DATA_DIR"),
    ],
)
def test_a_misspelt_name_in_the_environment_is_refused_and_one_of_others_is_not(
    monkeypatch, name, said
):
    monkeypatch.setenv(name, "a value")

    if not said:
        read_settings()
        return
    with pytest.raises(UnusableSettings) as refused:
        read_settings()
    assert said in str(refused.value)


# SPEC: OPS-2
# TRUST: 2.3-54
def test_settings_are_told_without_secrets(tmp_path):
    told = settings(
        tmp_path,
        **NEEDED | {"public_base_url": "https://proxy:pass@inbox.bright.test"},
        database_url="postgresql+asyncpg://inbox:p-word@db.bright.test/inbox",
        twilio_api_key=f"SK{SID}",
        twilio_api_secret="an-api-secret",
        metrics_token="a-metrics-token",
    ).describe()

    assert "PUBLIC_BASE_URL = https://•••@inbox.bright.test" in told
    assert "DATABASE_URL = postgresql+asyncpg://•••@db.bright.test/inbox" in told
    for secret in ("the-auth-token", "an-api-secret", "a-metrics-token", "proxy:pass", "p-word"):
        assert secret not in "\n".join(told)
