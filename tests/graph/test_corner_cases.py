"""Small networks in which an answer by the letter of its definition is easily missed."""

import datetime
import os
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from service.answers.knowledge import Knowledge
from service.derivation.full import derive, new_day
from service.errors import Conflict
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import read
from tests.support.catalog import read_catalog
from tests.support.rows import rows_of

BEGIN = "CREATE (:Graph {id: 'graph', born: randomUUID(), as_of: date('2020-02-12'), version: 1})"
ENTERPRISES = """
UNWIND $rows AS row
CREATE (e:Enterprise {name: row.id})
SET e += row
"""
SUPPLIES = """
UNWIND $rows AS row
MERGE (m:Material {id: row.material})
WITH row, m
MATCH (s:Enterprise {id: row.s}), (b:Enterprise {id: row.b})
MERGE (b)-[:NEEDS]->(m)
MERGE (s)-[:MAKES]->(m)
CREATE (s)-[r:SUPPLIES {material: row.material}]->(b)
SET r.until = row.until, r.share = row.share, r.lead_days = row.lead_days
"""

Row = dict[str, Any]


def day(number: int) -> datetime.date:
    return datetime.date(2020, 2, number)


class Small:
    """A network made of a few rows, and who answers questions about it."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)

    def made(self, enterprises: list[Row], supplies: list[Row]) -> "Small":
        self.graph.write(BEGIN)
        self.graph.write(ENTERPRISES, {"rows": enterprises})
        self.graph.write(SUPPLIES, {"rows": [{"material": "m", **supply} for supply in supplies]})
        derive(self.graph)
        return self

    def rows(self, query: str, **given: Any) -> list[Row]:
        return rows_of(self.knowledge.ask(query, given))

    def do(self, action: str, **given: Any) -> list[Row]:
        return rows_of(self.knowledge.do(action, given, by="test").answer)


@pytest.fixture
def small(graph: Graph) -> Small:
    return Small(graph)


def chain(length: int) -> tuple[list[Row], list[Row]]:
    """e0, supplied by e1, and so on."""
    enterprises: list[Row] = [{"id": f"e{n}", "district": "330282"} for n in range(length)]
    supplies = [{"s": f"e{n + 1}", "b": f"e{n}"} for n in range(length - 1)]
    return enterprises, supplies


def test_a_tree_is_followed_to_its_end(small: Small) -> None:
    enterprises, supplies = chain(16)
    enterprises[0]["anchor"] = True
    enterprises[-1]["district"] = "420103"
    small.made(enterprises, supplies)
    small.do("raise-request", enterprise="e15", kind="permit")
    assert [row["enterprise"] for row in small.rows("chain-requests", enterprise="e0")] == ["e15"]
    assert [row["tier"] for row in small.rows("tier-steps", enterprise="e0")] == [*range(16)]
    (place,) = small.rows("outside-places", enterprise="e0")
    assert (place["place"], place["suppliers"], place["tier"]) == ("42", 1, 15)
    (letter,) = small.do("write-letter", enterprise="e0", to="42")
    assert letter["suppliers"] == 1


def test_closed_suppliers_are_outside_nowhere(small: Small) -> None:
    here, elsewhere = {"district": "330282"}, {"district": "420103"}
    closed = {"id": "x", **elsewhere, "closed_on": day(1)}
    small.made(
        [{"id": "a", **here}, closed, {"id": "y", **elsewhere}],
        [{"s": "x", "b": "a"}, {"s": "y", "b": "a"}],
    )
    assert [row["supplier"] for row in small.rows("outside-suppliers", enterprise="a")] == ["y"]
    (place,) = small.rows("outside-places", enterprise="a")
    assert (place["place"], place["suppliers"]) == ("42", 1)


def test_to_be_called_of_a_circular_wait_is_one_of_the_circle(small: Small) -> None:
    small.made(
        [{"id": "a"}, {"id": "b"}, {"id": "c"}],
        [
            {"s": "b", "b": "a", "lead_days": 3},
            {"s": "c", "b": "b", "lead_days": 3},
            {"s": "b", "b": "c", "lead_days": 3},
        ],
    )
    assert {row["enterprise"] for row in small.rows("circular-waits")} == {"b", "c"}
    (told,) = (row for row in small.rows("today") if row["matter"] == "circular")
    assert (told["number"], told["enterprise"]) == (3, "b")


def test_none_stops_is_told_apart_from_not_counted(small: Small) -> None:
    small.made([{"id": "a"}], [])
    small.graph.write(
        "MERGE (t:ServiceTeam {id: 't'}) MERGE (e:Enterprise {id: 'a'}) MERGE (t)-[:SERVES]->(e)"
        " SET e.filing_state = 'applied'"
    )
    derive(small.graph)
    for query, given in (("team-enterprises", {"team": "t"}), ("filing-queue", {})):
        (row,) = small.rows(query, **given)
        assert row["anchors"] == 0, query


def test_a_supply_that_ended_on_the_day_it_began_goes_on(small: Small) -> None:
    small.made([{"id": "s"}, {"id": "e"}], [])
    small.graph.write("MERGE (:Material {id: 'm'})")
    given = {"supplier": "s", "material": "m", "buyer": "e"}
    small.do("record-supply", **given, lead_days=2)
    small.do("end-supply", **given)
    small.do("record-supply", **given, lead_days=3)
    kept = small.graph.read(
        "MATCH (:Enterprise {id: 's'})-[r:SUPPLIES]->() RETURN r.lead_days, r.until"
    )
    assert kept.rows == [[3, None]]


def test_who_supplies_already_is_promised_with_the_lead_it_has(small: Small) -> None:
    """Not with the median of all its leads: meeting the request would make a true one longer."""
    small.made(
        [{"id": "s"}, {"id": "e"}, {"id": "f"}],
        [{"s": "s", "b": "e", "lead_days": 2}, {"s": "s", "b": "f", "lead_days": 6}],
    )
    small.graph.write("MATCH (s:Enterprise {id: 's'}), (m:Material) MERGE (s)-[:MAKES]->(m)")
    small.do("raise-request", enterprise="e", kind="material", material="m")
    (request,) = (row["request"] for row in small.rows("open-requests"))
    promised = "MATCH (q:Request) RETURN q.promised_lead_days"
    small.do("match-request", request=request, supplier="s")
    assert small.graph.read(promised).one() == [2]
    small.do("match-request", request=request, supplier="s", lead_days=1)
    small.do("match-request", request=request, supplier="s", broker="f")
    assert small.graph.read(promised).one() == [1]


def test_an_industry_is_all_whose_codes_begin_so(small: Small) -> None:
    small.made([{"id": "a", "industry": "C38"}, {"id": "b", "industry": "C3823"}], [])
    now = small.rows("history", by="industry", group="C38")
    assert sorted((row["group"], row["enterprises"]) for row in now) == [("C38", 1), ("C3823", 1)]
    client = create_app(small.knowledge, read({})).test_client()
    page = client.get("/?scope=industry:C38&lang=en").get_data(as_text=True)
    (told,) = re.findall(r"<dt>Enterprises</dt><dd><a href=[^>]*>([0-9]+)</a>", page)
    assert told == "2" == str(len(small.rows("readiness", industry="C38")))


def test_rates_of_groups_are_drawn_of_one_alone(small: Small) -> None:
    small.made([{"id": "a", "district": "330282", "resumed_on": day(1)}], [])
    assert len(small.rows("trend")) == 1 == len(small.rows("trend", by="all", group="all"))
    assert small.rows("trend", by="district") == []
    (row,) = small.rows("trend", by="district", group="330282")
    assert row["resumption_rate"] == 1


def test_days_of_another_day_are_counted_from_today(small: Small) -> None:
    small.made([{"id": "x", "expected_on": day(22)}], [])
    small.do("record-expected", enterprise="x", expected_on="2020-02-20")
    new_day(small.graph, day(14))
    small.do("record-expected", enterprise="x", expected_on="2020-02-24")
    (moved,) = small.rows("moves", since="2020-02-01")
    # 22 Feb, then 24 Feb, both counted from the 14th
    assert (moved["before_days"], moved["after_days"], moved["gained_days"]) == (8, 10, -2)


def test_days_that_one_will_lose_are_the_same_on_every_day(small: Small) -> None:
    running = {"resumed_on": day(1), "output_rate": 1.0}
    small.made(
        [{"id": "e", **running}, {"id": "s", "expected_on": day(12)}], [{"s": "s", "b": "e"}]
    )
    small.graph.write(
        "MATCH (e:Enterprise {id: 'e'})-[n:NEEDS]->()"
        " SET n.stock_days = 4, n.stock_on = date('2020-02-12')"
    )
    derive(small.graph)
    (before,) = small.graph.read("MATCH (e:Enterprise {id: 'e'}) RETURN e.ready_days").one()
    small.do("record-expected", enterprise="s", expected_on="2020-02-22")
    (after,) = small.graph.read("MATCH (e:Enterprise {id: 'e'}) RETURN e.ready_days").one()
    assert after > before
    new_day(small.graph, day(14))
    moved = {row["enterprise"]: row for row in small.rows("moves", since="2020-02-01")}
    assert (moved["e"]["before_days"], moved["e"]["after_days"]) == (before, after)
    # who was to be ready in the past is ready
    small.do("record-expected", enterprise="s", expected_on="2020-02-13")
    moved = {row["enterprise"]: row for row in small.rows("moves", since="2020-02-01")}
    assert "s" not in moved  # ready on the 12th as on the 13th: now


def test_the_day_of_what_was_said_is_told(small: Small) -> None:
    small.made([{"id": "x"}], [])
    small.do("record-expected", enterprise="x", expected_on="2020-02-20", said_on="2020-02-10")
    (told,) = small.rows("changes", enterprise="x")
    assert told["said_on"] == day(10)


def test_rates_of_all_count_nobody_twice(small: Small) -> None:
    small.made(
        [
            {"id": "x", "surveyed_on": day(1), "resumed_on": day(3)},
            {"id": "y", "surveyed_on": day(1)},
        ],
        [],
    )
    small.graph.write(
        "UNWIND [['t1', 'x'], ['t2', 'x'], ['t1', 'y']] AS pair"
        " MERGE (t:ServiceTeam {id: pair[0], name: pair[0]}) WITH t, pair"
        " MATCH (e:Enterprise {id: pair[1]}) CREATE (t)-[:SERVES]->(e)"
    )
    derive(small.graph)
    (whole,) = small.rows("trend")
    assert whole["resumption_rate"] == 0.5
    assert small.rows("trend", by="team") == []  # they share x: no rate is of all of them
    (one,) = small.rows("trend", by="team", group="t2")
    assert one["resumption_rate"] == 1


def test_single_points_are_found_where_the_ranking_left_some_out(small: Small) -> None:
    small.made(
        [{"id": "a", "anchor": True}, *({"id": one} for one in ("s1", "s2", "x"))],
        [
            {"s": "s1", "b": "a"},
            {"s": "s2", "b": "a"},
            {"s": "x", "b": "s1", "material": "n"},
            {"s": "x", "b": "s2", "material": "n"},
        ],
    )
    assert [row["supplier"] for row in small.rows("time-to-survive", enterprise="a")] == ["x"]
    # as if time had not sufficed to count x
    small.graph.write(
        "MATCH (g:Graph) SET g.ranked_left = 1 WITH g MATCH (x:Enterprise {id: 'x'})"
        " REMOVE x.stops_anchors, x.stops_enterprises"
    )
    again = Small(small.graph)
    assert [row["supplier"] for row in again.rows("time-to-survive", enterprise="a")] == ["x"]


def test_cut_off_is_the_farthest_outside(small: Small) -> None:
    enterprises: list[Row] = [{"id": "root", "district": "330282"}]
    supplies = []
    for number in range(3):
        # the nearest ones lie in the district that is listed last
        enterprises.append({"id": f"near{number}", "district": "650000"})
        supplies.append({"s": f"near{number}", "b": "root"})
        enterprises.append({"id": f"far{number}", "district": "110101"})
        supplies.append({"s": f"far{number}", "b": f"near{number}"})
    small.made(enterprises, supplies)
    saved = small.knowledge.catalog["outside-suppliers"]
    found = small.graph.read(saved.statement, {"enterprise": "root", "tiers": 12, "most": 5})
    at = found.columns.index("supplier")
    shown = [row[at] for row in found.rows][:4]  # as the service shows four of five
    assert {"near0", "near1", "near2"} <= set(shown)


def test_who_supplied_until_yesterday_is_asked_for(small: Small) -> None:
    small.made([{"id": "e"}, {"id": "s"}], [{"s": "s", "b": "e", "until": day(11)}])
    small.graph.write(
        "MATCH (e:Enterprise {id: 'e'}) CREATE (:ServiceTeam {id: 't', name: 't'})-[:SERVES]->(e)"
    )
    (row,) = small.rows("team-enterprises", team="t")
    assert "suppliers" in row["ask"]
    assert row["ranked_at"] and row["changes_since"] == 0


def test_a_closed_supplier_has_not_resumed_for_a_letter(small: Small) -> None:
    small.made(
        [
            {"id": "root", "district": "330282"},
            {"id": "s", "district": "420103"},
            {"id": "t", "district": "420103"},
        ],
        [
            {"s": "s", "b": "root", "material": "n"},
            {"s": "s", "b": "t", "material": "k"},
            {"s": "t", "b": "root", "material": "n"},
        ],
    )
    (letter,) = small.do("write-letter", enterprise="root", to="42")
    given = {"enterprise": "s", "resumed_on": day(5), "closed_on": day(10)}
    small.graph.write("MATCH (e:Enterprise {id: $enterprise}) SET e += $given", {
        "enterprise": "s", "given": {k: v for k, v in given.items() if k != "enterprise"},
    })  # fmt: skip
    (told,) = small.rows("letter", letter=letter["letter"])
    assert (told["suppliers"], told["resumed"]) == (2, 0)
    (listed,) = [row for row in small.rows("letters", text="") if row["letter"] == letter["letter"]]
    assert listed["resumed"] == 0
    about = {
        row["enterprise"]: row
        for row in small.rows("letter-suppliers", **{"letter": letter["letter"]})
    }
    # k, which it makes too, goes elsewhere first
    assert about["s"]["material"] == "n"
    # as where two are found to be one and the same
    small.graph.write(
        "MATCH (l:Letter {id: $letter}), (e:Enterprise {id: 'root'}) CREATE (l)-[:ABOUT]->(e)",
        {"letter": letter["letter"]},
    )
    assert len(small.rows("letter-suppliers", letter=letter["letter"])) == 3


def test_a_closed_one_does_not_deliver_what_if_it_did(small: Small) -> None:
    small.made(
        [{"id": "e"}, {"id": "s", "expected_on": day(20)}, {"id": "c", "closed_on": day(1)}],
        [{"s": "s", "b": "e"}],
    )
    given = {"supplier": "c", "material": "m", "buyer": "e", "lead_days": 1}
    with pytest.raises(Conflict) as refused:
        small.knowledge.try_("new-supply", given)
    assert [fault.where for fault in refused.value.faults] == ["supplier"]


@pytest.fixture
def on_another_day(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """In a zone in which it is another day than by UTC, whatever the hour."""
    late = datetime.datetime.now(datetime.UTC).hour >= 10
    monkeypatch.setenv("TZ", "Etc/GMT-14" if late else "Etc/GMT+12")
    time.tzset()
    yield
    os.environ.pop("TZ", None)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("on_another_day")
def test_since_counts_days_as_the_page_tells_them(small: Small) -> None:
    small.made([{"id": "x"}], [])
    small.do("record-expected", enterprise="x", expected_on="2020-02-20")
    here = datetime.datetime.now().astimezone()
    assert here.date() != here.astimezone(datetime.UTC).date()
    ((at,),) = small.graph.read("MATCH (c:Change) RETURN date(c.at)").rows
    assert at in (here.date(), (here - datetime.timedelta(minutes=1)).date())
    found = small.rows("changes", since=here.date().isoformat())
    assert [row["enterprise"] for row in found] == ["x"]
