"""Scenarios in a real browser: put together, tried, kept, compared, on a phone, in the dark."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from service.answers.knowledge import Knowledge
from service.derivation.full import derive
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from service.statements import statement
from tests.support.browser import CONTRAST, DESK, PHONE, look, one, serving
from tests.support.catalog import read_catalog
from tests.support.drawn_page import PATIENCE, browsing
from tests.support.networks import fill
from tests.support.short_chain import CLOSES_A, PEOPLE, network

TRIED = "/scenarios/try?change=closes%3Fenterprises%3Da&change=restarts%3Fenterprises%3Dc&lang=en"


@pytest.fixture(scope="module")
def address(_open_graph: Graph, defaults: Settings) -> Iterator[str]:
    _open_graph.autocommit(statement("empty"))
    fill(_open_graph, network())
    _open_graph.write(PEOPLE)
    derive(_open_graph)
    knowledge = Knowledge(_open_graph, read_catalog(), show_personal=True, may_change=True)
    with serving(create_app(knowledge, defaults)) as here:
        yield here


@pytest.fixture(scope="module")
def chrome(profile: Path) -> Iterator[Chrome]:
    with browsing(profile, "--accept-lang=en") as started:
        yield started


def click(browser: Chrome, text: str) -> None:
    """Follows a link, and waits until its page is there."""
    before = browser.current_url
    browser.find_element(By.LINK_TEXT, text).click()
    WebDriverWait(browser, PATIENCE).until(lambda chrome: chrome.current_url != before)


def send(browser: Chrome, selector: str = "main .go") -> None:
    before = browser.current_url
    one(browser, selector).click()
    WebDriverWait(browser, PATIENCE).until(lambda chrome: chrome.current_url != before)


def names(browser: Chrome) -> list[str]:
    return [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".pictures h3")]


def test_from_a_what_if_to_two_side_by_side(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/what-if/closes?enterprises=a")
    assert "Before and after" in one(browser, ".totals").text
    click(browser, "Make a scenario of it: add further changes, keep it, compare it")
    send(browser)
    assert "change=" in browser.current_url and names(browser) == ["Now", "Then"]
    one(browser, "#picture-2.graph-drawn")
    one(browser, "#scenario-name").send_keys("A closes")
    send(browser, "form[method=post] .go")
    assert one(browser, "h1").text == "A closes"
    click(browser, "Change it")
    click(browser, "If these restart")
    field = one(browser, "#field-enterprises")
    browser.execute_script("arguments[0].value = ''", field)
    one(browser, "main form input:not([type=hidden])").send_keys("c")
    send(browser)
    assert len(browser.find_elements(By.CSS_SELECTOR, ".steps-of > li")) == 2
    send(browser)
    one(browser, "#scenario-name").send_keys("A closes, C restarts")
    send(browser, "form[method=post] .go")
    send(browser, "form[action*=compare] .go")
    assert names(browser) == ["Now", "A", "B"]
    one(browser, "#picture-3.graph-drawn")
    first = one(browser, "table[data-sortable] tbody tr")
    assert first.text.split()[0] == "c"  # those between whom they differ come first
    click(browser, "Scenarios")
    assert len(browser.find_elements(By.CSS_SELECTOR, "tbody tr")) == 2


def test_one_is_removed_and_brought_back(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/scenarios/try?change={CLOSES_A.replace('?', '%3F')}")
    one(browser, "#scenario-name").send_keys("Only for now")
    send(browser, "form[method=post] .go")
    send(browser, "input[name=removed] + button")
    one(browser, "details.removed summary").click()
    assert "Only for now" in one(browser, "details.removed ul").text
    send(browser, "details.removed button")
    assert one(browser, "h1").text == "Only for now"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_on_a_phone_and_in_the_dark(
    browser: Chrome, address: str, scheme: str
) -> None:
    for path in (TRIED, "/scenarios", TRIED.replace("/try", "/new")):
        for screen in (DESK, PHONE):
            look(browser, screen, scheme)
            browser.get(address + path)
            if path == TRIED:
                one(browser, "#picture-2.graph-drawn")
            assert browser.execute_script(CONTRAST) == []
            width = browser.execute_script("return document.documentElement.scrollWidth")
            assert width <= screen["width"]
