"""All that is derived of a network, in the order in which one thing rests on another."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from service.equations.confirmed import Confirmed, confirmed
from service.equations.contracts import (
    Contracts,
    Status,
    Values,
    contracts_of,
    status_of,
)
from service.equations.facts import Facts, Flags, Ints, Numbers
from service.equations.readiness import in_hundredths, least_solution
from service.equations.shortage import Shortage, running_short
from service.equations.supply_network import anchors_supplied, core, essential_core
from service.equations.waiting import Waiting, arrived, waiting
from service.language import Text

CONTRACTS = Text("Which supplies count", "有效供应关系")
READY = Text("Who is ready when", "各企业何时料齐")
WAITING = Text("Who waits for whom", "谁在等谁")
CONFIRMED = Text("What is confirmed", "哪些已核实")
SHORTAGE = Text("Who will run short", "谁将断料")
LEADS = Text("Cumulative lead times", "累计提前期")


@dataclass(frozen=True, slots=True)
class Solved:
    """Per enterprise: ``at`` and ``lead_at`` in parts (``readiness.SCALE``), ``ready`` in
    hundredths of a day, and the rest as each says. ``values``: per supply of the facts."""

    status: Status
    contracts: Contracts
    values: Values
    at: Ints
    ready: Ints
    in_flow: Flags
    waiting: Waiting
    confirmed: Confirmed
    shortage: Shortage
    lead_at: Ints
    core: Numbers
    essential_core: Numbers
    anchors_supplied: Ints
    evaluated: dict[str, int]


def solve(facts: Facts, begins: Callable[[Text], None] = lambda _: None) -> Solved:
    """Solves everything; ``begins`` is told of each phase."""
    begins(CONTRACTS)
    status = status_of(facts)
    contracts, values = contracts_of(facts, status)
    begins(READY)
    readiness = least_solution(contracts, status.own, contracts.gap)
    ready = in_hundredths(readiness.at)
    begins(WAITING)
    at_need = arrived(contracts, ready)
    waits = waiting(contracts, status, ready, at_need)
    begins(CONFIRMED)
    firm = confirmed(facts, contracts, status, ready, at_need)
    begins(SHORTAGE)
    shortage = running_short(contracts, status, ready, at_need)
    begins(LEADS)
    leads = least_solution(contracts, np.zeros_like(status.own), contracts.lead)
    evaluated = {
        "readiness": readiness.evaluated,
        "shortage": shortage.evaluated,
        "leads": leads.evaluated,
    }
    return Solved(
        status, contracts, values, readiness.at, ready, status.runs & (ready == 0), waits, firm,
        shortage, leads.at, core(facts), essential_core(contracts), anchors_supplied(facts),
        evaluated,
    )  # fmt: skip
