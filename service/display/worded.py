"""Rows as people keep them in a spreadsheet: headings and codes in words of one language, things by
their names, "never" as a word; numbers, dates and ids as they are."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from service.answers.answer import Answer, AnswerStream
from service.catalog.parameters import Column
from service.clock import local_time_of
from service.display import cells, tables
from service.display.labels import NEVER_READY, NO, YES, Named, word
from service.language import Language, Text
from service.model.places import PlaceWords
from service.model.tables import ID_PREFIXES, THINGS
from service.serialization import to_cell

CUT_OFF = Text("Cut off", "已截断")


def cut_off(answer: Answer, *, kept: bool = False) -> Text | None:
    """That rows are missing and why, where some are; ``kept`` as a snapshot."""
    if not answer.truncated:
        return None
    if kept:
        return Text("the snapshot has the first rows only", "快照仅保存了前列各行")
    if answer.query.complete_on_request:
        return Text(
            "there are more rows; its own page gives them all",
            "还有更多行，完整数据见该结果页面",
        )
    return Text("time did not suffice to try the rest", "限时内未能推演其余各行")


def without_names(ids: Mapping[str, set[str]]) -> dict[str, Text]:
    """Nothing is called anything: ids are told as they are."""
    return {}


ROWS_AT_ONCE = 1_000
"""For so many rows names are looked up together."""


def headings(
    columns: Sequence[Column], language: Language, places: Sequence[int] | None = None
) -> list[str]:
    """The heads of all columns, or of those at ``places``; where two are called alike, each with
    its code."""
    labels = [column.label.to(language) for column in columns]
    heads = [
        f"{label} ({column.name})" if labels.count(label) > 1 else label
        for label, column in zip(labels, columns, strict=True)
    ]
    return heads if places is None else [heads[place] for place in places]


def worded(
    answer: Answer | AnswerStream,
    language: Language,
    named: Named,
    places: Sequence[int] | None = None,
) -> Iterator[list[Any]]:
    """The rows of ``answer``, cell by cell, in all columns or those at ``places``: a text, a
    number, a date or nothing."""
    columns = answer.columns
    rows = iter(answer.rows)
    beside, english = tables.name_columns(columns), tables.english_name(columns)
    heads = [column.name for column in columns]
    # of these nothing in the row itself says how they are called
    alone = [at for at, one in enumerate(columns) if one.links in THINGS and at not in beside]
    while batch := list(islice(rows, ROWS_AT_ONCE)):
        names = named(tables.ids_to_name(columns, batch, language))
        reader = cells.Reader(language, lambda kind, id: "", {}, names)
        for row in batch:
            facts = dict(zip(heads, row, strict=True))
            cells_of_row = [
                _cell(reader, column, value, facts)
                for column, value in zip(columns, row, strict=True)
            ]
            for at in alone:
                if isinstance(row[at], str):
                    name = reader.item(columns[at], row[at]).text
                    both = Text(f"{name} ({row[at]})", f"{name}（{row[at]}）")
                    cells_of_row[at] = row[at] if name == row[at] else both.to(language)
            for of, place in beside.items():
                kind = columns[of].links
                if isinstance(row[of], list):
                    cells_of_row[place] = cells_of_row[of]
                    cells_of_row[of] = to_cell(row[of])
                elif kind in THINGS and row[of] is not None:
                    known = names.get(ID_PREFIXES[THINGS[kind].label] + row[of])
                    cells_of_row[place] = known.to(language) if known else row[place]
                elif columns[of].fact_in and row[of] is not None:
                    words = cells_of_row[of]
                    cells_of_row[place] = words if words != row[of] else row[place]
                    cells_of_row[of] = row[of]
                elif language == "en" and row[of] is not None and row[of] in columns[of].words:
                    cells_of_row[place] = columns[of].words[row[of]].en
            if english is not None and language == "en" and row[english]:
                cells_of_row[heads.index("name")] = row[english]
            yield cells_of_row if places is None else [cells_of_row[at] for at in places]


def _cell(reader: cells.Reader, column: Column, value: Any, facts: Mapping[str, Any]) -> Any:
    language = reader.language
    if value is None:
        return NEVER_READY.to(language) if column.is_never(value, facts) else None
    if column.fact_in and facts.get(column.fact_in):
        return cells.value_of_fact(column, value, facts, language)
    if isinstance(value, bool):
        return (YES if value else NO).to(language)
    if isinstance(value, list | dict):
        several = value if isinstance(value, list) else [value]
        parts = [reader.item(column, one).text for one in several]
        return Text("; ", "；").to(language).join(parts)
    if isinstance(value, str) and column.schema.get("format") == cells.MOMENT:
        return local_time_of(value)
    if isinstance(value, str) and column.words:
        text = word(column.words, value, language)
        # the code of a place is used, too
        coded = isinstance(column.words, PlaceWords) and text != value
        return f"{text} ({value})" if coded else text
    return value
