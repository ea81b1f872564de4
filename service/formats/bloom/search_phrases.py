"""What Bloom can ask: saved queries as plain Cypher that gives nodes and paths, and scene actions.

Bloom knows no lists and no optional parameters: what its user is not asked for is written into the
statement. What rests on trials has a plainer statement of its own in ``cypher/bloom/``, or none.
"""

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from service.catalog.catalog import Catalog, SavedQuery
from service.catalog.header import INJECTED_BY_TRIALS, LIMIT_PARAMETER
from service.catalog.parameters import Parameter
from service.graph.database import Graph
from service.graph.state import read_state
from service.language import Language, Text
from service.statements import CYPHER, statement

MAX_RECORDS = 10_000
"""Records that Bloom takes from one statement."""

OFFERED = 1_000
"""Values offered for a parameter; Bloom finds what is typed among them."""

TYPES = {"string": "String", "integer": "Integer", "number": "Float", "boolean": "Boolean"}
"""Bloom's types of parameters, by JSON Schema's; it has none for a list."""

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`[^`]*`|\$(?P<name>\w+)""", re.S
)
"""A comment, a text, a quoted name or a parameter: what a statement's other words are not."""


@dataclass(frozen=True)
class DatabaseFacts:
    """What of a database a perspective names: its day, its indexes, what its statements give."""

    as_of: datetime.date | None
    indexes: list[tuple[str, list[str]]]
    """Labels and the properties of theirs that are found by the beginning of a value."""
    drawn: Mapping[str, list[str]]
    """Which columns hold nodes, relationships and paths, by the name of a saved query."""


@dataclass(frozen=True)
class PhraseParameter:
    """One parameter of a phrase; ``suggestions`` is a statement of one column, if there is one."""

    name: str
    type: str
    suggestions: str | None


@dataclass(frozen=True)
class SearchPhrase:
    """A saved query as Bloom asks it: what is typed, the statement, and its parameters in order."""

    query: SavedQuery
    text: str
    cypher: str
    asked: tuple[PhraseParameter, ...]


@dataclass(frozen=True)
class SceneAction:
    """What can be done with the nodes that are selected, whose ids are in ``$nodes``."""

    name: str
    title: Text
    cypher: str


def read_database_facts(graph: Graph, catalog: Catalog) -> DatabaseFacts:
    """What ``graph`` holds now; plans the statements but does not run them."""
    with graph.transaction(write=False, timeout=5) as transaction:
        as_of = read_state(transaction).as_of
    indexes = [(str(label), names) for label, names in graph.read(statement("bloom/indexes")).rows]
    drawn = {}
    for query in catalog:
        text = plain_statement(query)
        if query.result == "graph" and text:
            columns = graph.explain(
                text, {**query.arguments(query.example), LIMIT_PARAMETER: None}
            ).columns
            declared = {column.name for column in query.columns}
            drawn[query.name] = [name for name in columns if name not in declared]
    return DatabaseFacts(as_of, indexes, drawn)


def plain_statement(query: SavedQuery) -> str | None:
    """The statement of a saved query that needs no trials; ``None`` if there is none."""
    if query.derives not in INJECTED_BY_TRIALS:
        return query.statement
    own = f"bloom/{query.name}"
    return statement(own) if (CYPHER / f"{own}.cypher").exists() else None


def with_defaults(query: SavedQuery) -> str:
    """A statement with the defaults in it, so that only what has to be told is asked for."""
    return _told(query.statement, _literals(query) | {LIMIT_PARAMETER: literal(None)})


def phrases(catalog: Catalog, held: DatabaseFacts, language: Language) -> Iterator[SearchPhrase]:
    """A phrase for every saved query whose answer is a graph and that Bloom can be asked."""
    for query in catalog:
        text = plain_statement(query)
        if query.result != "graph" or text is None:
            continue
        asked = [p for p in query.parameters if p.required or f"${p.name}" in (query.bloom or "")]
        if all(parameter.type in TYPES for parameter in asked):
            yield SearchPhrase(
                query,
                _said(query, asked, language),
                _phrase(query, text, asked, held.drawn[query.name]),
                tuple(
                    PhraseParameter(f"${p.name}", TYPES[p.type], _suggestions(catalog, p, language))
                    for p in asked
                ),
            )


def scene_actions() -> Iterator[SceneAction]:
    """The scene actions of ``cypher/bloom/actions/``; the first two lines are their names."""
    for path in sorted((CYPHER / "bloom" / "actions").glob("*.cypher")):
        text = path.read_text(encoding="utf-8")
        en, zh = (re.search(rf"^// {tag}: (.+)$", text, re.M) for tag in ("en", "zh"))
        assert en and zh, f"{path.name} has no name in both languages"
        yield SceneAction(path.stem, Text(en[1], zh[1]), _told(text, {}))


def literal(value: Any) -> str:
    """``value`` as Cypher writes it; raises ``TypeError`` for what has no such form here."""
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


def _said(query: SavedQuery, asked: list[Parameter], language: Language) -> str:
    """What is typed; the header's phrase is in English, so that the Chinese one is its title."""
    if language == "en" and query.bloom:
        return query.bloom
    return " ".join([query.title.to(language), *(f"${parameter.name}" for parameter in asked)])


def _phrase(query: SavedQuery, text: str, asked: list[Parameter], parts: list[str]) -> str:
    values = _literals(query) | {p.name: _value(p) for p in asked}
    return _filled(
        "phrase",
        statement=_told(text, values | {LIMIT_PARAMETER: literal(query.limit + 1)}),
        limit=str(query.limit),
        parts=", ".join(f"`{part}`" for part in parts),
        most=str(MAX_RECORDS),
    )


def _suggestions(catalog: Catalog, parameter: Parameter, language: Language) -> str | None:
    """What offers values for a parameter: each is an id, then the name in ``language``."""
    if not parameter.suggest:
        return None
    query = catalog[parameter.suggest]
    columns = [column.name for column in query.columns]
    value, called = columns[0], columns[1] if len(columns) > 1 else columns[0]
    if language == "en" and "name_en" in columns:
        called = f"coalesce(name_en, {called})"
    values = _literals(query) | {"text": literal(""), LIMIT_PARAMETER: literal(OFFERED + 1)}
    return _filled(
        "suggestions",
        statement=_told(query.statement, values),
        value=value,
        called=called,
        limit=str(OFFERED),
    )


def _literals(query: SavedQuery) -> dict[str, str]:
    return {p.name: literal(p.schema["default"]) for p in query.parameters if not p.required}


def _value(parameter: Parameter) -> str:
    """A parameter as its value is taken: of what was suggested the id, which is always a text."""
    if parameter.suggest:
        return f"head(split(toString(${parameter.name}), ' '))"
    return f"${parameter.name}"


def _told(text: str, values: Mapping[str, str]) -> str:
    """A statement without its comments and blank lines, and with ``values`` for its parameters.

    Comments are left out because Bloom looks for words that write, and may join lines.
    """

    def told(found: re.Match[str]) -> str:
        if found["name"]:
            return values.get(found["name"], found[0])
        return " " if found[0].startswith("/") else found[0]

    lines = TOKEN.sub(told, text).splitlines()
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _filled(name: str, **values: str) -> str:
    """``cypher/bloom/<name>.cypher`` with what stands for its «placeholders»."""
    text = _told(statement(f"bloom/{name}"), {})
    values["statement"] = values["statement"].replace("\n", "\n  ")
    return re.sub(r"«(\w+)»", lambda found: values[found[1]], text)
