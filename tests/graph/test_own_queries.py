"""Saved queries of a folder of one's own: read, checked and left out as the files are."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from service.answers import cache, own_queries
from service.answers.knowledge import Knowledge
from service.catalog.catalog import read_catalog
from service.cli.main import main
from service.http.app import create_app
from service.private_neo4j.data_folder import Connection
from service.settings import Settings
from service.statements import CYPHER

GOOD = """// Large enterprises of a district
/*
title: {en: Large enterprises of a district, zh: 区县大型企业}
about: {en: By headcount., zh: 按员工数排列。}
result: table
asked: {en: [], zh: [大企业有哪些]}
parameters:
  district: {default: '330282'}
columns:
  enterprise:
  name:
  headcount:
example: {}
limit: 20
*/
MATCH (e:Enterprise)
WHERE e.district STARTS WITH $district AND e.headcount > 100
RETURN e.id AS enterprise, e.name AS name, e.headcount AS headcount
ORDER BY headcount DESC, enterprise
"""

STATEMENT = GOOD[GOOD.index("MATCH (e") :]

RETURNED = "RETURN e.id AS enterprise, e.name AS name, e.headcount AS headcount"


@pytest.fixture(autouse=True)
def _looked_at_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_queries, "LOOK_EVERY", 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "large-ones.cypher").write_text(GOOD, encoding="utf-8")
    return tmp_path


@pytest.fixture
def client(cixi: Knowledge, defaults: Settings, folder: Path) -> Iterator[FlaskClient]:
    known = Knowledge(cixi.graph, read_catalog(), show_personal=True)
    yield create_app(known, replace(defaults, queries=folder)).test_client()


def test_it_is_asked_as_any_other(client: FlaskClient) -> None:
    answer = client.get("/queries/large-ones.json").json
    assert answer is not None and 0 < len(answer["rows"]) <= 20
    assert answer["rows"][0]["headcount"] > 100
    assert "区县大型企业" in client.get("/?lang=zh").text
    assert client.get("/search?q=大企业有哪些").headers["Location"] == "/queries/large-ones"
    assert "/queries/large-ones.json" in client.get("/openapi.json").json["paths"]  # type: ignore[index]
    assert client.get("/queries/large-ones.xlsx?district=3302").status_code == 200
    page = client.get("/own-queries?lang=zh").text
    assert "large-ones.cypher" in page and "无误" in page
    assert client.get("/queries/critical-path?enterprise=gongniu").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("  headcount:\n", "  headcuont:\n", "large-ones.cypher:12", "near: headcount"),
        ("limit: 20", "limit: 20000", "large-ones.cypher:1", "at most 10000"),
        ("limit: 20", "timeout: 600", "large-ones.cypher:1", "at most 30"),
        ("limit: 20", "derives: unblocking", "large-ones.cypher:1", "built-in"),
        ("MATCH (e:Enterprise)", "MATCH (e:Enterprise", "large-ones.cypher:16", "plan"),
        (STATEMENT, f"CREATE (e:Enterprise {{id: $district}}) {RETURNED}", "", "must not write"),
        (
            STATEMENT,
            f"MATCH (e:Enterprise) WHERE $district > '' SET e.name = '' {RETURNED}",
            "",
            "",
        ),
        (
            STATEMENT,
            f"LOAD CSV FROM $district AS line MATCH (e:Enterprise) {RETURNED}",
            "large-ones.cypher:16",
            "LoadCSV",
        ),
        (
            STATEMENT,
            f"CALL db.labels() YIELD label MATCH (e:Enterprise {{id: $district}}) {RETURNED}",
            "large-ones.cypher:16",
            "ProcedureCall",
        ),
        (STATEMENT, "SHOW USERS", "", ""),
        (
            STATEMENT,
            f"MATCH (u:User) MATCH (e:Enterprise {{id: $district}}) {RETURNED}",
            "large-ones.cypher:16",
            "tells nothing of users",
        ),
        ("AS headcount\n", "AS headcount, 1 AS x\n", "large-ones.cypher:16", "undeclared"),
    ],
)
def test_one_with_faults_is_left_out_and_says_why(
    client: FlaskClient, folder: Path, old: str, new: str, where: str, words: str
) -> None:
    assert old in GOOD
    (folder / "large-ones.cypher").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    assert client.get("/queries/large-ones.json").status_code == 404
    page = client.get("/own-queries?lang=en").text
    assert "Left out" in page and where in page and words in page
    assert client.get("/queries/critical-path.json?enterprise=gongniu").status_code == 200


def test_it_is_read_again_when_it_changes(client: FlaskClient, folder: Path) -> None:
    file = folder / "large-ones.cypher"

    def rows() -> int:
        answer = client.get("/queries/large-ones.json").json
        assert answer is not None
        return len(answer["rows"])

    before = rows()
    file.write_text(GOOD.replace("> 100", "> 5000"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    assert rows() < before
    file.rename(folder / "other-name.cypher")
    assert client.get("/queries/large-ones.json").status_code == 404
    assert client.get("/queries/other-name.json").status_code == 200
    (folder / "critical-path.cypher").write_text(GOOD, encoding="utf-8")
    page = client.get("/own-queries?lang=en").text
    assert "queries has this name already" in page
    answer = client.get("/queries/critical-path.json?enterprise=gongniu").json
    assert answer is not None and answer["columns"][0]["name"] == "hop"


@pytest.mark.usefixtures("remembered")
def test_no_copy_outlives_the_file_that_made_it(
    client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither what is kept for a minute, nor what a reader holds an ETag of."""
    monkeypatch.setattr(cache, "MIN_ELAPSED_MS", 0.0)
    path = "/queries/large-ones.json"
    first = client.get(path)
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=held).status_code == 304
    file = folder / "large-ones.cypher"
    file.write_text(GOOD.replace("> 100", "> 5000"), encoding="utf-8")
    os.utime(file, ns=(1, 1))
    again = client.get(path, headers=held)
    assert again.status_code == 200 and again.headers["ETag"] != first.headers["ETag"]
    assert len(again.json["rows"]) < len(first.json["rows"])  # type: ignore[index]
    file.write_text(GOOD, encoding="utf-8")
    os.utime(file, ns=(2, 2))
    assert client.get(path, headers=held).status_code == 304, "the very same as before"


NETWORK = (CYPHER / "queries" / "network.cypher").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("column", "returned", "words"),
    [
        ("", "", ""),
        ("  town:\n", "e.town AS town,", ""),
        ("  contact:\n", "e.contact AS contact,", "a network tells of no person"),
        ("  phone:\n", "e.phone AS phone,", "a network tells of no person"),
        ("", "e.phone AS town,", "returns undeclared columns: town"),
        ("", "e AS enterprise_itself,", "returns undeclared columns: enterprise_itself"),
    ],
)
def test_a_network_of_ones_own_tells_of_no_person(
    client: FlaskClient, folder: Path, column: str, returned: str, words: str
) -> None:
    """It is drawn as it was returned: nobody is masked in it, and no look is entered."""
    text = NETWORK.replace("  stuck:\n", f"  stuck:\n{column}")
    text = text.replace("e.stuck AS stuck,", f"e.stuck AS stuck, {returned}")
    (folder / "my-network.cypher").write_text(text, encoding="utf-8")
    answer = client.get("/queries/my-network.network.json?district=330282")
    page = client.get("/own-queries?lang=en").text
    assert answer.status_code == (404 if words else 200), page
    assert words in page and ("Left out" in page) == bool(words)


def test_a_folder_that_is_none_is_told(cixi: Knowledge, defaults: Settings, tmp_path: Path) -> None:
    known = Knowledge(cixi.graph, read_catalog(), show_personal=True)
    app = create_app(known, replace(defaults, queries=tmp_path / "none"))
    assert "is no folder" in app.test_client().get("/own-queries?lang=en").text
    without = create_app(known, defaults).test_client()
    assert "TONGBU_QUERIES" in without.get("/own-queries?lang=en").text
    assert "/own-queries" not in without.get("/").text


def test_the_command_line_knows_it(
    cixi_database: Connection, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", cixi_database.uri)
    monkeypatch.setenv("NEO4J_USERNAME", cixi_database.username)
    monkeypatch.setenv("NEO4J_PASSWORD", cixi_database.password)
    monkeypatch.setenv("TONGBU_QUERIES", str(folder))
    told = CliRunner().invoke(main, ["ask", "large-ones", "--format", "csv"])
    assert told.exit_code == 0, told.output
    assert told.output.splitlines()[0].endswith("enterprise,name,headcount")
    written = CliRunner().invoke(main, ["new-query", "mine"])
    assert written.exit_code == 0 and (folder / "mine.cypher").exists()
