"""Pages for people: forms, answers in words, one thing, search, the token, and refusals."""

import html
import json
import re
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from service import errors
from service.answers.knowledge import Knowledge
from service.catalog.fields import read_column, read_definitions
from service.display.cells import Reader, status
from service.display.numbers import number
from service.display.tables import table
from service.http.app import create_app
from service.http.listening import is_loopback
from service.settings import Settings
from service.statements import CYPHER
from tests.support.catalog import read_catalog
from tests.support.page import Page, read

TOKEN = "open sesame"

pytestmark = pytest.mark.usefixtures("remembered")


# Languages


def test_chinese_unless_something_else_is_asked_for(client: FlaskClient) -> None:
    english = {"Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"}
    assert 'lang="zh-CN"' in read(client, "/")[:60]
    assert 'lang="zh-CN"' in read(client, "/", headers={"Accept-Language": "fr"})[:60]
    assert 'lang="en"' in read(client, "/", headers=english)[:60]
    assert 'lang="zh-CN"' in read(client, "/?lang=zh", headers=english)[:60]
    assert 'lang="en"' in read(client, "/?lang=en")[:60]


def test_the_switch_keeps_the_rest_of_the_address(client: FlaskClient) -> None:
    path = "/queries/supplier-tree?enterprise=gongniu&tiers=1"
    assert f'href="{path.replace("&", "&amp;")}&amp;lang=en"' in read(client, path)


def test_a_chosen_language_stays_in_the_links(client: FlaskClient) -> None:
    page = Page(read(client, "/?lang=en"))
    links = [a["href"] or "" for a in page.all("a") if (a["href"] or "").startswith("/queries/")]
    assert links
    assert all("lang=en" in link for link in links)
    assert {"type": "hidden", "name": "lang", "value": "en"} in page.all("input")


# Overview, search, things


def test_overview(client: FlaskClient) -> None:
    page = read(client, "/")
    assert "2020-02-12" in page
    assert "illustrative" in page
    for figure in ("546", "复工率", "返岗率", "复产率", "谁在等谁", "今天先办什么"):
        assert figure in page
    english = read(client, "/?lang=en")
    assert "Who waits for whom" in english
    assert "Never, as things stand" in english


def test_every_query_is_on_the_overview_once(client: FlaskClient, cixi: Knowledge) -> None:
    links = [a["href"] for a in Page(read(client, "/")).all("a")]
    names = [query.name for _, queries in cixi.catalog.grouped() for query in queries]
    assert sorted(names) == [query.name for query in cixi.catalog.every]
    assert all(f"/{cixi.catalog[name].folder}/{name}" in links for name in names)


MOST_WITHOUT_ROWS = 60_000
"""Bytes of a page, its tables aside."""


@pytest.mark.parametrize(
    "path", ["/enterprises/gongniu", "/queries/supplier-tree?enterprise=gongniu", "/"]
)
def test_a_page_is_light_without_its_rows(client: FlaskClient, path: str) -> None:
    """A large picture is fetched by the address it gives, with the same parameters."""
    page = read(client, path)
    assert len(re.sub(r"<tbody.*?</tbody>", "", page, flags=re.S).encode()) < MOST_WITHOUT_ROWS
    for source in re.findall(r'data-source="([^"]+)"', page):
        picture = client.get(html.unescape(source)).get_json()
        assert picture["root"] == "gongniu" and len(picture["nodes"]) > 300
        assert picture["words"]["district"]["330282"] == "宁波市慈溪市"


@pytest.mark.parametrize("text", ["公牛", "Gongniu", "公"])
def test_search_finds_enterprises(client: FlaskClient, text: str) -> None:
    page = client.get(f"/search?q={text}", follow_redirects=True)
    assert page.status_code == 200 and "/enterprises/gongniu" in page.text


@pytest.mark.parametrize("text", ["公牛 配套", "supplier tree of gongniu", "配套企业 gongniu"])
def test_search_understands_phrases(client: FlaskClient, text: str) -> None:
    page = client.get(f"/search?q={text}", follow_redirects=True)
    assert "/queries/supplier-tree?enterprise=gongniu" in page.text + page.request.full_path
    body = client.get(f"/search.json?q={text}").json
    assert body is not None
    assert "/queries/supplier-tree?enterprise=gongniu" in [one["href"] for one in body["queries"]]


PATH_OF_GONGNIU = "/queries/critical-path?enterprise=gongniu"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("公牛关键路径", PATH_OF_GONGNIU),
        ("公牛 关键路径", PATH_OF_GONGNIU),
        ("公牛在等谁", PATH_OF_GONGNIU),
        ("公牛在等谁？", PATH_OF_GONGNIU),
        ("critical path gongniu", PATH_OF_GONGNIU),
        ("What is Gongniu waiting for?", PATH_OF_GONGNIU),
        ("谁给公牛供货", "/queries/supplier-tree?enterprise=gongniu"),
        ("假如跃隆关停", "/what-if/closes?enterprises=yuelong"),
        ("假如跃隆和金田关停", "/what-if/closes?enterprises=yuelong,jintian"),
        ("if yuelong closes", "/what-if/closes?enterprises=yuelong"),
        ("公牛 跃隆", "/queries/between?enterprise=gongniu&other=yuelong"),
        ("公牛和跃隆之间", "/queries/between?enterprise=gongniu&other=yuelong"),
        ("gongniu", "/enterprises/gongniu"),
        ("公牛集团", "/enterprises/gongniu"),
        ("跃隆五金", "/enterprises/yuelong"),
        ("Gongniu Group", "/enterprises/gongniu"),
    ],
)
def test_what_is_asked_in_ones_own_words_is_gone_to_at_once(
    client: FlaskClient, text: str, address: str
) -> None:
    found = client.get("/search", query_string={"q": text})
    assert found.status_code == 302
    assert unquote(found.headers["Location"]) == address
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("text", ["慈溪市", "330282", "Cixi", "慈谿市"])
def test_search_finds_places(client: FlaskClient, text: str) -> None:
    body = client.get("/search.json", query_string={"q": text, "lang": "zh"}).json
    assert body is not None
    offered = {one["href"]: one["title"] for one in body["queries"]}
    assert offered["/queries/unblock-first?district=330282&lang=zh"].endswith("宁波市慈溪市")


@pytest.mark.parametrize("name", ["慈溪", "慈谿市", "cixi"])
def test_a_place_is_taken_by_its_name(client: FlaskClient, name: str) -> None:
    found = client.get("/queries/readiness", query_string={"district": name, "town": "长河镇"})
    assert (found.status_code, unquote(found.headers["Location"])) == (
        302,
        "/queries/readiness?district=330282&town=长河镇",
    )
    body = read(client, "/queries/readiness?district=330282&lang=zh")
    named = [json.loads(one["data-names"]) for one in Page(body).all("div") if "data-names" in one]
    assert named == [["宁波市慈溪市"]] and "宁波市慈溪市（" not in body
    offered = client.get("/queries/readiness/suggest/district", query_string={"text": name}).json
    assert offered and offered["suggestions"][0]["value"] == "330282"


def test_a_name_of_several_places_offers_them(client: FlaskClient) -> None:
    page = read(client, "/queries/readiness?district=朝阳&lang=zh", 400)
    assert "应为区划代码" in page and 'value="朝阳"' in page
    assert "district=110105" in page and "北京市朝阳区" in page


def test_a_name_that_fits_one_thing_is_taken_in_a_form(client: FlaskClient) -> None:
    def asked(path: str, **given: str) -> tuple[int, str]:
        response = client.get(path, query_string=given)
        return response.status_code, unquote(response.headers.get("Location", ""))

    assert asked("/queries/critical-path", enterprise="公牛集团") == (302, PATH_OF_GONGNIU)
    several = {"enterprises": "yuelong,金田", "lang": "en"}
    to = "/what-if/closes?enterprises=yuelong,jintian&lang=en"
    assert asked("/what-if/closes", **several) == (302, to)
    # what fits several, or nothing, is asked back
    assert asked("/queries/critical-path", enterprise="铜")[0] == 404
    assert asked("/queries/critical-path", enterprise="没有这一家")[0] == 404
    assert asked("/queries/critical-path.json", enterprise="公牛集团")[0] == 404


def test_fields_show_names(client: FlaskClient) -> None:
    page = Page(read(client, "/what-if/closes?enterprises=yuelong,jintian&lang=en"))
    (field,) = (one for one in page.all("div") if "data-suggest" in one)
    names = json.loads(field["data-names"])
    assert names == ["Cixi Yuelong Hardware & Plastics Co., Ltd.", "Jintian Copper"]


def test_a_graph_is_offered_to_graph_explorers(client: FlaskClient) -> None:
    page = read(client, "/queries/critical-path?enterprise=gongniu&lang=en")
    for form in ("graphml", "gexf", "cyjs"):
        (link,) = re.findall(rf'href="([^"]*critical-path\.{form}[^"]*)"', page)
        assert client.get(html.unescape(link)).status_code == 200, link
    assert "graphml" not in read(client, "/queries/readiness")


def test_search_without_anything_to_find(client: FlaskClient) -> None:
    assert "没有找到" in read(client, "/search?q=zzzzzz")
    assert "请在上方输入" in read(client, "/search?q=+")
    read(client, "/search")
    read(client, "/search?q=" + "x" * 300, 400)
    assert "含有无法使用的字符" in read(client, "/search?q=a%1Cb", 400)
    assert "<script>" not in read(client, "/search?q=<script>")


def test_an_enterprise(client: FlaskClient) -> None:
    page = read(client, "/enterprises/yuelong")
    assert "慈溪市跃隆五金塑料有限公司" in page
    assert "铜" in page
    assert "/enterprises/diankou-copper" in page
    assert "data-graph" in page
    for name in ("critical-path", "why", "single-source"):
        assert f"/queries/{name}?enterprise=yuelong" in page
    body = client.get("/enterprises/yuelong.json").json
    assert body is not None
    assert body["rows"][0]["enterprise"] == "yuelong"
    assert "Yuelong" in read(client, "/enterprises/yuelong?lang=en")


def test_one_that_runs_short_is_never_given_a_date(client: FlaskClient) -> None:
    page = read(client, "/enterprises/gongniu")
    assert "预计断料停产" in page
    assert "天后可复工" not in page.split("<figure")[0]
    assert "待核实" in page


def test_a_telephone_can_be_called(client: FlaskClient, cixi: Knowledge) -> None:
    rows = cixi.ask("overdue", {}).rows
    names = [column.name for column in cixi.catalog["overdue"].columns]
    one = next(row for row in rows if row[names.index("phone")])
    page = Page(read(client, f"/enterprises/{one[names.index('enterprise')]}"))
    assert any((a["href"] or "").startswith("tel:") for a in page.all("a"))


def test_an_unconfirmed_day_is_marked_in_the_table(client: FlaskClient, cixi: Knowledge) -> None:
    for query, days in (("overdue", "ready_days"), ("running-short", "stop_days")):
        answer = cixi.ask(query, {})
        read_as = table(answer, "zh", lambda kind, id: f"/{kind}/{id}")
        names = [heading.name for heading in read_as.headings]
        marked = set()
        for row, cells in zip(answer.rows, read_as.rows, strict=True):
            facts = dict(zip([column.name for column in answer.columns], row, strict=True))
            shown = dict(zip(names, cells, strict=True))
            if facts[days] is None:
                assert shown[days].text == "无期", facts
            else:
                notes = {shown[name].note for name in (days, "stop_on") if name in shown}
                assert ("待核实" in notes) == (not facts["firm"]), facts
                marked.add(facts["firm"])
        assert False in marked, query
        assert "待核实" in read(client, f"/queries/{query}")


def test_an_enterprise_shows_how_its_needs_are_covered(client: FlaskClient) -> None:
    page = read(client, "/enterprises/gongniu?lang=zh")
    assert "/queries/coverage?enterprise=gongniu" in page
    assert "慈溪市跃隆五金塑料有限公司：占比 85%，产出 30%" in page
    page = read(client, "/enterprises/gongniu?lang=en")
    assert "Cixi Yuelong Hardware &amp; Plastics Co., Ltd.: share 85%, output 30%" in page


def test_a_restart_list_says_first_what_it_is(client: FlaskClient) -> None:
    """What holds of all rows stands above them, and columns of the other kind of answer are left
    out; that nobody has to be helped is an answer, too."""
    address = "/queries/restart-list?enterprises=gongniu,xinhai&lang=zh&by_days="
    listed, late, nobody = (read(client, f"{address}{days}") for days in (4, 0, 60))
    told = re.sub(r"<[^>]+>", "", listed)
    assert "结论：这些企业复工即可按期料齐，缺一不可；名单企业数：4；" in told
    assert "必不可少" in told.split("<table")[-1] and "仍会晚的原因" not in told
    told = re.sub(r"<[^>]+>", "", late)
    assert "结论：无法按期：无论帮谁，以下企业仍会晚" in told and "名单企业数" not in told
    assert "仍会晚的原因" in told and "已试去掉" not in told
    assert "交货天数累计" in told and "，在等 " in told
    assert "无需帮助" in nobody and "没有符合条件的结果" not in nobody
    leading = re.sub(r"<[^>]+>", "", read(client, "/queries/restart-list?by_days=4&lang=zh"))
    assert "名单企业数：4；" in leading


def test_materials_and_teams(client: FlaskClient, cixi: Knowledge) -> None:
    assert "铜" in read(client, "/materials/copper")
    team = cixi.ask("teams", {"text": ""}).rows[0][0]
    assert "data-graph" in read(client, f"/teams/{team}")
    for kind in ("enterprises", "materials", "teams"):
        assert "没有" in read(client, f"/{kind}/nobody", 404)


# Queries


def test_every_query_answers_its_example_in_every_form(
    client: FlaskClient, cixi: Knowledge
) -> None:
    for query in cixi.catalog:
        for lang in ("zh", "en"):
            page = read(client, client_address(query.name, query.example, lang))
            title = query.title.to("zh" if lang == "zh" else "en")
            assert str(escape(title)) in page
        for form in ("json", "csv", "ndjson", "xlsx"):
            address = client_address(f"{query.name}.{form}", query.example, "en")
            assert client.get(address).status_code == 200, address


def client_address(name: str, given: dict[str, Any], lang: str) -> str:
    texts = {
        key: ",".join(value) if isinstance(value, list) else value for key, value in given.items()
    }
    pairs = [f"{key}={value}" for key, value in texts.items()]
    return f"/queries/{name}?" + "&".join([*pairs, f"lang={lang}"])


def test_a_missing_parameter_gives_the_form(client: FlaskClient) -> None:
    for path in ("/queries/supplier-tree", "/queries/supplier-tree?enterprise="):
        page = read(client, path)
        assert 'name="enterprise"' in page
        assert 'role="alert"' not in page
        assert "示例" in page


def test_a_wrong_parameter_gives_the_form_with_the_fault_beside_it(client: FlaskClient) -> None:
    page = read(client, "/queries/supplier-tree?enterprise=gongniu&tiers=99", 400)
    assert 'value="99"' in page
    assert 'aria-invalid="true" aria-describedby="field-tiers-hint field-tiers-fault"' in page
    assert "应不大于 12" in page
    assert "不是此处的参数" in read(client, "/queries/supplier-tree?enterprise=gongniu&x=1", 400)


def test_an_unknown_id_gives_the_form_and_the_nearest(client: FlaskClient) -> None:
    page = read(client, "/queries/supplier-tree?enterprise=gongni&tiers=1", 404)
    assert 'value="gongni"' in page
    assert "/queries/supplier-tree?enterprise=gongniu&amp;tiers=1" in page


def test_what_was_given_is_escaped(client: FlaskClient) -> None:
    given = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    assert "<script>alert" not in read(client, f"/queries/supplier-tree?enterprise={given}", 404)
    assert "<script>alert" not in read(client, f"/queries/supplier-tree?{given}=1", 400)
    assert "<script>alert" not in read(client, f"/queries/{given}", 404)


def test_an_answer_says_what_it_is_about(client: FlaskClient) -> None:
    page = read(client, "/queries/supplier-tree?enterprise=xinhai&tiers=1")
    assert "宁波新海集团（xinhai）" in page
    assert "数据时点 2020-02-12" in page
    for form in ("json", "words.csv", "xlsx"):
        assert f"/queries/supplier-tree.{form}?enterprise=xinhai&amp;tiers=1" in page
    (source,) = re.findall(r'data-source="([^"]+)"', page)
    assert client.get(html.unescape(source)).get_json()["root"] == "xinhai"
    assert "<caption" in page


# The token


@pytest.fixture
def guarded(cixi: Knowledge, defaults: Settings) -> FlaskClient:
    return create_app(cixi, replace(defaults, token=TOKEN)).test_client()


def test_a_browser_enters_the_token_once(guarded: FlaskClient) -> None:
    page = read(guarded, "/enterprises/gongniu?lang=zh", 401)
    assert "需要访问令牌" in page
    assert 'name="next" value="/enterprises/gongniu?lang=zh"' in page
    with guarded.get("/static/tongbu.css") as style:
        assert style.status_code == 200
    wrong = guarded.post("/token", data={"token": "wrong ä"})
    assert wrong.status_code == 401
    assert "令牌不正确" in wrong.text
    right = guarded.post("/token", data={"token": TOKEN, "next": "/enterprises/gongniu?lang=zh"})
    assert right.status_code == 303
    assert right.headers["Location"] == "/enterprises/gongniu?lang=zh"
    cookie = right.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert TOKEN not in cookie
    assert "公牛集团" in read(guarded, "/enterprises/gongniu?lang=zh")


@pytest.mark.parametrize("onward", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_the_form_leads_to_no_other_site(guarded: FlaskClient, onward: str) -> None:
    response = guarded.post("/token", data={"token": TOKEN, "next": onward})
    assert response.headers["Location"] == "/"


def test_without_a_token_only_this_machine_is_served(cixi: Knowledge, defaults: Settings) -> None:
    for host in ("0.0.0.0", "192.168.1.2", "::", "example.org"):
        with pytest.raises(errors.CannotStart):
            create_app(cixi, replace(defaults, host=host))
        guarded = create_app(cixi, replace(defaults, host=host, token="x")).test_client()
        assert guarded.get("/mine", headers={"Authorization": "Bearer x"}).status_code == 200
    assert is_loopback("::1")
    assert not is_loopback("localhost.example.org")


# Files


def test_files_are_kept_by_what_they_hold(client: FlaskClient) -> None:
    page = Page(read(client, "/"))
    address = next(s["src"] for s in page.all("script") if "src" in s)
    assert address is not None
    assert re.fullmatch(r"/static/page\.js\?v=[0-9a-f]{12}", address)
    with client.get(address) as response:
        assert response.content_type.startswith("text/javascript")
        assert "immutable" in response.headers["Cache-Control"]
    with client.get("/static/table.js") as response:
        assert "no-cache" in response.headers["Cache-Control"]
        tag = response.headers["ETag"]
    with client.get("/static/table.js", headers={"If-None-Match": tag}) as response:
        assert response.status_code == 304
    with client.get("/static/vendor/cytoscape/cytoscape.esm.min.mjs") as response:
        assert response.content_type.startswith("text/javascript")
    assert client.get("/static/../../service/gate.py").status_code == 404


# Words


SHARED = read_definitions(CYPHER / "columns.yaml", [])
ENTERPRISE = read_catalog()["enterprise"].columns


def cell(name: str, kind: str, value: Any, **facts: Any) -> Any:
    """A value in a column that a header writes out in full, but for what goes with its name."""
    given = {"type": kind, "label": {"en": name, "zh": name}}
    column = read_column(name, given, SHARED, lambda *fault: pytest.fail(str(fault)))
    assert column
    reader = Reader("zh", lambda kind, id: f"/{kind}/{id}", {})
    return reader.cell(column, value, facts)


def test_false_is_not_nothing() -> None:
    assert cell("runs", "boolean", False).text == "否"
    assert cell("runs", "boolean", True).text == "是"
    assert cell("runs", "boolean", None).text == "—"
    assert cell("count", "integer", 0).text == "0"


def test_readiness_in_words() -> None:
    assert cell("ready_days", "number", 3.5, runs=False, firm=True).text == "3.5"
    assert cell("ready_days", "number", 3.5, runs=True, firm=True).text == "预计断料停产 3.5 天"
    assert cell("ready_days", "number", 0.0, runs=True, firm=True).text == "生产中"
    assert cell("ready_on", "string", "2020-03-01", runs=True, ready_days=3).text == "—"
    assert cell("ready_on", "string", "2020-03-01", firm=False).note == "待核实"
    assert cell("ready_on", "string", "2020-03-01", firm=True).note == ""
    for name in ("stop_on", "stop_days"):
        assert cell(name, "string", "2020-03-01", firm=False).note == "待核实"
        assert cell(name, "string", "2020-03-01", firm=True).note == ""
    assert cell("stop_days", "number", 2.5, firm=False, stop_on="2020-03-01").note == ""
    assert cell("ready_days", "number", None, stuck="closed").text == "无期"
    # once all is derived nothing means never, also of one that runs
    assert cell("ready_days", "number", None).text == "无期"
    assert cell("ready_days", "number", None, runs=True).text == "无期"
    for code, text in (("closed", "已停业"), ("circular", "循环等待"), ("late", "超出一年")):
        assert cell("stuck", "string", code).text == text
        assert status({"stuck": code}, ENTERPRISE, "zh").text.endswith(text)


def test_statuses_have_a_symbol_and_words() -> None:
    facts = [
        {"in_flow": True, "runs": True, "ready_days": 0.0, "firm": True},
        {"in_flow": False, "runs": True, "ready_days": 2.0, "firm": True},
        {"in_flow": False, "runs": False, "ready_days": 0.0, "firm": True},
        {"in_flow": False, "runs": False, "ready_days": 2.0, "firm": True},
        {"stuck": "circular", "firm": True},
        {},
    ]
    texts = [status(one, ENTERPRISE, "zh").text for one in facts]
    assert len({text[0] for text in texts}) == len({text[2:] for text in texts}) == len(facts)
    assert status({**facts[0], "firm": False}, ENTERPRISE, "zh").note == "待核实"


def test_numbers_are_read_by_their_name() -> None:
    assert number("output_rate", 0.995, "zh") == "99.5%"
    assert number("share", 0.6, "zh") == "60%"
    assert number("headcount", 13_000, "zh") == "13,000"
    assert number("lead_days", 2.50, "zh") == "2.5"
    assert number("ready_days", 12.0, "zh") == "12"


def test_telephones_and_lists() -> None:
    assert cell("phone", "string", "0574-6300 0000").href == "tel:057463000000"
    assert cell("phone", "string", "＊＊＊").href == ""
    assert [part.href for part in cell("anchor_ids", "array", ["a", "b"]).parts] == [
        "/enterprise/a",
        "/enterprise/b",
    ]
    missing = cell("missing", "array", ["contact", "lead_days:copper:jintian", "other"])
    assert [part.text for part in missing.parts] == [
        "联系人",
        "交货天数（copper, jintian）",
        "other",
    ]
    proof = [{"enterprise": "a", "material": "m", "suppliers": ["b", "c"]}]
    assert cell("proof", "array", proof).parts[0].text == "a 缺 m（b、c）"


def test_a_cumulative_lead_time_says_nothing_of_today(client: FlaskClient) -> None:
    """Gongniu runs and will lose days; the structure's own days are another thing."""
    page = read(client, "/queries/lead-time?enterprise=gongniu&lang=en")
    table = page[page.index("<table") :]
    assert "stand still" not in table and ">5.5<" in table
