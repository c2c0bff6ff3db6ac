"""An app in this process, reachable by a real browser: what a test changes in it is changed for the browser, too."""

import contextlib
import threading
from collections.abc import Iterator

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing: a page asks for a dozen files."""


@contextlib.contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve `app` on a free port of this machine; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
