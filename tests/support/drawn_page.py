"""Pages that hold one drawing, served to a real browser under the strictest useful policy."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import parse_qs, urlsplit

from selenium import webdriver

from service.model.tables import BY_LABEL
from tests.support.paths import ROOT, SUPPORT

PATIENCE = 60.0
"""Seconds that a test waits for what a browser shall show; on a busy machine it takes its time."""

STATIC = ROOT / "web" / "static"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'"
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css"}
STYLE = """
body { font: 16px/1.5 "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 72rem;
  padding: 1rem; background: #f6f7f9; color: #1c2733 }
h1 { font-size: 1.375rem }
.after { margin-bottom: 100vh }
@media (prefers-color-scheme: dark) { body { background: #0f1317; color: #e8edf2 } }
@media print { .after { margin: 0 } }
"""


class Pages:
    """A server of drawings: ``add`` a graph, get its address."""

    def __init__(self) -> None:
        self.graphs: dict[str, tuple[str, str]] = {}
        pages = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                found = pages.find(address.path, parse_qs(address.query))
                self.send_response(200 if found else 404)
                if found:
                    self.send_header("Content-Type", f"{found[0]}; charset=utf-8")
                    self.send_header("Content-Length", str(len(found[1])))
                    self.send_header("Content-Security-Policy", POLICY)
                    self.send_header("X-Content-Type-Options", "nosniff")
                self.end_headers()
                if found:
                    self.wfile.write(found[1])

            def log_message(self, format: str, *arguments: Any) -> None:
                """The browser's console tells what a test needs."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def add(self, name: str, title: str, graph: dict[str, Any] | str) -> None:
        """``graph`` as the interface has it, or any text in its place."""
        text = graph if isinstance(graph, str) else json.dumps(graph, ensure_ascii=False)
        self.graphs[name] = (title, text.replace("</", "<\\/"))

    def find(self, path: str, query: dict[str, list[str]]) -> tuple[str, bytes] | None:
        """Content type and content of ``path``."""
        if path == "/page.css":
            return "text/css", STYLE.encode()
        if path == "/static/icon":
            return "image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg"/>'
        if path.startswith("/static/"):
            file = (STATIC / path.removeprefix("/static/")).resolve()
            if file.is_file() and file.is_relative_to(STATIC):
                return TYPES.get(file.suffix, "application/octet-stream"), file.read_bytes()
        name = path.strip("/")
        if name not in self.graphs:
            return None
        title, graph = self.graphs[name]
        template = Template((SUPPORT / "pages" / "graph.html").read_text("utf-8"))
        language = query.get("lang", ["zh"])[0]
        kinds = {
            label: table.singular.to("en" if language == "en" else "zh")
            for label, table in BY_LABEL.items()
        }
        page = template.substitute(
            title=title, graph=graph, lang=language, kinds=escape(json.dumps(kinds))
        )
        return "text/html", page.encode()


@contextmanager
def serving() -> Iterator[Pages]:
    """Pages, served on a free port of loopback until the end of the block."""
    pages = Pages()
    thread = threading.Thread(target=pages.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield pages
    finally:
        pages.server.shutdown()
        pages.server.server_close()
        thread.join()


@contextmanager
def browsing(profile: Path, *flags: str) -> Iterator[webdriver.Chrome]:
    """A headless Chromium with its own ``profile``; every line of its console is kept."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for flag in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--no-first-run",
        "--window-size=1280,900",
        f"--user-data-dir={profile}",
        *flags,
    ):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    options.add_experimental_option(
        "prefs",
        {
            "download.default_directory": str(profile / "downloads"),
            # a download begun long after its click counts as one of the page's own: let it be
            "profile.default_content_setting_values.automatic_downloads": 1,
        },
    )
    service = webdriver.ChromeService(executable_path="/usr/bin/chromedriver")
    browser = webdriver.Chrome(options=options, service=service)
    try:
        yield browser
    finally:
        browser.quit()
