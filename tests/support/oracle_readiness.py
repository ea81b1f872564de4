"""What the queries about readiness must answer, from the brute-force model: rows as plain dicts.

Days are floats as the queries give them; inside, whole hundredths as in the model.
"""

import datetime
from typing import Any

from tests.support.model import Model, Network, Offer, enough, hundredths

Row = dict[str, Any]

NOT_YET = 10**9


def days(value: int | None) -> float | None:
    return None if value is None else value / 100


class Oracle:
    """A network, its model, and what the model does not say: who stops when, and circles."""

    def __init__(self, network: Network, model: Model | None = None) -> None:
        self.network = network
        self.model = model or Model(network)
        self.names = {row["id"]: row["name"] for row in network.materials}
        self.given = self._given_leads()
        self.stop = self._stops()
        self.chains = {e: self.model.chain(e) for e in self.model.rows}
        self.held: dict[str, list[str]] = {e: [] for e in self.model.rows}
        for e, chain in self.chains.items():
            for x in chain[1:]:
                self.held[x].append(e)

    def _given_leads(self) -> dict[tuple[str, str, str], tuple[int, int | None]]:
        """(supplier, material, buyer): lead_days and share as the table has them, today."""
        model = self.model
        given: dict[tuple[str, str, str], tuple[int, int | None]] = {}
        for row in self.network.supplies:
            since, until = row.get("since"), row.get("until")
            if since and datetime.date.fromisoformat(since) > model.as_of:
                continue
            if until and datetime.date.fromisoformat(until) < model.as_of:
                continue
            key = (row["supplier"], row["material"], row["buyer"])
            lead, share = given.get(key, (None, None))
            this = hundredths(row.get("lead_days")) or 0
            more = hundredths(row.get("share"))
            if more is not None:
                share = (share or 0) + more
            given[key] = (this if lead is None else min(lead, this), share)
        return given

    def offer(self, s: str, m: str, e: str) -> Offer:
        return next(o for o in self.model.offers[e, m] if o.supplier == s)

    def loses(self, e: str) -> bool:
        """Whether ``e`` runs and will lose days (or never recover)."""
        return self.model.runs[e] and self.model.ready[e] != 0

    def _stops(self) -> dict[str, tuple[int, str]]:
        """When each that runs and will lose days stops, and the material it lacks first.

        Simulated forwards in time: at each moment the next one stops that has run out of a
        material that costs it days, until all of them have.
        """
        model = self.model
        stopped = {e: 0 for e in model.rows if not model.runs[e]}
        costly = {
            e: [m for m in model.needs(e) if model.wait(e, m) is None or model.wait(e, m) > 0]
            for e in model.rows
            if self.loses(e)
        }
        still = set(costly)
        while still:
            at, e = min((self._first_lack(e, costly[e], stopped)[0], e) for e in still)
            assert at < NOT_YET, "who loses days has a supplier who stops delivering"
            stopped[e] = at
            still.remove(e)
        return {e: self._first_lack(e, materials, stopped) for e, materials in costly.items()}

    def _first_lack(self, e: str, materials: list[str], stopped: dict[str, int]) -> tuple[int, str]:
        return min((self._runs_dry(e, m, stopped) + self.model.stock[e, m], m) for m in materials)

    def _runs_dry(self, e: str, m: str, stopped: dict[str, int]) -> int:
        """When those still delivering ``m`` to ``e`` no longer suffice."""
        offers = self.model.offers[e, m]
        ends = {
            o.supplier: stopped[o.supplier] + self.given[o.supplier, m, e][0]
            for o in offers
            if o.supplier in stopped
        }
        for at in sorted(set(ends.values())):
            if not enough(offers, [o for o in offers if ends.get(o.supplier, at + 1) > at]):
                return at
        return NOT_YET

    def date(self, value: int | None) -> datetime.date | None:
        if value is None:
            return None
        return self.model.as_of + datetime.timedelta(days=-(-value // 100))

    def ready_on(self, e: str) -> datetime.date | None:
        return None if self.model.runs[e] else self.date(self.model.ready[e])

    def readiness(self) -> list[Row]:
        model = self.model
        rows = []
        for e in sorted(model.rows):
            supplier, material, _ = model.waits_for.get(e, (None, None, None))
            rows.append(
                {
                    "enterprise": e,
                    "name": model.rows[e]["name"],
                    "ready_days": days(model.ready[e]),
                    "ready_on": self.ready_on(e),
                    "runs": model.runs[e],
                    "in_flow": model.in_flow[e],
                    "firm": model.firm[e],
                    "stuck": model.stuck[e],
                    "waits_for": supplier,
                    "material": material,
                }
            )
        return rows

    def critical_path(self, e: str) -> list[Row]:
        model = self.model
        rows = []
        for hop, x in enumerate(self.chains[e]):
            supplier, material, _ = model.waits_for.get(x, (None, None, None))
            lead = stock = margin = None
            if material:
                lead = self.offer(supplier, material, x).lead
                stock = model.stock[x, material]
                if model.ready[x] is not None:
                    others = [model.wait(x, m) for m in model.needs(x) if m != material]
                    margin = model.ready[x] - max([model.own[x], *others])
            rows.append(
                {
                    "hop": hop,
                    "enterprise": x,
                    "name": model.rows[x]["name"],
                    "ready_days": days(model.ready[x]),
                    "ready_on": self.ready_on(x),
                    "material": material,
                    "material_name": self.names.get(material),
                    "lead_days": days(lead),
                    "stock_days": days(stock),
                    "margin_days": days(margin),
                    "firm": model.firm[x],
                    "stuck": model.stuck[x],
                    "waits_for": supplier,
                    "runs": model.runs[x],
                    "own_days": days(model.own[x]),
                }
            )
        return rows

    def why(self, e: str) -> list[Row]:
        """Unsorted; sort both sides before comparing."""
        model = self.model
        supplier, material, _ = model.waits_for.get(e, (None, None, None))
        rows = []
        for m in model.essential[e]:
            need = {
                "material": m,
                "material_name": self.names.get(m),
                "stock_days": days(model.stock[e, m]),
            }
            offers = model.offers.get((e, m))
            if not offers:
                nobody = ("supplier", "share", "lead_days", "ready_days", "arrive_days")
                nothing = dict.fromkeys((*nobody, "wait_days"))
                rows.append(need | nothing | {"decides": False})
                continue
            for o in offers:
                ready = model.ready[o.supplier]
                rows.append(
                    need
                    | {
                        "supplier": o.supplier,
                        "share": days(self.given[o.supplier, m, e][1]),
                        "lead_days": days(o.lead),
                        "ready_days": days(ready),
                        "arrive_days": None if ready is None else days(ready + o.lead),
                        "decides": (o.supplier, m) == (supplier, material),
                        "wait_days": days(self._wait(e, m)),
                    }
                )
        return rows

    def _wait(self, e: str, m: str) -> int | None:
        wait = self.model.wait(e, m)
        return None if wait is None else max(0, wait)

    def running_short(self) -> list[Row]:
        model = self.model
        rows = []
        for e in filter(self.loses, model.rows):
            stop, material = self.stop[e]
            rows.append(
                {
                    "enterprise": e,
                    "name": model.rows[e]["name"],
                    "stop_days": days(stop),
                    "stop_on": self.date(stop),
                    "lost_days": days(model.ready[e]),
                    "material": material,
                    "material_name": self.names.get(material),
                }
            )
        return sorted(rows, key=lambda row: (row["stop_days"], row["enterprise"]))

    def tree(self, root: str) -> set[str]:
        """``root`` and everything that feeds it by contracts in force."""
        found, todo = {root}, [root]
        while todo:
            buyer = todo.pop()
            for s, _, e in self.given:
                if e == buyer and s not in found:
                    found.add(s)
                    todo.append(s)
        return found

    def circles(self) -> list[list[str]]:
        """Each circle of WAITS_FOR from its smallest member round, in the order of those."""
        found = set()
        for chain in self.chains.values():
            last = chain[-1]
            if last in self.model.waits_for:
                circle = chain[chain.index(self.model.waits_for[last][0]) :]
                first = circle.index(min(circle))
                found.add((*circle[first:], *circle[:first]))
        return [list(circle) for circle in sorted(found)]

    def circular_waits(self) -> list[Row]:
        model = self.model
        rows = []
        for circle in self.circles():
            behind = {e for x in circle for e in self.held[x]} | set(circle)
            turns = [(x, *model.waits_for[x][:2]) for x in circle]
            leads = [self.offer(s, m, x).lead for x, s, m in turns]
            stocks = [model.stock[x, m] for x, _, m in turns]
            for number, (x, s, m) in enumerate(turns):
                rows.append(
                    {
                        "circle": circle[0],
                        "enterprise": x,
                        "name": model.rows[x]["name"],
                        "waits_for": s,
                        "material": m,
                        "lead_days": days(leads[number]),
                        "stock_days": days(stocks[number]),
                        "short_days": days(sum(leads) - sum(stocks)),
                        "held": len(behind - {x}),
                    }
                )
        return rows
