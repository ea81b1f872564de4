"""What a reader keeps in his own browser: favourites and recent answers.

The service knows none of it: it is told addresses, and tells how they are called today.
"""

from typing import Any

from flask import Blueprint, Response, render_template

from service.answers import snapshots as kept
from service.errors import Refusal
from service.formats.media_types import JSON
from service.http import context, scenarios
from service.http.addresses import Address, given_addresses, names_in, read_address, title
from service.serialization import to_json

mine = Blueprint("mine", __name__)


@mine.get("/mine")
def page() -> str:
    """The page that the browser fills."""
    return render_template("mine.html", state=context.state())


@mine.get("/mine.json")
def as_json() -> Response:
    """How the answers and things at some addresses are called, in their order."""
    asked = [(text, _read(text)) for text in given_addresses(needed=True)]
    names = names_in([one for _, one in asked if isinstance(one, Address)])
    told = [{"answer": text, **_called(one, names)} for text, one in asked]
    return Response(to_json({"answers": told}), content_type=JSON)


def _read(text: str) -> Address | Refusal:
    try:
        return read_address(text)
    except Refusal as refusal:
        return refusal


def _called(address: Address | Refusal, names: Any) -> dict[str, Any]:
    """The address in use today, what stands there and of what, or why nothing does."""
    language = context.request_language()
    try:
        if isinstance(address, Refusal):
            raise address
        if address.scenarios or address.changes:
            shown = scenarios.shown_at(address)
            what, scope = scenarios.title_of(shown), scenarios.scope_of(shown)
        elif address.snapshot:
            head = kept.read(context.knowledge().graph, address.snapshot).head
            scope = head.scope_in(language)
            what = head.title.to(language)
        else:
            what, scope = title(address, names)
    except Refusal as refusal:
        return {"refused": refusal.detail.to(language)}
    pairs = [{"label": label, "value": value} for label, value in scope]
    as_of = {"as_of": head.as_of} if address.snapshot else {}
    return {"href": address.href, "title": what, "scope": pairs, **as_of}
