"""Statistics of a synthetic network, beside what was published about real ones."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from service.language import Text
from service.model.columns import PLAIN
from service.synthetic.network import Network
from service.synthetic.places import IntArray, distance_km
from service.synthetic.status import EnterpriseColumns, SupplyColumns

TAIL_MIN_CUSTOMERS = 10
"""The tail is fitted to enterprises with at least so many customers."""
PATH_SOURCES = 8
"""Number of enterprises from which shortest paths are measured."""
CHAKRABORTY = "Chakraborty 2018, doi 10.1371/journal.pone.0202739"
MIZUNO = "Mizuno 2014, doi 10.1371/journal.pone.0100712"
HUNGARY = "arXiv 2302.11451"


@dataclass(frozen=True)
class Figure:
    """One statistic; ``published``: the value of a real network, with its source, or blank."""

    name: str
    what: Text
    value: float
    published: Text = PLAIN

    @property
    def shown(self) -> str:
        """Whole numbers in full, others with three digits, a dash for not a number."""
        if np.isnan(self.value):
            return "—"
        whole = float(self.value).is_integer() or self.value >= 1000
        return f"{self.value:,.0f}" if whole else f"{self.value:.3g}"


def figures(
    network: Network,
    enterprises: EnterpriseColumns,
    supplies: SupplyColumns,
    rng: np.random.Generator,
    progress: Callable[[int, int], None],
) -> list[Figure]:
    """All statistics; a few seconds for a million enterprises."""
    steps = 3 + PATH_SOURCES
    progress(0, steps)
    count = network.enterprises
    supplier, buyer = network.supplier, network.buyer
    pair = np.unique(supplier * count + buyer)
    seller, customer = pair // count, pair % count
    customers = np.bincount(seller, minlength=count)
    each = np.bincount(network.supply_need, minlength=len(network.need_enterprise))
    inside = float((network.industry[supplier] == network.industry[buyer]).mean())
    progress(1, steps)
    one, other = rng.integers(0, count, (2, 200_000))
    random_km = distance_km(
        enterprises.latitude[one],
        enterprises.longitude[one],
        enterprises.latitude[other],
        enterprises.longitude[other],
    )
    graph = csr_array((np.ones(len(pair), np.int8), (seller, customer)), shape=(count, count))
    _, component = connected_components(graph, directed=True, connection="strong")
    core = float(np.bincount(component).max() / count)
    progress(3, steps)
    path = _mean_path(graph + graph.T, rng, lambda done: progress(3 + done, steps))
    progress(steps, steps)
    return [
        Figure(
            "enterprises", Text("enterprises", "企业"), count,
            Text(f"1,000,000 ({CHAKRABORTY})", f"100 万（{CHAKRABORTY}）"),
        ),
        Figure(
            "supplies", Text("supplies", "供应关系"), len(supplier),
            Text(f"5,000,000 ({CHAKRABORTY})", f"500 万（{CHAKRABORTY}）"),
        ),
        Figure(
            "mean_suppliers", Text("mean suppliers per enterprise", "平均每企业供应商数"),
            len(pair) / count,
            Text(f"about 5 ({CHAKRABORTY}); 4.5 ({HUNGARY})",
                 f"约 5（{CHAKRABORTY}）；4.5（{HUNGARY}）"),
        ),
        Figure("materials", Text("materials", "物料"), len(network.material_industry)),
        Figure("makes", Text("makes", "生产能力"), len(network.make_enterprise)),
        Figure("needs", Text("needs", "用料"), len(each)),
        *(
            Figure(
                f"needs_of_{n}",
                Text(f"needs with {n} supplier(s), share", f"有 {n} 家供应商的用料占比"),
                float((each == n).mean()),
            )
            for n in (1, 2, 3)
        ),
        Figure(
            "tail_exponent",
            Text(
                "tail exponent of customer counts (rank regression, Gabaix and Ibragimov 2011,"
                f" {TAIL_MIN_CUSTOMERS} customers and more)",
                "客户数分布尾部指数（秩回归，Gabaix 与 Ibragimov 2011，"
                f"客户数不少于 {TAIL_MIN_CUSTOMERS}）",
            ),
            tail_exponent(customers),
            Text(f"1 ({MIZUNO})", f"1（{MIZUNO}）"),
        ),
        Figure("most_customers", Text("most customers", "最多客户数"), int(customers.max())),
        Figure(
            "own_sector", Text("links inside the own sector, share", "同行业内链接占比"), inside,
            Text(f"19.3% of purchases, 23.5% of sales by value ({HUNGARY})",
                 f"按金额占采购 19.3%、销售 23.5%（{HUNGARY}）"),
        ),
        Figure(
            "median_km", Text("median distance of a link, km", "链接距离中位数（公里）"),
            float(np.median(supplies.km)),
            Text("90-95% of industries localised at 40 km or less (Nakajima, RIETI 12-E-023)",
                 "90–95% 的行业在 40 公里以内显著集聚（Nakajima，RIETI 12-E-023）"),
        ),
        Figure("mean_km", Text("mean distance of a link, km", "链接距离均值（公里）"),
               float(supplies.km.mean())),
        Figure("median_random_km", Text("median distance of random pairs, km",
               "随机企业对距离中位数（公里）"), float(np.median(random_km))),
        Figure("mean_random_km", Text("mean distance of random pairs, km",
               "随机企业对距离均值（公里）"), float(random_km.mean())),
        Figure(
            "core", Text("giant strongly connected component, share", "最大强连通分量占比"), core,
            Text(f"about half ({CHAKRABORTY})", f"约一半（{CHAKRABORTY}）"),
        ),
        Figure(
            "mean_path",
            Text(f"mean shortest path, directions aside ({PATH_SOURCES} sources)",
                 f"平均最短路径（不计方向，{PATH_SOURCES} 个起点）"),
            path,
            Text(f"4.3 ({MIZUNO})", f"4.3（{MIZUNO}）"),
        ),
        Figure("stopped", Text("stopped by the shock, share", "受冲击停产占比"),
               float(enterprises.stopped.mean())),
    ]  # fmt: skip


def tail_exponent(customers: IntArray) -> float:
    """The exponent a of a tail P(more than k) ~ k**-a, by least squares on ranks.

    log(rank - 1/2) against log(size) over those with at least ``TAIL_MIN_CUSTOMERS`` customers:
    Gabaix and Ibragimov 2011. Not a number where fewer than ten have that many.
    """
    tail = np.sort(customers[customers >= TAIL_MIN_CUSTOMERS])[::-1]
    if len(tail) < 10 or tail[0] == tail[-1]:
        return float("nan")
    rank = np.log(np.arange(len(tail)) + 0.5)
    return float(-np.polyfit(np.log(tail), rank, 1)[0])


def _mean_path(graph: csr_array, rng: np.random.Generator, done: Callable[[int], None]) -> float:
    """Mean length of the shortest paths from a few enterprises to all they reach."""
    linked = np.flatnonzero(np.diff(graph.indptr))
    lengths: list[float] = []
    paths = 0
    for number in range(PATH_SOURCES):
        reached = np.zeros(graph.shape[0], bool)
        frontier = rng.choice(linked, 1)
        reached[frontier] = True
        length = 0
        while len(frontier):
            length += 1
            frontier = _neighbours(graph, frontier)
            frontier = frontier[~reached[frontier]]
            reached[frontier] = True
            lengths.append(float(length * len(frontier)))
            paths += len(frontier)
        done(number + 1)
    return sum(lengths) / max(paths, 1)


def _neighbours(graph: csr_array, frontier: IntArray) -> IntArray:
    """The successors of the members of ``frontier``, each once."""
    begin, end = (
        graph.indptr[frontier].astype(np.int64),
        graph.indptr[frontier + 1].astype(np.int64),
    )
    counts = end - begin
    at = np.repeat(begin - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    seen = np.zeros(graph.shape[0], bool)
    seen[graph.indices[at]] = True
    return np.flatnonzero(seen)
