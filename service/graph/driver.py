"""The driver, imported without pandas.

Where pandas is installed the driver imports it, to take its values as parameters. Nothing here
gives it any, and every command would start 0.3 s of processor time later. Who imports pandas first
or afterwards has it as ever.
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


with _hidden("pandas"):
    import neo4j
    from neo4j import exceptions as driver_errors
    from neo4j.graph import Node as DriverNode
    from neo4j.graph import Path as DriverPath
    from neo4j.graph import Relationship as DriverRelationship

__all__ = ["DriverNode", "DriverPath", "DriverRelationship", "driver_errors", "neo4j"]
