"""Signing in by OpenID Connect: whoever the provider of the settings knows, and is a user here.

The provider says who somebody is, by a claim that is the name of the user here; what he may, the
role here says. With the first sign-in the user is bound to the provider's own number of him, so
that a name given to another later lets nobody in.
"""

from typing import Any, cast

from flask import Blueprint, Flask, Response, g, request, session, url_for
from flask.sessions import SecureCookieSessionInterface

from service.access import audit, users
from service.errors import NotFound, NotSignedIn
from service.http.access import AccessControl
from service.http.identity import access
from service.http.sign_in import onward_from, sign_in_page, signed_in
from service.language import Text
from service.settings import Settings

openid = Blueprint("openid", __name__)

FLOW_COOKIE = "tongbu_openid"
"""The cookie that lasts from here to the provider and back, signed."""

TIMEOUT = 10.0
"""Seconds that the provider may take."""


class Provider:
    """The provider that the settings name; its own description is fetched with the first sign-in.

    ``claim`` is what of its claims is the name of a user here.
    """

    def __init__(self, app: Flask, settings: Settings, secret: bytes) -> None:
        # only who signs in so waits for it
        from authlib.integrations.flask_client import OAuth

        app.secret_key = secret
        app.config["SESSION_COOKIE_NAME"] = FLOW_COOKIE
        app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
        app.session_interface = _FlowSession()
        self.issuer = settings.openid_issuer
        self.claim = settings.openid_claim
        self.client: Any = OAuth(app).register(
            "provider",
            client_id=settings.openid_client,
            client_secret=settings.openid_secret,
            server_metadata_url=f"{self.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid profile",
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT,
            },
        )

    def told(self) -> tuple[str, str]:
        """The name and the lasting number of whom the provider just sent back, out of a signed
        token of this very flow; raises one of ``failures``."""
        token = self.client.authorize_access_token()
        claims = token["userinfo"]
        if str(claims["iss"]).rstrip("/") != self.issuer:
            raise ValueError("told by another issuer")
        if self.claim not in claims:
            more = self.client.userinfo(token=token)
            if more["sub"] != claims["sub"]:
                raise ValueError("told of another user")
            claims = {**more, **claims}
        return str(claims[self.claim]), f"{claims['iss']} {claims['sub']}"

    @property
    def failures(self) -> tuple[type[Exception], ...]:
        """What is raised for a provider that does not answer, or not as it should."""
        from authlib.common.errors import AuthlibBaseError
        from joserfc.errors import JoseError
        from requests import RequestException

        return (AuthlibBaseError, JoseError, RequestException, RuntimeError, ValueError, KeyError)


class _FlowSession(SecureCookieSessionInterface):
    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure

    def get_cookie_path(self, app: Flask) -> str:
        return request.script_root or "/"


def provider_of(app: Flask, settings: Settings, access: AccessControl) -> Provider | None:
    """The provider that the settings name, if any."""
    if not settings.openid_issuer or access.open:
        return None
    return Provider(app, settings, access.secret)


@openid.get("/sign-in/openid")
def begin() -> Response:
    """Sends the browser to the provider."""
    provider = _provider()
    session["next"] = onward_from(str(g.given.get("next") or ""))
    back = url_for("openid.back", _external=True)
    try:
        return cast(Response, provider.client.authorize_redirect(back))
    except provider.failures:
        return _refused(Text("The provider does not answer", "认证服务无响应"))


@openid.get("/sign-in/openid/back")
def back() -> Response:
    """Where the provider sends the browser back to: signs in whom it tells of."""
    provider = _provider()
    onward = onward_from(str(session.pop("next", "")))
    try:
        name, subject = provider.told()
    except provider.failures:
        return _refused(
            Text("The provider did not say who you are; try again", "认证服务未能确认身份，请重试")
        )
    user = users.by_openid(access().graph, name, subject)
    if user is None:
        audit.enter(access().graph, "?", "not-signed-in", request=g.request_id)
        return _refused(
            Text(
                "The provider knows you, and no user here is called so; ask whoever runs this",
                "认证服务已确认身份，但本系统没有对应用户，请联系管理员",
            )
        )
    session.clear()
    return signed_in(user, onward)


def _provider() -> Provider:
    if g.openid is None:
        raise NotFound(Text("No provider of OpenID Connect is set", "未设置 OpenID Connect"))
    return cast(Provider, g.openid)


def _refused(why: Text) -> Response:
    session.clear()
    return sign_in_page(onward_from(""), refusal=NotSignedIn(why))
