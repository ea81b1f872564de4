"""An answer as it was beside the same as it is now: rows that are gone, new, or say otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from service.answers.answer import Answer
from service.catalog.parameters import Column
from service.display.cells import MOMENT, Cell, Link
from service.display.tables import Heading, Table, table
from service.language import Language, Text
from service.model.tables import THINGS

Row = list[Any]


@dataclass(frozen=True)
class Difference:
    """Rows by the columns that both answers have; of ``changed`` each as it was and as it is."""

    columns: Sequence[Column]
    gone: Sequence[Row]
    new: Sequence[Row]
    changed: Sequence[tuple[Row, Row]]
    same: int

    def records(self) -> dict[str, Any]:
        """All of it as values that JSON can hold."""
        names = [column.name for column in self.columns]

        def record(row: Row) -> dict[str, Any]:
            return dict(zip(names, row, strict=True))

        return {
            "gone": [record(row) for row in self.gone],
            "new": [record(row) for row in self.new],
            "changed": [{"before": record(was), "after": record(now)} for was, now in self.changed],
            "same": self.same,
        }


def difference(then: Answer, now: Answer) -> Difference:
    """What differs between two answers to one question.

    A row is known again by the things that it names; where that does not tell rows apart, one that
    says otherwise is one gone and one new. Moments are not compared.
    """
    today = {column.name: place for place, column in enumerate(now.columns)}
    shared = [
        (place, today[column.name])
        for place, column in enumerate(then.columns)
        if column.name in today and column.schema.get("format") != MOMENT
    ]
    columns = [replace(then.columns[i], optional=False, once=False) for i, _ in shared]
    was = [[row[i] for i, _ in shared] for row in then.rows]
    is_ = [[row[i] for _, i in shared] for row in now.rows]
    named = [i for i, column in enumerate(columns) if column.links in THINGS]
    rows_then, rows_now = _by_key(was, named), _by_key(is_, named)
    if rows_then is None or rows_now is None:
        named = list(range(len(columns)))
        rows_then, rows_now = _by_key(was, named) or {}, _by_key(is_, named) or {}
    both = [(row, rows_now[key]) for key, row in rows_then.items() if key in rows_now]
    changed = [pair for pair in both if pair[0] != pair[1]]
    return Difference(
        columns,
        [row for key, row in rows_then.items() if key not in rows_now],
        [row for key, row in rows_now.items() if key not in rows_then],
        changed,
        len(both) - len(changed),
    )


def _by_key(rows: Sequence[Row], named: Sequence[int]) -> dict[str, Row] | None:
    """Rows by the values of some columns; ``None`` where these do not tell them apart."""
    known = {repr([row[i] for i in named]): row for row in rows}
    every = len({repr(row) for row in rows})
    return known if named and len(known) == every else None


def tables(
    found: Difference,
    then: Answer,
    now: Answer,
    language: Language,
    link: Link,
    names: Mapping[str, Text],
) -> dict[str, Table]:
    """The rows ``gone``, ``new`` and ``changed`` as people read them."""

    def shown(answer: Answer, rows: Sequence[Row]) -> Table:
        query = replace(answer.query, columns=tuple(found.columns))
        return table(replace(answer, query=query, rows=list(rows)), language, link, names)

    before = shown(then, [was for was, _ in found.changed])
    after = shown(now, [is_ for _, is_ in found.changed])
    moved = [
        [_moved(old, new) for old, new in zip(*rows, strict=True)]
        for rows in zip(before.rows, after.rows, strict=True)
    ]
    heads = [_filled(one, two) for one, two in zip(before.headings, after.headings, strict=True)]
    return {
        "gone": shown(then, found.gone),
        "new": shown(now, found.new),
        "changed": Table(heads, moved),
    }


def _moved(was: Cell, now: Cell) -> Cell:
    if was.text == now.text and was.parts == now.parts:
        return now
    texts = ["、".join(part.text for part in cell.parts) or cell.text for cell in (was, now)]
    return Cell(" → ".join(texts), mark="moved", sort=now.sort)


def _filled(one: Heading, two: Heading) -> Heading:
    return replace(two, empty=one.empty and two.empty)
