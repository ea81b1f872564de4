"""Codes of places and industries by what people call them."""

from collections.abc import Mapping, Sequence
from typing import Any

from service.answers.spellings import folded
from service.catalog.saved_query import SavedQuery
from service.language import Text
from service.model.places import named_places

MIN_LETTERS = 3
"""Of a name in letters: fewer begin too many."""

MIN_CHARACTERS = 2
"""Of a name in characters."""


def places_named(text: str) -> Sequence[str]:
    """The codes of the places that a text means, as ``codes_named`` finds them."""
    return codes_named(text, named_places())


def codes_named(text: str, names: Mapping[str, Text]) -> Sequence[str]:
    """The codes that a text means by their ``names``: of that very name, else of one that begins
    with it, else of one that it is a part of; the shortest names first. None for a text with
    digits."""
    typed = folded(text).strip()
    enough = MIN_LETTERS if typed.isascii() else MIN_CHARACTERS
    if len(typed) < enough or any(character.isdigit() for character in typed):
        return []
    fitting = {code: fit for code, name in names.items() if (fit := _fit(name, typed)) is not None}
    best = min(fitting.values(), default=0)
    return sorted(
        (code for code, fit in fitting.items() if fit == best),
        key=lambda code: (len(names[code].zh), code),
    )


def codes_offered(text: str, names: Mapping[str, Text], most: int) -> Sequence[str]:
    """The codes that are offered to who types ``text``: those that begin with it, or by name."""
    typed = text.strip()
    if typed.isdigit():
        return sorted(code for code in names if code.startswith(typed))[:most]
    return codes_named(text, names)[:most]


def with_codes(query: SavedQuery, given: Mapping[str, Any]) -> dict[str, Any]:
    """What was ``given`` for a query, with the code of a place or industry for a name that fits one
    alone."""
    meant = dict(given)
    for parameter in query.parameters:
        value, words = given.get(parameter.name), parameter.named_codes(given)
        if words is None or not isinstance(value, str):
            continue
        named = codes_named(value, words.names)
        if len(named) == 1:
            meant[parameter.name] = named[0]
    return meant


def _fit(name: Text, typed: str) -> int | None:
    zh, en = folded(name.zh), name.en.casefold()
    if typed in (zh, en):
        return 0
    if zh.startswith(typed) or en.startswith(typed):
        return 1
    return 2 if typed in zh else None
