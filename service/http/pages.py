"""Answers as pages for people: the overview, saved queries, one thing, search, and refusals."""

import hashlib
import logging
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask import current_app as app

from service.access.roles import Capability
from service.answers.answer import Answer
from service.answers.codes import with_codes
from service.answers.names import names_of
from service.answers.provenance import provenance
from service.answers.questions import Question
from service.answers.scenario import Change
from service.answers.search import search
from service.catalog.catalog import SavedQuery
from service.clock import local_time_of
from service.display import cells, forms
from service.display.changes import recorder_name
from service.display.conflicts import provenance_texts
from service.display.numbers import number
from service.display.scenarios import TotalRow, place_told, total_rows
from service.display.since import days_since
from service.display.tables import Table
from service.display.view import OF_PAGES
from service.errors import (
    Conflict,
    InternalError,
    InvalidParameter,
    NotFound,
    NotSignedIn,
    Refusal,
    TokenRequired,
)
from service.formats.picture import root_of
from service.http import context, tables
from service.http.addresses import Address
from service.http.identity import access, csrf, csrf_field, keep_token
from service.http.sign_in import onward_from, refused_page
from service.language import Text
from service.model.tables import BY_LABEL, THINGS
from service.serialization import to_json

pages = Blueprint("pages", __name__)

LOG = logging.getLogger("tongbu")

NOTES = "notes"
"""The saved query that tells what was noted."""

MAX_SECTION_ROWS = 20
"""Of such an answer, where it is no chart; its own page shows the rest."""


@pages.get("/<any(queries, 'what-if'):folder>/<name:query>")
def query(folder: str, query: str) -> Response:
    saved = context.knowledge().catalog.by_address(folder, query)
    # a form sends what was not filled in as blank
    given = {name: value for name, value in g.given.items() if value not in ("", [])}
    g.view = {
        name: told for name, values in g.view.items() if (told := [*filter(str.strip, values)])
    }
    meant = with_codes(saved, given)
    if meant != given:
        return cast(Response, redirect(context.address("pages.query", saved, meant, g.view)))
    labels = context.id_labels(saved, given)
    refusal: Refusal | None = None
    answer: Answer | None = None
    shown: dict[str, Any] | None = None
    nearest: list[tuple[str, str]] = []
    try:
        look = tables.asked(saved, given, OF_PAGES)
        answer = context.knowledge().ask(saved.name, given, page=True)
        shown = tables.shown(answer, look, labels)
    except (InvalidParameter, Conflict) as error:
        refusal = None if forms.only_missing(saved, given, error.faults) else error
        nearest = context.nearest_questions(saved, given, error) if refusal else []
    except NotFound as error:
        if fitting := context.fitting_ids(saved, given, error):
            return cast(Response, redirect(context.address("pages.query", saved, fitting, g.view)))
        refusal = error
        nearest = context.nearest_questions(saved, given, error)
    except InternalError:
        raise
    except Refusal as error:
        # what was entered stays, to be asked again: too much work, too busy, no database
        refusal = error
    faults = refusal.faults if refusal else ()
    note_on = Address(saved, given).canonical if answer and saved.name != NOTES else ""
    wrong, kept = forms.view_fields(saved, g.view, faults, context.request_language())
    named = {field.name for field in wrong}
    page = render_template(
        "query.html",
        saved=saved,
        fields=[*forms.fields(saved, given, faults, labels, context.request_language()), *wrong],
        kept=kept,
        refusal=refusal,
        loose=[one for one in forms.loose(saved, faults) if one.where not in named],
        nearest=nearest,
        state=answer.state if answer else context.state(),
        view=shown,
        totals=_totals(answer),
        written=[Change(saved, answer.parameters).written] if answer and answer.totals else [],
        given=given,
        note_on=note_on,
        notes=_notes(note_on),
        example=[] if answer or refusal else _example(saved),
        new_change=_new_change,
    )
    return context.refusing(page, refusal)


def _example(saved: SavedQuery) -> list[tuple[str, str]]:
    """What the example of a query is about: labels and values in words."""
    labels = context.id_labels(saved, saved.example)
    return forms.scope(saved, saved.example, labels, context.request_language())


def _notes(address: str) -> dict[str, Any] | None:
    """What was noted of an answer, by its address; a refusal of it is none."""
    if not address or NOTES not in context.knowledge().catalog:
        return None
    try:
        return context.answer_view(context.knowledge().ask(NOTES, {"answer": address}), {})
    except Refusal:
        return None


def _new_change() -> str:
    return uuid.uuid4().hex


@pages.get("/search")
def found() -> Response:
    """What was found; where that is one thing or question, its page at once."""
    text = str(g.given.get("q", "")).strip()
    result = search(context.knowledge(), text, context.request_language())
    if isinstance(result.only, Question):
        address = context.address("pages.query", result.only.query, result.only.given)
        return cast(Response, redirect(address))
    if result.only:
        return cast(Response, redirect(context.link(*result.only)))
    page = render_template(
        "search.html", text=text, found=result, state=context.knowledge().state()
    )
    return make_response(page)


@pages.route("/token", methods=["GET", "POST"])
def token() -> Response:
    """The form by which a browser shows the token; it stays in a cookie, never in an address."""
    onward = onward_from(request.form.get("next", ""))
    if request.method == "GET":
        return make_response(render_template("token.html", onward=onward, wrong=False))
    if not access().is_token(request.form.get("token", "").strip().encode("utf-8", "replace")):
        return make_response(render_template("token.html", onward=onward, wrong=True), 401)
    response = cast(Response, redirect(onward, 303))
    keep_token(response)
    return response


def refusal_page(refusal: Refusal) -> Response:
    """A refusal as a page; the form by which one is let in where that is what is missing."""
    if isinstance(refusal, NotSignedIn):
        return refused_page(refusal)
    if isinstance(refusal, TokenRequired):
        asked = request.query_string.decode("ascii", "replace")
        onward = f"{context.here()}?{asked}" if asked else context.here()
        page = render_template("token.html", onward=onward, wrong=False)
    else:
        page = render_template("refusal.html", refusal=refusal, state=None)
    return make_response(page, refusal.status)


@pages.app_context_processor
def vocabulary() -> dict[str, Any]:
    """What every template may use beside its own values."""
    language = context.request_language()
    return {
        "language": language,
        "say": lambda en, zh: zh if language == "zh" else en,
        "said": lambda text: text.to(language),
        "number": lambda name, value: number(name, value, language),
        "address": context.address,
        "asset": asset,
        "graph_modules": graph_modules,
        "here": context.here,
        "things": THINGS,
        "kinds": lambda: to_json(
            {label: table.singular.to(language) for label, table in BY_LABEL.items()}
            | {tie: text.to(language) for tie, text in _ties().items()}
        ).decode("utf-8"),
        "switched": switched,
        "own_queries": g.get("own_queries"),
        "local": local_time_of,
        "place_told": lambda where, changes=(): place_told(where, changes, _labels_of_trials()),
        "recorder": lambda by: recorder_name(context.knowledge().catalog, by).to(language),
        "who": g.get("caller"),
        "may": {one.value: context.may(one) for one in Capability},
        "denial": context.knowledge().rights.denial,
        "csrf": csrf,
        "csrf_field": csrf_field,
    }


def _labels_of_trials() -> Mapping[str, Text]:
    """What the parameters of what-ifs are called, by name."""
    trials = context.knowledge().catalog.what_ifs
    return {one.name: one.label for saved in trials for one in saved.parameters}


def _ties() -> Mapping[str, Text]:
    """The kinds of neighbours in words; none where no such query is read."""
    catalog = context.knowledge().catalog
    if "ties" not in catalog:
        return {}
    return next(column.words for column in catalog["ties"].columns if column.name == "tie")


def switched() -> str:
    """This address in the other language."""
    other = "en" if context.request_language() == "zh" else "zh"
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return context.here() + "?" + urlencode([*kept, ("lang", other)])


def asset(name: str) -> str:
    """The address of a file in ``web/static``; it changes with the file, so it can be kept."""
    return url_for("static", filename=name, v=_digest(Path(app.static_folder or "") / name))


@cache
def graph_modules(room: str) -> Sequence[str]:
    """The scripts that draw a picture in a ``room`` of ``web/static/graph``, and the library that
    it draws with, by their names in ``web/static``.

    A page names them at once: each would be asked for only when the one that imports it is there.
    """
    static = Path(app.static_folder or "")
    rooms = {
        "explore": ("graph/explore", "vendor/cytoscape"),
        "map": ("graph/explore", "graph/map", "vendor/sigma"),
    }
    folders = ("graph", *rooms[room])
    files = (file for folder in folders for file in sorted((static / folder).glob("*.*js")))
    return [file.relative_to(static).as_posix() for file in files]


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _totals(answer: Answer | None) -> list[TotalRow]:
    """What a what-if would change in all."""
    if answer is None or answer.totals is None:
        return []
    return total_rows([answer.totals], context.request_language())


def _thing(kind: str, id: str) -> str:
    """The page of one thing: its facts, its neighbourhood, and the answers about it."""
    answer = context.knowledge().ask(kind, {kind: id})
    if not answer.rows:
        raise NotFound(Text(f"There is no {kind} {id[:80]!r}", f"没有 {id[:80]!r}"))
    facts = dict(zip((column.name for column in answer.columns), answer.rows[0], strict=True))
    root = root_of(answer)
    known = {node.id: node.properties for node in answer.subgraph.nodes} if answer.subgraph else {}
    language = context.request_language()
    status = cells.status({**known.get(root, {}), **facts}, answer.columns, language)
    view = context.answer_view(answer, {})
    table: Table = view["table"]
    named = dict(zip((h.name for h in table.headings), table.rows[0], strict=True))
    name = named[kind].text
    catalog, graph = context.knowledge().catalog, context.knowledge().graph
    show_personal = context.knowledge().shows_persons_of(kind, id, "sources")
    facts_rest_on = provenance(graph, kind, id)
    return render_template(
        "thing.html",
        kind=kind,
        id=id,
        name=name,
        headings=table.headings,
        cells=named,
        status=status if kind == "enterprise" else None,
        state=answer.state,
        since=days_since(answer.state.as_of),
        view=view,
        rests=provenance_texts(
            facts_rest_on, names_of(graph, facts_rest_on), personal=show_personal
        ),
        sections=[
            _section(saved, {kind: id, **saved.shown_on[kind]}, {kind: [name]})
            for _, listed in catalog.grouped()
            for saved in listed
            if kind in saved.shown_on
        ],
        more=[one for one in _offered(kind, id, catalog) if one[0].name != kind],
        what_ifs=list(_offered(kind, id, catalog.what_ifs)) if context.may(Capability.TRY) else [],
        actions=[
            one
            for one in _offered(kind, id, catalog.actions)
            if context.knowledge().actions.could(one[0], one[1])
        ],
        new_change=_new_change,
    )


def _offered(
    kind: str, id: str, among: Iterable[SavedQuery]
) -> Iterator[tuple[SavedQuery, dict[str, str]]]:
    """Those of ``among`` that can be asked about one thing, each with the parameter that it is."""
    for saved in among:
        name = next((one.name for one in saved.parameters if one.offered_on == kind), None)
        if name:
            yield saved, {name: id}


def _section(saved: SavedQuery, given: dict[str, str], labels: forms.Called) -> dict[str, Any]:
    """A further answer on the page of a thing; a refusal of it stands in its place only."""
    section: dict[str, Any] = {"saved": saved, "given": given}
    try:
        answer = context.knowledge().ask(saved.name, given)
        section["rows"] = len(answer.rows)
        if saved.result != "chart":
            answer = replace(answer, rows=answer.rows[:MAX_SECTION_ROWS])
        view = context.answer_view(answer, labels)
        table = tables.sorted_elsewhere(view["table"], saved, given)
        section["view"] = {**view, "table": table}
    except Refusal as refusal:
        section["refusal"] = refusal
    return section


for _kind, _table in THINGS.items():
    pages.add_url_rule(f"/{_table.name}/<thing:id>", _kind, _thing, defaults={"kind": _kind})
