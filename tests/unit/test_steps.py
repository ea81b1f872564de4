"""Objects in the lists of an answer in words."""

from typing import Any

import pytest

from service.display.steps import in_words

NAMES = {"a": "甲", "b": "乙"}


def words(step: dict[str, Any]) -> tuple[str, str]:
    def called(kind: str, id: str) -> str | None:
        return NAMES.get(id)

    return in_words(step, called, "en"), in_words(step, called, "zh")


def test_a_step_of_a_proof() -> None:
    step = {"enterprise": "a", "material": "m", "material_name": "铜", "suppliers": ["b", "c"]}
    assert words(step) == ("甲 lacks 铜 from 乙, c", "甲 缺 铜（乙、c）")
    unknown = {**step, "enterprise": "x", "enterprise_name": "丙"}
    assert words(unknown) == ("丙 lacks 铜 from 乙, c", "丙 缺 铜（乙、c）")


@pytest.mark.parametrize(
    ("share", "rate", "state", "en", "zh"),
    [
        (0.9, 0.3, None, "乙: share 90%, output 30%", "乙：占比 90%，产出 30%"),
        (0.125, 1.0, None, "乙: share 12.5%, output 100%", "乙：占比 12.5%，产出 100%"),
        (None, 0.0, None, "乙: output 0%", "乙：产出 0%"),
        (0.1, 0.0, "closed", "乙: share 10%, closed", "乙：占比 10%，已关停"),
        (None, 0.0, "not_resumed", "乙: not resumed", "乙：未复工"),
        (None, 1.0, "unknown", "乙: output not known, taken as 100%", "乙：产出未知，按 100% 计"),
    ],
)
def test_what_a_supplier_gives(
    share: float | None, rate: float, state: str | None, en: str, zh: str
) -> None:
    step = {"supplier": "b", "supplier_name": "B", "share": share, "output_rate": rate}
    assert words({**step, "state": state}) == (en, zh)
    unknown = {**step, "supplier": "x", "supplier_name": "丙", "state": state}
    assert words(unknown) == (en.replace("乙", "丙"), zh.replace("乙", "丙"))


def test_anything_else_is_told_key_by_key() -> None:
    assert words({"x": 1, "y": None, "z": "t"}) == ("x: 1; z: t", "x: 1; z: t")


HOP = {
    "enterprise": "a",
    "enterprise_name": "A",
    "runs": False,
    "closed": False,
    "ready_days": 3.5,
    "waits_for": "b",
    "waits_for_name": "B",
    "material": "m",
    "material_name": "铜",
    "lead_days": 5.0,
    "stock_days": 1.5,
}


@pytest.mark.parametrize(
    ("differs", "en", "zh"),
    [
        ({}, "甲 is ready in 3.5 days: ", "甲 3.5 天后可复工，"),
        ({"runs": True}, "甲 will stand still 3.5 days: ", "甲 预计断料停产 3.5 天，"),
        ({"ready_days": None}, "甲 is never ready: ", "甲 无期，"),
    ],
)
def test_a_hop_of_waiting(differs: dict[str, Any], en: str, zh: str) -> None:
    assert words(HOP | differs) == (
        f"{en}waits for 铜 from 乙 (5 days on the way, stock for 1.5)",
        f"{zh}在等 乙 的 铜（交货 5 天，库存 1.5 天）",
    )


@pytest.mark.parametrize(
    ("differs", "en", "zh"),
    [
        ({"ready_days": 0.0}, "甲 is ready today", "甲 今日即可"),
        ({"ready_days": None, "closed": True}, "甲 has closed", "甲 已关停"),
        ({"ready_days": 2.0}, "甲 is ready in 2 days", "甲 2 天后可复工"),
    ],
)
def test_the_last_hop_waits_for_nobody(differs: dict[str, Any], en: str, zh: str) -> None:
    nobody = dict.fromkeys(("waits_for", "waits_for_name", "material", "material_name"))
    amounts = dict.fromkeys(("lead_days", "stock_days"))
    assert words(HOP | nobody | amounts | differs) == (en, zh)
