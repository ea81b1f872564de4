"""Answers as data in every form, and every refusal as a problem."""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, cast
from urllib.parse import quote

from flask import Blueprint, Response, g, request, url_for

from service import incidents
from service.answers.answer import Answer, AnswerStream
from service.answers.knowledge import Knowledge
from service.answers.provenance import provenance
from service.answers.search import search
from service.display.conflicts import provenance_records
from service.display.faults import fault_records
from service.display.worded import headings, worded
from service.errors import Deriving, NotFound, Refusal, TooManyRequests
from service.formats import files
from service.formats.bloom.perspective import perspective
from service.formats.bloom.search_phrases import read_database_facts
from service.formats.graph_files import graph_file, require_graph
from service.formats.media_types import FILE_FORMATS, GRAPH_FORMATS, JSON
from service.formats.openapi_common import PROBLEM
from service.http.context import address, names_today
from service.http.etags import remember_answer
from service.language import Language, Text
from service.model.tables import THINGS
from service.serialization import to_json

api = Blueprint("api", __name__)

STREAM_SLOTS = threading.BoundedSemaphore(4)
"""Each stream holds a thread of the server: a few may, so that pages are never starved."""

QUERY_ROUTE = "/<any(queries, 'what-if'):folder>/<name:query>"
"""The address of a saved query or what-if, without its ending."""

SUGGEST_ROUTE = "/<any(queries, 'what-if', actions):folder>/<name:query>/suggest/<parameter>"
"""The address of values for a parameter."""

FILE_FORMS, GRAPH_FORMS = (
    ", ".join(f'"{form}"' for form in forms) for forms in (FILE_FORMATS, GRAPH_FORMATS)
)

MAX_FILE_NAME = 80
"""Characters, without the ending."""

DATA_PATH = re.compile(
    r"/(queries|what-if|actions|scenarios|snapshots)/[^/]*\."
    r"|/report\.|/[^/]*/[^/]*/suggest/|/(health|ready)$|.*\.json$",
    re.S,
)
"""Paths that programs read; no page under the first has a dot in its name."""


def is_data(path: str) -> bool:
    """Whether programs read this path, so that its errors are problems and not pages."""
    return DATA_PATH.match(path) is not None


@api.get(f"{QUERY_ROUTE}.json")
def as_json(folder: str, query: str) -> Response:
    answer = _answer(folder, query)
    return _response(files.json_of(answer, full_answer_urls(answer)), JSON)


@api.get(f"{QUERY_ROUTE}.<any({FILE_FORMS}):form>")
def as_form(folder: str, query: str, form: str) -> Response:
    if form != "xlsx":
        return _streamed(folder, query, form)
    from service.formats.workbook import xlsx_of

    answer = _answer(folder, query)
    body = xlsx_of(answer, _language(), full_answer_urls(answer), names_today())
    return as_attachment(_response(body, FILE_FORMATS[form][0]), answer, form)


@api.get(f"{QUERY_ROUTE}.<any({GRAPH_FORMS}):form>")
def as_graph(folder: str, query: str, form: str) -> Response:
    """The graph of an answer up to its limit; 404 where the answer is no graph."""
    require_graph(_knowledge().catalog.by_address(folder, query))
    answer = _answer(folder, query)
    body = graph_file(answer, form, _language(), names_today())
    return as_attachment(_response(body, GRAPH_FORMATS[form][0]), answer, form)


@api.get(SUGGEST_ROUTE)
def suggest(folder: str, query: str, parameter: str) -> Response:
    """Values for one parameter of a query, what-if or action, given the ``text`` typed so far."""
    saved = _knowledge().catalog.by_address(folder, query)
    suggestions = _knowledge().suggestions(saved.name, parameter, str(g.given.get("text", "")))
    pairs = [{"value": one.value, "label": one.label.to(_language())} for one in suggestions]
    return _response(to_json({"suggestions": pairs}), JSON)


@api.get("/bloom.json")
def bloom() -> Response:
    """The perspective for Neo4j Bloom and Explore."""
    known = _knowledge()
    document = perspective(
        known.catalog, read_database_facts(known.graph, known.catalog), _language()
    )
    return _response(to_json(document), JSON)


def thing(kind: str, id: str) -> Response:
    answer = _knowledge().ask(kind, {kind: id})
    if not answer.rows:
        raise NotFound(Text(f"There is no {kind} {id[:80]!r}", f"没有 {id[:80]!r}"))
    remember_answer(answer.query, answer.state)
    sources = provenance_records(
        provenance(_knowledge().graph, kind, id), personal=_knowledge().show_personal
    )
    body = files.json_of(answer, full_answer_urls(answer), {"sources": sources})
    return _response(body, JSON)


for _kind, _table in THINGS.items():
    api.add_url_rule(f"/{_table.name}/<id>.json", view_func=thing, defaults={"kind": _kind})


@api.get("/search.json")
def found() -> Response:
    text = str(g.given.get("q", ""))
    result = search(_knowledge(), text, _language())
    things = {
        kind: [
            {
                "id": one.value,
                "name": one.label.to(_language()),
                "href": url_for(f"pages.{kind}", id=one.value),
            }
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
    return _response(to_json({"q": text, **things, "queries": phrases}), JSON)


@api.get("/health")
def health() -> Response:
    """The service is alive, whatever the database does; of a private one, how often it was started
    again since, and whether it is just now."""
    watch = g.watch
    told = {"restarts": watch.restarts, "restarting": watch.restarting} if watch else None
    body = {"status": "alive", **({"database": told} if told else {})}
    return _response(to_json(body), JSON)


@api.get("/ready")
def ready() -> Response:
    """The service can answer: the database is there, something is loaded, and it is derived."""
    state = _knowledge().state()
    if not state.derived or state.empty:
        _knowledge().meets_underived(state)
        raise Deriving(
            Text(
                "Nothing is loaded, or readiness is still being derived",
                "尚未载入数据，或正在推算",
            )
        )
    body = {"status": "ready", "as_of": state.as_of, "version": state.version}
    return _response(to_json(body), JSON)


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
        body["errors"] = fault_records(refusal.faults, language)
    nearest: Sequence[str] = getattr(refusal, "nearest", ())
    if nearest:
        body["nearest"] = list(nearest)
    return Response(to_json(body), refusal.status, mimetype=PROBLEM)


def full_answer_urls(answer: Answer) -> list[str]:
    """The addresses of the whole answer, where it was cut."""
    if not answer.truncated or not answer.query.complete_on_request:
        return []
    given: dict[str, Any] = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in g.given.items()
    }
    given |= {"folder": answer.query.folder, "query": answer.query.name}
    return [url_for("api.as_form", form=form, **given) for form in ("csv", "ndjson")]


def _answer(folder: str, query: str) -> Answer:
    knowledge = _knowledge()
    answer = knowledge.ask(knowledge.catalog.by_address(folder, query).name, g.given)
    remember_answer(answer.query, answer.state)
    return answer


def _streamed(folder: str, query: str, form: str) -> Response:
    name = _knowledge().catalog.by_address(folder, query).name
    with ExitStack() as stack:
        if not STREAM_SLOTS.acquire(blocking=False):
            raise TooManyRequests(
                Text(
                    "Too many full exports run at once; try again shortly",
                    "同时进行的完整导出过多，请稍后重试",
                )
            )
        stack.callback(STREAM_SLOTS.release)
        stream = stack.enter_context(_knowledge().stream(name, g.given))
        remember_answer(stream.query, stream.state)
        rows = encoded(stream, form)
        resources = stack.pop_all()
        response = _response(_stream(rows, resources, request.url_rule), FILE_FORMATS[form][0])
        response.call_on_close(resources.close)
    return as_attachment(response, stream, form)


def encoded(stream: AnswerStream, form: str) -> Iterator[bytes]:
    if form == "csv":
        return files.csv_of(stream)
    if form == "ndjson":
        return files.ndjson_of(stream)
    language = _language()
    head = headings(stream.query.columns, language)
    return files.csv_lines(head, worded(stream, language, names_today()))


def _stream(chunks: Iterable[bytes], resources: ExitStack, route: object) -> Iterator[bytes]:
    """Passes ``chunks`` on and frees ``resources`` after the last; a fault breaks the connection.

    The status was sent long before: only a connection that ends without its last chunk tells the
    reader that rows are missing.
    """
    try:
        yield from chunks
    except Exception as error:
        number = incidents.record(error, str(route))
        raise ConnectionAbortedError(f"a stream ended early, incident {number}") from None
    finally:
        resources.close()


def _response(body: bytes | Iterator[bytes], kind: str) -> Response:
    return Response(body, content_type=kind)


def as_attachment(response: Response, answer: Answer | AnswerStream, form: str) -> Response:
    """The file is called by what was asked, so that two answers are two files."""
    asked = [str(value) for value in answer.parameters.values() if value not in (None, "", [])]
    return attached(response, [answer.query.name, *asked, str(answer.state.as_of or "")], form)


def attached(response: Response, parts: Sequence[str], form: str) -> Response:
    """A file that browsers save, called by what it is of, in whatever script."""
    name = re.sub(r"[^\w.]+", "-", "-".join(part for part in parts if part)).strip("-.")
    file = f"{name[:MAX_FILE_NAME]}.{form.rpartition('.')[2]}"
    plain = re.sub(r"[^!-~]+", "-", file).strip("-")
    response.headers["Content-Disposition"] = f"attachment; filename={plain}"
    if plain != file:  # RFC 6266: a header holds no other characters as they are
        response.headers["Content-Disposition"] += f"; filename*=UTF-8''{quote(file)}"
    return response


def _knowledge() -> Knowledge:
    return cast(Knowledge, g.knowledge)


def _language() -> Language:
    return cast(Language, g.language)
