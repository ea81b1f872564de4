"""How a table is looked at: by which columns it is sorted and filtered, which of them are shown,
and from which row on. All of it stands in the address, in parameters whose names have a dot, which
no parameter of a query has: ``table.sort=-held&is.district=330282&is.ready_days=5..10``.
"""

import datetime
import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.catalog.arguments import BOOLEANS, EXPECTED, NUMBER, UNUSABLE, split_list
from service.catalog.parameters import MAX_LIST_LENGTH, MAX_TEXT_LENGTH, Column
from service.clock import local_time_of
from service.display.tables import english_name, name_columns
from service.errors import Fault
from service.language import Text

FILTER = "is."
"""What stands before the name of a column that a table is filtered by."""

SORT, COLUMNS = "table.sort", "table.columns"
FROM, SIZE, ROWS = "table.from", "table.size", "table.rows"

OF_DATA = (SORT,)
"""What data takes beside filters; its rows have all columns."""
OF_FILES = (SORT, COLUMNS)
"""What a file takes beside filters."""
OF_PAGES = (SORT, COLUMNS, FROM, SIZE, ROWS)
"""What a page takes beside filters."""

BLANK = "-"
"""Filters rows that have nothing in a column: unknown, or never."""

WINDOW = 100
"""Rows on a page at once."""

MAX_WINDOW = 2_000
"""Rows on a page that is to be printed."""

COMPACT = "compact"

BOUND = ".."
"""Between the bounds of a range, either of which may be left out."""

CODE, NUMERIC, DATE, TEXT = "code", "number", "date", "text"
"""How a column is filtered: by its very values, by bounds, or by a part of its text."""


@dataclass(frozen=True)
class View:
    """``filters`` by name of column: a row passes with any of the values in every one of them.

    ``sort`` is the name of a column, blank for the order of the answer; ``columns`` are those
    shown, none given for all; ``first`` counts rows from 1.
    """

    sort: str = ""
    descending: bool = False
    columns: tuple[str, ...] = ()
    first: int = 1
    size: int = WINDOW
    compact: bool = False
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def written(self) -> dict[str, list[str]]:
        """As it stands in an address: what is not as always, by name of parameter."""
        told = {f"{FILTER}{name}": list(values) for name, values in self.filters.items()}
        told[SORT] = [f"-{self.sort}" if self.descending else self.sort] if self.sort else []
        told[COLUMNS] = [",".join(self.columns)] if self.columns else []
        told[FROM] = [str(self.first)] if self.first > 1 else []
        told[SIZE] = [str(self.size)] if self.size != WINDOW else []
        told[ROWS] = [COMPACT] if self.compact else []
        return {name: values for name, values in told.items() if values}


def named(view: View) -> Iterator[str]:
    """What a file that holds this view is called by, beside what was asked."""
    for name, values in view.filters.items():
        yield f"{name}-{'-'.join(values)}"


def is_of_view(parameter: str) -> bool:
    """Whether a parameter of an address is about how a table is looked at."""
    return "." in parameter


def filtered_by(column: Column) -> str:
    """How a column is filtered: ``CODE``, ``NUMERIC``, ``DATE`` or ``TEXT``."""
    if column.type in ("integer", "number"):
        return NUMERIC
    if column.schema.get("format") in ("date", "date-time"):
        return DATE
    return CODE if column.few_values else TEXT


def read_view(
    columns: Sequence[Column], given: Mapping[str, Sequence[str]], taken: Sequence[str] = OF_PAGES
) -> tuple[View, list[Fault]]:
    """The view that an address asks for, and all that is wrong with it.

    ``given`` are the values of each parameter; ``taken`` those that are taken beside filters.
    """
    faults: list[Fault] = []
    read: dict[str, Any] = {}
    filters: dict[str, tuple[str, ...]] = {}
    known = columns_by_name(columns)
    names = [*taken, *(f"{FILTER}{name}" for name in known)]
    for name, values in given.items():
        texts = [value.strip() for value in values]
        if name not in names:
            faults.append(_unknown(name, names))
            continue
        try:
            if name.startswith(FILTER):
                column = known[name.removeprefix(FILTER)]
                passing, wrong = _values(column, texts)
                if column.personal and any(value != BLANK for value in passing):
                    # whoever is filtered by would stand in addresses, and in what is kept of them
                    text = Text(
                        f"rows are not filtered by persons, but for {BLANK}: not given",
                        f"不可按个人信息筛选，仅可用 {BLANK} 查未填",
                    )
                    faults.append(Fault(text, name))
                    continue
                faults += [Fault(text, name, value) for text, value in wrong]
                if passing:
                    filters[column.name] = passing
            elif len(texts) > 1 and name != COLUMNS:
                faults.append(Fault(Text("one value is expected", "只可有一个值"), name))
            else:
                read |= _READ[name](known, texts)
        except ValueError as error:
            text, value = error.args
            faults.append(Fault(text, name, value[:MAX_TEXT_LENGTH]))
    return View(filters=filters, **read), faults


def columns_by_name(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns that can be spoken of; a name beside an id stands for the id's column."""
    beside = {name: of for of, name in name_columns(columns).items()}
    english = english_name(columns)
    if english is not None:
        beside[english] = beside.get(english - 1, english - 1)
    return {column.name: columns[beside.get(place, place)] for place, column in enumerate(columns)}


def passes(column: Column, value: str) -> Callable[[Any], bool]:
    """Whether a column's value passes one value of a filter by code, number or date."""
    if value == BLANK:
        return _is_blank
    if filtered_by(column) == CODE:
        code: Any = BOOLEANS[value] if column.type == "boolean" else value
        return lambda given: code in codes_in(column, given)
    least, most = _bounds(column, value)

    def lies_between(given: Any) -> bool:
        if given is None:
            return False
        if isinstance(given, str):
            given = datetime.date.fromisoformat(local_time_of(given)[:10])
        elif isinstance(given, datetime.datetime):
            given = given.date()
        return (least is None or given >= least) and (most is None or given <= most)

    return lies_between


def codes_in(column: Column, given: Any) -> list[Any]:
    """The codes that one value of a column has; of a list those of all."""
    several = given if isinstance(given, list) else [given]
    codes = (column.code_of(one) if isinstance(one, str) else one for one in several)
    return list(dict.fromkeys(codes))


def _is_blank(given: Any) -> bool:
    return given is None or given == []


def _unknown(name: str, known: Sequence[str]) -> Fault:
    near = difflib.get_close_matches(name, known, 5, 0.5) or list(known)
    return Fault(
        Text(
            f"is not a parameter of this table; known: {', '.join(near)}",
            f"不是此表格的参数；可用：{'、'.join(near)}",
        ),
        name[:MAX_TEXT_LENGTH],
    )


def _values(column: Column, texts: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[Text, str]]]:
    """The values of one filter as they are written again, and what is wrong with which."""
    read: list[str] = []
    wrong = []
    for text in texts[:MAX_LIST_LENGTH]:
        try:
            read.append(_value(column, text))
        except ValueError as error:
            wrong.append((error.args[0], text[:MAX_TEXT_LENGTH]))
    if len(texts) > MAX_LIST_LENGTH:
        most = MAX_LIST_LENGTH
        wrong.append((Text(f"at most {most} values are expected", f"至多 {most} 个值"), ""))
    return tuple(dict.fromkeys(read)), wrong


def _value(column: Column, text: str) -> str:
    if text in (BLANK, "—"):
        return BLANK
    if not text:
        raise ValueError(EXPECTED["string"], text)
    if UNUSABLE.search(text):
        raise ValueError(Text("a character in it cannot be used", "含有无法使用的字符"), text)
    if len(text) > MAX_TEXT_LENGTH:
        most = MAX_TEXT_LENGTH
        raise ValueError(Text(f"at most {most} characters", f"至多 {most} 个字符"), text)
    kind = filtered_by(column)
    if kind in (NUMERIC, DATE):
        _bounds(column, text)
    if kind == CODE and column.type == "boolean":
        if text.lower() not in BOOLEANS:
            raise ValueError(EXPECTED["boolean"], text)
        return str(BOOLEANS[text.lower()]).lower()
    choices = [str(one) for one in column.schema.get("enum", ()) if one is not None]
    if kind == CODE and choices and text not in choices:
        told = [*choices, BLANK]
        raise ValueError(
            Text(f"one of {', '.join(told)} is expected", f"应为以下之一：{'、'.join(told)}"), text
        )
    return text


def _bounds(column: Column, text: str) -> tuple[Any, Any]:
    """The least and the greatest value that pass; ``None`` is without bound."""
    parts = text.split(BOUND) if BOUND in text else [text, text]
    read = [_bound(column, part.strip()) for part in parts] if len(parts) == 2 else [None, None]
    if read == [None, None]:
        raise ValueError(_expected(column), text)
    least, most = read
    # whichever way round
    return (
        (most, least) if least is not None and most is not None and least > most else (least, most)
    )


def _bound(column: Column, text: str) -> Any:
    if not text:
        return None
    try:
        if filtered_by(column) == DATE:
            return datetime.date.fromisoformat(text)
        if NUMBER.fullmatch(text):
            return float(text)
    except ValueError:
        pass
    raise ValueError(_expected(column), text)


def _expected(column: Column) -> Text:
    day = filtered_by(column) == DATE
    one, other = ("2020-02-01", "2020-02-12") if day else ("5", "10")
    forms = f"{one}{BOUND}{other}", f"{BOUND}{other}", f"{one}{BOUND}", one, BLANK
    return Text(f"expected is one of {', '.join(forms)}", f"应为 {'、'.join(forms)} 之一的形式")


def _sort(known: Mapping[str, Column], texts: Sequence[str]) -> dict[str, Any]:
    (name,) = _names(known, [texts[-1].removeprefix("-")])
    return {"sort": name, "descending": texts[-1].startswith("-")}


def _columns(known: Mapping[str, Column], texts: Sequence[str]) -> dict[str, Any]:
    names = [name.strip() for text in texts for name in split_list(text)]
    return {"columns": _names(known, names)}


def _names(known: Mapping[str, Column], names: Sequence[str]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), 5, 0.5) or list(known)
            raise ValueError(
                Text(
                    f"there is no column {name[:80]!r}; known: {', '.join(near)}",
                    f"没有列 {name[:80]!r}；可用：{'、'.join(near)}",
                ),
                name,
            )
    return tuple(dict.fromkeys(known[name].name for name in names))


def _whole(most: int) -> Callable[[Sequence[str]], int]:
    def read(texts: Sequence[str]) -> int:
        text = texts[-1]
        if not text.isascii() or not text.isdigit() or not 1 <= int(text[:18]) <= most:
            told = Text(f"a whole number from 1 to {most} is expected", f"应为 1 至 {most} 的整数")
            raise ValueError(told, text)
        return int(text)

    return read


_FIRST, _SIZE = _whole(10**9), _whole(MAX_WINDOW)


def _look(texts: Sequence[str]) -> bool:
    if texts[-1] != COMPACT:
        raise ValueError(Text(f"{COMPACT} is expected", f"应为 {COMPACT}"), texts[-1])
    return True


_READ: Mapping[str, Callable[[Mapping[str, Column], Sequence[str]], dict[str, Any]]] = {
    SORT: _sort,
    COLUMNS: _columns,
    FROM: lambda _, texts: {"first": _FIRST(texts)},
    SIZE: lambda _, texts: {"size": _SIZE(texts)},
    ROWS: lambda _, texts: {"compact": _look(texts)},
}
"""How each parameter beside the filters is read."""
