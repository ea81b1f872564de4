"""The main way through the pages, in a real browser, and what only a browser can tell."""

import base64
import random
import re
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from flask import request
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from service.answers.knowledge import Knowledge
from service.dataset.load import load
from service.derivation.full import derive
from service.graph.database import Graph
from service.http import overview
from service.http.app import create_app
from service.settings import Settings
from tests.support.browser import CONTRAST, DESK, PHONE, UNFORESEEN, look, one, serving
from tests.support.catalog import read_catalog
from tests.support.drawn_page import PATIENCE
from tests.support.networks import fill, random_network
from tests.support.paths import CIXI

PATH = "/queries/critical-path?enterprise=gongniu"
INKED = """
return [...document.querySelectorAll('figure[data-graph] canvas')].some(canvas => {
  const {width, height} = canvas;
  const pixels = canvas.getContext('2d').getImageData(0, 0, width, height).data;
  return pixels.some((value, i) => i % 4 === 3 && value > 0);
});
"""


def column(browser: Chrome, index: int) -> list[str]:
    cells = browser.find_elements(By.CSS_SELECTOR, f"#table td:nth-child({index})")
    return [cell.text for cell in cells]


def test_the_main_way(browser: Chrome, address: str, profile: Path) -> None:
    browser.get(address)
    search = one(browser, "#q")
    search.send_keys("公牛", Keys.ENTER)
    one(browser, "a[href='/enterprises/gongniu']").click()
    assert "公牛集团" in one(browser, "h1").text
    assert "预计断料停产" in one(browser, ".status").text
    one(browser, "h2 a[href^='/queries/critical-path']").click()

    one(browser, "figure.graph-drawn")
    assert browser.execute_script(INKED)
    one(browser, "figure .graph-list summary").click()
    listed = one(browser, "figure .graph-list-body").text
    assert "跃隆" in listed
    assert "插头支架" in listed

    assert "跃隆" in one(browser, "#table").text
    assert "铜" in one(browser, "#table").text
    one(browser, ".downloads a[href*='.csv']").click()
    file = profile / "downloads" / "critical-path-gongniu-2020-02-12.csv"
    WebDriverWait(browser, PATIENCE).until(lambda _: file.exists() and file.stat().st_size)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("层,企业,名称")
    assert any("跃隆" in line for line in lines)


def test_the_combobox_by_keyboard_alone(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/critical-path")
    field = one(browser, "#field-enterprise")
    browser.execute_script("document.querySelector('main').focus()")
    browser.switch_to.active_element.send_keys(Keys.TAB)
    assert browser.switch_to.active_element == field
    assert field.get_attribute("role") == "combobox"
    field.send_keys("公")
    one(browser, "[role=listbox] [role=option]")
    field.send_keys("牛")
    offered = "return [...document.querySelectorAll('[role=option]')].map(one => one.innerText)"
    WebDriverWait(browser, PATIENCE).until(
        lambda chrome: all("公牛" in one for one in chrome.execute_script(offered))
    )
    assert field.get_attribute("aria-expanded") == "true"
    field.send_keys(Keys.ESCAPE)
    assert field.get_attribute("aria-expanded") == "false"
    field.send_keys(Keys.ARROW_DOWN)
    one(browser, "[role=option]")
    field.send_keys(Keys.ARROW_DOWN)
    chosen = browser.find_element(By.ID, field.get_attribute("aria-activedescendant") or "")
    assert chosen.get_attribute("aria-selected") == "true"
    field.send_keys(Keys.ENTER)
    assert field.get_attribute("value") == "公牛集团"
    assert one(browser, "#field-enterprise-hint").text == "gongniu"
    assert sent(browser, "enterprise") == "gongniu"
    field.send_keys(Keys.ENTER)
    WebDriverWait(browser, PATIENCE).until(lambda chrome: chrome.current_url == address + PATH)
    one(browser, "figure.graph-drawn")


def test_a_table_is_sorted_by_click_and_by_keyboard(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/supplier-tree?enterprise=xinhai&tiers=1")
    before = column(browser, 2)
    one(browser, "#table th:nth-child(2) a").click()
    one(browser, "#table th:nth-child(2)[aria-sort=ascending]")
    ascending = column(browser, 2)
    assert sorted(ascending) == sorted(before)
    assert ascending != before
    one(browser, "#table th:nth-child(2) a").send_keys(Keys.ENTER)
    one(browser, "#table th:nth-child(2)[aria-sort=descending]")
    assert column(browser, 2) == ascending[::-1]
    one(browser, "#table th:nth-child(1) a").send_keys(Keys.ENTER)
    one(browser, "#table th:nth-child(1)[aria-sort=ascending]")
    assert len(browser.find_elements(By.CSS_SELECTOR, "#table th[aria-sort]")) == 1
    tiers = [int(tier) for tier in column(browser, 1)]
    assert tiers == sorted(tiers)
    assert tiers[0] == 0


def test_the_language_switch_keeps_the_question(browser: Chrome, address: str) -> None:
    browser.get(address + PATH)
    one(browser, ".tongue").click()
    WebDriverWait(browser, PATIENCE).until(lambda chrome: "lang=en" in chrome.current_url)
    assert browser.current_url == f"{address}{PATH}&lang=en"
    assert one(browser, "html").get_attribute("lang") == "en"
    assert "Critical path" in one(browser, "h1").text
    one(browser, ".go").click()
    WebDriverWait(browser, PATIENCE).until(
        lambda chrome: "?lang=en&enterprise=" in chrome.current_url
    )
    one(browser, ".tongue").click()
    WebDriverWait(browser, PATIENCE).until(lambda chrome: "lang=zh" in chrome.current_url)
    assert "关键路径" in one(browser, "h1").text


def test_on_a_phone_blank_conditions_are_folded_above_an_answer(
    browser: Chrome, address: str
) -> None:
    look(browser, DESK, "light")
    browser.get(f"{address}/queries/open-requests?kind=labour")
    # WebDriver takes whatever is in a closed <details> for hidden: asked of the page itself
    seen = "return document.querySelector(arguments[0]).checkVisibility()"
    assert browser.execute_script(seen, "form.ask [name=town]")
    assert not browser.execute_script(seen, ".spare summary")
    one(browser, "form.ask [name=kind]").send_keys(Keys.TAB)
    assert browser.switch_to.active_element.get_attribute("id") == "field-enterprise"
    look(browser, PHONE, "light")
    browser.get(f"{address}/queries/open-requests?kind=labour")
    assert not browser.execute_script(seen, "form.ask [name=town]")
    one(browser, ".spare summary").click()
    one(browser, "form.ask [name=town]").send_keys("观海卫镇")
    one(browser, ".go").click()
    given = one(browser, "form.ask [name=town][value]:not([value=''])")
    assert given.is_displayed() and given.get_attribute("value") == "观海卫镇"
    browser.get(f"{address}/queries/open-requests?kind=labour&district=x")
    assert one(browser, ".field.wrong").is_displayed()
    browser.get_log("browser")  # Chromium notes the status 400


SQUEEZED = """
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode.data.trim();
    const range = document.createRange();
    range.selectNodeContents(texts.currentNode);
    const lines = new Set([...range.getClientRects()].map((line) => Math.round(line.top)));
    const around = texts.currentNode.parentElement;
    const unseen = around.closest("thead, caption, figcaption, .unseen");
    const hidden = unseen || !around.checkVisibility();
    if (lines.size > 2 && lines.size > text.length / 2 && !hidden) found.push(text);
  }
  return found;
"""
"""Texts of which hardly more than a letter stands on each line."""


@pytest.mark.parametrize(
    "path",
    ["/", PATH, "/enterprises/gongniu", "/search?q=公牛", "/queries/shared-single-source"],
)
def test_a_phone_needs_no_sideways_scrolling(browser: Chrome, address: str, path: str) -> None:
    look(browser, PHONE, "light")
    browser.get(address + path)
    one(browser, "h1")
    if browser.find_elements(By.CSS_SELECTOR, "figure[data-graph]"):
        one(browser, "figure.graph-drawn")
    if path == "/":
        one(browser, ".anchors")
    wide = "return [document.documentElement.scrollWidth, window.innerWidth]"
    needed, given = browser.execute_script(wide)
    assert needed <= given == 360
    assert browser.execute_script(SQUEEZED) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/", PATH, "/enterprises/yuelong", "/queries/supplier-tree?enterprise=xinhai&tiers=1"],
)
def test_text_can_be_read_in_light_and_dark(
    browser: Chrome, address: str, path: str, scheme: str
) -> None:
    look(browser, DESK, scheme)
    browser.get(address + path)
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    red = int(ground.removeprefix("rgb(").split(",")[0])
    assert (red < 64) == (scheme == "dark")
    assert browser.execute_script(CONTRAST) == []


def test_a_wrong_answer_stands_beside_its_field(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/supplier-tree?enterprise=gongniu&tiers=99")
    fault = one(browser, "#field-tiers-fault")
    field = one(browser, "#field-tiers")
    assert abs(fault.location["x"] - field.location["x"]) < 5
    browser.get_log("browser")  # Chromium notes the status 400


def test_paper_shows_what_it_is_about_and_nothing_to_click(browser: Chrome, address: str) -> None:
    browser.get(address + PATH)
    one(browser, "figure.graph-drawn")
    look(browser, DESK, "light", media="print")
    for shown in ("h1", ".scope", ".facts", "#table table"):
        assert one(browser, shown).is_displayed()
    assert "2020-02-12" in one(browser, ".printed").text
    assert "People's Daily" in one(browser, ".printed").text
    for hidden in (".ask", ".tongue", ".downloads", ".top .find", ".jump", ".skip"):
        assert not browser.find_element(By.CSS_SELECTOR, hidden).is_displayed()
    sheet = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert sheet["data"]


@pytest.mark.usefixtures("remembered")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_is_one_page_on_paper(browser: Chrome, address: str, language: str) -> None:
    browser.get(f"{address}/?lang={language}")
    WebDriverWait(browser, PATIENCE).until(
        lambda chrome: not chrome.find_elements(By.CSS_SELECTOR, "[data-later]"),
        "parts that took longer came later",
    )
    assert one(browser, ".blockers .whom").text and one(browser, ".anchors meter")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    paper = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})["data"]
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", base64.b64decode(paper))) == 1


def offered(browser: Chrome, wanted: str) -> None:
    """Waits until what is offered is for the whole of what was typed: the first is ``wanted``."""
    stale = [StaleElementReferenceException]
    WebDriverWait(browser, PATIENCE, ignored_exceptions=stale).until(
        lambda chrome: wanted in one(chrome, "[role=listbox] [role=option]").text, wanted
    )


def test_the_scope_is_chosen_and_what_is_sought_is_offered(
    browser: Chrome, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview, "PATIENCE", 60)  # the districts are of a part that may come later
    browser.get(f"{address}/?lang=zh")
    choose(browser, "scope", "district:330282", prefix="")
    one(browser, ".scope-choice button").click()
    assert "慈溪市" in one(browser, "#figures-title").text
    assert "scope=district" in browser.current_url
    search = one(browser, "#q")
    search.send_keys("公牛在等谁")
    offered(browser, "企业关键路径：公牛集团")
    search.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    WebDriverWait(browser, PATIENCE).until(lambda chrome: "/critical-path" in chrome.current_url)


def test_several_are_chosen_one_by_one(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/what-if/closes?lang=zh")
    field = one(browser, "#field-enterprises")
    for typed in ("跃隆", "金田铜业"):
        field.send_keys(typed)
        offered(browser, typed)
        field.send_keys(Keys.ARROW_DOWN, Keys.ENTER)
    assert sent(browser, "enterprises") == "yuelong,jintian"
    assert len(browser.find_elements(By.CSS_SELECTOR, ".chosen li")) == 2
    field.send_keys(Keys.BACKSPACE)
    assert sent(browser, "enterprises") == "yuelong"
    one(browser, "button.go").click()
    assert "跃隆" in one(browser, ".scope").text
    assert "跃隆" in one(browser, ".chosen li").text


def test_a_page_names_the_scripts_of_its_picture_itself(browser: Chrome, address: str) -> None:
    """None is asked for only when the one that imports it is there."""
    browser.get(address + PATH)
    one(browser, "figure.graph-drawn")
    assert browser.execute_script(UNFORESEEN) == []
    assert len(browser.find_elements(By.CSS_SELECTOR, "link[rel=modulepreload]")) > 20


def test_a_page_is_there_at_once(browser: Chrome, address: str) -> None:
    """A loose bound: a page of the Cixi dataset takes some tens of milliseconds."""
    for path in ("/", PATH, "/enterprises/yuelong"):
        took = []
        for _ in range(4):  # whatever else goes on meanwhile
            started = time.perf_counter()
            browser.get(address + path)
            took.append(time.perf_counter() - started)
        assert min(took) < 5


def test_a_change_is_recorded_by_its_form(
    graph: Graph, defaults: Settings, browser: Chrome
) -> None:
    """A browser says by itself where its form is from; refused ones keep what was typed."""
    fill(graph, random_network(random.Random(8), "n", 25))
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    with serving(create_app(knowledge, defaults)) as here:
        browser.get(f"{here}/actions/record-closure?enterprise=ne1&lang=en")
        choose(browser, "closed_on", "2020-02-12")
        choose(browser, "open_again", "true")
        one(browser, "button.go").click()
        assert "blank when an enterprise opens again" in one(browser, ".refused, .fault").text
        assert sent(browser, "enterprise") == "ne1"
        choose(browser, "closed_on", "")
        choose(browser, "open_again", "false")
        one(browser, "button.go").click()
        assert "Recorded" in one(browser, ".done").text
        browser.get("about:blank")  # before the service ends: nothing is under way
    assert graph.read("MATCH (c:Change) RETURN c.action").rows == [["record-closure"]]
    # the refusal's status is told in the console
    assert [entry["level"] for entry in browser.get_log("browser")] == ["SEVERE"]


def test_the_copper_case_end_to_end(graph: Graph, defaults: Settings, browser: Chrome) -> None:
    """Raised, matched in one step through the broker, met; output recorded; and who waits now."""
    load(CIXI, graph)
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    with serving(create_app(knowledge, defaults)) as here:
        browser.get(f"{here}/enterprises/yuelong")
        assert "30%" in one(browser, ".facts-list").text
        one(browser, "nav a[href^='/actions/raise-request']").click()
        choose(browser, "kind", "material")
        choose(browser, "material", "copper")
        choose(browser, "due_on", "2020-02-14")
        one(browser, "button.go").click()
        assert "已有同类需求" in one(browser, ".done .warn").text  # as the dataset has one, too
        one(browser, ".answer td a[href^='/requests/']").click()
        first = "#request-alternatives-table"
        row = one(browser, f"table:has({first}) tbody tr")
        assert "金田铜业" in row.text and "公牛集团" in row.text
        row.find_element(By.CSS_SELECTOR, ".row-actions a").click()
        assert one(browser, "#field-broker").get_attribute("value") == "公牛集团"
        assert sent(browser, "broker") == "gongniu"
        one(browser, "button.go").click()
        assert "17" in one(browser, ".answer tbody tr").text  # days promised
        one(browser, ".answer td a[href^='/requests/']").click()
        assert "已对接" in one(browser, ".facts-list").text
        one(browser, "nav a[href^='/actions/meet-request']").click()
        choose(browser, "satisfaction", "5")
        one(browser, "button.go").click()
        moved = one(browser, ".answer table").text
        assert "跃隆" in moved and "公牛集团" in moved
        browser.get(f"{here}/actions/record-output?enterprise=yuelong")
        choose(browser, "output_rate", "0.8")
        one(browser, "button.go").click()
        one(browser, ".done")
        browser.get(f"{here}/queries/critical-path?enterprise=gongniu")
        assert "跃隆" not in one(browser, "#table").text
        one(browser, "figure.graph-drawn")
    ((state, promised, came),) = graph.read(
        "MATCH (:Enterprise {id: 'yuelong'})-[:RAISED]->(q:Request)<-[:MEETS]-({id: 'jintian'})"
        " RETURN q.state, q.promised_gain_days, q.met_gain_days"
    ).rows
    assert (state, promised, came) == ("met", 17, 17)


def test_an_entry_without_network_is_sent_later_once(
    graph: Graph, defaults: Settings, browser: Chrome
) -> None:
    fill(graph, random_network(random.Random(8), "n", 25))
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    name = "乙二厂"
    graph.write("MATCH (e:Enterprise {id: 'ne2'}) SET e.name = $name", {"name": name})

    def network(there: bool) -> None:
        rates = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
        browser.execute_cdp_cmd("Network.emulateNetworkConditions", {"offline": not there, **rates})

    with serving(create_app(knowledge, defaults)) as here:
        browser.get(f"{here}/actions/record-closure?enterprise=ne1&lang=en")
        # the form that is emptied for the next entry takes over no id that nobody sees
        ids = "form[data-title] input[type=hidden][name=enterprise]"
        assert browser.find_element(By.CSS_SELECTOR, ids).get_attribute("value") == "ne1"
        browser.execute_script("document.querySelector('form[data-title]').reset()")
        assert browser.find_element(By.CSS_SELECTOR, ids).get_attribute("value") == ""
        assert one(browser, "#field-enterprise").get_attribute("value") == ""
        browser.execute_cdp_cmd("Network.enable", {})
        network(False)
        # the second by its name, as people tell it
        for count, enterprise in enumerate(("ne1", name, "nobody"), 1):
            choose(browser, "enterprise", enterprise)
            one(browser, "button.go").click()
            WebDriverWait(browser, PATIENCE).until(
                lambda _, count=count: (
                    one(browser, "#outbox").text.count("Waits for the network") == count
                )
            )
        assert graph.read("MATCH (c:Change) RETURN c").rows == []
        network(True)
        WebDriverWait(browser, PATIENCE).until(
            lambda _: "Not accepted" in one(browser, "#outbox").text
        )
        kept = one(browser, "#outbox").text
        assert "nobody" not in kept or "Waits" not in kept
        browser.get(f"{here}/?lang=en")  # what was refused stays, with the reason, until corrected
        one(browser, "#outbox a").click()
        WebDriverWait(browser, PATIENCE).until(
            lambda _: one(browser, "#field-enterprise").get_attribute("value") == "nobody"
        )
        assert "nobody" not in browser.current_url
        one(browser, "button.go").click()  # refused again it is still kept
        one(browser, ".refused")
        assert "Not accepted" in one(browser, "#outbox").text
        choose(browser, "enterprise", "ne3")
        one(browser, "button.go").click()
        one(browser, ".notice.done")
        assert not browser.find_element(By.ID, "outbox").is_displayed()
    closed = "MATCH (e:Enterprise) WHERE e.closed_on IS NOT NULL AND e.id IN ['ne1', 'ne2', 'ne3']"
    assert graph.read(f"{closed} RETURN count(e)").rows == [[3]]
    assert graph.read("MATCH (c:Change) RETURN count(c)").rows == [[3]]
    browser.get_log("browser")  # tells of the network that was away


def test_an_entry_whose_answer_does_not_come_back_is_kept(
    browser: Chrome, graph: Graph, defaults: Settings
) -> None:
    """As where a page to sign in comes instead, or none."""
    fill(graph, random_network(random.Random(4), "n", 6))
    derive(graph)
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    app, away = create_app(knowledge, defaults), threading.Event()
    app.before_request(
        lambda: ("away", 503) if away.is_set() and request.method == "POST" else None
    )
    with serving(app) as here:
        browser.get(f"{here}/actions/record-closure?enterprise=ne1&lang=en")
        away.set()
        browser.execute_script("document.querySelector('#field-closed_on').value = '2020-02-10'")
        one(browser, "button.go").click()
        WebDriverWait(browser, PATIENCE).until(lambda _: one(browser, "body").text == "away")
        away.clear()
        browser.get(f"{here}/?lang=en")
        assert "no answer to it came" in one(browser, "#outbox").text
        one(browser, "#outbox a").click()
        WebDriverWait(browser, PATIENCE).until(
            lambda _: one(browser, "#field-closed_on").get_attribute("value") == "2020-02-10"
        )
        one(browser, "button.go").click()
        one(browser, ".notice.done")
        assert not browser.find_element(By.ID, "outbox").is_displayed()
        # refused with its form it stands there, and is kept nowhere else
        browser.get(f"{here}/actions/record-closure?lang=en")
        choose(browser, "enterprise", "nobody")
        one(browser, "button.go").click()
        one(browser, ".field.wrong")
        assert not browser.find_element(By.ID, "outbox").is_displayed()
    assert graph.read("MATCH (c:Change) RETURN count(c)").rows == [[1]]
    browser.get_log("browser")  # tells of the statuses 503 and 404


DROP = """
const [zone, name, text] = arguments, moved = new DataTransfer();
moved.items.add(new File([text], name, {type: 'text/csv'}));
zone.dispatchEvent(new DragEvent('drop', {dataTransfer: moved, bubbles: true, cancelable: true}));
"""


def test_a_file_is_dropped_mapped_loaded_and_undone(
    graph: Graph, defaults: Settings, browser: Chrome
) -> None:
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    with serving(create_app(knowledge, replace(defaults, upload_mb=1))) as here:
        browser.get(f"{here}/")
        browser.get_log("browser")  # what pages of services that have ended since told
        one(browser, ".start a.go").click()
        zone = one(browser, "[data-drop]")
        browser.execute_script(DROP, zone, "large.csv", "x" * (2 << 20))
        one(browser, "[data-load] .go").click()
        assert "1 MiB" in one(browser, ".busy.stuck").text  # it was not sent
        text = "厂子,给谁,物料\n跃隆五金,公牛集团,插头支架\n"
        browser.execute_script(DROP, zone, "名单2月12日.csv", text)
        one(browser, "[data-load] .go").click()
        assert "缺少" in one(browser, ".faults .why").text
        assert "--map" not in one(browser, ".faults").text
        labels = browser.find_elements(By.CSS_SELECTOR, ".columns label")
        boxes = browser.find_elements(By.CSS_SELECTOR, ".columns select")
        assert [label.text for label in labels] == ["厂子", "给谁", "物料"]
        for box, field in zip(boxes, ("supplier", "buyer"), strict=False):
            Select(box).select_by_value(field)
        one(browser, "button[value=check]").click()
        assert one(browser, ".counts tbody").text
        look(browser, PHONE, "dark")
        wide = "return [document.documentElement.scrollWidth, window.innerWidth]"
        assert browser.execute_script(wide) == [360, 360]
        assert browser.execute_script(CONTRAST) == []
        look(browser, DESK, "light")
        one(browser, "button[value=load]").click()
        one(browser, ".notice.done")  # the page that shows the progress leads there
        one(browser, ".steps a[href^='/undo']").click()
        assert one(browser, ".counts tbody").text  # what it would take back
        one(browser, "form[action^='/undo'] button").click()
        stale = [StaleElementReferenceException]
        WebDriverWait(browser, PATIENCE, ignored_exceptions=stale).until(
            lambda chrome: "已撤销" in chrome.find_element(By.TAG_NAME, "h1").text
        )
        browser.get(f"{here}/changes")
        assert one(browser, "tr.undone")
    assert graph.read("MATCH (e:Enterprise) RETURN count(e)").rows == [[0]]
    # the status of the faults is told in the console, and nothing else
    told = [entry["message"] for entry in browser.get_log("browser")]
    assert [" 422 " in message for message in told] == [True], told


def choose(browser: Chrome, name: str, value: str, *, prefix: str = "field-") -> None:
    """Sets a field, a date's too, whose keys depend on the browser's language."""
    field = one(browser, f"#{prefix}{name}")
    browser.execute_script(
        "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))",
        field,
        value,
    )


def sent(browser: Chrome, name: str) -> str | None:
    """What a field of a form sends."""
    return browser.find_element(By.CSS_SELECTOR, f"form.ask [name={name}]").get_attribute("value")
