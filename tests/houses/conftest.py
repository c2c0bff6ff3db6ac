"""Passphrases lock as ever here, but faster: these tests turn hundreds of keys. Three organisers stand ready."""

import pytest

from petitions.houses import passphrases
from petitions.houses.models import House
from tests import factories
from tests.support.office import organiser


@pytest.fixture(autouse=True)
def _fast(monkeypatch, request):
    if "slow" not in request.node.name:
        monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
        monkeypatch.setattr(passphrases, "PASSES", 1)


@pytest.fixture
def house(app_context) -> House:
    """A House without a key, and the organisers 1, 2 and 3."""
    for name in ("ingrid", "leyla", "petr"):
        organiser(f"{name}@example.org")
    return factories.house(has_key=False)
