"""A few circular waits among the stopped: two or three that finish each other's parts.

Drawn at random a circle of single sources hardly ever has all its members stopped; among neighbours
who work for each other it does, and restarting in step is about just them.
"""

from dataclasses import replace

import numpy as np

from service.synthetic.network import Flags, Network

EVERY = 400
"""One circle for so many stopped enterprises, one at least where there are three."""
LARGEST = 10.0
"""Size from which an enterprise has more than one source for everything."""


def with_circles(
    network: Network, stopped: Flags, rng: np.random.Generator
) -> tuple[Network, Flags]:
    """The network with circles added, and which of its needs are theirs: one supplier each."""
    sells = np.bincount(network.supplier, minlength=network.enterprises) > 0
    fit = np.flatnonzero(stopped & sells & (network.size < LARGEST))
    fit = fit[np.argsort(network.city[fit], kind="stable")]  # neighbours stand side by side
    places = len(fit) // 3
    if not places:
        return network, np.zeros(len(network.need_enterprise), bool)
    circles = rng.choice(places, min(places, 1 + len(fit) // EVERY), replace=False) * 3
    three = rng.random(len(circles)) < 0.3
    one, other, third = fit[circles], fit[circles + 1], fit[circles + 2]
    buyer = np.stack((one, other, np.where(three, third, one)))
    supplier = np.stack((other, np.where(three, third, one), np.where(three, one, other)))
    material = network.make_material[np.searchsorted(network.make_enterprise, supplier)]
    materials = len(network.material_industry)
    old = network.need_enterprise * materials + network.need_material
    key = buyer * materials + material
    # A pair's third column repeats its first. Whoever buys one of them already keeps as it is.
    free = ~np.isin(key, old).any(axis=0)
    key, at = np.unique(key[:, free], return_index=True)
    supplier = supplier[:, free].ravel()[at]
    every = np.concatenate((old, key))
    order = np.argsort(every, kind="stable")
    place = np.empty(len(every), np.int64)
    place[order] = np.arange(len(every))
    essential = np.concatenate((network.need_essential, np.ones(len(key), bool)))[order]
    need = np.concatenate((place[network.supply_need], place[len(old) :]))
    sources = np.concatenate((network.supplier, supplier))
    rows = np.lexsort((sources, need))
    grown = replace(
        network,
        need_enterprise=every[order] // materials,
        need_material=every[order] % materials,
        need_essential=essential,
        supply_need=need[rows],
        supplier=sources[rows],
    )
    return grown, order >= len(old)
