"""Saved queries of a folder of one's own, beside those that come with Tongbu.

The files are read with the first request and whenever one of them has changed, and checked as the
built-in ones are: headers, then plans. One with faults is left out, and stops nothing else.
"""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from service.answers.plan_check import planned
from service.catalog.catalog import Catalog, SavedQuery, read_own
from service.catalog.header import without_comments_and_texts
from service.errors import Fault, Refusal, system_reason
from service.graph.database import Graph
from service.graph.values import Plan
from service.language import Text

LOOK_EVERY = 1.0
"""Seconds between looks at the folder."""

MAX_FILES = 500

FOREIGN = ("LoadCSV", "ProcedureCall", "Show", "Terminate")
"""How operators begin that reach outside the graph, or into the server: files, addresses,
procedures, its settings and what others ask it."""

OF_ACCESS = re.compile(r"[:&|(]\s*`?(Access|User|Token|Session|Secret|Attempt|Audit)\b")
"""The labels of users and what is kept of them, as a statement names them."""

BY_LABEL = re.compile(
    r"(Partitioned)?(Union|Intersection|Subtraction)?NodeByLabels?Scan"
    r"|(Partitioned|Multi)?Node(Unique)?Index(Seek|SeekByRange|Scan|ContainsScan|EndsWithScan)"
    r"|Node(LeftOuter|RightOuter)?HashJoin|AssertSameNode|NodeCountFromCountStore"
)
"""The operators with nodes in their names that find them by a label, or find none. Those that
another release brings are refused until somebody has looked at them."""

COUNT_OF_NODES = "NodeCountFromCountStore"
"""The operator that counts nodes without reading them; those of any label it tells as ``()``."""

QUOTED = re.compile(r"`(?:``|[^`])*`|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
"""Names and texts in the details of a plan that could hold anything."""

SUBQUERY = re.compile(r"\b(COLLECT|COUNT|EXISTS)\s*\{")

ALONE = re.compile(r"(?<![-\w>])\(\s*\w*\s*\)(?![-<])|\*0")
"""A node that stands in no relationship, or a path that may have none."""

Signature = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class OwnFile:
    """A file of the folder, and what is wrong with it."""

    name: str
    faults: tuple[Fault, ...]


class OwnQueries:
    """The folder, read again where it has changed; for several threads at once."""

    def __init__(self, folder: Path, graph: Graph, built_in: Catalog) -> None:
        self.folder = folder
        self.files: tuple[OwnFile, ...] = ()
        self.fault: Text | None = None
        """Why the folder cannot be read."""
        self._graph = graph
        self._built_in = built_in
        self._catalog = built_in
        self._signature: Signature | None = None
        self._looked = float("-inf")
        self._lock = threading.Lock()

    def catalog(self) -> Catalog:
        """The built-in queries with the good ones of the folder.

        As they were before while another thread reads what has changed, and while the database
        cannot plan it.
        """
        if self._lock.acquire(blocking=False):
            try:
                self._read_if_changed()
            finally:
                self._lock.release()
        return self._catalog

    def _read_if_changed(self) -> None:
        if time.monotonic() - self._looked < LOOK_EVERY:
            return
        self._looked = time.monotonic()
        signature = self._look()
        if signature != self._signature:
            with suppress(Refusal):
                self._read(signature)
                self._signature = signature

    def _look(self) -> Signature:
        """What files there are; nothing where the folder cannot be read, which is told."""
        try:
            found = sorted(self.folder.glob("*.cypher"))[:MAX_FILES] if self.folder.is_dir() else []
            stats = [(path.name, path.stat()) for path in found]
        except OSError as error:
            reason = system_reason(error)
            self.fault = Text(
                f"{self.folder} cannot be read: {reason.en}",
                f"无法读取 {self.folder}：{reason.zh}",
            )
            return ()
        self.fault = (
            None
            if self.folder.is_dir()
            else Text(f"{self.folder} is no folder", f"{self.folder} 不是文件夹")
        )
        return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)

    def _read(self, signature: Signature) -> None:
        queries, faults = read_own([self.folder / name for name, _, _ in signature], self._built_in)
        good: dict[str, SavedQuery] = {}
        for query in queries:
            found, plan = planned(self._graph, query)
            if found := found or [*_reaches_out(query, plan)]:
                faults[query.path.name] = found
            else:
                good[query.name] = query
        self.files = tuple(OwnFile(name, tuple(faults.get(name, ()))) for name, _, _ in signature)
        self._catalog = self._built_in.with_more(good)


def _reaches_out(query: SavedQuery, plan: Plan | None) -> Iterator[Fault]:
    """What a query reads that is not the facts: things outside the graph, or users.

    What is kept of users has no relationships, so that only who reads nodes without their label
    meets it. The plan tells it better than the text, in which a label can be written in many ways
    (``\\u0055ser``, ``IS User``) or be worked out.
    """
    where = f"{query.path.name}:{query.line}"
    operators = [*plan.walk()] if plan else []
    used = sorted({one.operator.partition("@")[0] for one in operators})
    for name in (name for name in used if name.startswith(FOREIGN)):
        text = Text(
            f"a saved query reads the graph alone: no {name}",
            f"查询仅可读取图数据，不可使用 {name}",
        )
        yield Fault(text, where)
    told = [
        (one.operator, QUOTED.sub("x", str(one.arguments.get("Details") or "")))
        for one in operators
    ]
    details = [detail for _, detail in told]
    for name in (name for name in used if "Node" in name and not BY_LABEL.fullmatch(name)):
        text = Text(
            f"a saved query reads nodes by their labels: no {name}. Give each node a label or a"
            " relationship, as in (n:Enterprise); !, %, $(…), ids and *0 find nodes without",
            f"查询须按标签读取节点，不可使用 {name}；请为每个节点写明标签或关系，如"
            " (n:Enterprise)；!、%、$(…)、内部编号与 *0 均会读取无标签限定的节点",
        )
        yield Fault(text, where)
    if any(name.startswith(COUNT_OF_NODES) and "()" in detail for name, detail in told):
        text = Text(
            "a saved query counts nodes of a label, as (n:Enterprise), not all nodes",
            "查询须统计带标签的节点，如 (n:Enterprise)，不可统计全部节点",
        )
        yield Fault(text, where)
    if any(_hides_nodes(one) for one in details):
        text = Text(
            "a subquery in CASE, a list, a function or a path is not shown by the plan: there each"
            " node stands in a relationship, as in (e)-[:SUPPLIES]->(b), none alone, in CALL, or by"
            " *0. Read it in a MATCH or COLLECT of its own before",
            "CASE、列表、函数或路径中的子查询不见于执行计划：其中每个节点须处于关系之中，如"
            " (e)-[:SUPPLIES]->(b)，不得单独出现、使用 CALL 或 *0；"
            "请先以单独的 MATCH 或 COLLECT 读取",
        )
        yield Fault(text, where)
    statement = without_comments_and_texts(query.statement)
    named = {one[1] for text in (statement, *details) for one in OF_ACCESS.finditer(text)}
    for name in sorted(named):
        text = Text(
            f"a saved query tells nothing of users: no {name}", f"查询不涉及用户，不可使用 {name}"
        )
        yield Fault(text, where)


def _hides_nodes(detail: str) -> bool:
    """Whether a detail of the plan holds a subquery that reads nodes on their own: such a one is
    told as text, and has no operators."""
    hidden = SUBQUERY.search(detail)
    return hidden is not None and ALONE.search(detail, hidden.end()) is not None
