"""How the values of an answer are put into words for people, in both languages."""

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from service.catalog.header_keys import TELEPHONE
from service.catalog.parameters import Column
from service.clock import local_time_of
from service.display.facts import fact_value
from service.display.labels import NEVER_READY, NO, YES, word
from service.display.numbers import number
from service.display.steps import in_words
from service.language import Language, Text
from service.model.tables import ID_PREFIXES, THINGS

NOTHING = "—"
BEYOND = 1_000_000
"""More than any number of days: sorts one kind of days behind another."""
NEVER = Text("never, as things stand", "无期")
NOT_FIRM = Text("to be verified", "待核实")
RUNS = Text("running", "生产中")

CALLABLE = re.compile(r"\+?[0-9][0-9 ()\-]{4,20}")

MOMENT = "date-time"
"""The format of a column of moments, as ISO 8601 writes them."""

Link = Callable[[str, str], str]
"""The address of a thing's page, from its kind and its id."""


@dataclass(frozen=True)
class Cell:
    """One value as people read it; ``sort`` orders a column, empty ones stand last."""

    text: str
    href: str = ""
    note: str = ""
    mark: str = ""
    """What kind of value it is, for its looks only."""
    sort: str = ""
    parts: tuple["Cell", ...] = ()
    """Where the value is a list."""


def value_of_fact(column: Column, value: Any, row: Mapping[str, Any], language: Language) -> str:
    """A value of the fact that another column of its ``row`` names, in words."""
    if language == "en":
        value = row.get(f"{column.name}_en") or value
    return fact_value(str(row[column.fact_in]), value).to(language)


@dataclass(frozen=True)
class Reader:
    """Reads values for people; ``nodes`` are what the answer's graph knows, by id, and ``names``
    what else is known of how things are called."""

    language: Language
    link: Link
    nodes: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, Text] = field(default_factory=dict)

    def cell(self, column: Column, value: Any, facts: Mapping[str, Any]) -> Cell:
        """One value; ``facts`` are its row and what else is known of the row's enterprise."""
        name = column.name
        if column.forecast == "ready":
            return _ready(column, value, facts, self.language)
        if column.is_never(value, facts):
            return Cell(NEVER_READY.to(self.language), mark="stuck")
        if value is None:
            return Cell(NOTHING, mark="nothing")
        if column.fact_in and facts.get(column.fact_in):
            return self._of_fact(column, value, facts)
        if column.forecast:
            return _unless_firm(column, value, facts, self.language)
        if isinstance(value, bool):
            text = (YES if value else NO).to(self.language)
            return Cell(text, mark=str(value).lower(), sort=str(value))
        if isinstance(value, list):
            parts = tuple(self.item(column, item) for item in value)
            mark = "steps" if isinstance(value[0] if value else None, dict) else "list"
            return Cell("" if parts else NOTHING, mark=mark, sort=str(len(value)), parts=parts)
        if isinstance(value, str | dict):
            return self.item(column, value)
        mark = "date" if isinstance(value, datetime.date) else ""
        return Cell(number(name, value, self.language), mark=mark, sort=str(value))

    def _of_fact(self, column: Column, value: Any, facts: Mapping[str, Any]) -> Cell:
        """A value of the fact that another column of its row names."""
        text = value_of_fact(column, value, facts, self.language)
        return Cell(text or NOTHING, mark="" if text else "nothing", sort=text)

    def named(self, column: Column, key: Any, name: Any) -> Cell:
        """A thing by the name that stands beside its id, with the id below."""
        if key is None:
            return Cell(NOTHING if name is None else str(name), mark="nothing")
        kind = column.links
        # the name beside it is the Chinese one
        english = self.language == "en"
        known = self._known(kind, str(key)) if kind in THINGS and english else None
        if not known and english and key in column.words:
            known = column.words[key].en.removesuffix(f" ({key})")
        text = str(known or name or key)
        note = "" if text == str(key) else str(key)
        href = self.link(kind, str(key)) if kind else ""
        return Cell(text, href=href, note=note, mark="name", sort=text)

    def item(self, column: Column, item: Any) -> Cell:
        """A text, or one entry of a list: an id, a code, or a step of a proof."""
        if isinstance(item, dict):
            return Cell(in_words(item, self._known, self.language))
        if not isinstance(item, str):
            return Cell(NOTHING if item is None else number(column.name, item, self.language))
        if column.links == TELEPHONE:
            if not CALLABLE.fullmatch(item):
                return Cell(item, sort=item)
            digits = re.sub(r"[^+0-9]", "", item)
            return Cell(item, href=f"tel:{digits}", mark="phone", sort=item)
        if column.links:
            text = self._called(column.links, item)
            mark = "id" if text == item else "name"
            return Cell(text, href=self.link(column.links, item), mark=mark, sort=text)
        if column.schema.get("format") == MOMENT:
            return Cell(local_time_of(item), mark="date", sort=item)
        if "\n" in item:
            return Cell(item, mark="text", sort=item)
        of = [self._called(kind, id) for kind, id in column.ids_in(item)]
        text = word(column.words, ":".join([column.code_of(item), *of]), self.language)
        mark = "words" if column.words else ""
        return Cell(text, mark="stuck" if column.name == "stuck" else mark, sort=text)

    def _called(self, kind: str, id: str) -> str:
        """The name of a thing where it is known, else its id."""
        return self._known(kind, id) or id

    def _known(self, kind: str, id: str) -> str | None:
        key = ID_PREFIXES[THINGS[kind].label] + id
        if key in self.names:
            return self.names[key].to(self.language)
        known = self.nodes.get(key, {})
        english = known.get("name_en") if self.language == "en" else None
        name = english or known.get("name")
        return str(name) if name else None


def status(facts: Mapping[str, Any], columns: Sequence[Column], language: Language) -> Cell:
    """Where an enterprise stands, from the facts derived about it: a symbol and words.

    ``columns`` are those of the facts; they know the words for why it is stuck.
    """
    days = facts.get("ready_days")
    note = "" if facts.get("firm") else NOT_FIRM.to(language)
    if facts.get("stuck"):
        words = next((column.words for column in columns if column.name == "stuck"), {})
        text = word(words, facts["stuck"], language)
        return Cell(f"✕ {text}", mark="stuck", note=note)
    if facts.get("in_flow"):
        return Cell(Text("● in flow", "● 正常供货").to(language), mark="flow", note=note)
    if days is None:
        return Cell(Text("? not derived yet", "? 尚未推算").to(language), mark="nothing")
    if facts.get("runs"):
        return Cell("◐ " + _stops(days, language), mark="stops", note=note)
    if days == 0:
        text = Text("○ can run today", "○ 今日即可复工").to(language)
        return Cell(text, mark="able", note=note)
    amount = number("ready_days", days, language)
    text = Text(f"◔ ready in {amount} days", f"◔ {amount} 天后可复工").to(language)
    return Cell(text, mark="waits", note=note)


def _ready(column: Column, value: Any, facts: Mapping[str, Any], language: Language) -> Cell:
    in_days = column.type in ("integer", "number")
    days = value if in_days else facts.get("ready_days")
    unsure = NOT_FIRM.to(language) if facts.get("firm") is False else ""
    if in_days and (column.is_never(value, facts) or (value is None and facts.get("stuck"))):
        return Cell(NEVER.to(language), mark="stuck", sort=str(3 * BEYOND))
    if facts.get("runs"):
        # One that runs loses days; a date would read as a resumption that will never take place.
        if not in_days or days is None:
            return Cell(NOTHING, mark="nothing")
        text = _stops(days, language) if days else RUNS.to(language)
        return Cell(text, note=unsure, mark="stops" if days else "flow", sort=str(days))
    if value is None:
        return Cell(NOTHING, mark="nothing")
    cell = _unless_firm(column, value, facts, language)
    # days that one that runs will lose are others than those until one is ready
    return replace(cell, sort=str(BEYOND + value)) if in_days else cell


def _unless_firm(column: Column, value: Any, facts: Mapping[str, Any], language: Language) -> Cell:
    """A forecast; where not firm, the date says so if the row has one, else the days."""
    date = f"{column.forecast}_on"
    told = facts.get("firm") is False and (column.name == date or facts.get(date) is None)
    note = NOT_FIRM.to(language) if told else ""
    return Cell(number(column.name, value, language), note=note, mark="date", sort=str(value))


def _stops(days: float, language: Language) -> str:
    amount = number("ready_days", days, language)
    return Text(f"will stand still {amount} days", f"预计断料停产 {amount} 天").to(language)
