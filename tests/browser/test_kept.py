"""What people keep, in a real browser: favourites and recent answers, reports, snapshots."""

import base64
import io
import json
from collections.abc import Iterator

import pytest
from pypdf import PdfReader
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.browser import CONTRAST, DESK, PHONE, look
from tests.support.drawn_page import PATIENCE

PATH = "/queries/critical-path?enterprise=gongniu"
LISTED = """
return [...document.querySelectorAll(`[data-list=${arguments[0]}] li`)].map(
  one => one.querySelector('a, span').textContent);
"""

pytestmark = pytest.mark.usefixtures("remembered")


@pytest.fixture
def browser(chrome: Chrome, address: str) -> Iterator[Chrome]:
    look(chrome, DESK, "light")
    chrome.get(f"{address}/mine")
    chrome.execute_script("localStorage.clear()")
    chrome.get_log("browser")
    yield chrome
    assert chrome.get_log("browser") == []


def there(browser: Chrome, selector: str) -> None:
    WebDriverWait(browser, PATIENCE).until(
        lambda _: browser.find_elements(By.CSS_SELECTOR, selector)
    )


def listed(browser: Chrome, name: str, number: int) -> list[str]:
    WebDriverWait(browser, PATIENCE).until(
        lambda _: len(browser.execute_script(LISTED, name)) == number
    )
    told: list[str] = browser.execute_script(LISTED, name)
    return told


def keep(browser: Chrome, address: str, path: str) -> None:
    browser.get(address + path)
    there(browser, ".star")
    browser.find_element(By.CSS_SELECTOR, ".star").send_keys(Keys.ENTER)


def test_favourites_are_kept_in_this_browser_in_either_language(
    browser: Chrome, address: str
) -> None:
    for path in (PATH, "/enterprises/yuelong", "/queries/overdue?lang=en"):
        keep(browser, address, path)
    star = browser.find_element(By.CSS_SELECTOR, ".star")
    assert star.get_attribute("aria-pressed") == "true"
    browser.get(f"{address}/queries/history?by=district")
    there(browser, ".star")
    kept = json.loads(browser.execute_script("return localStorage.getItem('tongbu-mine')"))
    assert kept["favourites"] == ["/queries/overdue", "/enterprises/yuelong", PATH]
    assert kept["recent"] == ["/queries/history?by=district", *kept["favourites"]]
    browser.get(f"{address}/mine?lang=en")
    assert listed(browser, "favourites", 3)[0] == "Overdue enterprises"
    browser.get(f"{address}/mine")
    assert listed(browser, "favourites", 3)[::2] == ["逾期未复产企业", "企业关键路径"]
    assert len(listed(browser, "recent", 4)) == 4
    # by keyboard: the last before the others, the first out
    browser.find_elements(By.CSS_SELECTOR, "[data-list=favourites] li")[2].find_elements(
        By.TAG_NAME, "button"
    )[0].send_keys(Keys.ENTER)
    WebDriverWait(browser, PATIENCE).until(
        lambda _: listed(browser, "favourites", 3)[1] == "企业关键路径"
    )
    browser.find_element(By.CSS_SELECTOR, "[data-list=favourites] li button").send_keys(Keys.ENTER)
    assert listed(browser, "favourites", 2)[0] == "企业关键路径"
    browser.find_element(By.CSS_SELECTOR, "[data-clear] button").send_keys(Keys.ENTER)
    listed(browser, "recent", 0)
    browser.get(f"{address}/")
    assert listed(browser, "favourites", 2)[0] == "企业关键路径"
    assert not browser.find_element(By.CSS_SELECTOR, "[data-list=recent]").is_displayed()


def test_a_filtered_table_can_be_kept_as_well(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/readiness")
    there(browser, ".star")
    browser.find_element(By.ID, "table-title-ready_days").click()
    WebDriverWait(browser, PATIENCE).until(lambda _: "table.sort" in browser.current_url)
    there(browser, "th[aria-sort=ascending]")
    there(browser, ".star")
    browser.execute_script("document.querySelector('.star').click()")
    browser.get(f"{address}/queries/readiness?is.runs=false&lang=en")
    there(browser, ".star")
    browser.execute_script("document.querySelector('.star').click()")
    kept = json.loads(browser.execute_script("return localStorage.getItem('tongbu-mine')"))
    assert kept["favourites"] == [
        "/queries/readiness?is.runs=false", "/queries/readiness?table.sort=ready_days",
    ]  # fmt: skip
    browser.get(f"{address}/mine?lang=en")
    listed(browser, "favourites", 2)
    told = browser.find_element(By.CSS_SELECTOR, "[data-list=favourites] li small").text
    assert "no" in told.split(", ")
    # what was ticked stays so when the list changes
    browser.find_elements(By.CSS_SELECTOR, "[data-list=favourites] input")[1].click()
    browser.find_elements(By.CSS_SELECTOR, "[data-list=favourites] li")[1].find_elements(
        By.TAG_NAME, "button"
    )[0].click()
    # the list is drawn anew meanwhile
    WebDriverWait(browser, PATIENCE, ignored_exceptions=[StaleElementReferenceException]).until(
        lambda _: (
            [
                one.is_selected()
                for one in browser.find_elements(By.CSS_SELECTOR, "[data-list=favourites] input")
            ]
            == [False, True]
        )
    )


def test_the_ticked_make_a_report(browser: Chrome, address: str) -> None:
    for path in ("/queries/overdue", PATH):
        keep(browser, address, path)
    browser.get(f"{address}/mine")
    listed(browser, "favourites", 2)
    browser.find_element(By.ID, "report-title").send_keys("午会", Keys.ENTER)
    there(browser, "#part-2")
    heads = [one.text for one in browser.find_elements(By.CSS_SELECTOR, ".part-of-report h2")]
    assert heads == ["1. 企业关键路径", "2. 逾期未复产企业"]
    look(browser, DESK, "light", "print")
    printed = browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    pages = PdfReader(io.BytesIO(base64.b64decode(printed["data"]))).pages
    assert len(pages) >= 3
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page.extract_text()
    assert all("午会" in page.extract_text() for page in pages)


def test_on_a_phone_in_the_dark(browser: Chrome, address: str) -> None:
    keep(browser, address, PATH)
    look(browser, PHONE, "dark")
    for path in ("/mine?lang=en", "/", f"/report?answer={PATH}", "/report", "/snapshots"):
        browser.get(address + path)
        there(browser, "main")
        width = browser.execute_script("return document.documentElement.scrollWidth")
        assert width <= 360, path
        assert browser.execute_script(CONTRAST) == [], path


def test_a_kept_list_that_is_damaged_does_no_harm(browser: Chrome, address: str) -> None:
    for damaged in ("{", "null", '{"favourites": ["/x", "javascript:alert(1)"]}'):
        browser.execute_script("localStorage.setItem('tongbu-mine', arguments[0])", damaged)
        browser.get(f"{address}/mine")
        there(browser, "[data-clear] button")
    told = listed(browser, "favourites", 2)
    assert told == ["/x", "javascript:alert(1)"]
    assert not browser.find_elements(By.CSS_SELECTOR, "[data-list=favourites] a")
