"""How long GDS takes for the longest path: ``python -m tests.bench.gds DATA-FOLDER ENTERPRISE``.

GDS, the open part of it, is loaded into the private Neo4j of a data folder that nobody uses, from
jars that jgo finds as it finds Neo4j's own. They lie in the cache; the folder is only read, and
the next start is a plain one.
"""

import statistics
import sys
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jgo

from service.graph.database import Graph
from service.language import Text
from service.private_neo4j import jars
from service.private_neo4j.server import SERVER_CLASS, PrivateNeo4j
from service.progress import SILENT, Progress
from service.settings import Settings, read

RELEASE = {"2026.08.1": "2.26.0"}
"""The release of GDS for a release of Neo4j, where it has been tried."""
PARTS = ("proc", "opengds-extension", "proc-sysinfo")
"""The procedures, what hands them their facade when the server starts, and ``gds.version``."""
ANNOTATIONS = {"error_prone_annotations", "jsr305", "jspecify"}
"""Which nothing needs that runs."""
COUNTED = 3
SECONDS = 600.0

PROJECT = """
MATCH (supplier:Enterprise)-[supply:SUPPLIES]->(buyer:Enterprise)
WITH gds.graph.project('supplies', supplier, buyer,
  {relationshipProperties: {lead_days: coalesce(supply.lead_days, 0.0)}}) AS graph
RETURN graph.nodeCount, graph.relationshipCount
"""
# It has no target: it goes to every enterprise that it can, of which one is looked at.
LONGEST = """
MATCH (to:Enterprise {id: $enterprise})
CALL gds.dag.longestPath.stream('supplies', {relationshipWeightProperty: 'lead_days'})
YIELD targetNode, totalCost, nodeIds
WITH count(*) AS reached, collect(CASE WHEN gds.util.asNode(targetNode) = to
  THEN {days: totalCost, route: [id IN nodeIds | gds.util.asNode(id).id]} END) AS found
RETURN reached, found[0].days, found[0].route
"""
DROP = "CALL gds.graph.drop('supplies', false) YIELD graphName RETURN graphName"


@dataclass(frozen=True)
class Longest:
    """What GDS answered and how long it took: medians, once Java has compiled it.

    ``days`` and ``route`` (ids of enterprises, supplier first) are None where GDS has no answer
    for the enterprise. It has one for ``reached`` of the ``enterprises`` with a supply: none for
    those in a cycle nor for those that a cycle supplies, and does not say so.
    """

    gds: str
    project_seconds: float
    longest_seconds: float
    supplies: int
    enterprises: int
    reached: int
    days: float | None
    route: list[str] | None


class WithGds(PrivateNeo4j):
    """The private Neo4j with GDS loaded."""

    def __init__(self, settings: Settings, progress: Progress = SILENT) -> None:
        super().__init__(settings, progress)
        self._version = settings.neo4j_version
        self._plugins = settings.cache / f"gds-{RELEASE[self._version]}"

    def _prepare(self) -> str:
        password = super()._prepare()
        # Neo4j looks for procedures in the folder, for the facade they need on the class path.
        self._jars = [*self._jars, *plugins(self._version, self._plugins)]
        return password

    def _launch(self, *arguments: str, options: Sequence[str] = ()) -> None:
        if not set(arguments).isdisjoint(SERVER_CLASS.values()):
            # gds.util.asNode reads the store, which procedures may only where it is allowed.
            for setting in (
                f"server.directories.plugins={self._plugins}",
                "dbms.security.procedures.unrestricted=gds.*",
            ):
                arguments = (*arguments, "-c", setting)
        super()._launch(*arguments, options=options)


def plugins(version: str, folder: Path) -> list[Path]:
    """The jars that GDS needs besides those of a release of Neo4j; fetched into ``folder`` once.

    Takes a minute or two the first time; raises what jgo raises when they cannot be had.
    """
    release = RELEASE[version]
    if not folder.exists():
        wanted = "+".join(f"org.neo4j.gds:{part}:{release}" for part in PARTS)
        built = jgo.build(wanted, cache_dir=folder.with_name(f"{folder.name}-jgo"))
        listed = tomllib.loads((built.path / "jgo.lock.toml").read_text(encoding="utf-8"))
        neo4j = {(jar.group, jar.artifact) for jar in jars.jars(version)}
        names = {
            f"{jar['artifactId']}-{jar['version']}.jar"
            for jar in listed["dependencies"]
            if (jar["groupId"], jar["artifactId"]) not in neo4j
            and jar["artifactId"] not in ANNOTATIONS
        }
        partial = folder.with_name(f"{folder.name}-partial")
        partial.mkdir(parents=True, exist_ok=True)
        for jar in built.path.rglob("*.jar"):
            if jar.name in names:
                (partial / jar.name).write_bytes(jar.read_bytes())
        partial.rename(folder)
    return sorted(folder.glob("*.jar"))


def longest(settings: Settings, enterprise: str, progress: Progress = SILENT) -> Longest:
    """Projects all SUPPLIES with their lead and asks for the longest path to an enterprise.

    Raises ``CannotStart`` where the data folder is in use: GDS is loaded by a start only.
    """
    with (
        WithGds(settings, progress) as at,
        Graph(at.uri, at.username, at.password) as graph,
    ):

        def timed(statement: str) -> tuple[float, list[Any]]:
            started = time.perf_counter()
            answer = graph.autocommit(statement, {"enterprise": enterprise}, timeout=SECONDS)
            return time.perf_counter() - started, answer.rows[0] if answer.rows else []

        _, (gds,) = timed("RETURN gds.version()")
        project, path = [], []
        for _ in range(1 + COUNTED):
            timed(DROP)
            seconds, (enterprises, supplies) = timed(PROJECT)
            project.append(seconds)
            seconds, (reached, days, route) = timed(LONGEST)
            path.append(seconds)
    return Longest(
        gds,
        statistics.median(project[1:]),
        statistics.median(path[1:]),
        supplies,
        enterprises,
        reached,
        days,
        route,
    )


def main(folder: str, enterprise: str) -> None:
    def say(text: Text) -> None:
        print(text.en, file=sys.stderr)

    found = longest(replace(read(), data=Path(folder).resolve()), enterprise, say)
    print(
        f"GDS {found.gds}: {found.supplies} supplies projected in {found.project_seconds:.2f} s,"
        f" longest path in {found.longest_seconds:.2f} s; it has an answer for {found.reached}"
        f" of {found.enterprises} enterprises"
    )
    print(f"{enterprise}: {found.days} days, {found.route}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
