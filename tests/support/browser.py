"""The pages as ``tongbu up`` serves them, looked at in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait
from waitress import wasyncore
from waitress.server import create_server

from tests.support.drawn_page import PATIENCE

PHONE = {"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": True}
DESK = {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False}

CONTRAST = """
const brightness = colour => {
  const parts = colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(value => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};
const ground = element => {
  for (let at = element; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/, 0\\)$|transparent/.test(colour)) return colour;
  }
};
const faint = [];
for (const element of document.querySelectorAll('main *, header *, footer *')) {
  const own = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
  if (!own || !element.checkVisibility() || element.closest('figure, .unseen, caption, option'))
    continue;
  const [a, b] = [getComputedStyle(element).color, ground(element)].map(brightness);
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) faint.push([element.textContent.trim().slice(0, 30), ratio]);
}
return faint;
"""
"""Texts that stand out too little from what is behind them, with their contrast."""

UNFORESEEN = """
const named = [...document.querySelectorAll('link[rel=modulepreload]')].map(one => one.href);
return performance.getEntriesByType('resource').map(one => one.name)
  .filter(name => /graph|vendor|combobox|sort[.]|table[.]/.test(name) && /[.]m?js$/.test(name))
  .filter(name => !named.includes(name));
"""
"""The scripts of pictures and tables that the page itself did not ask for."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address at which ``app`` is served as the command does it."""
    sockets: dict[int, Any] = {}
    server = create_server(app, host="127.0.0.1", port=0, threads=4, map=sockets)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            wasyncore.loop(timeout=0.2, map=sockets, count=1)
        for open_one in list(sockets.values()):
            open_one.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    ended.set()
    thread.join(30)
    server.task_dispatcher.shutdown()
    thread.join(10)


def look(chrome: Chrome, screen: dict[str, object], scheme: str, media: str = "screen") -> None:
    chrome.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    chrome.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def one(browser: Chrome, selector: str) -> WebElement:
    """The first element that the selector finds and that is shown, waited for."""

    def shown(chrome: Chrome) -> WebElement | None:
        found = chrome.find_elements(By.CSS_SELECTOR, selector)
        return next((element for element in found if element.is_displayed()), None)

    # a list that is just being filled anew is looked at again
    stale = [StaleElementReferenceException]
    return WebDriverWait(browser, PATIENCE, ignored_exceptions=stale).until(shown, selector)
