"""What-ifs about random networks, and what the networks would be if their changes were real."""

import random
from copy import deepcopy
from datetime import timedelta
from typing import Any

from tests.support.model import Model, Network, as_text
from tests.support.networks import AS_OF, days_from

PAUSED = ("pauses", "pauses-district")
CLOSED = ("closes", "closes-district", "closes-material")


def asked(rng: random.Random, network: Network) -> tuple[str, dict[str, Any]]:
    """A what-if about a network, and what it is given."""
    ids = [row["id"] for row in network.enterprises]
    name = rng.choice(["restarts", "closes", "new-supply", "new-supply"])
    if name != "new-supply":
        return name, {"enterprises": rng.sample(ids, rng.randint(1, min(3, len(ids))))}
    supplier, buyer = rng.sample(ids, 2)
    wanted = [row["material"] for row in network.needs if row["enterprise"] == buyer]
    materials = wanted or [row["id"] for row in network.materials]
    given = {"supplier": supplier, "buyer": buyer, "material": rng.choice(materials)}
    return name, {**given, "lead_days": rng.randint(0, 20) / 4}


def asked_of_groups(rng: random.Random, network: Network) -> tuple[str, dict[str, Any]]:
    """A what-if about several at once, and what it is given; enterprises have a ``district``."""
    name = rng.choice([*PAUSED, "closes-district", "closes-material"])
    given: dict[str, Any] = {"days": rng.randint(1, 30)} if name in PAUSED else {}
    if name.endswith("district"):
        return name, given | {"district": rng.choice(network.enterprises)["district"]}
    if name == "closes-material":
        return name, {"material": rng.choice(network.materials)["id"]}
    return name, given | {"enterprises": [rng.choice(network.enterprises)["id"]]}


def changed(network: Network, name: str, given: dict[str, Any]) -> Network | None:
    """The network after the change; none where it is refused."""
    after = deepcopy(network)
    today = days_from(0)
    chosen = _chosen(after, name, given)
    open_ones = [row for row in after.enterprises if row["id"] in chosen and _is_open(row)]
    if not open_ones and name in ("closes-district", "closes-material", "pauses-district"):
        return None
    for row in open_ones if name in CLOSED else ():
        row["closed_on"] = today
    for row in open_ones if name in PAUSED else ():
        until = (AS_OF + timedelta(days=given["days"])).isoformat()
        row |= {"resumed_on": "", "expected_on": max(row["expected_on"], until)}
    for row in after.enterprises if name == "restarts" else ():
        if row["id"] in chosen:
            row |= {"resumed_on": today, "closed_on": "", "output_rate": ""}
    for need in after.needs:
        if name == "restarts" and need["enterprise"] in chosen:
            need["essential"] = "false"
    if name != "new-supply":
        return after
    supplier = next(row for row in after.enterprises if row["id"] == given["supplier"])
    return _supplied(after, given) if _is_open(supplier) else None


def _is_open(row: dict[str, str]) -> bool:
    return (row["closed_on"] or "9") > days_from(0)


def _counts(row: dict[str, str]) -> bool:
    return (row["since"] or "0") <= days_from(0) <= (row["until"] or "9")


def _chosen(network: Network, name: str, given: dict[str, Any]) -> set[str]:
    """The ids of whom a change is about."""
    if name.endswith("district"):
        of = given["district"]
        return {row["id"] for row in network.enterprises if row["district"].startswith(of)}
    if name == "closes-material":
        return {
            row["supplier"]
            for row in network.supplies
            if row["material"] == given["material"] and _counts(row)
        }
    return set(given.get("enterprises", ()))


def _supplied(after: Network, given: dict[str, Any]) -> Network | None:
    key = {one: given[one] for one in ("supplier", "material", "buyer")}
    if any(row.items() >= key.items() and _counts(row) for row in after.supplies):
        return None
    place = {"enterprise": given["buyer"], "material": given["material"]}
    if not any(need.items() >= place.items() for need in after.needs):
        after.needs.append({**place, "stock_days": "", "stock_on": "", "essential": ""})
    more = {"lead_days": as_text(given["lead_days"]), "share": "", "since": days_from(0)}
    after.supplies.append({**key, **more, "until": ""})
    return after


def readiness(network: Network) -> dict[str, float | None]:
    return {e: None if at is None else at / 100 for e, at in Model(network).ready.items()}
