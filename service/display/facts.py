"""The values of facts as people read them, by which fact it is: codes in their words, shares and
rates as a percentage."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from service.catalog.fields import shared_words
from service.display.labels import NO, YES
from service.display.numbers import number
from service.language import Text
from service.model.columns import Kind
from service.model.industries import IndustryWords
from service.model.places import PlaceWords
from service.model.tables import FACTS

KINDS: Mapping[str, Kind] = {
    "city": "place",  # of groups
    **{fact: kind for facts in FACTS.values() for fact, kind in facts.items()},
}
"""What each fact's values are; facts of one name are of one kind."""

CHOICES = "fact_value"
"""The list of words for what may be chosen."""


def fact_value(fact: str, value: Any) -> Text:
    """A value of a fact, as it is kept or as the record tells it: all as texts."""
    kind = KINDS.get(fact)
    if kind in ("integer", "number") and isinstance(value, str):
        with suppress(ValueError):  # masked, perhaps
            value = int(value) if value.lstrip("-").isdigit() else float(value)
    if isinstance(value, bool) or (kind == "boolean" and value in ("true", "false")):
        return YES if value in (True, "true") else NO
    if not isinstance(value, str):
        return Text(number(fact, value, "en"), number(fact, value, "zh"))
    words: Mapping[str, Text] = {}
    if kind in ("district", "place"):
        words = PlaceWords()
    elif kind == "industry":
        words = IndustryWords()
    elif kind == "choice":
        words = shared_words(CHOICES)
    return words.get(value) or Text(value, value)
