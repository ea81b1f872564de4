"""A page of the service, and what every page has."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient


class Page(HTMLParser):
    """What of a page the tests look at."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def read(client: FlaskClient, path: str, code: int = 200, **more: Any) -> str:
    """A page's text; checks what all pages have."""
    response = client.get(path, **more)
    assert response.status_code == code, response.text
    assert response.content_type == "text/html; charset=utf-8"
    page = Page(response.text)
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
    assert "style" not in {tag for tag, _ in page.elements}
    for script in page.all("script"):
        assert "src" in script or script["type"] == "application/json"
    for tag, name in (("script", "src"), ("link", "href"), ("a", "href"), ("img", "src")):
        for attributes in page.all(tag):
            address = urlsplit(attributes.get(name) or "")
            assert address.scheme in ("", "tel"), attributes
            assert not address.netloc
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "Text(" not in response.text
    return response.text
