"""What differs between an answer as it was and as it is."""

from dataclasses import replace
from typing import Any

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.display.differences import difference, tables
from service.language import Text
from tests.support.made_answers import answer


def column(name: str, kind: str = "string", **more: Any) -> Column:
    return Column(name, {"type": kind}, Text(name, name), **more)


COLUMNS = (
    column("enterprise", links="enterprise"),
    column("name"),
    column("days", "number"),
    Column("at", {"type": "string", "format": "date-time"}, Text("at", "at"), once=True),
    column("note", optional=True),
)


def made(rows: list[list[Any]], columns: tuple[Column, ...] = COLUMNS) -> Answer:
    plain = answer()
    return replace(plain, query=replace(plain.query, columns=columns), rows=rows, subgraph=None)


THEN = made([["a", "甲", 1, "09:00", None], ["b", "乙", 2, "09:00", None], ["c", "丙", 3, "", "x"]])
NOW = made(
    [["b", "乙", None, "10:00", None], ["c", "丙", 3, "10:00", "x"], ["d", "丁", 4, "", None]]
)


def test_rows_are_known_again_by_what_they_name() -> None:
    found = difference(THEN, NOW)
    assert [row[0] for row in found.gone] == ["a"] and [row[0] for row in found.new] == ["d"]
    assert found.changed == [(["b", "乙", 2, None], ["b", "乙", None, None])] and found.same == 1
    assert found.records()["changed"][0]["after"]["days"] is None
    assert difference(THEN, THEN).same == 3
    shown = tables(found, THEN, NOW, "zh", lambda kind, id: f"/{kind}/{id}", {})
    assert [cell.text for cell in shown["changed"].rows[0]] == ["乙", "2 → —", "—"]
    assert [cell.mark for cell in shown["changed"].rows[0]][1] == "moved"
    assert shown["new"].rows[0][0].href == "/enterprise/d"


def test_where_that_does_not_tell_rows_apart_the_whole_row_does() -> None:
    then = made([["a", "甲", 1, "", None], ["a", "甲", 2, "", None]])
    now = made([["a", "甲", 2, "", None], ["a", "甲", 3, "", None]])
    found = difference(then, now)
    assert (len(found.gone), len(found.new), found.changed, found.same) == (1, 1, [], 1)
    assert difference(made([]), made([])).same == 0


def test_columns_of_only_one_are_left_out() -> None:
    now = made([["a", 1]], (COLUMNS[0], COLUMNS[2]))
    found = difference(THEN, now)
    assert [one.name for one in found.columns] == ["enterprise", "days"] and found.same == 1
