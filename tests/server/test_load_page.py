"""Loading data in the browser and over HTTP: looked at, loaded, undone; safe, and nothing kept."""

import io
import re
import tempfile
import threading
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from service.answers import undo_change
from service.answers.dataset_loads import Choices
from service.answers.knowledge import Knowledge
from service.cli import web_server
from service.cli.web_server import use_own_channels
from service.dataset.check import check_folder
from service.dataset.uploaded_file import UploadedFile
from service.errors import TooLarge
from service.graph.database import Graph
from service.http import loads, uploads
from service.http.app import create_app
from service.http.routes import UPLOAD_PATHS, UPLOAD_ROUTES
from service.language import Text
from service.settings import Settings
from tests.support import datasets
from tests.support.catalog import read_catalog
from tests.support.lists import ROWS, book
from tests.support.serving import answer_to, served

PLACE = "/load"

PATIENCE = 300.0
"""Seconds that a test waits for a job; on a busy machine it takes its time."""

LIST = "配套企业,龙头企业,物料,是否复工\n跃隆五金,公牛集团,插头支架,是\n金田铜业,公牛集团,铜,否\n"
UNKNOWN = "厂子,给谁,物料\n跃隆五金,公牛集团,插头支架\n"


def app_of(
    graph: Graph, settings: Settings, *, may_change: bool = True, personal: bool = True
) -> FlaskClient:
    knowledge = Knowledge(graph, read_catalog(), show_personal=personal, may_change=may_change)
    return create_app(knowledge, settings).test_client()


@pytest.fixture
def client(graph: Graph, defaults: Settings) -> FlaskClient:
    return app_of(graph, defaults)


def form(content: str | bytes, name: str = "名单2月12日.csv", **fields: Any) -> dict[str, Any]:
    sent = content.encode() if isinstance(content, str) else content
    return {"file": (io.BytesIO(sent), name), "as_of": "2020-02-12", **fields}


def token(page: str) -> str:
    found = re.search(r'name="upload" value="([^"]+)"', page)
    assert found, page
    return found[1]


def again(page: str, **fields: Any) -> dict[str, Any]:
    """The fields of a page of what was understood, as they stand, with ``fields`` beside."""
    columns = re.findall(r'name="(header|read_as)" value="([^"]*)"', page)
    boxes = re.findall(r'<select id="column-.*?</select>', page, re.S)
    chosen = [re.search(r'value="([^"]*)" selected', box) for box in boxes]
    named = re.search(r'name="dataset" type="text" value="([^"]*)"', page)
    assert named
    return {
        "upload": token(page),
        "as_of": "2020-02-12",
        "dataset": named[1],
        "header": [value for name, value in columns if name == "header"],
        "read_as": [value for name, value in columns if name == "read_as"],
        "field": [found[1] if found else "" for found in chosen],
        **fields,
    }


def ended(client: FlaskClient, address: str) -> str:
    """The page of a job after its end."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if not client.get(f"{address}.json").get_json()["runs"]:
            return client.get(address).text
        time.sleep(0.05)
    raise AssertionError("the job has not ended")


def loads_of(graph: Graph) -> list[list[Any]]:
    return graph.read("MATCH (l:Load) RETURN l.id, l.dataset, l.by, l.undone_at IS NOT NULL").rows


def test_from_an_empty_graph_to_a_load_and_back(client: FlaskClient, graph: Graph) -> None:
    empty = client.get("/?lang=en").text
    assert 'href="/load?lang=en"' in empty
    assert "Load data" in client.get("/load?lang=en").text
    temporary = set(Path(tempfile.gettempdir()).glob("tongbu-*"))
    looked = client.post(PLACE, data=form(LIST, what_if=""))
    assert looked.status_code == 200
    for told in (
        "UTF-8",
        "表头在第 1 行",
        "谁向谁供应什么",
        "新增",
        'value="名单"',
        "载入</button>",
    ):
        assert told in looked.text, told
    assert loads_of(graph) == []
    started = client.post(PLACE, data=again(looked.text, do="load"))
    assert started.status_code == 303
    done = ended(client, started.headers["Location"])
    assert "已载入" in done and 'href="/undo?id=load-1"' in done
    assert loads_of(graph) == [["load-1", "名单", "loopback", False]]
    assert client.get("/queries/readiness.json").status_code == 200
    # the file is gone: from memory and from disk
    assert client.post(PLACE, data=again(looked.text, do="load")).status_code == 404
    assert set(Path(tempfile.gettempdir()).glob("tongbu-*")) == temporary

    record = client.get("/changes").text
    assert 'href="/undo?id=load-1"' in record and "名单" in record
    assert "名单" in client.get("/undo?id=load-1").text
    undone = client.post("/undo", data={"change": "load-1"})
    assert undone.status_code == 303
    assert "已撤销" in ended(client, undone.headers["Location"])
    assert graph.read("MATCH (e:Enterprise) RETURN count(e)").rows == [[0]]
    record = client.get("/changes")
    assert record.status_code == 200 and "已撤销" in record.text
    assert 'href="/undo?id=load-1"' not in record.text
    assert 'href="/load"' in client.get("/").text.partition("<footer")[0]
    refused = ended(client, client.post("/undo", data={"change": "load-1"}).headers["Location"])
    assert "无需重复" in refused


def test_faults_stand_at_their_cells(client: FlaskClient, tmp_path: Path) -> None:
    rows = [*ROWS, ("丙公司", "公牛集团", "", "12", "也许", "4", "")]
    content = book(tmp_path / "list.xlsx", rows).read_bytes()
    page = client.post(PLACE, data=form(content, "list.xlsx"))
    assert page.status_code == 422
    for told in ("<code>Sheet!D5</code>", "<q>12</q>", "<code>Sheet!E5</code>", "<q>也许</q>"):
        assert told in page.text, told
    assert "载入</button>" not in page.text
    # said all the same, nothing is loaded: the page comes again
    assert client.post(PLACE, data=again(page.text, do="load")).status_code == 422


def test_columns_are_mapped_by_boxes_and_remembered(client: FlaskClient, graph: Graph) -> None:
    page = client.post(PLACE, data=form(UNKNOWN))
    assert page.status_code == 422
    fields = again(page.text)
    assert fields["header"] == ["厂子", "给谁", "物料"]
    fields["field"][:2] = ["supplier", "buyer"]
    mapped = client.post(PLACE, data={**fields, "do": "load"})
    assert mapped.status_code == 200 and "设置有改动" in mapped.text
    fields = again(mapped.text)
    assert fields["field"] == fields["read_as"] == ["supplier", "buyer", "material"]
    # taken back: read as it would be by itself
    unmapped = client.post(PLACE, data={**fields, "field": ["", "buyer", "material"]})
    assert unmapped.status_code == 422
    fields = again(unmapped.text)
    fields["field"][0] = "supplier"
    fields = again(client.post(PLACE, data=fields).text)
    started = client.post(PLACE, data={**fields, "do": "load"})
    assert "已载入" in ended(client, started.headers["Location"])
    found = graph.read("MATCH (s)-[:SUPPLIES]->(b) RETURN s.name, b.name").rows
    assert found == [["跃隆五金", "公牛集团"]]
    # the next version of the dataset is understood at once
    page = client.post(PLACE, data=form(UNKNOWN, "名单2月13日.csv"))
    assert page.status_code == 200
    # ... and can be made to be read by itself again
    fields = ["", *again(page.text)["field"][1:]]
    by_itself = client.post(PLACE, data=again(page.text, field=fields))
    assert by_itself.status_code == 422 and "缺少" in by_itself.text


def test_conflicts_removals_and_what_moves_are_told_before(
    client: FlaskClient, graph: Graph, defaults: Settings
) -> None:
    one = "配套企业,龙头企业,物料,员工数,电话\n跃隆五金,公牛集团,插头支架,80,13800000000\n"
    other = one.replace("80,138", "90,139")
    assert client.post("/load.json", data=form(one, "甲.csv")).status_code == 200
    page = client.post(PLACE, data=form(other, "乙.csv", as_of="2020-02-13", do="what-if")).text
    assert "与其他来源不一致" in page and "甲" in page and "乙" in page
    assert "80（甲" in page and "90（乙" in page and "13900000000" in page
    assert "料齐时间会变动的企业" in page
    masking = app_of(graph, defaults, personal=False)
    page = masking.post(PLACE, data=form(other, "乙.csv", as_of="2020-02-13")).text
    assert "90（乙" in page and "13900000000" not in page
    fewer = one.replace("插头支架", "支架")
    page = client.post(PLACE, data=form(fewer, "甲.csv", replace="1")).text
    assert "项。</b>" in page and "将移除" in page
    page = client.post(PLACE, data=form("配套企业,龙头企业\n丁厂,戊厂\n", "甲.csv")).text
    assert "是否另一数据集" in page
    assert len(loads_of(graph)) == 1


def test_programs_load_and_undo(client: FlaskClient, graph: Graph) -> None:
    looked = client.post("/load.json", data=form(LIST, check="1")).get_json()
    assert looked["load"] is None and looked["counts"]["SUPPLIES"]["added"] == 2
    assert {"header": "物料", "field": "material"} in looked["columns"]
    assert loads_of(graph) == []
    fields = {"map": ["厂子=supplier", "给谁=buyer"], "dataset": "my list"}
    loaded = client.post("/load.json?lang=en", data=form(UNKNOWN, **fields)).get_json()
    assert loaded["load"] == "load-1" and loaded["dataset"].startswith("my-list")
    assert any("厂子 → Supporting enterprise" in text for text in loaded["understood"])
    tried = client.post("/undo.json", json={"change": "load-1", "check": True})
    assert tried.get_json()["counts"]["SUPPLIES"]["removed"] == 1
    assert [load[-1] for load in loads_of(graph)] == [False]  # it stands
    done = client.post("/undo.json", json={"change": "load-1"})
    assert done.get_json() == tried.get_json()
    assert done.status_code == 200 and done.get_json()["kept_count"] == 0
    assert client.post("/undo.json", json={"change": "load-1"}).status_code == 409
    assert client.post("/undo.json", json={"change": "load-9"}).status_code == 404
    for wrong in ({}, {"change": ""}, {"change": "load-1", "more": 1}, {"change": 3}, ["load-1"],
                  {"change": "load-1", "check": 1}):  # fmt: skip
        assert client.post("/undo.json", json=wrong).status_code == 400, wrong
    faulty = client.post("/load.json", data=form("a,b\n1,2\n"))
    assert faulty.status_code == 422 and faulty.get_json()["errors"]


def test_programs_must_be_sure_to_replace_a_dataset_by_another(
    client: FlaskClient, graph: Graph
) -> None:
    assert client.post("/load.json", data=form(LIST)).status_code == 200
    other = "配套企业,龙头企业,物料\n乙厂,甲厂,螺丝\n"
    refused = client.post("/load.json?lang=en", data=form(other, replace="1"))
    assert refused.status_code == 409 and "yes=1" in refused.get_json()["detail"]
    count = "MATCH (e:Enterprise) RETURN count(e)"
    assert graph.read(count).rows == [[3]]
    assert client.post("/load.json", data=form(other, replace="1", yes="1")).status_code == 200
    assert graph.read(count).rows == [[2]]


def test_a_recorded_change_is_undone(client: FlaskClient, graph: Graph) -> None:
    assert client.post("/load.json", data=form(LIST)).status_code == 200
    given = {"enterprise": "跃隆五金", "step": "surveyed"}
    change = client.post("/actions/record-step.json", json=given).get_json()["change"]
    assert f'href="/undo?id={change}"' in client.get("/changes").text
    looked = client.get(f"/undo?id={change}")
    assert looked.status_code == 200 and "摸底日期：2020-02-12 → 空白" in looked.text
    assert client.get("/undo?id=0123").status_code == 404
    page = client.post("/undo", data={"change": change[:10]})
    assert page.status_code == 200 and change in page.text
    again = client.post("/undo.json", data={"change": change})
    assert again.status_code == 409
    assert client.post("/undo", data={"change": ""}).status_code == 400


def test_undoing_what_moves_too_many_is_derived_afterwards(
    client: FlaskClient, graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.post("/load.json", data=form(LIST)).status_code == 200
    given = {"enterprise": "跃隆五金", "step": "surveyed"}
    change = client.post("/actions/record-step.json", json=given).get_json()["change"]

    def too_large(*_: Any, **__: Any) -> None:
        raise TooLarge(Text("too many", "过多"))

    monkeypatch.setattr(undo_change, "rederive_everything", too_large)
    assert client.post("/undo.json", json={"change": change}).get_json()["moved"] is None
    surveyed = "MATCH (e:Enterprise {id: '跃隆五金'}) RETURN e.surveyed_on"
    assert graph.read(surveyed).rows == [[None]]
    deadline = time.monotonic() + PATIENCE
    while client.get("/queries/readiness.json").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_to_undo_is_found_at_any_time(client: FlaskClient, graph: Graph) -> None:
    assert client.post("/load.json", data=form(LIST)).status_code == 200
    for broken in ("g.derived_version = 0", "g.loading = '名单', g.unfinished = ['名单']"):
        graph.write(f"MATCH (g:Graph) SET {broken}")
        assert client.get("/queries/readiness.json").status_code == 503
        assert 'href="/undo?id=load-1"' in client.get("/changes").text
        assert client.get("/undo?id=load-1").status_code == 200
    undone = client.post("/undo", data={"change": "load-1"})
    assert "已撤销" in ended(client, undone.headers["Location"])


def test_a_dataset_folder_comes_as_a_zip(client: FlaskClient, graph: Graph, tmp_path: Path) -> None:
    folder = datasets.write(tmp_path / "mine")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, f"mine/{path.name}")
        archive.writestr("../outside.csv", "x")
        archive.writestr("__MACOSX/mine/._needs.csv", "x")
    page = client.post(PLACE, data=form(packed.getvalue(), "mine.zip"))
    assert page.status_code == 200 and 'value="one"' in page.text
    started = client.post(PLACE, data=again(page.text, do="load"))
    assert "已载入" in ended(client, started.headers["Location"])
    assert loads_of(graph)[0][1] == "one"
    for content in (
        b"PK nothing",
        _zip({"a.csv": "id\n"}),
        _zip({"a/dataset.yaml": "", "b/dataset.yaml": ""}),
    ):
        assert client.post(PLACE, data=form(content, "mine.zip")).status_code == 422


def _zip(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def sent_raw(client: FlaskClient, path: str, size: int) -> TestResponse:
    """The answer to a file of ``size`` bytes."""
    head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    body = head.encode() + b"x" * size + b"\r\n--b--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=b")


@pytest.mark.parametrize("name", ["..zip", "...zip", "a/..zip", "..csv"])
def test_a_file_may_have_any_name(client: FlaskClient, tmp_path: Path, name: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in datasets.write(tmp_path / "mine").iterdir():
            archive.write(path, path.name)
    content = packed.getvalue() if name.endswith("zip") else LIST
    assert client.post(PLACE, data=form(content, name)).status_code == 200


def test_a_day_to_come_is_told(client: FlaskClient) -> None:
    assert "请核对日期" in client.post(PLACE, data=form(LIST, as_of="2202-02-12")).text
    assert "请核对日期" not in client.post(PLACE, data=form(LIST)).text


def test_limits(graph: Graph, defaults: Settings) -> None:
    client = app_of(graph, replace(defaults, upload_mb=1))
    for path in (PLACE, "/load.json"):
        for language, told in (("en", "A file may have 1 MiB"), ("zh", "文件不得超过 1 MiB")):
            refused = sent_raw(client, f"{path}?lang={language}", 1 << 20 | 1 << 18)
            assert refused.status_code == 413 and told in refused.text
    assert sent_raw(client, PLACE, 1 << 20).status_code == 422
    # what other addresses take stays small
    assert client.post("/undo", data={"change": "x" * 70_000}).status_code == 413
    bomb = _zip({"dataset.yaml": "id: x\n", "needs.csv": "x" * (11 << 20)})
    assert "10 MiB" in client.post(PLACE, data=form(bomb, "a.zip")).text
    named = [(LIST, "list.exe", 422), ("", "list.csv", 422), (LIST, "../a/..", 422)]
    named += [(LIST, "", 400), (LIST, "../" + "很" * 300 + ".csv", 200), (LIST, "a<b>.csv", 200)]
    for content, name, status in named:
        assert client.post(PLACE, data=form(content, name)).status_code == status, name
    for wrong in ({"as_of": "12.2."}, {"encoding": "klingon"}, {"replace": "yes"}):
        refused = client.post(PLACE, data=form(LIST, **wrong))
        assert refused.status_code == 400, wrong
    for wrong in ({"map": "x"}, {"map": "物料=nonsense"}, {"check": "maybe"}, {"more": "1"}):
        assert client.post("/load.json", data=form(LIST, **wrong)).status_code == 400, wrong
    assert loads_of(graph) == []


def test_few_files_are_kept_and_not_for_long(
    graph: Graph, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app_of(graph, defaults)
    first = token(client.post(PLACE, data=form(LIST)).text)
    monkeypatch.setattr(uploads, "MAX_FILES", 2)
    kept = [token(client.post(PLACE, data=form(LIST)).text) for _ in range(2)]
    assert len({first, *kept}) == 3
    assert client.post(PLACE, data={"upload": first}).status_code == 404
    assert client.post(PLACE, data={"upload": kept[0]}).status_code == 200
    monkeypatch.setattr(uploads, "KEPT_SECONDS", -1.0)
    late = token(client.post(PLACE, data=form(LIST)).text)
    assert client.post(PLACE, data={"upload": late}).status_code == 404


def test_files_are_forgotten_by_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "KEPT_SECONDS", 0.5)
    kept = uploads.Uploads(1000)
    choices = Choices(date(2020, 2, 12))
    before = threading.active_count()
    for _ in range(5):
        token = kept.keep(UploadedFile("a.csv", b"1", 1000), choices, loadable=True).token
    assert kept.find(token) and threading.active_count() <= before + 1
    deadline = time.monotonic() + PATIENCE
    while kept._files:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_names_that_look_alike_lead_to_where_they_are_decided(client: FlaskClient) -> None:
    alike = "配套企业,龙头企业\n" + "".join(
        f"慈溪市丰{c}五金厂,公牛\n慈溪丰{c}五金有限公司,公牛\n"
        for c in map(chr, range(0x4E00, 0x4EE0))
    )
    page = client.post(PLACE, data=form(alike))
    assert page.status_code == 200
    assert 'href="/look-alikes">名称相近对照' in page.text and "tongbu same" not in page.text
    done = ended(client, client.post(PLACE, data=again(page.text, do="load")).headers["Location"])
    assert 'href="/look-alikes">名称相近对照' in done


def test_it_is_as_safe_as_an_action(graph: Graph, defaults: Settings) -> None:
    writes = (PLACE, "/undo", "/load.json", "/undo.json")
    reading = app_of(graph, defaults, may_change=False)
    for path in writes:
        sent = form(LIST, change="load-1")
        assert reading.post(path, data=sent).status_code == 403, path
    assert 'type="file"' not in reading.get("/load").text
    assert "/templates.zip" in reading.get("/load").text
    assert '<input id="change"' not in reading.get("/undo?id=load-1").text
    open_to_all = app_of(graph, defaults)
    for path in writes:
        for headers in ({"Origin": "https://elsewhere.cn"}, {"Sec-Fetch-Site": "cross-site"}):
            assert open_to_all.post(path, headers=headers).status_code == 403, path
    guarded = app_of(graph, replace(defaults, token="sync-token"))
    for path in writes:
        assert guarded.post(path, data=form(LIST)).status_code == 401, path
    for path in ("/load", "/changes", "/templates.zip", "/load/jobs/0"):
        assert guarded.get(path).status_code == 401, path
    assert loads_of(graph) == []


def test_personal_data_is_masked_where_it_is_not_shown(
    graph: Graph, defaults: Settings, tmp_path: Path
) -> None:
    rows = [*ROWS, ("丙公司", "公牛集团", "", "12", "", "#N/A", "")]
    content = book(tmp_path / "list.xlsx", rows).read_bytes()
    for personal, shown in ((True, "#N/A"), (False, "＊＊＊")):
        client = app_of(graph, defaults, personal=personal)
        page = client.post(PLACE, data=form(content, "list.xlsx")).text
        assert f"<q>{shown}</q>" in page and "<q>12</q>" in page
        told = client.post("/load.json", data=form(content, "list.xlsx")).get_json()
        assert {each["value"] for each in told["errors"]} == {shown, "12"}
        # on another sheet the same column stands elsewhere
        other = load_workbook(io.BytesIO(content))
        sheet = other.create_sheet("二")
        sheet.append(["电话", "配套企业", "龙头企业"])
        sheet.append(["#REF!", "丁公司", "公牛集团"])
        packed = io.BytesIO()
        other.save(packed)
        told = client.post("/load.json", data=form(packed.getvalue(), "list.xlsx")).get_json()
        ends = {each["where"][-2:]: each["value"] for each in told["errors"]}
        assert ends["A2"] == ("#REF!" if personal else "＊＊＊")


def test_templates_are_downloads(client: FlaskClient, tmp_path: Path) -> None:
    packed = client.get("/templates.zip").data
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path / "templates")
    assert check_folder(tmp_path / "templates") == []
    for language, header in (("zh", "龙头企业"), ("en", "Anchor")):
        answer = client.get(f"/templates/list.xlsx?lang={language}")
        sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
        assert sheet.cell(1, 1).value == header
        assert "attachment" in answer.headers["Content-Disposition"]
        empty = client.post(PLACE, data=form(answer.data, "list.xlsx"))
        assert empty.status_code == 200, empty.text


def test_a_job_that_fails_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A fault of ours ends the job, its number is told, nothing typed is logged, and the turn is
    free again."""
    page = client.post(PLACE, data=form(LIST)).text
    with monkeypatch.context() as patched:
        patched.setattr(loads, "load_file", lambda *_, **__: 1 // 0)
        started = client.post(PLACE, data=again(page, do="load"))
        failed = ended(client, started.headers["Location"])
    assert "请告知管理员编号" in failed and "ZeroDivisionError" in caplog.text
    assert "名单" not in caplog.text
    started = client.post(PLACE, data=again(page, do="load"))
    assert "已载入" in ended(client, started.headers["Location"])
    assert client.get("/load/jobs/0").status_code == 404


def test_what_is_cut_off_is_told_in_both_languages() -> None:
    """Before the application sees it, and before its body is read."""
    message = b"POST /load HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000000\r\n\r\n"
    with served(Flask("none"), prepared=use_own_channels) as address:
        answer = answer_to(address, message)
    assert " 413 " in answer and "文件过大" in answer and "too large" in answer


def test_only_where_files_are_sent_may_a_body_be_large(client: FlaskClient) -> None:
    rules = client.application.url_map.iter_rules()
    assert {one.rule for one in rules if one.endpoint in UPLOAD_ROUTES} == {*UPLOAD_PATHS}
    most = web_server.LARGEST_BODY
    head = "POST {} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n\r\n"
    with served(Flask("none"), prepared=use_own_channels) as address:

        def status(path: str, length: int, sent: bytes = b"") -> int:
            message = head.format(path, f"Content-Length: {length}").encode() + sent
            return int(answer_to(address, message).split()[1])

        for path in ("/", "/load/x", "/queries.json?x=/load", "/actions/add-note.json"):
            assert status(path, most) == 413
        assert status("/", 100_000, bytes(100_000)) == 404, "which the application answers"
        for path in (*UPLOAD_PATHS, "/below/load", "/load?lang=en"):
            assert status(path, most + 9, bytes(most + 9)) == 404
        unsaid = head.format("/", "Transfer-Encoding: chunked").encode()
        answer = answer_to(address, unsaid + b"%x\r\n" % most + bytes(most))
        assert " 413 " in answer and "请求过大" in answer and "1024 KiB" in answer
