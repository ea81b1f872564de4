"""What a saved query takes and gives, as JSON Schema 2020-12, for programs that ask it.

Both languages stand in every title and description. Nothing here knows who will read them.
"""

from collections.abc import Mapping
from typing import Any

from service.catalog import SavedQuery
from service.language import Text
from service.parameters import LONGEST, MOST_VALUES, Column, Parameter

Schema = dict[str, Any]


def parameters_schema(query: SavedQuery) -> Schema:
    """The parameters as one object; what stands in it is what ``query.arguments`` accepts.

    A parameter whose default is nothing is left out of a call, and so has no ``default`` here.
    """
    return {
        "type": "object",
        "properties": {p.name: _parameter(p) for p in query.parameters},
        "required": [p.name for p in query.parameters if p.required],
        "additionalProperties": False,
    }


def answer_schema(query: SavedQuery) -> Schema:
    """An answer as ``exports.json_of`` writes it, its picture aside: rows are objects by column.

    Every value may be ``null``: not known.
    """
    rows = {
        "type": "array",
        "maxItems": query.limit,
        "items": {
            "type": "object",
            "properties": {column.name: _column(column) for column in query.columns},
            "required": [column.name for column in query.columns],
            "additionalProperties": False,
        },
    }
    columns = {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"name": {"type": "string"}, "type": {"type": "string"}},
            "required": ["name", "type"],
        },
    }
    as_of = Text("The day from which days are counted", "天数自此日起算")
    truncated = Text("There are more rows than these", "另有未列出的行")
    everything = Text("What gives all rows, where truncated", "截断时获取全部行的方式")
    return {
        "type": "object",
        "title": str(query.title),
        "properties": {
            "query": {"type": "string", "const": query.name},
            "parameters": {"type": "object"},
            "as_of": {"type": ["string", "null"], "format": "date", "description": str(as_of)},
            "columns": columns,
            "rows": rows,
            "truncated": {"type": "boolean", "description": str(truncated)},
            "all": {
                "type": "array",
                "items": {"type": "string"},
                "description": str(everything),
            },
            "elapsed_ms": {"type": "number", "minimum": 0},
        },
        "required": ["query", "parameters", "as_of", "columns", "rows", "truncated", "elapsed_ms"],
    }


def _parameter(parameter: Parameter) -> Schema:
    schema = _bounded(parameter.schema)
    if schema.get("default", ...) is None:
        del schema["default"]
    schema["title"] = str(parameter.label)
    if parameter.suggest:
        found = Text(
            f"An id; the saved query {parameter.suggest} finds it by its name",
            f"编号；可用查询 {parameter.suggest} 按名称查找",
        )
        given = schema.get("description")
        schema["description"] = f"{given}. {found}" if given else str(found)
    return schema


def _bounded(schema: Mapping[str, Any]) -> Schema:
    """With the bounds that hold where a header names none."""
    bounded = dict(schema)
    if bounded["type"] == "array":
        bounded["items"] = _bounded(bounded.get("items", {"type": "string"}))
        bounded.setdefault("maxItems", MOST_VALUES)
    elif bounded["type"] == "string" and not {"enum", "format"} & set(bounded):
        bounded.setdefault("maxLength", LONGEST)
    return bounded


def _column(column: Column) -> Schema:
    return {**_nullable(column.schema), "title": str(column.label)}


def _nullable(schema: Mapping[str, Any]) -> Schema:
    """The same, or ``null``; so is everything inside it."""
    known = {**schema, "type": [schema["type"], "null"]}
    if "enum" in schema:
        known["enum"] = [*schema["enum"], None]
    if "items" in schema:
        known["items"] = _nullable(schema["items"])
    if "properties" in schema:
        known["properties"] = {name: _nullable(one) for name, one in schema["properties"].items()}
    return known
