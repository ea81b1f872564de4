"""The state of the Cixi dataset on its day: the four steps, stocks, and special rows."""

import datetime
from random import Random

from seed.making.cases import NEVER_READY
from seed.making.network import closable_suppliers
from seed.making.reported import REPORT
from seed.making.tables import AS_OF, Enterprise, Need, Network, Supply, day, days_ago


def add_steps(network: Network, rng: Random) -> None:
    """Sets survey, filing, prevention, resumption and contacts of the invented enterprises."""
    for number, one in enumerate(network.enterprises.values()):
        if one.source.startswith(REPORT):
            continue
        if not one.by_hand:
            _draw_status(one, rng)
            one.recover_days = (
                rng.choice([3, 5, 7, 7, 10, 14, 20, 30]) if rng.random() < 0.7 else None
            )
        if one.surveyed_on and rng.random() < 0.85:
            one.contact = f"联络员{number:03}（虚构）"
            one.phone = f"000-0000-0{number:03}"
    direct = [s for s in network.supplies if s.buyer == "gongniu"]
    for position, one in enumerate(closable_suppliers(network, direct, 4)):
        one.closed_on = days_ago(12 + 9 * position)
        one.expected_on = one.output_rate = one.on_post = one.resumed_on = None


def _draw_status(one: Enterprise, rng: Random) -> None:
    one.above_scale = rng.random() < 0.2
    small = not one.above_scale
    one.headcount = rng.randint(8, 120) if small else rng.randint(110, 900)
    progress = rng.random() + (0.3 if one.in_hubei else 0)
    if progress > 0.91:
        if rng.random() < 0.5:
            one.headcount = None
        return
    surveyed, prevented = rng.randint(4, 9), rng.randint(2, 4)
    one.surveyed_on = days_ago(surveyed)
    if progress < 0.81:
        one.prevention_on = days_ago(prevented)
    if progress < 0.71:
        one.filed_on = days_ago(rng.randint(2, prevented))
    if progress < 0.57 and not one.in_hubei:
        _resume(one, rng)
    else:
        one.on_post = rng.choice([0, 0, 0, 1, 2, None])
        _expect(one, rng)


def _resume(one: Enterprise, rng: Random) -> None:
    one.resumed_on = days_ago(rng.choice([0, 1, 1, 2, 2, 2]))
    one.output_rate = rng.choice([0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.8, 0.85, 0.9, 0.95, None])
    present = one.output_rate or 0.75
    if rng.random() < 0.9:
        one.on_post = round((one.headcount or 0) * min(1, present + rng.uniform(-0.1, 0.08)))
    if not one.runs and rng.random() < 0.6:
        one.expected_on = day(2, rng.randint(14, 26))


def _expect(one: Enterprise, rng: Random) -> None:
    drawn = rng.random()
    if one.in_hubei:
        late = AS_OF + datetime.timedelta(days=rng.randint(14, 27))
        one.expected_on = late if drawn < 0.75 else None
    elif drawn < 0.1:
        one.expected_on = days_ago(rng.randint(1, 3))
    elif drawn < 0.75:
        later = min(rng.randint(1, 27), rng.randint(1, 27))
        one.expected_on = AS_OF + datetime.timedelta(days=later)


def add_stocks(network: Network, rng: Random) -> None:
    """Sets stocks from upstream to downstream, higher for materials that arrive late.

    So only enterprises of the cases are never ready, and Gongniu waits longest for its brackets.
    """
    wanted: dict[str, list[Need]] = {}
    for need in network.needs.values():
        wanted.setdefault(need.enterprise, []).append(need)
    ready: dict[str, float] = {}

    def ready_days(e: str) -> float | None:
        one = network.enterprises[e]
        if one.closed_on or e in NEVER_READY:
            return None
        if e not in ready:
            slack = _slack(one, rng)
            days = float(one.own_days)
            for need in wanted.get(e, []):
                arrival = _arrival_days(one, need, network.suppliers(e, need.material))
                if not need.by_hand:
                    _draw_stock(need, arrival - one.own_days - rng.uniform(0, slack), rng)
                if need.essential is not False:
                    days = max(days, arrival - (need.stock_days or 0))
            ready[e] = days
        return ready[e]

    def _arrival_days(buyer: Enterprise, need: Need, supplies: list[Supply]) -> float:
        arrivals = []
        for s in supplies:
            days = ready_days(s.supplier)
            if days is not None:
                in_transit = buyer.runs and network.enterprises[s.supplier].runs
                arrivals.append((days + (0 if in_transit else s.lead_days or 0), s.share or 0))
        arrivals.sort()
        if not supplies or any(s.share is None for s in supplies):
            return arrivals[0][0] if arrivals else 0
        share_so_far = 0.0
        for days, share in arrivals:
            share_so_far += share
            if 2 * share_so_far >= sum(s.share or 0 for s in supplies) - 1e-9:
                return days
        raise ValueError(f"{need.enterprise} never gets enough {need.material}")

    for e in network.enterprises:
        ready_days(e)
        if e in NEVER_READY:
            for need in wanted.get(e, []):
                if not need.by_hand:
                    _draw_stock(need, 0, rng)


def _slack(one: Enterprise, rng: Random) -> float:
    """Days that an enterprise may wait for materials beyond its own date."""
    if one.id in ("gongniu", "xinhai"):
        return 5
    if one.by_hand:
        return 0
    return rng.choice([0, 0, 5, 8, 12] if one.runs else [2, 6, 10, 15])


def _draw_stock(need: Need, least: float, rng: Random) -> None:
    days = max(rng.choice([1, 2, 2, 3, 3, 4, 5, 6, 8, 10]), round(least * 2 + 0.5) / 2)
    need.stock_days = None if least <= 0 and rng.random() < 0.12 else float(days)
    need.suppliers_complete = rng.choice([True, True, False, None, None])
    if rng.random() < 0.05:
        need.essential = False
    elif rng.random() < 0.5:
        need.essential = True
    if rng.random() < 0.4:
        need.daily_quantity = rng.choice([2, 5, 10, 20, 50, 200, 1000, 5000])


def add_special_rows(network: Network, rng: Random) -> None:
    """Adds stocks counted earlier, parallel contracts, and past and future contracts."""
    for need in network.needs.values():
        if need.stock_days and not need.by_hand and rng.random() < 0.15:
            earlier = rng.randint(1, 5)
            need.stock_on = days_ago(earlier)
            if network.enterprises[need.enterprise].runs:
                need.stock_days += earlier
    ordinary = [
        s
        for s in network.supplies
        if s.share is None and not network.needs[s.buyer, s.material].by_hand
    ]
    for s in ordinary[5::90]:
        lead = None if s.lead_days is None else s.lead_days + 1
        network.supplies.append(
            Supply(s.supplier, s.material, s.buyer, lead, since=day(1, 6), confidence=0.6)
        )
    for position, s in enumerate(ordinary[9::30]):
        other = _other_maker(network, s)
        if other:
            former = Supply(other, s.material, s.buyer, 2, confidence=0.5)
            if position % 2:
                former.until = days_ago(40 + position)
            else:
                former.since = day(3, 1)
            network.supplies.append(former)
    for (e, material), _ in network.makes.items():
        if rng.random() < 0.4 and not network.enterprises[e].source.startswith(REPORT):
            network.makes[e, material] = rng.choice([5, 10, 20, 50, 100, 500, 2000, 10000])


def _other_maker(network: Network, supply: Supply) -> str | None:
    """Another maker of the same side that does not supply this buyer."""
    present = {s.supplier for s in network.supplies if s.buyer == supply.buyer}
    side = network.enterprises[supply.supplier].side
    for e, product in network.makes:
        one = network.enterprises[e]
        fits = product == supply.material and one.side == side and not one.by_hand
        if fits and e not in present and e != supply.buyer and not one.closed_on:
            return e
    return None
