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
from service.errors import Fault, Refusal
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
            self.fault = Text(
                f"{self.folder} cannot be read: {error.strerror}",
                f"无法读取 {self.folder}：{error.strerror}",
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
    used = {operator.operator.partition("@")[0] for operator in plan.walk()} if plan else set()
    for name in sorted(used):
        if name.startswith(FOREIGN):
            text = Text(
                f"a saved query reads the graph alone: no {name}",
                f"查询仅可读取图数据，不可使用 {name}",
            )
            yield Fault(text, f"{query.path.name}:{query.line}")
    if found := OF_ACCESS.search(without_comments_and_texts(query.statement)):
        text = Text(
            f"a saved query tells nothing of users: no {found[1]}",
            f"查询不涉及用户，不可使用 {found[1]}",
        )
        yield Fault(text, f"{query.path.name}:{query.line}")
