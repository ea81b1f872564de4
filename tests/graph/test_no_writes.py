"""No read, what-if or query file of one's own can write, reach out, or rule the server."""

from dataclasses import replace
from pathlib import Path

import pytest

from service.answers import own_queries
from service.answers.knowledge import Knowledge
from service.answers.own_queries import OwnQueries
from service.errors import Refusal, TooLarge
from service.graph.database import Graph
from service.graph.digest import digest
from service.http.app import create_app
from service.private_neo4j import home
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.hostile.files import descriptions
from tests.support.hostile.listener import Listener

HEAD = """// Hostile
/*
title: {{en: Hostile, zh: 有害}}
about: {{en: Hostile., zh: 有害。}}
result: table
columns:
  enterprise:
example: {{}}
{more}*/
"""

RETURNED = "RETURN 'x' AS enterprise"

WRITES = (
    f"CREATE (n:Junk) {RETURNED}",
    f"MERGE (n:Junk {{id: 1}}) {RETURNED}",
    f"MATCH (n:Enterprise) SET n.name = 'owned' {RETURNED}",
    f"MATCH (n:Enterprise) SET n += {{name: 'owned'}} {RETURNED}",
    f"MATCH (n:Enterprise) SET n:Junk {RETURNED}",
    f"MATCH (n:Enterprise) REMOVE n.name {RETURNED}",
    "MATCH (n:Enterprise) DETACH DELETE n RETURN count(*) AS enterprise",
    "MATCH ()-[r]->() DELETE r RETURN count(*) AS enterprise",
    f"FOREACH (x IN range(1, 9) | CREATE (:Junk {{x: x}})) {RETURNED}",
    f"CALL () {{ CREATE (:Junk) }} {RETURNED}",
    f"UNWIND range(1, 9) AS x CALL (x) {{ CREATE (:Junk) }} IN TRANSACTIONS {RETURNED}",
    f"RETURN 'x' AS enterprise UNION CREATE (n:Junk) {RETURNED}",
    f"CYPHER 5 CREATE (n:Junk) {RETURNED}",
    "/* a comment */ // another\nCREATE (n:Junk) RETURN 'x' AS enterprise",
    f"EXPLAIN CREATE (n:Junk) {RETURNED}",
    f"PROFILE CREATE (n:Junk) {RETURNED}",
    f"{RETURNED}; CREATE (n:Junk)",
    "CREATE INDEX junk FOR (n:Junk) ON (n.id)",
    "DROP CONSTRAINT enterprise_id",
    "DROP INDEX enterprise_name IF EXISTS",
)
"""Which write into the graph, or into its schema."""

REACHES = (
    "LOAD CSV FROM 'http://LISTENER/x' AS line RETURN line[0] AS enterprise",
    "LOAD CSV FROM 'http://LISTENER/' + 'x' AS line RETURN line[0] AS enterprise",
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line[0] AS enterprise",
    "CALL () { LOAD CSV FROM 'http://LISTENER/x' AS l RETURN l } RETURN l[0] AS enterprise",
    "CALL apoc.load.json('http://LISTENER/x') YIELD value RETURN value AS enterprise",
    "CALL apoc.export.csv.all('/tmp/x', {}) YIELD file RETURN file AS enterprise",
    "RETURN apoc.text.join(['a'], '') AS enterprise",
)
"""Which ask something elsewhere, or read the machine."""

RULES = (
    "CALL dbms.listConfig() YIELD name RETURN name AS enterprise",
    "CALL dbms.components() YIELD name RETURN name AS enterprise",
    "CALL dbms.info() YIELD name RETURN name AS enterprise",
    "CALL dbms.queryJmx('*:*') YIELD name RETURN name AS enterprise",
    "CALL dbms.setConfigValue('x', 'y') RETURN 'x' AS enterprise",
    "CALL db.labels() YIELD label RETURN label AS enterprise",
    "CALL db.clearQueryCaches() YIELD value RETURN value AS enterprise",
    "CALL db.createLabel('Junk') RETURN 'x' AS enterprise",
    "CALL tx.setMetaData({a: 1}) RETURN 'x' AS enterprise",
    "SHOW USERS",
    "SHOW SETTINGS YIELD name RETURN name AS enterprise",
    "SHOW TRANSACTIONS YIELD transactionId AS enterprise RETURN enterprise",
    "SHOW PROCEDURES YIELD name AS enterprise RETURN enterprise",
    "SHOW FUNCTIONS YIELD name AS enterprise RETURN enterprise",
    "SHOW INDEXES YIELD name AS enterprise RETURN enterprise",
    "SHOW CONSTRAINTS YIELD name AS enterprise RETURN enterprise",
    "SHOW DATABASES YIELD name AS enterprise RETURN enterprise",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1' YIELD message AS enterprise RETURN enterprise",
    "SHOW TRANSACTIONS YIELD transactionId AS t TERMINATE TRANSACTIONS t YIELD message"
    " RETURN message AS enterprise",
    f"USE system {RETURNED}",
    "USE system SHOW USERS YIELD user AS enterprise RETURN enterprise",
    f"USE graph.byName('system') {RETURNED}",
    "CREATE USER evil SET PASSWORD 'evil-evil'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b-b-b-b-b'",
    "ALTER USER neo4j SET PASSWORD 'evil-evil-evil'",
    "CREATE DATABASE evil",
    "STOP DATABASE neo4j",
    "GRANT ALL ON DBMS TO PUBLIC",
)
"""Which ask about the server, or change it."""

USERS = (
    "MATCH (n) WHERE n.password IS NOT NULL RETURN n.password AS enterprise",
    "MATCH (n:!Enterprise) RETURN n.password AS enterprise",
    "MATCH (n:%) RETURN n.password AS enterprise",
    "MATCH (n:!(Enterprise|Material)) RETURN n.password AS enterprise",
    "MATCH (n:Enterprise|!Material) RETURN n.password AS enterprise",
    "MATCH (n) WHERE n:Enterprise OR n.password > '' RETURN n.password AS enterprise",
    "MATCH (n) WHERE labels(n)[0] = 'User' RETURN n.password AS enterprise",
    "MATCH (n) WHERE elementId(n) = '4:x:1' RETURN n.password AS enterprise",
    "MATCH (n) WHERE id(n) = 5 RETURN n.password AS enterprise",
    "UNWIND range(0, 99) AS i MATCH (n) WHERE id(n) = i RETURN n.password AS enterprise",
    "MATCH (n:$('Us' + 'er')) RETURN n.password AS enterprise",
    "MATCH (n:$ all(['Us' + 'er'])) RETURN n.password AS enterprise",
    "MATCH (n:$ any(['Us' + 'er'])) RETURN n.password AS enterprise",
    "MATCH (n:User) RETURN n.password AS enterprise",
    "MATCH (n:`User`) RETURN n.password AS enterprise",
    "MATCH (n:\\u0055ser) RETURN n.password AS enterprise",
    "MATCH (n IS User) RETURN n.password AS enterprise",
    "MATCH (n:Enterprise|`Us\\u0065r`) RETURN n.password AS enterprise",
    "MATCH (n) RETURN count(n) AS enterprise",
    "MATCH (n:Enterprise), (m) RETURN count(*) AS enterprise",
    "OPTIONAL MATCH (n) RETURN n.password AS enterprise",
    "MATCH (n)-[*0..1]-(m) RETURN n.password AS enterprise",
    "MATCH (n) ((a)--(b)){0,2} (t) RETURN n.password AS enterprise",
    "CALL () { MATCH (n) RETURN n } RETURN n.password AS enterprise",
    "MATCH (e:Enterprise) RETURN COLLECT { MATCH (u) RETURN u.password } AS enterprise",
    *(
        f"MATCH (e:Enterprise) RETURN CASE WHEN e.runs THEN {hidden} END AS enterprise"
        for hidden in (
            "COLLECT { MATCH (u) RETURN u.password }",
            "COLLECT { MATCH (u:\\u0055ser) RETURN u.password }",
            "COLLECT { MATCH (u IS User)-->() RETURN u.password }",
            "COLLECT { MATCH (WHERE) RETURN WHERE.password }",
            "COLLECT { MATCH (`x)-[r]->(y`) RETURN `x)-[r]->(y`.password }",
            "COLLECT { MATCH (e)-->(y), (u) RETURN u.password }",
            "COLLECT { MATCH (e)-->(y) RETURN y.id UNION MATCH (u) RETURN u.password AS `y.id` }",
            "COLLECT { MATCH (x)-[*0..1]-(y) RETURN x.password }",
            "COLLECT { MATCH (x) ((a)--(b))* (y) RETURN x.password }",
            "COLLECT { UNWIND [')-['] AS q CALL () { MATCH (x) RETURN x } RETURN x.password }",
            "COLLECT { MATCH (x)-->(y) WHERE EXISTS { (u {password: x.id}) } RETURN x.id }",
            "COLLECT { MATCH (x:$('Us' + 'er')) RETURN x.password }",
            "COUNT { MATCH (x) RETURN DISTINCT x.password }",
            "EXISTS { MATCH (u {password: 'x'}) }",
        )
    ),
    "RETURN [x IN [1] | COLLECT { MATCH (u) RETURN u.password }] AS enterprise",
    "RETURN coalesce(null, COLLECT { MATCH (u) RETURN u.password }) AS enterprise",
    "MATCH (e:Enterprise) WHERE any(x IN [e.id] WHERE EXISTS { MATCH (u) WHERE u.password > x })"
    " RETURN e.id AS enterprise",
    "MATCH SHORTEST 1 (e:Enterprise) (()-[:SUPPLIES]->(x) WHERE EXISTS { MATCH (u) WHERE"
    " u.password > x.id })+ (m:Enterprise) RETURN e.id AS enterprise",
    "MATCH p = shortestPath((e:Enterprise)-[:SUPPLIES*]->(m:Enterprise)) WHERE all(x IN nodes(p)"
    " WHERE EXISTS { MATCH (u) WHERE u.password > x.id }) RETURN e.id AS enterprise",
)
"""Which ask for what is kept of users, whatever it is called."""

FACTS = (
    "MATCH (n:Enterprise|Material) RETURN n.id AS enterprise",
    "MATCH (n:Enterprise&!Material {id: 'gongniu'}) RETURN n.id AS enterprise",
    "MATCH (n) WHERE n:Enterprise OR n:Material RETURN n.id AS enterprise",
    "MATCH (a)-[:SUPPLIES]->(b) RETURN a.id AS enterprise",
    "MATCH (a:Enterprise)-[*0..2]-(b) RETURN b.id AS enterprise LIMIT 3",
    "MATCH (e:Enterprise) WHERE e.name CONTAINS 'User' RETURN count(*) AS enterprise",
    "MATCH (e:Enterprise {id: 'a'}), (f:Enterprise {id: 'b'}) RETURN e.id + ':User' AS enterprise",
    "MATCH (e:Enterprise) RETURN COUNT { MATCH (e)<-[:WAITS_FOR*1..]-(y:Enterprise) WHERE y <> e"
    " RETURN DISTINCT y } AS enterprise",
    "MATCH (e:Enterprise) RETURN head([(e)-[:WAITS_FOR]->(w) | w.id]) AS enterprise",
    "MATCH (e:Enterprise) RETURN CASE WHEN e.runs THEN EXISTS { (e)-[:SUPPLIES]->() }"
    " ELSE size([(e)<-[:SUPPLIES*1..3]-(s:Enterprise) WHERE s.name > '' | s]) > 1 END"
    " AS enterprise",
    "MATCH ()-[r:SUPPLIES]->() RETURN count(r) AS enterprise",
    "MATCH (e:Enterprise) WHERE any(x IN [1, 2] WHERE COUNT { (e)-[r:SUPPLIES]->(b) WHERE"
    " r.lead_days > x } > abs(x) + (x)) RETURN e.id AS enterprise",
)
"""Which ask for facts, and are as they should be."""


def test_a_query_file_of_ones_own_reads_the_graph_alone(
    cixi: Knowledge, listener: Listener, tmp_path: Path, defaults: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Each of these is left out, and says why; the graph is as it was."""
    monkeypatch.setattr(own_queries, "LOOK_EVERY", 0)
    before = digest(cixi.graph)
    named = {f"hostile-{n}": text for n, text in enumerate((*WRITES, *REACHES, *RULES))}
    for name, text in named.items():
        whole = HEAD.format(more="") + text.replace("LISTENER", listener.address) + "\n"
        (tmp_path / f"{name}.cypher").write_text(whole, encoding="utf-8")
    good = HEAD.format(more="") + "MATCH (e:Enterprise) RETURN e.id AS enterprise LIMIT 3\n"
    (tmp_path / "good.cypher").write_text(good, encoding="utf-8")
    own = OwnQueries(tmp_path, cixi.graph, read_catalog())
    catalog = own.catalog()
    assert "good" in catalog
    assert [named[name] for name in named if name in catalog] == []
    assert all(file.faults for file in own.files if file.name != "good.cypher")
    known = Knowledge(cixi.graph, read_catalog(), show_personal=True)
    client = create_app(known, replace(defaults, queries=tmp_path)).test_client()
    assert client.get("/queries/good.json").json["rows"]  # type: ignore[index]
    page = client.get("/own-queries?lang=en").text
    for name in named:
        assert client.get(f"/queries/{name}.json").status_code == 404
        assert f"{name}.cypher" in page
    assert digest(cixi.graph) == before
    assert listener.began == []


def test_a_query_file_of_ones_own_reaches_no_users(cixi: Knowledge, tmp_path: Path) -> None:
    """Neither passwords nor the secret of cookies: they are of no fact, and in no relationship."""
    named = {f"users-{n}": text for n, text in enumerate(USERS)}
    named |= {f"facts-{n}": text for n, text in enumerate(FACTS)}
    for name, text in named.items():
        whole = HEAD.format(more="") + text + "\n"
        (tmp_path / f"{name}.cypher").write_text(whole, encoding="utf-8")
    own = OwnQueries(tmp_path, cixi.graph, read_catalog())
    catalog = own.catalog()
    assert [named[name] for name in named if name in catalog and name.startswith("users")] == []
    faults = {Path(one.name).stem: one.faults for one in own.files if one.faults}
    assert {named[name]: told for name, told in faults.items() if name.startswith("facts")} == {}
    for name, told in faults.items():
        text = str([fault.text.en for fault in told])
        said = ("by their labels", "of a label", "not shown by the plan", "nothing of users")
        assert any(words in text for words in said), (named[name], text)


def test_a_header_does_no_more_than_tell(cixi: Knowledge, tmp_path: Path) -> None:
    for number, (_, text) in enumerate(descriptions("127.0.0.1:9")):
        whole = HEAD.format(more=text.replace("*/", "")) + f"{RETURNED}\n"
        path = tmp_path / f"header-{number}.cypher"
        path.write_text(whole, encoding="utf-8", errors="replace")
    own = OwnQueries(tmp_path, cixi.graph, read_catalog())
    catalog = own.catalog()
    assert not [file.name for file in own.files if Path(file.name).stem in catalog]
    assert own.files and all(file.faults for file in own.files)


@pytest.mark.parametrize("way", ["read", "stream", "transaction", "profile"])
def test_a_reading_transaction_writes_nothing(cixi_graph: Graph, way: str) -> None:
    """The server refuses it, whatever passed the check of plans."""
    before = digest(cixi_graph)
    writing = [text for text in WRITES if "EXPLAIN" not in text and "PROFILE" not in text]
    for text in writing:
        with pytest.raises(Refusal):
            if way == "read":
                cixi_graph.read(text)
            elif way == "profile":
                cixi_graph.profile(text)
            elif way == "stream":
                with cixi_graph.stream(text) as streamed:
                    list(streamed.rows)
            else:
                with cixi_graph.transaction(write=False) as transaction:
                    transaction.run(text)
    assert digest(cixi_graph) == before


def test_the_private_server_reaches_nothing(cixi_graph: Graph, listener: Listener) -> None:
    """Not even by a statement that nobody checked: neither files nor other machines."""
    for text in REACHES:
        with pytest.raises(Refusal):
            cixi_graph.read(text.replace("LISTENER", listener.address))
    assert listener.began == []


def test_what_the_server_may_use_is_bounded(defaults: Settings, tmp_path: Path) -> None:
    home.prepare(replace(defaults, data=tmp_path, heap_mb=512), 7687)
    text = (home.folder(replace(defaults, data=tmp_path)) / "conf" / "neo4j.conf").read_text()
    lines = dict(line.split("=", 1) for line in text.splitlines())
    assert lines["db.memory.transaction.max"] == "256m"
    assert lines["dbms.security.allow_csv_import_from_file_urls"] == "false"
    assert lines["server.http.enabled"] == lines["server.https.enabled"] == "false"
    assert lines["server.bolt.listen_address"].startswith("127.0.0.1:")


def test_what_needs_more_than_one_may_use_is_refused(cixi_graph: Graph) -> None:
    """The server goes on: it refuses one statement, and does not run out of memory."""
    with pytest.raises(TooLarge) as refused:
        cixi_graph.read(
            "UNWIND range(1, 1000000) AS n RETURN collect($text + n)",
            {"text": "x" * 10_000},
            timeout=120,
        )
    assert "needs more memory than one transaction may use" in refused.value.detail.en
    assert cixi_graph.read("RETURN 1").one() == [1]
