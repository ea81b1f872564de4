"""What the overview shows: every figure is that of its list, of all and of one group."""

import html
import json
import re
import threading
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient

from service.answers.knowledge import Knowledge
from service.errors import TooManyRequests
from service.http import overview
from service.http.app import create_app
from service.language import Text
from service.settings import Settings

SCOPES = ["", "district:330282", "city:3302", "industry:3823", "team:team-03"]

pytestmark = pytest.mark.usefixtures("remembered")


@pytest.fixture
def client(
    cixi: Knowledge, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FlaskClient]:
    """What the page can do without is waited for, too."""
    monkeypatch.setattr(overview, "PATIENCE", 60)
    yield create_app(cixi, defaults).test_client()


def read(client: FlaskClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.text


def rows(client: FlaskClient, address: str) -> int:
    """How many rows the list at an address has in all."""
    parts = urlsplit(html.unescape(address))
    given = dict(parse_qsl(parts.query))
    body = client.get(f"{parts.path}.ndjson", query_string=given)
    assert body.status_code == 200, address
    return len(body.text.splitlines())


@pytest.mark.parametrize("scope", SCOPES)
def test_every_figure_is_that_of_its_list(client: FlaskClient, scope: str) -> None:
    page = read(client, f"/?scope={scope}&lang=en")
    figures = re.findall(r'<dd><a href="([^"]+)">([\d,]+)</a>', page)
    assert len(figures) == 4
    matters = re.findall(r'<a href="([^"]+)"><b>([\d,]+)</b>', page)
    assert len(matters) == 5
    for address, number in [*figures, *matters]:
        assert rows(client, address) == int(number.replace(",", "")), address


def test_rates_have_numerator_denominator_and_scope(client: FlaskClient) -> None:
    page = read(client, "/?scope=district:330282&lang=zh")
    answer = client.get("/queries/history.json?by=district&group=330282").json
    assert answer is not None
    now = answer["rows"][0]
    assert f"{now['resumed']:,} ÷ {now['should_resume']:,}" in page
    assert f"{now['on_post']:,} ÷ {now['headcount']:,}" in page
    assert f"{now['return_missing']} 家缺数" in page and f"{now['output_missing']} 家缺数" in page
    assert f"三率的统计范围为宁波市慈溪市（{now['enterprises']} 家）" in page
    assert "宁波市慈溪市，数据时点 2020-02-12" in page


def test_whom_to_call_first(client: FlaskClient) -> None:
    page = read(client, "/?lang=zh")
    answer = client.get("/queries/unblock-first.json?limit=3").json
    assert answer is not None
    blockers = page[page.index('class="blockers"') : page.index("全部堵点")]
    for row in answer["rows"]:
        assert f"/enterprises/{row['enterprise']}" in blockers and row["name"] in blockers
        assert row["phone"] is None or f'href="tel:{row["phone"]}"' in blockers


def test_persons_are_masked_where_they_are_not_shown(
    cixi: Knowledge, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PATIENCE", 60)
    masked = Knowledge(cixi.graph, cixi.catalog, show_personal=False)
    page = create_app(masked, defaults).test_client().get("/?lang=zh").text
    shown = create_app(cixi, defaults).test_client().get("/?lang=zh").text
    (contact, *_) = re.findall(r'class="whom">(\S+) <a href="tel:([^"]+)"', shown)
    assert contact[0] not in page and contact[1] not in page


def test_a_part_that_is_not_there_yet_comes_later(
    cixi: Knowledge, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PATIENCE", 0)
    waits = overview.Future[object]()
    monkeypatch.setattr(overview.asking, "submit", lambda *_: waits)
    page = create_app(cixi, defaults).test_client().get("/?lang=en").text
    assert page.count("data-later") == 4 and "Being worked out" in page
    assert "Resumption rate" in page, "the figures are waited for"


def test_what_is_asked_beside_the_lanes_has_a_bound(
    cixi: Knowledge, defaults: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beyond it a part comes later, without being asked; with an answer its place is free again."""
    monkeypatch.setattr(overview, "PATIENCE", 0)
    monkeypatch.setattr(overview, "_places", threading.BoundedSemaphore(overview.MOST_ASKED))
    asked: list[overview.Future[object]] = []

    def submit(*_: object) -> "overview.Future[object]":
        asked.append(overview.Future())
        return asked[-1]

    monkeypatch.setattr(overview.asking, "submit", submit)
    client = create_app(cixi, defaults).test_client()
    for _ in range(overview.MOST_ASKED):
        page = client.get("/?lang=en")
        assert page.status_code == 200 and page.text.count("data-later") == 4
    assert len(asked) == overview.MOST_ASKED
    for one in asked[:3]:
        one.set_exception(TooManyRequests(Text("late", "过迟")))
    assert client.get("/").status_code == 200
    assert len(asked) == overview.MOST_ASKED + 3


@pytest.mark.parametrize(
    ("scope", "status"),
    [("x", 400), ("planet:3", 400), ("district:", 400), ("district:999999", 404), ("team:no", 404)],
)
def test_a_group_that_is_none_is_refused(client: FlaskClient, scope: str, status: int) -> None:
    response = client.get("/", query_string={"scope": scope})
    assert response.status_code == status and scope in html.unescape(response.text)


def test_groups_are_offered_by_name(client: FlaskClient) -> None:
    page = read(client, "/?scope=team:team-03&lang=zh")
    assert re.search(r'value="district:330282">宁波市慈溪市<', page)
    assert re.search(r'value="team:team-03" selected>', page)
    assert 'href="/queries/team-enterprises?team=team-03&amp;lang=zh"' in page
    groups = json.loads(read(client, "/queries/groups.json"))["rows"]
    assert {row["by"] for row in groups} == {"city", "district", "industry", "team"}


@pytest.mark.parametrize("thing", ["enterprises/yuelong", "teams/team-03", "enterprises/gongniu"])
def test_what_changed_since_yesterday_and_monday(client: FlaskClient, thing: str) -> None:
    """2020-02-12 was a Wednesday."""
    page = html.unescape(read(client, f"/{thing}?lang=en"))
    kind, id = thing.split("/")
    for query in ("moves", "changes"):
        for day in ("2020-02-11", "2020-02-10"):
            address = f"/queries/{query}?{kind[:-1]}={id}&since={day}&lang=en"
            assert f'href="{address}"' in page, address
            assert client.get(address).status_code == 200
