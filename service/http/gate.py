"""The gate that every request passes: who asks, whether he may, and what of persons was shown."""

from flask import Response, g, request

from service.access import audit
from service.access.roles import Capability
from service.access.sessions import ASKED_SECONDS
from service.answers.knowledge import Knowledge
from service.errors import NotAllowed, Refusal, TokenRequired
from service.http.condition import READY_SECONDS
from service.http.identity import (
    access,
    caller,
    let_in,
    renew_session,
    require_own_form,
    shows_a_session,
)
from service.http.lanes import PROBE_ROUTES
from service.http.routes import ACCOUNT, PUBLIC, STATIC, rule_of
from service.language import Text

STYLE = "/static/tongbu.css"
"""What a browser may load before somebody signed in: the look of the form."""

READING = frozenset(("GET", "HEAD", "OPTIONS"))


def check_caller(knowledge: Knowledge) -> None:
    """Finds who asks, and gives him the ``knowledge`` as he may see it.

    Raises ``NotSignedIn``, ``TokenRequired``; ``NotAllowed`` for what his role may not, or what the
    page of another site sends, ``FormExpired`` for a form of another session.
    """
    writes = request.method not in READING
    if writes:
        headers = request.headers
        access().check_origin(request.host, headers.get("Origin"), headers.get("Sec-Fetch-Site"))
    endpoint = request.endpoint or ""
    rule = rule_of(endpoint, request.view_args or {})
    if rule == PUBLIC or request.path == STYLE or _is_file_of_session():
        return
    probes = endpoint in PROBE_ROUTES
    try:
        g.caller = let_in(READY_SECONDS if probes else ASKED_SECONDS)
    except Refusal as refusal:
        if not probes or isinstance(refusal, TokenRequired):
            raise
        g.away = refusal  # its route tells so: it is asked for nothing but the condition
        return
    g.knowledge = knowledge.seen_by(caller().rights)
    if not endpoint:  # nothing is there, or not by this method: told to who was let in
        return
    if rule is None:
        raise NotAllowed(Text("It is not said who may use this address", "未规定何人可用此地址"))
    if rule == ACCOUNT:
        if caller().via != "session":
            raise NotAllowed(
                Text("Only who signed in himself has an account", "仅登录用户本人可用")
            )
    elif rule != PUBLIC:
        caller().rights.require(rule)
        if rule is Capability.MANAGE and writes and caller().via == "token":
            # a token that got lost must not make an administrator, who outlives it
            raise NotAllowed(
                Text(
                    "A token may see users and the audit, and change no user; sign in to do that",
                    "令牌仅可查看用户与审计记录；更改用户须本人登录",
                )
            )
    if writes:
        require_own_form()


def close_request(response: Response) -> None:
    """Enters into the audit of whom personal data is shown, before it is; renews the session.

    Nobody signs in on this machine alone, so that there nobody could be named. Raises
    ``DatabaseUnavailable`` where it cannot be entered.
    """
    if not g.get("caller"):
        return
    if caller().via == "session" and "Set-Cookie" not in response.headers:
        renew_session(response)
    if caller() is access().loopback:
        return
    looks, g.knowledge.looks = g.knowledge.looks, []
    route = str(request.url_rule.rule) if request.url_rule else ""
    audit.enter_looks(access().graph, caller().id, looks, route=route, request=g.request_id)


def actor() -> audit.Actor:
    """Who asks, for what is entered into the audit with what is done."""
    return audit.Actor(caller().id, g.request_id)


def enter(event: str, *things: str) -> None:
    """Enters into the audit what who asks has done."""
    audit.enter(access().graph, caller().id, event, things=things, request=g.request_id)


def _is_file_of_session() -> bool:
    """A script or style, for who shows a session: nothing of it is worth asking the graph."""
    return request.endpoint == STATIC and not access().open and shows_a_session()
