"""Small datasets on disk, written by tests."""

import csv
from collections.abc import Mapping, Sequence
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
