"""`make run`: starts once, says in words when it cannot, and ends whole, whatever ends it."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

import config
from tests.support.crowd import eventually
from tests.support.product import Product, copied_demo, free_port

# How the program starts and ends does not depend on the database.
pytestmark = [pytest.mark.running, pytest.mark.parametrize("database", ["sqlite"], indirect=True, scope="session")]

RESTART_SECONDS = 15
STOP_SECONDS = 4  # less than what a part that does not obey is given


@pytest.fixture
def broken_product(demo_template: Path, tmp_path: Path) -> Iterator[Product]:
    """A running product for one test, which breaks it."""
    product = Product(tmp_path / "demo", copied_demo(demo_template, tmp_path / "demo"))
    try:
        product.wait_until_ready()
        yield product
    finally:
        product.stop()


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def refusal(product: Product, **environ: str) -> str:
    """The words with which another start, in the environment of `product` with changes, is refused."""
    done = subprocess.run(
        [sys.executable, "-m", "petitions.running"],
        cwd=config.PROJECT,
        env=product.environ | environ,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def test_it_says_where_to_look_and_is_there(live_server: Product) -> None:
    words = live_server.words()
    for path in ("/en/campaigns/free-rasul-jafarov", "/demo/mailbox"):
        assert live_server.url + path in words
        with urllib.request.urlopen(live_server.url + path) as answer:
            assert answer.status == 200
    said = re.findall(r"(\S+)@(\S+)\.org\s+[\w ,]+$", words, re.MULTILINE)
    assert [who for who, _where in said] == ["organiser", "moderator", "reader", "organiser", "organiser", "network"]
    (passphrase,) = (line.split()[-1] for line in words.splitlines() if "passphrase" in line)
    assert len(Path(passphrase).read_text().strip()) >= 16


def test_it_does_not_say_what_it_runs_on(live_server: Product) -> None:
    with urllib.request.urlopen(live_server.url + "/healthz") as answer:
        assert answer.headers["Server"] == ""


def test_it_writes_down_nobody_who_visits(live_server: Product) -> None:
    for path in ("/healthz", "/en/", "/no-such-page"):
        subprocess.run(["curl", "-s", "-o", "/dev/null", live_server.url + path], check=True)
    assert "127.0.0.1" not in live_server.words()
    assert "/no-such-page" not in live_server.words()


def test_a_second_start_names_the_first(live_server: Product) -> None:
    pid = live_server.process.pid
    expected = f"Calls for Action is already running from this folder, process {pid}: {live_server.url}"
    assert refusal(live_server) == expected
    assert refusal(live_server, PORT=str(free_port())) == expected


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::1", "::"])
def test_a_taken_port_is_named_with_a_free_one(live_server: Product, tmp_path: Path, address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.create_server((address, 0), family=family) as other:
        port = other.getsockname()[1]
        words = refusal(live_server, PORT=str(port), INSTANCE_PATH=str(tmp_path / "instance"))
    assert words.startswith(f"Port {port} is taken by another program. Choose another: PORT=")
    assert words.endswith(" make run")


def test_a_wrong_environment_is_refused_in_words(live_server: Product) -> None:
    assert "listens on this machine only" in refusal(live_server, HOST="0.0.0.0")


def test_a_killed_web_worker_is_replaced(broken_product: Product) -> None:
    killed: list[int | None] = [None]  # who was killed is among the children for a moment more
    for _ in range(3):  # in such quick succession that the server itself gives up in between
        assert eventually(lambda: broken_product.children().get("web") not in killed, within=RESTART_SECONDS)
        killed.append(broken_product.children()["web"])
        os.kill(killed[-1], signal.SIGKILL)
    assert eventually(broken_product.answers, within=RESTART_SECONDS)
    assert broken_product.process.poll() is None


def test_a_killed_mail_worker_is_replaced(broken_product: Product) -> None:
    first = broken_product.children()["worker"]
    os.kill(first, signal.SIGKILL)
    assert eventually(lambda: broken_product.children().get("worker", first) != first, within=RESTART_SECONDS)
    assert broken_product.answers()
    assert "another one takes over" in broken_product.words()


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_whole_when_asked(broken_product: Product, sent: signal.Signals) -> None:
    assert broken_product.answers()  # a web worker that has worked ends in another way than one that has not
    children = broken_product.children()
    assert children.keys() == {"web", "worker"}
    os.killpg(broken_product.process.pid, sent)  # as a terminal does at Ctrl-C: to every process in front
    assert broken_product.process.wait(STOP_SECONDS) == 0
    assert all(is_gone(pid) for pid in children.values())
    assert not broken_product.answers()
    assert broken_product.words().endswith("Stopped.\n")
    assert "Traceback" not in broken_product.words()
    assert "ERROR" not in broken_product.words()


@pytest.mark.usefixtures("database")
def test_it_stops_at_once_while_it_prepares(tmp_path: Path) -> None:
    product = Product(tmp_path, f"sqlite:///{tmp_path / 'petitions.db'}", FONTS_PATH=str(tmp_path / "fonts"))
    try:
        # Its first helpers, started like those of the web, draw the typefaces.
        assert eventually(lambda: "web" in product.children(), within=30)
        os.killpg(product.process.pid, signal.SIGINT)
        product.process.wait(STOP_SECONDS)
        assert product.words().endswith("Stopped before it was ready.\n")
        assert "Traceback" not in product.words()
    finally:
        product.stop()


def test_killed_it_leaves_nothing_that_answers(broken_product: Product) -> None:
    children = broken_product.children()
    assert children.keys() == {"web", "worker"}
    broken_product.process.kill()
    broken_product.process.wait()
    assert eventually(lambda: all(is_gone(pid) for pid in children.values()), within=2)
    assert not broken_product.answers()


def test_it_ends_with_whoever_started_it(demo_template: Path, tmp_path: Path) -> None:
    """`kill -9` of `make` itself reaches no recipe; the program notices that its parent is gone."""
    product = Product(tmp_path / "demo", copied_demo(demo_template, tmp_path / "demo"), through_shell=True)
    try:
        product.wait_until_ready()
        product.process.kill()
        assert eventually(lambda: not product.answers(), within=STOP_SECONDS)
        assert eventually(lambda: product.words().endswith("Stopped.\n"), within=STOP_SECONDS)
    finally:
        product.stop()
