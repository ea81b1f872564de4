"""Search phrases and scene actions for Bloom: plain Cypher that returns nodes and paths.

Bloom knows no lists and no optional parameters: what its user is not asked for is written into the
statement. What rests on trials has a plainer statement of its own in ``cypher/bloom/``, or none.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.catalog.catalog import Catalog, SavedQuery
from service.catalog.header import (
    INJECTED,
    INJECTED_BY_TRIALS,
    LIMIT_PARAMETER,
    SPELLINGS_PARAMETER,
)
from service.catalog.parameters import Parameter
from service.graph.database import Graph
from service.graph.state import read_state
from service.language import Language, Text
from service.statements import CYPHER, Fragment, fill, statement

MAX_RECORDS = 10_000
"""Records that Bloom takes from one statement."""

MAX_SUGGESTIONS = 1_000
"""Suggested values of one parameter; Bloom filters them by what is typed."""

PARAMETER_TYPES = {
    "string": "String",
    "integer": "Integer",
    "number": "Float",
    "boolean": "Boolean",
}
"""Bloom's types of parameters by JSON Schema's type; it has none for a list."""

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\$(?P<name>\w+)""", re.S
)
"""A comment, a string, a quoted name or a parameter in a Cypher statement."""


@dataclass(frozen=True)
class DatabaseFacts:
    """What a perspective needs to know of a database."""

    as_of: datetime.date | None
    indexes: list[tuple[str, list[str]]]
    """Labels with their properties that have a range index, so that Bloom completes values."""
    graph_columns: Mapping[str, list[str]]
    """By saved query, the columns that hold nodes, relationships and paths."""


@dataclass(frozen=True)
class PhraseParameter:
    """One parameter of a phrase; ``suggestions`` is a statement that returns one column."""

    name: str
    type: str
    suggestions: str | None


@dataclass(frozen=True)
class SearchPhrase:
    """A saved query for Bloom: ``text`` is what the user types, with ``$name`` for parameters."""

    query: SavedQuery
    text: str
    cypher: str
    parameters: tuple[PhraseParameter, ...]


@dataclass(frozen=True)
class SceneAction:
    """A statement for the selected nodes, whose ids Bloom passes as ``$nodes``."""

    name: str
    title: Text
    cypher: str


def read_database_facts(graph: Graph, catalog: Catalog) -> DatabaseFacts:
    """Reads them from ``graph``; statements of saved queries are planned, not run."""
    with graph.transaction(write=False, timeout=5) as transaction:
        as_of = read_state(transaction).as_of
    indexes = [(str(label), names) for label, names in graph.read(statement("bloom/indexes")).rows]
    graph_columns = {}
    for query in catalog:
        text = plain_statement(query)
        if query.result == "graph" and text:
            columns = graph.explain(text, {**query.arguments(query.example), **INJECTED}).columns
            declared = {column.name for column in query.columns}
            graph_columns[query.name] = [name for name in columns if name not in declared]
    return DatabaseFacts(as_of, indexes, graph_columns)


def plain_statement(query: SavedQuery) -> str | None:
    """The statement of a saved query that needs no trials; ``None`` if there is none."""
    if query.derives not in INJECTED_BY_TRIALS:
        return query.statement
    name = f"bloom/{query.name}"
    return statement(name) if (CYPHER / f"{name}.cypher").exists() else None


def asked_parameters(query: SavedQuery) -> list[Parameter]:
    """The parameters that are asked for: required ones, and those that its phrase names."""
    return [p for p in query.parameters if p.required or f"${p.name}" in (query.bloom or "")]


def with_defaults(query: SavedQuery) -> str:
    """A statement with the defaults filled in: only parameters remain that are asked for."""
    asked = {parameter.name for parameter in asked_parameters(query)}
    defaults = {n: value for n, value in _default_literals(query).items() if n not in asked}
    injected = {name: literal(value) for name, value in INJECTED.items()}
    return _substitute(query.statement, defaults | injected)


def search_phrases(
    catalog: Catalog, database: DatabaseFacts, language: Language
) -> Iterator[SearchPhrase]:
    """A phrase for every saved query that returns a graph and whose parameters Bloom supports."""
    for query in catalog:
        text = plain_statement(query)
        if query.result != "graph" or text is None:
            continue
        asked = asked_parameters(query)
        if all(parameter.type in PARAMETER_TYPES for parameter in asked):
            yield SearchPhrase(
                query,
                _phrase_text(query, asked, language),
                _phrase_statement(query, text, asked, database.graph_columns[query.name]),
                tuple(
                    PhraseParameter(
                        f"${p.name}", PARAMETER_TYPES[p.type], _suggestions(catalog, p, language)
                    )
                    for p in asked
                ),
            )


def scene_actions() -> Iterator[SceneAction]:
    """The scene actions of ``cypher/bloom/actions/``, named by their first two lines."""
    for path in sorted((CYPHER / "bloom" / "actions").glob("*.cypher")):
        text = path.read_text(encoding="utf-8")
        en, zh = (re.search(rf"^// {tag}: (.+)$", text, re.M) for tag in ("en", "zh"))
        assert en and zh, f"{path.name} has no name in both languages"
        yield SceneAction(path.stem, Text(en[1], zh[1]), _substitute(text, {}))


def literal(value: Any) -> str:
    """``value`` as a Cypher literal; raises ``TypeError`` for types without one."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, str):
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return f"date('{value.isoformat()}')"
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    raise TypeError(f"no literal for {type(value).__name__}")


def _phrase_text(query: SavedQuery, asked: list[Parameter], language: Language) -> str:
    """What the user types; the header's phrase is English, in Chinese it is the title."""
    if language == "en" and query.bloom:
        return query.bloom
    return " ".join([query.title.to(language), *(f"${parameter.name}" for parameter in asked)])


def _phrase_statement(
    query: SavedQuery, text: str, asked: list[Parameter], parts: list[str]
) -> str:
    values = _default_literals(query) | {p.name: _parameter_value(p) for p in asked}
    return _fill_template(
        "phrase",
        statement=_substitute(text, values | {LIMIT_PARAMETER: literal(query.limit + 1)}),
        limit=str(query.limit),
        parts=", ".join(f"`{part}`" for part in parts),
        most=str(MAX_RECORDS),
    )


def _suggestions(catalog: Catalog, parameter: Parameter, language: Language) -> str | None:
    """The statement that suggests values: each an id, then the name in ``language``."""
    if not parameter.suggest:
        return None
    query = catalog[parameter.suggest]
    columns = [column.name for column in query.columns]
    value, caption = columns[0], columns[1] if len(columns) > 1 else columns[0]
    if language == "en" and "name_en" in columns:
        caption = f"coalesce(name_en, {caption})"
    values = _default_literals(query) | {
        "text": literal(""),
        SPELLINGS_PARAMETER: literal([]),
        LIMIT_PARAMETER: literal(MAX_SUGGESTIONS + 1),
    }
    return _fill_template(
        "suggestions",
        statement=_substitute(query.statement, values),
        value=value,
        caption=caption,
        limit=str(MAX_SUGGESTIONS),
    )


def _default_literals(query: SavedQuery) -> dict[str, str]:
    return {p.name: literal(p.schema["default"]) for p in query.parameters if not p.required}


def _parameter_value(parameter: Parameter) -> str:
    """A parameter's value in the statement: of a suggestion only the id, always a string."""
    if parameter.suggest:
        return f"head(split(toString(${parameter.name}), ' '))"
    return f"${parameter.name}"


def _substitute(text: str, values: Mapping[str, str]) -> str:
    """A statement without its comments and blank lines, and with ``values`` for its parameters.

    Comments are left out because Bloom looks for words that write, and may join lines.
    """

    def replacement(found: re.Match[str]) -> str:
        if found["name"]:
            return values.get(found["name"], found[0])
        return " " if found[0].startswith("/") else found[0]

    lines = TOKEN.sub(replacement, text).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _fill_template(name: str, **values: str) -> str:
    """``cypher/bloom/<name>.cypher`` with ``values`` for its «placeholders»."""
    values["statement"] = values["statement"].replace("\n", "\n  ")
    text = _substitute((CYPHER / "bloom" / f"{name}.cypher").read_text(encoding="utf-8"), {})
    return fill(f"bloom/{name}", text, {key: Fragment(value) for key, value in values.items()})
