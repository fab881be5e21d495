"""The headers of every answer: the page runs only our code, is not kept by others, and is framed by nobody."""

import secrets

from flask import Flask, Response, g, request

from continuity.config import Settings

STATIC = frozenset({"static", "bootstrap.static"})
A_YEAR = 365 * 24 * 3600
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def init_app(app: Flask, settings: Settings) -> None:
    """Adds the headers to every answer, errors and files too."""
    app.jinja_env.globals["nonce"] = nonce

    @app.after_request
    def _add_headers(response: Response) -> Response:
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = policy(nonce())
        response.headers["Cache-Control"] = _caching()
        if settings.secure:
            response.headers["Strict-Transport-Security"] = f"max-age={2 * A_YEAR}; includeSubDomains"
        return response


def nonce() -> str:
    """The word that marks this answer's own scripts and styles; new for every answer."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    word: str = g.nonce
    return word


def policy(word: str) -> str:
    """What a page may load and do: scripts and styles that carry the word, our pictures and fonts, nothing else."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{word}'",
            f"style-src 'nonce-{word}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _caching() -> str:
    if request.endpoint in STATIC:
        # The address of a file holds its hash, so a changed file has another address.
        return f"public, max-age={A_YEAR}, immutable" if "v" in request.args else "public, max-age=3600"
    return "no-store"
