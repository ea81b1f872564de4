"""What the saved queries about facts must answer, worked out from the tables in plain Python.

Each method is called like its query, takes the same arguments and gives the rows as dictionaries,
in order. Readiness and who waits for whom come from ``tests.model``; nothing comes from a graph.
"""

import csv
import datetime
import math
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from tests.support.model import Model, Network

Row = dict[str, Any]

NUMBERS = {"output_rate", "recover_days", "latitude", "longitude", "stock_days", "lead_days"}
NUMBERS |= {"share", "quantity", "daily_quantity", "daily_capacity", "confidence"}
WHOLE = {"headcount", "on_post"}
TRUTHS = {
    *("above_scale", "anchor", "essential", "suppliers_complete"),
    *("commitment", "prevention_plan", "worker_register"),
}
NEVER_FIRST = math.inf


def value(column: str, text: str) -> Any:
    if text == "":
        return None
    if column.endswith("_on") or column in ("since", "until"):
        return datetime.date.fromisoformat(text)
    if column in NUMBERS:
        return float(text)
    if column in WHOLE:
        return int(text)
    return text == "true" if column in TRUTHS else text


class Facts:
    """The tables of one dataset folder, and the answers they give."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        network = Network.read(folder)
        self.today = network.as_of
        self.model = Model(network)
        self.enterprises = {row["id"]: row for row in self.table("enterprises")}
        self.materials = {row["id"]: row for row in self.table("materials")}
        self.teams = {row["id"]: row for row in self.table("teams")}
        self.workers = self.table("workers")
        self.requests = self.table("requests")
        self.supplies = self.table("supplies")
        self.needs = {(row["enterprise"], row["material"]): row for row in self.table("needs")}
        self.makers = {(row["enterprise"], row["material"]) for row in self.table("makes")}
        for row in self.supplies:
            self.needs.setdefault((row["buyer"], row["material"]), {})
            self.makers.add((row["supplier"], row["material"]))
        self.serves = {(row["team"], row["enterprise"]) for row in self.table("serves")}
        self.escorts = {(row["team"], row["worker"]) for row in self.table("escorts")}
        self.current = [
            row
            for row in self.supplies
            if (row.get("since") or self.today) <= self.today <= (row.get("until") or self.today)
        ]
        self.into: dict[str, list[Row]] = defaultdict(list)
        for row in self.current:
            self.into[row["buyer"]].append(row)
        self.closed = {e for e, row in self.enterprises.items() if self.past(row.get("closed_on"))}
        self.anchors = sorted(
            e
            for e, row in self.enterprises.items()
            if (row["above_scale"] if row.get("anchor") is None else row["anchor"])
        )

    def table(self, name: str) -> list[Row]:
        path = self.folder / f"{name}.csv"
        if not path.exists():
            return []
        with path.open(encoding="utf-8-sig", newline="") as file:
            return [{k: value(k, v) for k, v in row.items()} for row in csv.DictReader(file)]

    def past(self, day: datetime.date | None) -> bool:
        return day is not None and day <= self.today

    def name(self, kind: dict[str, Row], id: str | None) -> str | None:
        return kind[id]["name"] if id is not None else None

    @cached_property
    def held(self) -> dict[str, set[str]]:
        """Who waits for each enterprise, in the end."""
        held: dict[str, set[str]] = defaultdict(set)
        for e in self.enterprises:
            for x in self.model.chain(e)[1:]:
                held[x].add(e)
        return held

    @cached_property
    def anchors_stopped(self) -> dict[str, int]:
        """How many anchors other than itself stop if it stops."""
        stopped = {x: self.model.stops({x}) for x in self.enterprises}
        return {x: len((more - {x}) & set(self.anchors)) for x, more in stopped.items()}

    def tiers(self, root: str) -> dict[str, int]:
        """Every supporting enterprise and how near it is; the root itself at 0."""
        tier = {root: 0}
        order = [root]
        for e in order:
            for s in sorted({row["supplier"] for row in self.into[e]} - tier.keys()):
                tier[s] = tier[e] + 1
                order.append(s)
        return tier

    def days(self, e: str) -> float | None:
        ready = self.model.ready[e]
        return None if ready is None else ready / 100

    def ready_on(self, e: str) -> datetime.date | None:
        days = self.days(e)
        if days is None or self.model.runs[e]:
            return None
        return self.today + datetime.timedelta(days=math.ceil(days))

    def entry(self, e: str, tier: dict[str, int]) -> tuple[str, str]:
        """The first of the supplies by which ``e`` enters a tree: buyer and material."""
        return min(
            (row["buyer"], row["material"])
            for row in self.current
            if row["supplier"] == e and tier.get(row["buyer"]) == tier[e] - 1
        )

    def teams_of(self, e: str) -> list[str]:
        return sorted(t for t, served in self.serves if served == e)

    def found(self, rows: Iterable[Row], text: str, *more: str) -> list[tuple[int, Row]]:
        """Rows that ``text`` finds, with how well it fits: 0 is best."""
        small = text.lower()
        fits = []
        for row in rows:
            names = [(row.get(key) or "").lower() for key in ("name", "name_en")]
            if row["id"] == text or (text and row.get("uscc") == text.upper()):
                fits.append((0, row))
            elif row["id"].startswith(text) or any(n.startswith(small) and n for n in names):
                fits.append((1, row))
            elif any(small in n for n in names) or any(text in (row.get(k) or "") for k in more):
                fits.append((2, row))
        return sorted(fits, key=lambda x: (x[0], len(x[1]["name"]), x[1]["name"], x[1]["id"]))

    def enterprises_found(self, text: str = "", **only: Any) -> list[str]:
        found = [
            (fit, row)
            for fit, row in self.found(self.enterprises.values(), text)
            if (row.get("district") or "").startswith(only.get("district", ""))
            and (row.get("industry") or "").startswith(only.get("industry", ""))
            and only.get("town") in (None, row.get("town"))
            and only.get("above_scale") in (None, bool(row.get("above_scale")))
        ]
        if text == "":
            found.sort(key=lambda x: (x[0], x[1]["id"] not in self.anchors))
        return [row["id"] for _, row in found]

    def materials_found(self, text: str = "") -> list[Row]:
        return [
            {
                "material": m["id"],
                "name": m["name"],
                "makers": sum(made == m["id"] for _, made in self.makers),
                "needed_by": sum(needed == m["id"] for _, needed in self.needs),
            }
            for _, m in self.found(self.materials.values(), text)
        ]

    def teams_found(self, text: str = "", kind: str | None = None) -> list[Row]:
        return [
            {
                "team": t["id"],
                "enterprises": sum(team == t["id"] for team, _ in self.serves),
                "workers": sum(team == t["id"] for team, _ in self.escorts),
                "leader": t.get("leader"),
            }
            for _, t in self.found(self.teams.values(), text, "destination")
            if kind in (None, t["kind"])
        ]

    def supplier_tree(self, enterprise: str, tiers: int = 6) -> list[Row]:
        tier = self.tiers(enterprise)
        rows = []
        for e, at in tier.items():
            if at > tiers:
                continue
            row = self.enterprises[e]
            buyer, material = self.entry(e, tier) if at else (None, None)
            rows.append(
                {
                    "tier": at,
                    "enterprise": e,
                    "name": row["name"],
                    "buyer": buyer,
                    "buyer_name": self.name(self.enterprises, buyer),
                    "material": material,
                    "material_name": self.name(self.materials, material),
                    "surveyed_on": row.get("surveyed_on"),
                    "filed_on": row.get("filed_on"),
                    "prevention_on": row.get("prevention_on"),
                    "resumed_on": row.get("resumed_on"),
                    "ready_days": self.days(e),
                    "ready_on": self.ready_on(e),
                    "runs": self.model.runs[e],
                    "in_flow": self.model.in_flow[e],
                    "firm": self.model.firm[e],
                    "stuck": self.model.stuck[e],
                    "teams": sorted(self.teams[t]["name"] for t in self.teams_of(e)),
                }
            )
        return sorted(rows, key=lambda r: (r["tier"], -last(r["ready_days"]), r["enterprise"]))

    def single_source(self, enterprise: str | None = None, tiers: int = 6) -> list[Row]:
        tier = self.tiers(enterprise) if enterprise else dict.fromkeys(self.enterprises)
        rows = []
        for e, at in tier.items():
            if at is not None and at > tiers:
                continue
            offers: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
            for row in self.into[e]:
                if row["supplier"] not in self.closed | {e}:
                    offers[row["material"]][row["supplier"]].append(row.get("share"))
            for m, shares in offers.items():
                makers = sum(made == m and e not in self.closed for e, made in self.makers)
                held = {
                    s: sum(round(x * 100) for x in given if x is not None)
                    for s, given in shares.items()
                    if any(x is not None for x in given)
                }
                top = max(shares, key=lambda s: held.get(s, 0))
                if len(shares) == 1:
                    kind = "sole" if makers == 1 else "single"
                elif len(held) == len(shares) and 2 * held[top] > sum(held.values()):
                    kind = "main"
                else:
                    continue
                need = self.needs[e, m]
                rows.append(
                    {
                        "buyer": e,
                        "buyer_name": self.enterprises[e]["name"],
                        "tier": at,
                        "material": m,
                        "material_name": self.materials[m]["name"],
                        "supplier": top,
                        "supplier_name": self.enterprises[top]["name"],
                        "kind": kind,
                        "makers": makers,
                        "confirmed": bool(need.get("suppliers_complete")),
                        "essential": need.get("essential") is not False,
                    }
                )
        order = ["sole", "single", "main"]
        return sorted(
            rows, key=lambda r: (r["tier"] or 0, order.index(r["kind"]), r["buyer"], r["material"])
        )


def last(days: float | None) -> float:
    return NEVER_FIRST if days is None else days
