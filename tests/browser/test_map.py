"""A whole network as a map in a real browser, with WebGL by software and without any."""

from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select, WebDriverWait

from service.answers.knowledge import Knowledge
from tests.support.browser import DESK, PHONE, UNFORESEEN, look, one
from tests.support.drawn_page import PATIENCE, browsing

PAGE = "/queries/network?district=330282"
SVG = "{http://www.w3.org/2000/svg}"
SOFTWARE = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@pytest.fixture(scope="module", params=[True, False], ids=["webgl", "without"])
def webgl(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture(scope="module")
def chrome(webgl: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    flags = SOFTWARE if webgl else ("--disable-3d-apis",)
    profile = tmp_path_factory.mktemp("profile")
    with browsing(profile, "--accept-lang=zh-CN", *flags) as started:
        yield started


def opened(chrome: Chrome, address: str, state: str = "", lang: str = "zh") -> Chrome:
    chrome.get("about:blank")
    chrome.get(f"{address}{PAGE}&lang={lang}#{state}")
    one(chrome, "figure.graph-drawn")
    return chrome


def hash_of(chrome: Chrome) -> str:
    return str(chrome.execute_script("return decodeURIComponent(location.hash)"))


def until(chrome: Chrome, what: Any) -> None:
    WebDriverWait(chrome, PATIENCE).until(lambda _: what())


def press(chrome: Chrome, *keys: str) -> None:
    chrome.execute_script("document.querySelector('.graph-stage').focus({preventScroll: true})")
    ActionChains(chrome).send_keys(*keys).perform()


def listed(chrome: Chrome) -> list[str]:
    chrome.execute_script("document.querySelector('.graph-list').open = true")
    found = "return [...document.querySelectorAll('.graph-list [data-id]')].map(e => e.dataset.id)"
    until(chrome, lambda: chrome.execute_script(found))
    return list(chrome.execute_script(found))


def test_it_is_drawn_or_listed(chrome: Chrome, address: str, cixi: Knowledge, webgl: bool) -> None:
    look(chrome, DESK, "light")
    found = cixi.network("network", {"district": "330282"})
    opened(chrome, address)
    notes = one(chrome, ".graph-notes").text
    assert f"{len(found.positions)} 家企业，其间 {len(found.suppliers)} 条供货关系" in notes
    stage = chrome.find_element(By.CSS_SELECTOR, ".graph-map")
    assert stage.is_displayed() == webgl
    assert ("WebGL" in notes) == (not webgl)
    assert bool(chrome.find_elements(By.CSS_SELECTOR, ".graph-map canvas")) == webgl
    assert chrome.execute_script(UNFORESEEN) == []
    assert set(listed(chrome)) <= set(found.columns["enterprise"])
    assert found.columns["enterprise"][0] in listed(chrome)
    english = opened(chrome, address, lang="en")
    assert "enterprises" in one(english, ".graph-notes").text
    assert [line for line in chrome.get_log("browser") if line["level"] == "SEVERE"] == []


def test_found_chosen_hidden_coloured_and_undone(chrome: Chrome, address: str, webgl: bool) -> None:
    look(chrome, DESK, "light")
    opened(chrome, address)
    one(chrome, ".graph-bar input").send_keys("跃隆")
    until(chrome, lambda: "graph.at=yuelong" in hash_of(chrome))
    assert "慈溪市跃隆" in one(chrome, ".graph-panel").text
    one(chrome, ".graph-panel [data-action=hide]").click()
    until(chrome, lambda: "graph.hide=yuelong" in hash_of(chrome))
    assert "yuelong" not in listed(chrome)
    one(chrome, "[data-action=undo]").click()
    until(chrome, lambda: "graph.hide" not in hash_of(chrome))
    Select(one(chrome, "[data-choice=colour]")).select_by_value("industry")
    until(chrome, lambda: "graph.colour=industry" in hash_of(chrome))
    first = one(chrome, ".graph-filter")
    assert first.text.startswith("● ")
    signs = chrome.find_elements(By.CSS_SELECTOR, ".graph-filter .graph-symbol")
    assert {sign.text for sign in signs} <= set("●▲■◆"), "of the shapes that are on the map"
    first.click()
    until(chrome, lambda: "graph.without=industry~" in hash_of(chrome))
    state = hash_of(chrome).removeprefix("#")
    shown = listed(chrome)
    opened(chrome, address, state)
    assert listed(chrome) == shown
    if webgl:
        press(chrome, "z", "k")
        until(chrome, lambda: "graph.colour" not in hash_of(chrome))
        press(chrome, "e")
        notes = chrome.find_elements(By.CSS_SELECTOR, ".graph-note")
        assert any("详情页" in note.text for note in notes)
        told = chrome.execute_script("return document.querySelector('.graph-keys').textContent")
        assert "隐藏" in told and "收起" not in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_holds_it(chrome: Chrome, address: str, scheme: str) -> None:
    look(chrome, PHONE, scheme)
    opened(chrome, address)
    width = chrome.execute_script("return document.documentElement.scrollWidth")
    assert width <= int(str(PHONE["width"]))


SAVED = """const done = arguments[0], kept = URL.createObjectURL;
HTMLAnchorElement.prototype.click = () => {};
URL.createObjectURL = (blob) => (blob.text().then(done), kept.call(URL, blob));
document.querySelector("[data-action=saveDrawing]").click();"""


def test_it_is_saved_and_printed_as_a_drawing(
    chrome: Chrome, address: str, cixi: Knowledge, webgl: bool
) -> None:
    """Also without WebGL: who is shown, their supplies, the groups, what colours mean."""
    look(chrome, DESK, "dark")
    found = cixi.network("network", {"district": "330282"})
    opened(chrome, address, "graph.hide=yuelong&graph.colour=district")
    sheet = ElementTree.fromstring(chrome.execute_async_script(SAVED))
    marks = [shape for shape in sheet if shape.find(f"{SVG}title") is not None]
    told = {str(shape.findtext(f"{SVG}title")).partition(" · ")[0] for shape in marks}
    assert len(marks) == len(found.positions) - 1
    assert "公牛集团" in told and "慈溪市跃隆五金塑料有限公司" not in told
    lines = "".join(path.attrib["d"] for path in sheet.iter(f"{SVG}path")).count("M")
    assert len(found.suppliers) > lines > len(found.suppliers) / 2
    words = [text.text for text in sheet.iter(f"{SVG}text")]
    assert f"宁波市慈溪市 · {len(marks)}" in words and "公牛集团" in words
    assert sheet.find(f"{SVG}rect").attrib["fill"] == "#ffffff"  # type: ignore[union-attr]

    chrome.execute_script("dispatchEvent(new Event('beforeprint'))")
    assert len(chrome.find_elements(By.CSS_SELECTOR, "svg.graph-sheet > text")) == len(words)
    chrome.execute_script("dispatchEvent(new Event('afterprint'))")
    assert not chrome.find_elements(By.CSS_SELECTOR, ".graph-sheet")
    shown = chrome.find_elements(By.CSS_SELECTOR, ".graph-buttons button:not([hidden])")
    assert (len(shown) > 1) == webgl
