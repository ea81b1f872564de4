"""Pictures of a running service: ``python -m tests.support.picture [ADDRESS]``.

README's is of its graph; with ``loads`` behind the address those of ``docs/lists.md`` are made, of
what is shown of a list before it is loaded, with ``work`` those of ``docs/work.md``.
"""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.lists import book
from tests.support.paths import DOCS, ROOT

PICTURE = ROOT / "web" / "pictures" / "critical-path.png"
PAGE = "queries/critical-path?enterprise=gongniu&lang=zh"

LISTS: dict[str, tuple[str, list[Sequence[object]]]] = {
    "zh": (
        "配套企业名单2月12日.xlsx",
        [
            ("序号", "龙头企业", "配套厂家", "供应物料", "是否复工", "预计复工日期", "员工数"),
            (1, "公牛集团", "跃隆五金", "插头支架", "否", "2月20日", 80),
            (2, "公牛集团", "金田铜业", "铜", "是", "", 1200),
            (3, "公牛集团", "慈溪市丰源塑料厂", "外壳", "部分复工", "", 60),
            (4, "新海集团", "慈溪丰源塑料有限公司", "打火机壳", "否", "2月18日", 60),
            ("合计", "", "", "", "", "", 1400),
        ],
    ),
    "en": (
        "suppliers 2020-02-12.xlsx",
        [
            ("No.", "Buyer", "Supplier", "Material", "Resumed", "Expected on", "Headcount"),
            (1, "Gongniu", "Yuelong Hardware", "plug brackets", "no", "2020-02-20", 80),
            (2, "Gongniu", "Jintian Copper", "copper", "yes", "", 1200),
            (3, "Gongniu", "Fengyuan Plastics Co., Ltd.", "housings", "yes", "", 60),
            (4, "Xinhai", "Fengyuan Plastics Ltd", "lighter cases", "no", "2020-02-18", 60),
            ("Total", "", "", "", "", "", 1400),
        ],
    ),
}
"""By language the name of an invented list, and its lines."""


WORK = {"request": "requests/request-01", "letter": "letters/letter-01"}
"""Pages of the work, by the names of their pictures."""


@contextmanager
def browsing(width: int, height: int) -> Iterator[webdriver.Chrome]:
    """A browser without a window."""
    options = webdriver.ChromeOptions()
    with tempfile.TemporaryDirectory() as profile:
        for argument in (
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            "--hide-scrollbars",
            f"--window-size={width},{height}",
            f"--user-data-dir={profile}",
        ):
            options.add_argument(argument)
        options.binary_location = "/usr/bin/chromium"
        with webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver")) as browser:
            yield browser


def take(address: str, path: Path, *, width: int = 1280, height: int = 1000) -> None:
    """Writes a picture of the page at ``address``, once its graph is drawn."""
    with browsing(width, height) as browser:
        browser.get(address)
        WebDriverWait(browser, 30).until(
            lambda b: not b.find_elements(By.CSS_SELECTOR, "[data-graph]:not(.graph-drawn)")
        )
        _save(browser, path)


def take_loads(address: str) -> None:
    """Writes the pictures of what is shown of a list before it is loaded; nothing is loaded."""
    with tempfile.TemporaryDirectory() as folder, browsing(1000, 800) as browser:
        for language, (name, lines) in LISTS.items():
            browser.get(f"{address}load?lang={language}")
            file = book(Path(folder) / name, lines)
            browser.find_element(By.ID, "file").send_keys(str(file))
            day = "document.getElementById('as_of').value = '2020-02-12'"
            browser.execute_script(day)
            browser.find_element(By.CSS_SELECTOR, "[data-load] .go").click()
            WebDriverWait(browser, 60).until(
                lambda b: b.find_elements(By.CSS_SELECTOR, "button[value=load]")
            )
            height = browser.execute_script("return document.querySelector('footer').offsetTop")
            screen = {"width": 1000, "height": height, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
            _save(browser, DOCS / "pictures" / f"load-{language}.png")


def take_work(address: str) -> None:
    """Writes the pictures of pages of the work, in both languages."""
    for name, page in WORK.items():
        for language in ("zh", "en"):
            path = DOCS / "pictures" / f"{name}-{language}.png"
            take(f"{address}{page}?lang={language}", path, width=1000, height=1100)


def _save(browser: webdriver.Chrome, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(browser.get_screenshot_as_png())


if __name__ == "__main__":
    at = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8020/"
    if "loads" in sys.argv[2:]:
        take_loads(at)
    elif "work" in sys.argv[2:]:
        take_work(at)
    else:
        take(at + PAGE, PICTURE)
