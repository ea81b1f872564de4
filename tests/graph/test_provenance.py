"""What each fact rests on: who says it, of which day, and who says otherwise."""

from datetime import date
from pathlib import Path

from service.answers.knowledge import Knowledge
from service.answers.provenance import Saying, provenance
from service.dataset.load import load
from service.dataset.merging.claims import FROM_ACTIONS
from service.derivation.full import derive
from service.display.conflicts import provenance_records
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.datasets import ABOUT, write


def test_each_fact_says_who_said_it_and_when(tmp_path: Path, graph: Graph) -> None:
    load(write(tmp_path / "one"), graph)
    theirs = [("id", "name", "headcount", "contact"), ("gongniu", "公牛集团", "12000", "Ann")]
    about = {**ABOUT, "id": "two", "as_of": "2020-02-10"}
    report = load(write(tmp_path / "two", {"enterprises": theirs}, about), graph)
    assert report.conflicts.count == 1
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    given = {"enterprise": "gongniu", "material": "bracket", "stock_days": "9"}
    knowledge.do("record-stock", given, by="test")
    found = {(each.kind, each.fact): each for each in provenance(graph, "enterprise", "gongniu")}
    headcount = found["Enterprise", "headcount"]
    assert headcount.value == 13000 and headcount.said == Saying("one", date(2020, 2, 12), 13000)
    assert headcount.others == [Saying("two", date(2020, 2, 10), 12000)]
    assert found["Enterprise", "contact"].said == Saying("two", date(2020, 2, 10), "Ann")
    stock = found["NEEDS", "stock_days"]
    assert stock.said == Saying(FROM_ACTIONS, date(2020, 2, 12), 9.0)
    assert stock.others == [Saying("one", date(2020, 2, 12), 3.0)]
    masked = provenance_records(found.values(), personal=False)
    assert "Ann" not in str(masked) and "13000" in str(masked)
