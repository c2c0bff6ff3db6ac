"""The certificate with which a House signs: sealed to its key pair as names are, so that whoever holds the disk signs nothing."""

import base64
import datetime
from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from petitions import clock, database, sealing, storage
from petitions.houses import keys, queries
from petitions.houses.bundles import PrivateKeys
from petitions.houses.models import HouseCertificate, HouseKey
from petitions.pdf import certificates
from petitions.pdf.certificates import Certificate, Signing
from petitions.pdf.stamping import Stamps

WARNING = datetime.timedelta(days=30)
"""So long before it expires a certificate is spoken of: a new one takes some days to get."""


class CannotSign(certificates.BadCertificate):
    """The House has no certificate, or it is sealed with a key that is not open."""


def of_house(house_id: int) -> HouseCertificate | None:
    """The certificate of a House, as it stands now."""
    return database.session().get(HouseCertificate, house_id, populate_existing=True)


def ending(house_ids: Collection[int]) -> dict[int, datetime.datetime]:
    """When the certificates of these Houses expire, of those that have, or will within `WARNING`."""
    ends = sa.select(HouseCertificate.house_id, HouseCertificate.last_at)
    soon = (HouseCertificate.house_id.in_(house_ids), HouseCertificate.last_at < clock.now() + WARNING)
    return dict(database.session().execute(ends.where(*soon)).all())


def keep(session: Session, house_id: int, certificate: Certificate) -> None:
    """Keep the certificate of a House in the place of the one before. Raises keys.NoHouseKey."""
    queries.take_turn(session, house_id)  # nobody makes a new key meanwhile
    key = keys.current(house_id)
    session.merge(
        HouseCertificate(
            house_id=house_id,
            key_id=key.id,
            holder=certificate.holder,
            fingerprint=certificate.fingerprint,
            first_at=certificate.first,
            last_at=certificate.last,
            sealed=_sealed(house_id, certificate.data, key),
        )
    )


def remove(session: Session, house_id: int) -> bool:
    """Forget the certificate of a House. Returns whether there was one."""
    queries.take_turn(session, house_id)
    found = of_house(house_id)
    if found is not None:
        session.delete(found)
    return found is not None


def renew(session: Session, house_id: int, private_keys: PrivateKeys) -> None:
    """Seal the certificate for the key pair of now, if an older one among `private_keys` opens it: its holder may have left."""
    found = of_house(house_id)
    if found is None or found.key_id not in private_keys or keys.current(house_id).id == found.key_id:
        return
    queries.take_turn(session, house_id)
    key, found = keys.current(house_id), of_house(house_id)
    if found is not None and found.key_id in private_keys:
        found.sealed, found.key_id = _sealed(house_id, _opened(found, private_keys), key), key.id


def can_sign(house_id: int, private_keys: PrivateKeys) -> bool:
    """Whether there is a certificate that is valid now and opens with `private_keys`."""
    found = of_house(house_id)
    return found is not None and found.key_id in private_keys and found.first_at <= clock.now() <= found.last_at


def signing(house_id: int, private_keys: PrivateKeys) -> Signing:
    """Sign as the House, now. Raises CannotSign, certificates.NotValidYet, certificates.Expired, sealing.CannotOpen."""
    found = of_house(house_id)
    if found is None or found.key_id not in private_keys:
        raise CannotSign
    return certificates.signing(certificates.read(_opened(found, private_keys), ""), clock.now(), stamps())


def stamps() -> Stamps | None:
    """Where time stamps come from, if signatures are to have them."""
    url = storage.settings().timestamp_url
    return Stamps(url) if url else None


def _sealed(house_id: int, data: bytes, key: HouseKey) -> bytes:
    content = {"pkcs12": base64.b64encode(data).decode()}
    return sealing.seal_to(content, public_key=key.public_key, context=_context(house_id))


def _opened(certificate: HouseCertificate, private_keys: PrivateKeys) -> bytes:
    private_key, context = private_keys[certificate.key_id], _context(certificate.house_id)
    content = sealing.open_sealed(certificate.sealed, private_key=private_key, context=context)
    return base64.b64decode(content["pkcs12"])


def _context(house_id: int) -> str:
    return f"certificate {house_id}"
