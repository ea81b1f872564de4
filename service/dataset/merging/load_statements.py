"""The loader's statements: py2neo's builders compose the upserts, the official driver runs them."""

from collections.abc import Iterable, Mapping
from typing import Any

from py2neo.cypher import cypher_escape
from py2neo.cypher.queries import unwind_merge_nodes_query

from service.dataset.merging.difference import WriteStatement
from service.statements import statement


def load_statement(name: str, **names: str) -> str:
    """``cypher/load/<name>.cypher`` with its «label», «type», «start», «end» filled in."""
    return statement(f"load/{name}", **{key: cypher_escape(value) for key, value in names.items()})


def merge_nodes(label: str, rows: Iterable[Mapping[str, Any]]) -> WriteStatement:
    """Merges nodes of ``label`` by ``id`` and sets the other values."""
    text, parameters = unwind_merge_nodes_query(rows, (label, "id"))
    return WriteStatement(text, parameters)
