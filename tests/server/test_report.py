"""The page of a report and its files, over the Cixi dataset."""

import io
import re
import urllib.request
import zipfile
from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pypdf import PdfReader

from service.answers.knowledge import Knowledge
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.page import read
from tests.support.serving import served

ASKED = [
    "/queries/critical-path?enterprise=gongniu&table.sort=hop",
    "http://127.0.0.1:8020/queries/overdue?lang=zh",
    "/enterprises/yuelong",
    "/queries/why?enterprise=nobody",
    "/queries/history",
]

pytestmark = pytest.mark.usefixtures("remembered")


@pytest.fixture(scope="module")
def client(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(cixi, defaults).test_client()


def asked(client: FlaskClient, form: str, answers: list[str] = ASKED, **more: str) -> Any:
    return client.get(f"/report{form}", query_string={"answer": answers, **more})


def test_answers_stand_in_the_order_given(client: FlaskClient) -> None:
    text = asked(client, "", title="午会 <材料>").text
    assert "午会 &lt;材料&gt;" in text and "午会 <材料>" not in text
    heads = re.findall(r'<h2 id="part-\d-title">(\d)\. (?:<a[^>]*>)?([^<]+)', text)
    assert heads == [
        ("1", "企业关键路径"),
        ("2", "逾期未复产企业"),
        ("3", "企业详情"),
        ("4", "为何在等"),
        ("5", "逐日进度"),
    ]
    assert "没有企业" in text and "table.sort=hop" in text
    path = "/report?" + "&".join(f"answer={one.replace('&', '%26')}" for one in ASKED)
    page = read(client, f"{path}&lang=en")
    assert "Critical path" in page and "Gongniu Group" in page
    for form in ("pdf", "xlsx", "zip"):
        assert f"/report.{form}?" in page


def test_its_files_hold_the_same(client: FlaskClient) -> None:
    given = {"title": "午会", "lang": "en"}
    pdf = asked(client, ".pdf", **given)
    assert pdf.mimetype == "application/pdf"
    told = [page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages]
    assert "Gongniu Group" in told[1] and "午会" in told[1] and f"1/{len(told)}" in told[0]
    book = load_workbook(io.BytesIO(asked(client, ".xlsx", **given).data))
    assert book.sheetnames[:3] == [
        "Cover",
        "1 Critical path to an enterpris",
        "2 Overdue enterprises",
    ]
    assert book.worksheets[1]["B2"].value == "gongniu"
    packed = zipfile.ZipFile(io.BytesIO(asked(client, ".zip", **given).data))
    assert packed.namelist()[0] == "01-Critical-path-to-an-enterprise.csv"
    alone = client.get("/queries/critical-path.words.csv?enterprise=gongniu&lang=en")
    assert packed.read(packed.namelist()[0]) == alone.data
    assert (
        "filename*=UTF-8''%E5%8D%88%E4%BC%9A-2020-02-12.pdf" in pdf.headers["Content-Disposition"]
    )


def test_a_table_is_as_its_address_says(client: FlaskClient) -> None:
    address = "/queries/readiness?is.enterprise=gongniu&is.enterprise=yuelong&table.sort=-name"
    packed = zipfile.ZipFile(io.BytesIO(asked(client, ".zip", [address], lang="en").data))
    lines = packed.read(packed.namelist()[0]).decode("utf-8-sig").splitlines()
    assert {line.split(",")[0] for line in lines[1:]} == {"gongniu", "yuelong"}
    assert "gongniu" in packed.read("00.csv").decode()
    page = asked(client, "", [address]).text
    assert "is.enterprise=yuelong" in page
    assert "未能得出" in asked(client, "", ["/queries/readiness?is.nothing=1"]).text


def test_chosen_columns_are_told_as_on_the_page(cixi: Knowledge, defaults: Settings) -> None:
    recording = Knowledge(cixi.graph, read_catalog(), show_personal=True, may_change=True)
    client = create_app(recording, defaults).test_client()
    address = "/queries/readiness?table.columns=enterprise,ready_days&lang=en"
    page, report = (
        one.text for one in (client.get(address), asked(client, "", [address], lang="en"))
    )
    # as firm tells it, which is not shown
    assert "to be verified" in page and "to be verified" in report
    assert "Waits for" not in report
    (first, *_) = zipfile.ZipFile(
        io.BytesIO(asked(client, ".zip", [address], lang="en").data)
    ).namelist()
    packed = zipfile.ZipFile(io.BytesIO(asked(client, ".zip", [address], lang="en").data))
    assert packed.read(first) == client.get(address.replace("?", ".words.csv?", 1)).data
    pdf = PdfReader(io.BytesIO(asked(client, ".pdf", [address], lang="en").data))
    printed = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert "to be verified" in printed
    # what rows offer needs columns that are not shown
    assert asked(client, "", ["/queries/overdue?table.columns=days_late,team"]).status_code == 200


def test_a_what_if_tells_what_changes_in_all(client: FlaskClient) -> None:
    address = "/what-if/closes?enterprises=yuelong"
    given = {"title": "x", "lang": "en"}
    assert "Before and after" in asked(client, "", [address], **given).text
    book = load_workbook(io.BytesIO(asked(client, ".xlsx", [address], **given).data))
    totals = book["1 Before and after"]
    alone = load_workbook(
        io.BytesIO(client.get("/what-if/closes.xlsx?enterprises=yuelong&lang=en").data)
    )
    assert [*totals.values] == [*alone["Before and after"].values]
    told = {row[0]: row[1:] for row in totals.values}
    now = client.get("/what-if/closes.json?enterprises=yuelong").json["totals"]
    (never,) = (one for one in now if one["figure"] == "never")
    assert told["Enterprises in all: never as things stand"][:2] == (
        never["before"],
        never["after"],
    )
    packed = zipfile.ZipFile(io.BytesIO(asked(client, ".zip", [address], **given).data))
    assert "01-Before-and-after.csv" in packed.namelist()
    pdf = PdfReader(io.BytesIO(asked(client, ".pdf", [address], **given).data))
    assert "never as things stand" in pdf.pages[1].extract_text()


def test_without_answers_it_says_how(client: FlaskClient) -> None:
    page = read(client, "/report")
    assert '<textarea id="answers" name="answer"' in page and "<details" in page
    lines = asked(client, "", ["/queries/overdue\r\n\r\n/queries/history"]).text
    assert 'id="part-2-title"' in lines and 'id="part-3-title"' not in lines
    for form in ("pdf", "xlsx", "zip"):
        assert asked(client, f".{form}", []).status_code == 400


def test_bounds_and_wrong_input(client: FlaskClient) -> None:
    many = asked(client, "", ["/queries/overdue"] * 13)
    assert many.status_code == 400 and "最多 12 项" in many.text
    assert many.text.count("/queries/overdue\n") == 12  # what was entered stays
    assert asked(client, ".xlsx", ["/queries/overdue"] * 13).status_code == 400
    assert asked(client, "", title="x" * 201).status_code == 400
    assert asked(client, "", ["/" + "x" * 2000]).status_code == 400
    assert client.get("/report?answers=x").status_code == 400
    for wrong in ("javascript:alert(1)", "//[", "/actions/record-step", "/queries/nothing", "?"):
        response = asked(client, "", [wrong])
        assert response.status_code == 200 and "未能得出" in response.text


def test_persons_are_shown_to_who_may_see_them(
    client: FlaskClient, cixi: Knowledge, defaults: Settings
) -> None:
    masked = Knowledge(cixi.graph, read_catalog(), show_personal=False)
    reading = create_app(masked, defaults).test_client()
    shown, hidden = (asked(each, ".zip", ["/queries/overdue"]).data for each in (client, reading))
    told = [
        zipfile.ZipFile(io.BytesIO(body)).read("01-逾期未复产企业.csv").decode()
        for body in (shown, hidden)
    ]
    assert "000-0000-" in told[0] and "000-0000-" not in told[1] and "＊＊＊" in told[1]


def test_a_file_is_called_in_any_script_by_a_real_server(
    cixi: Knowledge, defaults: Settings
) -> None:
    with (
        served(create_app(cixi, defaults)) as address,
        urllib.request.urlopen(f"{address}/queries/enterprises.csv?text={quote('公牛')}") as told,
    ):
        name = told.headers["Content-Disposition"]
    assert name.startswith("attachment; filename=enterprises-") and "%E5%85%AC%E7%89%9B" in name


def test_addresses_are_told_by_what_stands_there(client: FlaskClient) -> None:
    told = client.get(
        "/mine.json",
        query_string={
            "answer": [*ASKED, "/what-if/closes?enterprises=yuelong,gongniu", "/x", "/teams/none"],
            "lang": "en",
        },
    ).json["answers"]
    assert [one["answer"] for one in told[:5]] == ASKED
    first, second, thing, unknown, _, what_if, wrong, gone = told
    assert first["href"].endswith("enterprise=gongniu&table.sort=hop&lang=en")
    assert first["scope"] == [{"label": "Enterprise", "value": "Gongniu Group (gongniu)"}]
    assert (second["href"], second["scope"]) == ("/queries/overdue?lang=en", [])
    assert thing["title"].startswith("Cixi Yuelong") and thing["href"].endswith("/yuelong?lang=en")
    assert unknown["scope"][0]["value"] == "nobody"
    assert "Gongniu Group" in what_if["scope"][0]["value"]
    assert "address" in wrong["refused"] and "There is no team" in gone["refused"]
    assert client.get("/mine.json").status_code == 400
    many = {"answer": ["/queries/overdue"] * 101}
    assert client.get("/mine.json", query_string=many).status_code == 400


def test_the_page_of_favourites_says_what_it_needs(client: FlaskClient) -> None:
    page = read(client, "/mine")
    assert "<noscript>" in page and "永久链接" in page
    assert 'class="own"' in read(client, "/queries/overdue")
