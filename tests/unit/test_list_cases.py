"""Lists as bureaus write them: each file of the cases, and what must come of it."""

import datetime
from typing import Any

import pytest

from service.dataset.check import read_and_check
from service.dataset.first_day.reader import Hints
from service.dataset.tables.input_tables import Dataset
from service.dataset.tables.parse import ABSENT, Assumed
from tests.support.list_cases import CASES, FILES, Case
from tests.support.lists import AS_OF


def rows(dataset: Dataset, table: str) -> list[dict[str, Any]]:
    read = dataset.table(table)
    return [
        {name: value for name, value in zip(read.header, row, strict=True) if value is not ABSENT}
        for row in zip(*read.encoded, strict=True)
    ]


def said(value: Any) -> Any:
    if isinstance(value, Assumed):
        value = value.value
    return str(value) if isinstance(value, datetime.date) else value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.file)
def test_a_case_gives_what_is_right(case: Case) -> None:
    hints = Hints(mapped=case.mapped)
    dataset, faults = read_and_check(FILES / case.file, None, as_of=AS_OF, hints=hints)
    places = [":".join(filter(None, [case.file, place])) for place, _ in case.faults]
    assert [(fault.where, fault.value) for fault in faults] == [
        (place, value) for place, (_, value) in zip(places, case.faults, strict=True)
    ]
    assert not faults or case.fault in faults[0].text.en
    enterprises = rows(dataset, "enterprises")
    names = {row["id"]: row["name"] for row in enterprises}
    materials = {row["id"]: row["name"] for row in rows(dataset, "materials")}
    supplies = rows(dataset, "supplies")
    if case.supplies is not None:
        found = [
            (
                names[row["buyer"]],
                names[row["supplier"]],
                None if row["material"].startswith("supplied-by") else materials[row["material"]],
            )
            for row in supplies
        ]
        assert found == list(case.supplies)
        assert set(names.values()) == {name for pair in case.supplies for name in pair[:2]}
    by_name = {row["name"]: row for row in enterprises}
    for name, facts in case.facts.items():
        assert {each: said(by_name[name].get(each)) for each in facts} == facts, name
    leads = {names[row["supplier"]]: row.get("lead_days") for row in supplies}
    assert {name: leads[name] for name in case.leads} == case.leads
    stocks = {materials[row["material"]]: row.get("stock_days") for row in rows(dataset, "needs")}
    assert {name: stocks[name] for name in case.stocks} == case.stocks
    told = "\n".join(text.en for text in (*dataset.understood, *dataset.notices))
    for part in case.told:
        assert part in told


def test_every_file_of_the_cases_is_one() -> None:
    assert sorted(case.file for case in CASES) == sorted(each.name for each in FILES.iterdir())


def test_a_doubtful_header_is_refused_with_the_command() -> None:
    _, faults = read_and_check(FILES / "a42_other_headers.xlsx", None, as_of=AS_OF)
    assert [fault.where for fault in faults] == ["a42_other_headers.xlsx:名单!B1"]
    assert '--map "企业名称=buyer"' in faults[0].text.en and "企业名称=buyer" in faults[0].text.zh
