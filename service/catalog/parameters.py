"""Parameters and columns of saved queries; what bounds those whose schemas name no bounds."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from service.language import Text
from service.model.industries import IndustryWords
from service.model.places import PlaceWords

KEYWORDS = {
    "type",
    "format",
    "enum",
    "default",
    "minimum",
    "maximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "items",
    "minItems",
    "maxItems",
    "uniqueItems",
    "description",
    "properties",
}
"""The JSON Schema keywords a header may use."""

TYPES = {"string", "integer", "number", "boolean", "array", "object"}

MAX_TEXT_LENGTH = 200
"""Characters of a text parameter where its schema names no ``maxLength``."""

MAX_NUMBER = 10**15
"""No number of anything here is greater, either way."""

MAX_LIST_LENGTH = 100
"""Values of a list where its schema names no ``maxItems``."""


OWNED_BY = "enterprise"
"""The column, or the parameter of an action, that says whose something is where nothing else is
said to."""

GROUPING = "by"
"""The parameter that says what groups are: cities, industries, teams."""


@dataclass(frozen=True)
class Column:
    """One column of an answer; ``header_keys.COLUMN`` tells what each key means."""

    name: str
    schema: dict[str, Any]
    label: Text
    links: str = ""
    personal: bool = False
    whose: tuple[str, ...] = ()
    """The columns that say whose personal data it is."""
    words: Mapping[str, Text] = field(default_factory=dict)
    words_by: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    """Words by the value of the parameter ``GROUPING``."""
    of: tuple[str, ...] = ()
    forecast: str = ""
    blank_is_never: bool | str = False
    fact_in: str = ""
    optional: bool = False
    once: bool = False
    facet: bool = False
    sum: bool = False

    @property
    def type(self) -> str:
        return str(self.schema["type"])

    def asked_with(self, arguments: Mapping[str, Any]) -> "Column":
        """The column with the words that it has in an answer to these arguments."""
        words = self.words_by.get(str(arguments.get(GROUPING)))
        return replace(self, words=words) if words else self

    def is_never(self, value: Any, row: Mapping[str, Any]) -> bool:
        """Whether ``value`` means that it never comes to that; ``row``: its values by column."""
        of = self.blank_is_never
        return value is None and (bool(row.get(of)) if isinstance(of, str) else of)

    def code_of(self, value: str) -> str:
        """The code of a value, without the ids that stand behind it."""
        return value.partition(":")[0] if self.of else value

    def ids_in(self, value: Any) -> list[tuple[str, str]]:
        """The ids that stand behind a code, each with its kind."""
        ids = value.split(":", len(self.of))[1:] if isinstance(value, str) else []
        return list(zip(self.of, ids, strict=False))

    @property
    def few_values(self) -> bool:
        """Whether its values can be listed with how many rows have each."""
        return self.facet or bool(self.words) or self.type == "boolean" or "enum" in self.schema


@dataclass(frozen=True)
class Parameter:
    """One parameter; ``header_keys.PARAMETER`` tells what each key means."""

    name: str
    schema: dict[str, Any]
    label: Text
    suggest: str | None = None
    words: Mapping[str, Text] = field(default_factory=dict)
    words_by: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    """Words by the value of the parameter ``GROUPING``."""
    offered_on: str = ""

    @property
    def type(self) -> str:
        return str(self.schema["type"])

    def words_with(self, arguments: Mapping[str, Any]) -> Mapping[str, Text]:
        """The words for its codes among these arguments."""
        return self.words_by.get(str(arguments.get(GROUPING))) or self.words

    def named_codes(self, arguments: Mapping[str, Any]) -> PlaceWords | IndustryWords | None:
        """The words for its codes where these are of places or industries, which people call by
        name."""
        words = self.words_with(arguments)
        return words if isinstance(words, PlaceWords | IndustryWords) else None

    @property
    def offers(self) -> bool:
        """Whether values are offered for what is typed."""
        return bool(self.suggest) or self.named_codes({}) is not None

    @property
    def required(self) -> bool:
        return "default" not in self.schema

    @property
    def may_be_null(self) -> bool:
        return self.schema.get("default", self) is None

    @property
    def may_be_blank(self) -> bool:
        """Whether a blank text is none, and not one of the wrong form."""
        return self.type == "string" and not {"enum", "format", "pattern"} & self.schema.keys()
