"""What goes into a saved query and what comes out of it, as JSON Schema (draft 2020-12)."""

from typing import TYPE_CHECKING, Any

from service.catalog.header_keys import WHAT_IF
from service.catalog.parameters import (
    MAX_LIST_LENGTH,
    MAX_NUMBER,
    MAX_TEXT_LENGTH,
    Column,
    Parameter,
)
from service.language import Text

if TYPE_CHECKING:  # a saved query reads its arguments by these schemas
    from service.catalog.catalog import SavedQuery

Schema = dict[str, Any]

CONTROLS = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f"
"""Those of ``control_characters`` as every reader of a schema knows them."""

WRITABLE = f"^[^{CONTROLS}]*$"
"""A text without control characters but tab and line ends."""

CHANGE_ID = "^(?!load-[0-9]+$)[!-~]*$"
"""The id of a change, in a header: blank is none."""

SEEN_VERSION_PATTERN = "^[0-9]{0,15}$"
"""A version of the graph, in a header: blank is none."""

NOT_BLANK = rf"^[^{CONTROLS}]*[^\s{CONTROLS}][^{CONTROLS}]*$"
"""Such a text that is not blank, which would count as not given."""

ONE_OF_SEVERAL = rf"^[^,，、{CONTROLS}]*[^,，、\s{CONTROLS}][^,，、{CONTROLS}]*$"
"""A value in a list with commas between, not blank."""

TOTAL: Schema = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "figure": {"type": "string"},
        "before": {"type": "number"},
        "after": {"type": "number"},
    },
    "required": ["figure", "before", "after"],
}
"""A figure as it is, and as it would be."""

PATTERNS = (WRITABLE, NOT_BLANK, ONE_OF_SEVERAL)
"""What texts keep to that have no pattern of their own."""


def parameter_schema(parameter: Parameter, *, typed: bool = True) -> Schema:
    """What one parameter may be; ``typed``: in JSON, where one not given may be null."""
    schema = _bounded(dict(parameter.schema))
    schema["title"] = str(parameter.label)
    if parameter.suggest:
        found = in_both(
            f"an id; the saved query {parameter.suggest} finds it by its name",
            f"编号，可用查询 {parameter.suggest} 按名称查找",
        )
        schema["description"] = "; ".join(filter(None, (schema.get("description"), found)))
    if "default" in schema and schema["default"] is None:
        del schema["default"]
        if typed:
            schema = _nullable(schema)
        elif "enum" in schema:
            schema["enum"] = [value for value in schema["enum"] if value is not None]
    elif parameter.required and parameter.type == "string" and "enum" not in schema:
        schema.setdefault("minLength", 1)
        if schema.get("pattern") == WRITABLE:
            schema["pattern"] = NOT_BLANK
    return schema


def parameters_schema(query: "SavedQuery") -> Schema:
    """All parameters of a query as one object."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {p.name: parameter_schema(p) for p in query.parameters},
        "required": [p.name for p in query.parameters if p.required],
    }


def column_schema(column: Column) -> Schema:
    """What stands in one column; anything may be unknown."""
    return _nullable({**column.schema, "title": str(column.label)})


def row_schema(query: "SavedQuery") -> Schema:
    """One row of an answer as an object by column."""
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {column.name: column_schema(column) for column in query.columns},
        "required": [column.name for column in query.columns],
    }


def answer_schema(
    query: "SavedQuery", *, row: Schema | None = None, graph: Schema | None = None
) -> Schema:
    """A whole answer as ``files.json_of`` writes it.

    ``row`` and ``graph`` may refer to the schemas of a row and of a picture; the picture is left
    out where none is given.
    """
    properties: Schema = {
        "query": {"const": query.name, "type": "string"},
        "parameters": {
            "type": "object",
            "description": in_both("the parameters as they were read", "所用参数"),
            "additionalProperties": False,
            "properties": {p.name: _nullable(p.schema) for p in query.parameters},
            "required": [p.name for p in query.parameters],
        },
        "as_of": {
            "type": ["string", "null"],
            "format": "date",
            "description": in_both("the day of the facts", "数据时点"),
        },
        "columns": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {"name": {"type": "string"}, "type": {"type": "string"}},
                "required": ["name", "type"],
            },
        },
        "rows": {"type": "array", "maxItems": query.limit, "items": row or row_schema(query)},
        "truncated": {
            "type": "boolean",
            "description": in_both("whether it was cut at its limit", "是否因上限被截断"),
        },
        "elapsed_ms": {"type": "number"},
    }
    required = list(properties)
    properties["all"] = {
        "type": "array",
        "items": {"type": "string"},
        "description": in_both("addresses that give a cut answer whole", "完整结果的地址"),
    }
    if query.kind == WHAT_IF:
        properties["totals"] = {
            "type": "array",
            "items": TOTAL,
            "description": in_both(
                "figures of the whole network, before and after", "全网指标，推演前后"
            ),
        }
        required.append("totals")
    if query.result == "graph" and graph:
        properties["graph"] = graph
        required.append("graph")
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "required": required,
    }


def in_both(en: str, zh: str) -> str:
    """A text in both languages, as titles and descriptions hold them."""
    return str(Text(en, zh))


def _nullable(schema: Schema) -> Schema:
    """The same, or null; so is all that is in it."""
    schema = {key: value for key, value in schema.items() if key != "default"}
    schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], *([] if None in schema["enum"] else [None])]
    if "items" in schema:
        schema["items"] = _nullable(schema["items"])
    if "properties" in schema:
        schema["properties"] = {key: _nullable(one) for key, one in schema["properties"].items()}
    return schema


def _bounded(schema: Schema) -> Schema:
    """The schema with what holds where it names nothing."""
    if schema["type"] == "string" and not {"enum", "format"} & schema.keys():
        schema.setdefault("maxLength", MAX_TEXT_LENGTH)
        schema.setdefault("pattern", WRITABLE)
    elif schema["type"] in ("integer", "number"):
        schema.setdefault("minimum", -MAX_NUMBER)
        schema.setdefault("maximum", MAX_NUMBER)
    elif schema["type"] == "array":
        items = schema.get("items", {"type": "string"})
        schema["items"] = _bounded({"pattern": ONE_OF_SEVERAL, **items})
        schema.setdefault("maxItems", MAX_LIST_LENGTH)
    return schema
