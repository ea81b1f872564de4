"""Every page and state against WCAG 2.2 AA, as far as axe-core can tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome

from service.answers.knowledge import Knowledge
from service.http.app import create_app
from service.settings import Settings
from tests.support.browser import DESK, PHONE, look, serving
from tests.support.drawn_page import PATIENCE, browsing
from tests.support.paths import SUPPORT

AXE = (SUPPORT / "axe-core" / "axe.min.js").read_text("utf-8")
RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
RUN = """
const [rules, done] = arguments;
axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(
  found => done(found.violations.map(one => [one.id, one.nodes.slice(0, 5).map(n => n.html)])),
  error => done([['error', [String(error)]]]));
"""
SETTLED = """
const done = arguments[0];
const ready = () => !document.querySelector('[data-later]')
  && [...document.querySelectorAll('figure[data-graph]')].every(
    figure => figure.matches('.graph-drawn') || figure.querySelector('[role=alert]'));
const wait = left => ready() || !left ? done(ready()) : setTimeout(wait, 100, left - 1);
wait(300);
"""

PAGES = [
    # the overview, of all and of a district
    "/",
    "/?scope=district:330282",
    # searches: several found, nothing found
    "/search?q=公牛电",
    "/search?q=zzz",
    # an answer of each kind: a graph, a table, one cell, a chart, one of many rows, an empty one
    "/queries/critical-path?enterprise=gongniu",
    "/queries/supplier-tree?enterprise=gongniu",
    "/queries/readiness",
    "/queries/four-sync-board?by=industry",
    "/queries/trend",
    "/queries/overdue?team=nobody",
    "/queries/requests",
    # a form without what it needs, one with what is wrong, one of what there is not
    "/queries/critical-path",
    "/queries/supplier-tree?enterprise=gongniu&tiers=99&teirs=2",
    "/queries/critical-path?enterprise=gongnju",
    # things
    "/enterprises/gongniu",
    "/enterprises/yuelong",
    "/materials/copper",
    "/teams/team-01",
    "/requests/request-01",
    "/enterprises/nobody",
    # what-ifs and scenarios
    "/what-if/stops?enterprises=yuelong&days=10",
    "/scenarios",
    "/scenarios/new",
    # how an answer is found
    "/queries/critical-path/statement?enterprise=gongniu",
    "/queries/critical-path/profile?enterprise=gongniu",
    "/own-queries",
    # what is entered and what was
    "/actions/record-output?enterprise=yuelong",
    "/actions/raise-request",
    "/actions/match-request?request=request-01",
    "/queries/changes",
    "/undo",
    "/load",
    "/look-alikes",
    # what is kept and handed on
    "/mine",
    "/snapshots",
    "/report",
    "/report?answer=/queries/critical-path?enterprise=gongniu&answer=/queries/overdue",
    # for programs and their makers; the form for the token; no page
    "/api",
    "/api/critical_path",
    "/api/record_stock",
    "/api/nothing",
    "/token",
    # who may do what, and who did
    "/sign-in",
    "/users",
    "/audit",
    "/nothing-here",
]

LOOKS: dict[str, tuple[dict[str, Any], str, str]] = {
    "desk": (DESK, "light", "zh"),
    "phone": (PHONE, "dark", "en"),
}

pytestmark = pytest.mark.usefixtures("remembered")


@pytest.fixture(scope="module")
def address(cixi: Knowledge, defaults: Settings) -> Iterator[str]:
    knowledge = Knowledge(cixi.graph, cixi.catalog, show_personal=True, may_change=True)
    with serving(create_app(knowledge, defaults)) as here:
        yield here


@pytest.fixture(scope="module")
def chrome(profile: Path) -> Iterator[Chrome]:
    with browsing(profile, "--accept-lang=zh-CN") as started:
        started.set_script_timeout(PATIENCE)
        yield started


@pytest.mark.parametrize("looks", LOOKS)
@pytest.mark.parametrize("path", PAGES)
def test_nothing_stands_in_anybodys_way(
    chrome: Chrome, address: str, path: str, looks: str
) -> None:
    screen, scheme, language = LOOKS[looks]
    look(chrome, screen, scheme)
    chrome.get(address + path + ("&" if "?" in path else "?") + f"lang={language}")
    assert chrome.execute_async_script(SETTLED), path
    chrome.execute_script(AXE)
    assert chrome.execute_async_script(RUN, RULES) == []
    wide = "return [document.documentElement.scrollWidth, window.innerWidth]"
    needed, given = chrome.execute_script(wide)
    assert needed <= given, path
