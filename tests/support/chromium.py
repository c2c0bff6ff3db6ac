"""The system's Chromium, and pages that fail their test when they reach elsewhere or complain."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.support import counts

FLAGS = [
    "--no-sandbox",  # tests may run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # Chromium's own errands would reach for the outside
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
]
WIDTHS = {"phone": 390, "desktop": 1280}
LOOKS = [
    (language, WIDTHS[device], is_dark)
    for language, device, usual in (("en", "desktop", False), ("ar", "phone", True))
    for is_dark in ((False, True) if counts.IS_TRIAL else (usual,))
]
"""How a page of the back office is looked at: language, width, and whether it is dark. All of them are crossed in a trial."""


@contextmanager
def started() -> Iterator[Browser]:
    """Chromium, headless. A machine without it fails the tests that need it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Chromium is missing; browser tests need it. On Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Visitor:
    """Somebody with a browser of their own: no cookies yet, one language, one screen.

    `page` is the tab. `complaints` collects what must not happen: requests to other hosts, errors in the console.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        language: str = "en",
        width: int = WIDTHS["desktop"],
        is_dark: bool = False,
        has_javascript: bool = True,
    ) -> None:
        self.host = urlsplit(url).netloc
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=url,
            locale=language,
            color_scheme="dark" if is_dark else "light",
            viewport={"width": width, "height": 844},
            java_script_enabled=has_javascript,
            reduced_motion="reduce",
        )
        self.context.on("request", self._note_request)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.complaints.append(f"script failed: {error.error}"))
        self.page: Page = self.context.new_page()

    def close(self) -> None:
        """Leave; fails the test with the complaints there were."""
        self.context.close()
        if self.complaints:
            pytest.fail("\n".join(self.complaints))

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != self.host:
            self.complaints.append(f"the page asked another host: {request.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # Chromium reports the status of a page that answers 404 or 422, which may be just what the test wants.
        is_status_of_page = "the server responded with a status of 4" in message.text
        if message.type == "error" and not is_status_of_page:
            self.complaints.append(f"console: {message.text}")


def axe(page: Page) -> list[str]:
    """What axe finds wrong with `page`, a line each: rule, impact and where. Needs JavaScript to be on."""
    found: dict[str, Any] = Axe().run(page).response
    return [
        f"{violation['id']} ({violation['impact']}): {', '.join(str(node['target']) for node in violation['nodes'])}"
        for violation in found["violations"]
    ]


BROKEN_WORDS = """
() => [...document.querySelectorAll("h1, h2, .pick > b, .designs .hint")].flatMap(heading => {
  const found = [], texts = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT);
  const topOf = (text, place) => {
    const range = document.createRange();
    range.setStart(text, place);
    range.setEnd(text, place + 1);
    return Math.round([...range.getClientRects()].at(-1)?.top);  // the last: a hyphen may stand before a letter
  };
  while (texts.nextNode()) {
    for (const word of texts.currentNode.data.matchAll(/[^\\s\\u00ad-]+/g)) {
      const tops = [...word[0]].map((_letter, place) => topOf(texts.currentNode, word.index + place));
      if (new Set(tops).size > 1) found.push(word[0]);
    }
  }
  return found;
})
"""


def broken_words(page: Page) -> list[str]:
    """The words of headings, and of what can be picked, that stand on two lines."""
    found: list[str] = page.evaluate(BROKEN_WORDS)
    return found


BUTTONLESS = """[...document.querySelectorAll("main form")].filter((form) =>
    ![...form.elements].some((one) => one.type === "submit" && !one.closest("[hidden]"))
).map((form) => form.outerHTML.slice(0, 120))"""


def buttonless(page: Page) -> list[str]:
    """How the forms begin that nobody can send without JavaScript."""
    found: list[str] = page.evaluate(BUTTONLESS)
    return found
