"""The environment, read once and checked in words. Every variable the product knows stands in `Settings`."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import config_mail

PROJECT = Path(__file__).resolve().parent

DEFAULT_RATE_LIMITS = {
    "sign": "60/minute",
    "confirm": "120/minute",
    "code": "30/minute",
    "rsvp": "30/minute",
    "heads": "500/day",  # of one event
    "poster": "30/minute",
    "sign_in": "20/minute",
    "second_factor": "20/hour",  # of one organiser
    "unlock": "20/hour",
    "find": "20/hour",
    "reset": "3/day",  # mails with a link for a new password
}

SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 10  # "xxxxxxxx…" and "change-me-change-me-…" are long, and no secret
EVERYBODY = 0  # the prefix length of a network that holds every address

Default = TypeVar("Default", int, None)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class ConfigurationError(Exception):
    """The environment does not let the program start. `complaints` says why, each a sentence with the way out."""

    def __init__(self, complaints: list[str]) -> None:
        super().__init__("\n".join(complaints))
        self.complaints = tuple(complaints)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment says.

    Each field is the variable of the same name in capitals. Relative paths start where the program was started, not here.
    "Demo" is what `make run` takes when the variable is not set.
    """

    # Where signatures are kept: postgresql://user:password@host/name, or sqlite:////absolute/path.db.
    # Default: the file petitions.db in INSTANCE_PATH.
    database_url: str = field(repr=False)
    # Signs sessions of the back office, salts rate limits. At least 32 random characters.
    # Required; demo: made once, kept in KEYS_PATH.
    secret_key: str = field(repr=False)
    # The address that people type, without a path: https://petitions.example.org. Links in mail begin with it.
    # Required; demo: http://localhost:PORT.
    base_url: str
    # Pictures, rendered posters, the SQLite file. Belongs into backups. Default: ./instance; demo: .demo/instance.
    instance_path: Path
    # The secrets that open what the database holds. Outside INSTANCE_PATH, outside backups. Required; demo: .demo/keys.
    keys_path: Path
    # The mail server: smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465.
    # Required; demo: mailbox:, a page that shows every mail.
    mail_url: str = field(repr=False)
    # Mails that all workers together hand over in a minute at most, for a mail server that takes no more. Default: no limit.
    mail_per_minute: int | None = None
    # The file of an RSA key that signs mail (DKIM). Its public half stands in the DNS at DKIM_SELECTOR._domainkey of each of
    # DKIM_DOMAINS, separated by commas. Default: mail is not signed here; the domain of BASE_URL.
    dkim_key: bytes | None = field(default=None, repr=False)
    dkim_selector: str = ""
    dkim_domains: tuple[str, ...] = ()
    # Where mail comes back to that reaches nobody: bounces@petitions.example.org. The mail server delivers
    # bounces+anything@ there, too. Default: to the House that sends.
    bounce_address: str | None = None
    # The mailbox of that address, looked into every minute: imaps://user:password@host/INBOX. Default: none.
    bounce_url: str | None = field(default=None, repr=False)
    # Whoever asks /readyz with `Authorization: Bearer` and this is told how the mail goes in figures, too. At least 16
    # characters. Default: nobody is told there.
    ready_token: str | None = field(default=None, repr=False)
    # Where several web processes count their rate limits together: redis://host:6379/0. Default: in memory.
    redis_url: str | None = field(default=None, repr=False)
    # A server for time stamps (RFC 3161), asked over TLS when a House signs a dossier: https://tsa.example.org/. It learns a
    # checksum. Default: signatures have no time stamp.
    timestamp_url: str | None = None
    # The address the web server listens on. Default: 127.0.0.1, behind a proxy on the same machine.
    host: str = "127.0.0.1"
    # Its port. Default: 5080.
    port: int = 5080
    # Networks whose X-Forwarded-For is believed, separated by commas: 127.0.0.1,10.0.0.0/8. Default: none.
    trusted_proxies: tuple[Network, ...] = ()
    # Requests allowed per network of visitors (/24, /48), of one event, or per organiser: sign=60/minute,find=20/hour.
    # Units: second, minute, hour, day. Default, one by one: DEFAULT_RATE_LIMITS.
    rate_limits: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_RATE_LIMITS))
    # 1 is the demonstration that `make run` starts: made-up data, a mailbox page, no mail leaves. Default: off.
    demo: bool = False
    # Where `flask fonts build` puts the cuts. Default: .fonts in the project.
    fonts_path: Path = PROJECT / ".fonts"
    # Processes that answer requests. Default: 1; more than one count their rate limits apart unless REDIS_URL is set.
    web_workers: int = 1


def load(environ: Mapping[str, str]) -> Settings:
    """Read the settings from `environ`. In the demo, a secret key is made on the way if there is none.

    Raises `ConfigurationError` with everything that is missing or wrong, not only the first of it.
    """
    return _Reading(environ).settings()


class _Reading:
    """One pass over the environment that collects complaints instead of stopping at the first."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.complaints: list[str] = []
        self.demo = self._demo()

    def settings(self) -> Settings:
        port = self._number("PORT", default=5080, highest=65535)
        host = self._host()
        instance_path = self._path("INSTANCE_PATH", ".demo/instance" if self.demo else "instance")
        keys_path = self._keys_path(instance_path)
        settings = Settings(
            database_url=self._database_url(instance_path),
            secret_key="" if self.demo else self._secret_key(),
            base_url=self._base_url(port),
            instance_path=instance_path,
            keys_path=keys_path,
            mail_url=config_mail.mail_url(self._value("MAIL_URL"), self._refuse, is_demo=self.demo),
            mail_per_minute=self._number("MAIL_PER_MINUTE", default=None, highest=1_000_000),
            **config_mail.settings(self._value, self._refuse),
            redis_url=self._url("REDIS_URL", "redis://host:6379/0", "redis", "rediss", "unix"),
            timestamp_url=self._url("TIMESTAMP_URL", "https://tsa.example.org/", "https"),
            host=host,
            port=port,
            trusted_proxies=self._trusted_proxies(),
            rate_limits=self._rate_limits(),
            demo=self.demo,
            fonts_path=self._path("FONTS_PATH", ".fonts"),
            web_workers=self._number("WEB_WORKERS", default=1, highest=64),
        )
        if self.complaints:
            raise ConfigurationError(self.complaints)
        if self.demo:
            return replace(settings, secret_key=self._value("SECRET_KEY") or _kept_secret(keys_path))
        return settings

    def _value(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def _refuse(self, complaint: str) -> None:
        self.complaints.append(complaint)

    def _demo(self) -> bool:
        value = self._value("DEMO")
        if value not in ("", "0", "1"):
            self._refuse("DEMO is 1 for the demonstration that `make run` starts, and otherwise not set.")
        return value == "1"

    def _number(self, name: str, *, default: Default, highest: int) -> int | Default:
        value = self._value(name)
        if not value:
            return default
        if re.fullmatch(r"[0-9]{1,9}", value) and 1 <= int(value) <= highest:
            return int(value)
        self._refuse(f"{name} must be a number from 1 to {highest}; it is “{value}”.")
        return default

    def _path(self, name: str, default: str) -> Path:
        value = self._value(name)
        return Path(value).expanduser().resolve() if value else PROJECT / default

    def _host(self) -> str:
        value = self._value("HOST") or "127.0.0.1"
        value = "127.0.0.1" if value == "localhost" else value
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            self._refuse(f"HOST must be an IP address such as 127.0.0.1 or 0.0.0.0; it is “{value}”.")
            return value
        if self.demo and not address.is_loopback:
            self._refuse(
                f"The demonstration listens on this machine only: with DEMO=1, HOST must be 127.0.0.1, not {value}. "
                "To serve people, leave DEMO out and set what README.md lists under “Running it for real”."
            )
        return value

    def _keys_path(self, instance_path: Path) -> Path:
        if not self._value("KEYS_PATH") and not self.demo:
            self._refuse(
                "KEYS_PATH is missing: the folder of the secrets that open what the database holds. Choose one outside "
                "the database, INSTANCE_PATH and every backup, for example KEYS_PATH=/var/lib/calls-for-action-keys."
            )
        keys_path = self._path("KEYS_PATH", ".demo/keys")
        if not self.demo and keys_path.is_relative_to(instance_path):
            self._refuse(
                f"KEYS_PATH ({keys_path}) lies inside INSTANCE_PATH ({instance_path}): a backup would hold the "
                "signatures together with what opens them. Choose a folder outside."
            )
        return keys_path

    def _database_url(self, instance_path: Path) -> str:
        value = self._value("DATABASE_URL")
        if not value:
            return f"sqlite:///{instance_path / 'petitions.db'}"
        scheme = urlsplit(value).scheme
        if scheme in ("postgres", "postgresql"):
            return "postgresql+psycopg" + value[len(scheme) :]
        if scheme == "sqlite":
            path = value.removeprefix("sqlite:///")
            if path in ("", value, ":memory:") or "mode=memory" in path:
                self._refuse(
                    "DATABASE_URL names an SQLite database in memory: it forgets every signature when it stops."
                )
        elif scheme != "postgresql+psycopg":
            self._refuse("DATABASE_URL must begin with postgresql:// or sqlite:///.")
        return value

    def _secret_key(self) -> str:
        value = self._value("SECRET_KEY")
        make_one = "Make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        if not value:
            self._refuse(f"SECRET_KEY is missing. {make_one}")
        elif len(value) < SHORTEST_SECRET:
            self._refuse(f"SECRET_KEY has {len(value)} characters; it needs at least {SHORTEST_SECRET}. {make_one}")
        elif len(set(value)) < FEWEST_CHARACTERS or re.search(
            r"change.?me|secret.?key|example|password", value.lower()
        ):
            self._refuse(f"SECRET_KEY is a placeholder that anybody can guess. {make_one}")
        return value

    def _base_url(self, port: int) -> str:
        value = self._value("BASE_URL").rstrip("/") or (f"http://localhost:{port}" if self.demo else "")
        parts = urlsplit(value)
        if not value:
            self._refuse("BASE_URL is missing: the address that people type, such as https://petitions.example.org.")
        elif parts.scheme not in ("http", "https") or not parts.hostname:
            self._refuse(f"BASE_URL must begin with https:// (or http://) and a host name; it is “{value}”.")
        elif parts.path or parts.query or parts.fragment or parts.username:
            self._refuse(f"BASE_URL is the site's root, with nothing after the host name; it is “{value}”.")
        elif not value.isascii():
            self._refuse(f"BASE_URL needs the host name as mail writes it, such as https://xn--…; it is “{value}”.")
        return value

    def _url(self, name: str, example: str, *schemes: str) -> str | None:
        value = self._value(name)
        if value and (urlsplit(value).scheme not in schemes or not value.partition("://")[2]):
            self._refuse(f"{name} must look like {example}.")
        return value or None

    def _trusted_proxies(self) -> tuple[Network, ...]:
        networks: list[Network] = []
        for item in filter(None, (part.strip() for part in self._value("TRUSTED_PROXIES").split(","))):
            try:
                network = ipaddress.ip_network(item)
            except ValueError:
                self._refuse(
                    f"TRUSTED_PROXIES lists addresses or networks such as 127.0.0.1,10.0.0.0/8; “{item}” is neither."
                )
                continue
            if network.prefixlen == EVERYBODY:
                self._refuse(f"TRUSTED_PROXIES must not hold {item}: every visitor could pretend to be any other.")
            networks.append(network)
        return tuple(networks)

    def _rate_limits(self) -> dict[str, str]:
        limits = dict(DEFAULT_RATE_LIMITS)
        for item in filter(None, (part.strip() for part in self._value("RATE_LIMITS").split(","))):
            name, _, limit = (part.strip() for part in item.partition("="))
            if name not in limits or not re.fullmatch(r"[1-9][0-9]{0,6}/(second|minute|hour|day)", limit):
                self._refuse(
                    f"RATE_LIMITS lists limits such as sign=60/minute, for {', '.join(limits)}; “{item}” is not one."
                )
                continue
            limits[name] = limit
        return limits


def _kept_secret(folder: Path) -> str:
    """The demonstration's secret key, made at the first start. Two processes that start together agree on one."""
    kept = folder / "secret_key"
    if not kept.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".secret_key-{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            os.link(draft, kept)  # fails if another process was first; its secret stands
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_text()
