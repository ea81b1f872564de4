"""What a reader can filter a table by, and what it is filtered by, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.display.labels import NEVER_READY, NO, YES
from service.display.selection import Facet
from service.display.tables import RowReader, heading
from service.display.view import BLANK, BOUND, CODE, TEXT, View, filtered_by
from service.language import Language, Text, joined
from service.model.tables import THINGS


@dataclass(frozen=True)
class Choice:
    """One value that a column may be filtered by, in words; ``rows`` that have it."""

    value: str
    text: str
    rows: int = 0
    chosen: bool = False


@dataclass(frozen=True)
class Filter:
    """What a reader can filter one column by: ``choices``, or what is ``written``.

    ``kind`` is how the column is filtered; ``left`` values more than the choices there are.
    """

    name: str
    label: str
    kind: str
    choices: Sequence[Choice] = ()
    left: int = 0
    written: Sequence[str] = ()
    blank: Choice | None = None
    """Rows with nothing in a column without choices."""


def filters(
    answer: Answer, places: Sequence[int], facets: Sequence[Facet], view: View, reader: RowReader
) -> list[Filter]:
    """What the columns at ``places`` can be filtered by, those with choices first."""
    columns, language = answer.columns, reader.language
    listed = [_listed(answer, facet, view, reader) for facet in facets]
    with_choices = {one.name for one in listed if one.choices}
    written = [
        Filter(
            columns[place].name,
            heading(answer, place, language).label,
            filtered_by(columns[place]),
            written=[one for one in view.filters.get(columns[place].name, ()) if one != BLANK],
            blank=_blank(answer, place, view, language),
        )
        for place in places
        if columns[place].name not in with_choices
        and filtered_by(columns[place]) != CODE
        and not columns[place].personal
    ]
    return [one for one in listed if one.choices] + written


def chosen(answer: Answer, view: View, reader: RowReader) -> list[tuple[str, str, str]]:
    """Name, label and value in words of each column that a table is filtered by."""
    places = {column.name: place for place, column in enumerate(answer.columns)}
    return [
        (
            name,
            heading(answer, places[name], reader.language).label,
            joined([in_words(reader, places[name], value) for value in values]).to(reader.language),
        )
        for name, values in view.filters.items()
    ]


def ids_in_filters(
    columns: Sequence[Column], facets: Sequence[Facet], view: View
) -> dict[str, set[str]]:
    """The ids among the values that can be chosen, or are, by label."""
    ids: dict[str, set[str]] = {}
    for facet in facets:
        if (kind := columns[facet.place].links) in THINGS:
            found = {value for value, _ in facet.counts if value != BLANK}
            ids.setdefault(THINGS[kind].label, set()).update(found)
    for column in columns:
        if column.links in THINGS and filtered_by(column) == CODE:
            found = {value for value in view.filters.get(column.name, ()) if value != BLANK}
            ids.setdefault(THINGS[column.links].label, set()).update(found)
    return {label: found for label, found in ids.items() if found}


def in_words(reader: RowReader, place: int, value: str) -> str:
    """One value of a filter in words."""
    column, language = reader.columns[place], reader.language
    if value == BLANK:
        return blank_word(column, language)
    if column.type == "boolean":
        return (YES if value == "true" else NO).to(language)
    if filtered_by(column) == TEXT:
        return Text(f"“{value}”", f"“{value}”").to(language)
    if filtered_by(column) == CODE:
        return reader.value(place, value).text
    return value.replace(BOUND, "–")


def blank_word(column: Column, language: Language) -> str:
    """What it is called that a row has nothing in a column."""
    if isinstance(column.blank_is_never, str):
        return Text("never, or nothing", "无期或空白").to(language)
    return (NEVER_READY if column.blank_is_never else Text("nothing", "空白")).to(language)


def _listed(answer: Answer, facet: Facet, view: View, reader: RowReader) -> Filter:
    """A column with its values; without choices where these would not part the rows."""
    column = answer.columns[facet.place]
    set_to = view.filters.get(column.name, ())
    choices = [
        Choice(value, in_words(reader, facet.place, value), rows, value in set_to)
        for value, rows in facet.counts
    ]
    parts = set_to or (len(choices) > 1 and any(one.rows > 1 for one in choices))
    return Filter(
        column.name,
        heading(answer, facet.place, reader.language).label,
        filtered_by(column),
        choices if parts else (),
        max(0, facet.left),
    )


def _blank(answer: Answer, place: int, view: View, language: Language) -> Choice | None:
    column = answer.columns[place]
    rows = sum(1 for row in answer.rows if row[place] is None or row[place] == [])
    is_chosen = BLANK in view.filters.get(column.name, ())
    if not is_chosen and rows in (0, len(answer.rows)):
        return None
    return Choice(BLANK, blank_word(column, language), rows, is_chosen)
