"""Answers as data: JSON, NDJSON, CSV and XLSX, the catalogue, and every refusal as a problem."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, cast

from flask import Blueprint, Response, g, request, url_for

from service import exports, incidents
from service.answers import Answer
from service.catalog import SavedQuery
from service.errors import Deriving, Refusal, TooMany
from service.knowledge import Knowledge
from service.language import Language, Text
from service.search import search
from service.showing import address

api = Blueprint("api", __name__)

STREAMS = threading.BoundedSemaphore(4)
"""Each stream holds a thread of the server: a few may, so that pages are never starved."""

SAVED = "/<any(queries, 'what-if'):folder>/<query>"
"""The address of a saved query or what-if, without its ending."""

OFFERS = "/<any(queries, 'what-if', actions):folder>/<query>/suggest/<parameter>"
"""Where the values of a parameter are offered."""

ENDINGS = (".json", ".ndjson", ".csv", ".xlsx")
PROBLEM = "application/problem+json"


def is_data(path: str) -> bool:
    """Whether programs read this path, so that its errors are problems and not pages."""
    return path.endswith(ENDINGS) or path in ("/health", "/ready") or "/suggest/" in path


@api.get(f"{SAVED}.json")
def as_json(folder: str, query: str) -> Response:
    answer = _answer(folder, query)
    return _sent(exports.json_of(answer, everything(answer)), "json")


@api.get(f"{SAVED}.xlsx")
def as_xlsx(folder: str, query: str) -> Response:
    answer = _answer(folder, query)
    response = _sent(exports.xlsx_of(answer, _language(), everything(answer)), "xlsx")
    return _named(response, query, answer.state.as_of, "xlsx")


@api.get(f"{SAVED}.csv")
def as_csv(folder: str, query: str) -> Response:
    return _streamed(folder, query, "csv")


@api.get(f"{SAVED}.ndjson")
def as_ndjson(folder: str, query: str) -> Response:
    return _streamed(folder, query, "ndjson")


@api.get(OFFERS)
def suggest(folder: str, query: str, parameter: str) -> Response:
    """Values for one parameter of a query, what-if or action, given the ``text`` typed so far."""
    saved = _knowledge().catalog.at(folder, query)
    offered = _knowledge().suggestions(saved.name, parameter, str(g.given.get("text", "")))
    pairs = [{"value": one.value, "label": one.label} for one in offered]
    return _sent(exports.dumped({"suggestions": pairs}), "json")


@api.get("/queries.json")
def catalogue() -> Response:
    queries = [_described(query) for query in _knowledge().catalog.every]
    return _sent(exports.dumped({"queries": queries}), "json")


@api.get("/enterprises/<id>.json", defaults={"kind": "enterprise"})
@api.get("/materials/<id>.json", defaults={"kind": "material"})
@api.get("/teams/<id>.json", defaults={"kind": "team"})
def thing(kind: str, id: str) -> Response:
    answer = _knowledge().ask(kind, {kind: id})
    return _sent(exports.json_of(answer, everything(answer)), "json")


@api.get("/search.json")
def found() -> Response:
    text = str(g.given.get("q", ""))
    result = search(_knowledge(), text, _language())
    things = {
        kind: [
            {"id": one.value, "name": one.label, "href": url_for(f"pages.{kind}", id=one.value)}
            for one in offered
        ]
        for kind, offered in result.things.items()
    }
    phrases = [
        {
            "query": phrase.query.name,
            "title": phrase.title,
            "href": address("pages.query", phrase.query, phrase.given),
        }
        for phrase in result.phrases
    ]
    return _sent(exports.dumped({"q": text, **things, "queries": phrases}), "json")


@api.get("/health")
def health() -> Response:
    """The service is alive, whatever the database does."""
    return _sent(exports.dumped({"status": "alive"}), "json")


@api.get("/ready")
def ready() -> Response:
    """The service can answer: the database is there, something is loaded, and it is derived."""
    state = _knowledge().state()
    if not state.derived or state.empty:
        raise Deriving(
            Text(
                "Nothing is loaded, or readiness is still being derived",
                "尚未载入数据，或正在推算",
            )
        )
    body = {"status": "ready", "as_of": state.as_of, "version": state.version}
    return _sent(exports.dumped(body), "json")


def problem(refusal: Refusal) -> Response:
    """A refusal as RFC 9457 ``application/problem+json``, all faults at once."""
    language = _language()
    body: dict[str, Any] = {
        "type": f"urn:tongbu:{refusal.slug}",
        "title": refusal.title.to(language),
        "status": refusal.status,
        "detail": refusal.detail.to(language),
    }
    if refusal.faults:
        body["errors"] = [
            {
                "where": fault.where,
                "detail": fault.text.to(language),
                **({} if fault.value is None else {"value": fault.value}),
            }
            for fault in refusal.faults
        ]
    nearest: Sequence[str] = getattr(refusal, "nearest", ())
    if nearest:
        body["nearest"] = list(nearest)
    return Response(exports.dumped(body), refusal.status, mimetype=PROBLEM)


def everything(answer: Answer) -> list[str]:
    """The addresses that give a cut answer whole."""
    if not answer.truncated:
        return []
    given: dict[str, Any] = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in g.given.items()
    }
    given |= {"folder": answer.query.folder, "query": answer.query.name}
    return [url_for(f"api.as_{form}", **given) for form in ("csv", "ndjson")]


def _answer(folder: str, query: str) -> Answer:
    knowledge = _knowledge()
    return knowledge.ask(knowledge.catalog.at(folder, query).name, g.given)


def _streamed(folder: str, query: str, form: str) -> Response:
    name = _knowledge().catalog.at(folder, query).name
    with ExitStack() as stack:
        if not STREAMS.acquire(blocking=False):
            raise TooMany(
                Text(
                    "Too many full exports run at once; try again shortly",
                    "同时进行的完整导出过多，请稍后重试",
                )
            )
        stack.callback(STREAMS.release)
        stream = stack.enter_context(_knowledge().stream(name, g.given))
        rows = exports.csv_of(stream) if form == "csv" else exports.ndjson_of(stream)
        held = stack.pop_all()
        response = _sent(_whole(rows, held, request.url_rule), form)
        response.call_on_close(held.close)
    return _named(response, name, stream.state.as_of, form)


def _whole(chunks: Iterable[bytes], held: ExitStack, route: object) -> Iterator[bytes]:
    """Passes ``chunks`` on and lets go of what is ``held``; a fault breaks the connection.

    The status was sent long before: only a connection that ends without its last chunk tells the
    reader that rows are missing.
    """
    try:
        yield from chunks
    except Exception as error:
        number = incidents.record(error, str(route))
        raise ConnectionAbortedError(f"a stream ended early, incident {number}") from None
    finally:
        held.close()


def _sent(body: bytes | Iterator[bytes], form: str) -> Response:
    return Response(body, content_type=exports.MEDIA_TYPES[form])


def _named(response: Response, name: str, as_of: object, form: str) -> Response:
    file = f"{name}-{as_of}.{form}" if as_of else f"{name}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{file}"'
    return response


def _described(query: SavedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "kind": query.kind,
        "title": query.title._asdict(),
        "about": query.about._asdict(),
        "result": query.result,
        "parameters": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                parameter.name: {**parameter.schema, "title": parameter.label._asdict()}
                for parameter in query.parameters
            },
            "required": [p.name for p in query.parameters if p.required],
        },
        "columns": [
            {"name": column.name, **column.schema, "title": column.label._asdict()}
            for column in query.columns
        ],
        "example": query.example,
        "bloom": query.bloom,
        "limit": query.limit,
        "timeout": query.timeout,
        "href": address("pages.query", query, {}),
    }


def _knowledge() -> Knowledge:
    return cast(Knowledge, g.knowledge)


def _language() -> Language:
    return cast(Language, g.language)
