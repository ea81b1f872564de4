"""Signing in with a name and a password."""

from typing import cast

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from service.access import audit, users
from service.errors import NotSignedIn, Refusal, TooManyRequests
from service.http import context, identity
from service.http.identity import access, knows_password
from service.language import Text

sign_in = Blueprint("sign_in", __name__)

MAX_TYPED = 200

WRONG = Text("The name or the password is wrong", "用户名或密码不正确")


@sign_in.get("/sign-in")
def form() -> Response:
    return sign_in_page(onward_from(str(g.given.get("next") or "")))


@sign_in.post("/sign-in")
def entered() -> Response:
    """Signs in; who was wrong is told nothing of which of both it was."""
    onward = onward_from(request.form.get("next", ""))
    user = request.form.get("user", "")[:MAX_TYPED].strip().lower()
    graph = access().graph
    try:
        right = knows_password(user, request.form.get("password", ""))
    except TooManyRequests as refusal:
        return sign_in_page(onward, user, refusal)
    if not right:
        # a name that nobody has may be a password typed into the wrong field
        known = user if any(one.id == user for one in users.listed(graph)) else "?"
        audit.enter(graph, known, "not-signed-in", request=g.request_id)
        return sign_in_page(onward, user, NotSignedIn(WRONG))
    return signed_in(user, onward)


def signed_in(user: str, onward: str) -> Response:
    """Where somebody goes who has just shown who he is."""
    response = cast(Response, redirect(onward, 303))
    identity.sign_in(response, user)
    return response


def sign_in_page(onward: str, user: str = "", refusal: Refusal | None = None) -> Response:
    """The form; ``user`` stays, a password never."""
    page = render_template(
        "sign-in.html",
        onward=onward,
        user=user,
        refusal=refusal,
        openid=g.openid,
        has_token=access().has_token,
    )
    return context.refusing(page, refusal)


def onward_from(given: str) -> str:
    """An address of this service to go on to; "//host" and "/\\host" would lead to another."""
    within = given.startswith("/") and given[1:2] not in ("/", "\\") and given.isprintable()
    return given if within else url_for("overview.page")


def refused_page(refusal: Refusal) -> Response:
    """The form in place of a page that asks for a session."""
    asked = request.query_string.decode("ascii", "replace")
    onward = f"{context.here()}?{asked}" if asked else context.here()
    response = make_response(sign_in_page(onward_from(onward)))
    response.status_code = refusal.status
    return response
