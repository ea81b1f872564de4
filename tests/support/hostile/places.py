"""Every place of a request that somebody can fill: each parameter of each route in each format.

What is data comes from the OpenAPI document, what is a page from the map of routes, so that a new
route is attacked as soon as there is one.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import Rule

from service.catalog.catalog import Catalog, SavedQuery
from service.http.api import is_data
from service.http.app import ROUTE_PARAMETERS, ROUTES_WITH_QUERY_PARAMETERS
from service.http.identity import CSRF_FIELD
from service.http.routes import ACCOUNT, PUBLIC, RULES
from tests.support.people import PASSWORD

Schema = dict[str, Any]

HEADERS = (
    *("Host", "Origin", "Authorization", "Cookie", "Accept", "Accept-Language", "If-None-Match"),
    *("X-Request-Id", "Idempotency-Key", "Range", "Referer", "User-Agent", "X-Forwarded-Host"),
)
"""What any request may carry beside what the document tells."""

FREE: Schema = {"type": "string"}

LIST = ("file", "list.csv", "text/csv")
"""The file of a form that takes one: field, name, kind."""

LOOKED_AT: dict[str, Any] = {"as_of": "2020-02-12", "check": "1"}
"""The other fields of such a form: nothing is loaded."""

KEPT = "kept-"
"""Behind it the folder: the id of a snapshot or a scenario that there is."""

UPLOAD = f"{KEPT}upload"
"""The token of a file that was looked at."""

LIST_TEXT = "龙头企业,配套企业,物料\n甲,乙,铜\n"

USER = "somebody"
"""Whom the forms of an administrator are about."""

_OF_A_FILE = {"as_of": "2020-02-12", "dataset": "", "encoding": "", "replace": "", "pair": ""}

FORMS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "pages.token": ({"token": "not it", "next": "/"},),
    "sign_in.entered": (
        {"user": "admin", "password": "not it", "next": "/"},
        {"user": "admin", "password": PASSWORD, "next": "/"},
    ),
    "account.password": ({"password": PASSWORD, "new": "another of mine", "again": "and a third"},),
    "account.new_token": ({"name": "mine", "days": "0", "scope": "read"},),
    "account.revoked": ({},),
    "account.signed_out": ({},),
    "account.signed_out_everywhere": ({},),
    "administration.changed": (
        {"do": "add", "user": USER, "role": "reader", "team": "", "password": PASSWORD},
        {"do": "role", "user": USER, "role": "team", "team": "team-01"},
        {"do": "password", "user": USER, "password": PASSWORD},
        {"do": "sign-out", "user": USER},
        {"do": "remove", "user": "nobody"},
    ),
    "actions.done": ({"change": "", "seen": ""},),
    "loads.checked": (
        {**_OF_A_FILE, "do": "check"},
        {**_OF_A_FILE, "do": "check", "upload": UPLOAD, "header": "物料", "field": "material",
         "read_as": "", "guessed": "物料"},
    ),
    "look_alikes.decided": (
        {"kind": "enterprise", "one": "yuelong", "other": "gongniu", "stays": "", "change": ""},
    ),
    "undoing.done": ({"change": "nothing"},),
    "snapshots.done": ({"answer": ""},),
    "snapshots.removed": ({},),
    "writing.keep": ({"change": "closes?enterprises=yuelong", "name": "", "note": "", "key": ""},
                     {"change": "closes?enterprises=yuelong", "name": "方案", "note": "x",
                      "key": "as-before"}),
    "writing.revise": ({"name": "方案", "note": ""}, {"removed": "false"}),
}  # fmt: skip
"""The fields of each page that is posted, by endpoint: several times where what one field says
decides which others are read. Sent as they are they change little or nothing."""


@dataclass(frozen=True)
class Place:
    """One place: ``where`` it is (method, path, query, name, header, json, form), what it is
    called there, what the document says of it, and how the rest of the request is filled."""

    method: str
    path: str
    where: str
    name: str
    schema: Schema = field(default_factory=lambda: FREE)
    query: Mapping[str, Any] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    multipart: bool = False
    alike: bool = False
    """Whether every route has such a place, so that each gets a share of the strings."""
    signed_in: bool = False
    """Whether it is asked of a service where somebody has to sign in."""
    form: int = 0
    """Which of the forms of a page it is of, if it is of one."""
    members: Mapping[str, Schema] = field(default_factory=dict)
    """Of a parameter that is written as several: the strings go to them in turn."""

    def member(self, turn: int) -> "Place":
        """The place to which a string goes, the ``turn``-th."""
        if not self.members:
            return self
        name = list(self.members)[turn % len(self.members)]
        return replace(self, name=name, schema=self.members[name], members={})

    def request(self, string: str) -> dict[str, Any]:
        """What the test client is told to send, with ``string`` in this place."""
        path, query = self.path, [(name, value) for name, value in self.query.items()]
        headers: dict[str, str] = {"Accept-Encoding": "identity"}
        if self.where == "path":
            path = path.replace(f"{{{self.name}}}", _quoted(string) or "%00")
        elif self.where == "query":
            query = [pair for pair in query if pair[0] != self.name] + [(self.name, string)]
        elif self.where == "name":
            query = [*query, (self.name + string, "x")]
        elif self.where == "header":
            # what a server refuses to pass on as a header is no request
            headers[self.name] = (
                re.sub("[\r\n\0]", " ", string)
                .encode("utf-8", "surrogatepass")[:8_000]
                .decode("latin-1")
            )
        told: dict[str, Any] = {
            "method": _as_method(string) if self.where == "method" else self.method,
            "path": path,
            "query_string": "&".join(f"{_quoted(n)}={_quoted(str(v))}" for n, v in query),
            "headers": headers,
        }
        return told | self._body(string)

    def _body(self, string: str) -> dict[str, Any]:
        if self.body is None:
            return {}
        if self.where == "json":
            whole = {**self.body, self.name: _as_typed(self.schema, string)}
            return {"data": json.dumps(whole, default=str), "content_type": "application/json"}
        filled = {**self.body, **({self.name: string} if self.where == "form" else {})}
        if not self.multipart:
            if self.where != "form":
                return {"data": json.dumps(filled, default=str), "content_type": "application/json"}
            pairs = "&".join(f"{_quoted(n)}={_quoted(str(v))}" for n, v in filled.items())
            return {"data": pairs, "content_type": "application/x-www-form-urlencoded"}
        kind = f"multipart/form-data; boundary={_EDGE}"
        return {"data": _multipart(filled), "content_type": kind}


_EDGE = "tongbu-hostile-edge"


def _multipart(fields: Mapping[str, Any]) -> bytes:
    """The fields of a form, as they are, and a small list."""
    where, called, kind = LIST
    parts = [
        (f'name="{where}"; filename="{called}"\r\nContent-Type: {kind}', LIST_TEXT),
        *((f'name="{name}"', str(value)) for name, value in fields.items()),
    ]
    text = "".join(
        f"--{_EDGE}\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"
        for head, value in parts
    )
    return f"{text}--{_EDGE}--\r\n".encode("utf-8", "surrogatepass")


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _as_method(string: str) -> str:
    """What a server passes on as a method: one word in capitals."""
    word = re.sub(r"[\s\0]", "", string.upper()) or "X"
    return word.encode("utf-8", "surrogatepass")[:8_000].decode("latin-1")


def _as_typed(schema: Schema, string: str) -> Any:
    """What JSON holds in this place: the text, in a list where one is expected."""
    return [string] if schema.get("type") == "array" else string


def places(document: Schema, app: Flask, catalog: Catalog) -> Iterator[Place]:
    """All of them."""
    seen = set()
    for one in (*_of_document(document), *_of_pages(app, catalog)):
        key = (one.method, one.path, one.where, one.name, one.form)
        if key not in seen:
            seen.add(key)
            yield one


def _of_document(document: Schema) -> Iterator[Place]:
    components = document["components"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parameters = [_resolved(one, components) for one in operation.get("parameters", ())]
            yield from _of_operation(path, method.upper(), operation, parameters, components)


def _of_operation(
    path: str, method: str, operation: Schema, parameters: list[Schema], components: Schema
) -> Iterator[Place]:
    query = {p["name"]: _told(p) for p in parameters if p["in"] == "query" and p.get("required")}
    body: dict[str, Any] | None = None
    multipart, properties = False, {}
    for kind, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(content["schema"], components)
        properties = {n: _resolved(s, components) for n, s in schema.get("properties", {}).items()}
        multipart = kind == "multipart/form-data"
        body = dict(LOOKED_AT if multipart else content.get("example", {}))
    for filled in _paths(path, parameters):
        common = {"query": query, "body": body, "multipart": multipart}
        for one in parameters:
            schema = one.get("schema", FREE)
            if one["in"] == "path":
                yield Place(method, _open(path, parameters, one["name"]), "path", one["name"],
                            schema, **common)  # fmt: skip
            elif one.get("style") == "form" and schema.get("type") == "object":
                members = {n: _resolved(m, components) for n, m in schema["properties"].items()}
                yield Place(method, filled, "query", one["name"], members=members, **common)
                yield Place(method, filled, "name", "is.", FREE, alike=True, **common)
            else:
                alike = one["name"] == "lang"
                yield Place(method, filled, one["in"], one["name"], schema, alike=alike, **common)
        yield Place(method, filled, "name", "", FREE, alike=True, **common)
        for name, schema in properties.items():
            if multipart:
                if name != LIST[0]:
                    yield Place(method, filled, "form", name, schema, **common)
            else:
                yield Place(method, filled, "json", name, schema, **common)
                yield Place(method, filled.removesuffix(".json"), "form", name, schema,
                            **{**common, "query": {}})  # fmt: skip


def _paths(path: str, parameters: list[Schema]) -> Iterator[str]:
    """The path with its examples, once for each format."""
    forms = next((p["schema"]["enum"] for p in parameters if p["name"] == "form"), [None])
    for form in forms:
        filled = path.replace("{form}", form or "")
        for one in parameters:
            if one["in"] == "path" and one["name"] != "form":
                filled = filled.replace(f"{{{one['name']}}}", _quoted(_filling(path, one)))
        yield filled


def _open(path: str, parameters: list[Schema], name: str) -> str:
    """The path with examples in all places but one."""
    for one in parameters:
        if one["in"] == "path" and one["name"] != name:
            path = path.replace(f"{{{one['name']}}}", _quoted(_filling(path, one)))
    return path


def _filling(path: str, parameter: Schema) -> str:
    folder = path.split("/")[1]
    if folder in ("snapshots", "scenarios") and parameter["name"] == "id":
        return KEPT + folder
    return str(_told(parameter))


def _told(parameter: Schema) -> Any:
    """A value that is right, as an address has it."""
    schema = parameter.get("schema", {})
    value = parameter.get("example", schema.get("example"))
    if value is None:
        value = next(iter(schema.get("enum", ())), "gongniu")
    return ",".join(map(str, value)) if isinstance(value, list) else value


def _resolved(schema: Schema, components: Schema) -> Schema:
    while "$ref" in schema:
        _, _, section, name = schema["$ref"].split("/")
        schema = components[section][name]
    return schema


def _of_pages(app: Flask, catalog: Catalog) -> Iterator[Place]:
    """Pages and forms, by the map of routes."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            if is_data(rule.rule.replace(":", "")) and method == "GET":
                continue
            yield from _of_rule(rule, method, catalog)
    for rule in posted_pages(app):
        yield from _of_forms(rule, catalog)
    for path in ("/", "/health", "/queries/critical-path.json", "/actions/record-step.json"):
        yield Place("GET", path, "method", "method")
    for name in HEADERS:
        for path in ("/", "/queries/critical-path.json", "/actions/record-step"):
            yield Place("GET", path, "header", name, query={"enterprise": "gongniu"})
        yield Place("POST", "/actions/record-step.json", "header", name,
                    body={"enterprise": "gongniu", "step": "surveyed"})  # fmt: skip


def _of_rule(rule: Rule, method: str, catalog: Catalog) -> Iterator[Place]:
    """The parts of an address and its parameters."""
    arguments = _arguments(rule)
    body: dict[str, Any] | None = {} if method == "POST" else None
    common: dict[str, Any] = {"signed_in": _asks_who(rule.endpoint)}
    for saved, filled in _filled(rule, catalog):
        example = {name: _text(value) for name, value in saved.example.items()} if saved else {}
        names = list(ROUTE_PARAMETERS.get(rule.endpoint, ())) if method == "GET" else []
        if saved and rule.endpoint in ROUTES_WITH_QUERY_PARAMETERS:
            names = [parameter.name for parameter in saved.parameters]
        for name in arguments:
            yield Place(method, _others(filled, arguments, name), "path", name, query=example,
                        body=body, **common)  # fmt: skip
        whole = _others(filled, arguments, "")
        for name in ("lang", *names):
            where = "form" if method == "POST" and name != "lang" else "query"
            told = {"query": example} if body is None else {"body": example}
            yield Place(method, whole, where, name, alike=name == "lang", **told, **common)


def posted_pages(app: Flask) -> list[Rule]:
    """The routes of forms; each has its fields in ``FORMS``."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not is_data(rule.rule.replace(":", ""))
    ]


def _of_forms(rule: Rule, catalog: Catalog) -> Iterator[Place]:
    """The fields of a page that is posted."""
    signed_in = _asks_who(rule.endpoint)
    for saved, filled in _filled(rule, catalog):
        whole = _others(filled, _arguments(rule), "")
        for number, form in enumerate(FORMS[rule.endpoint], 1):
            body = {name: _text(value) for name, value in saved.example.items()} if saved else {}
            common: dict[str, Any] = {
                "body": {**body, **form},
                "multipart": rule.endpoint == "loads.checked" and "upload" not in form,
                "signed_in": signed_in,
                "form": 0 if saved else number,
            }
            for name in form:
                yield Place("POST", whole, "form", name, **common)
            if signed_in and RULES[rule.endpoint] != PUBLIC and number == 1:
                yield Place("POST", whole, "form", CSRF_FIELD, **common)


def _asks_who(endpoint: str) -> bool:
    """Whether a page is of no use where nobody signs in."""
    return RULES[endpoint] == ACCOUNT or endpoint in (
        *("administration.users", "administration.changed", "administration.audit"),
        *("sign_in.form", "sign_in.entered", "pages.token"),
    )


def _arguments(rule: Rule) -> list[str]:
    return sorted({*rule.arguments} - {"folder", "query", "kind"})


def _filled(rule: Rule, catalog: Catalog) -> Iterator[tuple[SavedQuery | None, str]]:
    """What stands at a route, and its path with that in it."""
    path = re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule)
    for saved in _saved_of(rule, catalog):
        if saved:
            yield saved, path.replace("{folder}", saved.folder).replace("{query}", saved.name)
        else:
            yield None, path


def _others(path: str, arguments: list[str], name: str) -> str:
    for one in arguments:
        if one != name:
            known = {"place": "0", "id": KEPT + path.split("/")[1]}
            path = path.replace(f"{{{one}}}", known.get(one, "closes"))
    return path


def _saved_of(rule: Rule, catalog: Catalog) -> Iterator[SavedQuery | None]:
    """What stands at a route: each saved query of its folders, or only itself."""
    if "query" not in rule.arguments:
        yield None
        return
    for saved in catalog.every:
        if "folder" in rule.arguments:
            if saved.folder in re.findall(r"[\w-]+", rule.rule.partition(":folder")[0]):
                yield saved
        elif rule.rule.startswith(f"/{saved.folder}/"):
            yield saved


def _text(value: Any) -> Any:
    return ",".join(map(str, value)) if isinstance(value, list) else value
