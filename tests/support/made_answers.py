"""An answer made by hand, with a value of every kind."""

import datetime
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.answers.answer import Answer
from service.catalog.catalog import SavedQuery
from service.catalog.parameters import Column, Parameter
from service.graph.state import State
from service.language import Text

DAY = datetime.date(2020, 2, 12)
STATE = State(
    as_of=DAY,
    graph_id="then",
    stamp="now",
    version=7,
    derivation=1,
    derived=True,
    loading=None,
    progress=None,
    empty=False,
    datasets=[{"id": "one", "title": "一", "source": "illustrative"}],
)
COLUMNS = {
    "text": "string",
    "count": "integer",
    "days": "number",
    "known": "boolean",
    "day": "string",
    "list": "array",
    "nested": "object",
}
ROWS: list[list[Any]] = [
    ["=1+1", -5, -0.25, True, DAY, ["a", "b"], {"a": [1, None]}],
    ["+86 574", 0, 0.0, False, None, [], [{"x": DAY}]],
    ["-", None, None, None, None, None, None],
    ["@x", 1, 1.5, True, DAY, [1, None, True], None],
    ["＝1", 1, 1.5, True, DAY, ["=x"], None],
    ["公牛\x07,\n\"'", 13_000, 1e15, True, DAY, ["c"], {}],
]


def answer(**more: Any) -> Answer:
    query = SavedQuery(
        "all-kinds",
        Path("all-kinds.cypher"),
        Text("All kinds", "各类"),
        Text("About", "说明"),
        "table",
        (Parameter("enterprise", {"type": "string"}, Text("Enterprise", "企业")),),
        tuple(Column(name, {"type": kind}, Text(name, name)) for name, kind in COLUMNS.items()),
        {},
        "RETURN 1",
        1,
    )
    given = Answer(query, {"enterprise": "gongniu"}, STATE, ROWS, None, False, 12.345)
    return replace(given, **more)
