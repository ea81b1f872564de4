"""Constraints and indexes: what the database itself can hold to."""

import re
import time
from collections.abc import Iterator

from service.graph.database import Graph
from service.language import Text
from service.model.tables import BY_LABEL
from service.progress import Progress
from service.statements import statement

NAME = re.compile(r"(?:CONSTRAINT|INDEX) (\w+) IF NOT EXISTS")


def statements() -> Iterator[str]:
    """Each schema statement, constraints first; the key of every table of things is one."""
    for label in BY_LABEL:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", label).lower() + "_id"
        yield _without_comments("schema/key", constraint=name, label=label)
    for name in ("constraints", "indexes"):
        parts = _without_comments(f"schema/{name}").split(";")
        yield from (part.strip() for part in parts if part.strip())


def _without_comments(file: str, **values: str) -> str:
    lines = statement(file, **values).splitlines()
    return "\n".join(line for line in lines if not line.startswith("//"))


def apply(graph: Graph, progress: Progress | None = None) -> None:
    """Brings the schema about and waits until every index answers.

    What is there is read first and costs nothing more: a server just started takes long to plan
    some fifty statements that change nothing. A constraint has an index of the same name.
    ``progress`` is told, in per cent, how much of the indexes there is.
    """
    states = dict(graph.read(statement("schema/existing"), timeout=60).rows)
    missing = [each for each in statements() if _name(each) not in states]
    for each in missing:
        graph.autocommit(each)
    if not missing and all(state == "ONLINE" for state in states.values()):
        return
    while progress:
        percent = int(graph.read(statement("schema/populated"), timeout=60).one()[0])
        progress.count(Text("Making the indexes", "建立索引"), percent, 100)
        if percent == 100:
            break
        time.sleep(0.5)
    graph.autocommit(statement("schema/await"))


def _name(definition: str) -> str:
    """The name that a schema statement gives to what it makes."""
    found = NAME.search(definition)
    assert found, definition
    return found[1]
