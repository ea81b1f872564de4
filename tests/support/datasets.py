"""Small datasets on disk, written by tests."""

import csv
import shutil
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

ABOUT = {"id": "one", "title": "One", "as_of": "2020-02-12", "source": "illustrative"}

SMALL: dict[str, list[Sequence[str]]] = {
    "enterprises": [
        ("id", "name", "above_scale", "resumed_on", "headcount", "phone"),
        ("gongniu", "公牛集团", "true", "2020-02-11", "13000", "1"),
        ("yuelong", "跃隆五金", "", "", "80", "2"),
        ("jintian", "金田铜业", "true", "2020-02-10", "", ""),
    ],
    "materials": [("id", "name"), ("copper", "铜"), ("bracket", "插头支架")],
    "supplies": [
        ("supplier", "material", "buyer", "lead_days", "share", "since"),
        ("yuelong", "bracket", "gongniu", "2", "0.9", ""),
        ("jintian", "copper", "gongniu", "1.5", "", ""),
        ("jintian", "copper", "gongniu", "1", "", "2020-01-01"),
    ],
    "needs": [
        ("enterprise", "material", "stock_days"),
        ("gongniu", "bracket", "3"),
        ("yuelong", "copper", "0"),
    ],
    "workers": [
        ("id", "enterprise", "home", "state"),
        ("w1", "gongniu", "安徽", "home"),
        ("w2", "yuelong", "", "on_post"),
    ],
    "teams": [
        ("id", "name", "kind"),
        ("t1", "一组", "service_team"),
        ("s1", "小分队", "labour_squad"),
    ],
    "serves": [("team", "enterprise", "since"), ("t1", "gongniu", "2020-02-01")],
    "escorts": [("team", "worker"), ("s1", "w1")],
    "requests": [
        ("id", "enterprise", "kind", "material", "raised_on", "state", "met_by", "team"),
        ("r1", "yuelong", "material", "copper", "2020-02-10", "open", "", "t1"),
        ("r2", "gongniu", "labour", "", "2020-02-10", "met", "jintian", ""),
    ],
}  # fmt: skip
"""One of everything, without a fault."""


REQUEST_SIDES = ("enterprise", "met_by", "brokered_by")
BLANK = dict.fromkeys(["", None])


def write(
    folder: Path,
    tables: Mapping[str, Sequence[Sequence[str]]] = SMALL,
    about: Mapping[str, str] = ABOUT,
) -> Path:
    """Writes a dataset folder anew and gives its path."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in folder.iterdir():
        file.unlink()
    lines = [f"{name}: {value}\n" for name, value in about.items()]
    (folder / "dataset.yaml").write_text("".join(lines), encoding="utf-8")
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def write_part(folder: Path, origin: Path, enterprises: Collection[str], most: int) -> Path:
    """Writes a part of a dataset anew: these enterprises, whoever supplies them, tier by tier, and
    further ones in their order, ``most`` in all; and of the other tables what is about them.
    """
    tables: dict[str, list[dict[str, str]]] = {}
    for path in sorted(origin.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    headers = {name: list(rows[0]) for name, rows in tables.items()}
    kept = dict.fromkeys(enterprises)
    queue = list(kept)
    for buyer in queue:  # it grows
        found = {row["supplier"] for row in tables["supplies"] if row["buyer"] == buyer}
        queue += sorted(found - kept.keys())
        kept |= dict.fromkeys(sorted(found))
    kept = dict.fromkeys([*kept, *(row["id"] for row in tables["enterprises"])][:most])
    of = {
        "enterprises": ("id",),
        "supplies": ("supplier", "buyer"),
        "certificates": ("anchor", "supplier"),
        "requests": REQUEST_SIDES,
    }
    for name, rows in tables.items():
        of_enterprises = of.get(name, ("enterprise",))
        rows[:] = [
            row for row in rows if all(row.get(one) in BLANK | kept for one in of_enterprises)
        ]
    workers = {row["id"] for row in tables["workers"]}
    letters = {row["id"] for row in tables["letters"]}
    tables["about"] = [row for row in tables["about"] if row["letter"] in letters]
    tables["escorts"] = [row for row in tables["escorts"] if row["worker"] in workers]
    shutil.copy(origin / "dataset.yaml", write(folder, {}))
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0] if rows else headers[name]))
            writer.writeheader()
            writer.writerows(rows)
    return folder
