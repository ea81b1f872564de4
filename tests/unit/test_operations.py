"""The OpenAPI document as people read it."""

import re
import shlex

import pytest

from service.display.operations import Operation, operations
from service.formats.openapi import document
from service.language import Language, told_in
from tests.support.catalog import read_catalog

CATALOG = read_catalog()
HOST = "http://127.0.0.1:8000"


def told(language: Language) -> dict[str, Operation]:
    with told_in(language):
        return operations(document(CATALOG), language, HOST)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_operation_is_told_in_one_language(language: Language) -> None:
    known = told(language)
    assert len(known) == sum(len(methods) for methods in document(CATALOG)["paths"].values())
    for one in known.values():
        assert one.summary and one.tag and one.statuses, one.id
        for text in (one.summary, one.tag, *(f.about for f in one.parameters)):
            assert language == "zh" or not re.search("[一-鿿]{4}", text), (one.id, text)
        if language == "zh":
            assert re.search("[一-鿿]", one.summary), one.id


def test_what_an_operation_takes_and_gives() -> None:
    one = told("en")["critical_path"]
    assert (one.method, one.path) == ("GET", "/queries/critical-path.json")
    enterprise, *_ = one.parameters
    assert (enterprise.name, enterprise.where, enterprise.required) == ("enterprise", "query", True)
    assert enterprise.type.startswith("string") and enterprise.about.startswith("Enterprise")
    assert {"hop", "ready_on", "margin_days"} <= {field.name for field in one.row}
    assert {"rows", "as_of", "truncated"} <= {field.name for field in one.answer}
    assert one.href == "/queries/critical-path.json?enterprise=gongniu"
    assert shlex.split(one.call) == ["curl", HOST + one.href]
    assert {"200", "400", "404", "504"} <= {status for status, _ in one.statuses}


def test_a_change_is_sent_as_its_example_and_tried_by_no_link() -> None:
    one = told("zh")["record_stock"]
    assert one.href == "" and {"stock_days", "material"} <= {field.name for field in one.body}
    assert "--json" in shlex.split(one.call) and "yuelong" in one.call
