"""The web server: granian in front of the application, started so that nothing outlives its main process, no second one
shares its port, and nothing it writes names a visitor."""

import ctypes
import errno
import fcntl
import functools
import importlib
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from granian.server.common import AbstractServer

import config

THREADS = 12  # per process; below what SQLAlchemy's pools lend, so that no request waits for a connection
BACKLOG = 1024
WAITING = 256  # requests a process accepts beyond its threads, before the kernel's queue holds the rest
LONG = 8 * 1024 * 1024  # bytes of an answer that goes out in pieces
GRACE = 5  # seconds that requests have to end after SIGTERM
CRASHES = 5  # ends of the server within CRASH_WINDOW seconds that mean it cannot run at all
CRASH_WINDOW = 60

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None

# granian copies the process's environment into that of every request, where an error report could show it.
SECRET_VARIABLES = ("SECRET_KEY", "DATABASE_URL", "MAIL_URL", "BOUNCE_URL", "READY_TOKEN", "REDIS_URL")

# glibc keeps an arena of memory for every few threads, and in each of them what the heaviest page took; read at their start
# by the processes that answer.
MEMORY = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072"}

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


class CannotServe(Exception):
    """The server does not start; `str()` is the sentence for whoever started it."""


def serve(settings: config.Settings) -> None:
    """Answer requests until SIGTERM or SIGINT. Raises `CannotServe` if the port or the folder is taken."""
    with claim(settings):
        answer(settings)


@contextmanager
def claim(settings: config.Settings) -> Iterator[None]:
    """Hold the instance folder and find the port free.

    Raises `CannotServe`. The hold ends with the process, however it ends.
    """
    with _folder_held(settings):
        _check_port(settings)
        yield


def answer(settings: config.Settings) -> None:
    """Run granian until SIGTERM or SIGINT; to be called under `claim`, in the main thread.

    A worker that dies is replaced. When several die in quick succession, granian itself ends and is started again,
    unless that happens `CRASHES` times within `CRASH_WINDOW` seconds: `CannotServe` is raised then.
    """
    for name, value in MEMORY.items():
        os.environ.setdefault(name, value)
    multiprocessing.set_start_method("spawn", force=True)  # a forked worker would share database connections
    ends: list[float] = []
    while not _ran_to_its_end(settings):
        ends = [end for end in ends if end > time.monotonic() - CRASH_WINDOW] + [time.monotonic()]
        if len(ends) >= CRASHES:
            raise CannotServe("The web server ended again and again; its own words stand above.")


def die_with_parent(parent: int, deadly: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send this process `deadly` when the process `parent`, which started it, ends in whatever way.

    Linux only; elsewhere an orphan has to be ended by hand.
    """
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, int(deadly))
        if os.getppid() != parent:  # it ended before it could be watched
            os.kill(os.getpid(), deadly)


def server(settings: config.Settings) -> AbstractServer[Any]:
    """granian with our arguments, not yet started."""
    return Server(
        "wsgi:app",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        websockets=False,
        workers=settings.web_workers,
        blocking_threads=THREADS,
        backlog=BACKLOG,
        backpressure=WAITING,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE,
        working_dir=config.PROJECT,
        log_level=LogLevels.error,
        log_access=False,
    )


def _ran_to_its_end(settings: config.Settings) -> bool:
    """Serve once. False if the server ended without being asked to."""
    once = server(settings)
    try:
        once.serve(target_loader=functools.partial(_load, os.getpid()), wrap_loader=False)
    except SystemExit:
        return once.interrupt_signal
    return True


def _load(parent: int) -> Application:
    """The application without its commands, made in a fresh worker process that goes when `parent` goes."""
    die_with_parent(parent)
    os.setpgid(0, 0)  # Ctrl-C is for the main process: a worker that hears it twice, from there too, does not end
    application: Application = importlib.import_module("petitions").create_app(config.load(os.environ))
    for name in list(os.environ):
        if name in SECRET_VARIABLES or name.startswith("HTTP_"):  # HTTP_… would look like a header
            del os.environ[name]
    return whole(application)


def whole(application: Application) -> Application:
    """`application` with its answers in one piece, and an empty Server header, where granian would put its name.

    Ours are short, and in one piece they go out twice as fast as in several. Only what is too long for memory, a list of names
    that somebody fetches, goes out as it comes.
    """

    @functools.wraps(application)
    def wrapped(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = 0

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            nonlocal length
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            return start_response(status, [*headers, ("Server", "")], *more)

        pieces: Iterable[bytes] = application(environ, start)
        if length > LONG:
            return pieces
        try:
            return [b"".join(pieces)]
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    return wrapped


@contextmanager
def _folder_held(settings: config.Settings) -> Iterator[None]:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    # Several machines may share the folder; each of them serves once.
    path = settings.instance_path / f"serving-{socket.gethostname()}.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            process, _, url = file.read().partition(" ")
            raise CannotServe(
                f"Calls for Action is already running from this folder, process {process or 'unknown'}: {url or path}"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {settings.base_url}")
        file.flush()
        yield


def _check_port(settings: config.Settings) -> None:
    """Find the port free: the workers bind it with SO_REUSEPORT, which would share a taken one without a word.

    Raises `CannotServe`.
    """
    hosts = [settings.host]
    if settings.demo and settings.host == "127.0.0.1":
        hosts.append("::1")  # where browsers look first for "localhost"
    if not any(_is_taken(host, settings.port) for host in hosts):
        return
    free = next(port for port in range(settings.port + 1, 65536) if not any(_is_taken(host, port) for host in hosts))
    command = "make run" if settings.demo else "flask --app wsgi serve"
    raise CannotServe(f"Port {settings.port} is taken by another program. Choose another: PORT={free} {command}")


def _is_taken(host: str, port: int) -> bool:
    family = socket.AF_INET if ipaddress.ip_address(host).version == 4 else socket.AF_INET6
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that just ended do not count
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((host, port))
    except PermissionError:
        raise CannotServe(f"Port {port} may not be opened by this user. Choose one above 1024.") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return True
        if host == "::1":
            return False  # this machine has no IPv6
        raise CannotServe(f"{host} is not an address of this machine.") from None
    return False
