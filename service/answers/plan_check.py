"""What planning the catalogue's statements tells of their faults, before anybody asks them."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from service.catalog.catalog import ACTION, Catalog, SavedQuery
from service.catalog.header import (
    FORESEEN,
    INJECTED,
    INJECTED_AFTER_CHANGE,
    INJECTED_BY_TRIALS,
    MADE,
)
from service.errors import Fault, FaultyCatalog
from service.graph.database import Graph
from service.graph.values import Explanation, Plan
from service.language import Text

MAX_MARKS = 50
"""Catalogues remembered as right."""

MAX_CONCURRENT = 4
"""Queries planned at once: a cold server takes long over the first of a kind."""


def check_plans(graph: Graph, catalog: Catalog) -> None:
    """Plans every statement once; raises ``FaultyCatalog`` with all that cannot be."""
    faults = _planning_faults(graph, catalog.every)
    if faults:
        raise FaultyCatalog(Text("Saved queries have faults", "查询文件有误"), faults)


def planned(graph: Graph, query: SavedQuery) -> tuple[list[Fault], Plan | None]:
    """What planning one saved query tells of its faults, and its plan where it could be planned."""
    change, answer = _planned(graph, query)
    plan = answer.plan if isinstance(answer, Explanation) else None
    return list(_faults(query, change, answer)), plan


def check_plans_at_start(graph: Graph, catalog: Catalog, cache: Path) -> None:
    """As ``check_plans``, unless such a server and this catalogue were found right before.

    Planning everything keeps a server just started busy for half a minute of processor time, and
    none of it is of use to who asks: the plans of ``EXPLAIN`` are kept apart from those that run.
    What was found right is marked in the folder ``cache``, by a digest of both; where that cannot
    be written, everything is planned at every start.
    """
    texts = "".join(query.path.read_text(encoding="utf-8") for query in catalog.every)
    digest = hashlib.sha256((graph.server() + texts).encode()).hexdigest()
    mark = cache / "planned" / digest[:32]
    if mark.exists():
        return
    check_plans(graph, catalog)
    with suppress(OSError):
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
        marks = sorted(mark.parent.iterdir(), key=lambda path: path.stat().st_mtime)
        for old in marks[:-MAX_MARKS]:
            old.unlink()


def _planning_faults(graph: Graph, every: Sequence[SavedQuery]) -> list[Fault]:
    """Plans every statement once, and gives what is wrong with any of them."""
    with ThreadPoolExecutor(MAX_CONCURRENT) as planners:
        outcomes = list(planners.map(lambda query: _planned(graph, query), every))
    return [
        fault
        for query, (change, answer) in zip(every, outcomes, strict=True)
        for fault in _faults(query, change, answer)
    ]


def _planned(
    graph: Graph, query: SavedQuery
) -> tuple[Explanation | Text | None, Explanation | Text]:
    """What planning the change, if there is one, and the answer tells, or why it fails."""
    given = query.arguments(query.example)
    more: dict[str, Any] = {
        key: [] for key in {**INJECTED_AFTER_CHANGE, **INJECTED_BY_TRIALS}.get(query.derives, ())
    }
    answer: dict[str, Any] = {**given, **INJECTED, **more}
    foreseen = {FORESEEN: None} if query.foresees else {}
    change = (
        _plan(graph, query.change, {**given, **query.in_words(given), **foreseen})
        if query.change
        else None
    )
    answer |= {MADE: []} if query.kind == ACTION else {}
    return change, _plan(graph, query.statement, answer)


def _plan(graph: Graph, text: str, given: Mapping[str, Any]) -> Explanation | Text:
    try:
        return graph.explain(text, given)
    except FaultyCatalog as error:
        return error.detail


def _faults(
    query: SavedQuery, change: Explanation | Text | None, answer: Explanation | Text
) -> Iterator[Fault]:
    """What planning the statements of a query, what-if or action tells of their faults."""
    where, before = f"{query.path.name}:{query.line}", f"{query.path.name}:{query.change_line}"
    if isinstance(change, Text):
        yield Fault(change, before)
    elif change is not None:
        if change.kind not in ("rw", "w"):
            yield Fault(Text("the change must write", "改动语句须写入"), before)
        expected = ["enterprise", *(["refused"] if query.refuses else [])]
        expected += ["noticed"] if query.notices else []
        # an action may tell last what it made, and which of the facts it could have said it did say
        more = [[], ["said"], ["made"], ["made", "said"]] if query.kind == ACTION else [[]]
        if change.columns not in [[*expected, *one] for one in more]:
            names = ", ".join(expected)
            yield Fault(Text(f"must return: {names}", f"应返回：{names}"), before)
    if isinstance(answer, Text):
        yield Fault(answer, where)
        return
    if answer.kind != "r":
        yield Fault(Text("an answer must not write", "查询不得写入"), where)
    missing = [c.name for c in query.columns if c.name not in answer.columns]
    extra = sorted(set(answer.columns) - {c.name for c in query.columns})
    if missing:
        names = ", ".join(missing)
        yield Fault(Text(f"does not return: {names}", f"未返回：{names}"), where)
    elif query.result == "network":
        yield from _of_network(query, answer, where)
    elif extra and query.result != "graph":
        names = ", ".join(extra)
        text = Text(f"returns undeclared columns: {names}", f"返回了未声明的列：{names}")
        yield Fault(text, where)


def _of_network(query: SavedQuery, answer: Explanation, where: str) -> Iterator[Fault]:
    """Faults of a whole network: it is told as it was returned, with nobody masked or noted, so it
    may hold no person, and nothing that its header does not declare."""
    from service.answers.network import BESIDE_COLUMNS

    if personal := [column.name for column in query.columns if column.personal]:
        names = ", ".join(personal)
        text = Text(
            f"a network tells of no person, a table or graph may: {names}",
            f"network 不得含个人信息列，可改用 table 或 graph：{names}",
        )
        yield Fault(text, where)
    returned, declared = set(answer.columns), {column.name for column in query.columns}
    if missing := sorted(BESIDE_COLUMNS - returned):
        names = ", ".join(missing)
        yield Fault(Text(f"does not return: {names}", f"未返回：{names}"), where)
    if extra := sorted(returned - declared - BESIDE_COLUMNS):
        names = ", ".join(extra)
        text = Text(f"returns undeclared columns: {names}", f"返回了未声明的列：{names}")
        yield Fault(text, where)
