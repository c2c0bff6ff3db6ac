"""A server for time stamps (RFC 3161) on the loopback interface, over TLS."""

import datetime
import http.server
import ssl
import threading
from pathlib import Path

from asn1crypto import keys, tsp, x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import ExtendedKeyUsageOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from tests.support.issuing import Root

LONG_AGO = datetime.datetime(2001, 1, 1, tzinfo=datetime.UTC)


class Stamper(http.server.ThreadingHTTPServer):
    """`queries` are those that were asked; `mood` is how they are answered: refused, cut off, with a stamp of something else."""

    daemon_threads = True

    def __init__(self, root: Root, folder: Path) -> None:
        self.queries: list[bytes] = []
        self.mood = "well"
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        stamping = root.vouch(key, ExtendedKeyUsageOID.TIME_STAMPING).public_bytes(Encoding.DER)
        self.stamps = DummyTimeStamper(x509.Certificate.load(stamping), keys.PrivateKeyInfo.load(private))
        pem, self.roots = folder / "server.pem", folder / "roots.pem"
        pem.write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + root.vouch(key, ExtendedKeyUsageOID.SERVER_AUTH).public_bytes(Encoding.PEM)
        )
        self.roots.write_bytes(root.pem)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        super().__init__(("127.0.0.1", 0), _Query)
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.url = f"https://127.0.0.1:{self.server_address[1]}/tsa"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def stamp(self, query: bytes) -> bytes:
        """What is answered to a query."""
        request = tsp.TimeStampReq.load(query)
        if self.mood == "something else":
            request["message_imprint"]["hashed_message"] = bytes(32)
        self.stamps.fixed_dt = LONG_AGO if self.mood == "wrong clock" else None
        answer = self.stamps.request_tsa_response(request)
        if self.mood == "refused":
            answer = tsp.TimeStampResp({"status": {"status": "rejection"}})
        content: bytes = answer.dump()
        return content[: len(content) // 2] if self.mood == "cut off" else content

    def handle_error(self, *_request: object) -> None:
        """Somebody who hangs up, or trusts us not, is no fault of ours."""

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Query(http.server.BaseHTTPRequestHandler):
    server: Stamper

    def do_POST(self) -> None:
        assert self.headers["Content-Type"] == "application/timestamp-query"
        query = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.queries.append(query)
        answer = self.server.stamp(query)
        self.send_response(302 if self.server.mood == "elsewhere" else 200)
        self.send_header("Location", self.server.url)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_arguments: object) -> None:
        """Nobody reads it."""
