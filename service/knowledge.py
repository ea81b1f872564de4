"""Asks the saved queries: the one way from a question to an answer, for every face of Tongbu."""

import datetime
import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from service.catalog import DERIVED, Catalog, SavedQuery
from service.errors import (
    DatabaseAway,
    Deriving,
    Fault,
    FaultyCatalog,
    NotFound,
    Refusal,
)
from service.graph import Graph, Transaction
from service.language import Text
from service.parameters import Column
from service.roles import PERSONAL_COLUMNS, PERSONAL_PROPERTIES, masked
from service.shapes import Edge, Explained, Node, Path
from service.statements import statement

TRIES = 5
"""How often an answer is read again when the graph changed under it."""

SUGGESTIONS = 20

PLANNERS = 4
"""Queries planned at once at the start: a cold server takes long over the first of a kind."""


@dataclass(frozen=True)
class State:
    """The moment and version of the graph; ``datasets`` are what was loaded into it."""

    as_of: datetime.date | None
    version: int
    derivation: int
    """How many derivations have begun."""
    derived: bool
    loading: str | None
    progress: float | None
    empty: bool
    """Whether the graph holds nothing at all."""
    datasets: list[dict[str, Any]]

    @property
    def moment(self) -> tuple[object, ...]:
        """Equal as long as no write was accepted and no derivation began or ended."""
        return (self.version, self.derivation, self.derived, self.loading)


@dataclass(frozen=True)
class Picture:
    """The graph of an answer: ids are the users' own."""

    nodes: list[Node]
    edges: list[Edge]


@dataclass(frozen=True)
class Answer:
    """A whole answer. ``rows`` follow ``columns``; values are JSON's, dates ``datetime.date``."""

    query: SavedQuery
    parameters: dict[str, Any]
    state: State
    rows: list[list[Any]]
    picture: Picture | None
    truncated: bool
    elapsed_ms: float

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.query.columns


@dataclass(frozen=True)
class Stream:
    """An answer whose rows come one by one and are not cut."""

    query: SavedQuery
    parameters: dict[str, Any]
    state: State
    rows: Iterator[list[Any]]


@dataclass(frozen=True)
class Suggestion:
    """A value that a parameter may take, and how people call it."""

    value: str
    label: str


@dataclass
class _Split:
    """Where the declared columns and the graph's parts stand in a statement's rows."""

    columns: list[int]
    parts: list[int]
    personal: list[int] = field(default_factory=list)
    materials: tuple[int, int] | None = None
    """Where a material's id and its name stand, if the rows name it."""


class Knowledge:
    """What the service knows. ``show_personal`` says whether persons are shown by name."""

    def __init__(self, graph: Graph, catalog: Catalog, *, show_personal: bool) -> None:
        self._graph = graph
        self.catalog = catalog
        self._show_personal = show_personal
        self._splits: dict[str, _Split] = {}

    def check(self) -> None:
        """Plans every saved query once; raises ``FaultyCatalog`` with all that cannot be."""
        faults: list[Fault] = []
        with ThreadPoolExecutor(PLANNERS) as planners:
            outcomes = list(planners.map(self._planned, self.catalog))
        for query, explained in zip(self.catalog, outcomes, strict=True):
            where = f"{query.path.name}:{query.line}"
            if isinstance(explained, Text):
                faults.append(Fault(explained, where))
                continue
            if explained.kind != "r":
                faults.append(Fault(Text("a saved query must not write", "查询不得写入"), where))
            missing = [c.name for c in query.columns if c.name not in explained.columns]
            if missing:
                names = ", ".join(missing)
                text = Text(f"does not return: {names}", f"未返回：{names}")
                faults.append(Fault(text, where))
                continue
            extra = set(explained.columns) - {c.name for c in query.columns}
            if extra and query.result != "graph":
                names = ", ".join(sorted(extra))
                text = Text(f"returns undeclared columns: {names}", f"返回了未声明的列：{names}")
                faults.append(Fault(text, where))
                continue
            self._splits[query.name] = _split(query, explained.columns)
        if faults:
            raise FaultyCatalog(Text("Saved queries have faults", "查询文件有误"), faults)

    def check_at_start(self) -> None:
        """As ``check``, but in the background where nothing changed since all were last planned.

        A server just started takes seconds to plan them; the service need not wait for what is
        known to be right.
        """
        texts = "".join(query.path.read_text(encoding="utf-8") for query in self.catalog)
        now = hashlib.sha256((self._graph.server() + texts).encode()).hexdigest()
        if self._graph.read(statement("planned")).rows == [[now]]:
            threading.Thread(target=self._check_again, daemon=True).start()
            return
        self.check()
        self._graph.write(statement("remember-planned"), {"planned": now})

    def _check_again(self) -> None:
        """Checks what was right before; the service may stop meanwhile."""
        with suppress(DatabaseAway):
            self.check()

    def _planned(self, query: SavedQuery) -> Explained | Text:
        """What planning a query tells, or why it cannot be planned."""
        try:
            return self._graph.explain(query.statement, query.arguments(query.example))
        except FaultyCatalog as error:
            return error.detail

    def state(self) -> State:
        """The graph's moment and version now."""
        with self._graph.transaction(write=False, timeout=5) as transaction:
            return _state(transaction)

    def ask(self, name: str, given: Mapping[str, Any]) -> Answer:
        """The answer of one saved query, up to its limit of rows, at one version of the graph.

        Raises ``NotFound`` for an unknown query or an id that nothing has (with the nearest),
        ``WrongParameter`` with all faults, ``Deriving`` while derived facts are not current,
        ``TimeLimit``, ``DatabaseAway``.
        """
        query = self.catalog[name]
        arguments = query.arguments(given)
        started = time.perf_counter()
        for _ in range(TRIES):
            with self._graph.transaction(write=False, timeout=query.timeout) as transaction:
                state = _state(transaction)
                self._refuse_unless_current(query, state)
                answer = transaction.run(query.statement, arguments, most=query.limit + 1)
                if _state(transaction).moment == state.moment:
                    break
        else:
            raise DatabaseAway(
                Text("The graph changes too fast for this answer", "数据变动过快，请稍后重试"),
                retry_after=1,
            )
        if not answer.rows:
            self._refuse_unknown(query, arguments)
        split = self._splits.get(name) or _split(query, answer.columns)
        kept = answer.rows[: query.limit]
        return Answer(
            query,
            arguments,
            state,
            [self._row(row, split) for row in kept],
            self._picture(kept, split, state) if query.result == "graph" else None,
            len(answer.rows) > query.limit,
            (time.perf_counter() - started) * 1000,
        )

    @contextmanager
    def stream(self, name: str, given: Mapping[str, Any]) -> Iterator[Stream]:
        """All rows of one saved query, one by one; leaving the block ends the statement.

        The rows end with ``DatabaseAway`` if the graph changed while they came.
        """
        query = self.catalog[name]
        arguments = query.arguments(given)
        state = self.state()
        self._refuse_unless_current(query, state)
        with self._graph.stream(query.statement, arguments, first=query.timeout) as answer:
            split = self._splits.get(name) or _split(query, answer.columns)
            rows = (self._row(row, split) for row in answer.rows)
            first = next(rows, None)
            if first is None:
                self._refuse_unknown(query, arguments)
            yield Stream(query, arguments, state, self._whole(first, rows, state))

    def suggestions(self, name: str, parameter: str, text: str) -> list[Suggestion]:
        """Values offered for a parameter of a saved query, given what was typed so far."""
        query = self.catalog[name]
        for known in query.parameters:
            if known.name == parameter and known.suggest:
                return self._offered(known.suggest, text)
        raise NotFound(Text("Nothing is offered for this parameter", "该参数没有候选值"))

    def _refuse_unless_current(self, query: SavedQuery, state: State) -> None:
        """Raises ``Deriving`` where an answer would rest on half of a load or of a derivation.

        What offers values for parameters is answered at any time: it only finds names.
        """
        if state.derived or query.name in self.catalog.offering:
            return
        if not state.loading and not query.rests_on_derived:
            return
        refusal: Refusal
        if state.empty and not state.loading:
            refusal = Deriving(
                Text(
                    "Nothing was loaded yet: tongbu load DIR",
                    "尚未载入数据：请运行 tongbu load DIR",
                ),
                retry_after=30,
            )
        elif state.loading:
            refusal = Deriving(
                Text(
                    f"Dataset {state.loading} is being loaded; if the load was interrupted, run it"
                    " again",
                    f"正在载入数据集 {state.loading}；若已中断，请重新载入",
                ),
                retry_after=10,
            )
        else:
            done = f"{state.progress:.0%}" if state.progress is not None else "0%"
            refusal = Deriving(
                Text(
                    f"Readiness is being derived again ({done} done); try again shortly, or run"
                    " tongbu derive if it was interrupted",
                    f"正在重新推算（已完成 {done}），请稍后重试；若已中断，请运行 tongbu derive",
                )
            )
        raise refusal

    def _whole(
        self, first: list[Any] | None, rest: Iterator[list[Any]], state: State
    ) -> Iterator[list[Any]]:
        """All rows, and an error after the last if they may stem from several states."""
        if first is not None:
            yield first
            yield from rest
        if self.state().moment != state.moment:
            raise DatabaseAway(
                Text("The graph changed under this answer", "读取期间数据有变动"), retry_after=5
            )

    def _offered(self, name: str, text: str) -> list[Suggestion]:
        rows = self.ask(name, {"text": text}).rows[:SUGGESTIONS]
        return [Suggestion(str(row[0]), str(row[1] if len(row) > 1 else row[0])) for row in rows]

    def _refuse_unknown(self, query: SavedQuery, arguments: Mapping[str, Any]) -> None:
        """Raises ``NotFound`` if an empty answer is due to an id that nothing has."""
        for parameter in query.parameters:
            value = arguments[parameter.name]
            if not parameter.suggest or not isinstance(value, str) or parameter.name == "text":
                continue
            offered = self._offered(parameter.suggest, value)
            if value in {suggestion.value for suggestion in offered}:
                continue
            for shorter in (value[: len(value) // 2], value[:1]):
                offered = offered or (self._offered(parameter.suggest, shorter) if shorter else [])
            fault = Fault(
                Text(f"no such {parameter.label.en}", f"没有这个{parameter.label.zh}"),
                parameter.name,
                value,
            )
            raise NotFound(
                Text(
                    f"There is no {parameter.label.en.lower()} {value[:80]!r}",
                    f"没有{parameter.label.zh} {value[:80]!r}",
                ),
                [fault],
                nearest=[f"{s.value} ({s.label})" for s in offered[:5]],
            )

    def _row(self, row: list[Any], split: _Split) -> list[Any]:
        values = [row[index] for index in split.columns]
        if not self._show_personal:
            for index in split.personal:
                values[index] = masked(values[index])
        return values

    def _picture(self, rows: list[list[Any]], split: _Split, state: State) -> Picture:
        nodes: dict[str, Node] = {}
        edges: dict[str, Edge] = {}

        def take(part: Any) -> None:
            if isinstance(part, Node):
                nodes.setdefault(part.id, self._node(part, state))
            elif isinstance(part, Edge):
                edges.setdefault(part.id, part)
            elif isinstance(part, Path):
                take(list(part.nodes + part.edges))
            elif isinstance(part, list):
                for item in part:
                    take(item)

        for row in rows:
            for index in split.parts:
                take(row[index])
        known = [e for e in edges.values() if e.source in nodes and e.target in nodes]
        if split.materials:
            id, name = split.materials
            names = {row[id]: row[name] for row in rows}
            known = [_naming_material(edge, names) for edge in known]
        return Picture(list(nodes.values()), known)

    def _node(self, node: Node, state: State) -> Node:
        """A node as it may be shown: persons masked, derived facts only while they are current."""
        hidden = set() if state.derived else DERIVED
        personal: set[str] = set()
        if not self._show_personal:
            personal.update(*(PERSONAL_PROPERTIES.get(label, ()) for label in node.labels))
        shown = {
            key: masked(value) if key in personal else value
            for key, value in node.properties.items()
            if key not in hidden
        }
        return Node(node.id, node.labels, shown)


def _split(query: SavedQuery, returned: list[str]) -> _Split:
    columns = [column.name for column in query.columns]
    return _Split(
        [returned.index(name) for name in columns],
        [index for index, name in enumerate(returned) if name not in columns],
        [index for index, name in enumerate(columns) if name in PERSONAL_COLUMNS],
        (returned.index("material"), returned.index("material_name"))
        if {"material", "material_name"} <= set(columns)
        else None,
    )


def _naming_material(edge: Edge, names: Mapping[str | None, str | None]) -> Edge:
    """An edge that bears its material's id with the material's name beside it, where known."""
    name = names.get(edge.properties.get("material"))
    return replace(edge, properties=edge.properties | {"material_name": name}) if name else edge


def _state(transaction: Transaction) -> State:
    (row,) = transaction.run(statement("state")).rows
    as_of, version, derived_version, derivation, loading, progress, empty, datasets = row
    derived = derived_version is not None and derived_version == version and loading is None
    counts = (version or 0, derivation or 0)
    return State(as_of, *counts, derived, loading, progress, empty, datasets)
