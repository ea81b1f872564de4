"""The industries of a synthetic network, and in which shares they buy from each other.

Divisions of GB/T 4754 with rough shares of enterprises; stages of production, and the shares in
which one stage buys from another, are made up in the manner of an input-output table.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

OWN_INDUSTRY_SHARE = 0.21
"""Share of purchases inside the own division; 19.3% of purchases, 23.5% of sales in Hungary."""

# Division, stage, weight (share of enterprises), name, name in English; a small network has the
# first ones.
_DIVISIONS = """
C33 parts     9 金属制品 metal products
C38 machinery 6 电气机械 electrical machinery
C29 parts     7 橡胶塑料 rubber and plastics
C31 basic     2 钢铁 iron and steel
F51 service  13 批发 wholesale
C34 parts     7 通用设备 general machinery
C39 parts     5 计算机电子 electronics
C26 basic     5 化工 chemicals
C36 machinery 4 汽车制造 motor vehicles
C32 basic     2 有色金属 non-ferrous metals
C17 basic     4 纺织 textiles
C18 consumer  4 服装 clothing
C35 machinery 4 专用设备 special machinery
C22 packing   3 造纸 paper
C23 packing   3 印刷 printing
C30 basic     3 非金属矿物 glass, cement, ceramics
C13 consumer  3 农副食品 food from crops
C14 consumer  2 食品 food
C21 consumer  2 家具 furniture
G54 service   5 道路运输 road transport
C20 basic     2 木材加工 wood
C40 machinery 1 仪器仪表 instruments
C27 consumer  1 医药 medicines
C28 basic     1 化学纤维 chemical fibres
C24 consumer  2 文教用品 sports and stationery
C43 service   2 设备修理 repair of machinery
C42 raw       1 废弃资源 recycled materials
B10 raw       1 非金属采矿 quarrying
A01 raw       2 农业 crops
I65 service   3 软件 software
M74 service   3 专业技术 technical services
C37 machinery 1 船舶航空 ships and aircraft
"""

STAGES = ("raw", "basic", "parts", "machinery", "consumer", "packing", "service")

# Of a hundred purchases outside the own division: from which stage, by the buyer's stage.
_PURCHASE_SHARES = {
    "raw": (10, 15, 10, 20, 0, 10, 35),
    "basic": (28, 25, 8, 9, 0, 6, 24),
    "parts": (4, 42, 20, 8, 0, 6, 20),
    "machinery": (0, 20, 48, 8, 0, 5, 19),
    "consumer": (12, 30, 18, 6, 2, 14, 18),
    "packing": (12, 38, 12, 10, 0, 6, 22),
    "service": (2, 8, 18, 20, 20, 10, 22),
}

# Share of a stage's materials that are essential: without them the buyer's production stops.
_ESSENTIAL = {
    "raw": 0.6,
    "basic": 0.55,
    "parts": 0.55,
    "machinery": 0.3,
    "consumer": 0.3,
    "packing": 0.15,
    "service": 0.08,
}


@dataclass(frozen=True)
class Industries:
    """Divisions by number: code, names, share of enterprises, how often what it makes is essential,
    and ``bought[i, j]``, the share of ``i``'s purchases that ``j`` makes (rows add up to 1)."""

    code: tuple[str, ...]
    name: tuple[str, ...]
    name_en: tuple[str, ...]
    weight: npt.NDArray[np.float64]
    essential: npt.NDArray[np.float64]
    purchase_share: npt.NDArray[np.float64]


def draw_industries(enterprises: int, rng: np.random.Generator) -> Industries:
    """The divisions of a network of that many enterprises, at least two; ``rng`` makes some pairs
    of them buy from each other more than their stages say."""
    rows = [line.split(None, 4) for line in _DIVISIONS.strip().splitlines()]
    rows = rows[: int(np.clip(enterprises // 12, 2, len(rows)))]
    stage = np.array([STAGES.index(row[1]) for row in rows])
    weight = np.array([float(row[2]) for row in rows])
    preference = rng.lognormal(0.0, 0.7, (len(rows), len(rows)))
    purchase_share = np.array([_PURCHASE_SHARES[STAGES[s]] for s in stage], float)[:, stage] + 0.5
    # A stage's purchases are spread over its divisions by their size.
    in_stage = np.array([weight[stage == s].sum() for s in stage])
    purchase_share = purchase_share * (weight / in_stage)[None, :] * preference
    np.fill_diagonal(purchase_share, 0.0)
    purchase_share *= (1.0 - OWN_INDUSTRY_SHARE) / purchase_share.sum(axis=1, keepdims=True)
    np.fill_diagonal(purchase_share, OWN_INDUSTRY_SHARE)
    return Industries(
        tuple(row[0] for row in rows),
        tuple(row[3] for row in rows),
        tuple(row[4] for row in rows),
        weight / weight.sum(),
        np.array([_ESSENTIAL[STAGES[s]] for s in stage]),
        purchase_share,
    )
