"""How long the Cixi dataset takes: ``python -m tests.bench.cixi`` prints a table of docs/speed.md.

Loads and derives it in a private Neo4j of its own, then asks every saved query's example: in the
database (what the server says, until the last row was read), through the service, and as a page.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from service.answers import cache
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans
from service.catalog.catalog import read_catalog
from service.catalog.header import INJECTED, INJECTED_BY_TRIALS
from service.dataset.load import load
from service.derivation.full import derive
from service.graph import schema
from service.graph.database import Graph
from service.http.app import create_app
from service.private_neo4j.server import PrivateNeo4j
from service.settings import read
from tests.support.paths import CIXI

WARM, COUNTED = 10, 21


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return (time.perf_counter() - started) * 1000, result


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(read(), data=Path(folder))
        with PrivateNeo4j(settings) as at, Graph(at.uri, at.username, at.password) as graph:
            schema.apply(graph)
            loaded, _ = timed(lambda: load(CIXI, graph))
            derived, _ = timed(lambda: derive(graph))
            catalog = read_catalog()
            cache.MAX_ANSWERS = 0  # what took long is timed each time, not remembered
            knowledge = Knowledge(graph, catalog, show_personal=True)
            check_plans(knowledge.graph, knowledge.catalog)
            client = create_app(knowledge, settings).test_client()
            print(f"{graph.server()}: load {loaded / 1000:.1f} s, derive {derived / 1000:.1f} s\n")
            print("| query | rows | database, ms | answer, ms | page, ms |")
            print("|---|--:|--:|--:|--:|")
            for query in catalog:
                statement = query.statement
                found = INJECTED_BY_TRIALS.get(query.derives or "", ())
                told = dict(INJECTED) | {"most": query.limit} | {name: [] for name in found}
                arguments = query.arguments(query.example) | told
                for _ in range(WARM):
                    client.get(f"/queries/{query.name}", query_string=query.example)
                rows = 0
                database, answers, pages = [], [], []
                for _ in range(COUNTED):
                    answer = graph.read(statement, arguments)
                    rows = len(answer.rows)
                    database.append(answer.elapsed_ms)
                    answers.append(timed(lambda q=query: knowledge.ask(q.name, q.example))[0])
                    page, got = timed(
                        lambda q=query: client.get(f"/queries/{q.name}", query_string=q.example)
                    )
                    assert got.status_code == 200, query.name
                    pages.append(page)
                figures = " | ".join(
                    f"{statistics.median(values):.0f}" for values in (database, answers, pages)
                )
                print(f"| `{query.name}` | {rows} | {figures} |", flush=True)


if __name__ == "__main__":
    main()
