"""Proxies before the service: what they say of a request is believed as far as they are trusted.

``TONGBU_PROXIES`` says how many there are. The nearest one tells by ``X-Forwarded-Proto`` and
``X-Forwarded-Host`` how the service was addressed; the caller's address is what the outermost of
them added to ``X-Forwarded-For``, whatever stands before it. The path below which they offer the
service is a setting (``TONGBU_PREFIX``) and no header: a proxy that passes headers on would let
callers choose it.
"""

from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.datastructures import Headers
from werkzeug.middleware.proxy_fix import ProxyFix

from service.errors import NotAllowed
from service.http.listening import is_local
from service.language import Text
from service.settings import Settings

TOLD_BY_PROXIES = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip")
"""Headers that a proxy adds and no browser sends."""

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def behind_proxies(application: Application, settings: Settings) -> Application:
    """The application as those see it who reach it through the proxies of ``settings``."""
    if not settings.proxies:
        return application
    return ProxyFix(application, x_for=settings.proxies, x_proto=1, x_host=1)


def check_expected(settings: Settings, headers: Headers) -> None:
    """Raises ``NotAllowed`` for a request that came through a proxy of which nobody told.

    It would pass for one from this machine, to which everything is open.
    """
    if is_local(settings) and any(name in headers for name in TOLD_BY_PROXIES):
        raise NotAllowed(
            Text(
                "This request came through a proxy, of which the service was not told: set"
                " TONGBU_PROXIES, as docs/proxies.md says",
                "该请求经由反向代理，而本服务未作相应设置：请按 docs/proxies.md 设置"
                " TONGBU_PROXIES",
            )
        )
