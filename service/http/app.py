"""The Flask application: access, headers of every response, and how errors are answered."""

import mimetypes
import re
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import orjson
from flask import Flask, Response, g, request
from flask.json.provider import DefaultJSONProvider
from flask_compress import Compress
from werkzeug.exceptions import BadHost, HTTPException
from werkzeug.routing import BaseConverter

from service import errors, incidents
from service.access.roles import NOTHING
from service.answers.background_derivation import Unfinished
from service.answers.jobs import Jobs
from service.answers.kept_scenarios import SCENARIO_ID
from service.answers.knowledge import Knowledge
from service.answers.own_queries import OwnQueries
from service.catalog.arguments import (
    given_twice,
    together,
    unknown_parameters,
    unusable_texts,
)
from service.display.view import is_of_view
from service.formats.media_types import ANSWER_FORMATS, GRAPH_FORMATS
from service.formats.openapi_common import PROBLEM
from service.graph.cancellation import CLIENT_DISCONNECTED
from service.http.access import (
    CORS_HEADERS,
    SECURITY_HEADERS,
    STRICT_TRANSPORT,
    AccessControl,
)
from service.http.account import account
from service.http.actions import actions
from service.http.administration import administration
from service.http.api import api, is_data, problem
from service.http.etags import add_etag, not_modified
from service.http.gate import check_caller, close_request
from service.http.inside import inside
from service.http.lanes import FREE_ROUTES, REFUSAL
from service.http.listening import is_local
from service.http.loads import loads
from service.http.look_alikes import look_alikes
from service.http.mine import mine
from service.http.observing import Requests, observe
from service.http.openid import openid, provider_of
from service.http.overview import overview
from service.http.pages import pages, refusal_page
from service.http.proxies import check_expected
from service.http.rates import Rates
from service.http.reference import reference
from service.http.report import report
from service.http.routes import (
    ROUTE_PARAMETERS,
    ROUTES_WITH_FOREIGN_PARAMETERS,
    ROUTES_WITH_QUERY_PARAMETERS,
    ROUTES_WITH_VIEW,
    SEVERAL,
    UPLOAD_ROUTES,
)
from service.http.scenario_writing import writing
from service.http.scenarios import scenarios
from service.http.sign_in import sign_in
from service.http.snapshots import snapshots
from service.http.undoing import undoing
from service.http.uploads import Uploads
from service.language import Text, choose
from service.private_neo4j.backups import Backups
from service.private_neo4j.watch import Watch
from service.settings import Settings

WEB = Path(__file__).resolve().parents[2] / "web"

MAX_BODY_BYTES = 64 * 1024
"""Of a request: the token, or the arguments of an action."""

COMPRESSED_TYPES = [
    *("text/html", "text/css", "text/javascript", "image/svg+xml"),
    *(
        "application/json",
        PROBLEM,
        *(kind.partition(";")[0] for kind, _ in ANSWER_FORMATS.values()),
    ),
    *(kind for kind, _ in GRAPH_FORMATS.values()),
]
"""What is sent compressed to whoever accepts it; a workbook is compressed as it is."""

REQUEST_ID = re.compile("(?=.*[a-f])[0-9a-f-]{8,64}", re.I)
"""Request ids that are accepted from clients, UUIDs and the like, with a letter among the digits:
they stand in the log and in the audit, and what could be a name or a telephone number must not."""


UNCOUNTED_ROUTES = {"static", "api.health"}
"""The routes that cost next to nothing: files, of which a page has many, and being alive."""


class _Name(BaseConverter):
    """The name of a saved query in an address: what stands behind a dot is the form."""

    regex = "[^/.]+"


class _Scenario(BaseConverter):
    """The id of a kept scenario: no other word that stands in its place."""

    regex = SCENARIO_ID


class _Thing(BaseConverter):
    """The id of a thing in the address of its page.

    Behind a dot stands the form: an id that itself ends in one is followed by ``.html``, since the
    page of ``x.json`` would be the data of ``x``.
    """

    def to_python(self, value: str) -> str:
        return value.removesuffix(".html") or value

    def to_url(self, value: str) -> str:
        shown: str = super().to_url(value)
        return f"{shown}.html" if value.endswith((".json", ".html")) else shown


class _StrictJson(DefaultJSONProvider):
    """Reads bodies as JSON has it: no half of a surrogate pair, which nothing could write again."""

    @staticmethod
    def loads(s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


def create_app(
    knowledge: Knowledge,
    settings: Settings,
    watch: Watch | None = None,
    backups: Backups | None = None,
) -> Flask:
    """The web face of ``knowledge``: pages and data, as a WSGI application.

    ``watch`` looks after the private database, where there is one, and ``backups`` are made of it
    where the settings ask for them. Raises ``CannotStart`` where everybody has to show who he is,
    and there is neither a user nor a token.
    """
    # The types of modules must not depend on what the machine's own table says.
    mimetypes.add_type("text/javascript", ".js")
    mimetypes.add_type("text/javascript", ".mjs")
    access = AccessControl(settings, knowledge.graph, knowledge.rights)
    rates = Rates(0 if is_local(settings) else settings.rate)
    app = Flask("tongbu", static_folder=WEB / "static", template_folder=WEB / "templates")
    app.json = _StrictJson(app)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["COMPRESS_MIMETYPES"] = COMPRESSED_TYPES
    for key in ("COMPRESS_ALGORITHM", "COMPRESS_ALGORITHM_STREAMING"):
        app.config[key] = ["zstd", "br", "gzip"]
    Compress(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters |= {"name": _Name, "thing": _Thing, "scenario": _Scenario}
    own = settings.queries and OwnQueries(settings.queries, knowledge.graph, knowledge.catalog)
    knowledge.meets_underived = Unfinished(knowledge.graph).look
    knowledge.slow.ms = settings.slow_ms
    answered = Requests()
    provider = provider_of(app, settings, access)
    uploads, jobs = Uploads(settings.upload_mb << 20), Jobs[Any]()
    for blueprint in (
        api,
        reference,
        overview,
        pages,
        inside,
        actions,
        loads,
        look_alikes,
        undoing,
        snapshots,
        scenarios,
        writing,
        report,
        mine,
        sign_in,
        openid,
        account,
        administration,
    ):
        app.register_blueprint(blueprint)

    @app.before_request
    def check_request() -> Response | None:
        given = request.headers.get("X-Request-Id", "")
        # a server that reads ahead can tell it (waitress, channel_request_lookahead)
        CLIENT_DISCONNECTED.set(request.environ.get("waitress.client_disconnected"))
        g.received = time.monotonic()
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        incidents.REQUEST.set(g.request_id)
        asked = request.args.get("lang")
        g.language = choose(asked, request.headers.get("Accept-Language"))
        g.asked_language = g.language if asked else None
        g.access, g.own_queries, g.openid = access, own, provider
        g.knowledge = knowledge.seen_by(NOTHING)
        if own and request.endpoint not in FREE_ROUTES and REFUSAL not in request.environ:
            knowledge.catalog = own.catalog()
        g.uploads, g.jobs, g.answered_requests = uploads, jobs, answered
        g.watch, g.backups = watch, backups
        if request.endpoint in UPLOAD_ROUTES:
            request.max_content_length = uploads.most + MAX_BODY_BYTES
        g.given, g.view = {}, {}
        for name, values in request.args.lists():
            if is_of_view(name) and request.endpoint in ROUTES_WITH_VIEW:
                g.view[name] = values
            elif name != "lang":
                g.given[name] = together(values)
        check_expected(settings, request.headers)
        access.check_host(request.host)
        if request.endpoint not in UNCOUNTED_ROUTES:
            rates.take(request.remote_addr or "")
        if request.method == "OPTIONS":
            return None
        if refusal := request.environ.get(REFUSAL):
            raise refusal  # before anybody asks the graph who sends it: it may not answer
        check_caller(knowledge)
        if request.endpoint and request.endpoint not in ROUTES_WITH_QUERY_PARAMETERS:
            known = ROUTE_PARAMETERS.get(request.endpoint, ())
            faults = unknown_parameters(g.given, known)
            if faults and request.endpoint not in ROUTES_WITH_FOREIGN_PARAMETERS:
                names = ", ".join(fault.where for fault in faults)
                raise errors.InvalidParameter(
                    Text(f"Unknown parameters: {names}", f"未知参数：{names}"), faults
                )
            if faults := [*given_twice(g.given, SEVERAL), *unusable_texts(g.given)]:
                raise errors.InvalidParameter(
                    Text("The request cannot be read", "无法读取该请求"), faults
                )
        return not_modified()

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, object]) -> None:
        """A language chosen in the address stays chosen in the links of its page."""
        if endpoint != "static" and g.get("asked_language"):
            values.setdefault("lang", g.asked_language)

    @app.after_request
    def add_headers(response: Response) -> Response:
        try:
            close_request(response)
        except errors.Refusal as refusal:  # what nobody would know of is not shown
            with suppress(Exception):
                response.close()  # a stream holds a place among the exports, and a transaction
            response = answer_error(refusal)
        for name, value in SECURITY_HEADERS.items():
            response.headers[name] = value
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = STRICT_TRANSPORT
        if request.endpoint == "static":
            kept = "max-age=31536000, immutable" if "v" in request.args else "no-cache"
            response.headers["Cache-Control"] = f"private, {kept}"
            if close := getattr(response.response, "close", None):
                response.call_on_close(close)  # the file, in whose place its compressed form comes
        else:
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers["Content-Language"] = g.get("language", "zh")
            response.vary.update(("Accept-Language", "Authorization", "Cookie", "Origin"))
        if "answered" in g and response.status_code == 200:
            add_etag(response)
        origin = request.headers.get("Origin", "")
        if access.may_read(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers.update(CORS_HEADERS)
        response.headers["X-Request-Id"] = g.get("request_id", "")
        observe(response, answered)
        return response

    @app.errorhandler(Exception)
    def answer_error(error: Exception) -> Response:
        if "knowledge" in g:
            g.knowledge.looks.clear()  # what was found before is not shown
        refusal = refusal_of(error)
        if refusal.status == 500:
            number = incidents.record(error, f"{request.url_rule}, request {g.request_id}")
            refusal = errors.InternalError(
                Text(
                    f"A fault of ours; please quote number {number}",
                    f"系统内部错误，请告知管理员编号 {number}",
                )
            )
        # of a host that is no name at all there are no addresses, of which a page is full
        nowhere = isinstance(request.routing_exception, BadHost)
        for_programs = nowhere or is_data(request.path)
        response = problem(refusal) if for_programs else refusal_page(refusal)
        if refusal.retry_after is not None:
            response.headers["Retry-After"] = str(refusal.retry_after)
        if isinstance(refusal, errors.TokenRequired):
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
        return errors.InternalError(Text("A fault of ours", "系统内部错误"))
    kinds = {
        404: (errors.NotFound, Text("There is no page at this address", "此地址没有页面")),
        405: (errors.MethodNotAllowed, Text("Not with this method", "不支持该请求方法")),
        413: (errors.TooLarge, _too_large(request.max_content_length or MAX_BODY_BYTES)),
    }
    other = (errors.InvalidParameter, Text("The request cannot be read", "无法读取该请求"))
    kind, text = cast("tuple[type[errors.Refusal], Text]", kinds.get(error.code or 500, other))
    return kind(text)


def _too_large(most: int) -> Text:
    if most > MAX_BODY_BYTES:
        most = most - MAX_BODY_BYTES >> 20
        return Text(
            f"A file may have {most} MiB (setting TONGBU_UPLOAD_MB); a larger one is loaded by"
            " tongbu load",
            f"文件不得超过 {most} MiB（设置项 TONGBU_UPLOAD_MB）；更大的文件请用 tongbu load 载入",
        )
    return Text(f"A request may hold {most} bytes", f"请求内容不得超过 {most} 字节")
