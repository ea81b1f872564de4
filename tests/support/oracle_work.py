"""What the saved queries about work to do must answer: whom to call, what to bring, how far it is.

As ``tests.oracle_facts``, on which it stands.
"""

import datetime
import math
import statistics
from collections import defaultdict
from typing import Any

from tests.support.oracle_facts import Facts, Row

PROVINCE = {"31": "上海市", "32": "江苏省", "33": "浙江省", "34": "安徽省", "35": "福建省"}
CITY = {"3302": "宁波市", "3205": "苏州市", "3407": "铜陵市", "4403": "深圳市"}
DISTRICT = {"330282": "慈溪市", "330281": "余姚市", "330212": "鄞州区"}


class Work(Facts):
    """The answers about what is to be done."""

    def shared_suppliers(self, at_least: int = 2) -> list[Row]:
        supplied: dict[str, list[Row]] = defaultdict(list)
        for row in self.current:
            if row["buyer"] in self.anchors and row["supplier"] not in self.closed:
                supplied[row["supplier"]].append(row)
        rows = []
        for s, supplies in supplied.items():
            anchors = sorted({row["buyer"] for row in supplies} - {s})
            materials = sorted({row["material"] for row in supplies})
            if len(anchors) >= at_least:
                rows.append(
                    {
                        "supplier": s,
                        "name": self.enterprises[s]["name"],
                        "anchors": len(anchors),
                        "anchor_ids": anchors,
                        "materials": materials,
                        "material_names": [self.materials[m]["name"] for m in materials],
                    }
                )
        return sorted(rows, key=lambda r: (-r["anchors"], r["supplier"]))

    def outside_suppliers(self, enterprise: str, tiers: int = 12) -> list[Row]:
        home = self.enterprises[enterprise].get("district")
        tier = self.tiers(enterprise)
        rows = []
        for s, at in tier.items():
            district = self.enterprises[s].get("district")
            elsewhere = home is not None and district not in (None, home)
            if elsewhere and 0 < at <= tiers and s not in self.closed:
                buyer, material = self.entry(s, tier)
                held = self.held[s]
                rows.append(
                    {
                        "district": district,
                        "supplier": s,
                        "name": self.enterprises[s]["name"],
                        "material": material,
                        "tier": at,
                        "resumed_on": self.enterprises[s].get("resumed_on"),
                        "held_above_scale": sum(
                            bool(self.enterprises[y]["above_scale"]) for y in held
                        ),
                        "held": len(held),
                        "runs": self.model.runs[s],
                        "buyer": buyer,
                    }
                )
        rows.sort(key=lambda r: (r["tier"], r["supplier"]))
        held = "held_above_scale"
        return sorted(rows, key=lambda r: (r["district"], r["runs"], -r[held], -r["held"]))

    def overdue(self, team: str | None = None) -> list[Row]:
        rows = []
        for e, row in self.enterprises.items():
            expected = row.get("expected_on")
            late = expected is not None and expected < self.today
            if not late or self.model.runs[e] or e in self.closed:
                continue
            teams = self.teams_of(e)
            if team is not None and team not in teams:
                continue
            shown = team or next(iter(teams), None)
            rows.append(
                {
                    "enterprise": e,
                    "name": row["name"],
                    "expected_on": expected,
                    "days_late": (self.today - expected).days,
                    "held": len(self.held[e]),
                    "team": shown,
                    "team_name": self.name(self.teams, shown),
                    "contact": row.get("contact"),
                    "phone": row.get("phone"),
                    "ready_days": self.days(e),
                    "firm": self.model.firm[e],
                    "stuck": self.model.stuck.get(e),
                }
            )
        return sorted(rows, key=lambda r: (-r["held"], -r["days_late"], r["enterprise"]))

    def four_sync_board(self, by: str) -> list[Row]:
        members: dict[Any, list[str]] = defaultdict(list)
        if by == "anchor":
            for a in self.anchors:
                members[a, None] = [e for e in self.tiers(a) if e != a]
        for e, row in self.enterprises.items():
            district = row.get("district")
            if by == "all":
                members[None, None].append(e)
            elif by == "city":
                members[district and district[:4], None].append(e)
            elif by == "district":
                members[district, district].append(e)
            elif by == "town":
                members[row.get("town"), row.get("town") and district].append(e)
            elif by == "industry":
                members[row.get("industry"), None].append(e)
            elif by == "team":
                for team in self.teams_of(e) or [None]:
                    members[team, None].append(e)
        board = [
            {"group": group, "district": within} | self._rates(those)
            for (group, within), those in members.items()
            if those
        ]
        return sorted(board, key=_in_order)

    def _rates(self, those: list[str]) -> Row:
        rows = [self.enterprises[e] for e in those]
        going = [row for row in rows if row["id"] not in self.closed]
        resumed = [row for row in going if self.past(row.get("resumed_on"))]
        back = [r for r in going if None not in (r.get("on_post"), r.get("headcount"))]
        making = [
            r
            for r in going
            if r.get("headcount") is not None
            and (r not in resumed or r.get("output_rate") is not None)
        ]
        post, heads = sum(r["on_post"] for r in back), sum(r["headcount"] for r in back)
        normal = sum(r["headcount"] for r in making)
        output = math.fsum(r["headcount"] * r["output_rate"] for r in making if r in resumed)
        return {
            "enterprises": len(rows),
            "surveyed": sum(self.past(r.get("surveyed_on")) for r in rows),
            "filed": sum(self.past(r.get("filed_on")) for r in rows),
            "prevention": sum(self.past(r.get("prevention_on")) for r in rows),
            "resumed": len(resumed),
            "resumption_rate": len(resumed) / len(going) if going else None,
            "return_rate": post / heads if heads else None,
            "output_rate": output / normal if normal else None,
            "missing": sum(r not in back or r not in making for r in going),
            "should_resume": len(going),
            "on_post": post,
            "headcount": heads,
            "return_missing": len(going) - len(back),
            "output": output,
            "output_headcount": normal,
            "output_missing": len(going) - len(making),
        }

    def team_worklist(self, team: str) -> list[Row]:
        steps = {"surveyed_on": "survey", "filed_on": "filing"}
        steps |= {"prevention_on": "prevention", "resumed_on": "resumption"}
        away = {w["id"]: w["enterprise"] for w in self.workers if w["state"] != "on_post"}
        rows = []
        for e, row in self.enterprises.items():
            serves = (team, e) in self.serves and e not in self.closed
            undone = [step for day, step in steps.items() if row.get(day) is None]
            requests = sorted(
                q["id"]
                for q in self.requests
                if (q["enterprise"], q.get("team")) == (e, team)
                and q["state"] in ("open", "matched")
            )
            workers = sum(t == team and away.get(w) == e for t, w in self.escorts)
            if (serves and undone) or requests or workers:
                rows.append(
                    {
                        "enterprise": e,
                        "name": row["name"],
                        "next_step": undone[0] if serves and undone else None,
                        "expected_on": row.get("expected_on"),
                        "held": len(self.held[e]),
                        "requests": requests,
                        "workers": workers,
                        "phone": row.get("phone"),
                    }
                )
        return sorted(rows, key=lambda r: (-r["held"], -len(r["requests"]), r["enterprise"]))

    def workers_away(self, **only: Any) -> list[Row]:
        rows = []
        for w in self.workers:
            squads = sorted(t for t, worker in self.escorts if worker == w["id"])
            if w["state"] == "on_post" or only.get("team") not in (None, *squads):
                continue
            if any(only.get(k) not in (None, w.get(k)) for k in ("enterprise", "home", "state")):
                continue
            team = only.get("team") or next(iter(squads), None)
            rows.append(
                {
                    "worker": w["id"],
                    "worker_name": w.get("name"),
                    "home": w.get("home"),
                    "state": w.get("state"),
                    "expected_on": w.get("expected_on"),
                    "enterprise": w["enterprise"],
                    "name": self.enterprises[w["enterprise"]]["name"],
                    "team": team,
                    "team_name": self.name(self.teams, team),
                }
            )
        rows.sort(key=lambda r: (r["expected_on"] or datetime.date.max, r["worker"]))
        return sorted(rows, key=lambda r: (r["home"] is None, r["home"], r["team"] is not None))

    def open_requests(self, **only: Any) -> list[Row]:
        rows = [
            {
                "request": q["id"],
                "kind": q["kind"],
                "state": q["state"],
                "enterprise": q["enterprise"],
                "material": q.get("material"),
                "material_name": self.name(self.materials, q.get("material")),
                "quantity": q.get("quantity"),
                "raised_on": q["raised_on"],
                "open_days": (self.today - q["raised_on"]).days,
                "team": q.get("team"),
                "phone": self.enterprises[q["enterprise"]].get("phone"),
                "best_supplier": best,
                "best_days": days,
            }
            for q in self.requests
            for best, days in [self.first_to_deliver(q)]
            if q["state"] in ("open", "matched")
            and all(only.get(k) in (None, q.get(k)) for k in ("enterprise", "team", "kind"))
        ]
        return sorted(rows, key=lambda r: (r["state"] == "matched", r["raised_on"], r["request"]))

    def first_to_deliver(self, q: Row) -> tuple[str | None, float | None]:
        """Of the makers that do not supply who raised it, the first whose goods could be there."""
        buyer, material = q["enterprise"], q.get("material")
        current = [r for r in self.current if r["material"] == material]
        current = [r for r in current if r["supplier"] != r["buyer"]]
        leads = [r for r in current if r.get("lead_days") is not None]
        present = [r["lead_days"] for r in leads if r["buyer"] == buyer]
        able = []
        for maker, made in self.makers:
            supplies = any((r["supplier"], r["buyer"]) == (maker, buyer) for r in current)
            ready = self.days(maker)
            if made != material or maker in self.closed | {buyer} or supplies or ready is None:
                continue
            own: dict[str, float] = {}
            for r in leads:
                if r["supplier"] == maker:
                    own[r["buyer"]] = min(r["lead_days"], own.get(r["buyer"], math.inf))
            lead = statistics.median(own.values()) if own else min(present, default=1.0)
            both_run = self.model.runs[maker] and self.model.runs[buyer]
            able.append((round(ready + (0 if both_run else lead), 2), maker))
        days, best = min(able, default=(None, None)) if q["state"] == "open" else (None, None)
        return best, days

    def between(self, a: str, b: str) -> list[Row]:
        """All shortest ways of supply between two, from either to the other, else undirected."""
        supplies = [row for row in self.current if row["supplier"] != row["buyer"]]
        fed_by = [(row["buyer"], row["supplier"], row) for row in supplies]
        feeds = [(row["supplier"], row["buyer"], row) for row in supplies]
        ways = [(True, way) for way in shortest(feeds, b, a)]
        ways += [(False, way) for way in shortest(feeds, a, b)]
        ways = ways or [(False, way) for way in shortest([*feeds, *fed_by], a, b)]
        ways.sort(key=lambda one: (not one[0], len(one[1]), *_along(one[1])))
        waits = {(e, *found[:2]) for e, found in self.model.waits_for.items()}
        return [
            {
                "way": place + 1,
                "step": step + 1,
                "supplier": row["supplier"],
                "material": row["material"],
                "buyer": row["buyer"],
                "lead_days": row.get("lead_days"),
                "waits": (row["buyer"], row["supplier"], row["material"]) in waits,
                "runs": self.model.runs[row["supplier"]],
                "ready_days": self.days(row["supplier"]),
                "firm": self.model.firm[row["supplier"]],
            }
            for place, (_, way) in enumerate(ways[:20])
            for step, (_, _, row) in enumerate(way)
        ]

    def data_gaps(self, enterprise: str | None = None) -> list[Row]:
        always = ["surveyed_on", "contact", "phone", "district", "headcount", "on_post"]
        rows = []
        for e in self.tiers(enterprise) if enterprise else self.enterprises:
            if e in self.closed:
                continue
            row = self.enterprises[e]
            missing = [fact for fact in always if row.get(fact) is None]
            if self.past(row.get("resumed_on")) and row.get("output_rate") is None:
                missing.append("output_rate")
            if not self.model.runs[e] and row.get("expected_on") is None:
                missing.append("expected_on")
            needs = {m: need for (buyer, m), need in sorted(self.needs.items()) if buyer == e}
            essential = [m for m, need in needs.items() if need.get("essential") is not False]
            supplies = [row for row in self.into[e] if row["supplier"] != e]
            known = {row["material"] for row in supplies}
            missing += [f"stock_days:{m}" for m in essential if needs[m].get("stock_days") is None]
            missing += [f"suppliers:{m}" for m in essential if m not in known]
            leadless = {
                (r["material"], r["supplier"]) for r in supplies if r.get("lead_days") is None
            }
            missing += sorted(f"lead_days:{m}:{s}" for m, s in leadless)
            if missing:
                rows.append(
                    {
                        "enterprise": e,
                        "name": row["name"],
                        "missing": missing,
                        "anchors": self.anchors_stopped[e],
                        "contact": row.get("contact"),
                        "phone": row.get("phone"),
                        "team": next(iter(self.teams_of(e)), None),
                        "unconfirmed": sum(not n.get("suppliers_complete") for n in needs.values()),
                    }
                )
        return sorted(rows, key=lambda r: (-r["anchors"], -len(r["missing"]), r["enterprise"]))

    def counts(self, e: str) -> Row:
        """The figures of the page of one enterprise."""
        others = [r for r in self.current if r["supplier"] != r["buyer"]]
        held = self.held[e]
        waits = self.model.waits_for.get(e)
        return {
            "ready_days": self.days(e),
            "ready_on": self.ready_on(e),
            "own_days": None if self.model.own[e] is None else self.model.own[e] / 100,
            "firm": self.model.firm[e],
            "stuck": self.model.stuck[e],
            "anchor": e in self.anchors,
            "waits_for": waits and waits[0],
            "material": waits and waits[1],
            "held": len(held),
            "held_above_scale": sum(bool(self.enterprises[y]["above_scale"]) for y in held),
            "held_headcount": sum(self.enterprises[y].get("headcount") or 0 for y in held),
            "suppliers": len({r["supplier"] for r in others if r["buyer"] == e}),
            "buyers": len({r["buyer"] for r in others if r["supplier"] == e}),
            "workers_away": sum(
                w["enterprise"] == e and w["state"] != "on_post" for w in self.workers
            ),
            "open_requests": sum(
                q["enterprise"] == e and q["state"] in ("open", "matched") for q in self.requests
            ),
            "teams": sorted(self.teams[t]["name"] for t in self.teams_of(e)),
        }


def place(district: str) -> str:
    """The name of a district, by the few that this table knows."""
    return PROVINCE[district[:2]] + CITY.get(district[:4], "") + DISTRICT.get(district, "")


Step = tuple[str, str, Row]
"""A link of a way: from whom, to whom, and the supply that it is."""


def shortest(links: list[Step], start: str, end: str) -> list[list[Step]]:
    """Every shortest way along ``links``; none from one to itself."""
    ways: dict[str, list[list[Step]]] = {start: [[]]}
    front = {start}
    while start != end and front and end not in ways:
        reached: dict[str, list[list[Step]]] = defaultdict(list)
        for step in links:
            if step[0] in front and step[1] not in ways:
                reached[step[1]] += [[*way, step] for way in ways[step[0]]]
        ways |= reached
        front = set(reached)
    return ways.get(end, []) if start != end else []


def _along(way: list[Step]) -> tuple[list[str], ...]:
    rows = [row for _, _, row in way]
    materials, since = [r["material"] for r in rows], [str(r.get("since") or "") for r in rows]
    return [way[0][0], *(step[1] for step in way)], materials, since


def _in_order(row: Row) -> tuple[int, bool, str, bool, str]:
    group, district = row["group"], row["district"]
    return (-row["enterprises"], group is None, group or "", district is None, district or "")
