"""Filing a resumption: who decides, what is needed, what follows from approval; certificates."""

import random
from dataclasses import asdict, dataclass, replace
from typing import Any

import pytest

from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.undo_change import undo_change
from service.derivation.full import derive
from service.errors import Conflict
from service.graph.database import Graph
from tests.support.catalog import read_catalog
from tests.support.derived import everything

HERE = "loopback"
TODAY, YESTERDAY, TOMORROW, EARLIER = "2020-02-12", "2020-02-11", "2020-02-13", "2020-02-01"
PAPERS = ("commitment", "prevention_plan", "worker_register")
FILL = """
CREATE (:Graph {id: 'graph', born: randomUUID(), as_of: date('2020-02-12'), version: 1})
WITH 1 AS once
UNWIND range(0, 9) AS number
CREATE (e:Enterprise {id: 'e' + toString(number), name: 'e', above_scale: number IN [0, 1]})
SET e.closed_on = CASE WHEN number = 9 THEN date('2020-02-01') END
WITH collect(e) AS all
UNWIND [[2, 0], [3, 2], [4, 5]] AS pair
WITH all[pair[0]] AS s, all[pair[1]] AS b
CREATE (s)-[:SUPPLIES {material: 'm'}]->(b)
"""
STANDS = """
MATCH (e:Enterprise)
RETURN e.id, e.filing_state, e.filing_level, toString(e.applied_on), e.filing_refusal,
  toString(e.filed_on), e.commitment, e.prevention_plan, e.worker_register,
  COLLECT { MATCH (a)-[r:CERTIFIES]->(e) RETURN a.id + ' ' + toString(r.issued_on) ORDER BY a.id }
ORDER BY e.id
"""


@dataclass
class Filing:
    """What is known of one enterprise's filing."""

    filing_state: str | None = None
    filing_level: str | None = None
    applied_on: str | None = None
    filing_refusal: str | None = None
    filed_on: str | None = None
    commitment: bool | None = None
    prevention_plan: bool | None = None
    worker_register: bool | None = None


class Town:
    """Ten enterprises: two above designated size, one closed; and the rules of filing."""

    def __init__(self) -> None:
        self.filings = {f"e{number}": Filing() for number in range(10)}
        self.certificates: dict[tuple[str, str], str] = {}

    def rows(self) -> list[list[Any]]:
        return [
            [
                id,
                *asdict(one).values(),
                sorted(f"{a} {day}" for (a, s), day in self.certificates.items() if s == id),
            ]
            for id, one in sorted(self.filings.items())
        ]

    def level(self, id: str) -> str:
        certified = any(supplier == id for _, supplier in self.certificates)
        by_size = "county" if id in ("e0", "e1") or certified else "town"
        return self.filings[id].filing_level or by_size

    def outcome(self, name: str, given: dict[str, Any]) -> set[str]:
        """Where an action is at fault; if nowhere, it is done."""
        return {
            "record-filing": self._record,
            "decide-filing": self._decide,
            "certify-supplier": self._certify,
        }[name](given)

    def _record(self, given: dict[str, Any]) -> set[str]:
        id, state = given["enterprise"], given.get("filing_state")
        now = replace(self.filings[id])
        faults = {"enterprise"} if id == "e9" else set()
        for paper in PAPERS:
            setattr(now, paper, given.get(paper, getattr(now, paper)))
        if set(given) == {"enterprise"}:
            faults.add("filing_state")
        if state in ("applied", "inspected") and not all(getattr(now, p) for p in PAPERS):
            faults.add("filing_state")
        if state and now.filing_state == "approved":
            faults.add("enterprise")
        if given.get("applied_on", "") > TODAY:
            faults.add("applied_on")
        if faults:
            return faults
        level = given.get("filing_level")
        now.filing_level = level or (
            self.level(id) if state in ("applied", "inspected") else now.filing_level
        )
        if given.get("applied_on"):
            now.applied_on = given["applied_on"]
        elif state == "applied" and now.filing_state != "applied":
            now.applied_on = TODAY
        if state:
            now.filing_state, now.filing_refusal = state, None
        self.filings[id] = now
        return set()

    def _decide(self, given: dict[str, Any]) -> set[str]:
        id, decision = given["enterprise"], given["decision"]
        now, day = replace(self.filings[id]), given.get("decided_on", TODAY)
        faults = {"enterprise"} if id == "e9" else set()
        if now.filing_state not in ("applied", "inspected"):
            faults.add("enterprise")
        if decision == "refused" and not given.get("reason"):
            faults.add("reason")
        if decision == "passed_on" and self.level(id) == "city":
            faults.add("decision")
        if day > TODAY or (now.applied_on and day < now.applied_on):
            faults.add("decided_on")
        if faults:
            return faults
        level = self.level(id)
        now.filing_refusal = given.get("reason") if decision == "refused" else None
        if decision == "passed_on":
            now.filing_level = {"town": "county", "county": "city"}[level]
        else:
            now.filing_level, now.filing_state = level, decision
            now.filed_on = day if decision == "approved" else None
        self.filings[id] = now
        return set()

    def _certify(self, given: dict[str, Any]) -> set[str]:
        anchor, supplier, revoke = given["anchor"], given["supplier"], given.get("revoke", False)
        faults = set()
        if anchor == supplier:
            faults.add("supplier")
        if anchor not in ("e0", "e1") or (anchor == "e9" and not revoke):
            faults.add("anchor")
        if supplier == "e9" and not revoke and anchor != supplier:
            faults.add("supplier")
        if revoke and (anchor, supplier) not in self.certificates:
            faults.add("revoke")
        if given.get("issued_on", "") > TODAY:
            faults.add("issued_on")
        if faults:
            return faults
        if revoke:
            del self.certificates[anchor, supplier]
        else:
            known = self.certificates.get((anchor, supplier), TODAY)
            self.certificates[anchor, supplier] = given.get("issued_on", known)
            one = self.filings[supplier]
            if one.filing_level == "town" and one.filing_state in (
                *("prepared", "applied", "inspected"),
            ):
                self.filings[supplier] = replace(one, filing_level="county")
        return set()


def asked(rng: random.Random) -> tuple[str, dict[str, Any]]:
    """An action about the filing of one of them, and what it is given."""
    id = f"e{rng.choice([*range(10), 2, 3, 4])}"
    name = rng.choice(
        ["record-filing"] * 3 + ["decide-filing", "decide-filing", "certify-supplier"]
    )
    if name == "record-filing":
        given: dict[str, Any] = {
            "filing_state": rng.choice([None, "prepared", "applied", "applied", "inspected"]),
            "applied_on": rng.choice([None, None, YESTERDAY, TOMORROW]),
            "filing_level": rng.choice([None] * 6 + ["city"]),
            **{paper: rng.choice([None, True, True, False]) for paper in PAPERS},
        }
        if rng.random() < 0.5:
            given |= dict.fromkeys(PAPERS, True)
        given["enterprise"] = id
    elif name == "decide-filing":
        given = {
            "enterprise": id,
            "decision": rng.choice(["approved", "refused", "passed_on"]),
            "reason": rng.choice([None, "too few rooms"]),
            "decided_on": rng.choice([None, None, TODAY, EARLIER, TOMORROW]),
        }
    else:
        given = {
            "anchor": rng.choice(["e0", "e1", "e0", "e5", id]),
            "supplier": id,
            "revoke": rng.choice([None, None, True]),
            "issued_on": rng.choice([None, None, YESTERDAY, TOMORROW]),
        }
    return name, {key: value for key, value in given.items() if value is not None}


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    graph.write(FILL)
    derive(graph)
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


def test_filings_are_as_the_model_has_them(graph: Graph, knowledge: Knowledge) -> None:
    rng, town = random.Random(6), Town()
    beginning = graph.read(STANDS).rows, everything(graph)
    changes: list[str] = []
    done: dict[str, int] = {}
    refused = 0
    for _ in range(220):
        name, given = asked(rng)
        faults = town.outcome(name, given)
        if faults:
            with pytest.raises(Conflict) as found:
                knowledge.do(name, given, by=HERE)
            assert {fault.where for fault in found.value.faults} == faults, (name, given)
            refused += 1
        else:
            changes.append(knowledge.do(name, given, by=HERE).change)
            done[name] = done.get(name, 0) + 1
        assert graph.read(STANDS).rows == town.rows(), (name, given)
    assert refused > 50 and len(done) == 3 and min(done.values()) >= 5, done
    kept = everything(graph)
    derive(graph)
    assert everything(graph) == kept
    for number, change in enumerate(reversed(changes)):
        assert undo_change(graph, change, ChangeEntry(f"undo-{number}", HERE)).kept == []
    assert (graph.read(STANDS).rows, everything(graph)) == beginning


def test_the_queue_of_each_level(knowledge: Knowledge) -> None:
    def queue(**given: str) -> dict[str, tuple[Any, ...]]:
        answer = knowledge.ask("filing-queue", given)
        at = [
            [column.name for column in answer.columns].index(name)
            for name in ("enterprise", "filing_level", "next", "missing_papers", "waiting_days")
        ]
        return {row[at[0]]: tuple(row[place] for place in at[1:]) for row in answer.rows}

    def do(name: str, **given: Any) -> list[str]:
        return [one.text.en for one in knowledge.do(name, given, by=HERE).notices]

    papers = dict.fromkeys(PAPERS, True)
    do("record-filing", enterprise="e2", filing_state="prepared", commitment=True)
    do("record-filing", enterprise="e0", filing_state="applied", applied_on=YESTERDAY, **papers)
    assert "no application" in str(
        do("record-filing", enterprise="e5", filing_state="inspected", **papers)
    )
    assert queue() == {
        "e0": ("county", "inspect", [], 1),
        "e5": ("town", "decide", [], None),
        "e2": ("town", "papers", ["prevention_plan", "worker_register"], None),
    }
    assert list(queue(level="town")) == ["e5", "e2"]
    assert "not known to supply" in str(do("certify-supplier", anchor="e1", supplier="e5"))
    assert do("certify-supplier", anchor="e0", supplier="e3") == []  # by way of e2
    assert queue()["e5"][0] == "county"
    assert "no inspection" in str(do("decide-filing", enterprise="e0", decision="approved"))
    do("decide-filing", enterprise="e5", decision="refused", reason="too few rooms")
    assert queue() == {
        "e2": ("town", "papers", ["prevention_plan", "worker_register"], None),
        "e5": ("county", "again", [], None),
    }
    board = knowledge.ask("four-sync-board", {"by": "all"})
    filed = [column.name for column in board.columns].index("filed")
    assert board.rows[0][filed] == 1  # the step follows from approval
