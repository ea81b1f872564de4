"""Parameters of statements as Neo4j keeps plans: one plan for a statement, whatever is asked.

Neo4j plans a statement again for each combination of types of its parameters, where null is a type
of its own and lists and texts of other lengths are others, too. A question that can be narrowed by
five things would be planned dozens of times, each costing more than most answers. A map is of one
type whatever is in it: what is given travels as the entries of one.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

MAP = "given"
"""The one parameter; its entries bear the names that statements use."""

_PARAMETER = re.compile(
    r"""'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | `[^`]*` | //[^\n]* | /\*.*?\*/ | \$(?P<name>\w+)""",
    re.DOTALL | re.VERBOSE,
)
"""A parameter, or what may hold something that looks like one."""

MAX_STATEMENTS = 2_000
"""Statements remembered as they were sent."""


def in_one_map(statement: str, parameters: Mapping[str, Any] | None) -> tuple[str, dict[str, Any]]:
    """The statement with ``$given.name`` for each ``$name`` that is given, and its parameters.

    What a statement asks for and nobody gives stays, so that the server refuses it.
    """
    if not parameters:
        return statement, {}
    return _with_entries(statement, frozenset(parameters)), {MAP: dict(parameters)}


def as_named(text: str) -> str:
    """What the server says of a statement, with the parameters as the statement names them."""
    return text.replace(f"${MAP}.", "$")


@lru_cache(MAX_STATEMENTS)
def _with_entries(statement: str, names: frozenset[str]) -> str:
    def entry(found: re.Match[str]) -> str:
        name = found["name"]
        return f"${MAP}.{name}" if name in names else found[0]

    return _PARAMETER.sub(entry, statement)
