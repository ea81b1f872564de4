"""What-ifs: what they answer, and that nothing stays of them whatever happens."""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from service import settings
from service.answers import changes
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.answers.plan_check import check_plans
from service.catalog.catalog import Catalog
from service.cli.main import main
from service.derivation.full import derive
from service.errors import (
    Conflict,
    Deriving,
    FaultyCatalog,
    InternalError,
    TimeLimitExceeded,
    TooManyRequests,
)
from service.graph.database import Graph
from service.graph.digest import digest
from service.http.app import create_app
from service.private_neo4j.data_folder import Connection
from service.statements import CYPHER, statement
from tests.support.catalog import read_catalog
from tests.support.model import Network
from tests.support.networks import fill, random_network
from tests.support.what_ifs import asked, changed, readiness

HEADER = """// T
/*
title: {en: T, zh: T}
about: {en: T, zh: T}
result: table
parameters: {enterprises: {type: array, suggest: enterprises, label: {en: E, zh: E}}}
columns: {a: {type: number, label: {en: A, zh: A}}}
example: {enterprises: [x]}
derives: readiness
timeout: 4
*/
"""
CLOSES = """
MATCH (graph:Graph {id: 'graph'})
UNWIND $enterprises AS id
MATCH (e:Enterprise {id: id})
SET e.closed_on = graph.as_of
RETURN e.id AS enterprise
;
"""
SLOW = "UNWIND range(1, 4000000) AS x WITH sum(sqrt(x)) AS a RETURN a + size($changed) AS a"
ANSWERS = {
    "breaks": "UNWIND [3, 2, 1, 0] AS x RETURN 10 / x + size($changed) AS a",
    "endless": "UNWIND range(1, 100000000000) AS x RETURN sum(x) + size($changed) AS a",
    "slow": SLOW,
}
READY = "MATCH (e:Enterprise) RETURN e.id, e.ready_days"


@pytest.fixture
def knowledge(graph: Graph, tmp_path: Path) -> Knowledge:
    """The catalogue with a few what-ifs more, on an empty graph."""
    for path in (CYPHER / "what-if").glob("*.cypher"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name, answer in ANSWERS.items():
        header = HEADER if name == "endless" else HEADER.replace("timeout: 4", "timeout: 60")
        (tmp_path / f"{name}.cypher").write_text(header + CLOSES + answer, encoding="utf-8")
    return Knowledge(graph, read_catalog(what_ifs=tmp_path), show_personal=True)


@pytest.fixture
def networks(graph: Graph) -> dict[str, Network]:
    """A few dozen small networks beside each other, derived."""
    rng = random.Random(11)
    found = {}
    for number in range(40):
        name = f"n{number}x"
        found[name] = random_network(rng, name, rng.choice([3, 5, 8, 12, 25]))
        fill(graph, found[name])
    derive(graph)
    return found


def moves(answer: Answer) -> dict[str, tuple[float | None, float | None]]:
    for _, _, _, before, after, gained in answer.rows:
        known = before is not None and after is not None
        assert gained == (round(before - after, 2) if known else None)
    return {row[0]: (row[3], row[4]) for row in answer.rows}


def test_the_answer_is_the_models_and_nothing_stays(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network]
) -> None:
    rng = random.Random(5)
    before = digest(graph)
    moved = refused = 0
    for network in list(networks.values()) * 2:
        name, given = asked(rng, network)
        after = changed(network, name, given)
        if after is None:
            with pytest.raises(Conflict, match=r"already|has closed"):
                knowledge.try_(name, given)
            refused += 1
            continue
        was, will = readiness(network), readiness(after)
        expected = {e: (was[e], will[e]) for e in was if was[e] != will[e]}
        assert moves(knowledge.try_(name, given)) == expected, (name, given)
        moved += len(expected)
    assert moved > 50 and refused > 2
    assert digest(graph) == before


def test_what_if_then_real_gives_the_same(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network]
) -> None:
    """Restarts have no real counterpart: who restarts is ready whatever it lacks."""
    rng = random.Random(6)
    ready = dict(graph.read(READY).rows)
    moved = 0
    for network in networks.values():
        name, given = asked(rng, network)
        while name == "restarts":
            name, given = asked(rng, network)
        try:
            foretold = moves(knowledge.try_(name, given))
        except Conflict:
            continue
        ready |= {e: after for e, (_, after) in foretold.items()}
        moved += len(foretold)
        graph.write(knowledge.catalog[name].change, given)
    assert moved > 20
    derive(graph)
    assert dict(graph.read(READY).rows) == ready


@pytest.mark.parametrize(
    ("name", "refusal"), [("breaks", InternalError), ("endless", TimeLimitExceeded), ("slow", None)]
)
def test_nothing_stays_of_one_that_fails(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network], name: str, refusal: Any
) -> None:
    before = digest(graph)
    given = {"enterprises": [row["id"] for row in networks["n5x"].enterprises]}
    if refusal:
        with pytest.raises(refusal):
            knowledge.try_(name, given)
    else:
        assert knowledge.try_(name, given).rows
    assert graph.can_lock(statement("hold"), wait=5)
    assert digest(graph) == before


CLIENT_DISCONNECTED = """
import sys
from service.graph.database import Graph
from service.statements import statement
with Graph(*sys.argv[1:4]) as graph, graph.transaction(keep=False) as transaction:
    transaction.run(statement("hold"))
    transaction.run("MATCH (e:Enterprise) SET e.closed_on = date('2020-02-12')")
    print("changed", flush=True)
    sys.stdin.read()
"""


def test_nothing_stays_when_the_asker_is_killed(
    graph: Graph, database: Connection, networks: dict[str, Network]
) -> None:
    before = digest(graph)
    address = (database.uri, database.username, database.password)
    with subprocess.Popen(
        [sys.executable, "-c", CLIENT_DISCONNECTED, *address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CYPHER.parent,
    ) as asker:
        assert asker.stdout and asker.stdout.readline() == "changed\n"
        assert not graph.can_lock(statement("hold"), wait=0.3)
        asker.send_signal(signal.SIGKILL)
    assert graph.can_lock(statement("hold"), wait=30)
    assert digest(graph) == before


def test_readers_see_nothing_of_it(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network]
) -> None:
    before, ready = digest(graph), knowledge.ask("readiness", {}).rows
    everybody = [row["id"] for network in networks.values() for row in network.enterprises]
    trial = threading.Thread(target=knowledge.try_, args=("slow", {"enterprises": everybody[:100]}))
    trial.start()
    reads = 0
    while trial.is_alive():
        assert knowledge.ask("readiness", {}).rows == ready
        assert digest(graph) == before
        reads += 1
    trial.join()
    assert reads > 1


def test_several_at_once_give_what_each_gives_alone(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network]
) -> None:
    """All are about the same enterprises, so that one would see another's change."""
    rng = random.Random(7)
    network = max(networks.values(), key=lambda one: len(one.supplies))
    ids = [row["id"] for row in network.enterprises]
    trials = [("restarts", {"enterprises": rng.sample(ids, 5)}) for _ in range(3)]
    trials += [("closes", {"enterprises": rng.sample(ids, 5)}) for _ in range(3)]
    alone = [knowledge.try_(name, given).rows for name, given in trials]
    together: dict[int, Any] = {}

    def one(number: int) -> None:
        together[number] = knowledge.try_(*trials[number]).rows

    for _ in range(3):
        together.clear()
        threads = [threading.Thread(target=one, args=(number,)) for number in range(len(trials))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [together.get(number) for number in range(len(trials))] == alone
    assert any(alone)


def test_they_wait_for_writes_and_writes_for_them(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network]
) -> None:
    """The lock is a real one."""
    given = {"enterprises": [networks["n1x"].enterprises[0]["id"]]}
    done: list[float] = []

    def attempt() -> None:
        knowledge.try_("closes", given)
        done.append(time.monotonic())

    with graph.transaction() as transaction:
        transaction.run(statement("load/hold"), {"load": "another"})
        trial = threading.Thread(target=attempt)
        trial.start()
        time.sleep(1)
        assert not done
        assert not graph.can_lock(statement("hold"), wait=0.3)
    trial.join()
    assert done
    assert graph.can_lock(statement("hold"), wait=5)


def test_none_starts_from_half_a_state(
    graph: Graph, knowledge: Knowledge, networks: dict[str, Network]
) -> None:
    given = {"enterprises": [networks["n1x"].enterprises[0]["id"]]}
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.version = g.version + 1")
    for name in ("closes", "stops"):
        with pytest.raises(Deriving):
            knowledge.try_(name, {**given, **({"days": 3} if name == "stops" else {})})
    graph.write("MATCH (g:Graph {id: 'graph'}) SET g.loading = 'another'")
    with pytest.raises(Deriving, match="another"):
        knowledge.try_("closes", given)


def test_too_many_at_once_are_told(knowledge: Knowledge, networks: dict[str, Network]) -> None:
    taken = 0
    while changes.CONCURRENCY_SLOTS.acquire(blocking=False):
        taken += 1
    try:
        with pytest.raises(TooManyRequests):
            knowledge.try_("closes", {"enterprises": ["x"]})
    finally:
        changes.CONCURRENCY_SLOTS.release(taken)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("derives: readiness\n", ""), "derives: is missing"),
        (("derives: readiness", "derives: nothing"), "readiness, losses"),
        (("\n;\n", "\n"), "two statements"),
        (("$enterprises AS", "$changed AS"), "$changed is not declared"),
        (("size($changed)", "size($other)"), "$other is not declared"),
        (("derives: readiness", "derives: losses"), "$changed is not declared"),
        (("derives: readiness", "derives: readiness\nrefuses: {it: {en: a, zh: a}}"), "where"),
    ],
)
def test_a_fault_of_a_what_if_is_told(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    text = (HEADER + CLOSES + SLOW).replace(*change)
    (tmp_path / "one-more.cypher").write_text(text, encoding="utf-8")
    with pytest.raises(FaultyCatalog) as refused:
        read_catalog(what_ifs=tmp_path)
    assert any(words in fault.text.en for fault in refused.value.faults)
    assert all(fault.where.startswith("one-more.cypher:") for fault in refused.value.faults)


def test_a_name_stands_for_one_thing_only(tmp_path: Path) -> None:
    (tmp_path / "readiness.cypher").write_text(HEADER + CLOSES + SLOW, encoding="utf-8")
    with pytest.raises(FaultyCatalog) as refused:
        read_catalog(what_ifs=tmp_path)
    assert [fault.text.en for fault in refused.value.faults] == ["queries has this name already"]


def test_a_change_writes_and_an_answer_does_not(graph: Graph, tmp_path: Path) -> None:
    reads = CLOSES.replace("SET e.closed_on = graph.as_of", "WHERE e.closed_on = graph.as_of")
    writes = "MATCH (e:Enterprise) SET e.a = size($changed) RETURN e.a AS a"
    other = CLOSES.replace("AS enterprise", "AS id")
    for name, text in {
        "reads": reads + SLOW,
        "writes": CLOSES + writes,
        "returns": other + SLOW,
    }.items():
        (tmp_path / f"{name}.cypher").write_text(HEADER + text, encoding="utf-8")
    own = Catalog({one.name: one for one in read_catalog(what_ifs=tmp_path).what_ifs})
    with pytest.raises(FaultyCatalog) as refused:
        check_plans(graph, own)
    told = {fault.where: fault.text.en for fault in refused.value.faults}
    assert told == {
        "reads.cypher:12": "the change must write",
        "writes.cypher:19": "an answer must not write",
        "returns.cypher:12": "must return: enterprise",
    }


COPPER = {"supplier": "jintian", "material": "copper", "buyer": "yuelong", "lead_days": 1}


@pytest.fixture
def client(cixi: Knowledge) -> Iterator[FlaskClient]:
    with create_app(cixi, settings.read({})).test_client() as client:
        yield client


def test_copper_from_another_puts_the_plug_maker_right(cixi: Knowledge, cixi_graph: Graph) -> None:
    before = digest(cixi_graph)
    found = moves(cixi.try_("new-supply", COPPER))
    was, will = found["yuelong"]
    assert was and will is not None and will <= 1 < was
    was, will = found["gongniu"]
    assert was and will is not None and will < was
    assert digest(cixi_graph) == before


def test_one_that_is_in_flow_may_restart_and_nothing_moves(cixi: Knowledge) -> None:
    rows = cixi.ask("readiness", {}).rows
    in_flow = next(row[0] for row in rows if row[5])
    assert cixi.try_("restarts", {"enterprises": [in_flow]}).rows == []


def test_a_closed_one_may_restart(cixi: Knowledge, cixi_graph: Graph) -> None:
    closed = cixi_graph.read("MATCH (e:Enterprise {stuck: 'closed'}) RETURN e.id LIMIT 1").rows
    found = moves(cixi.try_("restarts", {"enterprises": closed[0]}))
    assert found[closed[0][0]] == (None, 0)


MANY = ",".join(f"e{number}" for number in range(101))


@pytest.mark.parametrize(
    ("name", "given", "status", "where", "words"),
    [
        ("restarts", "enterprises=gongni,xinha,yuelong", 404, ["enterprises"] * 2, "gongniu"),
        ("restarts", "", 400, ["enterprises"], "required"),
        ("closes", "enterprises=,", 400, ["enterprises"], "1 to 100"),
        ("closes", f"enterprises={MANY}", 400, ["enterprises"], "101"),
        ("stops", "enterprises=gongni&days=3", 404, ["enterprises"], "gongniu"),
        ("new-supply", "supplier=jintia&material=coppr&buyer=yuelong", 404,
         ["supplier", "material"], "jintian"),
        ("new-supply", "supplier=jintian&material=copper&buyer=yuelong&lead_days=-1", 400,
         ["lead_days"], "at least 0"),
        ("new-supply", "supplier=yuelong&material=copper&buyer=yuelong", 409,
         ["buyer"], "the same enterprise"),
        ("new-supply", "supplier=jintian&material=copper&buyer=gongniu", 409,
         ["supplier"], "already"),
        ("closes", "enterprises=gongniu&lead_days=1", 400, ["lead_days"], "not a parameter"),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_every_face(
    client: FlaskClient,
    cixi_database: Connection,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    given: str,
    status: int,
    where: list[str],
    words: str,
) -> None:
    data = client.get(f"/what-if/{name}.json?{given}&lang=en")
    body = json.loads(data.data)
    assert (data.status_code, [fault["where"] for fault in body["errors"]]) == (status, where)
    assert words in data.get_data(as_text=True)
    assert client.get(f"/what-if/{name}.csv?{given}").status_code == status
    for language in ("zh", "en"):
        page = client.get(f"/what-if/{name}?{given}&lang={language}")
        # a form that was not filled in yet is no error
        assert page.status_code == (status if given else 200)
    monkeypatch.setenv("NEO4J_URI", cixi_database.uri)
    monkeypatch.setenv("NEO4J_USERNAME", cixi_database.username)
    monkeypatch.setenv("NEO4J_PASSWORD", cixi_database.password)
    told = CliRunner().invoke(main, ["ask", name, *given.split("&")] if given else ["ask", name])
    assert told.exit_code == 1 and where[0] in told.output and "Traceback" not in told.output


def test_days_that_are_not_known_are_asked_for_on_the_page(client: FlaskClient) -> None:
    page = client.get("/what-if/stops?enterprises=jintian&lang=en")
    assert page.status_code == 409
    assert "give days" in page.get_data(as_text=True)


def test_one_file_is_page_data_phrase_and_link(client: FlaskClient, cixi: Knowledge) -> None:
    def read(path: str) -> str:
        response = client.get(path)
        assert response.status_code == 200, path
        return response.get_data(as_text=True)

    overview, enterprise = read("/?lang=zh"), read("/enterprises/yuelong?lang=zh")
    request = read("/requests/request-01?lang=zh")
    listed = {one["name"]: one for one in json.loads(read("/queries.json"))["queries"]}
    assert "推演" in overview and "推演" in enterprise
    for one in cixi.catalog.what_ifs:
        address = f"/what-if/{one.name}"
        pages = {"request": request, "enterprise": enterprise}
        offered = [p.offered_on for p in one.parameters if p.offered_on in pages]
        assert f'href="{address}' in overview
        assert all(f'href="{address}?' in pages[kind] for kind in offered)
        assert (listed[one.name]["kind"], listed[one.name]["href"]) == ("what-if", address)
        found = json.loads(read(f"/search.json?q={one.title.zh}"))["queries"]
        assert address in [phrase["href"] for phrase in found]
        pairs = [
            f"{key}={','.join(value) if isinstance(value, list) else value}"
            for key, value in one.example.items()
        ]
        given = "&".join(pairs)
        rows = json.loads(read(f"{address}.json?{given}"))["rows"]
        assert rows
        for form in ("csv", "ndjson"):
            lines = read(f"{address}.{form}?{given}").strip().splitlines()
            assert len(lines) == len(rows) + (form == "csv")
        assert client.get(f"{address}.xlsx?{given}").status_code == 200
        assert rows[0]["name"] in read(f"{address}?{given}&lang=zh")
        assert "nothing in the graph is changed" in read(f"{address}?{given}&lang=en")
        assert client.get(f"/queries/{one.name}.json").status_code == 404
    assert client.get("/what-if/critical-path.json").status_code == 404
    assert listed["critical-path"]["kind"] == "query"


def test_never_is_said_and_not_taken_for_unknown(client: FlaskClient) -> None:
    page = client.get("/what-if/closes?enterprises=yuelong&lang=zh").get_data(as_text=True)
    assert "无期" in page


def test_the_command_answers_in_every_form(
    cixi_database: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", cixi_database.uri)
    monkeypatch.setenv("NEO4J_USERNAME", cixi_database.username)
    monkeypatch.setenv("NEO4J_PASSWORD", cixi_database.password)
    given = [f"{key}={value}" for key, value in COPPER.items()]
    for form, words in {
        "table": "公牛集团",
        "json": '"gained_days":',
        "csv": "gongniu,公牛集团,true",
        "ndjson": '"enterprise":"gongniu"',
    }.items():
        told = CliRunner().invoke(main, ["ask", "new-supply", *given, "--format", form])
        assert told.exit_code == 0 and words in told.output, told.output
    told = CliRunner().invoke(main, ["ask", "new-supply", *given, "--format", "xlsx"])
    assert told.exit_code == 0 and told.stdout_bytes.startswith(b"PK")
    assert "new-supply" in CliRunner().invoke(main, ["queries"]).output
