"""The invented bulk of the Cixi dataset: makers of every material, and who buys from whom."""

from collections.abc import Iterable
from random import Random

from seed.making import places
from seed.making.cases import NEVER_READY
from seed.making.materials import (
    GONGNIU_NEEDS,
    MATERIALS,
    XINHAI_NEEDS,
    Material,
    in_production_order,
)
from seed.making.names import invent
from seed.making.reported import GONGNIU_SUPPORTING, XINHAI_SUPPORTING
from seed.making.tables import Enterprise, Need, Network, Supply

# By the buyer's side: the sides of its suppliers, so that no supplier of one anchor's tree comes to
# belong to the other's.
_SUPPLIER_SIDES = {"G": "GB", "X": "XB", "B": "B", "N": "N"}
_ANCHOR_NEEDS = {"gongniu": GONGNIU_NEEDS, "xinhai": XINHAI_NEEDS}


def fill(network: Network, rng: Random) -> None:
    """Adds makers until both trees have the reported sizes, then their needs and supplies."""
    for material in in_production_order():
        for side, count in material.makers.items():
            for position in range(count):
                maker = _add(network, material, side, rng)
                # The second maker has no known needs: so a buyer with several sources has one that
                # no third enterprise can stop, and the hidden diamond set by hand is the only one.
                likely = {0: 1.0, 1: 0.0}.get(position, 0.5)
                maker.needs_known = bool(material.components) and rng.random() < likely
    _add_up_to_size(network, "G", GONGNIU_NEEDS, rng)
    _add_up_to_size(network, "X", XINHAI_NEEDS, rng)
    for material in reversed(in_production_order()):
        _connect(network, material, rng)


def _add(network: Network, material: Material, side: str, rng: Random) -> Enterprise:
    town = places.draw_place(material.spread, rng).id
    number = 1 + sum(product == material.id for _, product in network.makes)
    return invent(network, town, material.id, side, number)


def _add_up_to_size(network: Network, side: str, wanted: list[str], rng: Random) -> None:
    """Adds direct suppliers, of materials that have several already, up to the reported number."""
    size = {"G": GONGNIU_SUPPORTING, "X": XINHAI_SUPPORTING}[side]
    feeding = [e for e in network.enterprises.values() if e.side in (side, "B") and not e.anchor]
    several = [m for m in wanted if MATERIALS[m].makers[side] > 1]
    if len(feeding) > size:
        raise ValueError(f"{len(feeding)} supporting enterprises where {size} are reported")
    for position in range(size - len(feeding)):
        _add(network, MATERIALS[several[position % len(several)]], side, rng)


def _connect(network: Network, material: Material, rng: Random) -> None:
    """Every maker of ``material`` gets a buyer, every buyer a supplier; some get a second."""
    makers = [
        network.enterprises[e]
        for e, product in network.makes
        if product == material.id and not network.enterprises[e].by_hand
    ]
    buyers = _buyers(network, material)
    if not buyers and any(maker.side != "N" for maker in makers):
        raise ValueError(f"nobody needs {material.id}")
    chosen: dict[str, list[Enterprise]] = {buyer.id: [] for buyer in buyers}

    def sell(maker: Enterprise, sides: str) -> None:
        same_side = [b for b in buyers if b.side in sides]
        if not same_side:
            raise ValueError(f"nobody on side {sides} needs {material.id} of {maker.id}")
        direct = [b for b in same_side if b.anchor]
        buyer = direct[0] if direct and rng.random() < 0.7 else rng.choice(same_side)
        chosen[buyer.id].append(maker)

    for maker in makers:
        if maker.side in "GX":
            sell(maker, maker.side)
        elif maker.side == "B" and any(b.side == "B" for b in buyers):
            sell(maker, "B")
        elif maker.side == "B":
            sell(maker, "G")
            sell(maker, "X")
    for buyer in buyers:
        _add_need(network, material, buyer, makers, chosen[buyer.id], rng)


def _buyers(network: Network, material: Material) -> list[Enterprise]:
    buyers = []
    made: dict[str, list[str]] = {}
    for enterprise, product in network.makes:
        made.setdefault(enterprise, []).append(product)
    for one in network.enterprises.values():
        if one.anchor:
            wants = material.id in _ANCHOR_NEEDS[one.id]
        else:
            products = made.get(one.id, [])
            wants = one.needs_known and any(
                material.id in MATERIALS[p].components for p in products
            )
        if wants and (one.id, material.id) not in network.needs:
            buyers.append(one)
    return buyers


def _add_need(
    network: Network,
    material: Material,
    buyer: Enterprise,
    makers: list[Enterprise],
    chosen: list[Enterprise],
    rng: Random,
) -> None:
    """Adds the need of ``buyer``, with ``chosen`` and perhaps one more as its suppliers."""
    eligible = [m for m in makers if m.side in _SUPPLIER_SIDES[buyer.side] and m not in chosen]
    by_hand = network.suppliers(buyer.id, material.id)
    if not chosen and eligible:
        chosen.append(rng.choice(eligible))
    if buyer.anchor:
        independent = [m for m in eligible if not m.needs_known and m not in chosen]
        several = len(chosen) + len(by_hand) > 1
        if several and all(m.needs_known for m in chosen):
            chosen.append(independent[0])
    elif eligible and rng.random() < 0.3:
        further = rng.choice(eligible)
        if further not in chosen:
            chosen.append(further)
    if not chosen and not by_hand and rng.random() < 0.5:
        return  # not known to need it at all; otherwise a need without a known supplier
    network.needs[buyer.id, material.id] = Need(buyer.id, material.id)
    # With shares a stuck supplier would matter; needs set by hand have none.
    shares = _shares(buyer, chosen, rng) if not by_hand else {}
    for maker in chosen:
        network.supplies.append(
            Supply(
                maker.id,
                material.id,
                buyer.id,
                _lead(maker, buyer, rng),
                shares.get(maker.id),
                confidence=rng.choice([0.5, 0.6, 0.7, 0.8, 0.9, 0.9, 1.0]),
            )
        )


def _shares(buyer: Enterprise, chosen: list[Enterprise], rng: Random) -> dict[str, float]:
    """Shares of a third of the needs with two or three suppliers: one of them the main source."""
    if len(chosen) not in (2, 3) or rng.random() > 0.35:
        return {}
    main = next((m for m in chosen if not m.needs_known), chosen[0]) if buyer.anchor else chosen[0]
    larger = rng.choice([55, 60, 65, 70, 80])
    others = [m for m in chosen if m is not main]
    return {main.id: larger / 100} | {m.id: (100 - larger) // len(others) / 100 for m in others}


def _lead(maker: Enterprise, buyer: Enterprise, rng: Random) -> float | None:
    """Lead time in days by distance: same city, same province, or farther; unknown for some."""
    at, to = maker.district or "", buyer.district or ""
    same_side = 1 if at[:4] == to[:4] else 2 if at[:2] == to[:2] else 3
    days = same_side + rng.choice([0, 0, 0.5, 1, 1, 2]) * (same_side - 0.5)
    return None if rng.random() < 0.05 else round(days * 2) / 2


def closable_suppliers(network: Network, among: Iterable[Supply], wanted: int) -> list[Enterprise]:
    """Up to ``wanted`` direct suppliers that can be closed while enough others remain."""
    closed: list[Enterprise] = []
    for supply in among:
        one = network.enterprises[supply.supplier]
        alternatives = network.suppliers(supply.buyer, supply.material)
        sells = [s for s in network.supplies if s.supplier == one.id]
        is_dispensable = (
            len(alternatives) >= 5 and not any(s.share for s in alternatives) and len(sells) == 1
        )
        is_affected = any(s.supplier in {c.id for c in closed} for s in alternatives)
        if is_dispensable and not is_affected and not one.needs_known and one.id not in NEVER_READY:
            closed.append(one)
            if len(closed) == wanted:
                break
    return closed
