"""The HTML of a mail as a page of its own, for a frame: its links open in the whole window, and nothing in it runs."""

from flask import Response


def framed(html: str) -> Response:
    """The answer that has `html` in it; only pages of ours can frame it."""
    answer = Response(html.replace("<head>", '<head><base target="_top">', 1), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
        "sandbox allow-popups allow-top-navigation-by-user-activation"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    return answer
