"""The demonstration: a network as it could be, loaded by `make run`, and a mailbox page. No part of the real thing."""

from petitions.demo import organisers
from petitions.demo.loading import load, passphrase_path

__all__ = ["load", "organisers", "passphrase_path"]
