"""An organiser of the demonstration who has signed in, and unlocks the names of Oslo again and again."""

import http.cookiejar
import itertools
import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import config
from bench.load import post
from bench.servers import Server
from tests.support.product import demo_environ

UNLOCK = "/organise/houses/oslo/unlock"


def unlocks(server: Server, folder: Path) -> Iterator[bytes]:
    """Forms with the right passphrase; each opens the names anew."""
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    url = f"http://localhost:{server.port}"
    kept = json.loads((folder / "keys" / "organiser.txt").read_text())
    account = f"{url}/organise/account/login"
    page = _send(browser, account, email="organiser@oslo.example.org", password=kept["password"])
    address = re.search(r'action="([^"]*tf-validate[^"]*)"', page)
    _send(browser, f"{url}{address[1]}" if address else f"{url}/organise/account/tf-validate", code=_code(folder))
    token = _token(_page(browser, url + UNLOCK))
    passphrase = (folder / "keys" / "passphrase-oslo.txt").read_text().strip()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    form = urlencode({"csrf_token": token, "passphrase": passphrase})
    for request in itertools.islice(post(UNLOCK, lambda _number: form), 1_000_000):
        head, _, body = request.partition(b"\r\n\r\n")
        yield head + f"\r\nCookie: {cookies}\r\nOrigin: http://localhost\r\n\r\n".encode() + body


def _send(browser: urllib.request.OpenerDirector, url: str, **values: str) -> str:
    data = urlencode(values | {"csrf_token": _token(_page(browser, url))}).encode()
    with browser.open(urllib.request.Request(url, data, {"Origin": url[: url.index("/", 8)]})) as answer:
        return str(answer.read().decode())


def _page(browser: urllib.request.OpenerDirector, url: str) -> str:
    with browser.open(url) as answer:
        return str(answer.read().decode())


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("no form on the page: the sign-in failed")
    return found[1]


def _code(folder: Path) -> str:
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "code"]
    environ = demo_environ(folder, "") | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(command, cwd=config.PROJECT, env=environ, capture_output=True, text=True, check=True)
    return done.stdout.split()[0]
