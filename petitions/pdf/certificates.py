"""Signing documents that stream: the certificate of a House, and the update with which a file is signed (PAdES, ETSI EN 319 142-1).

The whole file stands before the signature as it would stand without one, and the signature is made of the digest that was
kept while it was written: nothing of it is read again, and nothing lies anywhere in clear.
"""

import dataclasses
import datetime
import functools
import importlib

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from petitions import errors
from petitions.pdf import stamping, streaming
from petitions.pdf.stamping import Stamps
from petitions.pdf.streaming import reference

_SPARE = 64
"""Bytes that one signature of a key may be longer than another."""


class BadCertificate(errors.Refusal):
    """Nothing that a document can be signed with."""


class WrongPassword(BadCertificate):
    """The file opens with another password, or is no PKCS#12."""


class NoKey(BadCertificate):
    """The file has no private key with its certificate, or one that signs no documents."""


class NotValidYet(BadCertificate):
    """The certificate begins later."""


class Expired(BadCertificate):
    """The certificate has had its time."""


@dataclasses.dataclass(frozen=True)
class Certificate:
    """A certificate with its private key."""

    holder: str
    """Whose it is, as it says itself."""
    first: datetime.datetime
    last: datetime.datetime
    """From when until when it counts."""
    fingerprint: bytes
    """SHA-256 of the certificate."""
    data: bytes = dataclasses.field(repr=False)
    """Certificate, key and chain as PKCS#12 that needs no password: whoever keeps it seals it."""


@dataclasses.dataclass(frozen=True)
class Signing:
    """Who signs, and when."""

    certificate: Certificate
    moment: datetime.datetime
    stamps: Stamps | None = None
    """Where the time stamps come from, if signatures are to have them."""


def read(data: bytes, password: str) -> Certificate:
    """The certificate in a PKCS#12 file. Raises WrongPassword, NoKey."""
    if "\0" in password:  # the library panics
        raise WrongPassword
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(data, password.encode())
    except ValueError:
        raise WrongPassword from None
    if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey) or certificate is None:
        raise NoKey
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    holder = str(names[0].value) if names else certificate.subject.rfc4514_string()
    return Certificate(
        holder,
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
        certificate.fingerprint(hashes.SHA256()),
        pkcs12.serialize_key_and_certificates(None, key, certificate, others, NoEncryption()),
    )


def signing(certificate: Certificate, moment: datetime.datetime, stamps: Stamps | None = None) -> Signing:
    """Sign with the certificate at this moment, and have that confirmed by `stamps`. Raises NotValidYet, Expired."""
    if moment < certificate.first:
        raise NotValidYet
    if moment > certificate.last:
        raise Expired
    return Signing(certificate, moment, stamps)


def sign(writer: streaming.Writer, catalog: int, described: bytes, signing: Signing) -> None:
    """Sign the closed file of `writer`; `described` is the body of its `catalog`. The field is on the first page, and not seen."""
    page, body = writer.first_page
    field, signature = writer.reserve(), writer.reserve()
    writer.put(body.removesuffix(b">>") + b"/Annots%b>>" % streaming.references([field]), number=page)
    form = b"/AcroForm<</SigFlags 3/Fields%b>>>>" % streaming.references([field])
    writer.put(described.removesuffix(b">>") + form, number=catalog)
    writer.put(
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature)/Rect[0 0 0 0]/F 132/P %b/V %b>>"
        % (reference(page), reference(signature)),
        number=field,
    )
    # Loaded where somebody signs: it takes a second, and 30 MB that a web process need not carry.
    cms = importlib.import_module("petitions.pdf.cms")
    make = functools.partial(cms.signature, signing.certificate, signing.stamps)
    room = len(cms.signature(signing.certificate, None, bytes(32))) + _SPARE + (stamping.ROOM if signing.stamps else 0)
    entries = b"/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Name %b/M(D:%b)" % (
        streaming.text_string(signing.certificate.holder),
        signing.moment.astimezone(datetime.UTC).strftime("%Y%m%d%H%M%SZ").encode(),
    )
    writer.sign(entries, make, room=room, number=signature)
