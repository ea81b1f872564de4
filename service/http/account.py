"""One's own account: what one may, the password, tokens, signing out."""

from typing import Any, cast

from flask import Blueprint, Response, redirect, render_template, request, url_for

from service.access import sessions, tokens, users
from service.access.passwords import require_usable
from service.access.roles import ABOUT, SCOPES, Capability
from service.errors import Fault, InvalidParameter, NotFound, Refusal, TooManyRequests
from service.http import context
from service.http.gate import actor, enter
from service.http.identity import (
    access,
    caller,
    forget_session,
    knows_password,
    replace_session,
)
from service.language import Text

account = Blueprint("account", __name__)

DAYS = (30, 90, 365)
"""How long a token may hold that is made on the page."""


@account.get("/account")
def page() -> Response:
    return _page()


@account.post("/account/password")
def password() -> Response:
    """Another password, given the present one; ends all other sessions."""
    user, form = caller().id, request.form
    faults = []
    try:
        right = knows_password(user, form.get("password", ""))
    except TooManyRequests as refusal:
        return _page(refusal=refusal)
    if not right:
        enter("not-set-password", f"user:{user}")
        faults.append(Fault(Text("not your present password", "当前密码不正确"), "password"))
    if form.get("new") != form.get("again"):
        faults.append(Fault(Text("not the same as above", "两次输入不一致"), "again"))
    try:
        require_usable(form.get("new", ""), user, "new")
    except InvalidParameter as wrong:
        faults += wrong.faults
    if faults:
        text = Text("The password stays as it was", "密码未更改")
        return _page(refusal=InvalidParameter(text, faults))
    users.set_password(
        access().graph, user, form["new"], kept_session=caller().session, actor=actor()
    )
    # a new session: who has learnt the old cookie has nothing of it
    response = cast(Response, redirect(url_for("account.page", _anchor="password"), 303))
    replace_session(response, user)
    return response


@account.post("/account/tokens")
def new_token() -> Response:
    """A new token, shown on this one page."""
    user, form = caller().id, request.form
    days = form.get("days", "")
    try:
        secret, _ = tokens.issue(
            access().graph,
            user,
            form.getlist("scope"),
            int(days) if days.isdecimal() and len(days) < 6 else 0,
            form.get("name", "").strip(),
            actor=actor(),
        )
    except InvalidParameter as refusal:
        return _page(refusal=refusal)
    return _page(secret=secret)


@account.post("/account/tokens/<id>/revoke")
def revoked(id: str) -> Response:
    try:
        tokens.revoke(access().graph, id, of=caller().id, actor=actor())
    except NotFound as refusal:
        return _page(refusal=refusal)
    return cast(Response, redirect(url_for("account.page", _anchor="tokens"), 303))


@account.post("/sign-out")
def signed_out() -> Response:
    sessions.end(access().graph, caller().session, actor=actor())
    return _away()


@account.post("/sign-out/everywhere")
def signed_out_everywhere() -> Response:
    """Ends every session of who asks."""
    sessions.end_all(access().graph, caller().id, actor=actor())
    return _away()


def _away() -> Response:
    response = cast(Response, redirect(url_for("sign_in.form"), 303))
    forget_session(response)
    return response


def _page(*, refusal: Refusal | None = None, secret: str = "") -> Response:
    user = users.find(access().graph, caller().id)
    wrong: dict[str, Any] = {fault.where: fault for fault in refusal.faults} if refusal else {}
    page = render_template(
        "account.html",
        user=user,
        role=caller().role,
        capabilities=[ABOUT[one] for one in Capability if caller().rights.may(one)],
        tokens=tokens.listed(access().graph, user.id),
        scopes=SCOPES,
        days=DAYS,
        refusal=refusal,
        wrong=wrong,
        secret=secret,
        sent=request.form,
        state=context.state(),
    )
    return context.refusing(page, refusal)
