"""A request to each route of the application, made from its own map of routes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

QUERY = {
    "api.as_graph": "critical-path",
    "api.as_network": "network",
    "api.suggest": "critical-path",
    "actions.form": "record-stock",
    "actions.done": "record-stock",
    "actions.as_json": "record-stock",
}
"""The query that stands in a route's address, where it is not ``readiness``."""

THINGS = {
    "enterprise": "gongniu", "material": "copper", "team": "team-01", "request": "request-01",
    "letter": "letter-01",
}  # fmt: skip

PLACES: dict[str, Any] = {
    "folder": "queries", "parameter": "enterprise", "filename": "tongbu.css", "what_if": "closes",
    "operation": "critical-path", "place": 0,
}  # fmt: skip

_COMPARED = f"a={'0' * 12}&b={'1' * 12}"

GIVEN = {
    "critical-path": "enterprise=gongniu",
    "network": "district=330282",
}
"""What each query is asked, by name."""

ASKED = {
    "api.suggest": "text=公牛",
    **dict.fromkeys(("scenarios.compared", "scenarios.compared_as_json"), _COMPARED),
    "scenarios.compared_as_file": _COMPARED,
    "api.found": "q=公牛",
    "pages.found": "q=公牛",
    "scenarios.tried": "change=closes?enterprises=yuelong",
    "scenarios.tried_as_json": "change=closes?enterprises=yuelong",
    "scenarios.tried_as_file": "change=closes?enterprises=yuelong",
    **dict.fromkeys(
        ("report.page", "report.as_pdf", "report.as_xlsx", "report.as_zip"),
        "answer=/queries/readiness",
    ),
    "mine.as_json": "answer=/queries/readiness",
}

BODIES: dict[str, Any] = {
    "actions.as_json": {"enterprise": "yuelong", "material": "copper", "stock_days": 5},
    "snapshots.done_as_json": {"answer": "/queries/readiness"},
    "writing.keep_as_json": {
        "name": "方案",
        "changes": [{"what_if": "closes", "parameters": {"enterprises": ["yuelong"]}}],
    },
    "undoing.as_json": {"change": "nothing", "check": True},
    "look_alikes.as_json": {"kind": "enterprise", "one": "yuelong", "other": "gongniu"},
}


@dataclass(frozen=True)
class Request:
    """``body`` is sent as JSON."""

    endpoint: str
    method: str
    path: str
    body: Any = field(default=None, compare=False)

    @property
    def url(self) -> str:
        """The path with what is not ASCII in it escaped."""
        return quote(self.path, safe="/?&=.-_,")


def requests(app: Flask, *, writing: bool) -> Iterator[Request]:
    """One to each route and method; those that may change something only with ``writing``.

    Routes to what is kept name what nobody has kept: they ask the database all the same.
    """
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            if method == "GET" or writing:
                yield Request(rule.endpoint, method, _address(rule), BODIES.get(rule.endpoint))


def _address(rule: Rule) -> str:
    query = QUERY.get(rule.endpoint, "readiness")
    kind = (rule.defaults or {}).get("kind", "")
    known = {**PLACES, "query": query, "id": THINGS.get(kind, "0" * 12)}
    values: dict[str, Any] = dict(rule.defaults or {})
    for name in rule.arguments - values.keys():
        # of the forms of a file the first
        values[name] = known[name] if name in known else sorted(rule._converters[name].items)[0]
    path = rule.map.bind("localhost").build(
        rule.endpoint, values, rule.methods and min(rule.methods)
    )
    asked = ASKED.get(rule.endpoint) or (GIVEN.get(query) if "query" in rule.arguments else None)
    return f"{path}?{asked}" if asked else path
