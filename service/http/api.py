"""Answers as data in every form, and every refusal as a problem."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Response, g, request, url_for

from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.answers.provenance import provenance
from service.answers.search import search
from service.display.conflicts import provenance_records
from service.display.faults import fault_records
from service.display.view import OF_DATA
from service.errors import NotFound, Refusal
from service.formats import files
from service.formats.bloom.perspective import perspective
from service.formats.bloom.search_phrases import read_database_facts
from service.formats.graph_files import graph_file, require_graph
from service.formats.media_types import ANSWER_FORMATS, GRAPH_FORMATS, JSON, METRICS
from service.formats.openapi_common import PROBLEM
from service.http import answer_files, condition, tables
from service.http.answer_files import as_attachment, full_answer_urls
from service.http.context import address, names_today
from service.http.etags import remember_answer
from service.http.observing import LANES, exposition, exposition_away
from service.language import Language, Text
from service.model.tables import THINGS
from service.serialization import to_json

api = Blueprint("api", __name__)

QUERY_ROUTE = "/<any(queries, 'what-if'):folder>/<name:query>"
"""The address of a saved query or what-if, without its ending."""

SUGGEST_ROUTE = "/<any(queries, 'what-if', actions):folder>/<name:query>/suggest/<parameter>"
"""The address of values for a parameter."""

ANSWER_FORMS, GRAPH_FORMS = (
    ", ".join(f'"{form}"' for form in forms) for forms in (ANSWER_FORMATS, GRAPH_FORMATS)
)

DATA_PATH = re.compile(
    r"/(queries|what-if|actions|scenarios|snapshots)/[^/]*\."
    r"|/(report|audit)\.|/[^/]*/[^/]*/suggest/|/(health|ready|metrics)$|.*\.json$",
    re.S,
)
"""Paths that programs read; no page under the first has a dot in its name."""


def is_data(path: str) -> bool:
    """Whether programs read this path, so that its errors are problems and not pages."""
    return DATA_PATH.match(path) is not None


@api.get(f"{QUERY_ROUTE}.json")
def as_json(folder: str, query: str) -> Response:
    answer = _narrowed(folder, query) if g.view else _answer(folder, query)
    return _response(files.json_of(answer, full_answer_urls(answer)), JSON)


@api.get(f"{QUERY_ROUTE}.<any({ANSWER_FORMS}):form>")
def as_form(folder: str, query: str, form: str) -> Response:
    return answer_files.response(_knowledge().catalog.by_address(folder, query), form)


@api.get(f"{QUERY_ROUTE}.<any({GRAPH_FORMS}):form>")
def as_graph(folder: str, query: str, form: str) -> Response:
    """The graph of an answer up to its limit; 404 where the answer is no graph."""
    require_graph(_knowledge().catalog.by_address(folder, query))
    answer = _answer(folder, query)
    body = graph_file(answer, form, _language(), names_today())
    return as_attachment(_response(body, GRAPH_FORMATS[form][0]), answer, form)


@api.get(f"{QUERY_ROUTE}.network.json")
def as_network(folder: str, query: str) -> Response:
    """A whole network, to be drawn as a map; 404 where the answer is none."""
    from service.formats.network import network_json

    knowledge = _knowledge()
    found = knowledge.network(knowledge.catalog.by_address(folder, query).name, g.given)
    remember_answer(found.query, found.state)
    return _response(network_json(found, _language()), JSON)


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
    shown = _knowledge().shows_persons_of(kind, id, "sources")
    sources = provenance_records(provenance(_knowledge().graph, kind, id), personal=shown)
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
    """The service is alive, whatever the database does."""
    return _response(to_json(condition.health()), JSON)


@api.get("/metrics")
def metrics() -> Response:
    """Counters for Prometheus: requests by route, lanes, and how the database is."""
    if "away" in g:
        return _response(exposition_away(), METRICS)
    lanes = request.environ.get(LANES, ())
    body = exposition(g.answered_requests, _knowledge(), g.watch, g.backups, lanes)
    return _response(body, METRICS)


@api.get("/ready")
def ready() -> Response:
    """The service can answer: the database is there, something is loaded, and it is derived; or
    every reason why not."""
    if "away" in g:
        raise condition.away(g.away)
    state = condition.ready_state(_knowledge())
    body = {
        "status": "ready",
        "as_of": state.as_of,
        "version": state.version,
        "warnings": condition.warnings(_language()),
    }
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
    if isinstance(refusal, NotFound) and refusal.nearest:
        body["nearest"] = [one.to(language) for one in refusal.nearest]
    return Response(to_json(body), refusal.status, mimetype=PROBLEM)


def _answer(folder: str, query: str) -> Answer:
    knowledge = _knowledge()
    answer = knowledge.ask(knowledge.catalog.by_address(folder, query).name, g.given)
    _remember(answer)
    return answer


def _remember(answer: Answer) -> None:
    remember_answer(answer.query, answer.state, cut_by_time=answer.cut_by_time)


def _narrowed(folder: str, query: str) -> Answer:
    """An answer whose rows were chosen and sorted among those that its page rests on."""
    saved = _knowledge().catalog.by_address(folder, query)
    view = tables.asked(saved, g.given, OF_DATA)
    answer = _knowledge().ask(saved.name, g.given, page=True)
    _remember(answer)
    rows = [list(row) for row in tables.select(answer, view).rows]
    cut = answer.truncated or len(rows) > saved.limit
    return replace(answer, rows=rows[: saved.limit], truncated=cut)


def _response(body: bytes | Iterator[bytes], kind: str) -> Response:
    return Response(body, content_type=kind)


def _knowledge() -> Knowledge:
    return cast(Knowledge, g.knowledge)


def _language() -> Language:
    return cast(Language, g.language)
