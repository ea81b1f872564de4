"""How long restart lists take: ``python -m tests.bench.restart_lists``, a table of docs/speed.md.

Two generated networks of 30,000 in a private Neo4j of their own, as they come and with a third of
it stopped; of each, enterprises drawn among those that wait for a material. The first answer is
that of a database just started.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from service.answers import cache, restart_list
from service.answers.knowledge import Knowledge
from service.answers.restart_trials import RestartTrials
from service.catalog.catalog import read_catalog
from service.dataset.import_files import read_checked, write_import_files
from service.derivation.groups import count_and_keep
from service.errors import TimeLimitExceeded
from service.graph import schema
from service.graph.database import Graph
from service.private_neo4j.bulk_import import BulkImport
from service.private_neo4j.server import PrivateNeo4j
from service.progress import SILENT
from service.settings import Settings, read
from service.synthetic.generate import generate
from tests.bench.preparing import heap_mb
from tests.support.rows import rows_of

SIZE = 30_000
NETWORKS = {"a twelfth stopped, in a province": ("province", 0.08),
            "a third stopped, anywhere": ("random", 0.35)}  # fmt: skip
BY_DAYS = 7
DRAWN = (10, 45, 90)
WARM = 8

WAITING = """
MATCH (e:Enterprise)
WHERE e.ready_days > $by AND e.own_days <= $by AND e.ready_days < 60
RETURN e.id ORDER BY e.id
"""

made: list[RestartTrials] = []


class Noted(RestartTrials):
    """Trials that are looked at afterwards."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        made.append(self)


def loaded(folder: Path, shock: str, share: float) -> Settings:
    settings = replace(read({}), data=folder / "database", heap_mb=heap_mb(SIZE))
    generate(folder / "network", SIZE, shock=shock, shock_size=share, progress=SILENT)
    with BulkImport(settings) as empty:
        files = write_import_files(read_checked(folder / "network"), empty.folder)
        empty.run(files.arguments, files.nodes, files.relationships, SILENT)
    with PrivateNeo4j(settings) as at, Graph(at.uri, at.username, at.password) as graph:
        schema.apply(graph)
        count_and_keep(graph)
    return settings


def possible(knowledge: Knowledge, chosen: list[str]) -> Iterator[tuple[float, int, list[Any]]]:
    """Seconds, how many are chosen, and rows of each asking; those for whom no help is enough are
    left out then."""
    while True:
        given = {"enterprises": chosen, "by_days": BY_DAYS}
        started = time.perf_counter()
        try:
            rows = rows_of(knowledge.ask("restart-list", given))
        except TimeLimitExceeded:
            print(f"  refused after {time.perf_counter() - started:.1f} s", flush=True)
            continue
        yield time.perf_counter() - started, len(chosen), rows
        if rows[0]["verdict"] == "impossible":
            late = {row["enterprise"] for row in rows}
            chosen = [one for one in chosen if one not in late]


def main() -> None:
    cache.MAX_ANSWERS = 0
    restart_list.RestartTrials = Noted  # type: ignore[misc]
    print("| network | chosen | list | derived again | ms each | in all, s | not tried |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for name in NETWORKS if len(sys.argv) < 2 else [list(NETWORKS)[int(sys.argv[1])]]:
        with tempfile.TemporaryDirectory() as folder:
            settings = loaded(Path(folder), *NETWORKS[name])
            with PrivateNeo4j(settings) as at, Graph(at.uri, at.username, at.password) as graph:
                knowledge = Knowledge(graph, read_catalog(), show_personal=True)
                waiting = [row[0] for row in graph.read(WAITING, {"by": BY_DAYS}, timeout=60).rows]
                for drawn in DRAWN:
                    chosen = random.Random(3).sample(waiting, min(len(waiting), drawn))
                    report(name, knowledge, chosen)


def report(name: str, knowledge: Knowledge, drawn: list[str]) -> None:
    """One line for each asking with a list: the first, the second and the median of the last."""
    asked: list[list[float]] = []
    for seconds, count, rows in possible(knowledge, drawn):
        trials = made[-1]
        if rows[0]["verdict"] == "impossible":
            print(
                f"  impossible for {len(rows)}: {trials.count} trial, {seconds:.1f} s", flush=True
            )
            continue
        untried = sum(row["tried"] is False for row in rows)
        unknown = sum(row["indispensable"] is None for row in rows)
        each = 1000 * trials.seconds / trials.count
        asked.append([count, len(rows), trials.count, each, seconds, untried, unknown])
        if len(asked) == WARM:
            break
    half = [median(column) for column in zip(*asked[WARM // 2 :], strict=True)]
    for when, figures in (("first", asked[0]), ("second", asked[1]), ("warm", half)):
        chosen, listed, count, each, seconds, untried, unknown = figures
        print(
            f"| {name}, {when} | {chosen:.0f} | {listed:.0f} | {count:.0f} | {each:.0f}"
            f" | {seconds:.1f} | {untried:.0f} / {unknown:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
