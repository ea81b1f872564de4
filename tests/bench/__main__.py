"""Benchmarks on a generated network: ``python -m tests.bench 30000`` (or ``make bench SIZE=…``).

Loads the network in bulk, derives it, then asks every saved query, what-if and action again and
again, and the same questions by other means in the same run. The figures go to
``tests/bench/figures/<size>.json``; ``python -m tests.bench.report`` writes them into
``docs/speed.md`` and draws how they grow. ``--only`` asks some questions again, whose statement has
changed.
"""

import argparse
import datetime
import json
import os
import platform
from pathlib import Path
from typing import Any

from service.answers import cache
from service.answers.knowledge import Knowledge
from service.catalog.catalog import QUERY, read_catalog
from service.cli.memory import collect_rarely, leave_out_what_stays
from service.graph.database import Graph
from service.http.app import create_app
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT
from tests.bench.asking import Drawn, measured, prepare_work
from tests.bench.beside import beside
from tests.bench.gds import longest
from tests.bench.preparing import peak_mb, prepare

WORK = {
    "letter", "letters", "letter-suppliers", "send-letter", "answer-letter", "filing-queue",
    "decide-filing",
}  # fmt: skip
"""What is asked about letters and filings, of which a generated network has none."""

FIGURES = Path(__file__).resolve().parent / "figures"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("size", type=int, help="enterprises: 30000, 100000 or 1000000")
    parser.add_argument("--anew", action="store_true", help="generate and load again")
    parser.add_argument("--only", nargs="*", default=[], help="names, asked again; default all")
    options = parser.parse_args()
    settings, loading = prepare(options.size, anew=options.anew)
    figures: dict[str, Any] = {
        "size": options.size,
        "on": datetime.date.today().isoformat(),
        "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}",
        "loading": loading,
        "load average before": [round(load, 1) for load in os.getloadavg()],
    }
    server = PrivateNeo4j(settings)
    at = server.start()
    try:
        with Graph(at.uri, at.username, at.password) as graph:
            figures["server"] = graph.server()
            catalog = read_catalog()
            cache.MAX_ANSWERS = 0  # what took long is timed each time, not remembered
            knowledge = Knowledge(graph, catalog, show_personal=True, may_change=True)
            if not options.only or WORK & set(options.only):
                prepare_work(knowledge, seed=2)
            drawn = Drawn(graph, seed=1)
            leave_out_what_stays()
            collect_rarely()
            wanted = [q for q in catalog.every if not options.only or q.name in options.only]
            asked = figures["asked"] = {}
            for query in (query for query in wanted if query.kind == QUERY):
                asked[query.name] = measured(knowledge, drawn, query)
                print(f"  {query.name}: {asked[query.name]}", flush=True)
            if not options.only:
                client = create_app(knowledge, settings).test_client()
                figures["beside"] = beside(knowledge, client, at, drawn)
                print(json.dumps(figures["beside"], indent=1), flush=True)
            # last, for actions change the graph
            for query in sorted(wanted, key=lambda query: query.kind, reverse=True):
                if query.kind != QUERY:
                    asked[query.name] = measured(knowledge, drawn, query)
                    print(f"  {query.name}: {asked[query.name]}", flush=True)
            figures["server peak MiB, asked"] = peak_mb(server)
    finally:
        server.stop()
    if not options.only:
        print("beside: GDS, in a start of its own", flush=True)
        figures["beside"]["gds"] = vars(longest(settings, drawn.one("waiting"), SILENT))
        print(figures["beside"]["gds"], flush=True)
    figures["load average after"] = [round(load, 1) for load in os.getloadavg()]
    FIGURES.mkdir(exist_ok=True)
    path = FIGURES / f"{options.size}.json"
    if options.only and not path.exists():
        return  # a part is no report
    if options.only:
        figures = again(json.loads(path.read_text(encoding="utf-8")), figures)
    path.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"written: {path}")


def again(before: dict[str, Any], figures: dict[str, Any]) -> dict[str, Any]:
    """The figures of a run of before, some of its questions as they were asked on another day."""
    day = dict.fromkeys(figures["asked"], figures["on"])
    return before | {
        "asked": before["asked"] | figures["asked"],
        "asked again": before.get("asked again", {}) | day,
    }


if __name__ == "__main__":
    main()
