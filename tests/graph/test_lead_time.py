"""Cumulative lead times: what the equations say, the longest path where there is one, kept true."""

import random
from itertools import chain
from typing import Any

import networkx
import pytest

from seed import make_cixi
from service.answers.knowledge import Knowledge
from service.derivation.full import derive
from service.derivation.incremental import rederive_everything
from service.errors import NotFound
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.changes import change
from tests.support.derived import days
from tests.support.lead_times import bare, expected, loosened, stored
from tests.support.model import Model, Network, as_text, quantile
from tests.support.networks import days_from, fill, random_network, together
from tests.support.rows import rows_of

AS_OF = days_from(0)
COLUMNS = (
    *("hop", "enterprise", "ready_days", "waits_for", "material", "lead_days", "margin_days"),
    "stuck",
)
HOPS = 1000
"""More than any chain here has."""


@pytest.mark.parametrize(("seed", "sizes"), [(1, (3, 5, 8, 12, 25)), (2, (60,))])
def test_kept_true_by_changes(graph: Graph, seed: int, sizes: tuple[int, ...]) -> None:
    """After each change as the model says; in the end as a full derivation says.

    Twenty changes one at a time, the others in one transaction for all networks.
    """
    rng = random.Random(seed)
    networks, wanted = {}, {}
    for number in range(9):
        network = loosened(rng, random_network(rng, f"n{number}x", rng.choice(sizes)))
        networks[f"n{number}x"] = network
        wanted |= expected(network)
    fill(graph, together(list(networks.values())))
    derive(graph)
    done = moved = 0
    while done < 100:
        names = [rng.choice(list(networks))] if done < 20 else list(networks)
        with graph.transaction() as transaction:
            changed = {name: change(rng, networks[name], transaction) for name in names}
            rederive_everything(transaction, list(chain.from_iterable(changed.values())))
            found = stored(transaction, "n")
        for name in names:
            after = expected(networks[name])
            moved += any(wanted[e] != lead for e, lead in after.items())
            wanted |= after
        assert found == wanted, (done, changed)
        done += len(names)
    assert moved > 2
    derive(graph)
    assert stored(graph, "n") == wanted


def test_critical_path_method(graph: Graph) -> None:
    """Without circles and with one supplier per material it is the longest path."""
    rng = random.Random(8)
    networks, longest = [], {}
    for number in range(20):
        network, paths = random_network(rng, f"n{number}x", 1), networkx.DiGraph()
        network.enterprises, network.materials = [], []
        network.needs, network.supplies = [], []
        ids = [f"n{number}xe{place}" for place in range(30)]
        for place, e in enumerate(ids):
            row = {"id": e, "name": e, "surveyed_on": "", "closed_on": rng.choice(["", AS_OF])}
            network.enterprises.append(row)
            paths.add_node(e)
            for s in rng.sample(ids[:place], min(place, rng.randint(0, 4))):
                lead, material = rng.randint(0, 1000), f"{s}-to-{e}"
                network.materials.append({"id": material, "name": material})
                network.needs.append(
                    {"enterprise": e, "material": material, "stock_days": as_text(rng.random())}
                )
                supply = {"supplier": s, "material": material, "buyer": e}
                network.supplies.append(supply | {"lead_days": as_text(lead / 100)})
                paths.add_edge(s, e, days=lead)
        for e in ids:
            behind = paths.subgraph(networkx.ancestors(paths, e) | {e})
            longest[e] = networkx.dag_longest_path_length(behind, "days") / 100
        networks.append(network)
    fill(graph, together(networks))
    derive(graph)
    assert {e: row[0] for e, row in stored(graph, "n").items()} == longest


def decided(model: Model) -> dict[str, tuple[str, str]]:
    """(supplier, material) that decides each cumulative lead time: of the tied the longest way."""
    at: dict[str, int | None] = dict.fromkeys(model.rows, 0)

    def arrivals(e: str, m: str) -> dict[str, int]:
        offers = model.offers[e, m]
        there = {o.supplier: (at[o.supplier], o.lead * HOPS - 1) for o in offers}
        return {s: before + lead for s, (before, lead) in there.items() if before is not None}

    def there(e: str, m: str) -> int | None:
        came = arrivals(e, m)
        return quantile([(came.get(o.supplier), o.share) for o in model.offers[e, m]])

    changed = True
    while changed:
        changed = False
        for e in model.rows:
            if model.ready[e] is None:
                at[e] = None
                continue
            value = max([0, *(there(e, m) or 0 for m in model.needs(e))])
            changed |= value != at[e]
            at[e] = value
    found = {}
    for e in model.rows:
        last = at[e]
        if last is None:
            m = min(m for m in model.needs(e) if model.wait(e, m) is None)
            suppliers = [o.supplier for o in model.offers[e, m]]
            found[e] = (min([s for s in suppliers if at[s] is None] or suppliers), m)
        elif last > 0:
            m = min(m for m in model.needs(e) if there(e, m) == last)
            found[e] = (min(s for s, came in arrivals(e, m).items() if came == last), m)
    return found


def chain_of(model: Model, e: str) -> list[list[Any]]:
    """Hop by hop what ``lead-time`` should say, by the model: enterprise, days, supplier, material,
    lead, margin, stuck."""
    rows: list[list[Any]] = []
    waits, seen = decided(model), [e]
    while seen[-1] in waits and waits[seen[-1]][0] not in seen:
        seen.append(waits[seen[-1]][0])
    reason = None if model.ready[e] is not None else "circular" if seen[-1] in waits else "late"
    for hop, x in enumerate(seen):
        supplier, material = waits.get(x, (None, None))
        lead = margin = None
        if supplier:
            (offer,) = [o for o in model.offers[x, material] if o.supplier == supplier]
            lead = offer.lead / 100
            others = [model.arrive(x, m) for m in model.needs(x) if m != material]
            if model.ready[x] is not None:
                margin = (model.ready[x] - max([0, *others])) / 100
        stuck = reason if model.ready[x] is None else None
        rows.append([hop, x, days(model.ready[x]), supplier, material, lead, margin, stuck])
    return rows


def test_the_query_tells_the_chain(graph: Graph) -> None:
    rng = random.Random(5)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True)
    networks = []
    for number in range(60):
        networks.append(loosened(rng, random_network(rng, f"n{number}x", rng.choice([5, 8, 12]))))
    fill(graph, together(networks))
    derive(graph)
    hops, stuck = 0, set()
    for network in networks:
        model = Model(bare(network))
        for e in rng.sample(list(model.rows), 3):
            answer = knowledge.ask("lead-time", {"enterprise": e})
            rows = rows_of(answer)
            assert [[row[name] for name in COLUMNS] for row in rows] == chain_of(model, e)
            hops = max(hops, len(rows))
            stuck |= {row["stuck"] for row in rows}
            assert answer.subgraph is not None
            edges = {(edge.target, edge.source) for edge in answer.subgraph.edges}
            assert edges == {(r["enterprise"], r["waits_for"]) for r in rows if r["waits_for"]}
    assert hops > 3 and stuck >= {None, "circular"}


def test_of_the_cixi_dataset(cixi: Knowledge) -> None:
    model = Model(bare(Network.read(make_cixi.FOLDER)))
    longest = sorted(model.rows, key=lambda e: -(model.ready[e] or 0))[:10]
    for e in ("gongniu", "xinhai", "yuelong", *longest):
        rows = rows_of(cixi.ask("lead-time", {"enterprise": e}))
        assert [[row[name] for name in COLUMNS] for row in rows] == chain_of(model, e)
    assert len(chain_of(model, longest[0])) > 2


def test_an_unknown_enterprise_is_not_found(cixi: Knowledge) -> None:
    with pytest.raises(NotFound) as refused:
        cixi.ask("lead-time", {"enterprise": "gongnju"})
    assert any("gongniu" in name.en for name in refused.value.nearest)
