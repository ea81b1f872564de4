"""The service behind real proxies, below a path and by https, as docs/proxies.md says."""

import re
import ssl
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from flask import Flask

from service.answers.knowledge import Knowledge
from service.errors import CannotStart
from service.graph.database import Graph
from service.http.app import create_app
from service.http.identity import TOKEN_COOKIE
from service.http.proxies import behind_proxies
from service.settings import Settings
from tests.support import proxied
from tests.support.catalog import read_catalog
from tests.support.serving import served

TOKEN = "sync-token"
PREFIX = "/tongbu"
ADDRESS = re.compile(r'\b(?:href|src|action|data-search|data-titles|data-suggest)="([^"]+)"')
PAGES = ("/", "/queries/critical-path?enterprise=gongniu", "/enterprises/gongniu", "/load", "/api")
MANY = 200
"""Addresses on these pages, at least."""
FEW = 12
"""Of them that are followed, all over the list; that they begin with the prefix is seen of all."""


@pytest.fixture(scope="module")
def behind(defaults: Settings) -> Settings:
    return replace(defaults, token=TOKEN, proxies=1, prefix=PREFIX, rate=1_000)


@pytest.fixture(scope="module")
def app(cixi_graph: Graph, behind: Settings) -> Flask:
    knowledge = Knowledge(cixi_graph, read_catalog(), show_personal=False, may_change=True)
    return create_app(knowledge, behind)


@pytest.fixture(scope="module")
def service(app: Flask, behind: Settings) -> Iterator[str]:
    with served(behind_proxies(app.wsgi_app, behind), prefix=PREFIX) as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proxy")


@pytest.fixture(scope="module")
def trusting(folder: Path) -> ssl.SSLContext:
    return proxied.certificate(folder)


@pytest.fixture(scope="module", params=["nginx", "nginx-upstream", "caddy"])
def client(
    request: pytest.FixtureRequest, service: str, folder: Path, trusting: ssl.SSLContext
) -> Iterator[httpx.Client]:
    """A reader at the proxy, below the prefix, who shows the token."""
    several = proxied.with_upstream(
        proxied.example("clusters.md", "nginx"), service.removeprefix("http://")
    )
    start = {
        "nginx": lambda: proxied.nginx(folder, service),
        "nginx-upstream": lambda: proxied.nginx(folder, service, before=several),
        "caddy": lambda: proxied.caddy(folder, service),
    }
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with (
        start[request.param]() as address,
        httpx.Client(
            verify=trusting, base_url=address + PREFIX, headers=headers, timeout=120
        ) as one,
    ):
        yield one


def addresses_in(page: httpx.Response) -> set[str]:
    """What a page leads to on its own host."""
    found = {urljoin(str(page.url), unescape(one)) for one in ADDRESS.findall(page.text)}
    origin = f"https://{page.url.netloc.decode()}"
    return {one.partition("#")[0] for one in found if one.startswith(origin)}


def test_every_address_of_a_page_leads_somewhere(client: httpx.Client) -> None:
    found: set[str] = set()
    for path in PAGES:
        page = client.get(path)
        assert page.status_code == 200, path
        found |= addresses_in(page)
    paths = {one for one in found if "?" not in one or "/static/" in one or "lang=" in one}
    assert len(paths) >= MANY
    for one in sorted(found):
        assert urlsplit(one).path.startswith(f"{PREFIX}/"), one
    for one in sorted(paths)[:: len(paths) // FEW]:
        assert client.get(one).status_code < 400, one


def test_modules_find_each_other(client: httpx.Client) -> None:
    """What the scripts of a page import, from module to module."""
    page = client.get("/queries/critical-path?enterprise=gongniu")
    waiting = [one for one in addresses_in(page) if urlsplit(one).path.endswith(".js")]
    seen: set[str] = set()
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        module = client.get(one)
        assert module.status_code == 200, one
        assert module.headers["Content-Type"].startswith("text/javascript"), one
        if "/vendor/" not in one:
            named = re.findall(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"', module.text)
            waiting += [urljoin(one, other) for other in named]
    assert len(seen) > 20


def test_what_programs_are_told(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert document["servers"] == [{"url": PREFIX}]
    path = "/queries/critical-path.json?enterprise=gongniu"
    answer = client.get(path)
    links = re.findall(r"<([^>]+)>", answer.headers["Link"])
    assert len(links) > 4
    for link in links:
        assert link.startswith(f"{PREFIX}/") and client.get(urljoin(str(answer.url), link)), link
    again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    text = client.get("/queries/critical-path.txt?enterprise=gongniu").text
    host = client.base_url.netloc.decode()
    assert f"https://{host}{PREFIX}/queries/critical-path?enterprise=gongniu" in text
    stream = client.get("/queries/readiness.csv")
    assert stream.status_code == 200 and len(stream.content.splitlines()) > 100
    called = client.get("/api/critical_path?lang=en").text
    assert f"curl &#39;https://{host}{PREFIX}/queries/critical-path.json" in called
    kept = client.get("/mine.json", params={"answer": f"{PREFIX}/queries/overdue"}).json()
    assert kept["answers"][0]["href"] == f"{PREFIX}/queries/overdue"


def test_one_is_sent_to_where_one_wanted(client: httpx.Client, trusting: ssl.SSLContext) -> None:
    with httpx.Client(verify=trusting, timeout=120) as reader:
        wanted = f"{client.base_url}queries/overdue?district=330282"
        form = reader.get(wanted, headers={"Accept": "text/html"})
        assert form.status_code == 401
        assert form.headers["Strict-Transport-Security"]
        action = re.search(r'action="([^"]+/token[^"]*)"', form.text)
        onward = re.search(r'name="next" value="([^"]+)"', form.text)
        assert action and onward
        sent = reader.post(
            urljoin(wanted, action[1]), data={"token": TOKEN, "next": unescape(onward[1])}
        )
        assert sent.status_code == 303
        assert urljoin(wanted, sent.headers["Location"]) == wanted
        cookie = sent.headers["Set-Cookie"]
        assert cookie.startswith(TOKEN_COOKIE)
        assert {"Secure", "HttpOnly", f"Path={PREFIX}"} <= {*cookie.split("; ")}
        assert reader.get(wanted).status_code == 200
    bare = client.get(str(client.base_url).rstrip("/"), follow_redirects=False)
    assert bare.is_redirect and urlsplit(bare.headers["Location"]).path == f"{PREFIX}/"


def test_a_change_comes_from_a_page_of_this_host(client: httpx.Client) -> None:
    host = client.base_url.netloc.decode()
    step = {"enterprise": "nobody-of-this-id", "step": "surveyed"}
    for origin, status in ((f"https://{host}", 404), ("https://elsewhere.example", 403)):
        sent = client.post("/actions/record-step.json", json=step, headers={"Origin": origin})
        assert sent.status_code == status, sent.text


def test_who_asks_is_whom_the_proxy_saw(app: Flask, behind: Settings) -> None:
    """What a caller says of himself in these headers is not believed, beyond the hops."""
    seen: list[tuple[str, str]] = []

    def look(environ: dict[str, str], start: object) -> list[bytes]:
        seen.append((environ["REMOTE_ADDR"], environ["HTTP_HOST"]))
        return []

    def ask(proxies: int, **headers: str) -> tuple[str, str]:
        environ = {"REMOTE_ADDR": "10.0.0.9", "HTTP_HOST": "here", "wsgi.url_scheme": "http"}
        behind_proxies(look, replace(behind, proxies=proxies))({**environ, **headers}, print)
        return seen.pop()

    said = "6.6.6.6, 203.0.113.7"
    assert ask(0, HTTP_X_FORWARDED_FOR=said, HTTP_X_FORWARDED_HOST="there") == ("10.0.0.9", "here")
    assert ask(1, HTTP_X_FORWARDED_FOR=said) == ("203.0.113.7", "here")
    assert ask(2, HTTP_X_FORWARDED_FOR=f"{said}, 10.0.0.1")[0] == "203.0.113.7"
    assert ask(1, HTTP_X_FORWARDED_HOST="there") == ("10.0.0.9", "there")


def test_a_proxy_of_which_nobody_told_is_refused(cixi: Knowledge, defaults: Settings) -> None:
    """Else everybody whom it lets in would pass for one on this machine."""
    client = create_app(cixi, defaults).test_client()
    assert client.get("/queries.json").status_code == 200
    for header in ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP"):
        refused = client.get("/queries.json?lang=en", headers={header: "203.0.113.7"})
        assert refused.status_code == 403
        assert "TONGBU_PROXIES" in refused.json["detail"]


def test_a_proxy_lets_others_in(cixi: Knowledge, defaults: Settings) -> None:
    with pytest.raises(CannotStart, match="TONGBU_TOKEN"):
        create_app(cixi, replace(defaults, proxies=1))
