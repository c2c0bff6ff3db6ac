"""Sealing, tokens and the folder of secrets."""

import os
import stat
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import keyring, sealing, tokens

SECRET = os.urandom(32)


@pytest.fixture
def pair() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


def sealed(pair, content, *, token="t" * 27, context="list 1"):
    public_key = pair.public_key().public_bytes_raw()
    return sealing.seal(content, secret=SECRET, public_key=public_key, token=token, context=context)


def test_the_house_and_the_holder_of_the_token_open_it(pair):
    content = {"name": "Rəsul Cəfərov", "updates": True, "town": None}
    box = sealed(pair, content)
    assert sealing.open_with_token(box, secret=SECRET, token="t" * 27, context="list 1") == content
    assert sealing.open_with_house_key(box, secret=SECRET, private_key=pair, context="list 1") == content


@pytest.mark.parametrize(
    "wrong",
    [{"secret": os.urandom(32)}, {"token": "u" * 27}, {"context": "list 2"}],
    ids=["another list's secret", "another token", "another place"],
)
def test_nothing_else_opens_it(pair, wrong):
    box = sealed(pair, {"name": "Ana"})
    keys = {"secret": SECRET, "token": "t" * 27, "context": "list 1"} | wrong
    with pytest.raises(sealing.CannotOpen):
        sealing.open_with_token(box, **keys)


def test_without_the_lists_secret_even_the_house_key_opens_nothing(pair):
    with pytest.raises(sealing.CannotOpen):
        sealing.open_with_house_key(sealed(pair, {}), secret=os.urandom(32), private_key=pair, context="list 1")


def test_a_flipped_bit_is_noticed(pair):
    box = sealed(pair, {"name": "Ana"})
    broken = sealing.Sealed(box.content[:-1] + bytes([box.content[-1] ^ 1]), box.house_wrap, box.token_wrap)
    with pytest.raises(sealing.CannotOpen):
        sealing.open_with_token(broken, secret=SECRET, token="t" * 27, context="list 1")


def test_the_length_tells_nothing_of_a_short_or_a_long_name(pair):
    short, long = sealed(pair, {"name": "A"}), sealed(pair, {"name": "A" * 200})
    assert len(short.content) == len(long.content)


def test_sealing_the_same_twice_gives_nothing_to_compare(pair):
    one, other = sealed(pair, {"name": "Ana"}), sealed(pair, {"name": "Ana"})
    assert one.content != other.content
    assert one.house_wrap != other.house_wrap


def test_marks_depend_on_the_secret_and_the_purpose():
    marks = {
        sealing.mark("ana@example.org", secret=secret, purpose=purpose)
        for secret in (SECRET, os.urandom(32))
        for purpose in ("tag", "fingerprint")
    }
    assert len(marks) == 4


def test_tokens_are_long_and_of_letters_that_survive_mail_programs():
    made = {tokens.new() for _ in range(1000)}
    assert len(made) == 1000
    assert all(tokens.has_shape(token) and len(tokens.ALPHABET) ** len(token) > 2**128 for token in made)


@pytest.mark.parametrize("typed", ["", "x" * 26, "X" * 27, "0" * 27, "../" * 9, "a" * 28])
def test_what_cannot_be_a_token_is_told_at_once(typed):
    assert not tokens.has_shape(typed)


def test_secrets_are_for_their_owner_alone(tmp_path):
    ring = keyring.Keyring(tmp_path / "keys")
    ring.ensure("campaign-1")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "keys" / "campaign-1.key").stat().st_mode) == 0o600


def test_a_shredded_secret_is_gone_for_every_holder_of_the_folder(tmp_path):
    one, other = keyring.Keyring(tmp_path), keyring.Keyring(tmp_path)
    one.ensure("campaign-1")
    assert other.secret("campaign-1") == one.secret("campaign-1")
    other.shred("campaign-1")
    with pytest.raises(keyring.SecretMissing):
        one.secret("campaign-1")
    assert list(tmp_path.iterdir()) == []


def test_all_who_make_a_secret_at_once_get_the_same(tmp_path):
    found: list[bytes] = []
    makers = [
        threading.Thread(target=lambda: found.append(keyring.Keyring(tmp_path).ensure("outbox-2015-05-18")))
        for _ in range(8)
    ]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_half_a_secret_is_none(tmp_path):
    ring = keyring.Keyring(tmp_path)
    (tmp_path / "campaign-1.key").write_bytes(b"short")
    with pytest.raises(keyring.SecretMissing):
        ring.secret("campaign-1")
