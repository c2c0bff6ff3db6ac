"""Whose attempt it is: the visitor's network, behind trusted proxies only."""

import ipaddress

import pytest

from petitions import limits

TRUSTED = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("2001:db8:1::/48"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("2001:db8:1::5", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "198.51.100.1:5678", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4:9, [2001:db8:9::7]:5678, 10.0.0.2:80, [2001:db8:1::5]", "2001:db8:9::7"),
        ("10.0.0.1", "2001:db8:9::7", "2001:db8:9::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "not an address", "not an address"),
        (None, "198.51.100.1", "0.0.0.0"),
    ],
)
def test_a_forwarded_address_is_believed_from_trusted_proxies_only(peer, forwarded, address):
    assert limits.client_address(peer, forwarded, TRUSTED) == address


def test_without_trusted_proxies_the_header_is_nothing():
    assert limits.client_address("10.0.0.1", "198.51.100.1", ()) == "10.0.0.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:aaaa:bbbb::1", "2001:db8:aaaa::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("rubbish", "unknown"),
    ],
)
def test_neighbours_share_a_network(address, network):
    assert limits.network(address) == network


def test_what_is_kept_of_a_visitor_is_a_hash_that_changes_each_day(app, clock):
    def visitor() -> str:
        with app.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.7"}):
            return limits.visitor()

    today = visitor()
    assert "203.0.113" not in today
    assert len(today) == 32
    assert visitor() == today
    clock.shift(24 * 3600)
    assert visitor() != today
