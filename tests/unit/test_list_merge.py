"""Random lists, read in columns, against a model that goes through them line by line."""

import random
from pathlib import Path
from typing import Any

import pytest

from service.dataset.check import read_and_check
from tests.support.lists import AS_OF, text
from tests.unit.test_list_cases import rows

HEADER = ("龙头企业", "配套企业", "物料", "街道", "电话", "库存天数", "交货天数", "备注", "天气")
BUYERS = ("公牛", "新海", "方太")
SUPPLIERS = ("甲厂", "乙厂", "丙厂", "丁厂", "公牛")
MATERIALS = ("铜", "铁", "锌")

Line = tuple[list[str], list[str], list[str], str, str, str, str, str, str]


def lines_of(chance: random.Random) -> list[Line]:
    """Lines that do not contradict each other: a fact is that of its key, or blank."""
    lines: list[Line] = []
    for _ in range(chance.randrange(1, 25)):
        buyers = chance.sample(BUYERS, chance.choice((1, 1, 1, 2)))
        suppliers = [s for s in SUPPLIERS if s not in buyers]
        suppliers = chance.sample(suppliers, chance.choice((1, 1, 1, 2)))
        materials = chance.sample(MATERIALS, chance.choice((0, 1, 1, 2)))
        if len(suppliers) > 1:
            materials = materials[:1]
        maybe = [chance.random() < 0.5 for _ in range(6)]
        one = len(buyers) == len(suppliers) == len(materials) == 1
        key = "".join((*buyers, *suppliers, *materials))
        lines.append((
            buyers, suppliers, materials,
            f"{suppliers[0]}街道" if maybe[0] and len(suppliers) == 1 else "",
            "；".join(chance.sample("123", chance.randrange(1, 3))) if maybe[1] else "",
            str(len(buyers[0]) + ord(materials[0]) % 7) if maybe[2] and one else "",
            str(sum(map(ord, key)) % 9) if maybe[3] and one else "",
            chance.choice(("缺铜", "催货", "缺铜；急")) if maybe[4] else "",
            "晴" if maybe[5] else "",
        ))  # fmt: skip
    return lines


def put(known: dict[str, Any], name: str, value: str) -> None:
    """The first value of a fact."""
    if value:
        known.setdefault(name, value)


def append(known: dict[str, Any], name: str, value: str) -> None:
    """Different parts of all values."""
    parts = known.get(name, "").split("；") + value.split("；")
    if joined := "；".join(dict.fromkeys(part for part in parts if part)):
        known[name] = joined


def model(lines: list[Line]) -> dict[str, Any]:
    """What the lines say together, by enterprise, need and supply, in the order of the lines."""
    enterprises: dict[str, dict[str, Any]] = {}
    needs: dict[tuple[str, str], dict[str, Any]] = {}
    supplies: dict[tuple[str, str, str], dict[str, Any]] = {}
    for buyers, suppliers, materials, town, phone, stock, lead, note, weather in lines:
        noted = "；".join(filter(None, (note, f"天气：{weather}" if weather else "")))
        for buyer in buyers:
            for supplier in suppliers:
                for material in materials or [f"supplied-by-{supplier}"]:
                    known = enterprises.setdefault(supplier, {})
                    enterprises.setdefault(buyer, {})["anchor"] = True
                    put(known, "town", town)
                    append(known, "phone", phone)
                    append(known, "note", noted)
                    put(needs.setdefault((buyer, material), {}), "stock_days", stock)
                    supply = supplies.setdefault((supplier, material, buyer), {})
                    put(supply, "lead_days", lead)
                    append(supply, "note", noted)
    return {"enterprises": enterprises, "needs": needs, "supplies": supplies}


def stated(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    found = {name: row[name] for name in names if row.get(name) is not None}
    return {name: f"{v:g}" if isinstance(v, float) else v for name, v in found.items()}


@pytest.mark.parametrize("seed", range(60))
def test_a_list_says_what_its_lines_say_together(tmp_path: Path, seed: int) -> None:
    lines = lines_of(random.Random(seed))
    cells = [
        ("、".join(line[0]), "、".join(line[1]), "、".join(line[2]), *line[3:]) for line in lines
    ]
    dataset, faults = read_and_check(text(tmp_path / "a.csv", [HEADER, *cells]), None, as_of=AS_OF)
    assert faults == []
    told = model(lines)
    found = rows(dataset, "enterprises")
    assert [row["id"] for row in found] == list(told["enterprises"])
    assert [stated(row, ("anchor", "town", "phone", "note")) for row in found] == list(
        told["enterprises"].values()
    )
    found = rows(dataset, "needs")
    assert [(row["enterprise"], row["material"]) for row in found] == list(told["needs"])
    assert [stated(row, ("stock_days",)) for row in found] == list(told["needs"].values())
    found = rows(dataset, "supplies")
    ends = ("supplier", "material", "buyer")
    assert [tuple(row[end] for end in ends) for row in found] == list(told["supplies"])
    assert [stated(row, ("lead_days", "note")) for row in found] == list(told["supplies"].values())
