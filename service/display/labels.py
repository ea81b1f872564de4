"""Codes that stand in columns and parameters, in words of both languages."""

from collections.abc import Callable, Mapping
from typing import Any

from service.language import Language, Text
from service.serialization import to_cell

Named = Callable[[Mapping[str, set[str]]], Mapping[str, Text]]
"""How things are called, by their ids outside the database, from their ids by label."""

YES, NO = Text("yes", "是"), Text("no", "否")
NEVER_READY = Text("never", "无期")


def word(words: Mapping[str, Text], value: Any, language: Language) -> str:
    """A code in the ``words`` of its column or parameter, or as it is."""
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    code, _, of = value.partition(":") if isinstance(value, str) else ("", "", "")
    known = words.get(code)
    if known is None:
        return str(to_cell(value))
    of = of.strip().replace(":", ", ")
    return (
        Text(f"{known.en} ({of})", f"{known.zh}（{of}）").to(language) if of else known.to(language)
    )
