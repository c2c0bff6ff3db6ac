"""The signature itself, made by pyHanko: CMS (RFC 5652) with the attributes that PAdES asks for, and a time stamp on it."""

import asyncio

from asn1crypto import cms, tsp
from pyhanko.sign.signers import SimpleSigner
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, validate_tst_signed_data
from pyhanko_certvalidator import ValidationContext

from petitions.pdf import stamping
from petitions.pdf.certificates import Certificate


def signature(certificate: Certificate, stamps: stamping.Stamps | None, digest: bytes) -> bytes:
    """The signature, in DER, of a document with this SHA-256; the chain of the certificate is in it.

    It has one of `stamps` (at most stamping.ROOM bytes), unless those are missing.
    """
    signer = SimpleSigner.load_pkcs12_data(certificate.data, other_certs=[])
    if stamps is not None and not stamps.are_missing:
        try:
            return _signed(signer, digest, _Stamper(stamps, certificate))
        except Exception as failure:  # noqa: BLE001  # what a stranger answers breaks parsers in many ways; the list is signed all the same
            stamps.miss(failure)
    return _signed(signer, digest, None)


def _signed(signer: SimpleSigner, digest: bytes, stamper: TimeStamper | None) -> bytes:
    made = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True, timestamper=stamper))
    content: bytes = made.dump()
    return content


class _Stamper(TimeStamper):
    """pyHanko's way to a server. What others would not accept as a time stamp is none here."""

    def __init__(self, stamps: stamping.Stamps, certificate: Certificate) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # the library has few types
        self._stamps, self._certificate = stamps, certificate

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp.load(self._stamps.answer(req.dump()))

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        token = await super().async_timestamp(message_digest, md_algorithm)
        # That it is whole is asked here; whether its server is trusted, whoever reads the list will know.
        signer = extract_certs_for_validation(token["content"]).signer_cert
        trusting = ValidationContext(trust_roots=[signer], allow_fetching=False)
        said = await validate_tst_signed_data(token["content"], trusting, lambda _algorithm: message_digest)
        if not (said["intact"] and said["valid"]) or len(token.dump()) > stamping.ROOM:
            raise ValueError("no time stamp of this signature, or none that has room")
        # Whoever reads the list holds the certificate against this time: a server whose clock is wrong would make it void.
        moment = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        if not self._certificate.first <= moment <= self._certificate.last:
            raise ValueError("a time at which the certificate does not hold")
        return token
