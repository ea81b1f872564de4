"""Firm: whose answer rests on what is known alone."""

from dataclasses import dataclass

import numpy as np

from service.equations.contracts import Contracts, Status
from service.equations.facts import Facts, Flags, Ints, Numbers
from service.equations.scale import NEVER
from service.equations.segments import members
from service.equations.waiting import Arrived

NO_DOUBT = -1


@dataclass(frozen=True, slots=True)
class Confirmed:
    """``doubt``: ``NO_DOUBT`` for the firm; 0 where the enterprise itself is not known well enough;
    else how many steps it is from such, or from a lead that is only assumed."""

    firm: Flags
    doubt: Numbers


def confirmed(
    facts: Facts, contracts: Contracts, status: Status, ready: Ints, arrived: Arrived
) -> Confirmed:
    """The largest set of enterprises known by themselves, for each of whose needs suppliers in the
    set, their leads given, suffice by the day on which it is met."""
    firm = (ready < NEVER) & facts.enterprises.surveyed & status.own_known
    firm &= ~contracts.unmet_needs
    doubt = np.where(firm, NO_DOUBT, 0).astype(np.int32)
    on_time = contracts.lead_given & (arrived.at <= arrived.met[contracts.need])
    sure = on_time & firm[contracts.supplier]
    worth, enough = contracts.worth, contracts.enough
    count = len(contracts.total)
    left = np.bincount(contracts.need[sure], worth[sure], count).astype(np.int64)
    there = np.bincount(contracts.need[sure], minlength=count)
    needs = np.flatnonzero((left < enough) | (there == 0))
    step = 0
    while len(needs):
        step += 1
        buyers = np.unique(contracts.need_of[needs])
        fallen = buyers[firm[buyers]]
        firm[fallen] = False
        doubt[fallen] = step
        sold, _ = members(contracts.sold_start, fallen)
        entries = contracts.sold[sold]
        entries = entries[on_time[entries]]
        touched, inverse = np.unique(contracts.need[entries], return_inverse=True)
        gone = np.bincount(inverse, worth[entries], len(touched)).astype(np.int64)
        left[touched] -= gone
        there[touched] -= np.bincount(inverse, minlength=len(touched))
        needs = touched[(left[touched] < enough[touched]) | (there[touched] == 0)]
    return Confirmed(firm, doubt)
