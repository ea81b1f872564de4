"""The drawing in a real browser, under a policy that refuses whatever is inline or foreign."""

import base64
import json
import time
from collections.abc import Callable, Iterator
from itertools import chain, pairwise
from typing import Any

import networkx
import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.support import drawn_graphs
from tests.support.drawn_page import PATIENCE, Pages, browsing, serving

TITLE = "公牛集团的关键路径"
ROUTE = ["gongniu", "yuelong", "tongcai", "dianjie", "kuang"]
CY = "const cy = document.querySelector('.graph-canvas')._cyreg.cy;"
ALONE = {"nodes": drawn_graphs.critical_path()["nodes"][:1], "edges": [], "root": "gongniu"}


def _neighbourhood(**blocker: Any) -> dict[str, Any]:
    """One enterprise and whom it waits for, as its page has them: what that one waits for is not
    drawn."""
    waiting = drawn_graphs.enterprise("one", "甲", own_days=0.0, stuck="closed", runs=False)
    wait = drawn_graphs.edge("WAITS_FOR", "one", "other", material="m")
    other = drawn_graphs.enterprise("other", "乙", runs=False, **blocker)
    return {"nodes": [waiting, other], "edges": [wait], "root": "one"}


NEIGHBOURHOODS = {
    "closed": (_neighbourhood(stuck="closed", closed_on="2020-02-01"), True),
    "waits-for-a-closed-one": (_neighbourhood(stuck="closed", own_days=0.0), False),
    "expected-beyond-a-year": (_neighbourhood(stuck="late", own_days=400.0), True),
    "late-by-others": (_neighbourhood(stuck="late", own_days=3.0), False),
    "ready-as-itself": (_neighbourhood(ready_days=4.0, own_days=4.0), True),
    "ready-later": (_neighbourhood(ready_days=6.0, own_days=4.0), False),
}
"""Pictures, and whether the last one waits for nobody."""

GRAPHS: dict[str, Any] = {
    **{name: graph for name, (graph, _) in NEIGHBOURHOODS.items()},
    "path": drawn_graphs.critical_path(),
    "tree": drawn_graphs.tree(443),
    "thousands": drawn_graphs.tree(2000, circles=True),
    "too-many": drawn_graphs.tree(10_000),
    "circle": drawn_graphs.circle(),
    "islands": drawn_graphs.islands(),
    "alone": ALONE,
    "empty": {"nodes": [], "edges": []},
    "broken": "{",
}


@pytest.fixture(scope="module")
def pages() -> Iterator[Pages]:
    with serving() as served:
        for name, graph in GRAPHS.items():
            served.add(name, TITLE, graph)
        yield served


@pytest.fixture(scope="module")
def chrome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with browsing(tmp_path_factory.mktemp("profile")) as started:
        yield started


Open = Callable[..., Chrome]


@pytest.fixture
def opened(chrome: Chrome, pages: Pages) -> Iterator[Open]:
    """Opens a drawing; afterwards the console must be empty but for what the test took out."""

    def open_page(
        name: str, lang: str = "zh", *, width: int = 1280, scheme: str = "light"
    ) -> Chrome:
        chrome.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
        )
        paint(chrome, scheme)
        chrome.get(f"{pages.address}/{name}?lang={lang}")
        WebDriverWait(chrome, PATIENCE).until(
            lambda c: c.find_elements(By.CSS_SELECTOR, ".graph-drawn, .graph-note")
        )
        return chrome

    chrome.get_log("browser")
    yield open_page
    assert chrome.get_log("browser") == []


def paint(chrome: Chrome, scheme: str, **more: str) -> None:
    """What the reader's system asks for."""
    features = {"prefers-color-scheme": scheme, "prefers-reduced-motion": "reduce", **more}
    chrome.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": name, "value": value} for name, value in features.items()]},
    )


def drawn(chrome: Chrome) -> dict[str, dict[str, Any]]:
    """What cytoscape has, by id: position, caption, state, classes."""
    found: dict[str, dict[str, Any]] = chrome.execute_script(
        CY
        + """return Object.fromEntries(cy.elements().map((e) => [e.id(), {
            ...e.data(), ...(e.isNode() ? e.position() : {}), classes: e.classes(),
        }]));"""
    )
    return found


def selected(chrome: Chrome) -> list[str]:
    ids: list[str] = chrome.execute_script(CY + "return cy.nodes(':selected').map((n) => n.id());")
    return ids


def point(chrome: Chrome, id: str) -> list[float]:
    """Where a node is in the window, in pixels."""
    spot: list[float] = chrome.execute_script(
        CY
        + """const box = cy.container().getBoundingClientRect();
        const {x, y} = cy.getElementById(arguments[0]).renderedPosition();
        return [box.x + x, box.y + y];""",
        id,
    )
    return spot


def zoom(chrome: Chrome) -> float:
    return float(chrome.execute_script(CY + "return cy.zoom();"))


def text(chrome: Chrome, selector: str) -> str:
    return chrome.find_element(By.CSS_SELECTOR, selector).text


def test_critical_path_runs_from_the_root_to_the_blocker(opened: Open) -> None:
    chrome = opened("path")
    found = drawn(chrome)
    assert [found[a]["x"] < found[b]["x"] for a, b in pairwise(ROUTE)] == [True] * 4
    assert len({round(found[id]["y"], 3) for id in ROUTE}) == 1, "the path is straight"
    assert {id for id in found if "path" in found[id]["classes"] and "x" in found[id]} == set(ROUTE)
    waits = [e for e in found.values() if "waits" in e["classes"]]
    assert [("path" in e["classes"], "dim" in e["classes"]) for e in waits] == [(True, False)] * 4
    assert sorted(e["caption"] for e in waits) == sorted(["插头支架", "铜材", "电解铜", "铜精矿"])
    assert "dim" in found["jintian"]["classes"]
    flag = found[":blocker"]
    assert flag["caption"] == "堵点企业"
    assert abs(flag["x"] - found["kuang"]["x"]) < 92


@pytest.mark.parametrize("name", NEIGHBOURHOODS)
def test_only_who_waits_for_nobody_is_a_root_blocker(opened: Open, name: str) -> None:
    assert (":blocker" in drawn(opened(name))) == NEIGHBOURHOODS[name][1]


def test_states_are_words_and_symbols_not_only_colours(opened: Open) -> None:
    chrome = opened("path")
    captions = {id: e["caption"].split("\n") for id, e in drawn(chrome).items() if "x" in e}
    assert captions["gongniu"] == ["公牛集团", "▲ 预计断料停产 9.5 天"]
    assert captions["yuelong"] == ["慈溪市跃隆五金", "塑料有限公司", "■ 第 10 天可复工"]
    assert captions["dianjie"][-1] == "? 待核实：第 6 天可复工"
    assert captions["jintian"][-1] == "● 正常供货"
    assert captions["suye"][-1] == "× 停业"
    legend = text(chrome, ".graph-legend").split("\n")
    assert [entry.split()[-1] for entry in legend] == [
        "正常供货", "预计断料停产", "尚待复工", "停业", "待核实", "等待", "供货"
    ]  # fmt: skip


def test_english_with_chinese_where_there_is_no_english(opened: Open) -> None:
    chrome = opened("path", "en")
    found = drawn(chrome)
    assert found["gongniu"]["caption"] == "Gongniu Group\n▲ will lose 9.5 days"
    assert found["dianjie"]["caption"].split("\n")[0] == "江北电解铜（示例）"
    assert found[":blocker"]["caption"] == "root blocker"
    assert [b.text for b in chrome.find_elements(By.CSS_SELECTOR, ".graph-buttons button")][2:] == [
        "Fit", "Full screen", "Save picture", "Save as SVG"
    ]  # fmt: skip


def test_a_phone_reads_it_downwards_and_turning_it_lays_it_out_again(opened: Open) -> None:
    chrome = opened("path", width=390)
    found = drawn(chrome)
    assert [found[a]["y"] < found[b]["y"] for a, b in pairwise(ROUTE)] == [True] * 4
    assert chrome.execute_script("return document.documentElement.scrollWidth") <= 390
    chrome.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1000, "height": 600, "deviceScaleFactor": 1, "mobile": False},
    )
    WebDriverWait(chrome, PATIENCE).until(
        lambda c: drawn(c)["kuang"]["x"] > drawn(c)["gongniu"]["x"] + 9
    )


def test_a_click_shows_the_facts_and_the_neighbours(opened: Open) -> None:
    chrome = opened("path")
    spot = point(chrome, "yuelong")
    for kind in ("mousePressed", "mouseReleased"):
        chrome.execute_cdp_cmd(
            "Input.dispatchMouseEvent",
            {"type": kind, "x": spot[0], "y": spot[1], "button": "left", "clickCount": 1},
        )
    WebDriverWait(chrome, PATIENCE).until(lambda c: selected(c) == ["yuelong"])
    panel = text(chrome, ".graph-panel")
    for fact in (
        "慈溪市跃隆五金塑料有限公司",
        "第 10 天可复工",
        "甬东铜材（示例）（铜材）",
        "30%",
        "✓ 摸底",
    ):
        assert fact in panel
    link = chrome.find_element(By.CSS_SELECTOR, ".graph-panel a").get_attribute("href")
    assert link is not None and link.endswith("/enterprises/yuelong?lang=zh")
    near = {id for id, e in drawn(chrome).items() if "near" in e["classes"] and "x" in e}
    assert near == {"gongniu", "yuelong", "tongcai", "suye"}
    chrome.find_element(By.CSS_SELECTOR, ".graph-panel button").click()
    assert selected(chrome) == [] and not chrome.find_elements(By.CSS_SELECTOR, ".graph-panel a")


def test_all_of_it_by_keyboard(opened: Open) -> None:
    chrome = opened("path")
    seen = []
    for _ in range(12):
        ActionChains(chrome).send_keys(Keys.TAB).perform()
        seen.append(
            chrome.execute_script(
                "const e = document.activeElement;"
                "return e.dataset.action ?? e.dataset.choice ?? (e.className || e.type);"
            )
        )
        if seen[-1] == "graph-stage":
            break
    assert seen == [
        *("closer", "farther", "fit", "full", "save", "saveDrawing"),
        *("search", "colour", "size", "tiers", "graph-stage"),
    ]
    keys = ActionChains(chrome)
    keys.send_keys(Keys.ARROW_RIGHT).perform()
    assert selected(chrome) == ["gongniu"]
    keys.send_keys(Keys.ARROW_RIGHT, Keys.ARROW_RIGHT, Keys.ARROW_LEFT).perform()
    assert selected(chrome) == ["yuelong"]
    keys.send_keys(Keys.ENTER).perform()
    assert chrome.switch_to.active_element.text == "×"
    keys.send_keys(Keys.ENTER).perform()
    assert selected(chrome) == []
    before = zoom(chrome)
    chrome.find_element(By.CSS_SELECTOR, "[data-action=closer]").send_keys(Keys.ENTER)
    assert zoom(chrome) > before
    chrome.find_element(By.CSS_SELECTOR, "[data-action=fit]").send_keys(Keys.ENTER)
    assert zoom(chrome) == pytest.approx(before)


def test_the_list_holds_the_same_and_keeps_step(opened: Open) -> None:
    chrome = opened("path")
    chrome.find_element(By.CSS_SELECTOR, ".graph-list summary").send_keys(Keys.ENTER)
    WebDriverWait(chrome, PATIENCE).until(
        lambda c: c.find_elements(By.CSS_SELECTOR, ".graph-list ul li")
    )
    path = [e.text for e in chrome.find_elements(By.CSS_SELECTOR, ".graph-chain li")]
    assert [line.split(" ")[0] for line in path] == [
        "公牛集团", "慈溪市跃隆五金塑料有限公司", "甬东铜材（示例）", "江北电解铜（示例）",
        "赣南铜精矿（示例）",
    ]  # fmt: skip
    assert "第 4 天可复工 堵点企业" in path[-1]
    assert "等待 慈溪市跃隆五金塑料有限公司（插头支架）" in path[0]
    listed = chrome.find_elements(By.CSS_SELECTOR, ".graph-list ul li")
    assert {e.get_attribute("data-id") for e in listed} == {
        n["id"] for n in GRAPHS["path"]["nodes"]
    }
    name = chrome.find_element(By.CSS_SELECTOR, ".graph-list ul [data-id=jintian] button")
    name.send_keys(Keys.ENTER)
    assert selected(chrome) == ["jintian"]
    assert "金田铜业" in text(chrome, ".graph-panel")
    chrome.execute_script(CY + "cy.getElementById('kuang').emit('tap');")
    current = chrome.find_elements(By.CSS_SELECTOR, ".graph-list [aria-current]")
    assert {e.get_attribute("data-id") for e in current} == {"kuang"}


def test_the_page_scrolls_over_the_picture_unless_it_was_chosen(opened: Open) -> None:
    chrome = opened("path")

    def wheel(modifiers: int = 0) -> None:
        box = chrome.find_element(By.CSS_SELECTOR, ".graph-stage").rect
        top = chrome.execute_script("return scrollY")
        chrome.execute_cdp_cmd(
            "Input.dispatchMouseEvent",
            {
                "type": "mouseWheel",
                "x": box["x"] + 300,
                "y": box["y"] - top + 40,
                "deltaX": 0,
                "deltaY": 60,
                "modifiers": modifiers,
            },
        )
        time.sleep(0.3)

    before = zoom(chrome)
    wheel()
    WebDriverWait(chrome, PATIENCE).until(lambda c: c.execute_script("return scrollY") > 0)
    assert zoom(chrome) == before
    chrome.execute_script("scrollTo(0, 0)")
    at_rest(chrome)  # right after the page scrolled, a wheel that goes on must not zoom
    wheel(modifiers=2)
    WebDriverWait(chrome, PATIENCE).until(lambda c: zoom(c) < before)
    assert chrome.execute_script("return scrollY") == 0
    chrome.execute_script("document.querySelector('.graph-stage').focus()")
    before = zoom(chrome)
    wheel()
    WebDriverWait(chrome, PATIENCE).until(lambda c: zoom(c) < before)
    assert chrome.execute_script("return scrollY") == 0


def at_rest(chrome: Chrome) -> None:
    """Waits until the page has not scrolled for longer than a drawing waits for."""
    chrome.execute_async_script(
        """
        const done = arguments[0];
        let at = scrollY, since = performance.now();
        const wait = () => {
          if (scrollY !== at) [at, since] = [scrollY, performance.now()];
          if (performance.now() - since > 500) done();
          else requestAnimationFrame(wait);
        };
        wait();
        """
    )


def test_two_fingers_zoom_and_one_scrolls_the_page(opened: Open) -> None:
    chrome = opened("tree", width=390)

    def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": x, "y": y, "id": i} for i, (x, y) in enumerate(points)]
        chrome.execute_cdp_cmd("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    before = zoom(chrome)
    x, y = point(chrome, "e100")
    touch("touchStart", (x, y))
    for moved in range(10, 200, 10):
        touch("touchMove", (x, y - moved))
    touch("touchEnd")
    WebDriverWait(chrome, PATIENCE).until(lambda c: c.execute_script("return scrollY") > 50)
    at_rest(chrome)  # while the page still scrolls, touches are not the drawing's
    assert zoom(chrome) == before
    assert selected(chrome) == []
    chrome.execute_script("scrollTo(0, 0)")
    touch("touchStart", (150, 300), (200, 300))
    for grow in range(5, 90, 10):
        touch("touchMove", (150 - grow, 300), (200 + grow, 300))
    touch("touchEnd")
    WebDriverWait(chrome, PATIENCE).until(lambda c: zoom(c) > before * 1.5)
    chrome.find_element(By.CSS_SELECTOR, "[data-action=fit]").click()
    time.sleep(0.3)
    x, y = point(chrome, "gongniu")
    touch("touchStart", (x, y))
    touch("touchEnd")
    WebDriverWait(chrome, PATIENCE).until(lambda c: selected(c) == ["gongniu"])


def test_dark_follows_the_system_at_once(opened: Open) -> None:
    chrome = opened("path")
    ink = CY + "return cy.getElementById('gongniu').style('color');"
    light = chrome.execute_script(ink)
    paint(chrome, "dark")
    WebDriverWait(chrome, PATIENCE).until(lambda c: c.execute_script(ink) != light)
    assert chrome.execute_script(ink) == "rgb(232,237,242)"


def test_the_picture_is_saved_in_the_colours_of_paper(opened: Open) -> None:
    """What the link would have the browser save: whether it does is the browser's affair, and one
    that is short of time now and then begins no download."""
    chrome = opened("path", scheme="dark")
    chrome.execute_script(
        """const kept = URL.createObjectURL;
        URL.createObjectURL = (blob) => (window.saved = { blob }, kept.call(URL, blob));
        HTMLAnchorElement.prototype.click = function () {
          window.saved.name = this.download;
          window.saved.leads = this.href.startsWith("blob:");
        };"""
    )
    chrome.find_element(By.CSS_SELECTOR, "[data-action=save]").click()
    WebDriverWait(chrome, PATIENCE).until(
        lambda c: c.execute_script("return window.saved?.name"), "the button saves"
    )
    name, leads, data = chrome.execute_async_script(
        """const done = arguments[0], reader = new FileReader();
        reader.onload = () => done([saved.name, saved.leads, reader.result.split(",")[1]]);
        reader.readAsDataURL(saved.blob);"""
    )
    assert (name, leads) == (f"{TITLE}.png", True)
    content = base64.b64decode(data)
    assert content.startswith(b"\x89PNG") and int.from_bytes(content[16:20], "big") > 2000
    ink = CY + "return cy.getElementById('gongniu').style('color');"
    WebDriverWait(chrome, PATIENCE).until(
        lambda c: c.execute_script(ink) == "rgb(232,237,242)", "the screen has its own colours back"
    )


def test_on_paper_the_whole_picture_stands_in_for_the_part_on_the_screen(opened: Open) -> None:
    chrome = opened("path", scheme="dark")
    chrome.execute_script(CY + "cy.getElementById('yuelong').emit('tap'); cy.zoom(3);")
    chrome.execute_script("dispatchEvent(new Event('beforeprint'))")
    sheet = chrome.execute_script(
        """const sheet = document.querySelector('.graph-sheet');
        const pen = sheet.getContext('2d');
        const {data} = pen.getImageData(0, 0, sheet.width, sheet.height);
        let path = 0;
        for (let i = 0; i < data.length; i += 4) path += data[i] === 200 && data[i + 1] === 50;
        return {paper: [...data.slice(0, 4)], width: sheet.width, path};"""
    )
    assert sheet["paper"] == [255, 255, 255, 255] and sheet["width"] > 2000 and sheet["path"] > 5000
    assert selected(chrome) == ["yuelong"], "what was chosen stays chosen"
    chrome.execute_script("dispatchEvent(new Event('afterprint'))")
    assert not chrome.find_elements(By.CSS_SELECTOR, ".graph-sheet")
    page = base64.b64decode(chrome.execute_cdp_cmd("Page.printToPDF", {})["data"])
    assert page.count(b"/Subtype /Image") >= 1


def test_a_circle_is_closed_and_has_no_root_blocker(opened: Open) -> None:
    found = drawn(opened("circle"))
    assert ":blocker" not in found
    assert [e["caption"].split("\n")[-1] for e in found.values() if "x" in e] == ["◎ 循环等待"] * 3
    waits = [e for e in found.values() if "waits" in e["classes"]]
    assert len(waits) == 3 and all("path" in e["classes"] for e in waits)
    assert any("loop" in e["classes"] for e in found.values())


def test_every_kind_of_thing_in_several_parts(opened: Open) -> None:
    chrome = opened("islands")
    found = drawn(chrome)
    places = {(e["x"], e["y"]) for e in found.values() if "x" in e}
    assert len(places) == 7
    assert found["materials/copper"]["caption"] == "铜材\n物料"
    assert found["z"]["caption"].endswith("○ 复工日未推算")
    chrome.execute_script(CY + "cy.getElementById('teams/team-3').emit('tap');")
    link = chrome.find_element(By.CSS_SELECTOR, ".graph-panel a").get_attribute("href")
    assert link is not None and link.endswith("/teams/team-3?lang=zh")
    chrome.execute_script(CY + "cy.getElementById('workers/w1').emit('tap');")
    assert not chrome.find_elements(By.CSS_SELECTOR, ".graph-panel a")


def test_one_alone_and_nothing(opened: Open) -> None:
    assert list(drawn(opened("alone"))) == ["gongniu"]
    assert text(opened("empty"), ".graph").strip() == "没有可画的内容"
    assert text(opened("empty", "en"), ".graph").strip() == "Nothing to draw"


def test_what_cannot_be_read_says_so(opened: Open) -> None:
    chrome = opened("broken", "en")
    assert text(chrome, ".graph-note") == "This cannot be drawn; the table holds it all."
    assert "JSON" in chrome.get_log("browser")[0]["message"]


def test_a_tree_of_443_is_folded_into_its_tiers(opened: Open) -> None:
    chrome = opened("tree")
    found = drawn(chrome)
    supplied = networkx.DiGraph((e["target"], e["source"]) for e in GRAPHS["tree"]["edges"])
    tiers = networkx.single_source_shortest_path_length(supplied, "gongniu")
    sizes = [list(tiers.values()).count(n) for n in range(max(tiers.values()) + 1)]
    titles = [e["caption"] for id, e in found.items() if id.startswith(":tier")]
    assert titles == [f"第 {n} 层\n{size} 家" for n, size in enumerate(sizes) if n]
    right = [max(found[id]["x"] for id in tiers if tiers[id] == n) for n in range(len(sizes))]
    left = [min(found[id]["x"] for id in tiers if tiers[id] == n) for n in range(len(sizes))]
    assert all(a < b for a, b in zip(right, left[1:], strict=False)), "tiers do not overlap"
    places = [(e["x"], e["y"]) for id, e in found.items() if id in tiers]
    assert len(set(places)) == len(places) == 444
    assert "放大后显示名称" in text(chrome, ".graph")


def busy(chrome: Chrome) -> float:
    """Seconds of processor time the page has taken; other work on the machine does not count."""
    metrics = chrome.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
    return next(float(m["value"]) for m in metrics if m["name"] == "TaskDuration")


COUNTING = "let x = 1; for (let i = 0; i < 1e8; i++) x = (x * 48271) % 2147483647; return x;"
"""Work that takes a page as long as its processor is slow."""


def test_two_thousand_are_painted_soon(opened: Open, chrome: Chrome) -> None:
    chrome.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    opened("thousands")
    chrome.execute_async_script(
        "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(done));"
    )
    taken = busy(chrome)
    chrome.execute_script(COUNTING)
    # about a second where nothing else runs: as much longer where the processor is slow or shared
    assert taken < 3 * (busy(chrome) - taken)
    assert len([e for e in drawn(chrome).values() if "mark" in e["classes"]]) == 2001


def test_too_many_are_cut_with_a_word(opened: Open) -> None:
    chrome = opened("too-many")
    assert len([e for e in drawn(chrome).values() if "mark" in e["classes"]]) == 5000
    assert "共 10001 个，图中画出靠前各层的 5000 个，全部内容见表格。" in text(chrome, ".graph")


def test_nothing_comes_from_elsewhere(opened: Open, pages: Pages) -> None:
    names = opened("path").execute_script(
        "return performance.getEntriesByType('resource').map((entry) => entry.name);"
    )
    assert any(name.endswith("cytoscape.esm.min.mjs") for name in names)
    assert all(name.startswith(f"{pages.address}/") for name in names)


LAYERS = """
const [ids, arcs, root, byBreadth] = JSON.parse(arguments[0]);
const done = arguments[1];
import('/static/graph/layout.js').then(({layers}) => {
  done(layers(ids, arcs, root, byBreadth));
}, (fault) => done(String(fault)));
"""


def layers(
    chrome: Chrome, graph: networkx.DiGraph, root: Any = None, by_breadth: bool = False
) -> Any:
    return chrome.execute_async_script(
        LAYERS, json.dumps([list(graph), list(graph.edges), root, by_breadth])
    )


@pytest.mark.parametrize("rng_seed", range(12))
def test_layers_lead_onwards_and_hold_everything_once(opened: Open, rng_seed: int) -> None:
    chrome = opened("empty")
    any_graph = networkx.gnp_random_graph(30, 0.05, rng_seed, directed=True)
    any_graph.add_edges_from([(3, 3), (4, 5), (5, 4)])
    found = layers(chrome, any_graph, 0)
    assert sorted(chain(*found["rows"])) == list(range(30))
    forward = networkx.DiGraph((a, b) for a, b in any_graph.edges if a < b)
    row = {id: r for r, ids in enumerate(layers(chrome, forward)["rows"]) for id in ids}
    assert all(row[a] < row[b] for a, b in forward.edges)
    assert max(row.values()) == networkx.dag_longest_path_length(forward)
    reached = networkx.single_source_shortest_path_length(any_graph, 0)
    part = any_graph.subgraph(reached)
    rows = layers(chrome, part, 0, by_breadth=True)
    assert rows["tiers"]
    assert {id: r for r, ids in enumerate(rows["rows"]) for id in ids} == reached


PAGES = """
const [nodes, done] = [JSON.parse(arguments[0]), arguments[1]];
import('/static/graph/reading.js').then(({pageOf}) => done(nodes.map((node) => pageOf(node, ""))),
  (fault) => done(String(fault)));
"""


def test_a_node_leads_to_its_page_whatever_its_id_ends_in(opened: Open) -> None:
    """As ``tests/graph/test_names_and_ids.py`` has it for addresses that the service makes."""
    pages = {
        "x": "/enterprises/x",
        "x.csv": "/enterprises/x.csv",
        "x.json": "/enterprises/x.json.html",
        "x.html": "/enterprises/x.html.html",
        "厂.json": "/enterprises/%E5%8E%82.json.html",
        "materials/x.json": "/materials/x.json.html",
        "requests/r-1": "/requests/r-1",
        "letters/l-1": "/letters/l-1",
    }
    nodes = [{"id": id, "labels": ["" if "/" in id else "Enterprise"]} for id in pages]
    found = opened("empty").execute_async_script(PAGES, json.dumps(nodes))
    assert found == list(pages.values())


def test_layers_are_quick(opened: Open, chrome: Chrome) -> None:
    chrome.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})
    opened("empty")
    for size, most in ((2_000, 0.2), (50_000, 1.0)):
        edges = drawn_graphs.tree(size, circles=True)["edges"]
        graph = networkx.DiGraph((e["target"], e["source"]) for e in edges)
        for by_breadth in (False, True):
            before = busy(chrome)
            layers(chrome, graph, "gongniu", by_breadth)
            assert busy(chrome) - before < most
