"""The command line as its users meet it: real processes, a real database, real sockets."""

import csv
import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from service.private_neo4j.data_folder import Connection
from tests.support.commands import TONGBU, environment, tongbu
from tests.support.paths import CIXI, ROOT
from tests.support.running import Up


def processes(data: Path) -> list[str]:
    listed = subprocess.run(
        ["ps", "axww", "-o", "args"], capture_output=True, text=True, check=True
    )
    return [line for line in listed.stdout.splitlines() if str(data) in line]


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    running = Up(tmp_path_factory.mktemp("up") / "data")
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGTERM)


def test_up_loads_the_cixi_dataset_and_serves(up: Up) -> None:
    assert b"<html" in up.get("/")
    answer = json.loads(up.get("/queries/critical-path.json?enterprise=gongniu"))
    assert [row["enterprise"] for row in answer["rows"]] == ["gongniu", "yuelong", "diankou-copper"]


def test_ask_uses_the_running_database(up: Up) -> None:
    """Show it: critical-path of Gongniu names Yuelong, copper and the root blocker."""
    done = tongbu("ask", "critical-path", "enterprise=gongniu", TONGBU_DATA=str(up.data))
    assert done.returncode == 0, done.stderr
    for word in ("公牛集团", "跃隆", "插头支架", "铜材", "店口"):
        assert word in done.stdout.replace("\n", "")


@pytest.mark.parametrize("form", ["json", "csv", "table"])
def test_one_answer_imports_what_it_needs_and_no_more(up: Up, form: str) -> None:
    """Nothing that loads, derives, starts a server, validates what is right, writes a workbook."""
    program = """
import sys
from service.cli.main import main
try:
    main(prog_name="tongbu")
finally:
    print(*sys.modules, file=sys.stderr)
"""
    question = ("ask", "critical-path", "enterprise=gongniu", "--format", form)
    done = subprocess.run(
        [sys.executable, "-c", program, *question],
        cwd=ROOT,
        env=environment(TONGBU_DATA=str(up.data)),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0 and "diankou-copper" in done.stdout, done.stderr
    modules = set(done.stderr.split())
    unasked = (
        "dataset",
        "derivation",
        "equations",
        "formats.openapi",
        "http",
        "private_neo4j.server",
    )
    assert not [m for m in modules if m.startswith(tuple(f"service.{x}" for x in unasked))]
    assert not modules & {
        "jsonschema",
        "numpy",
        "pandas",
        "networkx",
        "openpyxl",
        "py2neo",
        "flask",
    }
    assert ("rich" in modules) == (form == "table")


def test_ask_shared_single_source(up: Up) -> None:
    done = tongbu("ask", "shared-single-source", "--format", "json", TONGBU_DATA=str(up.data))
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["rows"]
    assert {row["supplier"] for row in rows} == {
        "guanhaiwei-colour-box",
        "jiangshan-spring-wire",
        "jiangyin-wire-rod",
        "qiaotou-spring",
        "shangyu-fr-masterbatch",
    }
    assert all(row["anchor_ids"] == ["gongniu", "xinhai"] for row in rows)


@pytest.mark.parametrize("form", ["table", "json", "csv", "ndjson", "xlsx"])
def test_every_format(up: Up, form: str) -> None:
    done = subprocess.run(
        [TONGBU, "ask", "why", "enterprise=yuelong", "--format", form],
        env=environment(TONGBU_DATA=str(up.data)),
        capture_output=True,
        timeout=120,
        check=True,
    )
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(done.stdout))
        values = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
        assert any("copper" in row for row in values)
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(done.stdout.decode("utf-8-sig"))))
        assert {row["material"] for row in rows} >= {"copper"}
    elif form == "table":
        assert "铜材" in done.stdout.decode("utf-8")
    elif form == "json":
        assert json.loads(done.stdout)["query"] == "why"
    else:
        assert {json.loads(line)["material"] for line in done.stdout.splitlines()} >= {"copper"}


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["nosuch"], 2, ["nosuch"]),
        (["ask", "critical-pat", "enterprise=gongniu"], 1, ["critical-pat", "critical-path"]),
        (["ask", "critical-path"], 1, ["enterprise", "required"]),
        (["ask", "critical-path", "enterprise"], 1, ["name=value"]),
        (["ask", "critical-path", "enterprise=gongniuu"], 1, ["gongniuu", "nearest"]),
        (["ask", "critical-path", "enterprse=x"], 1, ["enterprse", "enterprise"]),
        (["ask", "shared-suppliers", "at_least=0"], 1, ["at_least", "at least"]),
        (["ask", "why", "enterprise=yuelong", "--format", "pdf"], 2, ["pdf"]),
        (["check", "nowhere"], 1, ["nowhere"]),
        (["up", "--port", "70000"], 2, ["70000"]),
    ],
)
def test_refusals_are_one_line_and_an_exit_code(
    up: Up, arguments: list[str], code: int, words: list[str]
) -> None:
    done = tongbu(*arguments, TONGBU_DATA=str(up.data))
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def test_refusals_speak_chinese(up: Up) -> None:
    done = tongbu("ask", "critical-path", LANG="zh_CN.UTF-8", LC_ALL="", TONGBU_DATA=str(up.data))
    assert done.returncode == 1
    assert "必填" in done.stderr


def test_queries_and_settings_are_listed() -> None:
    listed = tongbu("queries").stdout
    assert "critical-path" in listed and "enterprise=" in listed
    assert "TONGBU_NEO4J_VERSION" in tongbu("settings").stdout


def test_a_port_in_use_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = tongbu("up", "--port", port, "--data", str(tmp_path / "data"))
    assert done.returncode == 1
    assert port in done.stderr and "--port" in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_second_up_on_the_same_data_is_refused(up: Up) -> None:
    done = tongbu("up", "--port", "0", "--data", str(up.data))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(up.data) in done.stderr


def test_loading_twice_changes_nothing(up: Up) -> None:
    done = tongbu("load", str(CIXI), TONGBU_DATA=str(up.data))
    assert done.returncode == 0, done.stderr
    counts = re.findall(r"(\d+) added, (\d+) changed, (\d+) unchanged, (\d+) removed", done.stderr)
    assert counts and all(c[0] == c[1] == c[3] == "0" for c in counts)


def test_no_process_stays_behind_and_the_data_does(tmp_path: Path) -> None:
    """From an empty start: the list of the first day, then every kind of end, and a start again."""
    data = tmp_path / "data"
    up = Up(data, "--empty")
    try:
        assert json.loads(up.get("/queries/enterprises.json"))["rows"] == []
        sheet = tmp_path / "名单.csv"
        sheet.write_text(
            "龙头企业,配套企业,物料,是否复工,联系人,电话,交货天数\n"
            "甲电器,乙五金,插头支架,是,张三,000-1,2\n"
            "甲电器,丙塑料,,否,李四,000-2,\n"
            "丁打火机,乙五金,阀芯,是,张三,000-1,1\n",
            encoding="utf-8",
        )
        loaded = tongbu("load", str(sheet), "--as-of", "2020-02-12", TONGBU_DATA=str(data))
        assert loaded.returncode == 0, loaded.stderr
        shared = json.loads(up.get("/queries/shared-suppliers.json"))["rows"]
        assert [row["name"] for row in shared] == ["乙五金"]
        for how, status in ((signal.SIGINT, 0), (signal.SIGTERM, 0), (signal.SIGKILL, -9)):
            assert up.end(how) == status, how
            deadline = time.monotonic() + 60
            while processes(data) and time.monotonic() < deadline:
                time.sleep(0.2)
            assert processes(data) == [], how
            up = Up(data)
            assert json.loads(up.get("/queries/shared-suppliers.json"))["rows"] == shared, how
    finally:
        up.end(signal.SIGTERM)
    assert processes(data) == []


def test_another_address_asks_for_the_token(tmp_path: Path, database: Connection) -> None:
    """With NEO4J_URI set no private database is started; with a token every request carries it."""
    own = {"NEO4J_URI": database.uri, "NEO4J_PASSWORD": database.password}
    served = Up(tmp_path / "data", "--empty", "--host", "0.0.0.0", TONGBU_TOKEN="sesame", **own)
    served.address = served.address.replace("0.0.0.0", "127.0.0.1")
    try:
        with pytest.raises(urllib.error.HTTPError) as refused:
            served.get("/queries.json")
        assert refused.value.code == 401
        refused.value.close()
        assert served.get("/queries.json", Authorization="Bearer sesame")
        assert not (tmp_path / "data").exists()
    finally:
        served.end(signal.SIGTERM)
