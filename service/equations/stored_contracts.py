"""The contracts of a part of a network, from what the derivation stored on its supplies."""

import numpy as np

from service.equations.contracts import Contracts
from service.equations.facts import Ints, Numbers
from service.equations.segments import owner_of_each, starts_of


def stored_contracts(
    enterprises: int,
    supplier: Numbers,
    buyer: Numbers,
    material: Numbers,
    gap: Ints,
    weight: Ints,
) -> Contracts:
    """As ``contracts_of`` gives them, of the supplies that count: one entry each of ``supplier``,
    ``buyer``, ``material`` (numbers in the order of ids), ``gap`` and ``weight`` (hundredths, less
    than 0 where none is stored).

    Only what readiness and waiting are made of is filled in; leads, stocks and parts are 0.
    """
    order = np.lexsort((supplier, material, buyer))
    supplier, buyer, material = supplier[order], buyer[order], material[order]
    new = np.ones(len(order), np.bool_)
    new[1:] = (buyer[1:] != buyer[:-1]) | (material[1:] != material[:-1])
    begins = np.flatnonzero(new)
    weight = weight[order]
    shared = weight[begins] >= 0
    weight = np.maximum(weight, 0)
    need_of = buyer[begins]
    sold = np.argsort(supplier, kind="stable")
    nothing = np.zeros(len(order), np.int64)
    return Contracts(
        row=order,
        supplier=supplier,
        buyer=buyer,
        need=owner_of_each(begins, len(order)),
        gap=gap[order],
        lead=nothing,
        lead_given=nothing.astype(np.bool_),
        weight=weight,
        part=nothing,
        breaks=nothing,
        start=np.append(begins, len(order)).astype(np.int64),
        need_of=need_of,
        material=material[begins],
        stock=nothing[: len(begins)],
        shared=shared,
        total=np.add.reduceat(weight, begins) if len(begins) else weight[:0],
        needs_start=starts_of(need_of, enterprises),
        unmet_needs=np.zeros(enterprises, np.bool_),
        sold_start=starts_of(supplier[sold], enterprises),
        sold=sold,
    )
