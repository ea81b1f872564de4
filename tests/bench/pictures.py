"""How fast pictures are drawn and moved, by Chromium's own tracing.

``python -m tests.bench.pictures http://127.0.0.1:8020 PATH [PATH …]`` with ``tongbu up`` running
there: of each page with a picture the milliseconds until it is drawn, the longest task of the
page's main thread meanwhile, and, while the picture is dragged to and fro for two seconds, frames a
second and the longest task, as a row of a table. Without a graphics card Chromium draws by the
processor (SwiftShader). With ``--webgl`` Cytoscape.js draws by its WebGL renderer.
"""

import json
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from selenium import webdriver

MAIN_THREAD = "CrRendererMain"
CATEGORIES = "toplevel,devtools.timeline,disabled-by-default-devtools.timeline,blink.user_timing"
BEGUN = "dragging-begun"

DRAWN = """
const done = arguments[0];
const wait = () => document.querySelector('figure.graph-drawn')
  ? requestAnimationFrame(() => setTimeout(() => done(performance.now())))
  : setTimeout(wait, 10);
wait();
"""

DRAGGED = """
const done = arguments[0], figure = document.querySelector('figure.graph-drawn');
figure.scrollIntoView({block: 'center'});
const canvases = [...figure.querySelectorAll('canvas')], canvas = canvases.at(-1);
const box = canvas.getBoundingClientRect(), x = box.left + 12, y = box.top + 12;
const send = (kind, target, dx) => target.dispatchEvent(new MouseEvent(kind, {
  bubbles: true, cancelable: true, view: window, button: 0, buttons: kind === 'mouseup' ? 0 : 1,
  clientX: x + dx, clientY: y + dx / 2}));
performance.mark('dragging-begun');
const began = performance.now();
let frames = 0;
send('mousedown', canvas, 0);
const move = () => {
  const gone = performance.now() - began;
  if (gone > 2000) {
    send('mouseup', document, 0);
    done(1000 * frames / gone);
    return;
  }
  frames += 1;
  send('mousemove', document, 120 * Math.sin(gone / 150));
  requestAnimationFrame(move);
};
requestAnimationFrame(move);
"""


RENDERER = """
new MutationObserver(() => {
  for (const figure of document.querySelectorAll('figure:not([data-renderer])'))
    figure.dataset.renderer = 'webgl';
}).observe(document, {childList: true, subtree: true});
"""


def main(address: str, paths: list[str], webgl: bool) -> None:
    print("| page | drawn, ms | longest task, ms | frames/s | longest task, ms |")
    print("|---|--:|--:|--:|--:|")
    for path in paths:
        with tempfile.TemporaryDirectory() as folder:
            browser = started(folder)
            try:
                browser.set_script_timeout(180)
                if webgl:
                    script = {"source": RENDERER}
                    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
                browser.get(address + path)
                drawn = browser.execute_async_script(DRAWN)
                frames = browser.execute_async_script(DRAGGED)
                first, moved = longest_tasks(events(browser))
            finally:
                browser.quit()
        print(f"| `{path}` | {drawn:.0f} | {first:.0f} | {frames:.0f} | {moved:.0f} |", flush=True)


def started(profile: str) -> webdriver.Chrome:
    """A headless Chromium that keeps what its tracing tells."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (
        "--headless=new", "--no-sandbox", "--window-size=1280,900", "--enable-unsafe-swiftshader",
        f"--user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    options.add_experimental_option(
        "perfLoggingPrefs",
        {"enableNetwork": False, "enablePage": False, "traceCategories": CATEGORIES},
    )
    service = webdriver.ChromeService(executable_path="/usr/bin/chromedriver")
    return webdriver.Chrome(options=options, service=service)


def events(browser: webdriver.Chrome) -> list[Mapping[str, Any]]:
    """What was traced; tracing ends where it is asked for."""
    told = (json.loads(entry["message"])["message"] for entry in browser.get_log("performance"))
    return [one["params"] for one in told if one["method"] == "Tracing.dataCollected"]


def longest_tasks(traced: list[Mapping[str, Any]]) -> tuple[float, float]:
    """Milliseconds of the longest task of the page's main thread before dragging began, and after
    it."""
    threads = {
        (one["pid"], one["tid"])
        for one in traced
        if one.get("name") == "thread_name" and one["args"].get("name") == MAIN_THREAD
    }
    begun = max(one["ts"] for one in traced if one.get("name") == BEGUN)
    before, after = [0.0], [0.0]
    for one in traced:
        if one.get("name") == "RunTask" and (not threads or (one["pid"], one["tid"]) in threads):
            (before if one["ts"] < begun else after).append(one.get("dur", 0) / 1000)
    return max(before), max(after)


if __name__ == "__main__":
    given = [one for one in sys.argv[1:] if one != "--webgl"]
    main(given[0], given[1:], "--webgl" in sys.argv)
