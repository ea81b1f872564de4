"""How long a table of many rows keeps people waiting, in a real browser.

``python -m tests.bench.tables http://127.0.0.1:8020`` with ``tongbu up`` running there, on a
network of 30,000 (``tongbu generate``): bytes of pages, milliseconds from a click on a filter
or a head until it is painted, and the longest task of the browser while one scrolls.
"""

import statistics
import sys
import tempfile
import urllib.request
from pathlib import Path

from selenium.webdriver import Chrome

from tests.support.drawn_page import browsing

PAGE = "/queries/readiness?lang=zh"
PAGES = (PAGE, f"{PAGE}&is.enterprise=nobody", "/queries/running-short?lang=zh")
TIMES = 5

PAINTED = """
const [act, done] = arguments;
const before = document.querySelector('#table'), began = performance.now();
new Function(act)();
const busy = () => document.querySelector('[data-waiting]');
const wait = () => document.querySelector('#table') === before || busy()
  ? requestAnimationFrame(wait)
  : requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
wait();
"""

SCROLLED = """
const done = arguments[0], box = document.querySelector('#table .live'), tasks = [];
new PerformanceObserver(list => tasks.push(...list.getEntries().map(one => one.duration)))
  .observe({entryTypes: ['longtask']});
let step = 0, most = 0;
const on = () => {
  box.scrollTop += 120;
  most = Math.max(most, box.querySelectorAll('tbody tr').length);
  if (++step < 600) requestAnimationFrame(on);
  else setTimeout(() => done([Math.max(0, ...tasks), most]), 500);
};
on();
"""


def main(address: str) -> None:
    for path in PAGES:
        with urllib.request.urlopen(address + path) as answer:
            print(f"{len(answer.read()):>8} bytes  {path}")
    with tempfile.TemporaryDirectory() as folder, browsing(Path(folder)) as browser:
        browser.get(address + PAGE)
        for called, act in (
            ("a filter", "document.querySelector(\"[name='is.runs']\").click()"),
            ("a head", "document.querySelector('#table-title-ready_days').click()"),
        ):
            print(f"{called:>14}: {painted(browser, act):.0f} ms until painted")
        browser.get(address + PAGE)
        longest, most = browser.execute_async_script(SCROLLED)
        print(f"     scrolling: longest task {longest:.0f} ms, {most} rows in the page at most")


def painted(browser: Chrome, act: str) -> float:
    """The median of several clicks, each to and fro."""
    browser.set_script_timeout(60)
    return statistics.median(browser.execute_async_script(PAINTED, act) for _ in range(TIMES))


if __name__ == "__main__":
    main(sys.argv[1])
