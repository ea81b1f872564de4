"""The OpenAPI document as people read it: its operations, and what each takes and gives."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from service.language import Language
from service.serialization import to_json

Schema = Mapping[str, Any]

MAX_CHOICES = 12
"""Values of a list of choices that are told one by one."""


@dataclass(frozen=True)
class Field:
    """A parameter, or a member of a body or an answer; ``where`` is empty for a member."""

    name: str
    type: str
    about: str
    required: bool = False
    where: str = ""


@dataclass(frozen=True)
class Operation:
    """One operation of the API. ``href`` tries it where that changes nothing; ``call`` is a command
    for a terminal, ``host`` being where the service is."""

    id: str
    method: str
    path: str
    tag: str
    summary: str
    about: str
    parameters: list[Field]
    body: list[Field]
    answer: list[Field]
    row: list[Field]
    statuses: list[tuple[str, str]]
    types: list[str]
    href: str
    call: str


def operations(document: Schema, language: Language, host: str) -> dict[str, Operation]:
    """Every operation of the document by its id, in its order."""
    reader = _Reader(document, language)
    found = (
        reader.operation(path, method, given, host)
        for path, methods in document["paths"].items()
        for method, given in methods.items()
    )
    return {one.id: one for one in found}


class _Reader:
    def __init__(self, document: Schema, language: Language) -> None:
        self._components = document["components"]
        self._root = document["servers"][0]["url"].rstrip("/")
        self._language = language

    def operation(self, path: str, method: str, given: Schema, host: str) -> Operation:
        parameters = [self._resolved(one) for one in given.get("parameters", ())]
        content = given.get("requestBody", {}).get("content", {})
        body = self._resolved(next((one["schema"] for one in content.values()), {}))
        done: Schema = next(
            (one for status, one in given["responses"].items() if status.startswith("2")), {}
        )
        types = list(done.get("content", {}))
        answer = self._resolved(
            next((one["schema"] for one in done.get("content", {}).values() if "schema" in one), {})
        )
        rows = self._resolved(answer.get("properties", {}).get("rows", {})).get("items", {})
        href = self._root + _example_address(path, parameters)
        example = next((one["example"] for one in content.values() if "example" in one), None)
        return Operation(
            id=given["operationId"],
            method=method.upper(),
            path=path,
            tag=self._said(given["tags"][0]),
            summary=self._said(given["summary"]),
            about=self._said(given.get("description", "")),
            parameters=[self._parameter(one) for one in parameters],
            body=self._members(body),
            answer=self._members(answer),
            row=self._members(self._resolved(rows)),
            statuses=[
                (status, self._said(self._resolved(one)["description"]))
                for status, one in given["responses"].items()
            ],
            types=types,
            href=href if method == "get" else "",
            call=_call(method, host + href, next(iter(content), ""), example),
        )

    def _parameter(self, given: Schema) -> Field:
        field = self._member(given["name"], given.get("schema", {}), given.get("required", False))
        about = self._said(given.get("description", "")) or field.about
        return Field(field.name, field.type, about, field.required, given["in"])

    def _members(self, schema: Schema) -> list[Field]:
        required = schema.get("required", ())
        return [
            self._member(name, self._resolved(one), name in required)
            for name, one in schema.get("properties", {}).items()
        ]

    def _member(self, name: str, schema: Schema, required: bool) -> Field:
        schema = self._resolved(schema)
        told = (self._said(schema.get(key, "")) for key in ("title", "description"))
        return Field(name, self._type(schema), " · ".join(filter(None, told)), required)

    def _type(self, schema: Schema) -> str:
        kinds = schema.get("type", "")
        kind = kinds if isinstance(kinds, str) else " | ".join(kinds)
        if "const" in schema:
            return to_json(schema["const"]).decode("utf-8")
        if choices := [str(one) for one in schema.get("enum", ()) if one is not None]:
            more = " …" if len(choices) > MAX_CHOICES else ""
            return " | ".join(choices[:MAX_CHOICES]) + more
        if "items" in schema and (inner := self._type(self._resolved(schema["items"]))):
            kind = f"{kind}: {inner}"
        bounds = [
            f"{sign} {schema[key]}"
            for key, sign in (("minimum", "≥"), ("maximum", "≤"), ("maxLength", "≤"))
            if key in schema and not ("minLength" in schema and key == "minimum")
        ]
        if "format" in schema:
            kind = f"{kind} ({schema['format']})"
        if schema.get("default") is not None:
            bounds.append(f"= {to_json(schema['default']).decode('utf-8')}")
        return ", ".join([kind, *bounds])

    def _resolved(self, schema: Schema) -> Schema:
        while "$ref" in schema:
            _, _, section, name = schema["$ref"].split("/")
            schema = self._components[section][name]
        return schema

    def _said(self, text: str) -> str:
        """A text that is in both languages all the same, as headers write it, in the reader's."""
        zh, divided, en = text.partition(" / ")
        if not divided or " / " in en or zh.isascii() or "\n" in text:
            return text
        return en if self._language == "en" else zh


def _example_address(path: str, parameters: list[Schema]) -> str:
    """The path with the examples of its parameters."""
    asked = {}
    for one in parameters:
        example = one.get("example")
        if one["in"] == "path":
            value = example if example is not None else next(_choices(one), one["name"])
            path = path.replace("{" + one["name"] + "}", quote(str(value), safe=""))
        elif one["in"] == "query" and example is not None:
            asked[one["name"]] = (
                ",".join(map(str, example)) if isinstance(example, list) else example
            )
    return f"{path}?{urlencode(asked, safe=',')}" if asked else path


def _choices(parameter: Schema) -> Iterator[str]:
    yield from map(str, parameter.get("schema", {}).get("enum", ()))


def _call(method: str, address: str, kind: str, example: Any) -> str:
    """A command for a terminal that asks for the address, or sends the example."""
    words = ["curl", address]
    if kind == "application/json":
        body = to_json(example if example is not None else {}).decode("utf-8")
        words += ["--json", body]
    elif kind:
        words += ["-F", "file=@list.xlsx"]
    elif method == "post":
        words += ["-X", "POST"]
    return shlex.join(words)
