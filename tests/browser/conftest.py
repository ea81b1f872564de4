"""The pages of the first dataset, and a browser that looks at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from service.answers.knowledge import Knowledge
from service.http.app import create_app
from service.settings import Settings
from tests.support.browser import DESK, look, serving
from tests.support.drawn_page import browsing


@pytest.fixture(scope="module")
def address(cixi: Knowledge, defaults: Settings) -> Iterator[str]:
    with serving(create_app(cixi, defaults)) as here:
        yield here


@pytest.fixture(scope="module")
def profile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("profile")


@pytest.fixture(scope="module")
def chrome(profile: Path) -> Iterator[Chrome]:
    with browsing(profile, "--accept-lang=zh-CN") as started:
        yield started


@pytest.fixture
def browser(chrome: Chrome) -> Iterator[Chrome]:
    """A browser as on a desk, in the light; afterwards its console must be empty."""
    look(chrome, DESK, "light")
    chrome.get("about:blank")  # a page of before asks nothing any more
    chrome.get_log("browser")
    yield chrome
    assert chrome.get_log("browser") == []
