"""How long a synthetic network takes to derive: ``python -m tests.bench.derive 100000``.

Every enterprise makes one of many materials and buys three, each from one to three suppliers, some
of them far more popular than others. One in twelve stands still, at most forty days. One in twenty
is in a single large circle that gains 0.01 day a turn and has one way out, after thirty days.
A private Neo4j of its own with a heap of 2 GiB, in a temporary folder, is filled and derived twice.
"""

import datetime
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.derivation.full import derive
from service.graph import schema
from service.graph.database import Graph
from service.language import Text
from service.private_neo4j.server import PrivateNeo4j
from service.settings import read
from tests.support.progress import Told

AS_OF = datetime.date(2020, 2, 12)
HEAP_MB = 2048
PORTION = 20_000

BEGIN = "CREATE (:Graph {id: 'graph', as_of: $as_of, version: 1})"
ENTERPRISES = "UNWIND $rows AS row CREATE (e:Enterprise) SET e = row"
MATERIALS = "UNWIND range(0, $count - 1) AS number CREATE (:Material {id: 'm' + number})"
NEEDS = """
UNWIND $rows AS row
MATCH (e:Enterprise {id: row[0]}), (m:Material {id: row[1]})
CREATE (e)-[:NEEDS {stock_days: row[2]}]->(m)
"""
SUPPLIES = """
UNWIND $rows AS row
MATCH (s:Enterprise {id: row[0]}), (b:Enterprise {id: row[2]})
CREATE (s)-[:SUPPLIES {material: row[1], lead_days: row[3]}]->(b)
"""


STANDING = """
MATCH (e:Enterprise)
RETURN CASE WHEN e.in_flow THEN 'in flow' WHEN e.ready_days = 0 THEN 'can run'
  WHEN e.ready_days > 0 THEN 'waiting' ELSE 'never' END AS standing, count(*)
"""


def portions(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), PORTION):
        yield rows[start : start + PORTION]


def network(size: int, rng: random.Random) -> tuple[list[Any], list[Any], list[Any], int]:
    """Enterprises, needs and supplies as rows of the statements above, and the materials' count."""
    materials = max(10, size // 100)
    ring = max(3, size // 20)
    enterprises: list[dict[str, Any]] = []
    for number in range(size):
        row: dict[str, Any] = {"id": f"e{number}", "name": f"e{number}", "surveyed_on": AS_OF}
        if number >= ring and rng.random() < 11 / 12:
            row["resumed_on"] = AS_OF
        elif number >= ring:
            row["expected_on"] = AS_OF + datetime.timedelta(days=rng.randint(1, 40))
        enterprises.append(row)
    makers: dict[int, list[int]] = {}
    for number in range(ring, size):
        makers.setdefault(rng.randrange(materials), []).append(number)
    needs: dict[tuple[str, str], float] = {}
    supplies: dict[tuple[str, str, str], float] = {}
    for buyer in range(ring, size):
        for material in {rng.randrange(materials) for _ in range(3)}:
            for _ in range(rng.choice((1, 1, 2, 2, 3))):
                among = makers.get(material, [ring])
                # the first makers of a material have many customers, the last hardly any
                supplier = among[int(len(among) * rng.random() ** 3)]
                if supplier != buyer:
                    key = (f"e{supplier}", f"m{material}", f"e{buyer}")
                    supplies[key] = rng.choice((1.0, 2.0, 3.0, 5.0, 7.5))
                    needs.setdefault((key[2], key[1]), rng.choice((2.0, 5.0, 10.0, 15.0, 20.0)))
    for number in range(ring):
        buyer, supplier = f"e{number}", f"e{(number + 1) % ring}"
        lead, stock = (3.0, 2.0) if number % 2 else (2.0, 3.0)
        if number == 0:
            lead += 0.01 + (1 if ring % 2 else 0)
        supplies[supplier, "ring", buyer] = lead
        needs[buyer, "ring"] = stock
    supplies[f"e{ring}", "ring", "e0"] = 30.0
    return (
        enterprises,
        [[e, m, stock] for (e, m), stock in needs.items()],
        [[s, m, b, lead] for (s, m, b), lead in supplies.items()],
        materials,
    )


def main(size: int) -> None:
    started = time.monotonic()

    def say(phase: Text, done: float) -> None:
        print(f"  {time.monotonic() - started:7.1f} s  {phase.en}")

    enterprises, needs, supplies, materials = network(size, random.Random(1))
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(read(), data=Path(folder), heap_mb=HEAP_MB)
        with PrivateNeo4j(settings) as at, Graph(at.uri, at.username, at.password) as graph:
            schema.apply(graph)
            graph.write(BEGIN, {"as_of": AS_OF})
            graph.write(MATERIALS, {"count": materials})
            graph.write("CREATE (:Material {id: 'ring'})")
            for statement, rows in (
                (ENTERPRISES, enterprises),
                (NEEDS, needs),
                (SUPPLIES, supplies),
            ):
                for portion in portions(rows):
                    graph.write(statement, {"rows": portion}, timeout=300)
            print(
                f"{graph.server()}, heap {HEAP_MB} MiB: {len(enterprises)} enterprises,"
                f" {len(supplies)} supplies, {len(needs)} needs"
            )
            for time_ in ("first", "again"):
                started = time.monotonic()
                derived = derive(graph, Told(say))
                took = time.monotonic() - started
                print(f"derived ({time_}): {took:.1f} s; evaluations {derived.evaluated}")
            print(f"  {dict(graph.read(STANDING, timeout=60).rows)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
