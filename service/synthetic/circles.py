"""Adds circular waits among stopped enterprises: two or three that supply each other.

A random network hardly ever has a cycle of single sources with all members stopped; real
neighbours who work for each other do, and restarting together is about them.
"""

from dataclasses import replace

import numpy as np

from service.synthetic.network import BooleanArray, Network

STOPPED_PER_CIRCLE = 400
"""Stopped enterprises per circle; at least one circle where there are three."""
MAX_SIZE = 10.0
"""Enterprises from this size up are left out: they have several sources."""


def add_circles(
    network: Network, stopped: BooleanArray, rng: np.random.Generator
) -> tuple[Network, BooleanArray]:
    """The network with circles added, and which of its needs are theirs: one supplier each."""
    sells = np.bincount(network.supplier, minlength=network.enterprises) > 0
    candidates = np.flatnonzero(stopped & sells & (network.size < MAX_SIZE))
    # sorted by city, so that neighbours are side by side
    candidates = candidates[np.argsort(network.city[candidates], kind="stable")]
    places = len(candidates) // 3
    if not places:
        return network, np.zeros(len(network.need_enterprise), bool)
    count = min(places, 1 + len(candidates) // STOPPED_PER_CIRCLE)
    circles = rng.choice(places, count, replace=False) * 3
    three = rng.random(len(circles)) < 0.3
    first, second, third = candidates[circles], candidates[circles + 1], candidates[circles + 2]
    buyer = np.stack((first, second, np.where(three, third, first)))
    supplier = np.stack((second, np.where(three, third, first), np.where(three, first, second)))
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
    extended = replace(
        network,
        need_enterprise=every[order] // materials,
        need_material=every[order] % materials,
        need_essential=essential,
        supply_need=need[rows],
        supplier=sources[rows],
    )
    return extended, order >= len(old)
