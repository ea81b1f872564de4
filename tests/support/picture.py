"""README's picture of a running service: ``python -m tests.support.picture [ADDRESS]``."""

import sys
import tempfile
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.support.paths import ROOT

PICTURE = ROOT / "web" / "pictures" / "critical-path.png"
PAGE = "queries/critical-path?enterprise=gongniu&lang=zh"


def take(address: str, path: Path, *, width: int = 1280, height: int = 1000) -> None:
    """Writes a picture of the page at ``address``, once its graph is drawn."""
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
            browser.get(address)
            WebDriverWait(browser, 30).until(
                lambda b: not b.find_elements(By.CSS_SELECTOR, "[data-graph]:not(.graph-drawn)")
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(browser.get_screenshot_as_png())


if __name__ == "__main__":
    take((sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8020/") + PAGE, PICTURE)
