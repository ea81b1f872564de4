"""What unblocking each root blocker saves by the definition: the model solved again for each."""

from copy import deepcopy
from typing import Any

from tests.support.model import Model, Network
from tests.support.networks import days_from

Row = dict[str, Any]


def tried(network: Network) -> list[Row]:
    """Every root blocker with what the model says that it saves, in order."""
    model = Model(network)
    rows = []
    for x in model.rows:
        if x in model.waits_for or x in model.closed or model.own[x] == 0:
            continue
        after = deepcopy(network)
        (row,) = (row for row in after.enterprises if row["id"] == x)
        row["expected_on"] = days_from(0)
        then = Model(after).ready
        saved = above = freed = 0
        for e, before in model.ready.items():
            now = then[e]
            if before is None:
                freed += now is not None
            else:
                assert now is not None and now <= before
                saved += before - now
                above += before - now if model.rows[e].get("above_scale") == "true" else 0
        held = [model.rows[e] for e in model.held(x)]
        rows.append(
            {
                "enterprise": x,
                "days_saved_above_scale": above / 100,
                "days_saved": saved / 100,
                "freed": freed,
                "held": len(held),
                "held_above_scale": sum(row.get("above_scale") == "true" for row in held),
            }
        )
    order = ("days_saved_above_scale", "freed", "held_above_scale", "days_saved")
    return sorted(rows, key=lambda row: (*(-row[name] for name in order), row["enterprise"]))
