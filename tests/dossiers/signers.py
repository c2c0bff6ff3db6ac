"""Fixtures of tests that sign lists: who vouches, the House that signs, and a thread in which pyHanko runs."""

import asyncio

import pytest

from petitions.pdf import certificates
from tests.support.issuing import PASSWORD, Root


@pytest.fixture(scope="module", autouse=True)
def beside_browsers():
    """Playwright leaves its event loop in this thread once it ran; pyHanko begins one of its own, as in the process for jobs."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="module")
def root():
    return Root()


@pytest.fixture(scope="module")
def house(root):
    return certificates.read(root.issue(), PASSWORD)
