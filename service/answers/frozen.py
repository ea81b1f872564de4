"""An answer as it is kept: with all that shows it, so that neither new facts nor another query file
changes it.

Beside rows and graph that are the texts and the types of its query's parameters and columns, and
the names of the things in it.
"""

import datetime
import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import orjson

from service.answers.answer import Answer, Subgraph
from service.answers.standing import Totals
from service.catalog.catalog import SavedQuery
from service.catalog.fields import BUILT_IN_WORDS
from service.catalog.parameters import Column, Parameter
from service.graph.state import State
from service.graph.values import Edge, Node
from service.language import Text
from service.serialization import to_json

BUILT_IN = {type(words): name for name, words in BUILT_IN_WORDS.items()}
"""What stands for built-in words, which are too many to be kept each time, by their type."""

FORM = 1
"""Of the text that is kept; another one is read by another release only."""


@dataclass(frozen=True)
class Frozen:
    """An ``answer``, the ``names`` of the things in it by their ids outside the database, and how
    those are ``called`` whose ids its parameters give. ``view``: by what its rows were filtered and
    sorted, as an address tells it."""

    answer: Answer
    names: Mapping[str, Text]
    called: Mapping[str, Sequence[Text]]
    view: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def named(self, ids: Mapping[str, set[str]]) -> Mapping[str, Text]:
        """The names, as ``names_outside`` looks them up."""
        return self.names


def freeze(frozen: Frozen) -> bytes:
    """All of it as text, the same for the same answer of the same version of the graph."""
    answer = frozen.answer
    state = answer.state
    return to_json(
        {
            "form": FORM,
            "query": _query(answer),
            "parameters": answer.parameters,
            "state": {
                "as_of": state.as_of,
                "graph_id": state.graph_id,
                "version": state.version,
                "datasets": state.datasets,
            },
            "rows": answer.rows,
            "graph": answer.subgraph and _graph(answer.subgraph),
            "truncated": answer.truncated,
            "totals": answer.totals and [answer.totals.before, answer.totals.after],
            "names": {id: list(name) for id, name in sorted(frozen.names.items())},
            "called": {one: list(map(list, names)) for one, names in frozen.called.items()},
            **({"view": frozen.view} if frozen.view else {}),
        }
    )


def thaw(text: bytes) -> Frozen:
    """What ``freeze`` wrote; raises ``ValueError`` for what another release wrote otherwise."""
    kept = orjson.loads(text)
    if kept["form"] != FORM:
        raise ValueError(f"form {kept['form']}")
    query = _as_query(kept["query"])
    state = kept["state"]
    dates = [i for i, column in enumerate(query.columns) if _is_date(column.schema)]
    for row in kept["rows"]:
        for i in dates:
            row[i] = _as_date(row[i])
    arguments = dict(kept["parameters"])
    for parameter in query.parameters:
        if _is_date(parameter.schema):
            arguments[parameter.name] = _as_date(arguments[parameter.name])
    as_of = _as_date(state["as_of"])
    then = State(
        as_of, state["graph_id"], None, state["version"], 0, True, None, None, False,
        state["datasets"],
    )  # fmt: skip
    graph = kept["graph"]
    subgraph = graph and Subgraph(
        [Node(id, tuple(labels), properties) for id, labels, properties in graph["nodes"]],
        [Edge(*edge) for edge in graph["edges"]],
    )
    totals = kept["totals"] and Totals(*kept["totals"])
    answer = Answer(query, arguments, then, kept["rows"], subgraph, kept["truncated"], 0.0, totals)
    called = {one: [Text(*name) for name in names] for one, names in kept["called"].items()}
    names = {id: Text(*name) for id, name in kept["names"].items()}
    return Frozen(answer, names, called, kept.get("view", {}))


def packed(text: bytes) -> bytes:
    """Compressed, as the graph keeps it."""
    return zlib.compress(text, 9)


def unpacked(body: bytes) -> bytes:
    """What was ``packed``; raises ``ValueError`` where that is damaged."""
    try:
        return zlib.decompress(body)
    except zlib.error as error:
        raise ValueError(str(error)) from error


def digest_of(text: bytes) -> str:
    """64 hexadecimal digits that no other text has."""
    return hashlib.sha256(text).hexdigest()


def _graph(subgraph: Subgraph) -> dict[str, Any]:
    return {
        "nodes": [[node.id, node.labels, node.properties] for node in subgraph.nodes],
        "edges": [
            [edge.id, edge.type, edge.source, edge.target, edge.properties]
            for edge in subgraph.edges
        ],
    }


def _query(answer: Answer) -> dict[str, Any]:
    """What shows an answer, and nothing of how it is found."""
    query = answer.query
    return {
        "name": query.name,
        "kind": query.kind,
        "title": list(query.title),
        "about": list(query.about),
        "empty": query.empty and list(query.empty),
        "result": query.result,
        "derives": query.derives,
        "limit": query.limit,
        "parameters": [
            {
                "name": one.name,
                "schema": one.schema,
                "label": list(one.label),
                "suggest": one.suggest,
                "words": _words(one.words),
            }
            for one in query.parameters
        ],
        "columns": [
            {
                "name": one.name,
                "schema": one.schema,
                "label": list(one.label),
                "links": one.links,
                "personal": one.personal,
                "words": _words(one.words),
                "forecast": one.forecast,
                "blank_is_never": one.blank_is_never,
                "fact_in": one.fact_in,
                "of": one.of,
                "optional": one.optional,
                "once": one.once,
            }
            for one in answer.columns
        ],
    }


def _as_query(kept: Mapping[str, Any]) -> SavedQuery:
    return SavedQuery(
        name=kept["name"],
        path=Path(),
        title=Text(*kept["title"]),
        about=Text(*kept["about"]),
        result=kept["result"],
        parameters=tuple(map(partial(_as_declared, Parameter), kept["parameters"])),
        columns=tuple(map(_as_column, kept["columns"])),
        example={},
        statement="",
        line=0,
        limit=kept["limit"],
        derives=kept["derives"],
        kind=kept["kind"],
        empty=Text(*kept["empty"]) if kept["empty"] else None,
    )


def _as_column(kept: Mapping[str, Any]) -> Column:
    """A column as it was; in those of days until ready nothing has always meant never."""
    column: Column = _as_declared(Column, kept)
    was_implied = column.forecast == "ready" and column.type == "number"
    never = column.blank_is_never or was_implied
    return replace(column, blank_is_never=never, of=tuple(column.of))


def _as_declared(of: Any, kept: Mapping[str, Any]) -> Any:
    return of(**{**kept, "label": Text(*kept["label"]), "words": _as_words(kept["words"])})


def _words(words: Mapping[str, Text]) -> Any:
    if name := BUILT_IN.get(type(words)):
        return name
    return {code: list(text) for code, text in words.items()}


def _as_words(kept: Any) -> Mapping[str, Text]:
    if isinstance(kept, str):
        return BUILT_IN_WORDS[kept]
    return {code: Text(*text) for code, text in kept.items()}


def _is_date(schema: Mapping[str, Any]) -> bool:
    return schema["type"] == "string" and schema.get("format") == "date"


def _as_date(value: Any) -> Any:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value
