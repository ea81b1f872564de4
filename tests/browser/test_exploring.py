"""A picture explored in a real browser, on the real service: every command, by its key."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

from service.answers.knowledge import Knowledge
from tests.support.browser import DESK, PHONE, look, one
from tests.support.drawn_page import PATIENCE

CY = "const cy = document.querySelector('.graph-canvas')._cyreg.cy;"
PAGE = "/enterprises/gongniu"
FEW = 12


class Explored:
    """The picture of a page, as a reader with a keyboard has it."""

    def __init__(self, chrome: Chrome, address: str) -> None:
        self.chrome, self.address = chrome, address

    def open(self, path: str = PAGE, state: str = "") -> "Explored":
        self.chrome.get("about:blank")  # so that only the part behind # may differ
        self.chrome.get(f"{self.address}{path}#{state}")
        one(self.chrome, "figure.graph-drawn")
        return self

    @property
    def ids(self) -> set[str]:
        """What is drawn, titles and stubs aside."""
        found = self.chrome.execute_script(
            CY + "return cy.nodes('.card, .mark').map((n) => n.id());"
        )
        return {id for id in found if not id.startswith(":")}

    @property
    def stubs(self) -> dict[str, str]:
        """What the stubs say, by what each stands for."""
        found: dict[str, str] = self.chrome.execute_script(
            CY + "return Object.fromEntries(cy.nodes('.stub').map((n) =>"
            "[n.id(), n.data('caption').replaceAll('\\n', '')]));"
        )
        return found

    @property
    def state(self) -> str:
        text: str = self.chrome.execute_script("return decodeURIComponent(location.hash)")
        return text.removeprefix("#")

    def choose(self, id: str) -> None:
        self.chrome.execute_script(CY + "cy.getElementById(arguments[0]).emit('tap');", id)

    def press(self, *keys: str) -> None:
        self.chrome.execute_script(
            "document.querySelector('.graph-stage').focus({preventScroll: true})"
        )
        ActionChains(self.chrome).send_keys(*keys).perform()

    def until(self, what: Callable[[], Any]) -> None:
        WebDriverWait(self.chrome, PATIENCE).until(lambda _: what())

    def select(self, name: str, value: str) -> None:
        element = self.chrome.find_element(By.CSS_SELECTOR, f"[data-choice={name}]")
        Select(element).select_by_value(value)

    def value(self, id: str, name: str) -> Any:
        return self.chrome.execute_script(
            CY + "return cy.getElementById(arguments[0]).data(arguments[1]);", id, name
        )

    @property
    def said(self) -> str:
        return str(
            self.chrome.execute_script(
                "return document.querySelector('.graph-view > [role=status]').textContent"
            )
        )

    def listed(self) -> set[str]:
        """The ids in the list, which is opened where it is not."""
        opened = "const d = document.querySelector('.graph-list'); d.open = true; return true;"
        self.chrome.execute_script(opened)
        self.until(lambda: self.chrome.find_elements(By.CSS_SELECTOR, ".graph-list ul li"))
        found = self.chrome.execute_script(
            "return [...document.querySelectorAll('.graph-list [data-id]')].map("
            "(li) => li.dataset.id)"
        )
        return {id for id in found if not id.startswith(":")}


@pytest.fixture
def picture(chrome: Chrome, address: str) -> Iterator[Explored]:
    """Explored on a desk, in the light; afterwards the console must be empty."""
    look(chrome, DESK, "light")
    chrome.get_log("browser")
    yield Explored(chrome, address)
    assert chrome.get_log("browser") == []


def suppliers(knowledge: Knowledge, enterprise: str, limit: int) -> list[str]:
    """The first suppliers as the query has them."""
    given = {"enterprise": enterprise, "tie": "suppliers", "limit": limit}
    return [row[0] for row in knowledge.ask("neighbours", given).rows]


def test_it_begins_with_a_few_and_grows(picture: Explored, cixi: Knowledge) -> None:
    picture.open()
    whole = dict(cixi.ask("ties", {"enterprise": "gongniu"}).rows)
    first = suppliers(cixi, "gongniu", FEW)
    assert set(first) <= picture.ids
    more = ":more gongniu~suppliers"
    assert picture.stubs[more] == f"还有 {whole['suppliers'] - FEW} 个供应商"
    picture.choose(more)
    picture.until(lambda: "gongniu~suppliers~24" in picture.state)
    picture.until(lambda: set(suppliers(cixi, "gongniu", 2 * FEW)) <= picture.ids)
    assert picture.stubs[more] == f"还有 {whole['suppliers'] - 2 * FEW} 个供应商"
    assert picture.listed() == picture.ids
    assert picture.said == "已展开更多供应商。"


def test_another_one_grows_by_any_kind_and_is_folded_again(
    picture: Explored, cixi: Knowledge
) -> None:
    picture.open()
    before = picture.ids
    picture.choose("yuelong")
    offered = one(picture.chrome, "[data-grow=suppliers]")
    expected = set(suppliers(cixi, "yuelong", FEW))
    assert offered.text.startswith("供应商 ")
    offered.click()
    picture.until(lambda: expected <= picture.ids)
    picture.press("c")
    picture.until(lambda: picture.ids <= before)
    assert "graph.fold=yuelong" in picture.state and "graph.more" not in picture.state
    picture.press("c")
    picture.until(lambda: picture.ids == before)
    picture.press("e")
    picture.until(lambda: "graph.more=yuelong~" in picture.state)


def test_hide_pin_undo_and_redo_by_their_keys(picture: Explored) -> None:
    picture.open()
    whole = picture.ids
    picture.choose("yuelong")
    picture.press("h")
    picture.until(lambda: picture.ids == whole - {"yuelong"})
    assert "yuelong" not in picture.listed()
    assert "已隐藏 1 个" in one(picture.chrome, ".graph-list-body").text
    picture.press("z")
    picture.until(lambda: picture.ids == whole)
    assert "hide" not in picture.state and picture.said == "已撤销。"
    picture.press("y")
    picture.until(lambda: picture.ids == whole - {"yuelong"})
    picture.press("u")
    picture.until(lambda: picture.ids == whole)
    picture.choose("yuelong")
    picture.press("p")
    picture.until(lambda: "graph.pin=yuelong~" in picture.state)
    spot = "return cy.getElementById('yuelong').position();"
    before = picture.chrome.execute_script(CY + spot)
    picture.choose("gongniu")
    picture.press("e")
    picture.until(lambda: "graph.more" in picture.state)
    after = picture.chrome.execute_script(CY + spot)
    assert abs(after["x"] - before["x"]) < 1 and abs(after["y"] - before["y"]) < 1
    picture.press(Keys.CONTROL, "z", Keys.NULL)
    picture.until(lambda: "graph.more" not in picture.state)


def test_find_leads_from_one_to_the_next(picture: Explored) -> None:
    picture.open()
    picture.press("/")
    picture.chrome.switch_to.active_element.send_keys("跃隆")
    picture.until(lambda: "graph.at=yuelong" in picture.state)
    assert one(picture.chrome, ".graph-found").text == "第 1 个，共 1 个"
    picture.chrome.switch_to.active_element.send_keys("不存在")
    assert one(picture.chrome, ".graph-found").text == "图中没有"


def test_the_way_to_another_is_asked_of_the_service(picture: Explored, cixi: Knowledge) -> None:
    """Also where its links are not in the picture yet."""
    ((far,),) = cixi.graph.read(
        "MATCH (y:Enterprise {id: 'gongniu'})<-[:SUPPLIES]-()<-[:SUPPLIES]-(x)"
        " WHERE x.id <> 'gongniu' AND NOT (x)-[:SUPPLIES]-(y) RETURN x.id ORDER BY x.id LIMIT 1"
    ).rows
    picture.open(state=f"graph.path=gongniu,{far}")
    path = "return cy.nodes('.path').map((n) => n.id());"
    drawn = picture.chrome.execute_script(CY + path)
    assert {"gongniu", far} <= set(drawn) and len(drawn) == 3
    assert far in picture.listed()
    picture.choose("yuelong")
    picture.press("b")
    picture.until(lambda: "graph.path" not in picture.state)
    picture.press("b")
    assert picture.said == "请再选择另一个。"
    picture.choose("gongniu")
    picture.until(lambda: "graph.path=yuelong,gongniu" in picture.state)


def test_groups_and_tiers_are_left_out(picture: Explored) -> None:
    picture.open()
    whole = picture.ids
    states = {id: picture.value(id, "state") for id in whole}
    closed = {id for id, state in states.items() if state == "closed"}
    assert closed
    key = one(picture.chrome, ".graph-filter[data-key=closed]")
    key.click()
    picture.until(lambda: not closed & picture.ids)
    assert "graph.without=readiness~closed" in picture.state
    assert picture.chrome.switch_to.active_element.get_attribute("data-key") == "closed"
    assert picture.chrome.switch_to.active_element.get_attribute("aria-pressed") == "false"
    picture.press("z")
    picture.until(lambda: picture.ids == whole)
    picture.open("/queries/supplier-tree?enterprise=gongniu")
    assert len(picture.ids) > 300
    picture.select("tiers", "1")
    picture.until(lambda: 200 < len(picture.ids) < 300)
    picture.press("0", "t")
    picture.until(lambda: "graph.tiers=2" in picture.state)


def test_colours_are_words_and_shapes_too(picture: Explored) -> None:
    picture.open()
    picture.select("colour", "district")
    picture.until(lambda: "宁波市慈溪市" in picture.value("yuelong", "caption"))
    assert picture.value("yuelong", "state") == "group-0"
    entries = [e.text for e in picture.chrome.find_elements(By.CSS_SELECTOR, ".graph-filter")]
    assert entries[0].startswith("● 宁波市慈溪市") and entries[1].startswith("▲ ")
    picture.press("k")
    picture.until(lambda: "graph.colour=industry" in picture.state)
    assert "金属制品业" in picture.value("yuelong", "caption")
    picture.select("colour", "step")
    picture.until(lambda: "复工" in picture.value("yuelong", "caption"))


def test_sizes_are_told_as_figures(picture: Explored, cixi: Knowledge) -> None:
    picture.open()
    picture.select("size", "headcount")
    picture.until(lambda: "13,000 人" in picture.value("gongniu", "caption"))
    picture.press("s")
    ((_, _, held, *_),) = cixi.ask("held", {"enterprises": ["yuelong"]}).rows
    picture.until(lambda: f"卡住 {held} 家" in picture.value("yuelong", "caption"))
    assert picture.value("yuelong", "extent") > picture.value("gongniu", "extent")


def test_who_opens_the_address_sees_the_same(picture: Explored) -> None:
    picture.open()
    picture.choose("yuelong")
    picture.press("p")
    picture.until(lambda: "graph.pin" in picture.state)
    one(picture.chrome, "[data-grow=needs]").click()
    picture.until(lambda: "graph.more" in picture.state)
    picture.select("colour", "industry")
    picture.until(lambda: "graph.colour" in picture.state)
    state, ids = picture.state, picture.ids
    captions = {id: picture.value(id, "caption") for id in sorted(ids)}
    picture.open(state=state)
    assert picture.state == state and picture.ids == ids
    assert {id: picture.value(id, "caption") for id in sorted(ids)} == captions
    assert "慈溪市跃隆" in one(picture.chrome, ".graph-panel").text
    other = picture.chrome.find_element(By.CSS_SELECTOR, "a.tongue").get_attribute("href")
    assert other is not None and "graph.colour=industry" in other


def test_a_foreign_address_does_no_harm(picture: Explored) -> None:
    state = (
        "graph.more=nobody~suppliers~5,gongniu~nonsense~2,x&graph.pin=a~b&graph.tiers=-1"
        "&graph.colour=nonsense&graph.size=x&graph.path=gongniu&graph.hide=<img>&graph.at=nobody"
    )
    picture.chrome.get("about:blank")
    picture.chrome.get(f"{picture.address}{PAGE}#{state}")
    one(picture.chrome, "figure.graph-drawn")
    assert "gongniu" in picture.ids
    picture.until(lambda: picture.chrome.find_elements(By.CSS_SELECTOR, ".graph-note"))
    assert "graph.colour" not in picture.state
    assert all(" 404 " in line["message"] for line in picture.chrome.get_log("browser"))


def test_every_command_has_a_key_that_the_panel_tells(picture: Explored) -> None:
    picture.open()
    picture.press("?")
    picture.until(lambda: picture.chrome.find_elements(By.CSS_SELECTOR, ".graph-keys[open]"))
    told = one(picture.chrome, ".graph-keys").text
    known = picture.chrome.execute_async_script(
        "import('/static/graph/explore/commands.js').then((m) => arguments[0](m.KEYS))"
    )
    assert len(set(known.values())) == len(known)
    for element in picture.chrome.find_elements(By.CSS_SELECTOR, ".graph [data-action]"):
        assert element.get_attribute("data-action") in {*known, "unfold", "unpin"}
    for key in known.values():
        assert key.upper() in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_stands_out_of_the_page(picture: Explored, scheme: str) -> None:
    look(picture.chrome, PHONE, scheme)
    picture.open(state="graph.colour=district&graph.at=yuelong")
    width = picture.chrome.execute_script("return document.documentElement.scrollWidth")
    assert width <= int(str(PHONE["width"]))
    one(picture.chrome, "[data-grow]")


def test_it_is_saved_as_svg_with_its_names_as_text(picture: Explored) -> None:
    picture.open(state="graph.colour=district")
    picture.chrome.execute_script(
        """const kept = URL.createObjectURL;
        URL.createObjectURL = (blob) => (window.saved = blob, kept.call(URL, blob));
        HTMLAnchorElement.prototype.click = function () { window.name_ = this.download; };"""
    )
    picture.press("v")
    picture.until(lambda: picture.chrome.execute_script("return window.name_"))
    drawn = picture.chrome.execute_async_script("saved.text().then(arguments[0])")
    root = picture.chrome.execute_script(
        """const sheet = new DOMParser().parseFromString(arguments[0], "image/svg+xml");
        return [sheet.documentElement.tagName, sheet.querySelectorAll("rect").length,
          sheet.querySelectorAll("path").length,
          [...sheet.querySelectorAll("text")].map((t) => t.textContent)];""",
        drawn,
    )
    assert root[0] == "svg" and root[1] >= len(picture.ids) and root[2] > 10
    assert "公牛集团" in root[3] and "● 宁波市慈溪市" in root[3]


SEEN = """
const canvases = [...document.querySelectorAll('.graph-canvas canvas')];
const [wide, high] = ['width', 'height'].map((side) => Math.ceil(canvases[0][side] / 12));
const small = Object.assign(document.createElement('canvas'), {width: wide, height: high});
const pen = small.getContext('2d');
pen.imageSmoothingQuality = 'high';
for (const one of canvases) pen.drawImage(one, 0, 0, wide, high);
return [...pen.getImageData(0, 0, wide, high).data].filter((_, at) => at % 4 === 3);
"""
"""How much ink there is on the screen, square by square."""

ANEW = CY + "cy.notify('mount'); cy.forceRender();"
"""Draws all of it once more, whatever cytoscape had kept."""

Ink = list[int]


def seen(picture: Explored) -> Ink:
    """What stands on the screen, once it stands still."""
    last: list[Ink] = []

    def still() -> bool:
        last.append(picture.chrome.execute_script(SEEN))
        return len(last) > 2 and last[-1] == last[-2] == last[-3]

    picture.until(still)
    return last[-1]


def drawn_anew(picture: Explored) -> Ink:
    picture.chrome.execute_script(ANEW)
    return seen(picture)


def alike(one: Ink, other: Ink) -> bool:
    """Whether two pictures are the same but for how their edges are smoothed."""
    assert sum(one) > 0
    if len(one) != len(other):
        return False
    return sum(abs(a - b) > 64 for a, b in zip(one, other, strict=True)) < 0.003 * len(one)


def test_the_screen_shows_what_the_list_says(picture: Explored) -> None:
    picture.open("/queries/critical-path?enterprise=gongniu")
    first = seen(picture)
    assert alike(first, drawn_anew(picture))
    picture.choose("yuelong")
    picture.press("h")
    picture.until(lambda: "yuelong" not in picture.ids and "graph.hide=yuelong" in picture.state)
    hidden = seen(picture)
    assert not alike(hidden, first) and alike(hidden, drawn_anew(picture))
    picture.press("u")
    picture.until(lambda: "yuelong" in picture.ids)
    assert alike(first, seen(picture))


def test_a_large_picture_is_whole_on_the_screen(picture: Explored) -> None:
    picture.open("/queries/supplier-tree?enterprise=gongniu")
    assert picture.chrome.execute_script(CY + "return cy.elements().length") > 500  # in pieces
    assert alike(seen(picture), drawn_anew(picture))


HURRIED = (
    CY
    + """
const done = arguments[0];
const whole = cy.elements().length, stage = document.querySelector('.graph-stage');
const press = (key) => stage.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
press('k');  // coloured otherwise: all of it is drawn anew, in pieces
const watch = () => {
  const part = cy.elements().length;
  if (part === whole || part === 0) return setTimeout(watch);
  dispatchEvent(new Event('beforeprint'));
  const printed = cy.elements().length;
  dispatchEvent(new Event('afterprint'));
  done([part, printed, whole]);
};
watch();
"""
)


def test_what_is_printed_while_it_is_drawn_is_whole(picture: Explored) -> None:
    picture.open("/queries/supplier-tree?enterprise=gongniu")
    part, printed, whole = picture.chrome.execute_async_script(HURRIED)
    assert 0 < part < printed == whole


def test_with_everything_left_out_nothing_is_drawn(picture: Explored) -> None:
    picture.open("/queries/circular-waits")
    full = seen(picture)
    for group in picture.chrome.find_elements(By.CSS_SELECTOR, ".graph-filter"):
        key = group.get_attribute("data-key")
        picture.chrome.find_element(By.CSS_SELECTOR, f".graph-filter[data-key={key}]").click()
        picture.until(lambda key=key: f"readiness~{key}" in picture.state)
    picture.until(lambda: not picture.ids)
    assert not alike(full, seen(picture))


def test_a_link_within_the_page_leaves_the_picture(picture: Explored) -> None:
    picture.open("/queries/critical-path?enterprise=gongniu")
    picture.choose("yuelong")
    picture.press("h")
    picture.until(lambda: "yuelong" not in picture.ids)
    table = picture.chrome.find_element(By.ID, "table").id
    picture.chrome.find_element(By.CSS_SELECTOR, ".jump a[href='#table']").click()
    picture.until(lambda: picture.state.startswith("graph.hide=yuelong"))
    assert "yuelong" not in picture.ids and "撤销" not in picture.said
    assert picture.chrome.find_element(By.ID, "table").id == table  # not asked for anew
    # filtered, the table leaves the picture's part of the address
    picture.chrome.find_element(By.ID, "table-title-ready_days").click()
    picture.until(lambda: "table.sort=ready_days" in picture.chrome.current_url)
    assert picture.state.startswith("graph.hide=yuelong")
    tongue = picture.chrome.find_element(By.CSS_SELECTOR, "a.tongue")
    picture.until(lambda: (tongue.get_attribute("href") or "").endswith("#graph.hide=yuelong"))


def test_each_picture_of_a_page_has_a_state_of_its_own(picture: Explored) -> None:
    picture.open("/scenarios/try?change=closes%3Fenterprises%3Dyuelong")
    one(picture.chrome, "#picture-2.graph-drawn")
    hidden = "document.querySelectorAll('.graph-canvas')[arguments[0]]._cyreg.cy"
    chosen = picture.chrome.execute_script(
        f"const cy = {hidden}; const id = cy.nodes('.card')[0].id();"
        "cy.getElementById(id).emit('tap'); return id;",
        1,
    )
    assert picture.state == f"graph2.at={chosen}"
    picture.choose(other := next(iter(picture.ids - {chosen})))
    assert set(picture.state.split("&")) == {f"graph2.at={chosen}", f"graph.at={other}"}
    picture.chrome.execute_script("location.hash = 'table-title'")  # as a link within the page
    both = {f"graph2.at={chosen}", f"graph.at={other}"}
    picture.until(lambda: set(picture.state.split("&")) == both)
    picture.open("/scenarios/try?change=closes%3Fenterprises%3Dyuelong", picture.state)
    one(picture.chrome, "#picture-2.graph-drawn")
    marked = f"return {hidden}.nodes(':selected').map((n) => n.id());"
    assert [picture.chrome.execute_script(marked, at) for at in (0, 1)] == [[other], [chosen]]


def test_of_another_day_nothing_is_asked(picture: Explored) -> None:
    picture.open("/scenarios/try?change=closes%3Fenterprises%3Dyuelong")
    sizes = picture.chrome.find_elements(By.CSS_SELECTOR, "#picture-1 [data-choice=size] option")
    assert [size.get_attribute("value") for size in sizes] == ["same", "headcount"]
    picture.choose(next(iter(picture.ids)))
    picture.press("e")
    assert "不可展开" in picture.said


def test_arrows_pass_what_stands_for_more(picture: Explored) -> None:
    picture.open()
    more = ":more gongniu~suppliers"
    picture.choose("gongniu")
    picture.chrome.execute_script(
        CY
        + "cy.getElementById(arguments[0]).position({...cy.getElementById('gongniu').position()})"
        ".shift('x', 40);",
        more,
    )
    picture.press(Keys.ARROW_RIGHT)
    picture.until(lambda: "供应商" in picture.said)
    assert "gongniu~suppliers" not in picture.state
    picture.press("/", "gongniu")
    found = picture.chrome.find_element(By.CSS_SELECTOR, ".graph-found")
    picture.until(lambda: found.text != "")
    assert "gongniu~suppliers" not in picture.state


def test_a_way_is_ended_by_enter_and_given_up_by_escape(picture: Explored) -> None:
    picture.open("/queries/critical-path?enterprise=gongniu")
    picture.choose("gongniu")
    picture.press("b")
    picture.press(Keys.ARROW_RIGHT)
    picture.until(lambda: "Enter" in picture.said)
    assert "graph.path" not in picture.state
    picture.press(Keys.ESCAPE)
    picture.until(lambda: "已取消路径" in picture.said)
    picture.choose("gongniu")
    picture.press("b", Keys.ARROW_RIGHT)
    picture.press(Keys.ENTER)
    picture.until(lambda: "graph.path=gongniu," in picture.state)
