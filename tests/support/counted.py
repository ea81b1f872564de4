"""What is counted of groups: as the graph keeps it, and counted anew from the facts, one by one."""

from collections import defaultdict
from datetime import date
from typing import Any

from service.graph.database import Graph, Transaction

EVERYBODY = """
MATCH (graph:Graph)
MATCH (e:Enterprise)
RETURN graph.as_of, properties(e), COLLECT { MATCH (t:ServiceTeam)-[:SERVES]->(e) RETURN t.id }
"""

KEPT = "MATCH (group:Group) RETURN properties(group)"

Key = tuple[str, str | None, str | None]
Counts = dict[str, int]


def kept(graph: Graph | Transaction) -> dict[Key, Counts]:
    run = graph.read if isinstance(graph, Graph) else graph.run
    found = {}
    for (row,) in run(KEPT).rows:
        row.pop("id")
        key = (row.pop("by"), row.pop("key", None), row.pop("district", None))
        found[key] = {name: count for name, count in row.items() if count}
    return found


def counted(graph: Graph | Transaction) -> dict[Key, Counts]:
    run = graph.read if isinstance(graph, Graph) else graph.run
    found: dict[Key, Counts] = defaultdict(lambda: defaultdict(int))
    for today, e, teams in run(EVERYBODY).rows:
        district, town, industry = e.get("district"), e.get("town"), e.get("industry")
        city = district[:4] if district else None
        groups: list[Key] = [
            ("all", None, None),
            ("city", city, None),
            ("district", district, district),
            ("town", town, district if town else None),
            ("industry", industry, None),
            *(("team", team, None) for team in teams or [None]),
            *([("core", None, None)] if e.get("core") else []),
        ]
        for group in groups:
            for name, count in _of_one(e, today).items():
                found[group][name] += count
    return {
        group: {name: count for name, count in counts.items() if count}
        for group, counts in found.items()
    }


def _of_one(e: dict[str, Any], today: date) -> Counts:
    def come(name: str) -> bool:
        return name in e and e[name] <= today

    closed, resumed, runs = come("closed_on"), come("resumed_on"), e["runs"]
    ready, headcount, on_post = e.get("ready_days"), e.get("headcount"), e.get("on_post")
    rate = e.get("output_rate") if resumed else 0
    counts = {
        "enterprises": 1,
        "surveyed": come("surveyed_on"),
        "filed": come("filed_on"),
        "prevention": come("prevention_on"),
        "resumed": resumed and not closed,
        "should_resume": not closed,
        "in_flow": runs and ready == 0,
        "running_short": runs and ready is not None and ready > 0,
        "able": not runs and ready == 0,
        "waiting": not runs and ready is not None and ready > 0,
        "never": ready is None,
        "firm": e["firm"],
        "producing": resumed and not closed and e.get("output_rate", 0) > 0,
        "at_full_output": resumed and not closed and e.get("output_rate", 0) >= 1,
        "above_scale": e.get("above_scale", False) and not closed,
        "above_scale_resumed": e.get("above_scale", False) and not closed and resumed,
        "lost": round(100 * ready) if runs and ready is not None else 0,
        "waiting_days": round(100 * ready) if not runs and ready is not None else 0,
        "held_headcount": (headcount or 0) if ready != 0 else 0,
    }
    if e.get("anchor", e.get("above_scale", False)):
        late, never = ready is not None and ready > 0, ready is None
        counts |= {"anchors": 1, "anchors_late": late, "anchors_never": never}
    if not closed:
        no_return = headcount is None or on_post is None
        no_output = headcount is None or rate is None
        counts |= {
            "return_missing": no_return,
            "output_missing": no_output,
            "missing": no_return or no_output,
        }
        if not no_return:
            counts |= {"on_post": on_post, "headcount": headcount}
        if not no_output:
            counts |= {"output": round(100 * headcount * rate), "output_headcount": headcount}
    return {name: int(count) for name, count in counts.items()}
