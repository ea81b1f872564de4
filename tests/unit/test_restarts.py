"""The search for restart lists against trying everything with the model."""

import random
from collections import Counter

import numpy as np
import pytest

from service.equations.contracts import contracts_of, status_of
from service.equations.readiness import least_solution
from service.equations.restarts import Found, Question, restarts
from service.equations.scale import NEVER
from service.equations.stored_contracts import stored_contracts
from service.equations.waiting import STUCK
from tests.support.circles import with_a_way_out
from tests.support.columns import columns
from tests.support.model import Network
from tests.support.networks import random_network
from tests.support.restart_lists import REASONS, Helping, Told, check

BOUND = 600
"""Evaluations that settling a small circle may take."""


def asked(network: Network, chosen: list[str], by: int) -> tuple[Question, list[str], list[str]]:
    """The question as columns, with the contracts as the graph stores them."""
    facts, ids, materials = columns(network)
    status = status_of(facts)
    contracts, _ = contracts_of(facts, status)
    stored = stored_contracts(
        len(ids),
        contracts.supplier,
        contracts.buyer,
        contracts.material[contracts.need],
        contracts.gap,
        np.where(contracts.shared[contracts.need], contracts.weight, -1),
    )
    question = Question(
        stored,
        status,
        (status.own > 0) & ~status.closed,
        np.array([ids.index(a) for a in chosen], np.int32),
        by,
    )
    return question, ids, materials


def told(found: Found, ids: list[str], materials: list[str]) -> Told:
    contracts = found.contracts

    def step(one: int) -> tuple[str, str, str]:
        return (
            ids[contracts.buyer[one]],
            materials[contracts.material[contracts.need[one]]],
            ids[contracts.supplier[one]],
        )

    said = Told()
    for member in found.members:
        id = ids[member.enterprise]
        assert member.tried
        said.members[id] = member.indispensable
        said.late_without[id] = [ids[late] for late in member.late]
        said.way[id] = [step(one) for one in member.way]
    for late in found.late:
        path: list[tuple[str, str | None, str | None]] = [
            (buyer, supplier, material) for buyer, material, supplier in map(step, late.path)
        ]
        root = path[-1][1] if path else ids[late.enterprise]
        if root not in {buyer for buyer, _, _ in path}:
            path.append((str(root), None, None))
        stuck = STUCK[late.stuck] if late.stuck >= 0 else None
        ready = None if late.ready >= NEVER else late.ready
        said.impossible[ids[late.enterprise]] = (ready, REASONS[stuck], path)
    return said


@pytest.mark.parametrize("seed", range(4))
def test_lists_of_random_networks(seed: int) -> None:
    """1,600 networks: the list is enough, nobody can be left out, the indispensable are exact; else
    who is late, when, and for whom each waits."""
    rng = random.Random(4_000 + seed)
    kinds: Counter[str] = Counter()
    compared = smallest = 0
    for number in range(400):
        network = random_network(rng, f"n{number}e", rng.choice([3, 5, 7, 9, 14]))
        ids = [row["id"] for row in network.enterprises]
        chosen = sorted(rng.sample(ids, min(len(ids), rng.choice([1, 1, 2, 3]))))
        by = rng.choice([0, 50, 100, 300, 700, 2000])
        question, names, materials = asked(network, chosen, by)
        said = told(restarts(question), names, materials)
        helping = Helping(network, chosen, by)
        kind = check(helping, said)
        kinds[kind] += 1
        if kind == "listed" and len(helping.candidates) <= 10:
            compared += 1
            smallest += len(said.members) == helping.smallest(sorted(helping.candidates))
    assert min(kinds[kind] for kind in ("impossible", "listed", "nobody")) > 40
    assert smallest >= 0.97 * compared > 50


@pytest.mark.parametrize("later", [30_000, NEVER])
def test_a_circle_that_loses_its_way_out_settles(later: int) -> None:
    """Raised from the solution before, by as few evaluations as from the beginning."""
    facts, ids, _ = columns(with_a_way_out()[0])
    status = status_of(facts)
    contracts, _ = contracts_of(facts, status)
    own = status.own.copy()
    own[ids.index("out")] = 0
    before = least_solution(contracts, own, contracts.gap)
    own[ids.index("out")] = later
    then = least_solution(contracts, own, contracts.gap, before.at)
    assert then.at.tolist() == least_solution(contracts, own, contracts.gap).at.tolist()
    assert (then.at > before.at).sum() == len(ids) and then.evaluated <= BOUND


@pytest.mark.parametrize("seed", range(3))
def test_time_that_is_over_is_told(seed: int) -> None:
    """Whatever is left untried says so, and the list is enough all the same."""
    rng = random.Random(seed)
    cut = 0
    for number in range(40):
        network = random_network(rng, f"n{number}e", 9)
        ids = [row["id"] for row in network.enterprises]
        chosen = sorted(rng.sample(ids, 2))
        question, names, _ = asked(network, chosen, 300)
        whole = restarts(question)
        for moments in range(0, 12, 2):
            clock = iter([True] * moments)
            found = restarts(question, lambda clock=clock: next(clock, False))
            assert len(found.late) == len(whole.late)
            if found.late:
                continue
            helping = Helping(network, chosen, 300)
            members = {names[member.enterprise] for member in found.members}
            assert not helping.late(members)
            for member in found.members:
                late = helping.late(members - {names[member.enterprise]})
                assert not member.tried or late
                cut += not member.tried
                if member.indispensable is not None:
                    named = names[member.enterprise]
                    assert member.indispensable == (named in helping.indispensable({named}))
                if member.late:
                    assert [names[one] for one in member.late] == late
    assert cut > 20
