"""What a fact is and what it says is told in words, whatever the fact."""

from datetime import date
from typing import Any

import pytest

from service.catalog.fields import shared_words
from service.display.facts import fact_value
from service.model.tables import FACTS, RELATIONS, TABLES
from tests.support.catalog import read_catalog
from tests.support.paths import ROOT


def test_whatever_can_be_recorded_has_words() -> None:
    links = {column.name for table in TABLES for column in table.columns if column.link}
    facts = {fact for of in FACTS.values() for fact in of} | links
    assert facts - shared_words("fact").keys() == set()
    choices = {code for table in TABLES for column in table.columns for code in column.choices}
    assert choices - shared_words("fact_value").keys() == set()
    actions = {action.name for action in read_catalog().actions}
    assert actions - shared_words("action").keys() == set()


def test_every_relationship_that_is_drawn_has_words() -> None:
    text = (ROOT / "web/static/graph/words.js").read_text("utf-8")
    assert [one.type for one in RELATIONS if f"  {one.type}: [" not in text] == []


def test_facts_of_one_name_are_of_one_kind() -> None:
    kinds: dict[str, set[str]] = {}
    for facts in FACTS.values():
        for fact, kind in facts.items():
            kinds.setdefault(fact, set()).add(kind)
    assert [fact for fact, found in kinds.items() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("fact", "value", "zh", "en"),
    [
        ("district", "330282", "宁波市慈溪市", "Cixi"),
        ("to", "42", "湖北省", "Hubei"),
        ("industry", "33", "金属制品业", "metal"),
        ("kind", "labour", "用工", "labour"),
        ("state", "sent", "已发出", "sent"),
        ("output_rate", 0.3, "30%", "30%"),
        ("share", "0.255", "25.5%", "25.5%"),
        ("daily_capacity", 1234567.0, "1,234,567", "1,234,567"),
        ("headcount", "330282", "330,282", "330,282"),
        ("essential", "false", "否", "no"),
        ("resumed_on", date(2020, 2, 12), "2020-02-12", "2020-02-12"),
        ("phone", "＊＊＊", "＊＊＊", "＊＊＊"),
        ("daily_capacity", "＊＊＊", "＊＊＊", "＊＊＊"),
        ("latitude", 30.1695432, "30.1695432", "30.1695432"),
    ],
)
def test_what_it_says_is_told_in_words(fact: str, value: Any, zh: str, en: str) -> None:
    told = fact_value(fact, value)
    assert zh in told.zh and en in told.en
