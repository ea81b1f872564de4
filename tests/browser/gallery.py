"""Sixteen pictures of the pages: both languages, light and dark, phone and paper.

``python -m tests.browser.gallery http://127.0.0.1:8020`` with ``tongbu up`` running there on the
Cixi dataset takes them anew, into ``docs/pages/``, and writes ``docs/pages.md``. Paper needs
``pdftoppm`` of poppler-utils. No test compares them: people look at them.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from service.language import Text
from tests.support.browser import DESK, PHONE, look
from tests.support.drawn_page import PATIENCE, browsing
from tests.support.paths import ROOT

FOLDER = ROOT / "docs" / "pages"
FLAGS = ("--hide-scrollbars", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
SETTLED = """
return document.readyState === 'complete' && !document.querySelector('[data-later]')
  && [...document.querySelectorAll('figure[data-graph], figure[data-network]')]
    .every(figure => figure.classList.contains('graph-drawn'));
"""
TALLEST = 1500
"""Pixels of one picture; what comes below is left out."""


class Picture(NamedTuple):
    """A page in one ``language``, ``screen`` and ``scheme``; ``told`` says what it shows, ``sheet``
    which of those on paper."""

    name: str
    path: str
    language: str
    screen: str
    scheme: str
    told: Text
    sheet: int = 1


BOTH = "change=" + "&change=".join(
    ("closes%3Fenterprises%3Dyuelong", "stops%3Fenterprises%3Dgongniu%26days%3D14")
)
REPORT = urlencode(
    [("answer", one) for one in ("/queries/critical-path?enterprise=gongniu", "/queries/overdue")]
)

PICTURES = (
    Picture("overview", "/", "zh", "desk", "light", Text("the overview", "总览")),
    Picture("overview", "/", "en", "desk", "dark", Text("the overview, dark", "总览，深色")),
    Picture("overview", "/", "zh", "phone", "light",
            Text("the overview on a phone", "手机上的总览")),
    Picture("overview", "/", "zh", "paper", "light", Text("the overview on paper", "总览打印页")),
    Picture(
        "critical-path", "/queries/critical-path?enterprise=gongniu", "zh", "desk", "light",
        Text("a critical path", "关键路径"),
    ),
    Picture(
        "critical-path", "/queries/critical-path?enterprise=gongniu", "en", "phone", "dark",
        Text("the same on a phone, dark", "手机上的关键路径，深色"),
    ),
    Picture(
        "supplier-tree", "/queries/supplier-tree?enterprise=gongniu", "en", "desk", "light",
        Text("a supplier tree to explore", "可展开的供应链图"),
    ),
    Picture(
        "network", "/queries/network?district=330282#graph.colour=industry", "zh", "desk", "dark",
        Text("a district's network, by industry, dark", "全市供应网络分布图，按行业着色，深色"),
    ),
    Picture(
        "readiness", "/queries/readiness?above_scale=true", "zh", "desk", "light",
        Text("a table to work in, with facets", "可筛选的表格"),
    ),
    Picture(
        "readiness", "/queries/readiness?above_scale=true", "en", "phone", "light",
        Text("the same as cards on a phone", "手机上的卡片"),
    ),
    Picture(
        "wrong-input", "/queries/readiness?district=33&above_scale=perhaps", "zh", "desk", "light",
        Text("what was entered wrongly, marked at its field", "填写有误，标在相应栏目旁"),
    ),
    Picture(
        "what-if", "/what-if/closes?enterprises=yuelong", "en", "desk", "light",
        Text("a what-if, before and after", "推演前后对比"),
    ),
    Picture(
        "scenario", f"/scenarios/try?{BOTH}", "zh", "desk", "dark",
        Text("a scenario of two changes, dark", "两项变动的方案，深色"),
    ),
    Picture("enterprise", "/enterprises/gongniu", "zh", "phone", "dark",
            Text("an enterprise on a phone, dark", "手机上的企业页，深色")),
    Picture("report", f"/report?{REPORT}", "en", "paper", "light",
            Text("a report for the noon meeting, on paper", "午会材料打印页"), sheet=2),
    Picture("search", "/search?q=公牛在等谁", "zh", "desk", "light",
            Text("a question in words", "用一句话提问")),
)  # fmt: skip


def file_of(picture: Picture) -> str:
    parts = (picture.name, picture.language, picture.screen, picture.scheme)
    ending = "png" if picture.screen == "paper" else "webp"
    return f"{'-'.join(parts)}.{ending}"


def open_page(chrome: Chrome, base: str, picture: Picture) -> None:
    """Opens a page, and waits until all of it is there."""
    medium = "print" if picture.screen == "paper" else "screen"
    look(chrome, PHONE if picture.screen == "phone" else DESK, picture.scheme, medium)
    path, _, state = picture.path.partition("#")
    chrome.get("about:blank")
    chrome.get(f"{base}{path}{'&' if '?' in path else '?'}lang={picture.language}#{state}")
    WebDriverWait(chrome, PATIENCE).until(lambda one: one.execute_script(SETTLED))


def take(chrome: Chrome, base: str, picture: Picture) -> None:
    """Takes one picture."""
    target = FOLDER / file_of(picture)
    open_page(chrome, base, picture)
    if picture.screen == "paper":
        printed(chrome, target, picture.sheet)
        return
    screen = PHONE if picture.screen == "phone" else DESK
    whole = chrome.execute_script("return document.documentElement.scrollHeight")
    height = min(TALLEST, max(int(whole), int(str(screen["height"]))))
    look(chrome, {**screen, "height": height, "deviceScaleFactor": 1}, picture.scheme)
    WebDriverWait(chrome, PATIENCE).until(lambda one: one.execute_script(SETTLED))
    shot = chrome.execute_cdp_cmd("Page.captureScreenshot", {"format": "webp", "quality": 70})
    target.write_bytes(base64.b64decode(shot["data"]))


def printed(chrome: Chrome, target: Path, sheet: int) -> None:
    """One sheet of a page on paper, A4."""
    sheets = chrome.execute_cdp_cmd(
        "Page.printToPDF", {"printBackground": True, "preferCSSPageSize": True}
    )
    with tempfile.TemporaryDirectory() as folder:
        pdf = Path(folder, "sheets.pdf")
        pdf.write_bytes(base64.b64decode(sheets["data"]))
        command = ["pdftoppm", "-png", "-r", "75", "-f", str(sheet), "-singlefile", str(pdf)]
        subprocess.run([*command, str(target.with_suffix(""))], check=True)


def page() -> str:
    """``docs/pages.md``."""
    lines = [
        "# The pages in pictures 页面一览",
        "",
        "慈溪数据集上的十六张页面截图：中英文、浅色与深色、手机与打印。",
        "",
        "Sixteen pictures of the Cixi dataset's pages, in both languages, light and dark, on a"
        " phone and on paper.",
        "They are taken anew by `python -m tests.browser.gallery http://127.0.0.1:8020` while"
        " `tongbu up` runs there.",
    ]
    for picture in PICTURES:
        zh, en = picture.told.zh, picture.told.en
        lines += ["", f"{zh} · {en}", "", f"![{zh}：{en}](pages/{file_of(picture)})"]
    return "\n".join([*lines, ""])


def main(base: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory() as profile, browsing(Path(profile), *FLAGS) as chrome:
        for number, picture in enumerate(PICTURES, 1):
            take(chrome, base.rstrip("/"), picture)
            print(f"{number}/{len(PICTURES)} {file_of(picture)}", flush=True)
    (ROOT / "docs" / "pages.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
