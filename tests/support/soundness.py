"""Whether the page that is open in Chromium is sound: accessible, valid, within its width, marked as what it is."""

from playwright.sync_api import Page

from petitions import i18n
from tests.support.chromium import axe, broken_words
from tests.support.markup import Checker


def faults(page: Page, html: str, checker: Checker, language: str) -> list[str]:
    """What is wrong with the page, which came as `html` and should be in `language`."""
    found = [*axe(page), *(f"breaks the word {word}" for word in broken_words(page)), *checker.faults(html)]
    overhang = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"reaches {overhang} px beyond the screen"] if overhang > 0 else []
    root, expected = page.locator("html"), i18n.language(language)
    marked = (root.get_attribute("lang"), root.get_attribute("dir"))
    found += [f"is marked as {marked}"] if marked != (expected.tag, expected.direction) else []
    headings = page.locator("h1").count()
    return found + ([f"has {headings} h1"] if headings != 1 else [])
