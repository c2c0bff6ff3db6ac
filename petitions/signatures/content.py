"""What a signature says about a person, and how it is sealed."""

from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from petitions import addresses, keyring, sealing, tokens, tombstones
from petitions.campaigns import publishing
from petitions.signatures.models import Signature

LONGEST_NAME = 200
LONGEST_TOWN = 100
LONGEST_COMMENT = 300


@dataclass(frozen=True)
class Content:
    """What is sealed of a signature."""

    name: str
    email: str
    town: str | None
    comment: str | None
    consent: str
    """The version of the consent text that was agreed to."""
    updates: bool
    """Whether news of the campaign may be sent."""


def secret_name(campaign_id: int) -> str:
    """What the secret of a campaign's list is called in the keyring."""
    return publishing.secret_name(campaign_id)


def secret(campaign_id: int) -> bytes:
    """The secret of a campaign's list. Raises keyring.SecretMissing."""
    return keyring.current().secret(secret_name(campaign_id))


def seal(content: Content, *, campaign_id: int, list_secret: bytes, public_key: bytes, token: str) -> sealing.Sealed:
    """Seal `content` for the House and for the holder of `token`."""
    return sealing.seal(
        asdict(content),
        secret=list_secret,
        public_key=public_key,
        token=token,
        context=context(campaign_id, tokens.digest(token)),
    )


def open_with_token(signature: Signature, token: str) -> Content | None:
    """What `signature` says, for the holder of its token; None once it is erased."""
    sealed = _sealed(signature)
    if sealed is None:
        return None
    opened = sealing.open_with_token(
        sealed,
        secret=secret(signature.campaign_id),
        token=token,
        context=context(signature.campaign_id, signature.token_hash),
    )
    return Content(**opened)


def open_with_house_key(signature: Signature, private_key: X25519PrivateKey) -> Content | None:
    """What `signature` says, for the House; None once it is erased. Raises sealing.CannotOpen."""
    sealed = _sealed(signature)
    if sealed is None:
        return None
    opened = sealing.open_with_house_key(
        sealed,
        secret=secret(signature.campaign_id),
        private_key=private_key,
        context=context(signature.campaign_id, signature.token_hash),
    )
    return Content(**opened)


def open_for_news(
    sealed: sealing.Sealed, *, campaign_id: int, token_hash: bytes, list_secret: bytes, private_key: X25519PrivateKey
) -> tuple[Content, str]:
    """What a signature says, for the House that writes to it, and the token with which its owner ends that.

    The token follows from the seal: it is the same in every mail, and nobody makes it without a key. Raises CannotOpen.
    """
    opened, key = sealing.open_and_derive(
        sealed,
        secret=list_secret,
        private_key=private_key,
        context=context(campaign_id, token_hash),
        purpose="unsubscribe",
    )
    return Content(**opened), tokens.derived(key)


def reseal(signature: Signature, content: Content, private_key: X25519PrivateKey) -> None:
    """Put `content` in the place of what `signature` says; its owner's link opens it as before. Raises sealing.CannotOpen."""
    sealed = _sealed(signature)
    assert sealed is not None
    signature.sealed = sealing.reseal(
        asdict(content),
        sealed,
        secret=secret(signature.campaign_id),
        private_key=private_key,
        context=context(signature.campaign_id, signature.token_hash),
    )


def reseal_with_token(signature: Signature, content: Content, token: str) -> None:
    """The same, for the holder of its token. Raises sealing.CannotOpen."""
    sealed = _sealed(signature)
    assert sealed is not None
    signature.sealed = sealing.reseal_with_token(
        asdict(content),
        sealed,
        secret=secret(signature.campaign_id),
        token=token,
        context=context(signature.campaign_id, signature.token_hash),
    )


def _sealed(signature: Signature) -> sealing.Sealed | None:
    if signature.sealed is None or signature.house_wrap is None or signature.token_wrap is None:
        return None
    return sealing.Sealed(signature.sealed, signature.house_wrap, signature.token_wrap)


def context(campaign_id: int, token_hash: bytes) -> str:
    """What binds sealed content to its row: moved to another, it does not open."""
    return f"signature {campaign_id} {token_hash.hex()}"


def tag(email: str, list_secret: bytes) -> bytes:
    """The mark by which an address counts once in a list."""
    return sealing.mark(addresses.canonical(email), secret=list_secret, purpose="tag")


def domain_tag(email: str, list_secret: bytes) -> bytes:
    """The mark by which signatures from one mail domain are told together, without saying which domain."""
    _local, _at, domain = addresses.canonical(email).rpartition("@")
    return sealing.mark(domain, secret=list_secret, purpose="domain")


def erase(signature: Signature) -> None:
    """Take out of a row everything that says who signed, and see to it that no backup brings it back.

    Its state is that in which it stays.
    """
    tombstones.note(signature.state.value, signature.campaign_id, signature.token_hash)
    blank(signature)


def blank(signature: Signature) -> None:
    """Take out of a row everything that says who signed."""
    signature.sealed = signature.house_wrap = signature.token_wrap = None
    signature.fingerprint = signature.domain_tag = None
    forget_code(signature)
    hide(signature)


def forget_code(signature: Signature) -> None:
    """Take out of a row what its code leads to: it is pending no more."""
    signature.code_mark = signature.code_locked = None


def hide(signature: Signature) -> None:
    """Take out of a row what was public."""
    signature.public_name = signature.public_comment = signature.folded_name = None
    signature.review = signature.caught = None


def forget_address(signature: Signature) -> None:
    """Take out of an erased row the mark of its address, too: not even with the list's secret is it known who withdrew."""
    signature.tag = signature.token_hash
