"""What is a team's own: asked of the graph where ids alone do not tell."""

from collections.abc import Iterable

from service.access.roles import Own
from service.graph.database import Graph
from service.statements import statement

Thing = tuple[str, str]
"""The kind of a thing (``enterprise``, ``worker``, ``request``, ``letter``, ``team``), its id."""


def not_own(graph: Graph, own: Own, things: Iterable[Thing]) -> list[Thing]:
    """Those of ``things`` that are not the team's: it serves the enterprise, or that which a
    worker, a request or a letter is of; it handles the request, brings back the worker, is it.
    What there is not is nobody else's."""
    given = {"team": own.team, "things": [list(one) for one in things]}
    rows = graph.read(statement("access/not-own"), given).rows
    return [(kind, id) for kind, id in rows]
