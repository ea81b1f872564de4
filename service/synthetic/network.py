"""Random network: who makes, needs and supplies what, drawn at once, not grown.

A supplier is drawn with a chance proportional to its attractiveness times the decay of distance
(a gravity model with fitness; Caldarelli et al. 2002 for fitness, Bernard, Moxnes and Saito 2014
for distance). Attractiveness has a Pareto tail, so that customer counts have one too.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from service.synthetic.industries import Industries
from service.synthetic.places import FloatArray, IntArray, Places
from service.synthetic.sampling import GroupSampler, RowSampler

BooleanArray = npt.NDArray[np.bool_]

MEAN_SUPPLIES_PER_ENTERPRISE = 5.0
"""Mean supplies per enterprise: 5 million for a million in Japan (Chakraborty 2018)."""
TAIL_EXPONENT = 0.86
"""Tail exponent of attractiveness; that a buyer takes a material from one supplier only once, and
distance, bring the one of customer counts to about 1."""
MAX_SIZE_PER_ROOT = 30.0
"""The largest size, per square root of the number of enterprises; the smallest size is 1."""
MIN_ATTRACTIVENESS = 0.4
"""Added to the attractiveness of every seller, so that few of them have no customer."""
SHARE_AT_ANY_DISTANCE = 0.15
"""Share of needs whose first supplier is chosen whatever the distance, by attractiveness alone: the
small go far to buy from the large (Viegas 2024, doi 10.3390/math12081244)."""
SHARE_WITHOUT_CUSTOMERS = 0.20
"""Share of enterprises that sell only to consumers; with those who find no customer they are the
OUT half-shell of Chakraborty 2018."""
SHARE_WITHOUT_NEEDS = 0.08
ENTERPRISES_PER_MATERIAL = 30
"""Enterprises per material."""
MAX_REDRAWS = 6
"""How often duplicates are drawn again before they are left out."""
CANDIDATES_PER_SOURCE = 4
"""Makers drawn for each further supplier of a need; a near one of them is taken."""

FURTHER_SOURCE_EXPONENT = 0.9
"""Exponent of attractiveness for further suppliers: a second source is less often the giant."""
MEAN_SUPPLIERS_PER_NEED = 1.68
"""Mean suppliers per need that result."""

DIVERSIFICATION_EXPONENT = 0.35
"""Exponent of an enterprise's size by which it avoids depending on one supplier."""
SINGLE_SOURCE_SHARE = {"essential": 0.35, "other": 0.72}
"""Share of needs with one supplier only: essential materials have several sources more often."""


@dataclass(frozen=True)
class Network:
    """Enterprises (``industry``, ``city``, ``size``), what they make, need and supply, by number.

    Needs are sorted by enterprise and material; ``supply_need`` says which need a supply is for.
    """

    industry: IntArray
    city: IntArray
    size: FloatArray
    material_industry: IntArray
    make_enterprise: IntArray
    make_material: IntArray
    need_enterprise: IntArray
    need_material: IntArray
    need_essential: BooleanArray
    supply_need: IntArray
    supplier: IntArray

    @property
    def enterprises(self) -> int:
        return len(self.industry)

    @property
    def buyer(self) -> IntArray:
        """The enterprise each supply goes to."""
        return self.need_enterprise[self.supply_need]


def draw_network(
    enterprises: int, places: Places, industries: Industries, rng: np.random.Generator
) -> Network:
    """A random network of that many enterprises, at least 10."""
    industry = _assigned(industries.weight, enterprises, rng)
    clusters = places.weight * rng.lognormal(0.0, 0.7, (len(industries.weight), len(places.weight)))
    city = RowSampler(clusters).draw(industry, rng)
    size, sells = _attractiveness(enterprises, rng)
    material_industry, maker, made = _makes(industry, size, sells, rng)
    attraction = np.where(sells, size + MIN_ATTRACTIVENESS, 0.0)
    wanted = _need_counts(size, len(material_industry), rng)
    sources = _SupplierSampler(industry, city, attraction, places, industries)
    buyer, material, first = sources.needs(wanted, maker, made, len(material_industry), rng)
    essential = rng.random(len(buyer)) < industries.essential[material_industry[material]]
    need, supplier = _suppliers(
        buyer, material, first, essential, size, maker, made, attraction, city, places, rng
    )
    return Network(
        industry, city, size, material_industry, maker, made, buyer, material, essential, need,
        supplier,
    )  # fmt: skip


def _assigned(weight: FloatArray, count: int, rng: np.random.Generator) -> IntArray:
    """``count`` indices of ``weight``, in proportion to it, each at least once."""
    drawn = RowSampler(weight[None, :]).draw(np.zeros(count, np.int64), rng)
    drawn[: len(weight)] = np.arange(len(weight))
    spread: IntArray = rng.permutation(drawn)
    return spread


def _attractiveness(count: int, rng: np.random.Generator) -> tuple[FloatArray, BooleanArray]:
    """Sizes from 1 up, Pareto distributed with a cut at the largest, and who sells."""
    largest = max(5.0, min(count / 4, MAX_SIZE_PER_ROOT * count**0.5))
    size = (1.0 - rng.random(count) * (1.0 - largest**-TAIL_EXPONENT)) ** (-1 / TAIL_EXPONENT)
    sells = rng.random(count) >= (SHARE_WITHOUT_CUSTOMERS if count >= 200 else 0.0)
    return size, sells


def _makes(
    industry: IntArray, size: FloatArray, sells: BooleanArray, rng: np.random.Generator
) -> tuple[IntArray, IntArray, IntArray]:
    """Each material's industry, and pairs of enterprise and material: what each can make.

    Each makes something of its industry, the large several things; some materials are made by
    hundreds, others by a handful.
    """
    count, divisions = len(industry), int(industry.max()) + 1
    per = np.maximum(2, np.bincount(industry, minlength=divisions) // ENTERPRISES_PER_MATERIAL)
    first = np.concatenate(([0], np.cumsum(per)))
    popular = np.zeros((divisions, int(per.max())))
    for division in range(divisions):
        popular[division, : per[division]] = (np.arange(per[division]) + 1.0) ** -0.6
    many = 1 + rng.poisson(np.minimum(0.25 + 0.45 * np.log(size), 5.0) * sells)
    maker = np.repeat(np.arange(count), many)
    made = first[industry[maker]] + RowSampler(popular).draw(industry[maker], rng)
    # Only what somebody makes is a material, numbered without gaps.
    there, made = np.unique(made, return_inverse=True)
    pair = np.unique(maker * len(there) + made)
    owner = np.repeat(np.arange(divisions), per)
    return owner[there], pair // len(there), pair % len(there)


def _need_counts(size: FloatArray, materials: int, rng: np.random.Generator) -> IntArray:
    """How many materials each enterprise needs; the large need more, some none."""
    count = len(size)
    propensity = (1.0 - rng.random(count)) ** (-1 / 1.7) * size**0.2
    propensity[rng.random(count) < SHARE_WITHOUT_NEEDS] = 0.0
    propensity[rng.integers(count)] += 1.0  # at least one buys, however few there are
    mean = MEAN_SUPPLIES_PER_ENTERPRISE / MEAN_SUPPLIERS_PER_NEED
    most = max(2, min(300, materials // 3))
    expected = np.minimum(propensity * (mean * count / propensity.sum()), most)
    expected *= mean * count / expected.sum()
    each = (expected + rng.random(count)).astype(np.int64)
    return np.where(propensity > 0, np.clip(each, 1, most), 0)


class _SupplierSampler:
    """Draws suppliers: an industry, then an enterprise of it, anywhere or in a near city."""

    def __init__(
        self,
        industry: IntArray,
        city: IntArray,
        attraction: FloatArray,
        places: Places,
        industries: Industries,
    ) -> None:
        self._industry, self._city = industry, city
        self._attraction = attraction
        self._cities = len(places.weight)
        divisions = len(industries.code)
        cell = industry * self._cities + city
        there = np.bincount(cell, weights=attraction, minlength=divisions * self._cities)
        there = there.reshape(divisions, self._cities)
        self._divisions = RowSampler(industries.purchase_share * (there.sum(axis=1) > 0))
        near = places.decay()[None, :, :] * there[:, None, :]
        self._near = RowSampler(near.reshape(-1, self._cities))
        self._cells = GroupSampler(cell, attraction, divisions * self._cities)
        self._anywhere = GroupSampler(industry, attraction, divisions)

    def draw(self, buyer: IntArray, rng: np.random.Generator) -> IntArray:
        """One supplier for each of ``buyer``."""
        division = self._divisions.draw(self._industry[buyer], rng)
        city = self._near.draw(division * self._cities + self._city[buyer], rng)
        near = self._cells.draw(division * self._cities + city, rng)
        far = self._anywhere.draw(division, rng)
        return np.where(rng.random(len(buyer)) < SHARE_AT_ANY_DISTANCE, far, near)

    def needs(
        self,
        wanted: IntArray,
        maker: IntArray,
        made: IntArray,
        materials: int,
        rng: np.random.Generator,
    ) -> tuple[IntArray, IntArray, IntArray]:
        """Buyer, material and first supplier of each need, sorted by buyer and material.

        Each enterprise gets as many of its ``wanted`` as could be drawn without duplicates.
        """
        products = GroupSampler(maker, np.ones(len(maker)), len(wanted))
        key = np.empty(0, np.int64)
        first = np.empty(0, np.int64)
        missing = np.repeat(np.arange(len(wanted)), wanted)
        for _ in range(MAX_REDRAWS):
            supplier = self.draw(missing, rng)
            material = made[products.draw_uniform(supplier, rng)]
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
    buyer: IntArray,
    material: IntArray,
    first: IntArray,
    essential: BooleanArray,
    size: FloatArray,
    maker: IntArray,
    made: IntArray,
    attraction: FloatArray,
    city: IntArray,
    places: Places,
    rng: np.random.Generator,
) -> tuple[IntArray, IntArray]:
    """Need and supplier of each supply: the first, and of some needs one or two more makers."""
    count = len(attraction)
    single = np.where(essential, SINGLE_SOURCE_SHARE["essential"], SINGLE_SOURCE_SHARE["other"])
    # The large buy from several.
    single = single * np.maximum(size[buyer], 1.0) ** -DIVERSIFICATION_EXPONENT
    draw = rng.random(len(buyer))
    more = np.where(draw < single, 0, np.where(draw < single + 0.65 * (1 - single), 1, 2))
    need = np.repeat(np.arange(len(buyer)), more)
    makers = GroupSampler(made, attraction[maker] ** FURTHER_SOURCE_EXPONENT, int(made.max()) + 1)
    decay = places.decay()
    best = np.full(len(need), np.inf)
    chosen = first[need]
    for _ in range(CANDIDATES_PER_SOURCE):
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
