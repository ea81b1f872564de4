"""The catalogue with time limits that a server just started keeps on a busy machine, too.

Whatever is asked there for the first time takes a second or more of processor time to plan.
"""

from dataclasses import replace

from service.answers.knowledge import Knowledge
from service.catalog.catalog import Catalog
from service.graph.database import Graph
from tests.support.catalog import read_catalog

SECONDS = 120.0


def unhurried() -> Catalog:
    catalog = read_catalog()
    return Catalog({one.name: replace(one, timeout=SECONDS) for one in catalog.every})


def warm_up(graph: Graph) -> None:
    """Asks once each query of the Cixi dataset whose time limit leaves no room for planning."""
    knowledge = Knowledge(graph, unhurried(), show_personal=True)
    hurried = min(query.timeout for query in read_catalog())
    for query in read_catalog():
        if query.timeout == hurried:
            knowledge.ask(query.name, query.example)
