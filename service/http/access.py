"""Access control: who is let in at all, the Host header, and what guards every response."""

import hmac
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from urllib.parse import urlsplit

from service.access import sessions, tokens
from service.access.roles import LOOPBACK, TOKEN, Caller, Capability, Rights
from service.access.users import any_user
from service.errors import NotAllowed, Refusal
from service.graph.database import Graph
from service.http.listening import is_loopback, is_open, require_somebody
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


class AccessControl:
    """The rules of one running service, on a ``graph`` that knows its users. ``rights`` are those
    of whoever is let in by the settings: on this machine, or by the one token.

    Raises ``CannotStart`` where everybody has to show who he is, and nobody could.
    """

    def __init__(self, settings: Settings, graph: Graph, rights: Rights) -> None:
        require_somebody(settings, lambda: any_user(graph))
        self.graph = graph
        self.open = is_open(settings)
        """Whether nobody has to show who he is."""
        self._origins = settings.origins
        self._token = settings.token.encode("utf-8")
        here = replace(rights, capabilities=rights.capabilities | {Capability.MANAGE})
        self.loopback = Caller(LOOPBACK, here)
        """Who asks where nobody has to show who he is."""
        self.by_settings = Caller(TOKEN, rights)
        """Who sends the one token of the settings."""
        if not self.open:
            with suppress(Refusal):
                if any_user(graph, timeout=2):
                    # while the graph answers: later a cookie is judged without asking it
                    _ = self.secret

    @property
    def has_token(self) -> bool:
        """Whether the settings have a token."""
        return bool(self._token)

    @cached_property
    def secret(self) -> bytes:
        """What cookies are signed with: the same for every service on this graph."""
        return sessions.signing_secret(self.graph)

    def check_host(self, given: str) -> None:
        """Raises ``NotAllowed`` for a ``Host`` header that is not this machine's.

        Where nobody has to show who he is only names of this machine are served: another site whose
        name is made to point here (DNS rebinding) would else read everything.
        """
        try:
            name = urlsplit(f"//{given}").hostname or ""
        except ValueError:
            name = ""
        if self.open and not is_loopback(name):
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

    def by_bearer(self, given: bytes, timeout: float) -> Caller | None:
        """Who sends this token: that of the settings, or one of a user, as the graph says within
        ``timeout`` seconds."""
        if self.is_token(given):
            return self.by_settings
        text = given.decode("utf-8", "replace")
        if not text.startswith(tokens.PREFIX):
            return None
        return sessions.by_token(self.graph, text, timeout=timeout)

    def is_token(self, given: bytes) -> bool:
        """Whether ``given`` is the token of the settings, compared in constant time."""
        return self.has_token and hmac.compare_digest(given, self._token)

    def keyed(self, purpose: str, of: str = "") -> str:
        """A text that follows from the token of the settings, and does not give it away."""
        return hmac.new(self._token, f"{purpose}{of}".encode(), "sha256").hexdigest()
