"""A table as it is looked at: the rows that a reader filtered and sorted, a window of them on a
page, and the addresses that lead to what else there is of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import g, request

from service.answers.answer import Answer
from service.catalog.arguments import unusable
from service.catalog.catalog import SavedQuery
from service.display import charts, filters, forms, selection, tables, view
from service.display.numbers import number
from service.display.selection import Selection
from service.display.tables import Heading, RowReader, Table
from service.display.view import View
from service.errors import InvalidParameter
from service.http import context
from service.language import Language, Text

Given = Mapping[str, Any]

Written = Mapping[str, Sequence[str]]
"""A view as it stands in an address."""


@dataclass(frozen=True)
class Chip:
    """One filter that is set, in words, and the address without it."""

    label: str
    text: str
    href: str


@dataclass(frozen=True)
class Look:
    """How a table is looked at, for the templates."""

    view: View
    total: int
    """Rows of the answer."""
    rows: int
    """Rows that pass the filters."""
    first: int
    last: int
    """Of those that pass, the ones on the page, counted from 1."""
    filters: Sequence[filters.Filter]
    chips: Sequence[Chip]
    columns: Sequence[tuple[str, str, bool]]
    """Name, label, and whether it is shown, of each column."""
    sums: Mapping[int, str]
    """In words, by place in a row."""
    hrefs: Mapping[str, str]
    """The addresses of the same table looked at otherwise, by what differs."""
    told: Written
    """The view as it stands in the address."""
    most: int
    """Rows that one page, or paper, may have."""
    of_files: Written
    of_data: Written

    def without(self, *names: str) -> list[tuple[str, str]]:
        """What a form sends of the view beside its own fields, as pairs; names that end in a dot
        stand for all that begin so."""
        return [
            (name, value)
            for name, values in self.told.items()
            for value in values
            if not name.startswith(names)
        ]


def asked(saved: SavedQuery, given: Given, taken: Sequence[str]) -> View:
    """The view that this request asks for; raises ``InvalidParameter`` with all that is wrong with
    it and with what is ``given`` for the parameters of the query."""
    read, faults = view.read_view(saved.columns, g.view, taken)
    if faults:
        try:
            saved.arguments(given)
        except InvalidParameter as error:
            faults = [*error.faults, *faults]
        raise unusable(faults, saved.parameters)
    return read


def select(answer: Answer, look: View) -> Selection:
    """The rows of ``answer`` that pass, in order, with facets and sums."""
    return selection.select(
        answer, look, tables.shown_places(answer), _reader_of_rows(answer, look)
    )


def _as_meant(answer: Answer, look: View) -> tuple[View, Selection]:
    """The view with codes for the words that were given, and the rows that pass it."""
    reader = _reader_of_rows(answer, look)
    look = selection.meant(answer, look, reader)
    return look, selection.select(answer, look, tables.shown_places(answer), reader)


def _reader_of_rows(answer: Answer, look: View) -> RowReader:
    """A reader that knows the names by which ``look`` filters and sorts."""
    language, nodes = context.request_language(), tables.nodes_of(answer)
    return selection.reader_of(
        answer.columns, answer.rows, look, language, context.names_today(), nodes
    )


def narrowed(answer: Answer, told: Written) -> tuple[Answer, View]:
    """``answer`` with the rows that pass, in order, as the view of an address tells it; and that
    view. Raises ``InvalidParameter`` for one that does not fit its columns."""
    look, faults = view.read_view(answer.columns, told, view.OF_PAGES)
    if faults:
        raise InvalidParameter(faults[0].text, faults)
    look, chosen = _as_meant(answer, look)
    return replace(answer, rows=[list(row) for row in chosen.rows]), look


def chosen_places(answer: Answer, look: View) -> tuple[list[int] | None, list[int] | None]:
    """The places of the columns that a view shows, and that its file has: with the names beside the
    ids; ``None`` twice where it shows all."""
    if not look.columns:
        return None, None
    return _places(answer, look), selection.file_places(answer.columns, look)


def narrowed_by(
    answer: Answer, look: View, language: Language | None = None
) -> list[tuple[str, str]]:
    """The label of each column that a table is filtered by, and by what."""
    reader = _reader(answer, look, (), language)
    return [pair[1:] for pair in filters.chosen(answer, look, reader)]


def rows_in_words(answer: Answer, rows: Sequence[Sequence[Any]], look: View) -> Table:
    """``rows`` of ``answer`` as people read them, in the columns of a view."""
    language = context.request_language()
    names = context.known_names(answer, rows, context.names_today())
    places = _places(answer, look)
    return tables.table(answer, language, context.link, names, rows=rows, places=places)


def shown(answer: Answer, look: View, labels: forms.Called) -> dict[str, Any]:
    """What the templates need of an answer, as ``context.answer_view``, and how it is looked at."""
    language = context.request_language()
    look, chosen = _as_meant(answer, look)
    look = replace(look, first=min(look.first, max(1, len(chosen.rows))))
    window = chosen.rows[look.first - 1 :][: look.size]
    table = rows_in_words(answer, window, look)
    passed = replace(answer, rows=[list(row) for row in chosen.rows])
    given = _given(answer)
    return {
        "answer": answer,
        "table": replace(
            table,
            headings=[_sortable(one, answer.query, given, look) for one in table.headings],
            offers=context.offers(answer, window),
        ),
        "chart": charts.chart(passed, language) if answer.query.result == "chart" else None,
        # who asks for another part of the table has the drawing
        **(
            {}
            if request.headers.get("Table-Only")
            else context.pictured(answer, context.names_today())
        ),
        "scope": forms.scope(answer.query, answer.parameters, labels, language),
        "look": _look(answer, look, chosen, len(window)),
    }


def sorted_elsewhere(table: Table, saved: SavedQuery, given: Given) -> Table:
    """A table whose heads lead to the page of its query, sorted by them."""
    headings = [_sortable(one, saved, given, View()) for one in table.headings]
    return replace(table, headings=headings)


def _look(answer: Answer, look: View, chosen: Selection, on_page: int) -> Look:
    language = context.request_language()
    places, every = _places(answer, look), tables.shown_places(answer)
    reader = _reader(answer, look, chosen.facets)
    told = look.written()
    given = _given(answer)
    return Look(
        view=look,
        total=len(answer.rows),
        rows=len(chosen.rows),
        first=look.first,
        last=look.first - 1 + on_page,
        filters=filters.filters(answer, every, chosen.facets, look, reader),
        chips=[
            Chip(label, text, _href(answer.query, given, look, without=name))
            for name, label, text in filters.chosen(answer, look, reader)
        ],
        columns=[
            (
                answer.columns[place].name,
                tables.heading(answer, place, language).label,
                place in places,
            )
            for place in every
        ],
        sums={
            places.index(place): _sum(
                answer.columns[place].name, value, chosen.never[place], language
            )
            for place, value in chosen.sums.items()
            if place in places
        },
        hrefs=_hrefs(answer.query, given, look, len(chosen.rows)),
        told=told,
        most=view.MAX_WINDOW,
        of_files=_kept(told, view.OF_FILES),
        of_data=_kept(told, view.OF_DATA),
    )


def _sum(column: str, value: float, never: int, language: Language) -> str:
    """A sum, and how many it is without because they never come to a number."""
    text = number(column, value, language)
    if not never:
        return text
    return Text(f"{text}, and {never:,} never", f"{text}，另有 {never:,} 项无期").to(language)


def _hrefs(saved: SavedQuery, given: Given, look: View, rows: int) -> dict[str, str]:
    first, size = look.first, look.size
    hrefs = {
        "unfiltered": _href(saved, given, replace(look, filters={}, first=1)),
        "compact": _href(saved, given, replace(look, compact=not look.compact)),
        "paper": _href(saved, given, replace(look, first=1, size=view.MAX_WINDOW)),
    }
    if first > 1:
        hrefs["previous"] = _href(saved, given, replace(look, first=max(1, first - size)))
    if first + size <= rows:
        hrefs["next"] = _href(saved, given, replace(look, first=first + size))
    return hrefs


def _href(saved: SavedQuery, given: Given, look: View, *, without: str = "") -> str:
    if without:
        left = {name: values for name, values in look.filters.items() if name != without}
        look = replace(look, filters=left, first=1)
    return context.address("pages.query", saved, given, look.written())


def _sortable(heading: Heading, saved: SavedQuery, given: Given, look: View) -> Heading:
    """A head that sorts: upwards, downwards, then as the answer is."""
    here = look.sort == heading.name
    order = ("descending" if look.descending else "ascending") if here else ""
    then = {"": (heading.name, False), "ascending": (heading.name, True), "descending": ("", False)}
    sort, descending = then[order]
    onward = replace(look, sort=sort, descending=descending, first=1)
    return replace(heading, order=order, sort_href=_href(saved, given, onward))


def _kept(told: Written, taken: Sequence[str]) -> dict[str, Sequence[str]]:
    return {
        name: values
        for name, values in told.items()
        if name in taken or name.startswith(view.FILTER)
    }


def _places(answer: Answer, look: View) -> list[int]:
    """The places of the columns that a view shows."""
    if not look.columns:
        return tables.shown_places(answer)
    places = {column.name: place for place, column in enumerate(answer.columns)}
    return [places[name] for name in look.columns]


def _given(answer: Answer) -> Given:
    """What was given for the parameters of a query, as it stands in the address."""
    return {name: value for name, value in g.given.items() if value not in ("", [])}


def _reader(
    answer: Answer,
    look: View,
    facets: Sequence[selection.Facet],
    language: Language | None = None,
) -> RowReader:
    """A reader that knows the names of what a table can be, or is, filtered by."""
    ids = filters.ids_in_filters(answer.columns, facets, look)
    language = language or context.request_language()
    return RowReader(
        answer.columns, language, context.link, context.names_today()(ids) if ids else {}
    )
