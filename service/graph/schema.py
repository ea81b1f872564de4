"""Constraints and indexes: what the database itself can hold to."""

import time
from collections.abc import Iterator

from service.graph.database import Graph
from service.language import Text
from service.progress import Progress
from service.statements import statement


def statements() -> Iterator[str]:
    """Each schema statement, constraints first."""
    for name in ("constraints", "indexes"):
        lines = statement(f"schema/{name}").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("//"))
        yield from (part.strip() for part in text.split(";") if part.strip())


def apply(graph: Graph, progress: Progress | None = None) -> None:
    """Brings the schema about and waits until every index answers; harmless where it is there.

    ``progress`` is told, in per cent, how much of the indexes there is.
    """
    for each in statements():
        graph.autocommit(each)
    while progress:
        percent = int(graph.read(statement("schema/populated"), timeout=60).one()[0])
        progress.count(Text("Making the indexes", "建立索引"), percent, 100)
        if percent == 100:
            break
        time.sleep(0.5)
    graph.autocommit(statement("schema/await"))
