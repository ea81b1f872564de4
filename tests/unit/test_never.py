"""Where nothing means never it is a word, on the page and in files; elsewhere it is not."""

from typing import Any

import orjson
import pytest

from service.answers.answer import Answer
from service.answers.frozen import Frozen, freeze, thaw
from service.catalog.catalog import Catalog
from service.display.tables import table
from service.display.worded import without_names, worded
from tests.support.catalog import read_catalog
from tests.support.made_answers import STATE

NEVER = {"zh": "无期", "en": "never"}

CASES = [
    # what runs and never gets its material again will not run for ever
    ("readiness", "ready_days", {"enterprise": "a", "runs": True, "stuck": "closed"}, True),
    ("between", "ready_days", {"supplier": "a", "runs": True}, True),
    ("between", "ready_days", {"supplier": "a", "runs": False}, True),
    ("alternatives", "ready_days", {"supplier": "a", "runs": False}, True),
    ("request", "ready_days", {"enterprise": "a", "runs": False}, True),
    ("why", "ready_days", {"material": "m", "supplier": "s"}, True),
    ("why", "wait_days", {"material": "m", "supplier": "s"}, True),
    ("running-short", "lost_days", {"enterprise": "a"}, True),
    ("critical-path", "own_days", {"enterprise": "a"}, True),
    ("unblock-first", "own_days", {"enterprise": "a"}, True),
    ("restart-list", "best_days", {"enterprise": "a", "impossible": "closed"}, True),
    # of what is no enterprise, or not known, nothing is said
    ("why", "ready_days", {"material": "m"}, False),
    ("why", "arrive_days", {"material": "m"}, False),
    ("why", "wait_days", {"material": "m"}, False),
    ("neighbours", "ready_days", {"thing": "m"}, False),
    ("restart-list", "best_days", {"enterprise": "a"}, False),
]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_catalog()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("query", "column", "row", "never"), CASES)
def test_never_is_a_word(
    catalog: Catalog, query: str, column: str, row: dict[str, Any], never: bool, language: Any
) -> None:
    saved = catalog[query]
    names = [one.name for one in saved.columns]
    assert row.keys() <= set(names)
    values = [row.get(name) for name in names]
    answer = Answer(saved, {}, STATE, [values], None, False, 0.0)
    shown = table(answer, language, lambda kind, id: "")
    told = {
        heading.name: cell.text for heading, cell in zip(shown.headings, shown.rows[0], strict=True)
    }
    assert (NEVER[language] in told.get(column, "")) is never
    (written,) = worded(answer, language, without_names)
    assert (written[names.index(column)] == NEVER[language]) is never


def test_a_snapshot_of_an_earlier_release_says_what_it_said(catalog: Catalog) -> None:
    """Before headers told so, nothing in days until ready was taken for never."""
    saved = catalog["readiness"]
    names = [one.name for one in saved.columns]
    row = {"enterprise": "a", "name": "甲", "stuck": "closed"}
    answer = Answer(saved, {}, STATE, [[row.get(name) for name in names]], None, False, 0.0)
    kept = orjson.loads(freeze(Frozen(answer, {}, {})))
    for column in kept["query"]["columns"]:
        del column["fact_in"]
        column["blank_is_never"] = False
    then = thaw(orjson.dumps(kept)).answer
    (written,) = worded(then, "zh", without_names)
    assert written[names.index("ready_days")] == "无期"
