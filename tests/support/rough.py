"""Small random datasets with every irregularity that a saved query may meet, as folders."""

import random
from pathlib import Path

from service.dataset.tables.parse import check_character
from tests.support.datasets import write
from tests.support.networks import AS_OF, days_from, random_network

TOWNS = ["周巷", "观海卫", "横河", ""]
DISTRICTS = ["330282", "330282", "330281", "320583", "440306", "340705", ""]
WORDS = ["Lucky", "LED", "Harbour", "ABC", "Copper", "Plastics"]
CHINESE = ["公牛", "金田", "跃隆", "铜业", "五金", "LED灯具"]
MAYBE = ["true", "false", ""]


def rough_dataset(folder: Path, seed: int, size: int = 24) -> Path:
    """Writes a dataset with circles, parallel and expired supplies, blanks, closed enterprises."""
    rng = random.Random(seed)
    network = random_network(rng, "", size)
    ids = [row["id"] for row in network.enterprises]
    for row in network.enterprises:
        if row["closed_on"] and row["resumed_on"] > days_from(0):
            row["resumed_on"] = ""
        row |= {
            "name": rng.choice(CHINESE) + rng.choice(CHINESE) + row["id"],
            "name_en": rng.choice(["", " ".join(rng.sample(WORDS, 2)) + " Co."]),
            "uscc": credit_code(rng) if rng.random() < 0.5 else "",
            "above_scale": rng.choice(MAYBE),
            "anchor": rng.choice(["", "", "true", "false", "false"]),
            "industry": rng.choice(["C3823", "3251", "2929", ""]),
            "district": rng.choice(DISTRICTS),
            "town": rng.choice(TOWNS),
            "contact": rng.choice(["", "somebody"]),
            "phone": rng.choice(["", "000"]),
            "headcount": rng.choice(["", "0", "12", "300"]),
            "on_post": rng.choice(["", "0", "7"]),
            "filed_on": rng.choice(["", days_from(-1)]),
            "prevention_on": rng.choice(["", days_from(0)]),
        }
    for row in network.needs:
        row["suppliers_complete"] = rng.choice(MAYBE)
        row["stock_on"] = min(row["stock_on"], AS_OF.isoformat())
    supplies = {}
    for row in network.supplies:
        if row["until"] < row["since"]:
            row["until"] = ""
        row["share"] = row["share"] and str(round(float(row["share"]) / 2, 2))
        supplies[row["supplier"], row["material"], row["buyer"], row["since"]] = row
    makes = {(rng.choice(ids), rng.choice(network.materials)["id"]) for _ in range(size // 4)}
    workers = [(f"w{n}", rng.choice(ids)) for n in range(size)]
    teams = [f"t{n}" for n in range(4)]
    kinds = ["material", "labour", "permit"]
    states = ["home", "travelling", "quarantine", "on_post"]
    tables = {
        "enterprises": network.enterprises,
        "materials": network.materials,
        "needs": network.needs,
        "supplies": list(supplies.values()),
        "makes": [{"enterprise": e, "material": m} for e, m in makes],
        "workers": [
            {
                "id": w,
                "enterprise": e,
                "home": rng.choice(["安徽", "四川", ""]),
                "state": rng.choice(states),
                "expected_on": rng.choice(["", days_from(2), days_from(-2)]),
            }
            for w, e in workers
        ],
        "teams": [
            {
                "id": t,
                "name": f"第{t}组",
                "kind": rng.choice(["service_team", "labour_squad"]),
                "destination": rng.choice(["", "四川"]),
            }
            for t in teams
        ],
        "serves": [{"team": t, "enterprise": e} for t in teams for e in rng.sample(ids, size // 3)],
        "escorts": [{"team": t, "worker": w} for t in teams for w, _ in rng.sample(workers, 5)],
        "requests": [
            {
                "id": f"r{n}",
                "enterprise": rng.choice(ids),
                "kind": rng.choice(kinds),
                "material": rng.choice(["", rng.choice(network.materials)["id"]]),
                "quantity": rng.choice(["", "2.5"]),
                "raised_on": days_from(-rng.randint(0, 9)),
                "state": rng.choice(["open", "matched", "met", "withdrawn"]),
                "team": rng.choice(["", *teams]),
            }
            for n in range(size)
        ],
    }
    sheets = {}
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if rows:
            sheets[name] = [columns, *([row.get(c, "") for c in columns] for row in rows)]
    about = {"id": f"rough-{seed}", "title": "Rough", "as_of": AS_OF.isoformat()}
    return write(folder, sheets, about)


def credit_code(rng: random.Random) -> str:
    first = "9133" + "".join(rng.choice("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(13))
    return first + check_character(first)
