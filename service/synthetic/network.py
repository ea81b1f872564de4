"""Who makes, needs and supplies what: a network drawn at once, not grown.

A supplier is drawn with a chance proportional to its attractiveness times the decay of distance
(a gravity model with fitness; Caldarelli et al. 2002 for fitness, Bernard, Moxnes and Saito 2014
for distance). Attractiveness has a Pareto tail, so that customer counts have one too.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.synthetic.industries import Industries
from service.synthetic.places import Floats, Ints, Places
from service.synthetic.sampling import Groups, Rows

Flags = npt.NDArray[np.bool_]

SUPPLIES_EACH = 5.0
"""Mean supplies per enterprise: 5 million for a million in Japan (Chakraborty 2018)."""
TAIL = 0.86
"""Tail exponent of attractiveness; that a buyer takes a material from one supplier only once, and
distance, bring the one of customer counts to about 1."""
ROOT = 30.0
"""The largest is so many times the root of the number of enterprises as attractive as the least."""
FLOOR = 0.4
"""Attractiveness that whoever sells has besides, so that few of them have no customer."""
ANYWHERE = 0.15
"""Share of needs whose first supplier is chosen whatever the distance, by attractiveness alone: the
small go far to buy from the large (Viegas 2024, doi 10.3390/math12081244)."""
SELL_TO_NONE = 0.20
"""Share that sells to no enterprise, only to consumers; with those who find no customer they are
the OUT half-shell of Chakraborty 2018."""
BUY_FROM_NONE = 0.08
MAKERS_EACH = 30
"""Enterprises per material."""
ROUNDS = 6
"""How often what was drawn twice is drawn again before it is left out."""
CANDIDATES = 4
"""Makers looked at for every further supplier of a need, of whom a near one is taken."""

SECOND = 0.9
"""Power of attractiveness for further suppliers: a second source is less often the giant."""
SUPPLIERS_EACH = 1.68
"""Mean suppliers per need that come out."""

CARE = 0.35
"""Power of its size with which an enterprise avoids to depend on one supplier."""
SINGLE = {"essential": 0.35, "other": 0.72}
"""Share of needs with one supplier only: what matters is bought from several more often."""


@dataclass(frozen=True)
class Network:
    """Enterprises (``industry``, ``city``, ``size``), what they make, need and supply, by number.

    Needs are sorted by enterprise and material; ``supply_need`` says which need a supply is for.
    """

    industry: Ints
    city: Ints
    size: Floats
    material_industry: Ints
    make_enterprise: Ints
    make_material: Ints
    need_enterprise: Ints
    need_material: Ints
    need_essential: Flags
    supply_need: Ints
    supplier: Ints

    @property
    def enterprises(self) -> int:
        return len(self.industry)

    @property
    def buyer(self) -> Ints:
        """The enterprise each supply goes to."""
        return self.need_enterprise[self.supply_need]


def draw_network(
    enterprises: int, places: Places, industries: Industries, rng: np.random.Generator
) -> Network:
    """A network of that many enterprises, 10 at least."""
    industry = _spread(industries.weight, enterprises, rng)
    clusters = places.weight * rng.lognormal(0.0, 0.7, (len(industries.weight), len(places.weight)))
    city = Rows(clusters).draw(industry, rng)
    size, sells = _attractiveness(enterprises, rng)
    material_industry, maker, made = _makes(industry, size, sells, rng)
    attraction = np.where(sells, size + FLOOR, 0.0)
    wanted = _needs_each(size, len(material_industry), rng)
    sources = _Sources(industry, city, attraction, places, industries)
    buyer, material, first = sources.needs(wanted, maker, made, len(material_industry), rng)
    essential = rng.random(len(buyer)) < industries.essential[material_industry[material]]
    need, supplier = _suppliers(
        buyer, material, first, essential, size, maker, made, attraction, city, places, rng
    )
    return Network(
        industry, city, size, material_industry, maker, made, buyer, material, essential, need,
        supplier,
    )  # fmt: skip


def _spread(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """``count`` numbers in proportion to ``weight``, each at least once."""
    drawn = Rows(weight[None, :]).draw(np.zeros(count, np.int64), rng)
    drawn[: len(weight)] = np.arange(len(weight))
    spread: Ints = rng.permutation(drawn)
    return spread


def _attractiveness(count: int, rng: np.random.Generator) -> tuple[Floats, Flags]:
    """Sizes from 1 up, Pareto of exponent ``TAIL`` cut at the largest, and who sells."""
    largest = max(5.0, min(count / 4, ROOT * count**0.5))
    size = (1.0 - rng.random(count) * (1.0 - largest**-TAIL)) ** (-1 / TAIL)
    sells = rng.random(count) >= (SELL_TO_NONE if count >= 200 else 0.0)
    return size, sells


def _makes(
    industry: Ints, size: Floats, sells: Flags, rng: np.random.Generator
) -> tuple[Ints, Ints, Ints]:
    """Each material's industry, and pairs of enterprise and material: what each can make.

    Everybody makes something of its industry, the large several things; some materials are made by
    hundreds, others by a handful.
    """
    count, divisions = len(industry), int(industry.max()) + 1
    per = np.maximum(2, np.bincount(industry, minlength=divisions) // MAKERS_EACH)
    first = np.concatenate(([0], np.cumsum(per)))
    popular = np.zeros((divisions, int(per.max())))
    for division in range(divisions):
        popular[division, : per[division]] = (np.arange(per[division]) + 1.0) ** -0.6
    many = 1 + rng.poisson(np.minimum(0.25 + 0.45 * np.log(size), 5.0) * sells)
    maker = np.repeat(np.arange(count), many)
    made = first[industry[maker]] + Rows(popular).draw(industry[maker], rng)
    # Only what somebody makes is a material, numbered without gaps.
    there, made = np.unique(made, return_inverse=True)
    pair = np.unique(maker * len(there) + made)
    owner = np.repeat(np.arange(divisions), per)
    return owner[there], pair // len(there), pair % len(there)


def _needs_each(size: Floats, materials: int, rng: np.random.Generator) -> Ints:
    """How many materials each enterprise needs; the large need more, some nothing known."""
    count = len(size)
    propensity = (1.0 - rng.random(count)) ** (-1 / 1.7) * size**0.2
    propensity[rng.random(count) < BUY_FROM_NONE] = 0.0
    propensity[rng.integers(count)] += 1.0  # somebody buys, however few there are
    mean = SUPPLIES_EACH / SUPPLIERS_EACH
    most = max(2, min(300, materials // 3))
    expected = np.minimum(propensity * (mean * count / propensity.sum()), most)
    expected *= mean * count / expected.sum()
    each = (expected + rng.random(count)).astype(np.int64)
    return np.where(propensity > 0, np.clip(each, 1, most), 0)


class _Sources:
    """Draws suppliers: an industry, then an enterprise of it, anywhere or in a city near by."""

    def __init__(
        self, industry: Ints, city: Ints, attraction: Floats, places: Places, industries: Industries
    ) -> None:
        self._industry, self._city = industry, city
        self._attraction = attraction
        self._cities = len(places.weight)
        divisions = len(industries.code)
        cell = industry * self._cities + city
        there = np.bincount(cell, weights=attraction, minlength=divisions * self._cities)
        there = there.reshape(divisions, self._cities)
        self._divisions = Rows(industries.bought * (there.sum(axis=1) > 0))
        near = places.decay()[None, :, :] * there[:, None, :]
        self._near = Rows(near.reshape(-1, self._cities))
        self._cells = Groups(cell, attraction, divisions * self._cities)
        self._anywhere = Groups(industry, attraction, divisions)

    def draw(self, buyer: Ints, rng: np.random.Generator) -> Ints:
        """One supplier for each of ``buyer``."""
        division = self._divisions.draw(self._industry[buyer], rng)
        city = self._near.draw(division * self._cities + self._city[buyer], rng)
        near = self._cells.draw(division * self._cities + city, rng)
        far = self._anywhere.draw(division, rng)
        return np.where(rng.random(len(buyer)) < ANYWHERE, far, near)

    def needs(
        self, wanted: Ints, maker: Ints, made: Ints, materials: int, rng: np.random.Generator
    ) -> tuple[Ints, Ints, Ints]:
        """Buyer, material and first supplier of each need, sorted by buyer and material.

        Each enterprise gets as many of ``wanted`` as could be drawn without one material twice.
        """
        products = Groups(maker, np.ones(len(maker)), len(wanted))
        key = np.empty(0, np.int64)
        first = np.empty(0, np.int64)
        missing = np.repeat(np.arange(len(wanted)), wanted)
        for _ in range(ROUNDS):
            supplier = self.draw(missing, rng)
            material = made[products.alike(supplier, rng)]
            fits = (supplier != missing) & (self._attraction[supplier] > 0)
            drawn = (missing * materials + material)[fits]
            key, at = np.unique(np.concatenate((key, drawn)), return_index=True)
            first = np.concatenate((first, supplier[fits]))[at]
            got = np.bincount(key // materials, minlength=len(wanted))
            missing = np.repeat(np.arange(len(wanted)), wanted - got)
            if not len(missing):
                break
        return key // materials, key % materials, first


def _suppliers(
    buyer: Ints,
    material: Ints,
    first: Ints,
    essential: Flags,
    size: Floats,
    maker: Ints,
    made: Ints,
    attraction: Floats,
    city: Ints,
    places: Places,
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Need and supplier of each supply: the first, and of some needs one or two more makers."""
    count = len(attraction)
    single = np.where(essential, SINGLE["essential"], SINGLE["other"])
    # The large buy from several.
    single = single * np.maximum(size[buyer], 1.0) ** -CARE
    draw = rng.random(len(buyer))
    more = np.where(draw < single, 0, np.where(draw < single + 0.65 * (1 - single), 1, 2))
    need = np.repeat(np.arange(len(buyer)), more)
    makers = Groups(made, attraction[maker] ** SECOND, int(made.max()) + 1)
    decay = places.decay()
    best = np.full(len(need), np.inf)
    chosen = first[need]
    for _ in range(CANDIDATES):
        # The least of exponentials over the weights is a draw in proportion to the weights.
        candidate = maker[makers.draw(material[need], rng)]
        wait = rng.exponential(size=len(need)) / decay[city[buyer[need]], city[candidate]]
        better = (wait < best) & (candidate != buyer[need]) & (candidate != first[need])
        better &= attraction[candidate] > 0
        best = np.where(better, wait, best)
        chosen = np.where(better, candidate, chosen)
    key = np.concatenate((np.arange(len(buyer)) * count + first, need * count + chosen))
    key = np.unique(key)
    return key // count, key % count
