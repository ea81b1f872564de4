"""What programs and their makers read about the service: the catalogue, OpenAPI, its page."""

import difflib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from flask import Blueprint, Response, render_template, request

from service.catalog.catalog import Catalog, SavedQuery
from service.catalog.fields import BUILT_IN_WORDS
from service.catalog.json_schema import parameters_schema
from service.display.operations import Operation, operations
from service.errors import NotFound
from service.formats.media_types import JSON
from service.formats.openapi import document
from service.http.context import address, knowledge, request_language
from service.language import Language, Text, told_in
from service.serialization import to_json

reference = Blueprint("reference", __name__)


@reference.get("/queries.json")
def catalogue() -> Response:
    queries = [_described(query) for query in knowledge().catalog.every]
    lists = {name: _told_words(words) for name, words in BUILT_IN_WORDS.items()}
    return _kept(to_json({"queries": queries, "words": lists}))


@reference.get("/openapi.json")
def openapi() -> Response:
    """The OpenAPI document, the same in either language."""
    return _kept(_document(knowledge().catalog, request.script_root))


@reference.get("/api")
def page() -> str:
    """Every operation, by what it is about."""
    by_tag: dict[str, list[Operation]] = {}
    for one in _operations().values():
        by_tag.setdefault(one.tag, []).append(one)
    return render_template("api.html", by_tag=by_tag, call=_operations()["critical_path"].call)


@reference.get("/api/<name:operation>")
def operation(operation: str) -> str:
    """What one operation takes and gives."""
    known = _operations()
    if operation not in known:
        raise NotFound(
            Text(f"There is no operation {operation[:80]!r}", f"没有接口 {operation[:80]!r}"),
            nearest=difflib.get_close_matches(operation, known, 3, 0.5),
        )
    return render_template("operation.html", one=known[operation])


@lru_cache(maxsize=2)
def _document(catalog: Catalog, root: str) -> bytes:
    return to_json(document(catalog, root))


def _operations() -> dict[str, Operation]:
    origin = request.host_url.rstrip("/")
    return _told(knowledge().catalog, request_language(), origin, request.script_root)


@lru_cache(maxsize=4)
def _told(catalog: Catalog, language: Language, host: str, root: str) -> dict[str, Operation]:
    with told_in(language):
        return operations(document(catalog, root), language, host)


def _kept(body: bytes) -> Response:
    response = Response(body, content_type=JSON)
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


def _described(query: SavedQuery) -> dict[str, Any]:
    parameters = parameters_schema(query)
    for parameter in query.parameters:
        parameters["properties"][parameter.name] |= {
            "title": parameter.label._asdict(),
            **_words(parameter.words),
        }
    return {
        "name": query.name,
        "kind": query.kind,
        "group": query.group,
        "title": query.title._asdict(),
        "about": query.about._asdict(),
        "result": query.result,
        "parameters": parameters,
        "columns": [
            {
                "name": column.name,
                **column.schema,
                "title": column.label._asdict(),
                **({"links": column.links} if column.links else {}),
                **({"personal": True} if column.personal else {}),
                **_words(column.words),
            }
            for column in query.columns
        ],
        "example": query.example,
        "bloom": query.bloom,
        "limit": query.limit,
        "timeout": query.timeout,
        "href": address("pages.query", query, {}),
    }


def _words(words: Mapping[str, Text]) -> dict[str, Any]:
    """The words for the codes of a parameter or column; a long list by its name."""
    if not words:
        return {}
    name = next((name for name, one in BUILT_IN_WORDS.items() if type(one) is type(words)), None)
    return {"words": name or _told_words(words)}


def _told_words(words: Mapping[str, Text]) -> dict[str, Any]:
    return {code: text._asdict() for code, text in words.items()}
