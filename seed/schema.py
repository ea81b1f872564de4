"""Constraints and indexes: what the database itself can hold to."""

from collections.abc import Iterator

from service.graph import Graph
from service.statements import statement


def statements() -> Iterator[str]:
    """Each schema statement, constraints first."""
    for name in ("constraints", "indexes"):
        lines = statement(f"schema/{name}").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("//"))
        yield from (part.strip() for part in text.split(";") if part.strip())


def apply(graph: Graph) -> None:
    """Brings the schema about and waits until every index answers; harmless where it is there."""
    for each in statements():
        graph.auto(each)
    graph.auto(statement("schema/await"))
