"""A mail server's mailbox on the loopback interface: as much of IMAP (RFC 9051) as somebody needs who reads and deletes."""

import re
import socketserver
import ssl
import threading
from typing import ClassVar

from tests.support.product import free_port

USER, PASSWORD = "bounces", "a b:c"


class Mailbox(socketserver.ThreadingTCPServer):
    """`messages` are those that lie there, by UID; `seen` those that somebody has read. Logins are told in `logins`."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.messages: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.deleted: set[int] = set()
        self.logins: list[str] = []
        self.refuses = ""
        """A command that is answered by NO."""
        self._next = 1
        super().__init__(("127.0.0.1", free_port()), _Line)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"imap://{USER}:a%20b%3Ac@127.0.0.1:{self.server_address[1]}/INBOX"

    def put(self, raw: bytes) -> int:
        """Deliver a message; returns its UID."""
        uid, self._next = self._next, self._next + 1
        self.messages[uid] = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return uid

    def handle_error(self, *_request: object) -> None:
        """Somebody who hangs up, or trusts us not, is no fault of ours."""

    def close(self) -> None:
        self.shutdown()
        self.server_close()


class _Line(socketserver.StreamRequestHandler):
    """One connection. States: not signed in, signed in, a folder is open."""

    server: Mailbox
    _state = "new"
    _needs: ClassVar[dict[str, str]] = {"SELECT": "in", "UID": "open", "EXPUNGE": "open", "CLOSE": "open"}

    def handle(self) -> None:
        self._say("* OK [CAPABILITY IMAP4rev1] ready")
        while line := self.rfile.readline(65536).decode("latin-1").rstrip("\r\n"):
            tag, command, rest = [*line.split(" ", 2), ""][:3]
            name = command.upper()
            needed = self._needs.get(name)
            if (
                name == self.server.refuses
                or (needed == "open" and self._state != "open")
                or (needed and self._state == "new")
            ):
                self._say(f"{tag} NO not now")
                continue
            answer = getattr(self, f"do_{name.lower()}", lambda _rest: "BAD unknown")(rest)
            self._say(f"{tag} {answer}")
            if name == "LOGOUT":
                return

    def do_capability(self, _rest: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def do_login(self, rest: str) -> str:
        self.server.logins.append(rest)
        if rest not in (f'{USER} "{PASSWORD}"', f'"{USER}" "{PASSWORD}"'):
            return "NO wrong"
        self._state = "in"
        return "OK signed in"

    def do_select(self, rest: str) -> str:
        if rest.strip('"') != "INBOX":
            return "NO there is no such folder"
        self._state = "open"
        self._say(f"* {len(self.server.messages)} EXISTS")
        return "OK [READ-WRITE] open"

    def do_uid(self, rest: str) -> str:
        command, _blank, arguments = rest.partition(" ")
        return {"SEARCH": self._search, "FETCH": self._fetch, "STORE": self._store}[command.upper()](arguments)

    def _search(self, arguments: str) -> str:
        assert arguments == "UNSEEN"
        new = sorted(self.server.messages.keys() - self.server.seen)
        self._say("* SEARCH " + " ".join(map(str, new)))
        return "OK found"

    def _fetch(self, arguments: str) -> str:
        asked = re.fullmatch(r"(\d+) \(BODY\.PEEK\[\]<0\.(\d+)>\)", arguments)
        assert asked, arguments
        uid, part = int(asked[1]), self.server.messages[int(asked[1])][: int(asked[2])]
        self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode() + part + b")\r\n")
        return "OK read"

    def _store(self, arguments: str) -> str:
        asked = re.fullmatch(r"(\d+) \+FLAGS\.SILENT \(\\(Deleted|Seen)\)", arguments)
        assert asked, arguments
        (self.server.deleted if asked[2] == "Deleted" else self.server.seen).add(int(asked[1]))
        return "OK noted"

    def do_expunge(self, _rest: str) -> str:
        for uid in self.server.deleted:
            self.server.messages.pop(uid, None)
        return "OK gone"

    def do_close(self, _rest: str) -> str:
        self._state = "in"
        return "OK closed"

    def do_logout(self, _rest: str) -> str:
        self._say("* BYE")
        return "OK bye"

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")
