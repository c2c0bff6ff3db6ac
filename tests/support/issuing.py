"""Certificates for tests: a root of our own, and what it issues, as PKCS#12."""

import datetime
import io
import ipaddress

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

PASSWORD = "a password of the tests"
HOUSE = "Human Rights House Oslo"


def checked(content, root):
    """The one signature of a PDF, and what another program says of it that trusts `root`."""
    (signature,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    trusted = list(load_certs_from_pemder_data(root.pem))
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=trusted, allow_fetching=False))
    return signature, status


class Root:
    """A certification authority."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Root of the tests")])
        day = datetime.timedelta(days=1)
        self.first, self.last = (
            datetime.datetime.now(datetime.UTC) - 400 * day,
            datetime.datetime.now(datetime.UTC) + 400 * day,
        )
        authority = x509.BasicConstraints(ca=True, path_length=None)
        self.certificate = self._signed(
            self.name, self.key.public_key(), self.first, self.last, authority, is_authority=True
        )

    @property
    def pem(self):
        """The certificate that others trust."""
        return self.certificate.public_bytes(Encoding.PEM)

    def issue(self, *, first=None, last=None, has_key=True):
        """The certificate of a House with its key and chain."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOUSE)])
        nobody = x509.BasicConstraints(ca=False, path_length=None)
        made = self._signed(name, key.public_key(), first or self.first, last or self.last, nobody, is_authority=False)
        locked = BestAvailableEncryption(PASSWORD.encode())
        return pkcs12.serialize_key_and_certificates(
            b"house", key if has_key else None, made if has_key else None, [self.certificate], locked
        )

    def vouch(self, key, purpose):
        """The certificate of a server on this machine that has `key`, for time stamps or TLS."""
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Server of the tests")])
        here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        use = x509.ExtendedKeyUsage([purpose])
        nobody = x509.BasicConstraints(ca=False, path_length=None)
        return self._signed(
            name, key.public_key(), self.first, self.last, nobody, (here, False), (use, True), is_authority=False
        )

    def _signed(self, name, public_key, first, last, constraints, *more, is_authority):
        usage = x509.KeyUsage(
            digital_signature=not is_authority, content_commitment=not is_authority, key_cert_sign=is_authority,
            crl_sign=is_authority, key_encipherment=False, data_encipherment=False,
            key_agreement=False, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        builder = x509.CertificateBuilder(self.name, name, public_key, x509.random_serial_number(), first, last)
        builder = builder.add_extension(constraints, critical=True).add_extension(usage, critical=True)
        for extension, is_critical in more:
            builder = builder.add_extension(extension, critical=is_critical)
        return builder.sign(self.key, hashes.SHA256())
