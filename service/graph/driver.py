"""The driver, imported without pandas and NumPy.

Where they are installed the driver imports them, to take their values as parameters. Nothing here
gives it any, and every command would start 0.1 s of processor time later, with pandas 0.4 s. Who
imports them first or afterwards has them as ever.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _hidden(module: str) -> Iterator[None]:
    """While the block runs, what imports the module finds none, unless it is there already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # what the import system asks for
    try:
        yield
    finally:
        del sys.modules[module]


with _hidden("pandas"), _hidden("numpy"):
    import neo4j
    from neo4j import exceptions as driver_errors
    from neo4j.graph import Node as DriverNode
    from neo4j.graph import Path as DriverPath
    from neo4j.graph import Relationship as DriverRelationship

__all__ = ["DriverNode", "DriverPath", "DriverRelationship", "driver_errors", "neo4j"]
