"""The environment is checked in words: what is missing or wrong refuses the start and says how to mend it."""

import dataclasses
import stat
from pathlib import Path

import pytest

import config
from petitions import serving

SECRET = "3f9a1c6e8b2d4075a6c1e9f8d7b30245"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The least that a real installation says."""
    return {
        "SECRET_KEY": SECRET,
        "BASE_URL": "https://petitions.example.org",
        "INSTANCE_PATH": str(tmp_path / "instance"),
        "KEYS_PATH": str(tmp_path / "keys"),
        "MAIL_URL": "smtp://robot:pass@mail.example.org:587",
    }


@pytest.fixture
def demo(tmp_path: Path) -> dict[str, str]:
    return {"DEMO": "1", "INSTANCE_PATH": str(tmp_path / "instance"), "KEYS_PATH": str(tmp_path / "keys")}


def complaint(environ: dict[str, str], **changes: str) -> str:
    """The one sentence that refuses `environ` with `changes`."""
    with pytest.raises(config.ConfigurationError) as refused:
        config.load(environ | changes)
    (sentence,) = refused.value.complaints
    return sentence


def test_the_least_environment_is_enough(environ: dict[str, str], tmp_path: Path) -> None:
    settings = config.load(environ)
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/petitions.db"
    assert (settings.host, settings.port, settings.web_workers) == ("127.0.0.1", 5080, 1)
    assert settings.rate_limits["sign"] == "60/minute"
    assert settings.trusted_proxies == ()
    assert settings.redis_url is None
    assert not settings.demo


def test_an_empty_environment_names_everything_that_is_missing_at_once() -> None:
    with pytest.raises(config.ConfigurationError) as refused:
        config.load({})
    first_words = [sentence.split()[0] for sentence in refused.value.complaints]
    assert first_words == ["KEYS_PATH", "SECRET_KEY", "BASE_URL", "MAIL_URL"]


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("SECRET_KEY", "short", "has 5 characters; it needs at least 32"),
        ("SECRET_KEY", "x" * 40, "placeholder"),
        ("SECRET_KEY", "change-me-1234567890-abcdefghijklmnop", "placeholder"),
        ("KEYS_PATH", "", "KEYS_PATH is missing"),
        ("MAIL_URL", "", "MAIL_URL is missing"),
        ("MAIL_URL", "mailbox:", "sends nothing"),
        ("MAIL_URL", "mail.example.org", "smtp://user:password@mail.example.org:587"),
        ("MAIL_URL", "smtp://mail.example.org:99999", "smtp://user:password@mail.example.org:587"),
        ("MAIL_URL", "smtp://robot:p%C3%A5ss@mail.example.org", "all of it in ASCII"),
        ("MAIL_URL", "smtp://robot:pa[ss@mail.example.org", "smtp://user:password@mail.example.org:587"),
        ("DKIM_KEY", "/nowhere/dkim.pem", "cannot be read: No such file"),
        ("BOUNCE_ADDRESS", "bounces", "BOUNCE_ADDRESS must be a plain address"),
        ("BOUNCE_ADDRESS", "Bounces <b@example.org>", "BOUNCE_ADDRESS must be a plain address"),
        ("BOUNCE_URL", "imaps://b:c@mail.example.org/INBOX", "BOUNCE_ADDRESS is missing"),
        ("TIMESTAMP_URL", "http://tsa.example.org/", "TIMESTAMP_URL must look like https://"),
        ("TIMESTAMP_URL", "https://", "TIMESTAMP_URL must look like https://"),
        ("READY_TOKEN", "fifteen-letters", "READY_TOKEN needs at least 16 characters"),
        ("READY_TOKEN", "more than sixteen characters", "without blanks"),
        ("MAIL_PER_MINUTE", "some", "MAIL_PER_MINUTE must be a number"),
        ("BASE_URL", "", "BASE_URL is missing"),
        ("BASE_URL", "petitions.example.org", "begin with https://"),
        ("BASE_URL", "ftp://petitions.example.org", "begin with https://"),
        ("BASE_URL", "https://example.org/petitions", "the site's root"),
        ("BASE_URL", "https://петиция.рф", "such as https://xn--"),
        ("DATABASE_URL", "mysql://localhost/x", "postgresql:// or sqlite:///"),
        ("DATABASE_URL", "sqlite://", "forgets every signature"),
        ("DATABASE_URL", "sqlite:///:memory:", "forgets every signature"),
        ("REDIS_URL", "localhost:6379", "redis://host:6379/0"),
        ("HOST", "petitions.example.org", "must be an IP address"),
        ("PORT", "http", "PORT must be a number from 1 to 65535"),
        ("PORT", "0", "PORT must be a number from 1 to 65535"),
        ("PORT", "70000", "PORT must be a number from 1 to 65535"),
        ("WEB_WORKERS", "-1", "WEB_WORKERS must be a number"),
        ("TRUSTED_PROXIES", "10.0.0.1, proxy.local", "“proxy.local” is neither"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "“10.0.0.1/8” is neither"),
        ("TRUSTED_PROXIES", "0.0.0.0/0", "pretend to be any other"),
        ("TRUSTED_PROXIES", "::/0", "pretend to be any other"),
        ("RATE_LIMITS", "sign=many", "“sign=many” is not one"),
        ("RATE_LIMITS", "sign=0/minute", "“sign=0/minute” is not one"),
        ("RATE_LIMITS", "sing=60/minute", "“sing=60/minute” is not one"),
        ("DEMO", "yes", "DEMO is 1"),
    ],
)
def test_a_wrong_value_is_refused_in_words(environ: dict[str, str], name: str, value: str, words: str) -> None:
    assert words in complaint(environ, **{name: value})


def test_the_mailbox_of_what_comes_back_is_spoken_to_over_tls(environ: dict[str, str]) -> None:
    environ |= {"BOUNCE_ADDRESS": "bounces@petitions.example.org"}
    assert "imaps://user:password@" in complaint(environ, BOUNCE_URL="imap://b:hunter2@mail.example.org/INBOX")
    settings = config.load(environ | {"BOUNCE_URL": "imaps://b:hunter2@mail.example.org/INBOX"})
    assert settings.bounce_url
    assert "hunter2" not in repr(settings)
    assert config.load(environ | {"BOUNCE_URL": "imap://b:c@127.0.0.1:1143/INBOX"}).bounce_url


def test_keys_must_not_lie_inside_the_instance_folder(environ: dict[str, str], tmp_path: Path) -> None:
    inside = str(tmp_path / "instance" / "keys")
    assert "a backup would hold the signatures together with what opens them" in complaint(environ, KEYS_PATH=inside)
    around_the_corner = str(tmp_path / "elsewhere" / ".." / "instance" / "keys")
    assert "lies inside INSTANCE_PATH" in complaint(environ, KEYS_PATH=around_the_corner)


def test_no_complaint_repeats_a_secret(environ: dict[str, str]) -> None:
    assert "hunter2" not in complaint(environ, MAIL_URL="http://robot:hunter2@mail.example.org")
    assert "hunter2" not in complaint(environ, SECRET_KEY="hunter2")
    assert "hunter2" not in complaint(environ, READY_TOKEN="hunter2")
    assert "hunter2" not in complaint(environ, DATABASE_URL="mysql://robot:hunter2@localhost/x")


def test_settings_do_not_show_their_secrets(environ: dict[str, str]) -> None:
    shown = repr(config.load(environ | {"DATABASE_URL": "postgresql://u:hunter2@localhost/x"}))
    assert SECRET not in shown
    assert "hunter2" not in shown
    assert "robot" not in shown


def test_what_settings_do_not_show_is_taken_out_of_the_environment_of_requests() -> None:
    """The key of DKIM is no variable: its file is named there."""
    hidden = {one.name.upper() for one in dataclasses.fields(config.Settings) if not one.repr}
    assert hidden - {"DKIM_KEY"} == set(serving.SECRET_VARIABLES)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_through_psycopg(environ: dict[str, str], scheme: str) -> None:
    settings = config.load(environ | {"DATABASE_URL": f"{scheme}://u:p@localhost/x"})
    assert settings.database_url == "postgresql+psycopg://u:p@localhost/x"


def test_rate_limits_override_the_defaults_one_by_one(environ: dict[str, str]) -> None:
    settings = config.load(environ | {"RATE_LIMITS": "sign=5/minute, rsvp=7/hour"})
    assert settings.rate_limits == {
        "sign": "5/minute",
        "confirm": "120/minute",
        "code": "30/minute",
        "rsvp": "7/hour",
        "heads": "500/day",
        "poster": "30/minute",
        "sign_in": "20/minute",
        "second_factor": "20/hour",
        "unlock": "20/hour",
        "find": "20/hour",
        "reset": "3/day",
    }
    assert config.DEFAULT_RATE_LIMITS["sign"] == "60/minute"


def test_trusted_proxies_are_addresses_and_networks(environ: dict[str, str]) -> None:
    settings = config.load(environ | {"TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8,::1"})
    assert [str(network) for network in settings.trusted_proxies] == ["127.0.0.1/32", "10.0.0.0/8", "::1/128"]


def test_a_base_url_loses_its_last_slash(environ: dict[str, str]) -> None:
    assert config.load(environ | {"BASE_URL": "https://example.org/"}).base_url == "https://example.org"


def test_the_demo_needs_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(config, "PROJECT", tmp_path)
    settings = config.load({"DEMO": "1", "PORT": "5081"})
    assert settings.demo
    assert settings.base_url == "http://localhost:5081"
    assert settings.mail_url == "mailbox:"
    assert settings.instance_path == tmp_path / ".demo" / "instance"
    assert settings.keys_path == tmp_path / ".demo" / "keys"


def test_the_demo_keeps_one_secret_key_that_only_its_owner_reads(demo: dict[str, str]) -> None:
    first, second = config.load(demo), config.load(demo)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= config.SHORTEST_SECRET
    kept = first.keys_path / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in first.keys_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.10", "::"])
def test_the_demo_listens_on_this_machine_only(demo: dict[str, str], host: str) -> None:
    assert "listens on this machine only" in complaint(demo, HOST=host)


@pytest.mark.parametrize(("host", "address"), [("localhost", "127.0.0.1"), ("127.0.0.1", "127.0.0.1"), ("::1", "::1")])
def test_the_demo_accepts_every_loopback_address(demo: dict[str, str], host: str, address: str) -> None:
    assert config.load(demo | {"HOST": host}).host == address


def test_a_refused_demo_leaves_nothing_behind(demo: dict[str, str], tmp_path: Path) -> None:
    complaint(demo, PORT="none")
    assert list(tmp_path.iterdir()) == []
