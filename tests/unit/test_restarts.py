"""Proposals of restart lists, and what is read off solutions, against trying everything."""

import random
from collections import Counter

import numpy as np
import pytest

from service.equations.contracts import contracts_of, status_of
from service.equations.facts import Flags, Ints
from service.equations.readiness import in_hundredths, least_solution
from service.equations.restarts import Question, apart, critical_paths, proposed, way
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


def solved(question: Question, helped: Flags) -> Ints:
    own = np.where(helped, 0, question.status.own)
    contracts = question.contracts
    return in_hundredths(least_solution(contracts, own, contracts.gap).at)


def told(question: Question, ids: list[str], materials: list[str], helping: Helping) -> Told:
    """What would be told if the proposal stood; who is indispensable is for trials to say."""
    contracts = question.contracts

    def step(one: int) -> tuple[str, str, str]:
        return (
            ids[contracts.buyer[one]],
            materials[contracts.material[contracts.need[one]]],
            ids[contracts.supplier[one]],
        )

    said = Told()
    helped = np.zeros(len(ids), np.bool_)
    helped[proposed(question)] = True
    before = solved(question, helped)
    for late in critical_paths(question, helped, before):
        assert (helped == question.candidates).all()
        path: list[tuple[str, str | None, str | None]] = [
            (buyer, supplier, material) for buyer, material, supplier in map(step, late.path)
        ]
        root = path[-1][1] if path else ids[late.enterprise]
        if root not in {buyer for buyer, _, _ in path}:
            path.append((str(root), None, None))
        stuck = STUCK[late.stuck] if late.stuck >= 0 else None
        ready = None if late.ready >= NEVER else late.ready
        said.impossible[ids[late.enterprise]] = (ready, REASONS[stuck], path)
    if said.impossible:
        return said
    members = question.by_own(helped)
    indispensable = helping.indispensable({ids[one] for one in members})
    for one in members.tolist():
        helped[one] = False
        after = solved(question, helped)
        helped[one] = True
        without = question.late(after).tolist()
        said.members[ids[one]] = ids[one] in indispensable
        said.late_without[ids[one]] = [ids[late] for late in without]
        said.way[ids[one]] = [step(hop) for hop in way(contracts, one, before, after, without)]
    return said


@pytest.mark.parametrize("seed", range(4))
def test_lists_of_random_networks(seed: int) -> None:
    """1,600 networks: what is proposed is enough and nobody can be left out, else it is everybody;
    who is late, when, for whom each waits, and by which way, are read off right."""
    rng = random.Random(4_000 + seed)
    kinds: Counter[str] = Counter()
    compared = smallest = 0
    for number in range(400):
        network = random_network(rng, f"n{number}e", rng.choice([3, 5, 7, 9, 14]))
        ids = [row["id"] for row in network.enterprises]
        chosen = sorted(rng.sample(ids, min(len(ids), rng.choice([1, 1, 2, 3]))))
        by = rng.choice([0, 50, 100, 300, 700, 2000])
        question, names, materials = asked(network, chosen, by)
        helping = Helping(network, chosen, by)
        said = told(question, names, materials, helping)
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
def test_time_that_is_over(seed: int) -> None:
    """What is proposed then is enough all the same, where anything is."""
    rng = random.Random(seed)
    cut = 0
    for number in range(40):
        network = random_network(rng, f"n{number}e", 9)
        ids = [row["id"] for row in network.enterprises]
        chosen = sorted(rng.sample(ids, 2))
        question, names, _ = asked(network, chosen, 300)
        helping = Helping(network, chosen, 300)
        whole = proposed(question)
        for moments in range(0, 12, 2):
            clock = iter([True] * moments)
            some = proposed(question, lambda clock=clock: next(clock, False))
            late = helping.late({names[one] for one in some})
            assert late == helping.late(helping.candidates) or not late
            cut += len(some) > len(whole)
    assert cut > 5


@pytest.mark.parametrize("seed", range(3))
def test_those_tried_at_once_are_apart(seed: int) -> None:
    """Nobody of the chosen moves by two of a group, and the order stands where one does."""
    rng = random.Random(70 + seed)
    together = 0
    for number in range(40):
        network = random_network(rng, f"n{number}e", 14)
        ids = [row["id"] for row in network.enterprises]
        question, names, _ = asked(network, sorted(rng.sample(ids, 4)), 0)
        helping = Helping(network, [names[one] for one in question.chosen], 0)
        members = np.flatnonzero(question.candidates).tolist()
        groups = apart(question, members)
        assert sorted(one for group in groups for one, _ in group) == members
        place = {one: place for place, group in enumerate(groups) for one, _ in group}
        hanging = {one: some for group in groups for one, some in group}
        ready = helping.ready(helping.candidates)
        for one in members:
            without = helping.ready(helping.candidates - {names[one]})
            moved = {a for a in question.chosen.tolist() if ready[names[a]] != without[names[a]]}
            assert moved <= hanging[one]
            for other in members[: members.index(one)]:
                together += place[one] == place[other]
                assert place[other] < place[one] or not hanging[one] & hanging[other]
    assert together > 20
