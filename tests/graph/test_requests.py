"""The needs list at work: requests raised, assigned, matched, met, against a model of their states,
and what follows from meeting them against the model of readiness."""

import datetime
import os
import random
import threading
from dataclasses import dataclass, replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.answers.accepted_changes import ChangeEntry
from service.answers.knowledge import Knowledge
from service.answers.undo_change import undo_change
from service.derivation.full import derive
from service.errors import Conflict, NotFound
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.derived import everything
from tests.support.model import Model, Network, as_text
from tests.support.networks import AS_OF, days_from, fill, random_network

TEAMS = """
UNWIND ['t1', 't2', 't3'] AS id
CREATE (t:ServiceTeam {id: id, name: id, kind: 'service_team'})
WITH t WHERE t.id = 't1'
MATCH (e:Enterprise) WHERE e.id ENDS WITH '0'
CREATE (t)-[:SERVES]->(e)
"""
MAKERS = """
MATCH (s:Enterprise)-[r:SUPPLIES]->(:Enterprise)
MATCH (m:Material {id: r.material})
MERGE (s)-[:MAKES]->(m)
"""
STANDS = """
MATCH (e:Enterprise)-[:RAISED]->(q:Request)
RETURN q.id, q.state, e.id, q.kind, q.level, q.due_on, q.raised_on, q.met_on, q.satisfaction,
  q.note, q.promised_lead_days, q.promised_gain_days, q.met_gain_days,
  COLLECT { MATCH (q)-[:FOR]->(m) RETURN m.id },
  COLLECT { MATCH (t)-[:HANDLES]->(q) RETURN t.id },
  COLLECT { MATCH (q)-[:ESCALATED_TO]->(t) RETURN t.id },
  COLLECT { MATCH (s)-[:MEETS]->(q) RETURN s.id },
  COLLECT { MATCH (s)-[:BROKERED]->(q) RETURN s.id }
ORDER BY q.id
"""
WRITES = int(os.environ.get("TONGBU_WRITES", "200"))
"""Of four writers together; ``TONGBU_WRITES=1000`` for as many as may meet on a bad morning."""

LEVELS = ["town", "county", "city"]
ENDED = ("met", "withdrawn")
HERE = "loopback"


@dataclass
class Wanted:
    """A request as the model has it; ``gain`` as promised, ``came`` when it was met."""

    enterprise: str
    kind: str
    material: str | None
    team: str | None
    level: str
    due_on: str | None
    note: str | None
    state: str = "open"
    escalated_to: str | None = None
    supplier: str | None = None
    broker: str | None = None
    lead: float | None = None
    gain: float | None = None
    came: float | None = None
    met_on: str | None = None
    satisfaction: int | None = None

    def row(self, id: str) -> list[Any]:
        def listed(one: str | None) -> list[str]:
            return [one] if one else []

        def day(text: str | None) -> datetime.date | None:
            return datetime.date.fromisoformat(text) if text else None

        return [
            id, self.state, self.enterprise, self.kind, self.level, day(self.due_on), AS_OF,
            day(self.met_on), self.satisfaction, self.note, self.lead, self.gain, self.came,
            *(listed(x) for x in (self.material, self.team, self.escalated_to)),
            *(listed(x) for x in (self.supplier, self.broker)),
        ]  # fmt: skip


@dataclass
class World:
    """A network and its requests, and the rules for them, in the plainest words."""

    network: Network
    requests: dict[str, Wanted]

    def waiting(self) -> list[str]:
        """Who will be ready later, and might gain."""
        return [e for e, at in Model(self.network).ready.items() if at]

    def closed(self, enterprise: str) -> bool:
        day = next(r["closed_on"] for r in self.network.enterprises if r["id"] == enterprise)
        return "" < day <= days_from(0)

    def makes(self, enterprise: str, material: str) -> bool:
        return any(
            (row["supplier"], row["material"]) == (enterprise, material)
            for row in self.network.supplies
        )

    def present(self, supplier: str | None, material: str, buyer: str) -> list[dict[str, str]]:
        """The supplies of today, of one supplier or of all to the buyer."""
        return [
            row
            for row in self.network.supplies
            if (supplier is None or row["supplier"] == supplier)
            and (row["material"], row["buyer"]) == (material, buyer)
            and row["supplier"] != buyer
            and (row["since"] or "0") <= days_from(0) <= (row["until"] or "9")
        ]

    def assumed_lead(self, supplier: str, material: str, buyer: str) -> float:
        own: dict[str, float] = {}
        for row in self.network.supplies:
            alive = (row["since"] or "0") <= days_from(0) <= (row["until"] or "9")
            of_it = row["supplier"] == supplier and row["material"] == material
            if of_it and alive and row["lead_days"] and row["buyer"] != supplier:
                lead = float(row["lead_days"])
                own[row["buyer"]] = min(lead, own.get(row["buyer"], lead))
        if own:
            leads, half = sorted(own.values()), len(own) // 2
            middle = leads[half] if len(own) % 2 else (leads[half - 1] + leads[half]) / 2
            return round(middle + 1e-9, 2)
        leads = [
            float(r["lead_days"]) for r in self.present(None, material, buyer) if r["lead_days"]
        ]
        return min(leads, default=1.0)

    def supplied(self, wanted: Wanted, supplier: str, lead: float | None) -> Network:
        """The network once the supplier delivers what is wanted."""
        material, buyer = wanted.material or "", wanted.enterprise
        after = Network(
            self.network.as_of,
            *([dict(row) for row in rows] for rows in (
                self.network.enterprises, self.network.materials, self.network.makes,
                self.network.needs, self.network.supplies,
            )),
        )  # fmt: skip
        known = World(after, {}).present(supplier, material, buyer)
        if known:
            latest = max(known, key=lambda row: row["since"] or "9")
            latest["lead_days"] = as_text(lead) if lead is not None else latest["lead_days"]
        else:
            row = {"supplier": supplier, "material": material, "buyer": buyer, "share": ""}
            row |= {"lead_days": as_text(lead), "since": days_from(0), "until": ""}
            after.supplies.append(row)
            if not any((n["enterprise"], n["material"]) == (buyer, material) for n in after.needs):
                need = {"enterprise": buyer, "material": material}
                after.needs.append({**need, "stock_days": "", "stock_on": "", "essential": ""})
        return after

    def gain(self, wanted: Wanted, after: Network) -> float | None:
        was = Model(self.network).ready[wanted.enterprise]
        will = Model(after).ready[wanted.enterprise]
        return None if was is None or will is None else (was - will) / 100


def added(note: str | None, more: str | None) -> str | None:
    return note if more is None else f"{note}；{more}" if note else more


def outcome(world: World, name: str, given: dict[str, Any]) -> tuple[set[str], Wanted | None]:
    """Where an action is at fault, else the request after it."""
    past = given.get("due_on") is not None and given["due_on"] < days_from(0)
    faults = {"due_on"} if past else set()
    if name == "raise-request":
        e, kind, material = given["enterprise"], given["kind"], given.get("material")
        if world.closed(e):
            faults.add("enterprise")
        if (kind == "material") != (material is not None):
            faults.add("material")
        serving = "t1" if e.endswith("0") else None
        return faults, Wanted(
            e, kind, material, given.get("team") or serving, given.get("level") or "town",
            given.get("due_on"), given.get("note"),
        )  # fmt: skip
    now = replace(world.requests[given["request"]])
    ended, closed = now.state in ENDED, world.closed(now.enterprise)
    note = added(now.note, given.get("note"))
    if name == "rate-request":
        faults |= {"request"} if now.state != "met" else set()
        now.satisfaction = given["satisfaction"]
    elif name == "withdraw-request":
        faults |= {"request"} if ended else set()
        now.state = "withdrawn"
    elif name == "reopen-request":
        faults |= {"request"} if now.state == "open" or closed else set()
        now = Wanted(
            now.enterprise, now.kind, now.material, now.team, now.level,
            given.get("due_on") or now.due_on, note, escalated_to=now.escalated_to,
        )  # fmt: skip
    elif name == "assign-request":
        faults |= {"request"} if ended or closed else set()
        now.team, now.level = given["team"], given.get("level") or now.level
        now.due_on = given.get("due_on") or now.due_on
    elif name == "escalate-request":
        faults |= {"request"} if ended or closed or now.level == "city" else set()
        at = LEVELS.index(now.level)
        if given.get("level") and at < 2 and LEVELS.index(given["level"]) <= at:
            faults.add("level")
        now.level = given.get("level") or LEVELS[min(2, at + 1)]
        now.escalated_to = given.get("team")
    else:
        faults |= {"request"} if ended or closed else set()
        _match_or_meet(world, name, given, now, faults)
    now.note = note
    return faults, now


def _match_or_meet(
    world: World, name: str, given: dict[str, Any], now: Wanted, faults: set[str]
) -> None:
    matched = now.supplier
    supplier = given.get("supplier") or (matched if name == "meet-request" else None)
    broker = given.get("broker")
    if supplier == now.enterprise or (supplier and world.closed(supplier)):
        faults.add("supplier")
    if now.material and supplier and not world.makes(supplier, now.material):
        faults.add("supplier")
    if broker and broker in (supplier, now.enterprise):
        faults.add("broker")
    lead = given.get("lead_days")
    if now.material and supplier and lead is None:
        lead = now.lead if supplier == matched else None
        known = world.present(supplier, now.material, now.enterprise)
        latest = max(known, key=lambda row: row["since"] or "9", default=None)
        if lead is None and latest and latest["lead_days"]:
            lead = float(latest["lead_days"])
        if lead is None and name == "match-request":
            lead = world.assumed_lead(supplier, now.material, now.enterprise)
    if now.material and name == "meet-request":
        if supplier is None:
            faults.add("supplier")
        elif lead is None:
            faults.add("lead_days")
    if faults:
        return
    gain = None
    if now.material and supplier:
        after = world.supplied(now, supplier, lead)
        gain = world.gain(now, after)
        if name == "meet-request":
            world.network = after
    now.supplier = supplier
    if name == "match-request":
        now.state, now.broker = "matched", broker
        now.lead, now.gain = (lead if now.material else None), gain
    else:
        now.state, now.came, now.met_on = "met", gain, days_from(0)
        now.broker = broker or now.broker
        now.satisfaction = given.get("satisfaction") or now.satisfaction


def asked(rng: random.Random, world: World) -> tuple[str, dict[str, Any]]:
    """An action about the requests of a network, and what it is given."""
    ids = [row["id"] for row in world.network.enterprises]
    materials = [row["id"] for row in world.network.materials]
    due = rng.choice([None, None, days_from(-1), days_from(0), days_from(9)])
    team, note = rng.choice([None, "t2", "t3"]), rng.choice([None, None, "n1", "n2"])
    if not world.requests or rng.random() < 0.15:
        material = rng.random() < 0.8
        waiting = world.waiting()
        enterprise = rng.choice(waiting if waiting and rng.random() < 0.8 else ids)
        given = {"enterprise": enterprise, "kind": "material" if material else "energy"}
        if material != (rng.random() < 0.05):
            wanted = [
                n["material"] for n in world.network.needs if n["enterprise"] == given["enterprise"]
            ]
            given["material"] = rng.choice(wanted or materials)
        level = rng.choice([None, *LEVELS])
        return "raise-request", {**given, "due_on": due, "team": team, "note": note, "level": level}
    request = rng.choice(sorted(world.requests))
    now = world.requests[request]
    makers = [row["supplier"] for row in world.network.supplies if row["material"] == now.material]
    supplier = rng.choice(makers) if makers and rng.random() < 0.85 else rng.choice(ids)
    about = {"request": request, "note": note}
    broker = rng.choice([None, None, rng.choice(ids)])
    lead = rng.choice([None, rng.randint(0, 40) / 4])
    name = rng.choice(
        ["assign-request", "escalate-request", "withdraw-request", "reopen-request", "rate-request"]
        + ["match-request", "meet-request"] * 3
    )
    return name, {
        "assign-request": {**about, "team": team or "t1", "due_on": due},
        "escalate-request": {**about, "team": team, "level": rng.choice([None, None, *LEVELS])},
        "withdraw-request": about,
        "reopen-request": {**about, "due_on": due},
        "rate-request": {**about, "satisfaction": rng.randint(1, 5)},
        "match-request": {**about, "supplier": supplier, "broker": broker, "lead_days": lead},
        "meet-request": {
            **about, "supplier": rng.choice([None, supplier]), "broker": broker, "lead_days": lead,
            "satisfaction": rng.choice([None, 4]),
        },
    }[name]  # fmt: skip


@pytest.fixture
def knowledge(graph: Graph) -> Knowledge:
    return Knowledge(graph, read_catalog(), show_personal=True, may_change=True)


def filled(graph: Graph, networks: list[Network]) -> None:
    for network in networks:
        # parallel supplies of one first day cannot be told apart by an action
        seen: set[tuple[str, ...]] = set()
        kept = []
        for row in network.supplies:
            key = (row["supplier"], row["material"], row["buyer"])
            if key not in seen:
                seen.add(key)
                kept.append(row)
        network.supplies = kept
        fill(graph, network)
    graph.write(TEAMS)
    graph.write(MAKERS)
    derive(graph)


def test_requests_are_as_the_model_has_them(graph: Graph, knowledge: Knowledge) -> None:
    rng = random.Random(17)
    worlds = [World(random_network(rng, f"n{n}x", 12), {}) for n in range(4)]
    filled(graph, [world.network for world in worlds])
    beginning = everything(graph)
    changes: list[str] = []
    counted: dict[str, int] = {}
    refused = gains = 0
    for _ in range(240):
        world = rng.choice(worlds)
        name, given = asked(rng, world)
        given = {key: value for key, value in given.items() if value is not None}
        before = replace(world)
        faults, after = outcome(world, name, given)
        if faults:
            stood = graph.read(STANDS).rows
            with pytest.raises(Conflict) as found:
                knowledge.do(name, given, by=HERE)
            assert {fault.where for fault in found.value.faults} == faults, (name, given)
            assert all(fault.text.zh for fault in found.value.faults)
            assert graph.read(STANDS).rows == stood
            world.network = before.network
            refused += 1
            continue
        accepted = knowledge.do(name, given, by=HERE)
        assert accepted.derived and after
        number = str(given.get("request") or accepted.answer.rows[0][0])
        world.requests[number] = after
        gains += bool(after.gain) + bool(after.came)
        expected = [one.row(id) for world in worlds for id, one in world.requests.items()]
        assert graph.read(STANDS).rows == sorted(expected), (name, given)
        if name == "meet-request":
            ready = dict(graph.read("MATCH (e:Enterprise) RETURN e.id, e.ready_days").rows)
            model = Model(world.network).ready
            assert {e: ready[e] for e in model} == {
                e: None if at is None else at / 100 for e, at in model.items()
            }
        changes.append(accepted.change)
        counted[name] = counted.get(name, 0) + 1
    assert len(counted) == 8 and min(counted.values()) >= 4, counted
    assert refused > 50 and gains > 5
    kept = everything(graph)
    derive(graph)
    assert everything(graph) == kept
    for number, change in enumerate(reversed(changes)):
        undone = undo_change(graph, change, ChangeEntry(f"undo-{number}", HERE))
        assert undone.kept == []
    assert graph.read(STANDS).rows == []
    assert everything(graph) == beginning


def test_many_writers_lose_nothing(graph: Graph, knowledge: Knowledge) -> None:
    """Four at once on the same requests: each action is accepted once, or refused with the reason,
    and the end is that of some order in which they were done one by one."""
    network = random_network(random.Random(4), "n", 12)
    filled(graph, [network])
    open_ids = [
        row["id"] for row in network.enterprises if not "" < row["closed_on"] <= days_from(0)
    ]
    numbers = [
        str(
            knowledge.do("raise-request", {"enterprise": e, "kind": "permit"}, by=HERE).answer.rows[
                0
            ][0]
        )
        for e in open_ids[:5]
    ]
    told: list[tuple[str, str | None]] = []
    wrong: list[BaseException] = []

    def work(writer: int) -> None:
        rng = random.Random(writer)
        for turn in range(WRITES // 4):
            request = rng.choice(numbers)
            name = rng.choice(["assign-request", "withdraw-request", "reopen-request"])
            given = {"request": request, "note": f"w{writer}-{turn}"}
            if name == "assign-request":
                given["team"] = rng.choice(["t1", "t2", "t3"])
            try:
                knowledge.do(name, given, by=HERE, change=f"c{writer}-{turn}")
                told.append((given["note"], None))
            except Conflict as refusal:
                assert refusal.faults and refusal.faults[0].text.zh
                told.append((given["note"], refusal.faults[0].text.en))
            except BaseException as error:
                wrong.append(error)
                return

    threads = [threading.Thread(target=work, args=[writer]) for writer in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert wrong == [] and len(told) == WRITES
    kept = [
        note
        for (text,) in graph.read("MATCH (q:Request) RETURN coalesce(q.note, '')").rows
        for note in text.split("；")
        if note
    ]
    accepted = [note for note, refusal in told if refusal is None]
    assert sorted(kept) == sorted(accepted) and WRITES // 5 < len(accepted) < WRITES
    assert graph.read("MATCH (c:Change) RETURN count(c)").rows == [[len(accepted) + len(numbers)]]
    kept_derived = everything(graph)
    derive(graph)
    assert everything(graph) == kept_derived


def test_a_need_is_met_end_to_end(graph: Graph, knowledge: Knowledge, defaults: Settings) -> None:
    """By HTTP, with the words of both languages, and what the record of changes says of it."""
    filled(graph, [random_network(random.Random(5), "n", 25)])
    client = create_app(knowledge, defaults).test_client()
    found = graph.read(
        "MATCH (s:Enterprise)-[:MAKES]->(m)<-[:NEEDS]-(e:Enterprise) WHERE e.ready_days > 0"
        " AND s <> e AND e.closed_on IS NULL AND s.closed_on IS NULL"
        " AND NOT EXISTS { (s)-[:SUPPLIES]->(e) } RETURN e.id, m.id, s.id ORDER BY e.id LIMIT 1"
    )
    ((buyer, material, supplier),) = found.rows
    body = {"enterprise": buyer, "kind": "material", "material": material, "due_on": days_from(3)}
    raised = _sent(client, "raise-request", {**body, "raised_by": "王主任"})
    number = raised["rows"][0]["request"]
    assert raised["rows"][0]["state"] == "open" and raised["notices"] == []
    again = _sent(client, "raise-request", body)
    assert [notice["where"] for notice in again["notices"]] == ["kind"]
    matched = _sent(client, "match-request", {"request": number, "supplier": supplier})
    promised = matched["rows"][0]["promised_gain_days"]
    met = _sent(client, "meet-request", {"request": number, "satisfaction": 5})
    moved = {row["enterprise"]: row["gained_days"] for row in met["rows"]}
    page = client.get(f"/requests/{number}.json").get_json()["rows"][0]
    assert (page["met_gain_days"], page["promised_gain_days"]) == (moved.get(buyer, 0), promised)
    assert page["met_by"] == supplier and page["satisfaction"] == 5
    for language in ("zh", "en"):
        assert client.get(f"/requests/{number}?lang={language}").status_code == 200
    record = client.get(f"/queries/changes.json?enterprise={buyer}").get_json()["rows"]
    assert {row["action"] for row in record} == {"raise-request", "match-request", "meet-request"}
    assert "王主任" not in str(record)
    refused = client.post("/actions/meet-request.json", json={"request": number})
    assert refused.status_code == 409 and "met already" not in refused.text
    with pytest.raises(NotFound):
        knowledge.do("meet-request", {"request": "request-99999"}, by=HERE)


def _sent(client: FlaskClient, action: str, body: dict[str, Any]) -> dict[str, Any]:
    response = client.post(f"/actions/{action}.json", json=body)
    assert response.status_code == 200, response.text
    told = response.get_json()
    assert isinstance(told, dict)
    return told
