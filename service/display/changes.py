"""The record of loads and changes: each in one row, with all that it changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.answers.answer import Answer
from service.answers.currency import RECORD
from service.catalog.catalog import Catalog
from service.display.cells import Cell, Link
from service.display.tables import table
from service.language import Language, Text

LOAD = "load"
"""The action of a row that tells of a load."""

UNDO = "undo"


@dataclass
class ChangeRow:
    """One load or change: ``cells`` by column of the saved query, ``facts`` with what each was
    before and is after."""

    change: str
    cells: Mapping[str, Cell]
    is_load: bool
    undoable: bool
    """Whether it was not undone yet, and is itself no undoing."""
    facts: list[tuple[str, str, str]] = field(default_factory=list)


def action_name(catalog: Catalog, action: str) -> Text:
    """What an action of the record is called."""
    if action in catalog:
        return catalog[action].title
    return _words(catalog, "action").get(action, Text(action, action))


def recorder_name(catalog: Catalog, by: str) -> Text:
    """What one is called who recorded or kept something."""
    return _words(catalog, "by").get(by, Text(by, by))


def _words(catalog: Catalog, column: str) -> Mapping[str, Text]:
    columns = catalog[RECORD].columns if RECORD in catalog else ()
    return next((one.words for one in columns if one.name == column), {})


def change_rows(answer: Answer, language: Language, link: Link) -> list[ChangeRow]:
    """The rows of the saved query ``changes``, those of one change together."""
    shown = table(answer, language, link)
    names = [heading.name for heading in shown.headings]
    columns = [column.name for column in answer.columns]
    found: list[ChangeRow] = []
    for values, row in zip(answer.rows, shown.rows, strict=True):
        told = dict(zip(columns, values, strict=True))
        cells = dict(zip(names, row, strict=True))
        if not found or found[-1].change != told["change"]:
            action = told["action"]
            undoable = not told["undone"] and action != UNDO
            found.append(ChangeRow(told["change"], cells, action == LOAD, undoable))
        if told["what"]:
            found[-1].facts.append((cells["what"].text, cells["before"].text, cells["after"].text))
    return found
