"""What completes the words of ``tongbu ask`` and ``tongbu do``.

Everything offered is read from the catalogue's files, and those only when something is completed;
no database is asked, and none started.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from service.catalog.header_keys import ACTION, QUERY, WHAT_IF
from service.errors import Refusal
from service.settings import language

if TYPE_CHECKING:
    from service.catalog.catalog import SavedQuery
    from service.catalog.parameters import Parameter


def complete_query(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Names of saved queries and what-ifs that begin with ``typed``."""
    return _names(typed, QUERY, WHAT_IF)


def complete_action(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Names of actions that begin with ``typed``."""
    return _names(typed, ACTION)


def complete_argument(
    context: click.Context, _: click.Parameter, typed: str
) -> list[CompletionItem]:
    """``name=`` of each parameter, then its values where it takes one of a few.

    Bash hands ``name=value`` on as three words, the other shells as one.
    """
    called = context.params.get("query") or context.params.get("action") or ""
    parameters = {p.name: p for one in _saved(called) if one.name == called for p in one.parameters}
    words = list(context.params.get("arguments") or ())
    name, equals, value = typed.partition("=")
    if equals:
        return _values(parameters.get(name), value, prefix=f"{name}=")
    last = words[-2:-1] if words[-1:] == ["="] else words[-1:]
    if last and last[0] in parameters:
        return _values(parameters[last[0]], typed)
    given = {word.partition("=")[0] for word in words}
    return [
        CompletionItem(f"{p.name}=", help=p.label.to(language()))
        for p in parameters.values()
        if p.name not in given and p.name.startswith(typed)
    ]


def _names(typed: str, *kinds: str) -> list[CompletionItem]:
    from service.catalog.names import titled  # it reads YAML, which help does without

    return [CompletionItem(one.name, help=one.title.to(language())) for one in titled(kinds, typed)]


def _values(parameter: "Parameter | None", typed: str, prefix: str = "") -> list[CompletionItem]:
    if parameter is None:
        return []
    values = ["true", "false"] if parameter.type == "boolean" else parameter.schema.get("enum", [])
    return [CompletionItem(f"{prefix}{one}") for one in map(str, values) if one.startswith(typed)]


def _saved(prefix: str) -> "Iterator[SavedQuery]":
    """What is saved under names that begin with ``prefix``; nothing where a file of it is wrong.

    What is wrong ``tongbu queries`` tells.
    """
    from service.catalog.catalog import read_catalog

    try:
        yield from read_catalog(check_examples=False, prefix=prefix).every
    except Refusal:
        return
