"""An independent model of the definitions: plain Python, no graph database, slow and obvious.

Days are whole hundredths of a day; ``None`` is never.
"""

import csv
import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

HORIZON = 36500


def day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def hundredths(text: str | None) -> int | None:
    return round(float(text) * 100) if text not in (None, "") else None


@dataclass
class Network:
    """Rows of the tables as they stand in the files: all values are texts, blank is ''."""

    as_of: datetime.date
    enterprises: list[dict[str, str]] = field(default_factory=list)
    materials: list[dict[str, str]] = field(default_factory=list)
    makes: list[dict[str, str]] = field(default_factory=list)
    needs: list[dict[str, str]] = field(default_factory=list)
    supplies: list[dict[str, str]] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> "Network":
        head = yaml.safe_load((folder / "dataset.yaml").read_text(encoding="utf-8"))
        as_of = head["as_of"]
        network = cls(as_of if isinstance(as_of, datetime.date) else day(as_of))
        for table in ("enterprises", "materials", "makes", "needs", "supplies"):
            path = folder / f"{table}.csv"
            if path.exists():
                with path.open(encoding="utf-8-sig", newline="") as file:
                    getattr(network, table).extend(csv.DictReader(file))
        return network


@dataclass(frozen=True)
class Offer:
    """One supplier of one need, parallel supplies merged."""

    supplier: str
    lead: int
    share: int | None
    given: bool
    """Whether the lead rests on a given number of days (or on goods that are on the road)."""


class Model:
    def __init__(self, network: Network) -> None:
        self.as_of = network.as_of
        self.rows = {row["id"]: row for row in network.enterprises}
        self.closed = {e for e, row in self.rows.items() if self._past(row.get("closed_on"))}
        self.runs = {e: self._runs(e) for e in self.rows}
        self.own = {e: self._own(e) for e in self.rows}
        self.offers: dict[tuple[str, str], list[Offer]] = {}
        self.essential: dict[str, list[str]] = {e: [] for e in self.rows}
        self.stock: dict[tuple[str, str], int] = {}
        self._read_needs(network)
        self._read_supplies(network)
        self.ready = self._least(self.own)
        self.in_flow = {e: self.runs[e] and self.ready[e] == 0 for e in self.rows}
        self.waits_for = self._waits_for()
        self.stuck = {e: self._stuck(e) for e in self.rows}
        self.firm = self._firm()

    def _past(self, text: str | None) -> bool:
        return bool(text) and day(text) <= self.as_of

    def _runs(self, e: str) -> bool:
        row = self.rows[e]
        rate = row.get("output_rate") or ""
        full = rate == "" or float(rate) >= 0.8
        return e not in self.closed and self._past(row.get("resumed_on")) and full

    def _own(self, e: str) -> int | None:
        if e in self.closed:
            return None
        expected = day(self.rows[e].get("expected_on"))
        if self.runs[e] or expected is None:
            return 0
        days = max(0, (expected - self.as_of).days) * 100
        return days if days <= HORIZON else None

    def _read_needs(self, network: Network) -> None:
        given = {(row["enterprise"], row["material"]): row for row in network.needs}
        for row in network.supplies:
            given.setdefault((row["buyer"], row["material"]), {})
        for (e, m), row in given.items():
            if (row.get("essential") or "true") == "true":
                self.essential[e].append(m)
            stock = hundredths(row.get("stock_days")) or 0
            if self.runs[e]:
                counted = day(row.get("stock_on")) or self.as_of
                stock -= max(0, (self.as_of - counted).days) * 100
            self.stock[e, m] = max(0, stock)

    def _read_supplies(self, network: Network) -> None:
        parallel: dict[tuple[str, str, str], list[dict[str, str]]] = {}
        for row in network.supplies:
            until, since = day(row.get("until")), day(row.get("since"))
            if (until and until < self.as_of) or (since and since > self.as_of):
                continue
            if row["supplier"] != row["buyer"]:
                key = (row["buyer"], row["material"], row["supplier"])
                parallel.setdefault(key, []).append(row)
        for (e, m, s), rows in parallel.items():
            leads = [hundredths(row.get("lead_days")) for row in rows]
            shares = [hundredths(row.get("share")) for row in rows]
            known = [share for share in shares if share is not None]
            both = self.runs[s] and self.runs[e]
            lead = 0 if both else min(lead or 0 for lead in leads)
            given = both or None not in leads
            self.offers.setdefault((e, m), []).append(
                Offer(s, lead, sum(known) if known else None, given)
            )

    def needs(self, e: str) -> list[str]:
        """The essential materials of ``e`` with known suppliers, by id."""
        return sorted(m for m in self.essential[e] if self.offers.get((e, m)))

    def arrive(self, e: str, m: str, ready: dict[str, int | None] | None = None) -> int | None:
        ready = self.ready if ready is None else ready
        return quantile(
            [
                (None if ready[o.supplier] is None else ready[o.supplier] + o.lead, o.share)
                for o in self.offers[e, m]
            ]
        )

    def wait(self, e: str, m: str, ready: dict[str, int | None] | None = None) -> int | None:
        """``arrive − stock``; ``None`` when never or past the horizon."""
        arrive = self.arrive(e, m, ready)
        if arrive is None or arrive - self.stock[e, m] > HORIZON:
            return None
        return arrive - self.stock[e, m]

    def _least(self, start: dict[str, int | None]) -> dict[str, int | None]:
        ready = dict(start)
        while True:
            changed = False
            for e in self.rows:
                if ready[e] is None:
                    continue
                waits = [self.wait(e, m, ready) for m in self.needs(e)]
                value = None if None in waits else max([start[e], *waits])
                if value != ready[e]:
                    ready[e], changed = value, True
            if not changed:
                return ready

    def _deciders(self, e: str) -> list[tuple[str, str]]:
        """(material, supplier) pairs that decide when ``e``, which will be ready, is ready."""
        pairs = []
        for m in self.needs(e):
            if self.wait(e, m) == self.ready[e]:
                arrive = self.arrive(e, m)
                pairs += [
                    (m, o.supplier)
                    for o in self.offers[e, m]
                    if self.ready[o.supplier] is not None
                    and self.ready[o.supplier] + o.lead == arrive
                ]
        return pairs

    def _waits_for(self) -> dict[str, tuple[str, str, int | None]]:
        """(supplier, material, days) for everybody who waits."""
        waits: dict[str, tuple[str, str, int | None]] = {}
        hops = {
            e: 0 for e in self.rows if self.ready[e] is not None and self.ready[e] == self.own[e]
        }
        level = 0
        late = {e for e in self.rows if self.ready[e] is not None and e not in hops}
        while late:
            found = {}
            for e in late:
                near = [pair for pair in self._deciders(e) if hops.get(pair[1]) == level]
                if near:
                    found[e] = min(near)
            assert found, "one of the tied always leads to an enterprise that waits for nobody"
            for e, (m, s) in found.items():
                waits[e] = (s, m, self.ready[e])
                hops[e] = level + 1
            late -= found.keys()
            level += 1
        for e in self.rows:
            if self.ready[e] is None and self.own[e] is not None:
                m = min(m for m in self.needs(e) if self.wait(e, m) is None)
                suppliers = [o.supplier for o in self.offers[e, m]]
                never = [s for s in suppliers if self.ready[s] is None]
                waits[e] = (min(never or suppliers), m, None)
        return waits

    def chain(self, e: str) -> list[str]:
        """``e`` and whom it waits for, hop by hop; a circle once round."""
        seen = [e]
        while seen[-1] in self.waits_for:
            following = self.waits_for[seen[-1]][0]
            if following in seen:
                break
            seen.append(following)
        return seen

    def held(self, x: str) -> set[str]:
        return {e for e in self.rows if e != x and x in self.chain(e)}

    def _stuck(self, e: str) -> str | None:
        if self.ready[e] is not None:
            return None
        last = self.chain(e)[-1]
        if last in self.closed:
            return "closed"
        return "circular" if last in self.waits_for else "late"

    def _firm(self) -> dict[str, bool]:
        def known(e: str) -> bool:
            row = self.rows[e]
            own = self.runs[e] or bool(row.get("expected_on"))
            mapped = all(self.offers.get((e, m)) for m in self.essential[e])
            return self.ready[e] is not None and bool(row.get("surveyed_on")) and own and mapped

        firm = {e for e in self.rows if known(e)}
        while True:
            out = {e for e in firm if any(not self._suffices(e, m, firm) for m in self.needs(e))}
            if not out:
                return {e: e in firm for e in self.rows}
            firm -= out

    def _suffices(self, e: str, m: str, firm: set[str]) -> bool:
        arrive = self.arrive(e, m)
        offers = self.offers[e, m]
        there = [
            o
            for o in offers
            if o.supplier in firm and o.given and self.ready[o.supplier] + o.lead <= arrive
        ]
        return enough(offers, there)

    def stops(self, out: set[str]) -> set[str]:
        """``stops(D)``: closed enterprises are no suppliers; every essential need counts."""
        stopped = set(out)
        while True:
            more = set()
            for e in self.rows:
                if e in stopped:
                    continue
                for m in self.needs(e):
                    offers = [o for o in self.offers[e, m] if o.supplier not in self.closed]
                    there = [o for o in offers if o.supplier not in stopped]
                    if offers and not enough(offers, there):
                        more.add(e)
            if not more:
                return stopped
            stopped |= more


def enough(offers: list[Offer], there: list[Offer]) -> bool:
    """Whether those ``there`` suffice: one, or with shares at least half of all named."""
    if not there:
        return False
    if any(o.share is None for o in offers):
        return True
    return 2 * sum(o.share for o in there) >= sum(o.share for o in offers)


def quantile(arrivals: list[tuple[int | None, int | None]]) -> int | None:
    """The day the need is met: the first arrival, or with shares the one that makes it half."""
    come = sorted(
        ((at, share) for at, share in arrivals if at is not None), key=lambda pair: pair[0]
    )
    if any(share is None for _, share in arrivals):
        return come[0][0] if come else None
    total, there = sum(share for _, share in arrivals), 0
    for at, share in come:
        there += share
        if 2 * there >= total:
            return at
    return None


def as_text(value: Any) -> str:
    """A value as a table holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
