"""Which rows of an answer a view lets pass, in which order; how many have which value, and sums."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from service.answers.answer import Answer, AnswerStream
from service.answers.spellings import folded
from service.catalog.parameters import Column
from service.display.cells import Cell
from service.display.labels import Named
from service.display.tables import RowReader, ids_to_name, name_columns, never_in
from service.display.view import BLANK, CODE, NUMERIC, TEXT, View, codes_in, filtered_by, passes
from service.language import Language

Row = Sequence[Any]
Passes = Callable[[RowReader, Row], bool]

MOST_VALUES = 40
"""Values of one column that are listed; the rest can be written."""

ROWS_AT_ONCE = 1_000
"""For so many rows of a stream names are looked up together."""

DIGITS = re.compile(r"([0-9]+)")


@dataclass(frozen=True)
class Facet:
    """The values of a column, as they stand in an address, with how many rows have each of those
    that pass all other filters; ``left`` values more are not listed."""

    place: int
    counts: list[tuple[str, int]]
    left: int


@dataclass(frozen=True)
class Selection:
    """The rows that pass, in order; by place of column ``sums`` of them, and how many ``never``
    come to a number that could be summed."""

    rows: list[Row]
    facets: list[Facet] = field(default_factory=list)
    sums: Mapping[int, float] = field(default_factory=dict)
    never: Mapping[int, int] = field(default_factory=dict)


def select(answer: Answer, view: View, places: Sequence[int], reader: RowReader) -> Selection:
    """What a view of ``answer`` holds, with facets and sums of the columns at ``places``."""
    filters = _filters(answer.columns, view)
    listed = [place for place in places if answer.columns[place].few_values]
    counted: dict[int, Counter[str]] = {place: Counter() for place in listed}
    kept: list[Row] = []
    for row in answer.rows:
        failed = [place for place, passing in filters.items() if not passing(reader, row)]
        if not failed:
            kept.append(row)
        # a column's own filter does not bound what may be chosen instead
        for place in listed if not failed else failed if len(failed) == 1 else ():
            if place in counted:
                counted[place].update(_values(answer.columns[place], row[place]))
    summed = [place for place in places if answer.columns[place].sum]
    return Selection(
        in_order(kept, answer.columns, view, reader),
        [_facet(answer.columns[place], place, counted[place], view) for place in listed],
        {place: sum(row[place] or 0 for row in kept) for place in summed},
        {place: never_in(answer.columns, place, kept) for place in summed},
    )


def meant(answer: Answer, view: View, reader: RowReader) -> View:
    """``view`` with codes for words: what no row has as a code stands for those in whose words it
    occurs, as "Hangzhou" for all districts there."""
    filters = {
        column.name: tuple(_meant(answer, place, view.filters[column.name], reader))
        for place, column in enumerate(answer.columns)
        if column.name in view.filters and _has_codes_in_words(column)
    }
    return replace(view, filters={**view.filters, **filters})


def _has_codes_in_words(column: Column) -> bool:
    return filtered_by(column) == CODE and column.type != "boolean"


def _meant(answer: Answer, place: int, given: Sequence[str], reader: RowReader) -> Iterator[str]:
    column = answer.columns[place]
    known = {value for row in answer.rows for value in _values(column, row[place])}
    for value in given:
        fitting: list[str] = []
        if value not in known and value != BLANK:
            words = ((one, reader.value(place, one).text) for one in sorted(known - {BLANK}))
            fitting = [one for one, text in words if folded(value) in folded(text)]
        yield from fitting or [value]


def passing(
    stream: AnswerStream, view: View, language: Language, named: Named
) -> Iterator[list[Any]]:
    """The rows of a stream that pass, as they come."""
    columns = stream.columns
    filters = _filters(columns, view)
    while batch := list(islice(stream.rows, ROWS_AT_ONCE)):
        reader = reader_of(columns, batch, view, language, named)
        for row in batch:
            if all(passes_filter(reader, row) for passes_filter in filters.values()):
                yield row


def reader_of(
    columns: Sequence[Column],
    rows: Sequence[Row],
    view: View,
    language: Language,
    named: Named,
    nodes: Mapping[str, Mapping[str, Any]] | None = None,
) -> RowReader:
    """A reader that knows the names by which a view filters and sorts."""
    places = {
        place
        for place, column in enumerate(columns)
        if column.name == view.sort
        or (column.name in view.filters and filtered_by(column) in (TEXT, CODE))
    }
    names = named(ids_to_name(columns, rows, language, places)) if places else {}
    return RowReader(columns, language, lambda kind, id: "", names, nodes)


def file_places(columns: Sequence[Column], view: View) -> list[int]:
    """The places of the columns that a file of a view has: ids with the names beside them."""
    if not view.columns:
        return list(range(len(columns)))
    beside = name_columns(columns)
    places = []
    for name in view.columns:
        place = next(at for at, column in enumerate(columns) if column.name == name)
        places += [place, beside[place]] if place in beside else [place]
    return list(dict.fromkeys(places))


def in_order(
    rows: list[Row], columns: Sequence[Column], view: View, reader: RowReader
) -> list[Row]:
    """``rows`` as a view sorts them; those with nothing in the column last, whichever way."""
    if not view.sort:
        return rows
    place = next(at for at, column in enumerate(columns) if column.name == view.sort)
    numeric = columns[place].type in ("integer", "number", "array")
    keyed = [(_key(reader.cell(row, place), numeric=numeric), row) for row in rows]
    known = [one for one in keyed if one[0] is not None]
    known.sort(key=lambda one: one[0], reverse=view.descending)
    return [row for _, row in known] + [row for key, row in keyed if key is None]


def _key(cell: Cell, *, numeric: bool) -> Any:
    """What a cell is sorted by. Common Chinese characters stand in GB 18030 in the order of their
    pronunciation; numbers in texts count as numbers."""
    if not cell.sort:
        return None
    if numeric:
        return float(cell.sort)
    parts = DIGITS.split(cell.sort.casefold())
    return [
        (len(number := part.lstrip("0")), number) if at % 2 else part.encode("gb18030", "replace")
        for at, part in enumerate(parts)
    ]


def _filters(columns: Sequence[Column], view: View) -> dict[int, Passes]:
    """What lets rows pass, by place of column."""
    return {
        place: _filter(column, place, view.filters[column.name])
        for place, column in enumerate(columns)
        if column.name in view.filters
    }


def _filter(column: Column, place: int, values: Sequence[str]) -> Passes:
    if filtered_by(column) != TEXT:
        tests = [passes(column, value) for value in values]
        return lambda _, row: any(test(row[place]) for test in tests)
    blank = BLANK in values
    parts = [folded(value) for value in values if value != BLANK]

    def holds(reader: RowReader, row: Row) -> bool:
        if row[place] is None or row[place] == []:
            return blank
        texts = folded("\n".join(reader.texts(row, place)))
        return any(part in texts for part in parts)

    return holds


def _values(column: Column, given: Any) -> list[str]:
    """A column's value as a filter has it; of a list all of them."""
    if given is None or given == []:
        return [BLANK]
    if isinstance(given, bool):
        return [str(given).lower()]
    return [str(one) for one in codes_in(column, given)]


def _facet(column: Column, place: int, counted: Counter[str], view: View) -> Facet:
    chosen = view.filters.get(column.name, ())
    found = sorted(counted, key=lambda value: (value == BLANK, *_rank(column, value, counted)))
    listed = found[:MOST_VALUES]
    listed += [value for value in chosen if value not in listed]
    return Facet(place, [(value, counted[value]) for value in listed], len(found) - MOST_VALUES)


def _rank(column: Column, value: str, counted: Counter[str]) -> tuple[Any, ...]:
    """Numbers in their order, anything else by how many rows have it."""
    if value != BLANK and filtered_by(column) == NUMERIC:
        return (float(value),)
    return -counted[value], value
