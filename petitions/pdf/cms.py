"""The signature itself, made by pyHanko: CMS (RFC 5652) with the attributes that PAdES asks for."""

import asyncio

from pyhanko.sign.signers import SimpleSigner

from petitions.pdf.certificates import Certificate


def signature(certificate: Certificate, digest: bytes) -> bytes:
    """The signature, in DER, of a document with this SHA-256; the chain of the certificate is in it."""
    signer = SimpleSigner.load_pkcs12_data(certificate.data, other_certs=[])
    made: bytes = asyncio.run(signer.async_sign(digest, "sha256", use_pades=True)).dump()
    return made
