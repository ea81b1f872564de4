"""Pages below a path, through a real proxy by HTTPS: what scripts load and fetch is there."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from service.answers.knowledge import Knowledge
from service.graph.database import Graph
from service.http.app import create_app
from service.http.proxies import behind_proxies
from service.settings import Settings
from tests.support import proxied
from tests.support.browser import DESK, look, one
from tests.support.catalog import read_catalog
from tests.support.drawn_page import PATIENCE, browsing
from tests.support.serving import served

TOKEN = "sync-token"
FETCHED = """
return performance.getEntriesByType('resource').map(one => [one.name, one.responseStatus]);
"""


@pytest.fixture(scope="module")
def address(
    cixi_graph: Graph, defaults: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    chosen = replace(defaults, token=TOKEN, proxies=1, prefix="/tongbu", rate=1_000)
    knowledge = Knowledge(cixi_graph, read_catalog(), show_personal=True, may_change=True)
    app = create_app(knowledge, chosen)
    folder = tmp_path_factory.mktemp("proxy")
    proxied.certificate(folder)
    with (
        served(behind_proxies(app.wsgi_app, chosen), prefix=chosen.prefix) as service,
        proxied.nginx(folder, service) as here,
    ):
        yield here + chosen.prefix


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    profile = tmp_path_factory.mktemp("profile")
    with browsing(profile, "--accept-lang=zh-CN", "--ignore-certificate-errors") as started:
        yield started


def test_scripts_find_everything_below_the_prefix(
    chrome: Chrome, address: str, tmp_path: Path
) -> None:
    look(chrome, DESK, "light")
    chrome.get(f"{address}/queries/critical-path?enterprise=gongniu")
    one(chrome, "input[name=token]").send_keys(TOKEN, Keys.ENTER)
    one(chrome, "figure.graph-drawn")
    chrome.get_log("browser")  # the 401 before the token was entered

    chrome.get(f"{address}/queries/critical-path?enterprise=gongniu")
    one(chrome, "figure.graph-drawn")
    links = chrome.execute_script("return [...document.links].map(one => one.href)")
    assert f"{address}/enterprises/yuelong" in links  # in the list beside the picture, too
    assert all(link.startswith((f"{address}/", "tel:")) for link in links), links
    one(chrome, ".star").click()
    field = one(chrome, "#field-enterprise")
    field.clear()
    field.send_keys("公牛")
    one(chrome, "[role=listbox] [role=option]")
    field.send_keys(Keys.ESCAPE)
    chrome.execute_async_script(
        "const done = arguments[1];"
        "import(new URL('static/graph/explore/growth.js', arguments[0]))"
        ".then(({growth}) => growth().ties('gongniu')).then(ties => done(ties.size), done);",
        f"{address}/",
    )
    fetched = chrome.execute_script(FETCHED)
    assert len(fetched) > 20
    assert all(name.startswith(f"{address}/") for name, _ in fetched), fetched
    assert all(status < 400 for _, status in fetched), fetched
    assert any("/queries/ties.json" in name for name, _ in fetched)
    assert any("/suggest/" in name for name, _ in fetched)

    chrome.get(f"{address}/mine")
    WebDriverWait(chrome, PATIENCE).until(
        lambda _: chrome.find_elements(By.CSS_SELECTOR, "[data-list=favourites] li a")
    )
    kept = chrome.find_element(By.CSS_SELECTOR, "[data-list=favourites] li a")
    assert kept.get_attribute("href").startswith(f"{address}/queries/critical-path")
    kept.click()
    one(chrome, "figure.graph-drawn")
    chrome.get(f"{address}/actions/record-step?enterprise=yuelong")
    health = "return fetch(new URL('../health', arguments[0])).then(answer => answer.status)"
    assert chrome.execute_script(health, f"{address}/static/outbox.js") == 200
    assert chrome.get_log("browser") == []
