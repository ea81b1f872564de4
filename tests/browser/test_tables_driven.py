"""Tables in a real browser: filtered, sorted and scrolled without leaving the page."""

from collections.abc import Callable
from typing import Any

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.browser import DESK, PHONE, look, one
from tests.support.drawn_page import PATIENCE

ROWS = "return [...document.querySelectorAll('#table tr[aria-rowindex]')]"
INDEXES = f"{ROWS}.map(row => Number(row.ariaRowIndex ?? row.getAttribute('aria-rowindex')))"


def until(browser: Chrome, true: Callable[[Chrome], Any], told: str = "") -> Any:
    stale = [StaleElementReferenceException]
    return WebDriverWait(browser, PATIENCE, ignored_exceptions=stale).until(true, told)


def count(browser: Chrome) -> str:
    return browser.find_element(By.CSS_SELECTOR, ".facts [role=status]").text


def test_filters_order_and_columns_stand_in_the_address(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/supplier-tree?enterprise=gongniu&lang=zh")
    one(browser, "figure.graph-drawn")
    browser.execute_script("document.querySelector('figure.graph-drawn').dataset.same = 'yes'")
    whole = count(browser)
    one(browser, "#look-filters summary").click()
    tier = one(browser, "#look-filters [name='is.tier'][value='1']")
    tier.send_keys(Keys.SPACE)
    until(browser, lambda chrome: count(chrome) != whole)
    assert "is.tier=1" in browser.current_url
    # the focus is where it was, the panel is open, and what was drawn is not drawn again
    focused = browser.switch_to.active_element
    assert focused.get_attribute("value") == "1" and focused.is_selected()
    assert one(browser, "#look-filters").get_attribute("open")
    assert one(browser, "figure.graph-drawn").get_attribute("data-same") == "yes"
    assert "层级：1" in one(browser, ".chips").text
    narrowed = count(browser)

    one(browser, "#table-title-ready_days").send_keys(Keys.ENTER)
    until(browser, lambda chrome: "table.sort=ready_days" in chrome.current_url)
    head = until(browser, lambda chrome: one(chrome, "th[aria-sort=ascending]"))
    assert "可复工天数" in head.text and count(browser) == narrowed
    assert browser.switch_to.active_element.get_attribute("id") == "table-title-ready_days"
    one(browser, "#table-title-ready_days").click()
    until(browser, lambda chrome: one(chrome, "th[aria-sort=descending]"))

    one(browser, "#look-columns summary").click()
    one(browser, "#c-district").click()
    until(browser, lambda chrome: not chrome.find_elements(By.ID, "table-title-district"))
    assert "table.columns=" in browser.current_url
    english = one(browser, ".tongue").get_attribute("href") or ""
    assert "is.tier=1" in english and "lang=en" in english

    browser.back()
    until(browser, lambda chrome: chrome.find_elements(By.ID, "table-title-district"))
    browser.get(browser.current_url)  # as somebody sees it to whom the address was sent
    assert count(browser) == narrowed and one(browser, "th[aria-sort=descending]")
    one(browser, ".chips a").click()
    until(browser, lambda chrome: count(chrome) == whole)


def test_only_what_is_seen_is_in_the_page(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/readiness?table.size=20&lang=zh")
    box = one(browser, "#table .live")
    table = one(browser, "#table table")
    assert table.get_attribute("aria-rowcount") == "547"
    height = browser.execute_script("return arguments[0].scrollHeight", box)
    for share, index in ((0.5, 274), (1, 547), (0, 2)):
        script = "arguments[0].scrollTop = arguments[1] * (arguments[0].scrollHeight)"
        browser.execute_script(script, box, share)
        until(
            browser,
            lambda chrome, index=index: (
                min(abs(at - index) for at in chrome.execute_script(INDEXES)[1:]) <= 20
            ),
            f"row {index} comes",
        )
        indexes = browser.execute_script(INDEXES)[1:]
        assert indexes == list(range(indexes[0], indexes[-1] + 1)) and len(indexes) <= 120
    now = browser.execute_script("return arguments[0].scrollHeight", box)
    assert abs(now - height) < height / 3
    # what has the focus stays
    link = one(browser, "#table tbody td a")
    link.send_keys(Keys.NULL)
    browser.execute_script("arguments[0].focus()", link)
    browser.execute_script("arguments[0].scrollTop = arguments[0].scrollHeight", box)
    until(browser, lambda chrome: 547 in chrome.execute_script(INDEXES))
    assert browser.switch_to.active_element == link
    indexes = browser.execute_script(INDEXES)[1:]
    assert indexes[0] == 2 and len(indexes) <= 140, "with its window, and no more"
    browser.execute_script("arguments[0].scrollTop = 0", box)
    until(browser, lambda chrome: 547 not in chrome.execute_script(INDEXES))
    indexes = browser.execute_script(INDEXES)[1:]
    assert indexes == list(range(2, 2 + len(indexes)))


def test_head_and_first_column_stay_in_sight(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/readiness?lang=zh")
    box = one(browser, "#table .tall")
    browser.execute_script("arguments[0].scrollTop = 900; arguments[0].scrollLeft = 400", box)
    head, first = one(browser, "#table thead th"), "#table tbody[data-from] tr:nth-child(15) td"
    for cell, side in ((head, "top"), (head, "left"), (one(browser, first), "left")):
        script = f"return arguments[0].getBoundingClientRect().{side}"
        assert abs(browser.execute_script(script, cell) - browser.execute_script(script, box)) < 3


def test_a_phone_shows_cards_with_whom_to_call(browser: Chrome, address: str) -> None:
    look(browser, PHONE, "light")
    browser.get(f"{address}/queries/overdue?lang=zh&table.sort=-phone")
    card = one(browser, "#table tbody tr")
    places = {
        selector: card.find_element(By.CSS_SELECTOR, selector).rect
        for selector in ("td.name", "td.phone a", "td.date")
    }
    assert places["td.name"]["y"] < places["td.phone a"]["y"] < places["td.date"]["y"]
    assert places["td.phone a"]["height"] >= 44
    link = card.find_element(By.CSS_SELECTOR, "td.phone a").get_attribute("href") or ""
    assert link.startswith("tel:")
    wide = "return [document.documentElement.scrollWidth, window.innerWidth]"
    assert browser.execute_script(wide) == [360, 360]
    one(browser, "#look-filters summary").click()
    assert browser.execute_script(wide) == [360, 360]


def test_the_text_to_send_is_copied(browser: Chrome, address: str) -> None:
    browser.execute_cdp_cmd(
        "Browser.grantPermissions",
        {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": address},
    )
    browser.get(f"{address}/queries/readiness?lang=zh&is.stuck=closed")
    one(browser, "a[data-copied]").click()
    until(browser, lambda chrome: "已复制" in one(chrome, "a[data-copied]").text)
    text = browser.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert text.startswith("何时能复工\n") and "已停业" in text
    assert text.strip().splitlines()[-1].startswith(f"{address}/queries/readiness?")


def test_paper_has_all_that_passes(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/readiness?lang=zh")
    one(browser, "#table .live")
    rows = "document.querySelectorAll('#table tbody tr').length"
    browser.execute_script(f"addEventListener('beforeprint', () => {{ window.printing = {rows} }})")
    browser.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True})
    assert browser.execute_script("return window.printing") == 546
    browser.get_log("browser")  # Chromium notes that it had to wait
    until(  # what is seen on a screen is back
        browser,
        lambda chrome: (
            chrome.find_elements(By.CSS_SELECTOR, "#table .live")
            and not chrome.find_elements(By.CSS_SELECTOR, "[data-part][data-waiting]")
        ),
    )
    one(browser, "#look-paper").click()
    until(browser, lambda chrome: "table.size=2000" in chrome.current_url)
    look(browser, DESK, "light", media="print")
    assert len(browser.execute_script(ROWS)) == 547
    assert not browser.find_element(By.CSS_SELECTOR, ".look").is_displayed()
    assert "546 行" in count(browser)
    tall = browser.find_element(By.CSS_SELECTOR, ".tall")
    overflow = "return getComputedStyle(arguments[0]).maxHeight"
    assert browser.execute_script(overflow, tall) == "none"


def test_a_table_works_without_scripts(browser: Chrome, address: str) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        browser.get(f"{address}/queries/readiness?lang=zh")
        one(browser, "#look-next").click()
        assert "101–200" in one(browser, ".pager").text
        one(browser, "#look-filters summary").click()
        browser.find_element(By.XPATH, "//legend[.='正常生产']/..//label[1]/input").click()
        one(browser, "#look-filters button.go").click()
        assert "正常生产" in one(browser, ".chips").text and "共 546 行" in count(browser)
        assert "is.runs=" in browser.current_url
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_query_with_a_parameter_called_action_is_filtered(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/readiness?lang=zh")
    browser.execute_script(
        """
        const form = document.createElement('form');
        form.dataset.look = '';
        form.setAttribute('action', '/queries/changes');
        for (const [name, value] of [['action', 'record-output'], ['is.action', 'record-output']]) {
          form.append(Object.assign(document.createElement('input'), {name, value}));
        }
        document.getElementById('table').append(form);
        form.requestSubmit();
        """
    )
    until(browser, lambda chrome: "is.action=record-output" in chrome.current_url)


def test_what_is_typed_while_rows_come_stays(browser: Chrome, address: str) -> None:
    browser.get(f"{address}/queries/readiness?lang=zh")
    one(browser, "#look-filters summary").click()
    first, second = "f-ready_days", "f-enterprise"
    browser.execute_script(
        """
        const [one, two] = [...arguments].map((id) => document.getElementById(id));
        one.value = '0..';
        one.dispatchEvent(new Event('change', {bubbles: true}));
        two.focus();
        two.value = 'typed';
        two.dispatchEvent(new Event('input', {bubbles: true}));
        """,
        first, second,
    )  # fmt: skip
    until(browser, lambda chrome: chrome.find_elements(By.CSS_SELECTOR, ".chips a"))
    assert one(browser, f"[id='{second}']").get_attribute("value") == "typed"
    assert browser.switch_to.active_element.get_attribute("id") == second

    # and no text comes back with another table
    one(browser, f"[id='{second}']").clear()
    browser.get(f"{address}/queries/readiness?lang=zh")
    one(browser, "#look-filters summary").click()
    one(browser, f"[id='{second}']").send_keys("gong", Keys.ENTER)
    until(browser, lambda chrome: "is.enterprise=gong" in chrome.current_url)
    until(browser, lambda chrome: chrome.find_elements(By.CSS_SELECTOR, ".chips a"))
    browser.back()
    until(browser, lambda chrome: not chrome.find_elements(By.CSS_SELECTOR, ".chips a"))
    assert one(browser, f"[id='{second}']").get_attribute("value") == ""
