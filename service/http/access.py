"""Access control: the Host header, the token, and the headers that guard every response."""

import hashlib
import hmac
import ipaddress
from urllib.parse import urlsplit

from service.errors import CannotStart, NotAllowed
from service.language import Text
from service.settings import Settings

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; object-src 'none'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # other sites are told nothing; with "no-referrer" browsers would send our own forms with
    # "Origin: null", and check_origin could not tell them from those of other sites
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""What every response carries."""

STRICT_TRANSPORT = "max-age=31536000"
"""What a response by https tells beside it: a year of https only, of this host and no other."""

CORS_HEADERS = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Authorization, If-None-Match, Accept-Language, X-Request-Id",
    "Access-Control-Expose-Headers": (
        "ETag, Graph-Version, Link, X-Request-Id, Retry-After, Content-Disposition,"
        " Content-Language"
    ),
    "Access-Control-Max-Age": "600",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
"""What a browser is told beside it for the page of a site that may read; it never may change."""

COOKIE = "tongbu"
"""The cookie by which a browser shows that its user knew the token."""

COOKIE_SECONDS = 12 * 3600


def is_loopback(host: str) -> bool:
    """Whether ``host``, a name or an address without its port, is this machine only."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local(settings: Settings) -> bool:
    """Whether only this machine reaches the service: on loopback, with no proxy before it."""
    return is_loopback(settings.host) and not settings.proxies


class AccessControl:
    """The rules of one running service: on which ``host`` it listens, behind how many ``proxies``,
    its ``token`` if any, and the ``origins`` of other sites whose pages may read it.

    Raises ``CannotStart`` for an address that others can reach without a token.
    """

    def __init__(
        self, host: str, token: str, origins: frozenset[str] = frozenset(), *, proxies: int = 0
    ) -> None:
        if not token and proxies:
            raise CannotStart(
                Text(
                    "A proxy (TONGBU_PROXIES) lets others in: set TONGBU_TOKEN",
                    "反向代理（TONGBU_PROXIES）会向他人开放：请设置 TONGBU_TOKEN",
                )
            )
        if not token and not is_loopback(host):
            raise CannotStart(
                Text(
                    f"Listening on {host} lets others in: set TONGBU_TOKEN, or use 127.0.0.1",
                    f"监听 {host} 会向他人开放：请设置 TONGBU_TOKEN，或改用 127.0.0.1",
                )
            )
        self.requires_token = bool(token)
        self._origins = origins
        self._token = token.encode("utf-8")
        secret = hmac.new(self._token, b"tongbu cookie", hashlib.sha256)
        self.cookie = secret.hexdigest()
        """What the cookie holds: it follows from the token, but does not give it away."""

    def check_host(self, given: str) -> None:
        """Raises ``NotAllowed`` for a ``Host`` header that is not this machine's.

        Without a token only names of this machine are served: another site whose name is made to
        point here (DNS rebinding) would else read everything. With a token it cannot know it.
        """
        try:
            name = urlsplit(f"//{given}").hostname or ""
        except ValueError:
            name = ""
        if not self.requires_token and not is_loopback(name):
            raise NotAllowed(
                Text(
                    "This address is not served; use http://127.0.0.1 or http://localhost",
                    "不支持用此地址访问，请使用 http://127.0.0.1 或 http://localhost",
                )
            )

    def check_origin(self, host: str, origin: str | None, site: str | None) -> None:
        """Raises ``NotAllowed`` for a change that a page of another site sends (``Origin`` and
        ``Sec-Fetch-Site`` of the request; programs send neither).

        A browser would add the cookie to it, or reach what only this machine can reach.
        """
        try:
            foreign = origin is not None and urlsplit(origin).netloc.lower() != host.lower()
        except ValueError:  # not the address of anything
            foreign = True
        if foreign or site not in (None, "same-origin", "none"):
            raise NotAllowed(
                Text(
                    "A change must come from a page of this service itself",
                    "登记须从本系统页面提交",
                )
            )

    def may_read(self, origin: str) -> bool:
        """Whether the page of another site, by its ``Origin``, may read what it asks for."""
        return origin.lower() in self._origins

    def is_authorized(self, authorization: str, cookie: str) -> bool:
        """Whether these two header values carry the token, if one is required."""
        if not self.requires_token:
            return True
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() == "bearer":
            # WSGI hands over the bytes of a header as Latin-1.
            return self.is_token(token.strip().encode("latin-1", "replace"))
        return hmac.compare_digest(cookie.encode("utf-8", "replace"), self.cookie.encode())

    def is_token(self, given: bytes) -> bool:
        """Whether ``given`` is the token, compared in constant time."""
        return hmac.compare_digest(given, self._token)
