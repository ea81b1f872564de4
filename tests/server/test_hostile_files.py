"""Hostile files, sent to be looked at: each is understood or refused, and does nothing else."""

import io
import json
import os
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.cli.main import main
from service.graph.database import Graph
from service.http.app import create_app
from service.private_neo4j.data_folder import Connection
from service.settings import Settings
from service.statements import statement
from tests.support import datasets
from tests.support.catalog import read_catalog
from tests.support.hostile.files import files
from tests.support.hostile.listener import Listener
from tests.support.hostile.strings import ALL, LISTENER

ASKED = os.environ.get("TONGBU_HOSTILE", "")
TURN = int(ASKED) if ASKED.isdecimal() else date.today().toordinal()
SHARE = 12
"""In ``make test`` one file of so many by name or chance; all of the others."""

LONGEST_SECONDS = 20.0

# what is cut off as too large is forgotten with its request, and its nameless file with it
pytestmark = pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"
)


@pytest.fixture(scope="module")
def client(cixi_graph: Graph, defaults: Settings) -> FlaskClient:
    knowledge = Knowledge(cixi_graph, read_catalog(), show_personal=True, may_change=True)
    return create_app(knowledge, replace(defaults, upload_mb=1)).test_client()


def test_a_hostile_file_does_nothing(
    client: FlaskClient, cixi_graph: Graph, listener: Listener, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = cixi_graph.read(statement("state")).rows
    wrong: list[str] = []
    sent = 0
    for number, (what, name, content) in enumerate(files(listener.address)):
        one_of_many = what in ("a name", "mangled", "a string as a header") and ASKED != "all"
        if one_of_many and number % SHARE != TURN % SHARE:
            continue
        sent += 1
        begun = time.process_time()  # it is read in this process
        answer = client.post(
            "/load.json",
            data={"file": (io.BytesIO(content), name.encode("utf-8", "replace").decode()),
                  "as_of": "2020-02-12", "check": "1"},
        )  # fmt: skip
        seconds = time.process_time() - begun
        told = f"{what} ({name[:40]!a}): {answer.status_code} in {seconds:.1f} s"
        if answer.status_code not in (200, 400, 409, 413, 422) or seconds > LONGEST_SECONDS:
            wrong.append(told)
        elif "root:x:0" in answer.text or "Traceback" in answer.text:
            wrong.append(f"{told}: {answer.text[:200]}")
        elif answer.status_code >= 400 and not json.loads(answer.text)["type"].startswith("urn:"):
            wrong.append(f"{told}: no problem")
        if left := list(tmp_path.iterdir()):
            wrong.append(f"{told}: left {left}")
    assert not wrong, "\n".join(wrong)
    assert sent > 100
    assert listener.began == []
    assert cixi_graph.read(statement("state")).rows == before
    assert not [*Path("/tmp").glob("evil.*")]


def test_a_folder_of_any_name_is_checked(
    cixi_database: Connection, listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command line, which shows its name to a terminal."""
    monkeypatch.setenv("NEO4J_URI", cixi_database.uri)
    monkeypatch.setenv("NEO4J_USERNAME", cixi_database.username)
    monkeypatch.setenv("NEO4J_PASSWORD", cixi_database.password)
    strings = [string.replace(LISTENER, listener.address) for _, string in ALL]
    names = [s for s in strings if 0 < len(s.encode("utf-8", "replace")) < 200]
    names = [s for s in names if not {"/", "\0"} & {*s} and s not in (".", "..")]
    share = 1 if ASKED == "all" else 24
    for name in names[TURN % share :: share]:
        try:
            folder = datasets.write(tmp_path / f"x{name}")
        except UnicodeEncodeError:  # half a surrogate pair, which this system's names cannot hold
            continue
        for command in (["check", str(folder)], ["check", str(folder / "none")]):
            told = CliRunner().invoke(main, command)
            assert told.exit_code in (0, 1), (name, told.output, told.exception)
            assert isinstance(told.exception, SystemExit | None), (name, told.exception)
            assert not {"\x1b", "\x07", "\x9b"} & {*told.output}, ascii(told.output)
    assert listener.began == []
