"""The files in ``cypher/``: where every Cypher statement of the product lives."""

from functools import cache
from pathlib import Path

CYPHER = Path(__file__).resolve().parent.parent / "cypher"


@cache
def statement(name: str) -> str:
    """The text of ``cypher/<name>.cypher``, e.g. ``statement("derive/raise")``."""
    return (CYPHER / f"{name}.cypher").read_text(encoding="utf-8")
