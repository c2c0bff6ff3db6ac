"""Passphrases lock as ever here, but faster: these tests turn hundreds of keys."""

import pytest

from petitions.houses import passphrases


@pytest.fixture(autouse=True)
def _fast(monkeypatch, request):
    if "slow" not in request.node.name:
        monkeypatch.setattr(passphrases, "MEMORY_KIB", 64)
        monkeypatch.setattr(passphrases, "PASSES", 1)
