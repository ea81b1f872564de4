"""Tables that a reader filters, sorts and cuts to size: on pages, and in every file of them."""

import csv
import html
import io
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from service.answers.knowledge import Knowledge
from service.http.app import create_app
from service.settings import Settings

pytestmark = pytest.mark.usefixtures("remembered")

ASKED = "/queries/readiness?lang=zh"
FILTERED = f"{ASKED}&is.district=330282&is.runs=true&table.sort=-ready_days"


@pytest.fixture
def passed(cixi: Knowledge) -> list[dict[str, Any]]:
    """The rows that pass the filters of ``FILTERED``."""
    answer = cixi.ask("readiness", {})
    names = [column.name for column in answer.columns]
    rows = [dict(zip(names, row, strict=True)) for row in answer.rows]
    return [row for row in rows if row["district"] == "330282" and row["runs"]]


def ids(page: str) -> list[str]:
    body = page[page.index("<tbody") : page.index("</tbody>")]
    return re.findall(r'<td class="[^"]*name" [^>]*><a href="/enterprises/([^"?]+)', body)


def links(page: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)]


def test_a_page_holds_a_window_of_the_rows_that_pass(
    client: FlaskClient, passed: list[dict[str, Any]]
) -> None:
    whole = client.get(ASKED).text
    assert len(re.findall("<tr", whole)) == 101 and "546 行" in whole
    page = client.get(FILTERED).text
    assert f"{len(passed)} 行（共 546 行）" in page and f'data-rows="{len(passed)}"' in page
    first, *_ = sorted(passed, key=lambda row: -row["ready_days"])
    assert first["enterprise"] == re.findall(r"/enterprises/([\w-]+)", page)[0]
    second = client.get(f"{ASKED}&table.from=101&table.size=50").text
    assert 'aria-rowindex="102"' in second and len(re.findall("<tr", second)) == 51
    assert "table.from=151" in "".join(links(second)) and "table.from=51" in "".join(links(second))
    last = client.get(f"{ASKED}&table.from=5000").text
    assert 'aria-rowindex="547"' in last and "下一段" not in last


def test_pages_are_light(client: FlaskClient) -> None:
    """Whatever the answer has, the page has a window of it."""
    assert len(client.get(f"{ASKED}&is.enterprise=nobody").data) < 60_000
    assert len(client.get(ASKED).data) < 150_000
    narrow = client.get(f"{ASKED}&table.columns=enterprise,ready_days,phone&table.size=2000")
    assert narrow.status_code == 400  # readiness tells of no telephones


def test_every_file_of_a_page_holds_the_same(
    client: FlaskClient, passed: list[dict[str, Any]]
) -> None:
    page = client.get(f"{FILTERED}&table.columns=enterprise,ready_days,runs").text
    files = {
        form: next(one for one in links(page) if f"/queries/readiness.{form}?" in one)
        for form in ("xlsx", "words.csv", "json", "txt")
    }
    expected = [row["enterprise"] for row in sorted(passed, key=lambda row: -row["ready_days"])]
    table = client.get(files["words.csv"])
    head, *rows = csv.reader(io.StringIO(table.data.decode("utf-8-sig")))
    assert head == ["企业", "名称", "可复工天数", "正常生产"]
    assert [row[0] for row in rows] == expected and {row[3] for row in rows} == {"是"}
    called = table.headers["Content-Disposition"]
    assert called.endswith("readiness-district-330282-runs-true-2020-02-12.csv")
    book = load_workbook(io.BytesIO(client.get(files["xlsx"]).data))
    sheet = [[cell.value for cell in row] for row in book["结果"].iter_rows()]
    assert sheet[0] == head and [row[0] for row in sheet[1:]] == expected
    about = [[cell.value for cell in row][:2] for row in book["说明"].iter_rows()]
    assert ["属地", "宁波市慈溪市"] in about and ["正常生产", "是"] in about
    body = client.get(files["json"]).json
    assert body and [row["enterprise"] for row in body["rows"]] == expected
    assert set(body["rows"][0]) >= {"stuck", "waits_for"} and not body["truncated"]
    raw = client.get(files["words.csv"].replace("words.csv", "ndjson")).text.splitlines()
    assert len(raw) == len(expected) and raw[0].startswith('{"enterprise":')
    text = client.get(files["txt"])
    assert text.content_type == "text/plain; charset=utf-8"
    assert "Content-Disposition" not in text.headers
    lines = text.text.splitlines()
    assert lines[0] == "何时能复工" and "属地：宁波市慈溪市" in lines and "正常生产：是" in lines
    assert f"数据时点 2020-02-12：{len(passed)} 行，共 546 行" in lines
    assert lines[lines.index("企业\t可复工天数\t正常生产") + 1].count("\t") == 2
    address = lines[-1].removeprefix("http://localhost")
    assert f"{len(passed)} 行（共 546 行）" in client.get(address).text


def test_a_file_that_is_sent_is_of_one_view(client: FlaskClient) -> None:
    one, other = (client.get(f"/queries/readiness.json?is.runs={is_so}") for is_so in (1, 0))
    assert one.headers["ETag"] != other.headers["ETag"]
    again = client.get(
        "/queries/readiness.json?is.runs=1", headers={"If-None-Match": one.headers["ETag"]}
    )
    assert again.status_code == 304


def test_what_is_wrong_is_told_at_once_kept_and_marked(client: FlaskClient) -> None:
    wrong = (
        "/queries/supplier-tree?enterprise=gongniu&tiers=99&is.ready_days=soon&is.ready_days=..5"
        "&table.sort=nothing&table.columns=tier,enterprise&is.colour=red&lang="
    )
    page = client.get(f"{wrong}zh")
    assert page.status_code == 400
    for told in ("应不大于 12", "没有列", "5..10", "is.colour", "筛选：可复工天数"):
        assert told in page.text, told
    assert 'name="is.ready_days" type="text" value="soon"' in page.text
    assert '<input type="hidden" name="is.ready_days" value="..5">' in page.text
    assert '<input type="hidden" name="table.columns" value="tier,enterprise">' in page.text
    assert 'value="99"' in page.text and page.text.count('aria-invalid="true"') == 3
    problem = client.get(wrong.replace("supplier-tree", "supplier-tree.csv") + "en").json
    assert problem and [fault["where"] for fault in problem["errors"]] == [
        "tiers",
        "is.ready_days",
        "table.sort",
        "is.colour",
    ]
    # what has no table takes no view, and data is of all columns
    for path in ("/queries/readiness.graphml", "/", "/enterprises/gongniu"):
        assert client.get(f"{path}?is.runs=true").status_code in (400, 404), path
    assert client.get("/queries/readiness.json?table.columns=name").status_code == 400
    assert client.get("/queries/readiness.csv?table.from=5").status_code == 400


def test_what_a_form_leaves_empty_is_not_asked(client: FlaskClient) -> None:
    page = client.get("/queries/readiness?is.enterprise=&is.runs=&table.sort=&lang=zh")
    assert page.status_code == 200 and "546 行" in page.text and "chips" not in page.text


def test_another_question_keeps_columns_and_order(client: FlaskClient) -> None:
    page = client.get(f"{FILTERED}&table.columns=enterprise,runs&table.rows=compact").text
    kept = re.findall(r'<input type="hidden" form="ask" name="([^"]+)"', page)
    assert kept == ["table.sort", "table.columns", "table.rows"]


def test_sums_stand_below_the_rows_that_pass(client: FlaskClient, cixi: Knowledge) -> None:
    answer = cixi.ask("running-short", {})
    place = [column.name for column in answer.columns].index("lost_days")
    total = sum(row[place] or 0 for row in answer.rows)
    foot = client.get("/queries/running-short?lang=en").text.partition("<tfoot>")[2]
    assert f"Sum of {len(answer.rows)} rows" in foot
    assert f"{total:,.2f}".rstrip("0").rstrip(".") in foot


def test_actions_are_offered_in_the_rows_of_the_window(cixi: Knowledge, defaults: Settings) -> None:
    known = Knowledge(cixi.graph, cixi.catalog, show_personal=True, may_change=True)
    page = create_app(known, defaults).test_client().get("/queries/overdue?table.sort=-held").text
    rows = re.findall(r"<tr aria-rowindex.*?</tr>", page, re.S)[1:]
    for row in rows:
        enterprise = re.findall(r"/enterprises/([\w-]+)", row)[0]
        assert f"/actions/record-expected?enterprise={enterprise}" in row


def test_parts_of_a_page_lead_to_its_query_sorted(client: FlaskClient) -> None:
    page = client.get("/enterprises/gongniu?lang=zh").text
    wanted = "/queries/coverage?enterprise=gongniu&table.sort=covered_rate&lang=zh"
    (one,) = [link for link in links(page) if link == wanted]
    assert client.get(one).status_code == 200
