"""A generated network in the graph."""

from pathlib import Path
from typing import Any

from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.synthetic.generate import generate

STANDING = """
MATCH (e:Enterprise)
RETURN count(*), sum(CASE WHEN e.in_flow THEN 1 ELSE 0 END),
  sum(CASE WHEN e.ready_days > e.own_days THEN 1 ELSE 0 END),
  sum(CASE WHEN e.ready_days IS NULL AND e.own_days IS NOT NULL THEN 1 ELSE 0 END),
  sum(CASE WHEN e.stuck = 'circular' THEN 1 ELSE 0 END),
  sum(CASE WHEN e.runs THEN 0 ELSE 1 END)
"""

COUNTS = """
MATCH (e:Enterprise)
RETURN count(*), COUNT { ()-[:NEEDS]->() }, COUNT { ()-[:SUPPLIES]->() }, COUNT { ()-[:MAKES]->() }
"""


def by_name(figures: list[Any]) -> dict[str, float]:
    return {figure.name: figure.value for figure in figures}


def test_a_park_loads_and_its_standing_is_plausible(graph: Graph, tmp_path: Path) -> None:
    figures = by_name(generate(tmp_path / "park", 300, rng_seed=2))
    load(tmp_path / "park", graph)
    derive(graph)
    counted = graph.read(COUNTS, timeout=60).rows[0]
    assert counted == [figures[name] for name in ("enterprises", "needs", "supplies", "makes")]
    everyone, in_flow, waiting, never, circular, idle = graph.read(STANDING, timeout=60).rows[0]
    assert everyone == 300
    assert in_flow >= 0.7 * 300
    assert 1 <= waiting <= 0.15 * 300
    assert never <= 0.05 * 300
    assert 1 <= circular <= never
    assert 0.03 * 300 <= idle <= 0.15 * 300
