"""ETags: a client's copy of an answer is valid while the graph has not changed.

Every answer carries a weak ETag made of the graph's revision, the address, the language, the file
of the query, and this release; asked for again with ``If-None-Match`` it costs one look at the
revision. Several services on one graph give the same.
"""

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, g, request, url_for

from service.catalog.catalog import SavedQuery
from service.formats.media_types import forms_of
from service.graph.state import State
from service.http.context import here, knowledge
from service.http.routes import CATALOGUED
from service.statements import CYPHER

ANSWER_ROUTES = {"api.as_json", "api.as_form", "api.as_graph", "api.as_network", "api.thing"}
"""The routes whose answers carry an ETag."""

REVALIDATE = "private, no-cache"
"""``Cache-Control``: a client may keep its copy, and asks each time whether it is still valid."""


def remember_answer(query: SavedQuery, state: State, *, cut_by_time: bool = False) -> None:
    """Says what this request was answered with: ``add_etag`` tells the reader.

    What time has cut may be more the next time, so no copy of it stays valid.
    """
    g.answered = query, state, cut_by_time


def not_modified() -> Response | None:
    """304 where the reader has this very answer already."""
    known_tags = request.if_none_match
    # "*" would be true of what does not even exist
    if request.endpoint not in ANSWER_ROUTES or not known_tags or known_tags.star_tag:
        return None
    state = knowledge().state()
    if not known_tags.contains_weak(_tag(state)):
        return None
    response = Response(status=304)
    _tell_version(response, state)
    # what names persons was not to be kept, so nobody who obeyed has it to ask about
    response.headers["Cache-Control"] = REVALIDATE
    return response


def _tell_version(response: Response, state: State, *, tagged: bool = True) -> None:
    if tagged:
        response.set_etag(_tag(state), weak=True)
    response.headers["Graph-Version"] = str(state.version)


def add_etag(response: Response) -> None:
    """Adds to an answer its ETag, the graph's version, who may keep it, and its other forms."""
    query, state, cut_by_time = g.answered
    _tell_version(response, state, tagged=not cut_by_time)
    cache_control = "no-store" if knowledge().tells_persons(query) else REVALIDATE
    response.headers["Cache-Control"] = cache_control
    response.headers.add("Link", f'<{url_for("reference.openapi")}>; rel="service-desc"')
    if request.endpoint != "api.thing":
        for form, address in _alternate_forms(query):
            kind = forms_of(query.result)[form][0].partition(";")[0]
            response.headers.add("Link", f'<{address}>; rel="alternate"; type="{kind}"')


def _alternate_forms(query: SavedQuery) -> list[tuple[str, str]]:
    forms = ["json", *forms_of(query.result)]
    form = max((one for one in forms if request.path.endswith(f".{one}")), key=len, default="")
    path = here().removesuffix(f".{form}")
    asked = request.full_path.rstrip("?").removeprefix(request.path)
    others = [other for other in forms_of(query.result) if other != form]
    return [(other, f"{path}.{other}{asked}") for other in others]


def _tag(state: State) -> str:
    known = knowledge()
    address, sight = request.script_root + request.full_path, known.rights.sight.key
    asked = f"{address} {g.language} {state.revision} {state.as_of} {sight} {_digest_of_file()}"
    return hashlib.sha256(_release() + asked.encode()).hexdigest()[:24]


def _digest_of_file() -> str:
    """Of the file of the query that this address names: one of one's own may change at any time."""
    name = (request.view_args or {}).get(CATALOGUED, "")
    catalog = knowledge().catalog
    return catalog[name].digest if name in catalog else ""


@cache
def _release() -> bytes:
    """A digest of every file that answers are made by: another release may answer otherwise."""
    digest = hashlib.sha256()
    service = Path(__file__).resolve().parents[1]
    for folder, pattern in ((service, "*.py"), (CYPHER, "*")):
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.digest()
