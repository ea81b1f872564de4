"""Tongbu 同步: for a whole supply network, who waits for whom."""

import mimetypes
from pathlib import Path
from typing import cast

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from service import errors, incidents
from service.actions import actions
from service.api import api, is_data, problem
from service.gate import COOKIE, HEADERS, Gate
from service.knowledge import Knowledge
from service.language import Text, choose
from service.pages import TOKEN_STYLE, pages, refusal_page
from service.parameters import unknown
from service.settings import Settings

WEB = Path(__file__).resolve().parent.parent / "web"

LARGEST_BODY = 64 * 1024
"""Bytes of a request's body: the token, or the arguments of an action."""

TAKES: dict[str, tuple[str, ...]] = {
    "api.suggest": ("text",),
    "api.found": ("q",),
    "pages.found": ("q",),
    "static": ("v",),
}
"""The parameters that a route takes beside ``lang``; those not named here take none."""

PASSES_ON = {
    *("api.as_json", "api.as_xlsx", "api.as_csv", "api.as_ndjson", "pages.query"),
    *("actions.form", "actions.done", "actions.as_json"),
}
"""The routes that pass all parameters on to a saved query, which declares what it takes."""

CHANGES = {"actions.done", "actions.as_json"}
"""The routes that change the graph; their parameters are in the body."""


def create_app(knowledge: Knowledge, settings: Settings) -> Flask:
    """The web face of ``knowledge``: pages and data, as a WSGI application.

    Raises ``CannotStart`` for an address that others can reach while no token is set.
    """
    # The types of modules must not depend on what the machine's own table says.
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/javascript", ".mjs")
    gate = Gate(settings.host, settings.token)
    app = Flask("tongbu", static_folder=WEB / "static", template_folder=WEB / "templates")
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_blueprint(api)
    app.register_blueprint(pages)
    app.register_blueprint(actions)

    @app.before_request
    def enter() -> None:
        asked = request.args.get("lang")
        g.language = choose(asked, request.headers.get("Accept-Language"))
        g.asked_language = g.language if asked else None
        g.knowledge, g.gate = knowledge, gate
        g.given = {}
        for name, values in request.args.lists():
            if name != "lang":
                several = [piece for value in values for piece in value.split(",")]
                g.given[name] = values[0] if len(values) == 1 else several
        gate.check_host(request.host)
        if request.endpoint in CHANGES:
            headers = request.headers
            gate.check_origin(request.host, headers.get("Origin"), headers.get("Sec-Fetch-Site"))
        free = request.endpoint == "pages.token" or request.path == TOKEN_STYLE
        authorization = request.headers.get("Authorization", "")
        if not free and not gate.admits(authorization, request.cookies.get(COOKIE, "")):
            raise errors.NoToken(
                Text(
                    "Send the token as Authorization: Bearer, or enter it in a browser",
                    "请以 Authorization: Bearer 携带令牌，或在浏览器中输入",
                )
            )
        if request.endpoint and request.endpoint not in PASSES_ON:
            faults = unknown(g.given, TAKES.get(request.endpoint, ()))
            if faults:
                names = ", ".join(fault.where for fault in faults)
                raise errors.WrongParameter(
                    Text(f"Unknown parameters: {names}", f"未知参数：{names}"), faults
                )

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, object]) -> None:
        """A language chosen in the address stays chosen in the links of its page."""
        if endpoint != "static" and g.get("asked_language"):
            values.setdefault("lang", g.asked_language)

    @app.after_request
    def leave(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        if request.endpoint == "static":
            kept = "max-age=31536000, immutable" if "v" in request.args else "no-cache"
            response.headers["Cache-Control"] = f"private, {kept}"
        else:
            response.headers["Cache-Control"] = "no-store"
            response.headers["Content-Language"] = g.get("language", "zh")
            response.vary.update(("Accept-Language", "Cookie"))
        return response

    @app.errorhandler(Exception)
    def refused(error: Exception) -> Response:
        refusal = refusal_of(error)
        if refusal.status == 500:
            number = incidents.record(error, str(request.url_rule))
            refusal = errors.Internal(
                Text(
                    f"A fault of ours; please quote number {number}",
                    f"系统内部错误，请告知管理员编号 {number}",
                )
            )
        response = problem(refusal) if is_data(request.path) else refusal_page(refusal)
        if refusal.retry_after is not None:
            response.headers["Retry-After"] = str(refusal.retry_after)
        if isinstance(refusal, errors.NoToken):
            response.headers["WWW-Authenticate"] = 'Bearer realm="tongbu"'
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            response.headers["Allow"] = ", ".join(sorted(allowed))
        return response

    return app


def refusal_of(error: Exception) -> errors.Refusal:
    """The refusal that stands for anything raised while a request is answered."""
    if isinstance(error, errors.Refusal):
        return error
    if not isinstance(error, HTTPException) or (error.code or 500) >= 500:
        return errors.Internal(Text("A fault of ours", "系统内部错误"))
    kinds = {
        404: (errors.NotFound, Text("There is no page at this address", "此地址没有页面")),
        405: (errors.WrongMethod, Text("Not with this method", "不支持该请求方法")),
        413: (
            errors.TooLarge,
            Text(
                f"A request may hold {LARGEST_BODY} bytes", f"请求内容不得超过 {LARGEST_BODY} 字节"
            ),
        ),
    }
    other = (errors.WrongParameter, Text("The request cannot be read", "无法读取该请求"))
    kind, text = cast("tuple[type[errors.Refusal], Text]", kinds.get(error.code or 500, other))
    return kind(text)
