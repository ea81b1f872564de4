"""The same answers by other means, in the same run: what each costs beside the saved queries."""

import heapq
import statistics
import time
from collections.abc import Callable
from typing import Any

import neo4j
import rustworkx
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.private_neo4j.data_folder import Connection
from tests.bench.asking import Drawn, quantile

AGAIN = 30
PATIENCE = 10.0
"""Seconds after which the naive statement is given up."""

NAIVE = """
MATCH path = (e:Enterprise {id: $enterprise})<-[:SUPPLIES*1..]-(s:Enterprise)
WITH path, reduce(days = 0.0, r IN relationships(path) | days + coalesce(r.lead_days, 0)) AS days
ORDER BY days DESC LIMIT 1
RETURN days, [n IN nodes(path) | n.id]
"""
"""The longest chain of deliveries as one would write it at first; besides, it ignores the OR."""

OWN = "MATCH (e:Enterprise) RETURN e.id, e.own_days, e.ready_days"
OFFERS = """
MATCH (s:Enterprise)-[r:SUPPLIES]->(b:Enterprise) WHERE r.gap IS NOT NULL
RETURN s.id, b.id, r.material, r.gap, r.weight
"""
HORIZON = 36_500

Figures = dict[str, Any]


def beside(knowledge: Knowledge, client: FlaskClient, at: Connection, drawn: Drawn) -> Figures:
    """What each way took, in milliseconds or seconds as named."""
    print("beside: raw driver, naive statement, outside the database", flush=True)
    driver = _driver(at)
    with driver, driver.session(database="neo4j", default_access_mode="READ") as session:
        whom = [drawn.one("waiting") for _ in range(AGAIN)]
        figures = {
            "critical-path": _three(knowledge, client, session, "critical-path", whom),
            "1,000 rows of readiness": _three(knowledge, client, session, "readiness", whom),
            "naive": _naive(session, whom[:5]),
        }
    figures["outside"] = _outside(at)
    return figures


def _driver(at: Connection) -> neo4j.Driver:
    auth = (at.username, at.password)
    return neo4j.GraphDatabase.driver(at.uri, auth=auth, notifications_min_severity="OFF")


def _three(
    knowledge: Knowledge, client: FlaskClient, session: neo4j.Session, name: str, whom: list[str]
) -> Figures:
    """A raw driver loop over the statement, the service's answer, the same as JSON over WSGI."""
    query = knowledge.catalog[name]

    def given(id: str) -> dict[str, Any]:
        return {"enterprise": id} if name == "critical-path" else {}

    def raw(id: str) -> object:
        result = session.run(query.statement, query.arguments(given(id)) | {"most": query.limit})
        rows = [record.values() for record in result.fetch(query.limit)]
        result.consume()  # the rest is discarded, as the service does
        return rows

    ways: dict[str, Callable[[str], object]] = {
        "raw driver": raw,
        "answer": lambda id: knowledge.ask(name, given(id)),
        "JSON": lambda id: client.get(f"/queries/{name}.json", query_string=given(id)).data,
    }
    times: dict[str, list[float]] = {way: [] for way in ways}
    for id in whom[:3] + whom:
        for way, ask in ways.items():  # in turn, so that all meet the same machine
            started = time.perf_counter()
            ask(id)
            times[way].append((time.perf_counter() - started) * 1000)
    warm = {way: sorted(found[3:]) for way, found in times.items()}
    figures: Figures = {f"{way} p50 ms": round(quantile(t, 0.5), 2) for way, t in warm.items()}
    medians = {way: statistics.median(t) for way, t in warm.items()}
    for way in ("answer", "JSON"):
        figures[f"{way} / raw driver"] = round(medians[way] / medians["raw driver"], 2)
    return figures


def _naive(session: neo4j.Session, whom: list[str]) -> Figures:
    seconds, given_up = [], 0
    for id in whom:
        started = time.perf_counter()
        try:
            session.run(neo4j.Query(NAIVE, timeout=PATIENCE), enterprise=id).consume()
            seconds.append(round(time.perf_counter() - started, 2))
        except neo4j.exceptions.Neo4jError as error:
            given_up += 1
            reason = str(error.code)
    figures: Figures = {"asked": len(whom), "given up": given_up, "answered in s": seconds}
    return figures | ({"reason": reason} if given_up else {})


def _outside(at: Connection) -> Figures:
    """Readiness of all by a worklist in Python over a rustworkx graph, fetching included."""
    driver = _driver(at)
    started = time.perf_counter()
    with driver, driver.session(database="neo4j", default_access_mode="READ") as session:
        own = [record.values() for record in session.run(OWN)]
        number = {row[0]: place for place, row in enumerate(own)}
        edges = [
            (number[s], number[b], (material, gap, weight))
            for s, b, material, gap, weight in session.run(OFFERS)
        ]
    network = rustworkx.PyDiGraph()
    network.add_nodes_from(range(len(own)))
    network.add_edges_from(edges)
    fetched = time.perf_counter()
    ready = _raised(network, [None if row[1] is None else round(100 * row[1]) for row in own])
    known = [None if row[2] is None else round(100 * row[2]) for row in own]
    wrong = sum(mine != theirs for mine, theirs in zip(ready, known, strict=True))
    return {
        "fetch s": round(fetched - started, 2),
        "compute s": round(time.perf_counter() - fetched, 2),
        "enterprises that differ": wrong,
    }


def _raised(network: Any, own: list[int | None]) -> list[int | None]:
    """The least solution from below, the soonest first; ``None`` is never."""
    never = 10**9
    value = [never if days is None else days for days in own]
    due = [(0, node) for node in network.node_indices()]
    heapq.heapify(due)
    waiting = set(network.node_indices())
    while due:
        _, node = heapq.heappop(due)
        if node not in waiting:
            continue
        waiting.discard(node)
        offers: dict[str, list[tuple[int, int | None]]] = {}
        for supplier, _, (material, gap, weight) in network.in_edges(node):
            offers.setdefault(material, []).append((value[supplier] + gap, weight))
        there = max((_arrival(found) for found in offers.values()), default=0)
        days = max(there, never if own[node] is None else own[node])
        days = never if days > HORIZON else days
        if days > value[node]:
            value[node] = days
            for _, buyer, _ in network.out_edges(node):
                if buyer not in waiting:
                    waiting.add(buyer)
                    heapq.heappush(due, (days, buyer))
    return [None if days >= never else days for days in value]


def _arrival(offers: list[tuple[int, int | None]]) -> int:
    if any(weight is None for _, weight in offers):
        return min(at for at, _ in offers)
    total, come = sum(weight or 0 for _, weight in offers), 0
    for at, weight in sorted(offers):
        come += weight or 0
        if 2 * come >= total:
            return at
    return 10**9
