"""What an answer to a hostile request may not be."""

import datetime
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from service.catalog.arguments import BOOLEANS, NUMBER
from service.formats.openapi_common import PROBLEM
from tests.support.hostile.places import Place
from tests.support.hostile.strings import MARK

LEAKS = re.compile(
    rb"Traceback|Neo\.ClientError|Neo\.DatabaseError|neo4j\.exceptions|site-packages|werkzeug\."
    rb"|root:x:0:|\[extensions\]|DETACH DELETE[^<\r]*\$"
)
"""What tells of the inside of the service, or of the machine. The last is a statement with its
parameters; of a CSV, whose lines end in a carriage return, two lines are none, though the strings
sent before stand in them."""

STRANGE_TAGS = {"iframe", "object", "embed", "base", "math", "style", "frame", "xi:include"}
"""Which no page of ours has."""

LINKS = {"href", "src", "action", "formaction", "srcdoc", "xlink:href", "data"}
HOST = "localhost"


def faults(place: Place, string: str, response: TestResponse, listener: str) -> Iterator[str]:
    """What is wrong with an answer, in words."""
    status, body = response.status_code, response.get_data()
    if status >= 500 and status not in (503, 504):
        yield f"status {status}"
    if "X-Injected" in response.headers or "tongbu=1" in str(response.headers):
        yield "a header was injected"
    if found := LEAKS.search(body):
        yield f"it tells {found[0]!r}"
    location = response.headers.get("Location", "")
    if location and urlsplit(location).netloc not in ("", HOST):
        yield f"it leads to {location[:80]}"
    yield from _of_its_kind(response, status, body, listener)
    if status == 200 and not acceptable(place, string):
        yield f"200 for {place.schema.get('type')} {_kind(place.schema)}"


def _of_its_kind(response: TestResponse, status: int, body: bytes, listener: str) -> Iterator[str]:
    if response.mimetype == "text/html":
        reader = _Page(listener)
        reader.feed(body.decode("utf-8"))
        yield from reader.faults
    elif response.mimetype in ("application/json", PROBLEM) and body:
        told = json.loads(body)
        if status >= 400 and (told["status"] != status or not told["type"].startswith("urn:")):
            yield "a refusal that is no problem"
    if response.headers.get("X-Content-Type-Options") != "nosniff":
        yield "no nosniff"
    if "script-src 'self'" not in response.headers.get("Content-Security-Policy", ""):
        yield "no content security policy"


class _Page(HTMLParser):
    """Looks for what a string of somebody's may have become in a page."""

    def __init__(self, listener: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._foreign = listener.partition(":")[2]
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kind = given.get("type") or ""
        self._in_script = tag == "script" and "src" not in given and "json" not in kind
        if tag in STRANGE_TAGS or (tag == "meta" and "http-equiv" in given):
            self.faults.append(f"<{tag}> in a page")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.faults.append(f"{name}= in a page")
            if name in LINKS and value and self._leads_away(tag, value):
                self.faults.append(f"{name}={value[:60]!r} in a page")

    def _leads_away(self, tag: str, value: str) -> bool:
        plain = re.sub(r"[\x00-\x20]", "", value).lower().replace("\\", "/")
        if plain.startswith(("javascript:", "vbscript:")):
            return True
        if plain.startswith("data:"):
            return tag != "img"
        with suppress(ValueError):
            return urlsplit(plain).netloc.endswith(f":{self._foreign}")
        return False

    def handle_data(self, data: str) -> None:
        if self._in_script and MARK in data:
            self.faults.append("a script of somebody's in a page")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False


def _kind(schema: dict[str, Any]) -> str:
    return schema.get("format") or ("enum" if "enum" in schema else "")


def acceptable(place: Place, string: str) -> bool:
    """Whether a string is right where a number, a date or one of some words is expected; in places
    that take any text all are, and what is blank counts as not given."""
    schema = place.schema
    if place.where in ("header", "name", "method") or not string.strip():
        return True
    if place.where == "path" and "enum" in schema:
        return string in schema["enum"]
    kinds = schema.get("type")
    kind = kinds if isinstance(kinds, str) else next((k for k in kinds or () if k != "null"), "")
    text = string.strip()
    if kind in ("integer", "number"):
        return place.where != "json" and NUMBER.fullmatch(text) is not None
    if kind == "boolean":
        return place.where != "json" and text.lower() in BOOLEANS
    if schema.get("format") == "date":
        with suppress(ValueError):
            return bool(datetime.date.fromisoformat(text))
        return False
    return True
