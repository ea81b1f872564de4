"""Signing in by OpenID Connect, at a real provider, over HTTP from beginning to end."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
import requests
from joserfc.jwk import RSAKey

from service.access import users
from service.answers.knowledge import Knowledge
from service.graph.database import Graph
from service.http.app import create_app
from service.settings import Settings
from tests.support.catalog import read_catalog
from tests.support.openid_provider import CLIENT, SECRET, Provider
from tests.support.people import PASSWORD
from tests.support.serving import served


@pytest.fixture
def provider() -> Iterator[Provider]:
    made = Provider()
    with served(made.app) as address:
        made.issuer = address
        yield made


@pytest.fixture
def service(graph: Graph, defaults: Settings, provider: Provider) -> Iterator[str]:
    users.add(graph, "li", "reader", None, None, by="test")
    users.add(graph, "wang", "admin", None, PASSWORD, by="test")
    settings = replace(
        defaults,
        sign_in=True,
        openid_issuer=provider.issuer,
        openid_client=CLIENT,
        openid_secret=SECRET,
    )
    knowledge = Knowledge(graph, read_catalog(), show_personal=True, may_change=True)
    with served(create_app(knowledge, settings)) as address:
        yield address


def test_users_sign_in_by_a_provider(service: str, provider: Provider, graph: Graph) -> None:
    def sign_in(browser: requests.Session | None = None) -> requests.Response:
        path = f"{service}/sign-in/openid"
        browser = browser or requests.Session()
        return browser.get(path, params={"next": "/mine?lang=en"}, timeout=20)

    form = requests.get(f"{service}/mine?lang=en", timeout=20)
    assert form.status_code == 401
    assert "/sign-in/openid?next=" in form.text and provider.issuer in form.text
    provider.person = {"sub": "17", "preferred_username": "Li"}
    browser = requests.Session()
    page = sign_in(browser)
    assert (page.status_code, page.url) == (200, f"{service}/mine?lang=en")
    assert 'name="caller" content="li"' in page.text
    assert browser.get(f"{service}/scenarios", timeout=20).status_code == 403, "a reader"
    assert sign_in().status_code == 200, "again"
    # the name was given to another: the provider's own number tells
    provider.person = {"sub": "18", "preferred_username": "li"}
    assert sign_in().status_code == 401
    # nobody here, and one who has a password of his own
    for name in ("zhao", "wang"):
        provider.person = {"sub": "19", "preferred_username": name}
        refused = sign_in()
        assert refused.status_code == 401 and "没有对应用户" in refused.text
    # signed by somebody else
    provider.person = {"sub": "17", "preferred_username": "li"}
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
    assert sign_in().status_code == 401


def test_what_comes_back_must_be_of_this_flow(service: str, provider: Provider) -> None:
    provider.person = {"sub": "17", "preferred_username": "li"}
    browser = requests.Session()
    begun = browser.get(f"{service}/sign-in/openid", allow_redirects=False, timeout=20)
    assert begun.status_code == 302
    for wanted in ("code_challenge_method=S256", "nonce=", "state=", "response_type=code"):
        assert wanted in begun.headers["Location"]
    known = requests.get(begun.headers["Location"], allow_redirects=False, timeout=20)
    back = known.headers["Location"]
    # another browser, which did not begin it
    assert requests.get(back, timeout=20).status_code == 401
    wrong = back.replace("state=", "state=x")
    assert browser.get(wrong, timeout=20).status_code == 401
    denied = f"{service}/sign-in/openid/back?error=access_denied&state=x"
    assert browser.get(denied, timeout=20).status_code == 401


def test_what_a_provider_adds_to_the_way_back_is_passed_over(
    service: str, provider: Provider
) -> None:
    """As some do: who else is signed in, of which domain, for what (RFC 6749, 4.1.2)."""
    provider.person = {"sub": "17", "preferred_username": "li"}
    browser = requests.Session()
    begun = browser.get(f"{service}/sign-in/openid", allow_redirects=False, timeout=20)
    known = requests.get(begun.headers["Location"], allow_redirects=False, timeout=20)
    back = f"{known.headers['Location']}&authuser=0&hd=example.com&scope=openid+profile"
    assert browser.get(f"{back}&prompt=%00", timeout=20).status_code == 400, "no such character"
    page = browser.get(back, timeout=20)
    assert (page.status_code, page.url) == (200, f"{service}/")
    assert 'name="caller" content="li"' in page.text
    assert browser.get(f"{service}/sign-in/openid?hd=x", timeout=20).status_code == 400


def test_a_provider_that_does_not_answer_is_told(graph: Graph, defaults: Settings) -> None:
    users.add(graph, "li", "reader", None, None, by="test")
    settings = replace(
        defaults, sign_in=True, openid_issuer="http://127.0.0.1:9", openid_client="x",
        openid_secret="y",
    )  # fmt: skip
    client = create_app(
        Knowledge(graph, read_catalog(), show_personal=True), settings
    ).test_client()
    refused = client.get("/sign-in/openid?lang=en")
    assert refused.status_code == 401 and "does not answer" in refused.text
