"""Who sent a request: by a session, a token, or from this machine; and whether a form is his own.

A browser shows it by a cookie, programs by ``Authorization: Bearer``. What a cookie lets do,
another site could have a browser do as well: whatever changes something has to carry, besides, a
text that only pages of the same session were told (``csrf``).
"""

import hmac
import time
from typing import cast

from flask import Response, g, request
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer
from markupsafe import Markup

from service.access import sessions
from service.access.audit import Actor
from service.access.roles import Caller
from service.access.throttle import is_password
from service.access.users import any_user
from service.errors import FormExpired, NotSignedIn, Refusal, TokenRequired
from service.http.access import AccessControl
from service.http.rates import caller_of
from service.http.routes import STATIC
from service.language import Text

TOKEN_COOKIE = "tongbu"
"""The cookie by which a browser shows that its user knew the token of the settings."""

TOKEN_SECONDS = 12 * 3600

SESSION_COOKIE = "tongbu_session"
"""The cookie of who signed in: the id of the session, signed, and when it was asked last."""

RENEWED_AFTER = 60
"""Seconds after which a cookie tells anew when its session was used."""

CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"


def access() -> AccessControl:
    return cast(AccessControl, g.access)


def caller() -> Caller:
    """Who sent this request."""
    return cast(Caller, g.caller)


def find_caller(timeout: float = sessions.ASKED_SECONDS) -> Caller | None:
    """Who sends this request; ``None``: nobody that is known. The graph may be asked, which has
    ``timeout`` seconds.

    A token that is sent counts alone, whatever cookies come with it.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and not (access().open and not token.startswith("tongbu_")):
        # WSGI hands over the bytes of a header as Latin-1.
        return access().by_bearer(token.strip().encode("latin-1", "replace"), timeout)
    if access().open:
        return access().loopback
    return _by_session(timeout) or _by_token_cookie()


def let_in(timeout: float = sessions.ASKED_SECONDS) -> Caller:
    """As ``find_caller``; raises ``NotSignedIn`` or ``TokenRequired`` for nobody known."""
    found = find_caller(timeout)
    if found is None:
        # which of both is missing a static file, answered outside the lanes, does not ask the graph
        if access().has_token and (request.endpoint == STATIC or not _any_user()):
            raise TokenRequired(
                Text(
                    "Send the token as Authorization: Bearer, or enter it in a browser",
                    "请以 Authorization: Bearer 携带令牌，或在浏览器中输入",
                )
            )
        raise NotSignedIn(
            Text(
                "Sign in, or send a token of yours as Authorization: Bearer",
                "请登录，或以 Authorization: Bearer 携带您的令牌",
            )
        )
    return found


def _any_user() -> bool:
    """Whether anybody could sign in; nobody, where the graph does not answer."""
    try:
        return any_user(access().graph, timeout=2)
    except Refusal:
        return False


def knows_password(user: str, given: str) -> bool:
    """Whether who sends this request gives the password of a user; counts that he tried.

    Raises ``TooManyRequests`` where he, or others of his address or of that user, tried too often.
    """
    address = caller_of(request.remote_addr or "")
    return is_password(access().graph, access().secret, user, address, given)


def shows_a_session() -> bool:
    """Whether a cookie of a session comes with this request that is signed and not idle; whether
    the session is still open is not asked of the graph."""
    return _session_id() is not None


def sign_in(response: Response, user: str) -> None:
    """Signs a user in: the cookie of a new session, and an entry in the audit."""
    who = Actor(user, g.request_id)
    _set_cookie(response, sessions.begin(access().graph, user, actor=who))


def replace_session(response: Response, user: str) -> None:
    """Gives who is signed in a new session for the present one."""
    sessions.end(access().graph, caller().session)
    _set_cookie(response, sessions.begin(access().graph, user))


def renew_session(response: Response) -> None:
    """Lets the cookie tell that its session was used just now."""
    if g.get("session_seen", time.time()) < time.time() - RENEWED_AFTER:
        _set_cookie(response, g.session_id)


def forget_session(response: Response) -> None:
    response.delete_cookie(SESSION_COOKIE, path=_path(), httponly=True, samesite="Lax")


def keep_token(response: Response) -> None:
    """The cookie of who knew the token of the settings."""
    response.set_cookie(
        TOKEN_COOKIE,
        _token_signer().sign(TOKEN_COOKIE).decode(),
        max_age=TOKEN_SECONDS,
        path=_path(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def csrf() -> str:
    """What a form of this session has to carry; empty where none is needed."""
    if not g.get("caller"):
        return ""
    if caller().via == "session":
        text = f"csrf {caller().session}".encode()
        return hmac.new(access().secret, text, "sha256").hexdigest()
    return access().keyed("tongbu csrf") if g.get("by_cookie") else ""


def csrf_field() -> Markup:
    """The hidden field of a form."""
    value = csrf()
    return (
        Markup('<input type="hidden" name="%s" value="%s">') % (CSRF_FIELD, value)
        if value
        else Markup()
    )


def require_own_form() -> None:
    """Raises ``FormExpired`` where a cookie alone shows who asks, and no page of ours."""
    expected = csrf()
    if not expected:
        return
    given = request.headers.get(CSRF_HEADER) or request.form.get(CSRF_FIELD, "")
    if not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
        raise FormExpired(
            Text(
                "This form is of another session, or of none: open its page again and send it once"
                " more. Nothing was changed",
                "该表单不属于当前登录会话，请重新打开页面后再提交；未作任何改动",
            )
        )


def _by_session(timeout: float) -> Caller | None:
    id = _session_id()
    if id is None:
        return None
    g.session_id = id
    return sessions.by_session(access().graph, id, timeout=timeout)


def _by_token_cookie() -> Caller | None:
    given = request.cookies.get(TOKEN_COOKIE, "")
    if not access().has_token or not given:
        return None
    try:
        _token_signer().unsign(given, max_age=TOKEN_SECONDS)
    except BadSignature:  # or too old
        return None
    g.by_cookie = True
    return access().by_settings


def _session_id() -> str | None:
    """The id of the session in the cookie; ``None`` where it is not ours, or was not used long."""
    given = request.cookies.get(SESSION_COOKIE)
    if not given:
        return None
    try:
        id, at = _signer().loads(given, max_age=sessions.IDLE_SECONDS, return_timestamp=True)
    except BadSignature:  # or too old
        return None
    g.session_seen = at.timestamp()
    return str(id)


def _set_cookie(response: Response, id: str) -> None:
    response.set_cookie(
        SESSION_COOKIE,
        _signer().dumps(id),
        max_age=sessions.IDLE_SECONDS,
        path=_path(),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def _token_signer() -> TimestampSigner:
    """What only who knows the token can sign: when that was shown."""
    return TimestampSigner(access().keyed("tongbu cookie"), salt="tongbu token")


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(access().secret, salt="tongbu session")


def _path() -> str:
    """Below which address cookies are sent: where this service is reached."""
    return request.script_root or "/"
