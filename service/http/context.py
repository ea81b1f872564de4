"""What every page shares: an answer as shown, the names of ids, addresses."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from flask import Response, g, make_response, request, url_for
from markupsafe import Markup

from service.access.audit import Look
from service.access.roles import Capability
from service.answers.answer import Answer
from service.answers.knowledge import Knowledge
from service.answers.names import names_outside
from service.answers.spellings import folded
from service.answers.suggestions import MAX_NEAREST
from service.catalog.arguments import split_list
from service.catalog.catalog import ACTION, QUERY, SavedQuery
from service.display import charts, forms, tables
from service.display.cells import Cell
from service.display.conflicts import persons_in
from service.display.labels import Named
from service.errors import NotFound, Refusal
from service.formats import picture
from service.graph.state import State
from service.http.identity import caller
from service.language import Language, Text
from service.serialization import plain_boolean

if TYPE_CHECKING:  # a server that only answers does without what undoes
    from service.answers.undo_change import Restored
    from service.dataset.merging.difference import Conflict

MAX_LABELLED_IDS = 10
"""Of a longer list of ids given no names are shown above the answer."""


def knowledge() -> Knowledge:
    """What this application answers from."""
    return cast(Knowledge, g.knowledge)


def state() -> State | None:
    """The state of the graph; nothing where the database cannot be reached."""
    try:
        return knowledge().state()
    except Refusal:
        return None


def refusing(page: str, refusal: Refusal | None) -> Response:
    """A page that shows a ``refusal``, with its status, and when to come again."""
    response = make_response(page, refusal.status if refusal else 200)
    if refusal and refusal.retry_after is not None:
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def requester() -> str:
    """Who sent this request, as the record of loads and changes names him."""
    return caller().id


def may(capability: Capability) -> bool:
    """Whether who sent this request may do something."""
    return knowledge().rights.may(capability)


def shows_persons_in(facts: "Iterable[Conflict | Restored]", what: str) -> bool:
    """Whether the personal values among conflicts, or among facts restored by undoing, may be shown
    to who sent this request; whose they are is told to the audit, as seen in ``what``."""
    shown = knowledge().show_personal
    if shown:
        knowledge().looks.append(Look(what, persons_in(facts)))
    return shown


def request_language() -> Language:
    """The language in which this request is answered."""
    return cast(Language, g.language)


def address(
    endpoint: str,
    saved: SavedQuery,
    given: Mapping[str, Any],
    view: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """The address of a query's, what-if's or action's page, or data, with what is ``given``, and by
    which ``view`` it is shown."""
    values: dict[str, Any] = {
        name: ",".join(value) if isinstance(value, list) else value
        for name, value in given.items()
        if value not in ("", [], None)
    }
    values |= {name: list(several) for name, several in (view or {}).items()}
    if saved.kind == ACTION:
        return url_for("actions.form", **{**values, "query": saved.name})
    return url_for(endpoint, **{**values, "folder": saved.folder, "query": saved.name})


def answer_view(
    answer: Answer,
    labels: forms.Called,
    named: Named | None = None,
    picture_at: str = "",
    *,
    places: Sequence[int] | None = None,
) -> dict[str, Any]:
    """What the templates need of an answer: table, drawing, and what it is about.

    ``named`` tells what things are called, by default as today; ``picture_at`` is the address of
    its picture, by default that of the query's; ``places`` are those of the columns shown, if not
    all are.
    """
    language = request_language()
    named = named or names_today()
    names = known_names(answer, answer.rows, named)
    table = tables.table(answer, language, link, names, places=places)
    return {
        "answer": answer,
        "table": replace(table, offers=offers(answer, answer.rows)),
        "chart": charts.chart(answer, language) if answer.query.result == "chart" else None,
        **pictured(answer, named, picture_at),
        "scope": forms.scope(answer.query, answer.parameters, labels, language),
    }


def known_names(answer: Answer, rows: Sequence[Sequence[Any]], named: Named) -> Mapping[str, Text]:
    """How the things are called whose ids are in ``rows`` of ``answer``."""
    wanted = tables.ids_to_name(answer.columns, rows, request_language())
    return named(wanted) if wanted else {}


def pictured(answer: Answer, named: Named, source: str = "") -> dict[str, Any]:
    """What is drawn of ``answer``: the ``picture`` itself where it is small or, of a what-if, soon
    gone; else the address of its ``source``.

    Only one of today is explored: what it grows by is asked today.
    """
    if answer.subgraph is None or not answer.subgraph.nodes:
        return {}
    drawn = picture.picture_of(answer, request_language(), named)
    explored = answer.query.kind == QUERY and not source
    if len(drawn) <= picture.MAX_EMBEDDED or (answer.query.kind != QUERY and not source):
        # embedded has escaped what could end the element
        shown = Markup(picture.embedded(drawn))  # nosec B704
        return {"drawn": True, "explored": explored, "picture": shown}
    given = {name: plain_boolean(value) for name, value in answer.parameters.items()}
    asked = {**given, "form": "picture.json"}
    source = source or address("api.as_graph", answer.query, asked)
    return {"drawn": True, "explored": explored, "source": source}


def names_today() -> Named:
    """Looks up what things are called, also after the request, while rows are streamed."""
    return partial(names_outside, knowledge().graph)


def offers(answer: Answer, rows: Sequence[Sequence[Any]]) -> list[list[Cell]]:
    """The actions that each of ``rows`` of ``answer`` offers, filled in."""
    catalog, offered = knowledge().catalog, answer.query.offers.items()
    actions = [(catalog[name], filled) for name, filled in offered if name in catalog]
    if not actions or not may(Capability.RECORD):
        return []
    names = [column.name for column in answer.columns]
    many: list[list[tuple[SavedQuery, dict[str, Any]]]] = []
    for row in rows:
        known = {**answer.parameters, **dict(zip(names, row, strict=True))}
        filled_in = [({name: known[of] for name, of in filled.items()}) for _, filled in actions]
        many.append([(one[0], given) for one, given in zip(actions, filled_in, strict=True)])
    knowledge().actions.learn(one for several in many for one in several)
    return [
        [
            Cell(action.title.to(request_language()), address("", action, given))
            for action, given in several
            if knowledge().actions.could(action, given)
        ]
        for several in many
    ]


def id_labels(saved: SavedQuery, given: Mapping[str, Any]) -> dict[str, list[str]]:
    """The names of the ids that were given, by parameter."""
    names: dict[str, list[str]] = {}
    for parameter in saved.parameters:
        ids = _ids(given.get(parameter.name), several=parameter.type == "array")
        if (words := parameter.named_codes(given)) is not None:
            if called := [words[id].to(request_language()) for id in ids if id in words]:
                names[parameter.name] = called
            continue
        if not parameter.suggest or not 0 < len(ids) <= MAX_LABELLED_IDS:
            continue
        try:
            labels = [_label(saved, parameter.name, id) for id in ids]
        except Refusal:
            continue  # asking the query itself tells what is wrong, beside its field
        if any(labels):
            names[parameter.name] = [label or id for label, id in zip(labels, ids, strict=True)]
    return names


def _label(saved: SavedQuery, parameter: str, id: str) -> str | None:
    offered = knowledge().suggestions(saved.name, parameter, id)
    return next((one.label.to(request_language()) for one in offered if one.value == id), None)


def _ids(value: Any, *, several: bool) -> list[str]:
    """The ids in what was given for a parameter."""
    if several and isinstance(value, str):
        value = split_list(value)
    values = value if isinstance(value, list) else [value]
    return [one.strip() for one in values if isinstance(one, str) and one.strip()]


def nearest_questions(
    saved: SavedQuery, given: Mapping[str, Any], error: Refusal
) -> list[tuple[str, str]]:
    """Addresses of the same question about what may have been meant, with their names."""
    pairs = []
    declared = {parameter.name: parameter for parameter in saved.parameters}
    few = max(1, MAX_NEAREST // max(1, len(error.faults)))
    for fault in error.faults[:MAX_NEAREST]:
        parameter = declared.get(fault.where)
        if parameter is None or not parameter.offers:
            continue
        wrong = fault.value or ""
        several = parameter.type == "array"
        ids = _ids(given.get(parameter.name), several=several)
        for one in knowledge().suggestions(saved.name, parameter.name, wrong)[:few]:
            meant = [one.value if id == wrong else id for id in ids] if several else one.value
            pairs.append(
                (
                    address("pages.query", saved, {**given, parameter.name: meant}),
                    one.label.to(request_language()),
                )
            )
    return pairs


def fitting_ids(
    saved: SavedQuery, given: Mapping[str, Any], error: NotFound
) -> dict[str, Any] | None:
    """What was ``given`` with ids in place of names that fit one thing each; ``None`` where one of
    them does not, or is rather an id mistyped."""
    declared = {parameter.name: parameter for parameter in saved.parameters}
    fitting = dict(given)
    for fault in error.faults:
        parameter = declared.get(fault.where)
        if parameter is None or not parameter.suggest or not fault.value:
            return None
        offered = knowledge().suggestions(saved.name, parameter.name, fault.value)
        if len(offered) != 1 or not _is_part_of(fault.value, offered[0].label):
            return None
        several = parameter.type == "array"
        ids = _ids(fitting.get(parameter.name), several=several)
        meant = [offered[0].value if id == fault.value else id for id in ids]
        fitting[parameter.name] = meant if several else offered[0].value
    return fitting if error.faults else None


def _is_part_of(typed: str, name: Text) -> bool:
    """Whether a text is a part of a name; in letters whole words of it."""
    part = re.escape(folded(typed.strip()))
    whole = rf"(?<![a-z0-9]){part}(?![a-z0-9])"
    return any(re.search(whole, folded(one)) for one in (name.zh, name.en))


def here() -> str:
    """The path of this request as an address has it, below the prefix where there is one."""
    return quote(request.script_root + request.path, safe="/:@!$&'()*+,;=")


def link(kind: str, id: str) -> str:
    return url_for(f"pages.{kind}", id=id)


def snapshot_address(id: str) -> str:
    return url_for("snapshots.page", id=id)
